//! Every route, every role, and a hub that is somebody else's.

use crate::{
    fixture::{Org, served},
    harness::{Server, answer, now},
};
use domain::{entities::Role, id::HubId, units::Point};
use reqwest::Method;
use serde_json::{Value, json};
use sync_server::{
    ids,
    rights::{Need, ROUTES, reports_positions, works_at_a_console},
};
use wire::sync::Outcome;

#[tokio::test]
async fn every_route_exists_and_asks_for_what_the_table_says() {
    let (server, _) = served().await;
    for route in ROUTES {
        let method: Method = route.method.parse().unwrap();
        let response = server
            .http
            .request(method, server.url(route.path))
            .body("{}")
            .send()
            .await
            .unwrap();
        let (status, body) = answer(response).await;
        assert_ne!(status.as_u16(), 404, "{} {}", route.method, route.path);
        assert_ne!(status.as_u16(), 405, "{} {}", route.method, route.path);
        let closed = status.as_u16() == 401 && body["code"] == "token_missing";
        assert_eq!(
            closed,
            route.need != Need::Nothing,
            "{} {}",
            route.method,
            route.path
        );
    }
}

/// What a person of `role` in the first hub gets for each route that names hubs, in `hub`.
async fn tries(
    server: &Server,
    org: &Org,
    username: &str,
    hub: HubId,
) -> Vec<(&'static str, bool)> {
    let console = server.console(username).await;
    let sees = match console.try_sync(vec![]).await {
        Ok(cut) => cut.has(hub) || cut.rows().any(|row| row.0 == hub.into()),
        Err(_) => false,
    };
    let courier = if hub == org.here {
        org.courier
    } else {
        org.stranger
    };
    let point = Point::from_degrees(46.7, 24.7).unwrap();
    let report =
        json!([{ "courier": courier, "lon": point.lon(), "lat": point.lat(), "at": now() }]);
    let (reported, body) = server
        .post("/api/v1/positions", Some(&console.token), &report)
        .await;
    assert!(
        reported.is_success() || body["code"] == "not_granted",
        "{body}"
    );
    let command = json!({ "name": "add_note.v1", "hub": hub, "entity_table": "courier",
                          "items": [courier], "body": "hello" });
    let commands = json!({ "commands": [{ "command_id": ids::fresh(), "command": command }] });
    let (_, outcomes) = server
        .post("/api/v1/commands", Some(&console.token), &commands)
        .await;
    let outcome: Outcome = serde_json::from_value(outcomes[0].clone()).unwrap();
    if hub == org.there {
        assert!(is_not_granted(&outcomes[0]), "{outcomes}");
    }
    let executed = matches!(outcome, Outcome::Applied { .. });
    vec![
        ("sync", sees),
        ("positions", reported.is_success()),
        ("commands", executed),
    ]
}

fn is_not_granted(outcome: &Value) -> bool {
    outcome["outcome"] == "rejected" && outcome["rejection"]["code"] == "not_granted"
}

#[tokio::test]
async fn no_role_reaches_a_foreign_hub_and_each_reaches_what_is_its_own() {
    let (server, org) = served().await;
    for role in Role::ALL {
        let username = format!("as-{role}");
        org.person(&server.db.pool, &username, &[(org.here, *role)], false)
            .await;
        for (route, reached) in tries(&server, &org, &username, org.there).await {
            assert!(!reached, "{role} reached {route} of a foreign hub");
        }
        let writes = matches!(
            role,
            Role::Dispatcher | Role::Supervisor | Role::Admin | Role::Service
        );
        let expected = [
            ("sync", works_at_a_console(*role)),
            ("positions", reports_positions(*role)),
            ("commands", writes),
        ];
        assert_eq!(
            tries(&server, &org, &username, org.here).await,
            expected,
            "{role}"
        );
    }
}

#[tokio::test]
async fn a_program_has_no_console() {
    let (server, org) = served().await;
    org.person(
        &server.db.pool,
        "tracker",
        &[(org.here, Role::Service)],
        false,
    )
    .await;
    let console = server.console("tracker").await;
    let problem = console.try_sync(vec![]).await.err().unwrap();
    assert_eq!(
        (problem.code, problem.status),
        (wire::error::ErrorCode::NotGranted, 403)
    );
}

#[tokio::test]
async fn an_unknown_courier_is_refused_like_a_foreign_one() {
    let (server, org) = served().await;
    org.person(
        &server.db.pool,
        "tracker",
        &[(org.here, Role::Service)],
        false,
    )
    .await;
    let token = server.console("tracker").await.token;
    let body =
        |courier: Value| json!([{ "courier": courier, "lon": 46.7, "lat": 24.7, "at": now() }]);
    let (foreign, one) = server
        .post(
            "/api/v1/positions",
            Some(&token),
            &body(json!(org.stranger)),
        )
        .await;
    let (unknown, two) = server
        .post(
            "/api/v1/positions",
            Some(&token),
            &body(json!(ids::fresh())),
        )
        .await;
    assert_eq!(
        (foreign, &one["code"], &one["title"]),
        (unknown, &two["code"], &two["title"])
    );
}
