//! Bad input: each has a clear typed answer, and nothing is lost or half-written.

use crate::{
    fixture::served,
    harness::{Server, code, envelope},
};
use domain::id::ClientId;
use serde_json::{Value, json};
use sync_server::ids;
use wire::{error::ErrorCode, sync::Outcome};

async fn count(server: &Server, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    sqlx::query_scalar(sql)
        .fetch_one(&server.db.pool)
        .await
        .unwrap()
}

fn rejection(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Rejected { rejection } => rejection.code.word(),
        other => panic!("not rejected: {other:?}"),
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_or_no_json_or_something_else() {
    let server = Server::with(|s| s.max_body_bytes = 65_536).await;
    crate::fixture::Org::new(&server.db.pool).await;
    let token = server.console("noura").await.token;
    let send = async |body: Vec<u8>| {
        let request = server
            .http
            .post(server.url("/api/v1/sync"))
            .bearer_auth(&token)
            .body(body);
        crate::harness::answer(request.send().await.unwrap()).await
    };
    for (body, status, code) in [
        (vec![b' '; 65_537], 413, "body_too_large"),
        (vec![b'x'; 200_000], 413, "body_too_large"),
        (b"{\"client\": ".to_vec(), 400, "malformed_json"),
        (b"not json".to_vec(), 400, "malformed_json"),
        (b"{\"client\": 7}".to_vec(), 422, "malformed_request"),
        (b"[]".to_vec(), 422, "malformed_request"),
    ] {
        let (answered, problem) = send(body).await;
        assert_eq!(
            (answered.as_u16(), problem["code"].as_str().unwrap()),
            (status, code)
        );
        assert!(!problem["detail"].as_str().unwrap().is_empty());
        assert!(problem["request_id"].is_string());
    }
}

#[tokio::test]
async fn unknown_addresses_and_methods() {
    let (server, _) = served().await;
    let (status, problem) = server.post("/api/v1/nothing", None, &json!({})).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (404, &json!("not_found"))
    );
    let (status, problem) = server.post("/health/live", None, &json!({})).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (405, &json!("method_not_allowed"))
    );
}

#[tokio::test]
async fn protocols_this_server_does_not_speak() {
    let (server, _) = served().await;
    let token = server.console("noura").await.token;
    let body = |protocol: u32| json!({ "client": ids::fresh(), "protocol": protocol, "schema": 1, "cursors": [], "commands": [] });
    let newer = body(wire::PROTOCOL + 1);
    let (status, problem) = server.post("/api/v1/sync", Some(&token), &newer).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (426, &json!("protocol_too_new"))
    );
}

#[tokio::test]
async fn a_bad_command_stops_no_other() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let good = org.create(org.here, &["A-1"]);
    let mut nul = org.note("before", &["A-1"]);
    nul["body"] = json!("a\0b");
    let unknown_hub = json!({ "name": "add_note.v1", "hub": ids::fresh(), "entity_table": "delivery",
                              "items": [ids::fresh()], "body": "hello" });
    let huge = org.note(&"x".repeat(300 * 1024), &["A-1"]);
    let commands: Vec<_> = [
        json!({ "name": "assign.v1", "hub": "nonsense" }),
        json!({ "name": "teleport.v9" }),
        json!("not even an object"),
        nul,
        unknown_hub,
        huge,
        good,
        org.assign(&["A-1"]),
    ]
    .into_iter()
    .map(|c| console.envelope(c))
    .collect();
    let cut = console.sync(commands).await;
    let codes: Vec<_> = cut.head.outcomes[..6]
        .iter()
        .map(|o| rejection(&o.outcome))
        .collect();
    assert_eq!(
        codes,
        [
            "malformed_command",
            "unknown_command",
            "unknown_command",
            "malformed_command",
            "not_granted",
            "too_large",
        ]
    );
    for outcome in &cut.head.outcomes[6..] {
        assert!(
            matches!(&outcome.outcome, Outcome::Applied { .. }),
            "{outcome:?}"
        );
    }
    assert_eq!(cut.head.last_seq, 8);
    assert_eq!(count(&server, "delivery").await, 1);
}

#[tokio::test]
async fn an_unknown_hub_is_named_to_whoever_may_know() {
    let (server, org) = served().await;
    let admin = [(org.here, domain::entities::Role::Admin)];
    org.person(&server.db.pool, "admin", &admin, true).await;
    let mut console = server.console("admin").await;
    let grant = json!({ "name": "grant.v1", "user": console.tokens.user, "hub": ids::fresh(),
                        "role": "viewer" });
    let Outcome::Applied { items } = console.submit(grant).await else {
        panic!("not decided")
    };
    let verdict = serde_json::to_value(&items[0]).unwrap();
    assert_eq!(verdict["rejection"]["code"], "not_found");
    let scopes = count(&server, "scope").await;
    let nowhere = json!({ "name": "add_note.v1", "hub": ids::fresh(), "entity_table": "delivery",
                          "items": [ids::fresh()], "body": "hello" });
    assert_eq!(rejection(&console.submit(nowhere).await), "not_granted");
    assert_eq!(
        count(&server, "scope").await,
        scopes,
        "no scope was made for it"
    );
}

#[tokio::test]
async fn a_gap_or_another_command_under_a_used_number_asks_for_a_new_client() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let first = console.envelope(org.create(org.here, &["A-1"]));
    console.sync(vec![first.clone()]).await;
    let logged = count(&server, "command_log").await;

    let gap = envelope(3, org.assign(&["A-1"]));
    assert_eq!(
        code(console.try_sync(vec![gap]).await),
        ErrorCode::NewClient
    );
    let hole = vec![
        envelope(2, org.assign(&["A-1"])),
        envelope(4, org.assign(&["A-1"])),
    ];
    assert_eq!(code(console.try_sync(hole).await), ErrorCode::NewClient);
    let other = envelope(1, org.assign(&["A-1"]));
    let problem = console.try_sync(vec![other]).await.err().unwrap();
    assert_eq!((problem.code, problem.status), (ErrorCode::NewClient, 409));
    let mut moved = first.clone();
    moved.seq = 2;
    assert_eq!(
        code(console.try_sync(vec![moved]).await),
        ErrorCode::NewClient
    );
    assert_eq!(
        count(&server, "command_log").await,
        logged,
        "nothing was executed"
    );

    console.client = ClientId(ids::fresh());
    let late = envelope(7, org.assign(&["A-1"]));
    assert_eq!(
        code(console.try_sync(vec![late]).await),
        ErrorCode::NewClient
    );
    assert_eq!(
        count(&server, "client").await,
        1,
        "an unknown client that starts late is not kept"
    );
}

#[tokio::test]
async fn another_persons_client_is_not_taken_over() {
    let (server, org) = served().await;
    let mut noura = server.console("noura").await;
    noura.submit(org.create(org.here, &["A-1"])).await;
    let mut faisal = server.console("faisal").await;
    faisal.client = noura.client;
    let next = envelope(2, org.assign(&["A-1"]));
    assert_eq!(
        code(faisal.try_sync(vec![next]).await),
        ErrorCode::NewClient
    );
    let cut = faisal.try_sync(vec![]).await.unwrap();
    assert_eq!(
        cut.head.last_seq, 0,
        "nor is it told how far the other came"
    );
}

#[tokio::test]
async fn positions_that_cannot_be() {
    let (server, org) = served().await;
    let service = [(org.here, domain::entities::Role::Service)];
    org.person(&server.db.pool, "tracker", &service, false)
        .await;
    let token = server.console("tracker").await.token;
    let at = crate::harness::now();
    let good = json!({ "courier": org.courier, "lon": 46.7, "lat": 24.7, "at": at });
    let bad = json!({ "courier": org.courier, "lon": 246.7, "lat": 24.7, "at": at });
    for body in [
        json!([]),
        json!([good, bad]),
        Value::Array(vec![good.clone(); 1001]),
    ] {
        let (status, problem) = server.post("/api/v1/positions", Some(&token), &body).await;
        assert_eq!(
            (status.as_u16(), &problem["code"]),
            (422, &json!("malformed_request"))
        );
    }
    assert_eq!(count(&server, "position_history").await, 0);
    let (status, _) = server
        .post("/api/v1/positions", Some(&token), &json!([good]))
        .await;
    assert_eq!(status.as_u16(), 204);
    assert_eq!(count(&server, "position_history").await, 1);
}
