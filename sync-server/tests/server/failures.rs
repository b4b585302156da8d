//! A command on which the server fails blocks nobody; a database that is away moves nothing.

use crate::{fixture::served, harness::answer};
use serde_json::json;
use sync_server::db::failure::{Failure, classify};
use wire::sync::Outcome;

#[tokio::test]
async fn the_third_identical_failure_quarantines_and_what_follows_goes_on() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    console.submit(org.create(org.here, &["A-1", "A-2"])).await;
    sqlx::query("ALTER TABLE note ADD CONSTRAINT poison CHECK (body <> 'poison')")
        .execute(&server.db.pool)
        .await
        .unwrap();
    let commands = vec![
        console.envelope(org.note("before", &["A-1"])),
        console.envelope(org.note("poison", &["A-1", "A-2"])),
        console.envelope(org.assign(&["A-1"])),
        console.envelope(org.note("after", &["A-2"])),
    ];
    let cut = console.sync(commands.clone()).await;
    let words: Vec<_> = cut
        .head
        .outcomes
        .iter()
        .map(|o| {
            serde_json::to_value(&o.outcome).unwrap()["outcome"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(words, ["applied", "quarantined", "applied", "applied"]);
    assert_eq!(cut.head.last_seq, 5);
    let raised: Vec<(String, String)> = sqlx::query_as("SELECT kind, command_name FROM exception")
        .fetch_all(&server.db.pool)
        .await
        .unwrap();
    assert_eq!(
        raised,
        [("quarantined".to_owned(), "add_note.v1".to_owned())]
    );
    let (failure, attempts): (String, i64) =
        sqlx::query_as("SELECT failure, attempts FROM command_failure")
            .fetch_one(&server.db.pool)
            .await
            .unwrap();
    assert_eq!(
        (failure.as_str(), attempts),
        ("database error 23514 note poison", 3)
    );
    // Sent again, it stays what it is.
    let again = console.sync(commands).await;
    assert!(matches!(
        &again.head.outcomes[1].outcome,
        Outcome::Quarantined { .. }
    ));
    let notes: Vec<String> = sqlx::query_scalar("SELECT body FROM note ORDER BY v")
        .fetch_all(&server.db.pool)
        .await
        .unwrap();
    assert_eq!(notes, ["before", "after"]);
}

#[tokio::test]
async fn a_database_that_is_behind_stops_the_start_and_one_that_is_away_is_said() {
    let (mut server, _) = served().await;
    let ready = async |server: &crate::harness::Server| {
        answer(
            server
                .http
                .get(server.url("/health/ready"))
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    assert_eq!(ready(&server).await.0.as_u16(), 200);
    sync_server::db::migrations::down(&server.db.pool, Some(1))
        .await
        .unwrap();
    let (status, health) = ready(&server).await;
    assert_eq!(
        (status.as_u16(), &health["checks"]["migrations"]),
        (503, &json!("behind"))
    );
    let live = server
        .http
        .get(server.url("/health/live"))
        .send()
        .await
        .unwrap();
    assert!(live.status().is_success());
    server.stop().await;
    let (_, _stop, running) = crate::harness::start(server.settings.clone()).await;
    let error = running.await.unwrap().unwrap_err();
    assert!(
        error.to_string().contains("sync-server migrate up"),
        "{error}"
    );
}

#[test]
fn an_unreachable_database_is_unavailable_and_not_our_mistake() {
    let refused = sqlx::Error::Io(std::io::ErrorKind::ConnectionRefused.into());
    assert_eq!(classify(&refused), Failure::Unavailable);
    assert_eq!(classify(&sqlx::Error::PoolTimedOut), Failure::Unavailable);
    assert_eq!(classify(&sqlx::Error::RowNotFound), Failure::Data);
}

#[tokio::test]
async fn a_lock_that_is_not_granted_in_time_is_tried_again() {
    let (server, org) = served().await;
    sqlx::query("CREATE SEQUENCE tries")
        .execute(&server.db.pool)
        .await
        .unwrap();
    // The first transaction that advances a scope is told that it stood in somebody's way.
    sqlx::query(
        "CREATE FUNCTION stand_in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF nextval('tries') < 3 THEN
                 RAISE EXCEPTION 'in the way' USING ERRCODE = '40P01';
             END IF;
             RETURN NEW;
         END $$",
    )
    .execute(&server.db.pool)
    .await
    .unwrap();
    sqlx::query(
        "CREATE TRIGGER in_the_way BEFORE UPDATE ON scope FOR EACH ROW EXECUTE FUNCTION stand_in_the_way()",
    )
    .execute(&server.db.pool)
    .await
    .unwrap();
    let mut console = server.console("noura").await;
    let outcome = console.submit(org.create(org.here, &["A-1"])).await;
    assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_database_that_cannot_take_commands_moves_nothing_and_they_come_again() {
    let (server, org) = served().await;
    for sql in [
        "CREATE FUNCTION shut_down() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'shutting down' USING ERRCODE = '57P01'; END $$",
        "CREATE TRIGGER shutting_down BEFORE UPDATE ON scope FOR EACH ROW EXECUTE FUNCTION shut_down()",
    ] {
        sqlx::query(sql).execute(&server.db.pool).await.unwrap();
    }
    let mut console = server.console("noura").await;
    let commands = vec![
        console.envelope(org.create(org.here, &["A-1"])),
        console.envelope(org.assign(&["A-1"])),
    ];
    let cut = console.sync(commands.clone()).await;
    for outcome in &cut.head.outcomes {
        let Outcome::Retry { after_ms } = &outcome.outcome else {
            panic!("{outcome:?}")
        };
        assert!(*after_ms > 0);
    }
    assert_eq!((cut.head.outcomes.len(), cut.head.last_seq), (2, 0));
    sqlx::query("DROP TRIGGER shutting_down ON scope")
        .execute(&server.db.pool)
        .await
        .unwrap();
    let cut = console.sync(commands).await;
    assert_eq!(cut.head.last_seq, 2);
    assert!(
        cut.head
            .outcomes
            .iter()
            .all(|o| matches!(&o.outcome, Outcome::Applied { .. }))
    );
}
