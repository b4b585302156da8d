//! The second fence: with the server's own check removed, Postgres still shows nothing of another hub.

use crate::{
    fixture::{Org, served},
    harness::{Db, Server, now, reading},
    owner::Owner,
};
use domain::{
    entity::Table,
    id::{ClientId, ScopeId, UserId},
};
use sqlx::{AssertSqlSafe, PgPool};
use sync_server::{
    cut::{DeltaCache, Visible, Wanted, cut_of},
    db::{
        ReadPool,
        fence::{self, Lack, Strength},
        migrations,
    },
    execute::Executed,
    ids, people,
};
use wire::sync::{Cursor, End};

async fn user(pool: &PgPool, username: &str) -> UserId {
    people::find(pool, username).await.unwrap().unwrap()
}

/// Every table that is read for a console.
fn tables() -> impl Iterator<Item = &'static str> {
    let own = ["scope", "eviction"].into_iter();
    Table::ALL.iter().map(|table| table.name()).chain(own)
}

#[tokio::test]
async fn asking_for_foreign_rows_finds_none() {
    let (server, org) = served().await;
    let pool = &server.db.pool;
    let noura = user(pool, "noura").await;
    let read = server.db.read().await;
    let mut answer = read.answer(noura).await.unwrap();
    let inside = answer.inside().clone();
    assert!(inside.contains(&org.here.into()) && !inside.contains(&org.there.into()));
    let inside: Vec<_> = inside.iter().map(|scope| scope.0).collect();
    let mut seen = 0;
    for table in tables() {
        let sql = AssertSqlSafe(format!(
            "SELECT count(*) FILTER (WHERE NOT scope_id = ANY($1)), count(*) FROM {table}"
        ));
        let (foreign, all): (i64, i64) = sqlx::query_as(sql)
            .bind(&inside)
            .fetch_one(&mut *answer)
            .await
            .unwrap();
        assert_eq!(foreign, 0, "{table}");
        seen += all;
    }
    assert!(seen > 5, "her own rows are there: {seen}");
    let others: i64 = sqlx::query_scalar("SELECT count(*) FROM command_log WHERE user_id <> $1")
        .bind(noura.0)
        .fetch_one(&mut *answer)
        .await
        .unwrap();
    assert_eq!(others, 0);
    // Whoever writes sees everything.
    drop(answer);
    let couriers: i64 = sqlx::query_scalar("SELECT count(*) FROM courier WHERE scope_id = $1")
        .bind(org.there.0)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(couriers, 1);
}

/// The lines of a cut for `username` whose handler believes that it sees `extra` too.
async fn deceived(
    (read, pool): (&ReadPool, &PgPool),
    cache: &DeltaCache,
    username: &str,
    extra: Option<ScopeId>,
    cursors: &[Cursor],
) -> End {
    let wanted = Wanted {
        user: user(pool, username).await,
        client: ClientId(ids::fresh()),
        schema: wire::SCHEMA,
        cursors,
        backfill: &[],
        large: None,
        last_sent: 0,
        now: now(),
    };
    let forge = |mut visible: Vec<Visible>| {
        if let Some(scope) = extra {
            visible.push(Visible {
                scope,
                v: 1_000,
                gc_floor: 0,
                ..visible[0].clone()
            });
            if let Some(last) = visible.last_mut() {
                let all = Table::ALL.iter().map(|table| table.name());
                last.changed = all
                    .chain(["eviction"])
                    .map(|t| (t.to_owned(), 1_000))
                    .collect();
            }
        }
        visible
    };
    cut_of(read, pool, cache, &wanted, Some(Executed::default()), forge)
        .await
        .unwrap()
        .lines
}

#[tokio::test]
async fn a_wrong_list_of_scopes_brings_nothing() {
    let (server, org) = served().await;
    let pool = &server.db.pool;
    let read = server.db.read().await;
    let to = (&read, pool);
    let cache = DeltaCache::default();
    let honest = deceived(to, &cache, "noura", None, &[]).await;
    let forged = deceived(to, &cache, "noura", Some(org.there.into()), &[]).await;
    assert_eq!(forged, honest);
    assert!(honest.rows > 0);
}

#[tokio::test]
async fn what_others_read_is_not_handed_out_from_memory() {
    let (server, org) = served().await;
    let pool = &server.db.pool;
    let read = server.db.read().await;
    let to = (&read, pool);
    org.person(
        pool,
        "hind",
        &[(org.there, domain::entities::Role::Viewer)],
        false,
    )
    .await;
    let cache = DeltaCache::default();
    // A small delta of the foreign hub is kept, because someone who may see it has asked for it.
    let (epoch, v): (uuid::Uuid, i64) =
        sqlx::query_as("SELECT epoch, v FROM scope WHERE scope_id = $1")
            .bind(org.there.0)
            .fetch_one(pool)
            .await
            .unwrap();
    let cursor = Cursor {
        scope: org.there.into(),
        epoch,
        v: 0,
    };
    let hers = deceived(to, &cache, "hind", None, std::slice::from_ref(&cursor)).await;
    assert!(hers.rows > 0);
    let forge = |mut visible: Vec<Visible>| {
        visible.push(Visible {
            scope: org.there.into(),
            epoch,
            v,
            gc_floor: 0,
            ..visible[0].clone()
        });
        visible
    };
    let wanted = Wanted {
        user: user(pool, "noura").await,
        client: ClientId(ids::fresh()),
        schema: wire::SCHEMA,
        cursors: std::slice::from_ref(&cursor),
        backfill: &[],
        large: None,
        last_sent: 0,
        now: now(),
    };
    let forged = cut_of(
        &read,
        pool,
        &cache,
        &wanted,
        Some(Executed::default()),
        forge,
    )
    .await
    .unwrap();
    let honest = deceived(to, &cache, "noura", None, std::slice::from_ref(&cursor)).await;
    assert_eq!(forged.lines, honest);
}

#[tokio::test]
async fn without_the_role_the_fence_is_forced_on_the_owner() {
    let db = Db::bare().await;
    let owner = Owner::of(&db).await;
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    let strength = fence::strength(&mut pool.acquire().await.unwrap()).await;
    let login = owner.name.clone();
    assert_eq!(
        strength.unwrap(),
        Strength::Forced(Lack::Membership { login })
    );
    // The write path is not held up by it.
    let org = Org::new(&pool).await;
    let noura = user(&pool, "noura").await;
    let read = reading(&owner.url).await;
    let mut answer = read.answer(noura).await.unwrap();
    for (hub, expected) in [(org.here, 1_i64), (org.there, 0)] {
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM courier WHERE hub_id = $1")
            .bind(hub.0)
            .fetch_one(&mut *answer)
            .await
            .unwrap();
        assert_eq!(found, expected);
    }
    drop(answer);
    let to = (&read, &pool);
    let cache = DeltaCache::default();
    let honest = deceived(to, &cache, "noura", None, &[]).await;
    let forged = deceived(to, &cache, "noura", Some(org.there.into()), &[]).await;
    assert_eq!(forged, honest);
    read.close().await;
    pool.close().await;
    owner.leave(&db).await;
}

#[tokio::test]
async fn the_login_of_the_tests_reads_as_the_role() {
    let server = Server::with(|_| {}).await;
    let mut connection = server.db.pool.acquire().await.unwrap();
    let strength = fence::strength(&mut connection).await.unwrap();
    assert_eq!(strength, Strength::Role);
}
