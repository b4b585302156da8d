//! Consoles made from snapshots: killed, cut off, with work waiting; and the old replica answers meanwhile.

use serde_json::{Value, json};
use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tests::{Console, Fleet, Proxy, commands, fleet::PASSWORD};

/// Deliveries in the hub: with small chunks, some dozens of them.
const DELIVERIES: u32 = 1000;
/// The phone number of one of them, as it is stored.
const PHONE: &str = "+966500000777";

/// A server that hands out everything of more than a few rows as snapshots of many small chunks.
fn fleet(dir: &Path) -> Fleet {
    let fleet = Fleet::start_with(&[
        "--snapshots",
        dir.to_str().unwrap(),
        "--snapshot-rows",
        "50",
        "--snapshot-chunk-kib",
        "64",
    ]);
    let dana = fleet.console("dana");
    for from in (0..DELIVERIES).step_by(250) {
        let create = commands::create(fleet.hub, from..from + 250, fleet.today);
        let given = dana.run_with(["submit", "-"], &format!("{create}\n"));
        assert_eq!(given.code, 0, "{}", given.stderr);
    }
    assert_eq!(dana.sync()["waiting"], 0);
    fleet
}

/// Nothing in the profile can be read.
#[track_caller]
fn assert_sealed(console: &Console) {
    for entry in std::fs::read_dir(console.dir()).unwrap().flatten() {
        let Ok(bytes) = std::fs::read(entry.path()) else {
            continue;
        };
        for text in [PHONE, "T-00777", "Recipient 777"] {
            let found = bytes.windows(text.len()).any(|w| w == text.as_bytes());
            assert!(!found, "{text} can be read in {:?}", entry.file_name());
        }
    }
}

/// Starts a sync and kills it after `life`; whether it had ended by itself.
fn killed_after(console: &Console, life: Duration) -> bool {
    let mut child = console
        .command(["sync"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let ends = Instant::now() + life;
    while Instant::now() < ends {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    false
}

/// Every scope's history is one that no console knows: all of it is to be fetched again.
fn forget_histories(fleet: &Fleet) {
    fleet
        .database
        .execute("DELETE FROM scope_epoch; UPDATE scope SET epoch = gen_random_uuid()");
}

fn exchanges(state: &Value) -> Vec<Value> {
    state["replica"]["data"]["exchanges"]
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn a_console_killed_again_and_again_while_it_is_made_ends_equal_to_the_server() {
    let dir = tempfile::tempdir().unwrap();
    let fleet = fleet(dir.path());
    let omar = Console::new();
    let mut sign_in = omar.command([
        "sign-in",
        "omar",
        "--no-sync",
        "--server",
        &fleet.server.url(),
    ]);
    sign_in.env("BARQ_PASSWORD", PASSWORD);
    assert!(sign_in.stdout(Stdio::null()).status().unwrap().success());
    let mut kills = 0;
    for n in 0..25_u64 {
        if killed_after(&omar, Duration::from_millis(250 + n * 37)) {
            break;
        }
        kills += 1;
        assert_sealed(&omar);
    }
    assert!(kills >= 2, "{kills}");
    let state = omar.sync();
    assert_eq!(state["waiting"], 0, "{state}");
    assert!(!omar.dir().join(replica::STAGING_FILE).exists());
    assert_sealed(&omar);
    fleet.assert_equal(&[&omar]);
    let metrics = fleet.server.get("/metrics").unwrap();
    assert!(metrics.contains("barq_snapshot_builds_total"), "{metrics}");
    // The whole phone number and a part of it are found, though the index may still be in the making.
    for text in [PHONE, "0000777", "T-00777"] {
        let query = json!({ "query": "search", "hub": fleet.hub, "text": text, "limit": 10 });
        let found = omar.ask(["query", "json", &query.to_string()]);
        assert_eq!(
            found["data"].as_array().unwrap().len(),
            1,
            "{text}: {found}"
        );
    }
}

#[test]
fn work_given_before_and_while_everything_is_fetched_again_arrives_once() {
    let dir = tempfile::tempdir().unwrap();
    let fleet = fleet(dir.path());
    let sara = fleet.console("sara");
    let mut given = Vec::new();
    let mut give = |n: u32| {
        let note = commands::add_note(fleet.hub, fleet.delivery(n), &format!("note {n}"));
        given.push(sara.submit(&note));
    };
    give(1);
    forget_histories(&fleet);
    let mut kills = 0;
    for n in 0..20_u32 {
        let done = killed_after(&sara, Duration::from_millis(200 + u64::from(n) * 41));
        // The old replica or the new one: always all of the deliveries, and all that was given.
        let page = sara.ask(["query", "deliveries", "--all-dates", "--limit", "1"]);
        assert_eq!(page["data"]["total"], DELIVERIES, "{page}");
        give(2 + n);
        if done {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 2, "{kills}");
    let state = sara.sync();
    assert_eq!(state["waiting"], 0, "{state}");
    assert!(
        exchanges(&state)
            .iter()
            .any(|e| e["error"] == "cursor_unknown"),
        "{state}"
    );
    fleet.assert_equal(&[&sara]);
    let dump = fleet.dump();
    for id in &given {
        let effects = dump
            .lines()
            .filter(|line| line.contains("\"table\":\"note\"") && line.contains(id.as_str()))
            .count();
        assert_eq!(effects, 1, "{id}");
    }
}

#[test]
fn connections_cut_in_the_middle_cost_one_chunk_each() {
    let dir = tempfile::tempdir().unwrap();
    let fleet = fleet(dir.path());
    let proxy = Proxy::start(fleet.server.address()).unwrap();
    let omar = Console::new();
    let mut sign_in = omar.command(["sign-in", "omar", "--no-sync", "--server", &proxy.url()]);
    sign_in.env("BARQ_PASSWORD", PASSWORD);
    assert!(sign_in.stdout(Stdio::null()).status().unwrap().success());
    let mut failures = 0;
    let state = loop {
        proxy.cut();
        proxy.cut_after(60_000);
        let ended = omar.run(["sync"]);
        if ended.code == 0 {
            break ended.json();
        }
        assert_eq!(ended.code, 5, "{ended:?}");
        failures += 1;
        assert!(failures < 60, "it does not come further");
        proxy.admit().unwrap();
    };
    assert!(failures >= 2, "{failures}");
    proxy.admit().unwrap();
    assert_eq!(state["waiting"], 0);
    fleet.assert_equal(&[&omar]);
}
