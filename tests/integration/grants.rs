//! A grant taken away while the console is offline with pending commands: no byte of the hub remains.

use rusqlite::{Connection, MAIN_DB, OpenFlags};
use serde_json::json;
use std::path::Path;
use sync::{Profile, sealed::passphrase_key};
use tests::{
    Console, Fleet, Proxy, commands,
    console::PASSPHRASE,
    fleet::{PASSWORD, grant, own_id},
};

/// Every page of the replica as it is once decrypted, free ones too.
fn decrypted(console: &Console) -> Vec<u8> {
    let profile = Profile::beside(console.dir());
    let key = passphrase_key(&profile, PASSPHRASE).unwrap();
    let hex: String = key.bytes().iter().map(|b| format!("{b:02x}")).collect();
    let db = Connection::open_with_flags(profile.replica_path(), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .unwrap();
    db.execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .unwrap();
    let rows: i64 = db
        .query_row("SELECT count(*) FROM outbox", [], |row| row.get(0))
        .unwrap();
    assert!(rows > 0, "the key opens it");
    db.serialize(MAIN_DB).unwrap().to_vec()
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// The bytes of every file in the profile.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn of_a_hub_taken_away_offline_nothing_remains_and_the_pending_get_a_verdict() {
    let fleet = Fleet::start();
    let proxy = Proxy::start(fleet.server.address()).unwrap();
    let dana = Console::signed_in(&proxy.url(), "dana", PASSWORD);
    fleet.create(&dana, 0..20);
    dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(1),
        "SYNCED-NOTE-5b1e",
    ));
    dana.sync();
    proxy.refuse().unwrap();
    dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(2),
        "PENDING-NOTE-9c44",
    ));
    let reason = commands::cancel(fleet.hub, &[fleet.delivery(3)], "PENDING-REASON-71d0");
    dana.submit(&reason);
    dana.submit(&commands::create(fleet.hub, [77_123], fleet.today));
    let secrets: Vec<Vec<u8>> = [
        "SYNCED-NOTE-5b1e",
        "PENDING-NOTE-9c44",
        "PENDING-REASON-71d0",
        "Olaya Street",
        "olaya",
        "Recipient",
        "T-00003",
        "T-77123",
        "+966500000003",
        "Courier 1",
        "96651234500",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .chain([0, 3, 77_123].map(|n| fleet.delivery(n).0.as_bytes().to_vec()))
    .collect();
    let before = decrypted(&dana);
    for secret in &secrets {
        assert!(
            holds(&before, secret),
            "{:?}",
            String::from_utf8_lossy(secret)
        );
    }

    fleet.command(&grant(own_id(&dana), fleet.hub, None));
    proxy.admit().unwrap();
    let state = dana.sync();
    assert_eq!(state["waiting"], 0, "{state}");
    let after = decrypted(&dana);
    for secret in &secrets {
        assert!(
            !holds(&after, secret),
            "{:?} is still there",
            String::from_utf8_lossy(secret)
        );
    }
    for (file, bytes) in files(dana.dir()) {
        assert!(
            !file.ends_with("-wal") || bytes.is_empty(),
            "{file} was truncated"
        );
        for secret in &secrets {
            assert!(!holds(&bytes, secret), "{file}");
        }
    }
    // What remains of the pending commands: what, when, how many, and why not.
    let outbox = dana.ask(["outbox"]);
    let all = outbox.as_array().unwrap_or_else(|| panic!("{outbox}"));
    assert_eq!(all.len(), 5, "{outbox}");
    for (item, name) in all[..3]
        .iter()
        .zip(["create.v1", "cancel.v1", "add_note.v1"])
    {
        assert_eq!(item["name"], name);
        assert_eq!(item["state"], "rejected", "{item}");
        assert_eq!((&item["items"], &item["label"]), (&json!(1), &json!("")));
        assert!(item["issued_at"].as_i64().unwrap() > 0);
    }
    // And nothing of it arrives any more.
    let omar = fleet.console("omar");
    fleet.create(&omar, 30..31);
    omar.sync();
    dana.sync();
    assert!(!holds(&decrypted(&dana), b"T-00030"));
}
