//! Logs name requests and commands, and hold nothing personal; figures have bounded labels.

use crate::{
    fixture::{PHONE, served},
    harness::PASSWORD,
};
use std::{cell::RefCell, io, sync::Once};
use sync_server::telemetry::logs::subscriber;
use tracing_subscriber::EnvFilter;

thread_local! {
    /// What was logged on this thread since it began to listen.
    static KEPT: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct Kept;

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        KEPT.with_borrow_mut(|kept| kept.as_mut().map(|kept| kept.extend_from_slice(bytes)));
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn listen() {
    static BEGIN: Once = Once::new();
    BEGIN.call_once(|| {
        let filter = EnvFilter::new("debug,sync_server=trace,hyper_util=info");
        tracing::subscriber::set_global_default(subscriber(filter, || Kept)).unwrap();
    });
    KEPT.set(Some(Vec::new()));
}

// On one thread, so that the log of this test holds all that it causes and nothing else.
#[tokio::test(flavor = "current_thread")]
async fn logs_hold_ids_and_nothing_personal() {
    listen();
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let create = console.envelope(org.create(org.here, &["A-1"]));
    console.sync(vec![create.clone()]).await;
    let mut bad = org.create(org.here, &["A-2"]);
    bad["deliveries"][0]["dropoff"]["phone"] = serde_json::json!({ "number": PHONE });
    console.submit(bad).await;
    console
        .submit(org.note(&format!("call {PHONE}"), &["A-1"]))
        .await;
    sqlx::query("ALTER TABLE note ADD CONSTRAINT poison CHECK (body NOT LIKE '%poison%')")
        .execute(&server.db.pool)
        .await
        .unwrap();
    console
        .submit(org.note(&format!("poison {PHONE}"), &["A-1"]))
        .await;
    let _ = server.sign_in("noura", "wrong password").await;
    let broken = format!("{{\"phone\": \"{PHONE}\"");
    let request = server
        .http
        .post(server.url("/api/v1/sync"))
        .bearer_auth(&console.token)
        .body(broken);
    request.send().await.unwrap();

    let text = String::from_utf8(KEPT.take().unwrap()).unwrap();
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("every line is JSON");
    }
    assert!(
        text.contains(&create.command_id.to_string()),
        "command ids are logged:\n{text}"
    );
    assert!(text.contains("\"request_id\""));
    assert!(text.contains("\"route\":\"/api/v1/sync\""));
    let digits = &PHONE[5..];
    for personal in [
        digits,
        PASSWORD,
        "wrong password",
        "1234 King Road",
        "Sara",
        &console.token,
    ] {
        assert!(!text.contains(personal), "{personal:?} is in the log");
    }
}

#[tokio::test]
async fn figures_are_there() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    console.submit(org.create(org.here, &["A-1"])).await;
    let text = server
        .http
        .get(server.url("/metrics"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    for name in [
        "http_requests_total{",
        "http_request_duration_seconds_bucket{",
        "barq_commands_total{outcome=\"applied\"}",
        "barq_cut_rows_total",
        "barq_cut_bytes_total",
        "barq_cut_wire_bytes_total",
        "barq_execute_duration_seconds_bucket",
        "barq_connected_consoles",
        "barq_db_connections{pool=\"read\",state=\"idle\"}",
        "barq_db_connections{pool=\"write\",state=\"idle\"}",
        "barq_build_info{",
    ] {
        assert!(text.contains(name), "{name} is missing in\n{text}");
    }
    assert!(text.contains("route=\"/api/v1/sync\""));
    assert!(!text.contains(&org.here.to_string()));
}
