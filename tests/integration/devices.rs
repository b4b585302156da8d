//! Devices that are shut out or wiped, and consoles that stay away for too long.

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::{Console, Fleet, commands, fleet::PASSWORD};

fn device_of(console: &Console) -> String {
    let text = std::fs::read(console.dir().join("profile.json")).unwrap();
    let account: Value = serde_json::from_slice(&text).unwrap();
    account["device"].as_str().unwrap().to_owned()
}

/// The device as the server lists it.
fn listed(fleet: &Fleet, device: &str) -> Value {
    let said = fleet.server.admin(&["device", "list"], &[]);
    said.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .find(|view| view["device"] == device)
        .unwrap_or_else(|| panic!("{device} is not in {said}"))
}

fn token(fleet: &Fleet) -> String {
    let sign_in = json!({ "username": "admin", "password": PASSWORD, "device_name": "API" });
    let tokens = fleet.server.post("/api/v1/auth/sign-in", "", &sign_in);
    tokens["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn a_revoked_console_signs_out_and_keeps_what_it_has_not_sent() {
    let fleet = Fleet::start();
    let omar = fleet.console("omar");
    fleet.create(&omar, 0..1);
    omar.sync();
    omar.submit(&commands::add_note(fleet.hub, fleet.delivery(0), "kept"));
    let device = device_of(&omar);
    let path = format!("/api/v1/devices/{device}/state");
    let view = fleet
        .server
        .post(&path, &token(&fleet), &json!({ "state": "revoked" }));
    assert_eq!(
        (&view["state"], &view["told_at"]),
        (&json!("revoked"), &Value::Null)
    );

    let refused = omar.run(["sync"]);
    assert_eq!(
        (refused.code, refused.error().as_str()),
        (9, "device_revoked")
    );
    assert!(listed(&fleet, &device)["told_at"].is_i64());
    // Work goes on, and whoever wants it sent is told why it is not; nothing waits for ever. A process that ends at
    // once may not have forgotten its token, and is refused again.
    let note = commands::add_note(fleet.hub, fleet.delivery(0), "kept too");
    let unsent = omar.run_with(["submit", "-", "--sync"], &format!("{note}\n"));
    assert!(
        ["signed_out", "device_revoked"].contains(&unsent.error().as_str()),
        "{unsent:?}"
    );
    let status = omar.ask(["status"]);
    assert_eq!(
        (&status["signed_in"], &status["waiting"]),
        (&json!(false), &json!(2))
    );
    let again = omar.sign_in(&fleet.server.url(), "omar", PASSWORD);
    assert_eq!(again.error(), "device_revoked");

    fleet.server.admin(&["device", "admit", &device], &[]);
    let back = omar.sign_in(&fleet.server.url(), "omar", PASSWORD);
    assert_eq!(back.code, 0, "{back:?}");
    fleet.assert_equal(&[&omar]);
    assert!(fleet.dump().contains("kept"));
}

#[test]
fn a_wiped_console_destroys_its_key_then_its_files_and_says_so() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..2);
    dana.sync();
    for n in 0..2 {
        dana.submit(&commands::add_note(fleet.hub, fleet.delivery(n), "lost"));
    }
    let device = device_of(&dana);
    fleet.server.admin(&["device", "wipe", &device], &[]);
    let ended = dana.run(["sync"]);
    assert_eq!((ended.code, ended.error().as_str()), (9, "device_wiped"));
    for name in [
        "replica.db",
        "replica.db-wal",
        "replica.salt",
        "profile.json",
    ] {
        assert!(!dana.dir().join(name).exists(), "{name} is still there");
    }
    assert!(listed(&fleet, &device)["told_at"].is_i64());
    let status = dana.run(["status"]);
    assert_eq!(status.error(), "device_wiped");
    assert!(status.stderr.contains("2 commands"), "{status:?}");

    // Whoever signs in begins afresh, as another device.
    let back = dana.sign_in(&fleet.server.url(), "dana", PASSWORD);
    assert_eq!(back.code, 0, "{back:?}");
    assert_ne!(device_of(&dana), device);
    fleet.assert_equal(&[&dana]);
    assert!(!fleet.dump().contains("lost"));
}

#[test]
fn a_device_wiped_while_it_was_signed_out_is_wiped_when_somebody_signs_in() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    assert_eq!(dana.run(["sign-out"]).code, 0);
    let device = device_of(&dana);
    fleet.server.admin(&["device", "wipe", &device], &[]);
    let refused = dana.sign_in(&fleet.server.url(), "dana", PASSWORD);
    assert_eq!(
        (refused.code, refused.error().as_str()),
        (9, "device_wiped")
    );
    for name in ["replica.db", "replica.salt", "profile.json"] {
        assert!(!dana.dir().join(name).exists(), "{name} is still there");
    }
    let back = dana.sign_in(&fleet.server.url(), "dana", PASSWORD);
    assert_eq!(back.code, 0, "{back:?}");
    assert_ne!(device_of(&dana), device);
}

#[test]
fn only_administrators_reach_devices() {
    let fleet = Fleet::start();
    let omar = fleet.console("omar");
    let sign_in = json!({ "username": "omar", "password": PASSWORD, "device_name": "API" });
    let tokens = fleet.server.post("/api/v1/auth/sign-in", "", &sign_in);
    let path = format!("/api/v1/devices/{}/state", device_of(&omar));
    let answer = fleet.server.try_post(
        &path,
        tokens["access_token"].as_str().unwrap(),
        &json!({ "state": "wipe" }),
    );
    assert!(answer.contains("not_granted"), "{answer}");
    assert_eq!(omar.run(["sync"]).code, 0);
}

#[test]
fn a_console_that_is_offline_for_too_long_locks_until_it_syncs() {
    let mut fleet = Fleet::start_with(&["--offline-lease-secs", "20"]);
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..1);
    dana.sync();
    let note = commands::add_note(fleet.hub, fleet.delivery(0), "before it locked");
    dana.submit(&note);
    fleet.server.kill();
    let began = Instant::now();
    let locked = loop {
        let asked = dana.run(["query", "hubs"]);
        if asked.code != 0 {
            break asked;
        }
        assert!(began.elapsed() < Duration::from_secs(90), "it never locked");
    };
    assert_eq!((locked.code, locked.error().as_str()), (9, "lease_expired"));
    assert!(locked.stderr.contains("kept"), "{locked:?}");
    let refused = dana.run(["submit", &note.to_string()]);
    assert_eq!(refused.error(), "lease_expired");
    // How things stand is still told.
    let status = dana.ask(["status"]);
    assert_eq!(
        (&status["locked"], &status["waiting"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(dana.run(["outbox"]).code, 0);
    assert_eq!(dana.run(["sync"]).error(), "server_unreachable");

    fleet.server.restart();
    let state = dana.sync();
    assert_eq!(
        (&state["locked"], &state["waiting"]),
        (&json!(false), &json!(0))
    );
    assert_eq!(dana.run(["query", "hubs"]).code, 0);
    assert!(fleet.dump().contains("before it locked"));
}
