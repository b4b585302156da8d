//! Concurrent writers and readers, in an order the test decides: versions are dense and in commit order, and a
//! cut shows whole transactions only.

use crate::{
    fixture::{Org, served},
    harness::{Db, now},
};
use domain::{
    entities::Note,
    entities::NoteKind,
    entity::{Entity, Table},
    id::*,
};
use sqlx::{PgPool, Row};
use std::{collections::BTreeSet, future::Future, pin::pin, task::Poll};
use sync_server::{
    execute::{Locked, RowWrite, lock_scopes, stamp},
    ids,
};

fn note(hub: HubId, body: &str) -> RowWrite {
    let entity: Entity = Note {
        id: NoteId(ids::fresh()),
        hub_id: hub,
        entity_table: Table::Hub,
        entity_id: hub.0,
        kind: NoteKind::Note,
        body: body.into(),
        contact_who: None,
        contact_outcome: None,
        written_at: now(),
        written_by: UserId(ids::fresh()),
        command_id: CommandId(ids::fresh()),
    }
    .into();
    RowWrite {
        key: (entity.table(), entity.key()),
        before: None,
        after: Some((entity.scope(), entity.values())),
        rev: 1,
        archived: false,
    }
}

async fn lock(tx: &mut sqlx::PgConnection, hubs: &[HubId]) -> Locked {
    let scopes: BTreeSet<ScopeId> = hubs.iter().map(|h| ScopeId::from(*h)).collect();
    lock_scopes(tx, &scopes).await.unwrap()
}

async fn version(pool: &PgPool, hub: HubId) -> i64 {
    sqlx::query_scalar("SELECT v FROM scope WHERE scope_id = $1")
        .bind(hub.0)
        .fetch_one(pool)
        .await
        .unwrap()
}

/// Waits until some connection of the test's database waits for a lock.
async fn until_somebody_waits(pool: &PgPool) {
    loop {
        let waiting: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        if waiting > 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Polls `future` once; it must not be done.
async fn stays_pending<F: Future>(future: std::pin::Pin<&mut F>) {
    let mut future = Some(future);
    std::future::poll_fn(move |context| {
        let future = future.take().unwrap();
        assert!(future.poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

#[tokio::test]
async fn the_second_writer_waits_and_gets_the_next_version() {
    let db = Db::new().await;
    let org = Org::new(&db.pool).await;
    let start = version(&db.pool, org.here).await;
    let mut first = db.pool.begin().await.unwrap();
    let locked = lock(&mut first, &[org.here]).await;

    let pool = db.pool.clone();
    let second = tokio::spawn(async move {
        let mut tx = pool.begin().await.unwrap();
        let locked = lock(&mut tx, &[org.here]).await;
        let moved = stamp(&mut tx, &locked, vec![note(org.here, "second")])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        moved
    });
    until_somebody_waits(&db.pool).await;
    let moved = stamp(&mut first, &locked, vec![note(org.here, "first")])
        .await
        .unwrap();
    assert_eq!(moved, [(org.here.into(), start + 1)]);
    assert_eq!(
        version(&db.pool, org.here).await,
        start,
        "not before the commit"
    );
    assert!(!second.is_finished());
    first.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), [(org.here.into(), start + 2)]);
    let bodies: Vec<String> = sqlx::query_scalar("SELECT body FROM note ORDER BY v")
        .fetch_all(&db.pool)
        .await
        .unwrap();
    assert_eq!(bodies, ["first", "second"]);
}

#[tokio::test]
async fn a_writer_that_breaks_off_leaves_no_gap() {
    let db = Db::new().await;
    let org = Org::new(&db.pool).await;
    let start = version(&db.pool, org.here).await;
    let mut first = db.pool.begin().await.unwrap();
    let locked = lock(&mut first, &[org.here]).await;
    stamp(&mut first, &locked, vec![note(org.here, "lost")])
        .await
        .unwrap();
    first.rollback().await.unwrap();
    let mut second = db.pool.begin().await.unwrap();
    let locked = lock(&mut second, &[org.here]).await;
    let moved = stamp(&mut second, &locked, vec![note(org.here, "kept")])
        .await
        .unwrap();
    second.commit().await.unwrap();
    assert_eq!(moved, [(org.here.into(), start + 1)]);
}

#[tokio::test]
async fn writers_of_different_hubs_do_not_wait_and_a_cut_shows_what_was_committed() {
    let (server, org) = served().await;
    let user = server.console("noura").await.tokens.user;
    org.grant(
        &server.db.pool,
        user,
        org.there,
        Some(domain::entities::Role::Viewer),
    )
    .await;
    let mut console = server.console("noura").await;
    console.sync(vec![]).await;
    let (here, there) = (
        version(&server.db.pool, org.here).await,
        version(&server.db.pool, org.there).await,
    );

    // One transaction over both hubs, one over the other hub alone that overtakes nothing.
    let mut both = server.db.pool.begin().await.unwrap();
    let locked = lock(&mut both, &[org.here, org.there]).await;
    let writes = vec![note(org.here, "together"), note(org.there, "together")];
    stamp(&mut both, &locked, writes).await.unwrap();

    // Written but not committed: the cut shows neither half, and does not wait.
    let cut = console.sync(vec![]).await;
    assert!(cut.lines.is_empty());
    assert_eq!(
        (cut.scope(org.here).to, cut.scope(org.there).to),
        (here, there)
    );

    // A command for one of the hubs waits for the transaction, then finds its place behind it.
    let mut faisal = server.console("faisal").await;
    let command = faisal.envelope(org.create(org.here, &["A-1"]));
    {
        let mut submitting = pin!(faisal.try_sync(vec![command]));
        stays_pending(submitting.as_mut()).await;
        let blocked = async {
            until_somebody_waits(&server.db.pool).await;
            both.commit().await.unwrap();
        };
        let (answer, ()) = tokio::join!(submitting, blocked);
        assert_eq!(answer.unwrap().scope(org.here).to, here + 2);
    }
    let cut = console.sync(vec![]).await;
    assert_eq!(
        (cut.scope(org.here).to, cut.scope(org.there).to),
        (here + 2, there + 1)
    );
    let mut notes: Vec<_> = cut
        .rows()
        .filter(|r| r.1 == Table::Note)
        .map(|r| (r.0, r.2))
        .collect();
    notes.sort();
    let mut expected = vec![
        (ScopeId::from(org.here), here + 1),
        (org.there.into(), there + 1),
    ];
    expected.sort();
    assert_eq!(notes, expected, "both halves, at once");
}

#[tokio::test]
async fn a_reader_never_misses_what_commits_late() {
    // Ten writers in two hubs, one reader that follows its cursor: it sees every row once, none out of order.
    let db = Db::new().await;
    let org = Org::new(&db.pool).await;
    let start = version(&db.pool, org.here).await;
    let writers: Vec<_> = (0..10)
        .map(|n| {
            let pool = db.pool.clone();
            let hub = org.here;
            tokio::spawn(async move {
                for m in 0..5 {
                    let mut tx = pool.begin().await.unwrap();
                    let locked = lock(&mut tx, &[hub]).await;
                    let body = format!("{n} {m}");
                    stamp(&mut tx, &locked, vec![note(hub, &body)])
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                }
            })
        })
        .collect();
    let (mut seen, mut at) = (Vec::new(), start);
    while seen.len() < 50 {
        let mut tx = db
            .pool
            .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await
            .unwrap();
        let to: i64 = sqlx::query_scalar("SELECT v FROM scope WHERE scope_id = $1")
            .bind(org.here.0)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        let rows =
            sqlx::query("SELECT v FROM note WHERE scope_id = $1 AND v > $2 AND v <= $3 ORDER BY v")
                .bind(org.here.0)
                .bind(at)
                .bind(to)
                .fetch_all(&mut *tx)
                .await
                .unwrap();
        seen.extend(rows.iter().map(|r| r.get::<i64, _>(0)));
        tx.commit().await.unwrap();
        at = to;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(seen, (start + 1..=start + 50).collect::<Vec<_>>());
}
