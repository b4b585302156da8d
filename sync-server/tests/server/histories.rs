//! Epochs, scrubs and floors: what happens to consoles when the server's history is not the one they knew.

use crate::{
    cut::{Replica, agree},
    fixture::served,
    harness::Console,
};
use domain::entity::Table;
use serde_json::json;
use std::time::Duration;
use sync_server::{
    epoch::{self, Cause},
    ids,
    scrub::{self, Found},
    wake::Wake,
};
use wire::sync::ScopeMode;

/// What a console that stands where `console` does is told of the hub: mode and where from.
async fn told(console: &Console<'_>, hub: domain::id::HubId) -> (ScopeMode, i64) {
    let cut = console.try_sync(vec![]).await.unwrap();
    let part = cut.scope(hub);
    (part.mode, part.from)
}

/// Where among the console's cursors the hub's is.
fn place(console: &Console<'_>, hub: domain::id::HubId) -> usize {
    console
        .cursors
        .iter()
        .position(|c| c.scope == hub.into())
        .unwrap()
}

#[tokio::test]
async fn after_a_restore_cursors_up_to_it_stay_valid_and_later_ones_do_not() {
    let (server, org) = served().await;
    let mut early = server.console("noura").await;
    early.submit(org.create(org.here, &["A-1"])).await;
    let at = place(&early, org.here);
    let v = early.cursors[at].v;
    let rotated = epoch::rotate(&server.db.pool, None, Cause::Restore)
        .await
        .unwrap();
    assert!(rotated >= 3);
    assert_eq!(told(&early, org.here).await, (ScopeMode::Delta, v));
    let mut late = server.console("noura").await;
    late.cursors = early.cursors.clone();
    late.cursors[at].v += 7;
    assert_eq!(
        told(&late, org.here).await,
        (ScopeMode::Full, v),
        "told where histories part"
    );
    // A second restore: still the same history up to the first fork.
    epoch::rotate(&server.db.pool, None, Cause::Restore)
        .await
        .unwrap();
    assert_eq!(told(&early, org.here).await, (ScopeMode::Delta, v));
    assert_eq!(told(&late, org.here).await, (ScopeMode::Full, v));
    late.cursors[at].epoch = ids::fresh();
    assert_eq!(
        told(&late, org.here).await,
        (ScopeMode::Full, 0),
        "another server's"
    );
}

#[tokio::test]
async fn commands_of_a_console_that_knows_more_wait_until_it_has_been_told() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    console.submit(org.create(org.here, &["A-1"])).await;
    let at = place(&console, org.here);
    epoch::rotate(&server.db.pool, None, Cause::Restore)
        .await
        .unwrap();
    console.cursors[at].v += 7;
    let command = console.envelope(org.create(org.here, &["A-2"]));
    // What comes before it is sent again first; so nothing is said of it, nor of the number it came with.
    let cut = console.sync(vec![command.clone()]).await;
    assert_eq!((cut.head.last_seq, cut.head.outcomes.len()), (0, 0));
    assert!(!cut.rows().any(|row| format!("{row:?}").contains("A-2")));
    let cut = console.sync(vec![command]).await;
    assert_eq!((cut.head.last_seq, cut.head.outcomes.len()), (2, 1));
}

#[tokio::test]
async fn a_console_ahead_of_the_database_begins_a_new_epoch() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    console.submit(org.create(org.here, &["A-1"])).await;
    let at = place(&console, org.here);
    let true_one = console.cursors.clone();
    console.cursors[at].v += 1;
    let cut = console.try_sync(vec![]).await.unwrap();
    let part = cut.scope(org.here);
    assert_eq!((part.mode, part.from), (ScopeMode::Full, true_one[at].v));
    assert_ne!(part.epoch, true_one[at].epoch);
    console.cursors = true_one;
    assert_eq!(
        told(&console, org.here).await.0,
        ScopeMode::Delta,
        "others go on"
    );
    assert_eq!(told(&console, org.here).await.0, ScopeMode::Delta);
}

#[tokio::test]
async fn another_database_under_the_same_rows_begins_new_epochs_once() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    console.sync(vec![]).await;
    assert!(
        !epoch::notice(&server.db.pool).await.unwrap(),
        "nothing has changed"
    );
    sqlx::query("UPDATE database_identity SET timeline = '0000000F'")
        .execute(&server.db.pool)
        .await
        .unwrap();
    assert!(epoch::notice(&server.db.pool).await.unwrap());
    assert!(!epoch::notice(&server.db.pool).await.unwrap());
    let cut = console.sync(vec![]).await;
    assert_eq!(cut.scope(org.here).mode, ScopeMode::Delta);
    assert!(
        cut.head.scopes.iter().all(|s| s.from == s.to),
        "nobody was further"
    );
}

#[tokio::test]
async fn a_row_edited_by_hand_gets_a_version_and_reaches_consoles() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let mut replica = Replica::default();
    console.submit(org.create(org.here, &["A-1", "A-2"])).await;
    console.cursors.clear();
    replica.apply(&console.sync(vec![]).await);
    let quiet = scrub::scope(&server.db.pool, &Wake::silent(), org.here.into())
        .await
        .unwrap();
    assert_eq!((quiet.repaired, quiet.sum_was_wrong), (0, false));
    sqlx::query("UPDATE delivery SET cod_halalas = 1 WHERE id = $1")
        .bind(org.delivery("A-1").0)
        .execute(&server.db.pool)
        .await
        .unwrap();
    let found = scrub::scope(&server.db.pool, &Wake::silent(), org.here.into())
        .await
        .unwrap();
    assert_eq!((found.repaired, found.sum_was_wrong), (1, false));
    let cut = console.sync(vec![]).await;
    assert_eq!(cut.scope(org.here).mode, ScopeMode::Delta);
    replica.apply(&cut);
    agree(&server, &replica, &cut).await;
    let again = scrub::scope(&server.db.pool, &Wake::silent(), org.here.into())
        .await
        .unwrap();
    assert_eq!(
        again,
        Found {
            rows: found.rows,
            ..Found::default()
        }
    );
}

#[tokio::test]
async fn rows_deleted_or_added_by_hand_are_taken_anew() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let mut replica = Replica::default();
    console.submit(org.create(org.here, &["A-1", "A-2"])).await;
    console.cursors.clear();
    replica.apply(&console.sync(vec![]).await);
    let by_hand = [
        "DELETE FROM delivery WHERE reference = 'A-2'",
        "INSERT INTO note SELECT * FROM note WHERE false",
        "UPDATE courier SET row_hash = '\\x00000000000000000000000000000001' WHERE hub_id = (SELECT hub_id FROM delivery LIMIT 1)",
        "UPDATE scope SET sum = '\\x00000000000000000000000000000001' WHERE kind = 'hub'",
    ];
    for sql in by_hand {
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&server.db.pool)
            .await
            .unwrap();
        scrub::all(&server.db.pool, &Wake::silent()).await.unwrap();
        let cut = console.sync(vec![]).await;
        replica.apply(&cut);
        agree(&server, &replica, &cut).await;
    }
    assert!(
        !replica
            .0
            .contains_key(&(Table::Delivery, org.delivery("A-2").0))
    );
}

#[tokio::test]
async fn a_console_that_differs_has_the_scope_looked_through() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    console.submit(org.create(org.here, &["A-1"])).await;
    let before = console.sync(vec![]).await.scope(org.here).to;
    sqlx::query("UPDATE delivery SET instructions = 'by hand' WHERE id = $1")
        .bind(org.delivery("A-1").0)
        .execute(&server.db.pool)
        .await
        .unwrap();
    console.mismatched = vec![org.there.into()];
    console.try_sync(vec![]).await.unwrap();
    console.mismatched = vec![org.here.into()];
    console.try_sync(vec![]).await.unwrap();
    console.mismatched.clear();
    let mut every = tokio::time::interval(Duration::from_millis(20));
    let cut = loop {
        every.tick().await;
        let cut = console.try_sync(vec![]).await.unwrap();
        if cut.scope(org.here).to > before {
            break cut;
        }
    };
    assert_eq!(
        (cut.scope(org.here).mode, cut.rows().count()),
        (ScopeMode::Delta, 1)
    );
}

#[tokio::test]
async fn old_evictions_go_and_who_was_away_longer_takes_the_scope_anew() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let batch = ids::fresh();
    let import = json!({
        "name": "import_rows.v1", "hub": org.here,
        "import": { "batch": batch, "file_name": "a.csv", "format": "onfleet", "part": 1, "parts": 1,
                    "accepted": 1, "quarantined": 0 },
        "rows": [org.new_delivery("A-1")], "problems": [],
    });
    console.submit(import).await;
    let away = console.cursors.clone();
    let undo = json!({ "name": "undo_import.v1", "hub": org.here, "batch": batch,
                       "items": [org.delivery("A-1")] });
    console.submit(undo).await;
    assert_eq!(
        scrub::evictions(&server.db.pool, 30).await.unwrap(),
        0,
        "they are young"
    );
    sqlx::query("UPDATE eviction SET evicted_at = now() - interval '31 days'")
        .execute(&server.db.pool)
        .await
        .unwrap();
    assert!(scrub::evictions(&server.db.pool, 30).await.unwrap() > 0);
    assert_eq!(
        told(&console, org.here).await.0,
        ScopeMode::Delta,
        "it has passed them"
    );
    console.cursors = away;
    assert_eq!(told(&console, org.here).await, (ScopeMode::Full, 0));
    let mut replica = Replica::default();
    console.cursors.clear();
    let cut = console.sync(vec![]).await;
    replica.apply(&cut);
    agree(&server, &replica, &cut).await;
}
