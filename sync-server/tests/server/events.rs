//! Wake-ups and positions as they stream.

use crate::{
    fixture::served,
    harness::{Server, now, start},
};
use domain::{entities::Role, id::ScopeId};
use serde_json::json;
use wire::sync::WakeUp;

/// An open stream.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn open(http: &reqwest::Client, base: &str, token: &str) -> Self {
        let url = format!("{base}/api/v1/sync/events");
        let response = http.get(url).bearer_auth(token).send().await.unwrap();
        assert!(response.status().is_success());
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<WakeUp> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = event.strip_prefix("data: ").unwrap().to_owned();
                self.text = rest.to_owned();
                return Some(serde_json::from_str(&event).unwrap());
            }
            let chunk = self.response.chunk().await.unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// Past the greeting: a heartbeat and all positions.
    async fn greeted(mut self) -> Self {
        assert!(matches!(self.next().await, Some(WakeUp::Heartbeat { .. })));
        assert!(matches!(self.next().await, Some(WakeUp::Positions { .. })));
        self
    }
}

async fn stream(server: &Server, token: &str) -> Stream {
    Stream::open(&server.http, &server.base, token)
        .await
        .greeted()
        .await
}

#[tokio::test]
async fn a_commit_wakes_those_who_may_see_it_and_stopping_says_goodbye() {
    let (mut server, org) = served().await;
    org.person(
        &server.db.pool,
        "reem",
        &[(org.there, Role::Supervisor)],
        false,
    )
    .await;
    let reem = server.console("reem").await.token;
    let mut stranger = stream(&server, &reem).await;
    let (token, create, second) = {
        let mut noura = server.console("noura").await;
        let create = noura.envelope(org.create(org.here, &["A-1"]));
        let second = noura.envelope(org.assign(&["A-1"]));
        let mut listening = stream(&server, &noura.token).await;
        let cut = noura.sync(vec![create.clone()]).await;
        let to = cut.scope(org.here).to;
        let expected = WakeUp::Poke {
            scope: org.here.into(),
            v: to,
        };
        assert_eq!(listening.next().await, Some(expected));
        (noura.token.clone(), create, second)
    };
    let _ = (create, second);
    let mut listening = stream(&server, &token).await;
    server.stop().await;
    assert!(matches!(
        listening.next().await,
        Some(WakeUp::Goodbye { .. })
    ));
    assert_eq!(listening.next().await, None);
    // The stranger heard of nothing in between.
    assert!(matches!(
        stranger.next().await,
        Some(WakeUp::Goodbye { .. })
    ));
}

#[tokio::test]
async fn positions_reach_the_hubs_consoles_alone_and_all_of_them_on_connect() {
    let (server, org) = served().await;
    org.person(
        &server.db.pool,
        "tracker",
        &[(org.here, Role::Service)],
        false,
    )
    .await;
    org.person(
        &server.db.pool,
        "reem",
        &[(org.there, Role::Supervisor)],
        false,
    )
    .await;
    let tracker = server.console("tracker").await.token;
    let noura = server.console("noura").await.token;
    let reem = server.console("reem").await.token;
    let mut listening = stream(&server, &noura).await;
    let report = json!([
        { "courier": org.courier, "lon": 46.70, "lat": 24.70, "at": now().0 - 1000, "speed_kmh": 30 },
        { "courier": org.courier, "lon": 46.71, "lat": 24.72, "at": now(), "speed_kmh": 31 },
    ]);
    let (status, _) = server
        .post("/api/v1/positions", Some(&tracker), &report)
        .await;
    assert_eq!(status.as_u16(), 204);
    let Some(WakeUp::Positions { positions }) = listening.next().await else {
        panic!("no positions")
    };
    assert_eq!(positions.len(), 1, "the newest alone");
    assert_eq!(
        (positions[0].lon_e7, positions[0].speed_kmh),
        (467_100_000, Some(31))
    );
    let mut late = Stream::open(&server.http, &server.base, &noura).await;
    late.next().await;
    let Some(WakeUp::Positions { positions: all }) = late.next().await else {
        panic!("no positions")
    };
    assert_eq!(all, positions);
    let mut stranger = Stream::open(&server.http, &server.base, &reem).await;
    stranger.next().await;
    assert_eq!(
        stranger.next().await,
        Some(WakeUp::Positions { positions: vec![] })
    );
}

#[tokio::test]
async fn a_new_grant_widens_the_stream() {
    let (server, org) = served().await;
    org.person(&server.db.pool, "admin", &[(org.here, Role::Admin)], true)
        .await;
    let mut admin = server.console("admin").await;
    let noura = server.console("noura").await;
    let mut listening = stream(&server, &noura.token).await;
    let user = noura.tokens.user;
    admin
        .submit(json!({ "name": "grant.v1", "user": user, "hub": org.there, "role": "viewer" }))
        .await;
    let own = loop {
        match listening.next().await.unwrap() {
            WakeUp::Poke { scope, .. } => break scope,
            _ => continue,
        }
    };
    assert_eq!(own, ScopeId::from(user));
    admin
        .submit(json!({ "name": "grant.v1", "user": admin.tokens.user, "hub": org.there, "role": "admin" }))
        .await;
    admin.submit(org.create(org.there, &["B-1"])).await;
    let Some(WakeUp::Poke { scope, .. }) = listening.next().await else {
        panic!("no poke")
    };
    assert_eq!(scope, ScopeId::from(org.there));
}

#[tokio::test]
async fn a_commit_on_one_server_wakes_the_consoles_of_another() {
    let (server, org) = served().await;
    let (base, _stop, _running) = start(server.settings.clone()).await;
    let mut noura = server.console("noura").await;
    let mut elsewhere = Stream::open(&server.http, &base, &noura.token)
        .await
        .greeted()
        .await;
    // Listening begins in the background: repeat until it is heard.
    let mut n = 0;
    let heard = loop {
        n += 1;
        noura
            .submit(org.create(org.here, &[&format!("A-{n}")]))
            .await;
        let patience = std::time::Duration::from_millis(500);
        if let Ok(event) = tokio::time::timeout(patience, elsewhere.next()).await {
            break event;
        }
        assert!(n < 50, "never heard");
    };
    assert!(matches!(heard, Some(WakeUp::Poke { scope, .. }) if scope == org.here.into()));
}
