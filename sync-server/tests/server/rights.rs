//! Every route, every role, and a hub that is somebody else's.

use crate::{
    fixture::{Org, served, served_with},
    harness::{Server, answer, app, now},
};
use axum::{Router, body::Body, extract::Request, routing::get};
use domain::{entities::Role, id::HubId, units::Point};
use serde_json::{Value, json};
use sync_server::{
    http, ids,
    rights::{Need, Right, Route, reports_positions, works_at_a_console},
};
use tower::ServiceExt;
use wire::sync::Outcome;

#[tokio::test]
async fn every_route_exists_and_asks_for_what_the_table_says() {
    let (server, _) = served().await;
    for route in Route::ALL {
        let Right { method, path, need } = route.right();
        let response = server
            .http
            .request(method.word().parse().unwrap(), server.url(path))
            .body("{}")
            .send()
            .await
            .unwrap();
        let (status, body) = answer(response).await;
        assert_ne!(status.as_u16(), 404, "{route}");
        assert_ne!(status.as_u16(), 405, "{route}");
        let closed = status.as_u16() == 401 && body["code"] == "token_missing";
        assert_eq!(closed, need != Need::Nothing, "{route}");
    }
}

#[tokio::test]
async fn what_is_no_route_is_told_apart_by_address_and_method() {
    let (server, _) = served().await;
    for (method, path, status, code) in [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/sync", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/devices", 405, "method_not_allowed"),
        ("POST", "/health", 405, "method_not_allowed"),
    ] {
        let request = server
            .http
            .request(method.parse().unwrap(), server.url(path));
        let (found, body) = answer(request.send().await.unwrap()).await;
        assert_eq!(
            (found.as_u16(), body["code"].as_str()),
            (status, Some(code)),
            "{method} {path}"
        );
    }
}

/// The right stands before the handler, so that one that asks for nobody is shut all the same.
#[tokio::test]
async fn a_handler_that_forgets_to_ask_who_calls_is_not_open() {
    let (server, org) = served().await;
    org.person(&server.db.pool, "admin", &[], true).await;
    let folder = tempfile::tempdir().unwrap();
    let app = app(&server.db.url, folder.path()).await;
    let noura = server.console("noura").await.token;
    let admin = server.console("admin").await.token;
    for (need, token, expected) in [
        (Need::Nothing, None, 200),
        (Need::SignedIn, None, 401),
        (Need::Console, None, 401),
        (Need::Positions, None, 401),
        (Need::Admin, None, 401),
        (Need::SignedIn, Some(&noura), 200),
        (Need::Admin, Some(&noura), 403),
        (Need::Admin, Some(&admin), 200),
    ] {
        let forgetful = http::behind(&app, need, get(async || "open"));
        let router = Router::new().route("/", forgetful).with_state(app.clone());
        let mut request = Request::get("/");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.unwrap().status().as_u16(), expected, "{need:?}");
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
    let asked = async |path: String| {
        let request = server
            .http
            .get(server.url(&path))
            .bearer_auth(&console.token);
        request.send().await.unwrap().status()
    };
    let manifest = asked(format!("/api/v1/sync/snapshots/{hub}")).await;
    assert!(manifest.is_success() || manifest == 403, "{manifest}");
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
        ("manifest", manifest.is_success()),
        ("positions", reported.is_success()),
        ("commands", executed),
    ]
}

fn is_not_granted(outcome: &Value) -> bool {
    outcome["outcome"] == "rejected" && outcome["rejection"]["code"] == "not_granted"
}

#[tokio::test]
async fn no_role_reaches_a_foreign_hub_and_each_reaches_what_is_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_owned();
    let (server, org) = served_with(|settings| settings.snapshots.dir = Some(dir)).await;
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
            ("manifest", works_at_a_console(*role)),
            ("positions", reports_positions(*role)),
            ("commands", writes),
        ];
        assert_eq!(
            tries(&server, &org, &username, org.here).await,
            expected,
            "{role}"
        );
        // What is nobody's hub: a stream is for consoles, devices are for administrators of the organisation.
        let token = server.console(&username).await.token;
        let stream = server.http.get(server.url("/api/v1/sync/events"));
        let stream = stream.bearer_auth(&token).send().await.unwrap();
        assert_eq!(
            stream.status().is_success(),
            works_at_a_console(*role),
            "{role}"
        );
        for (method, path) in [
            ("GET", "/api/v1/devices".to_owned()),
            ("POST", format!("/api/v1/devices/{}/state", ids::fresh())),
        ] {
            let request = server
                .http
                .request(method.parse().unwrap(), server.url(&path));
            let request = request.bearer_auth(&token).body("{\"state\":\"wipe\"}");
            assert_eq!(request.send().await.unwrap().status(), 403, "{role} {path}");
        }
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
