//! A console whose device is shut out while somebody works on it: it says why, keeps what was not sent, and lets them
//! sign in again.

use serde_json::json;
use tempfile::tempdir;
use tests::{Fleet, Window, console::PASSPHRASE, fleet::PASSWORD, story::actions::go};
use thirtyfour::Key;

/// Puts every device of the account into that state.
fn set_devices(fleet: &Fleet, username: &str, state: &str) {
    let asked = json!({ "username": "admin", "password": PASSWORD, "device_name": "API" });
    let tokens = fleet.server.post("/api/v1/auth/sign-in", "", &asked);
    let token = tokens["access_token"].as_str().expect("a token");
    let devices = fleet.database.rows(&format!(
        "SELECT device_id::text FROM device JOIN account USING (user_id) WHERE username = '{username}'"
    ));
    for device in devices.into_iter().flatten().flatten() {
        let path = format!("/api/v1/devices/{device}/state");
        fleet.server.post(&path, token, &json!({ "state": state }));
    }
}

#[tokio::test]
async fn whoever_is_shut_out_is_told_and_signs_in_again_whatever_was_open() {
    let fleet = Fleet::start();
    let helper = fleet.console("omar");
    fleet.create(&helper, 0..3);
    helper.sync();
    let profile = tempdir().unwrap();
    let window = Window::open(profile.path(), &[("BARQ_PASSPHRASE", PASSPHRASE)]).await;
    for screen in [
        "board",
        "deliveries",
        "map",
        "exceptions",
        "dashboard",
        "sync",
    ] {
        window
            .fill("[data-field=server]", &fleet.server.url())
            .await;
        window.fill("[data-field=username]", "dana").await;
        window.fill("[data-field=password]", PASSWORD).await;
        window.click("[data-action=sign-in]").await;
        window.find("[data-action=rail]").await;
        go(&window, screen).await;
        if screen == "deliveries" {
            window.click(".delivery-table [data-ref]").await;
            window.keys(Key::Enter.value().to_string()).await;
            window.find("[data-region=drawer]").await;
        }
        set_devices(&fleet, "dana", "revoked");
        // What another does makes the console ask the server.
        let note = tests::commands::add_note(fleet.hub, fleet.delivery(0), screen);
        helper.submit(&note);
        helper.sync();
        window.find("[data-screen=first-run]").await;
        window.find("[data-error=device_revoked]").await;
        let faults = window
            .look("return Array.from(document.querySelectorAll('[data-fault]')).map(e => e.dataset.fault)")
            .await;
        assert_eq!(faults, json!([]), "from {screen}");
        set_devices(&fleet, "dana", "active");
    }
    window.close().await;
}
