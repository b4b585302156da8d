//! Commands take effect exactly once, in order, under the rights of the moment.

use crate::{
    fixture::served,
    harness::{Server, envelope},
};
use domain::{entities::Role, id::ClientId};
use serde_json::json;
use sync_server::ids;
use wire::sync::{CommandOutcome, Outcome};

async fn count(server: &Server, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(&server.db.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_request_sent_again_does_nothing_again_and_is_answered_the_same() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let commands = vec![
        console.envelope(org.create(org.here, &["A-1", "A-2"])),
        console.envelope(org.assign(&["A-1"])),
        console.envelope(org.note("once", &["A-1"])),
    ];
    let first = console.try_sync(commands.clone()).await.unwrap();
    let events = count(&server, "SELECT count(*) FROM event").await;
    let again = console.try_sync(commands.clone()).await.unwrap();
    assert_eq!(first.head.outcomes, again.head.outcomes);
    assert_eq!(first.head.scopes, again.head.scopes, "no version moved");
    assert_eq!(count(&server, "SELECT count(*) FROM event").await, events);
    assert_eq!(count(&server, "SELECT count(*) FROM note").await, 1);

    // Part of them again, and a new one behind: outcomes for all, effect for the new one alone.
    let mut more = commands[1..].to_vec();
    more.push(console.envelope(org.note("twice", &["A-2"])));
    let cut = console.try_sync(more).await.unwrap();
    assert_eq!(cut.head.outcomes.len(), 3);
    assert_eq!(cut.head.outcomes[..2], first.head.outcomes[1..]);
    assert_eq!(count(&server, "SELECT count(*) FROM note").await, 2);
}

#[tokio::test]
async fn what_a_newer_server_has_logged_is_handed_on_as_it_came() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let commands = vec![
        console.envelope(org.create(org.here, &["A-1"])),
        console.envelope(org.note("once", &["A-1"])),
    ];
    let first = console.try_sync(commands.clone()).await.unwrap();
    let deferred = json!({"outcome": "deferred", "until": 12, "why": {"code": "depot_closed"}});
    sqlx::query("UPDATE command_log SET outcome = $1 WHERE command_id = $2")
        .bind(&deferred)
        .bind(commands[0].command_id.0)
        .execute(&server.db.pool)
        .await
        .unwrap();
    let again = console.try_sync(commands).await.unwrap();
    assert_eq!(again.head.outcomes[0].outcome, Outcome::Unknown(deferred));
    assert_eq!(again.head.outcomes[1], first.head.outcomes[1]);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_made_good() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let commands = vec![
        console.envelope(org.create(org.here, &["A-1"])),
        console.envelope(org.assign(&["A-1"])),
        console.envelope(org.note("late", &["A-1"])),
    ];
    let whole = console.try_sync(commands.clone()).await.unwrap();
    // The console never saw that, and sends only the first: it learns of all whose effects the cut shows.
    let cut = console.try_sync(commands[..1].to_vec()).await.unwrap();
    assert_eq!(cut.head.last_seq, 3);
    assert_eq!(cut.head.outcomes, whole.head.outcomes);
}

#[tokio::test]
async fn a_cloned_replica_takes_a_new_client_and_resends_without_doing_things_twice() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let done = console.envelope(org.create(org.here, &["A-1"]));
    let before = console.sync(vec![done.clone()]).await;
    // The clone: a fresh client, the acknowledged command again under a new number, then its own.
    console.client = ClientId(ids::fresh());
    let mut resent = done.clone();
    resent.seq = 1;
    let own = envelope(2, org.assign(&["A-1"]));
    let cut = console.sync(vec![resent.clone(), own]).await;
    assert_eq!(
        cut.head.outcomes[0].outcome,
        before.head.outcomes[0].outcome
    );
    assert_eq!(cut.head.last_seq, 2);
    assert_eq!(count(&server, "SELECT count(*) FROM delivery").await, 1);
    let twice = "SELECT count(*) FROM (SELECT command_id, entity_id, part FROM event
                 GROUP BY 1, 2, 3 HAVING count(*) > 1) AS twice";
    assert_eq!(count(&server, twice).await, 0);
    // And again: the number belongs to the new client now.
    let again = console.try_sync(vec![resent]).await.unwrap();
    assert_eq!(
        again.head.outcomes[0].outcome,
        before.head.outcomes[0].outcome
    );
}

#[tokio::test]
async fn commands_from_programs_are_idempotent_by_their_id() {
    let (server, org) = served().await;
    let token = server.console("noura").await.token;
    let id = ids::fresh();
    let body =
        json!({ "commands": [{ "command_id": id, "command": org.create(org.here, &["A-1"]) }] });
    let (status, first) = server.post("/api/v1/commands", Some(&token), &body).await;
    assert!(status.is_success());
    let (_, again) = server.post("/api/v1/commands", Some(&token), &body).await;
    assert_eq!(first, again);
    let outcomes: Vec<CommandOutcome> = serde_json::from_value(first).unwrap();
    assert!(matches!(&outcomes[0].outcome, Outcome::Applied { .. }));
    let events = "SELECT count(*) FROM event WHERE entity_table = 'delivery'";
    assert_eq!(count(&server, events).await, 1);
    // Twice within one request, too.
    let command = json!({ "command_id": ids::fresh(), "command": org.note("x", &["A-1"]) });
    let twice = json!({ "commands": [command, command] });
    let (_, answers) = server.post("/api/v1/commands", Some(&token), &twice).await;
    assert_eq!(answers[0], answers[1]);
    assert_eq!(count(&server, "SELECT count(*) FROM note").await, 1);
    // Somebody else's id tells nothing of what it stands for.
    let faisal = server.console("faisal").await.token;
    let (_, other) = server.post("/api/v1/commands", Some(&faisal), &body).await;
    assert_eq!(other[0]["rejection"]["code"], "already_exists");
}

#[tokio::test]
async fn a_long_queue_is_taken_in_parts_of_a_thousand_rows() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let names: Vec<String> = (0..450).map(|n| format!("A-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let create = console.envelope(org.create(org.here, &names));
    console.sync(vec![create]).await;
    let from = console
        .cursors
        .iter()
        .find(|c| c.scope == org.here.into())
        .unwrap()
        .v;
    let mut commands = Vec::new();
    for name in &names {
        commands.push(console.envelope(org.assign(&[name])));
        commands.push(console.envelope(org.on("dispatch.v1", &[name], json!({}))));
    }
    let cut = console.sync(commands).await;
    assert_eq!(cut.head.outcomes.len(), 900);
    assert!(
        cut.head
            .outcomes
            .iter()
            .all(|o| matches!(&o.outcome, Outcome::Applied { .. }))
    );
    let versions = cut.scope(org.here).to - from;
    // 450 deliveries and 900 events.
    assert_eq!(
        versions, 2,
        "a transaction changes at most a thousand rows, and not many fewer"
    );
    let most: i64 = count(
        &server,
        "SELECT max(n) FROM (SELECT count(*) AS n FROM event GROUP BY scope_id, v) AS per_version",
    )
    .await;
    assert!(most <= 1000, "{most}");
}

#[tokio::test]
async fn what_a_console_had_accepted_and_is_rejected_lands_on_the_hubs_desk() {
    let (server, org) = served().await;
    let mut noura = server.console("noura").await;
    noura.submit(org.create(org.here, &["A-1", "A-2"])).await;
    noura
        .submit(org.on("cancel.v1", &["A-1"], json!({ "reason": "sold out" })))
        .await;
    let mut faisal = server.console("faisal").await;
    let Outcome::Applied { items } = faisal.submit(org.assign(&["A-1", "A-2"])).await else {
        panic!("not decided")
    };
    assert!(items[1].is_applied() && !items[0].is_applied());
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT kind, label FROM exception")
        .fetch_all(&server.db.pool)
        .await
        .unwrap();
    assert_eq!(rows, [("rejected".to_owned(), "A-1".to_owned())]);
    // A program is told at once; nobody else needs to look.
    let body =
        json!({ "commands": [{ "command_id": ids::fresh(), "command": org.assign(&["A-1"]) }] });
    server
        .post("/api/v1/commands", Some(&faisal.token), &body)
        .await;
    assert_eq!(count(&server, "SELECT count(*) FROM exception").await, 1);
}

#[tokio::test]
async fn what_is_rejected_of_one_command_is_one_exception_settled_at_once() {
    let (server, org) = served().await;
    let mut noura = server.console("noura").await;
    let names = ["A-1", "A-2", "A-3"];
    noura.submit(org.create(org.here, &names)).await;
    noura
        .submit(org.on("cancel.v1", &names[1..], json!({ "reason": "sold out" })))
        .await;
    let mut faisal = server.console("faisal").await;
    faisal.submit(org.assign(&names)).await;
    let rows: Vec<(uuid::Uuid, String)> = sqlx::query_as("SELECT id, reason::text FROM exception")
        .fetch_all(&server.db.pool)
        .await
        .unwrap();
    let [(id, reason)] = &rows[..] else {
        panic!("{rows:?}");
    };
    let reason = serde_json::from_str(reason).unwrap();
    let items = domain::refused::listed(&reason);
    let labels: Vec<_> = items.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(labels, ["A-2", "A-3"]);
    let dropped =
        json!({ "name": "resolve.v1", "hub": org.here, "items": [id], "resolution": "discarded" });
    let Outcome::Applied { items } = faisal.submit(dropped).await else {
        panic!("not decided")
    };
    assert!(items[0].is_applied());

    // What a person leaves there is one too, and nothing of it is done.
    let why = json!({ "code": "wrong_state" });
    let refused: Vec<_> = org.assign(&names[1..])["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| json!({ "id": id, "rejection": why }))
        .collect();
    let left = json!({ "name": "raise.v1", "hub": org.here, "intended": org.assign(&names), "refused": refused });
    faisal.submit(left).await;
    let open = "SELECT count(*) FROM exception WHERE resolved_at IS NULL";
    assert_eq!(count(&server, open).await, 1);
}

#[tokio::test]
async fn a_right_taken_away_does_not_work_a_moment_later() {
    let (server, org) = served().await;
    let admin = [(org.here, Role::Admin)];
    org.person(&server.db.pool, "admin", &admin, true).await;
    let mut console = server.console("admin").await;
    let grant = |role: serde_json::Value| json!({ "name": "grant.v1", "user": console.tokens.user, "hub": org.here, "role": role });
    let (drop_it, take_it) = (grant(json!(null)), grant(json!("dispatcher")));
    // In one request: each is decided with the rights the one before left.
    let commands = vec![
        console.envelope(org.create(org.here, &["A-1"])),
        console.envelope(drop_it),
        console.envelope(org.create(org.here, &["A-2"])),
        console.envelope(take_it),
        console.envelope(org.create(org.here, &["A-3"])),
    ];
    let cut = console.sync(commands).await;
    let applied: Vec<bool> = cut
        .head
        .outcomes
        .iter()
        .map(|o| matches!(&o.outcome, Outcome::Applied { .. }))
        .collect();
    assert_eq!(applied, [true, true, false, true, true]);
}

#[tokio::test]
async fn the_same_request_twice_at_the_same_moment_takes_effect_once() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let commands = vec![
        console.envelope(org.create(org.here, &["A-1"])),
        console.envelope(org.note("once", &["A-1"])),
    ];
    let (one, two) = tokio::join!(
        console.try_sync(commands.clone()),
        console.try_sync(commands.clone())
    );
    assert_eq!(one.unwrap().head.outcomes, two.unwrap().head.outcomes);
    assert_eq!(count(&server, "SELECT count(*) FROM note").await, 1);

    let command = json!({ "command_id": ids::fresh(), "command": org.note("api", &["A-1"]) });
    let body = json!({ "commands": [command] });
    let post = || server.post("/api/v1/commands", Some(&console.token), &body);
    let (one, two) = tokio::join!(post(), post());
    assert_eq!(one, two);
    assert_eq!(count(&server, "SELECT count(*) FROM note").await, 2);
    // Rejected everywhere, so without a scope's lock between them: still one outcome.
    let nowhere = json!({ "command_id": ids::fresh(), "command": { "name": "add_note.v1",
        "hub": ids::fresh(), "entity_table": "delivery", "items": [ids::fresh()], "body": "x" } });
    let body = json!({ "commands": [nowhere] });
    let post = || server.post("/api/v1/commands", Some(&console.token), &body);
    let (one, two, three) = tokio::join!(post(), post(), post());
    assert_eq!((&one, &one), (&two, &three));
    assert_eq!(one.1[0]["outcome"], "rejected");
}

#[tokio::test]
async fn a_hub_that_is_written_in_as_it_is_made_has_the_scope_of_a_hub() {
    let (server, org) = served().await;
    let kinds: Vec<String> =
        sqlx::query_scalar("SELECT kind FROM scope WHERE scope_id IN ($1, $2)")
            .bind(org.here.0)
            .bind(org.there.0)
            .fetch_all(&server.db.pool)
            .await
            .unwrap();
    assert_eq!(kinds, ["hub", "hub"]);
}
