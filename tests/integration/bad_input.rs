//! Bad input: each gets a clear typed error and an exit code, and nothing is lost or half-written.

use crate::convergence::rows;
use domain::id::HubId;
use serde_json::{Value, json};
use tests::{Console, Fleet, commands, console::finish, fleet::PASSWORD};
use uuid::Uuid;

#[test]
fn a_wrong_password() {
    let fleet = Fleet::start();
    let nobody = Console::new();
    let ended = nobody.sign_in(&fleet.server.url(), "dana", "not it");
    assert_eq!(
        (ended.code, ended.error().as_str()),
        (6, "wrong_credentials")
    );
    let ended = nobody.sign_in(&fleet.server.url(), "nobody", PASSWORD);
    assert_eq!(
        (ended.code, ended.error().as_str()),
        (6, "wrong_credentials")
    );
    assert!(
        !nobody.dir().join("replica.db").exists(),
        "nothing half-made"
    );
    assert_eq!(
        nobody.sign_in(&fleet.server.url(), "dana", PASSWORD).code,
        0
    );
}

#[test]
fn a_wrong_passphrase() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..1);
    for args in [&["status"][..], &["sync"], &["outbox"], &["dump", "--base"]] {
        let mut command = dana.command(args);
        command.env("BARQ_PASSPHRASE", "something else");
        let ended = finish(command, "");
        assert_eq!(
            (ended.code, ended.error().as_str()),
            (6, "wrong_passphrase"),
            "{args:?}"
        );
    }
    let mut none = dana.command(["status"]);
    none.env_remove("BARQ_PASSPHRASE");
    assert_eq!(finish(none, "").code, 2);
    assert_eq!(dana.ask(["status"])["waiting"], 1, "what was waiting waits");
    fleet.assert_equal(&[&dana]);
}

#[test]
fn a_server_that_is_none() {
    let nobody = Console::new();
    let ended = nobody.sign_in("ftp://example.com", "dana", PASSWORD);
    assert_eq!(
        (ended.code, ended.error().as_str()),
        (5, "not_a_sync_server")
    );
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let ended = nobody.sign_in(&url, "dana", PASSWORD);
    assert_eq!(
        (ended.code, ended.error().as_str()),
        (5, "server_unreachable")
    );
    let other = speaks_something_else();
    let ended = nobody.sign_in(&other, "dana", PASSWORD);
    assert_eq!(
        (ended.code, ended.error().as_str()),
        (5, "not_a_sync_server")
    );
}

#[test]
fn a_profile_in_use() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    let watch = crate::offline::Watch::start(&dana);
    let mut watch = watch;
    watch.until(|e| e["event"] == "sync");
    let ended = dana.run([
        "submit",
        &commands::create(fleet.hub, 0..1, fleet.today).to_string(),
    ]);
    assert_eq!((ended.code, ended.error().as_str()), (8, "profile_in_use"));
    assert_eq!(dana.run(["query", "hubs"]).code, 0, "looking is allowed");
}

#[test]
fn nobody_signed_in() {
    let nobody = Console::new();
    for args in [
        &["sync"][..],
        &["status"],
        &["outbox"],
        &["query", "hubs"],
        &["dump", "--live"],
    ] {
        let ended = nobody.run(args);
        assert_eq!(
            (ended.code, ended.error().as_str()),
            (4, "signed_out"),
            "{args:?}"
        );
    }
}

#[test]
fn an_account_that_was_shut_out_keeps_its_work() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..1);
    fleet
        .database
        .execute("UPDATE account SET disabled_at = 1 WHERE username = 'dana'");
    let ended = dana.run(["sync"]);
    assert_eq!(ended.code, 9, "{ended:?}");
    assert_eq!(ended.error(), "account_disabled");
    assert_eq!(dana.ask(["status"])["waiting"], 1);
}

#[test]
fn a_lost_grant_takes_the_hubs_rows_along() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..2);
    dana.sync();
    dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(0),
        "never sent",
    ));
    let user = tests::fleet::own_id(&dana);
    // Other people's grants are in nobody's replica: an administrator takes one away through the API.
    fleet.command(&tests::fleet::grant(user, fleet.hub, None));
    dana.sync();
    let hubs = dana.ask(["query", "hubs"]);
    assert_eq!(hubs["data"], json!([]), "{hubs}");
    let ended = dana.run([
        "submit",
        &commands::set_priority(fleet.hub, &[fleet.delivery(0)], 9).to_string(),
    ]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(rows(&fleet.dump(), "note").len(), 0);
}

#[test]
fn an_unknown_hub_and_a_foreign_one() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    let elsewhere = HubId(Uuid::from_u128(99));
    let ended = dana.run([
        "submit",
        &commands::create(elsewhere, 0..1, fleet.today).to_string(),
    ]);
    assert_eq!(
        (ended.code, ended.error().as_str()),
        (3, "rejected"),
        "{ended:?}"
    );
    let ended = dana.run(["dump", "--base", "--hub", &elsewhere.to_string()]);
    assert_eq!((ended.code, ended.error().as_str()), (9, "unknown_hub"));
    assert_eq!(dana.ask(["status"])["waiting"], 0);
}

#[test]
fn lines_that_are_no_commands() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    let good = commands::create(fleet.hub, 0..1, fleet.today);
    let unknown = json!({ "name": "teleport.v1", "hub": fleet.hub });
    let refused = commands::set_priority(fleet.hub, &[fleet.delivery(7)], 1);
    let input = format!("{good}\nnonsense\n{unknown}\n\n{refused}\n{{\"name\":3}}\n");
    let ended = dana.run_with(["submit", "-"], &input);
    assert_eq!(ended.code, 3, "{ended:?}");
    let lines = ended.lines();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(lines[0]["command_id"].is_string());
    assert_eq!(lines[1]["error"]["code"], "malformed_json");
    assert_eq!(lines[2]["error"]["rejection"]["code"], "malformed_command");
    assert_eq!(lines[3]["line"], 5, "empty lines count");
    assert!(lines[3]["command_id"].is_null());
    assert_eq!(lines[4]["error"]["code"], "rejected");
    fleet.assert_equal(&[&dana]);
    assert_eq!(rows(&fleet.dump(), "delivery").len(), 1);
}

#[test]
fn a_body_the_server_finds_too_large_is_sent_in_smaller_parts() {
    let fleet = Fleet::start_with(&["--max-body-bytes", "65536"]);
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..1);
    let text = "x".repeat(1500);
    let input: String = (0..200)
        .map(|n| {
            format!(
                "{}\n",
                commands::add_note(fleet.hub, fleet.delivery(0), &format!("{n} {text}"))
            )
        })
        .collect();
    assert_eq!(dana.run_with(["submit", "-"], &input).code, 0);
    fleet.assert_equal(&[&dana]);
    assert_eq!(rows(&fleet.dump(), "note").len(), 200);
}

/// Lets an hour go by since every refresh so far.
fn an_hour_later(fleet: &Fleet) {
    fleet
        .database
        .execute("UPDATE refresh_token SET expires_at = expires_at - 3600000");
}

#[test]
fn a_command_that_is_too_large_alone_is_said_and_the_rest_of_the_day_goes_on() {
    let fleet = Fleet::start_with(&["--max-body-bytes", "65536"]);
    let (dana, omar) = (fleet.console("dana"), fleet.console("omar"));
    fleet.create(&omar, 0..1);
    omar.sync();
    dana.sync();
    fleet.create(&dana, 1..401);
    dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(0),
        "after it",
    ));
    let mut watch = super::offline::Watch::start(&dana);
    let said = watch.until(|e| e["sync"]["problem"]["code"] == "body_too_large");
    let sync = &said["sync"];
    assert!(sync["too_large_bytes"].as_u64() > Some(65_536), "{said}");
    assert_eq!(sync["waiting"], 2);
    assert_eq!(sync["online"], true, "a refusal for size is an answer");
    // What others do still comes.
    let meanwhile = commands::add_note(fleet.hub, fleet.delivery(0), "meanwhile");
    omar.submit(&meanwhile);
    omar.sync();
    watch.until(|e| {
        let tables = e["tables"].as_array();
        tables.is_some_and(|t| t.contains(&serde_json::json!("note")))
    });
}

#[test]
fn a_cloned_laptop_takes_a_new_client_id_and_loses_nothing() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..2);
    dana.sync();
    let clone = Console::new();
    copy(&dana, &clone);
    // Both go on under one client id: the same seq with another command, and a gap.
    dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(0),
        "from the original",
    ));
    dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(0),
        "and another",
    ));
    clone.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(1),
        "from the clone",
    ));
    dana.sync();
    clone.sync();
    // Two holders of one refresh token look like theft as soon as they no longer pass for one request and its copy: the
    // session ends, and nothing waiting is lost by it.
    for console in [&dana, &clone] {
        an_hour_later(&fleet);
        console.sync();
    }
    an_hour_later(&fleet);
    dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(0),
        "while signed out",
    ));
    let ended = dana.run(["sync"]);
    assert_eq!((ended.code, ended.error().as_str()), (4, "refresh_invalid"));
    assert_eq!(dana.ask(["status"])["waiting"], 1);
    for console in [&dana, &clone] {
        let ended = console.sign_in(&fleet.server.url(), "dana", PASSWORD);
        assert_eq!(ended.code, 0, "{ended:?}");
    }
    fleet.assert_equal(&[&dana, &clone]);
    let mut bodies: Vec<String> = rows(&fleet.dump(), "note")
        .iter()
        .map(|n| n["values"]["body"].as_str().unwrap().to_owned())
        .collect();
    bodies.sort();
    assert_eq!(
        bodies,
        [
            "and another",
            "from the clone",
            "from the original",
            "while signed out"
        ]
    );
}

#[test]
fn a_spreadsheet_that_is_not_one() {
    let nobody = Console::new();
    for (name, bytes) in [
        ("empty.csv", &b""[..]),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n0000"),
        ("torn.xlsx", b"PK\x03\x04 and then nothing"),
        ("prose.csv", b"Dear all,\nplease deliver.\n"),
        (
            "zones.geojson",
            b"{\"type\":\"FeatureCollection\",\"features\":[]}",
        ),
    ] {
        let path = nobody.dir().join(name);
        std::fs::write(&path, bytes).unwrap();
        let ended = nobody.run(["import", "--dry-run", path.to_str().unwrap()]);
        assert_eq!(
            (ended.code, ended.error().as_str()),
            (7, "file_unreadable"),
            "{name}: {ended:?}"
        );
    }
    let ended = nobody.run(["import", "--dry-run", "/no/such/file.csv"]);
    assert_eq!(ended.code, 7);
}

#[test]
fn another_user_of_the_laptop_never_sees_or_sends_the_firsts_work() {
    let fleet = Fleet::start();
    let console = fleet.console("dana");
    fleet.create(&console, 0..3);
    let refused = console.run(["sign-out"]);
    assert_eq!(
        (refused.code, refused.error().as_str()),
        (3, "unsent_commands")
    );
    assert_eq!(console.run(["sign-out", "--keep-unsent"]).code, 0);
    assert_eq!(
        console.sign_in(&fleet.server.url(), "omar", PASSWORD).code,
        0
    );
    console.sync();
    let outbox: Value = console.ask(["outbox"]);
    assert_eq!(outbox, json!([]));
    assert_eq!(rows(&fleet.dump(), "delivery").len(), 0);
    // Back again: the sealed work is there and is sent.
    assert_eq!(
        console.sign_in(&fleet.server.url(), "dana", PASSWORD).code,
        0
    );
    fleet.assert_equal(&[&console]);
    assert_eq!(rows(&fleet.dump(), "delivery").len(), 3);
}

fn copy(from: &Console, to: &Console) {
    for entry in std::fs::read_dir(from.dir()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() && entry.file_name() != "profile.lock" {
            std::fs::copy(entry.path(), to.dir().join(entry.file_name())).unwrap();
        }
    }
}

/// Something that answers HTTP, but is not ours.
fn speaks_something_else() -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().take(8) {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let body = "<html>It works!</html>";
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    url
}
