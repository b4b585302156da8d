//! Histories that part and bytes that change: found out, healed, and said.

use serde_json::Value;
use std::time::{Duration, Instant};
use tests::{Console, Fleet, commands, fleet::PASSWORD};

/// What takes longer does not happen.
const PATIENCE: Duration = Duration::from_secs(60);

fn lines(console: &Console, error: &str) -> usize {
    let state = console.sync();
    let exchanges = state["replica"]["data"]["exchanges"].as_array().unwrap();
    exchanges.iter().filter(|e| e["error"] == error).count()
}

/// Signs in anew and syncs: a restored server does not know the tokens given since.
#[track_caller]
fn again(fleet: &Fleet, console: &Console, username: &str) {
    let ended = console.sign_in(&fleet.server.url(), username, PASSWORD);
    assert_eq!(ended.code, 0, "{ended:?}");
}

fn figure(fleet: &Fleet, name: &str) -> f64 {
    let answer = fleet.server.get("/metrics").unwrap();
    let of = answer.lines().filter(|line| line.starts_with(name));
    of.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
        .sum()
}

fn references(dump: &str) -> usize {
    dump.lines()
        .filter(|line| line.contains("\"table\":\"delivery\""))
        .count()
}

#[test]
fn what_a_restored_server_lost_is_sent_again_and_everyone_is_equal() {
    let mut fleet = Fleet::start();
    let (dana, omar) = (fleet.console("dana"), fleet.console("omar"));
    fleet.create(&dana, 0..3);
    dana.sync();
    fleet.server.kill();
    fleet.database.back_up();
    fleet.server.restart();
    fleet.create(&dana, 3..7);
    dana.sync();
    omar.sync();
    omar.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(5),
        "after the backup",
    ));
    omar.sync();
    assert_eq!(references(&fleet.dump()), 7);
    fleet.server.kill();
    // Given with no server there, and about what the backup does not have.
    dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(6),
        "while it was down",
    ));
    fleet.database.restore();
    let said: Value = serde_json::from_str(&fleet.server.admin(&["restore"], &[])).unwrap();
    assert_eq!(said["restored"], true);
    fleet.server.restart();
    assert_eq!(references(&fleet.dump()), 3);
    again(&fleet, &dana, "dana");
    again(&fleet, &omar, "omar");
    assert!(lines(&dana, "server_restored") >= 1);
    assert!(lines(&omar, "server_restored") >= 1);
    fleet.assert_equal(&[&dana, &omar]);
    let dump = fleet.dump();
    assert_eq!(references(&dump), 7, "what was acknowledged is there again");
    assert_eq!(dump.matches("after the backup").count(), 1);
    assert_eq!(
        dump.matches("while it was down").count(),
        1,
        "what was lost came before what was new"
    );
    assert!(figure(&fleet, "barq_resnapshots_total{cause=\"restored\"}") >= 2.0);
}

#[test]
fn a_console_notices_a_restore_that_nobody_announced() {
    let mut fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..2);
    dana.sync();
    // As a copy of the data directory would be put back: the database is the same one, its rows older.
    let scopes = fleet
        .database
        .rows("SELECT scope_id::text, v::text, encode(sum, 'hex') FROM scope");
    fleet.server.kill();
    fleet.database.back_up();
    fleet.server.restart();
    fleet.create(&dana, 2..5);
    dana.sync();
    fleet.server.kill();
    fleet.database.restore();
    fleet.database.execute(
        "UPDATE database_identity SET database_oid =
           (SELECT oid::bigint FROM pg_database WHERE datname = current_database())",
    );
    assert_eq!(
        fleet
            .database
            .rows("SELECT scope_id::text, v::text, encode(sum, 'hex') FROM scope"),
        scopes
    );
    fleet.server.restart();
    again(&fleet, &dana, "dana");
    assert!(lines(&dana, "server_restored") >= 1);
    fleet.assert_equal(&[&dana]);
    assert_eq!(references(&fleet.dump()), 5);
    assert!(figure(&fleet, "barq_epochs_rotated_total{cause=\"future_cursor\"}") >= 1.0);
}

#[test]
fn a_row_edited_by_hand_is_found_and_reaches_every_console() {
    let fleet = Fleet::start_with(&["--scrub-secs", "1"]);
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..3);
    dana.sync();
    fleet.database.execute(
        "UPDATE delivery SET instructions = 'typed into the database' WHERE reference = 'T-00001'",
    );
    let began = Instant::now();
    while figure(&fleet, "barq_repaired_rows_total") < 1.0 {
        assert!(began.elapsed() < PATIENCE, "{}", fleet.server.log());
        std::thread::yield_now();
    }
    fleet.assert_equal(&[&dana]);
    assert!(
        dana.dump("--base", &fleet.hub.to_string())
            .contains("typed into the database")
    );
}

#[test]
fn a_sum_that_differs_is_asked_for_once_and_put_right() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..3);
    dana.sync();
    // The server's own sum is wrong: even everything fetched again does not match it.
    fleet
        .database
        .execute("UPDATE scope SET sum = decode(repeat('ab', 16), 'hex') WHERE kind = 'hub'");
    assert!(
        lines(&dana, "checksum_mismatch") >= 1,
        "the sync that found it had the scope fetched again"
    );
    let began = Instant::now();
    while figure(&fleet, "barq_repaired_sums_total") < 1.0 {
        assert!(began.elapsed() < PATIENCE, "{}", fleet.server.log());
        std::thread::yield_now();
    }
    assert!(figure(&fleet, "barq_checksum_mismatches_total") >= 1.0);
    let before = lines(&dana, "checksum_mismatch");
    fleet.assert_equal(&[&dana]);
    assert_eq!(lines(&dana, "checksum_mismatch"), before);
}

#[test]
fn a_flipped_byte_in_the_replica_costs_nothing_that_was_given() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..200);
    dana.sync();
    let given = dana.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(1),
        "not sent yet",
    ));
    let path = dana.dir().join(replica::DATABASE_FILE);
    let aside = dana.dir().join(replica::DAMAGED_FILE);
    let good = std::fs::read(&path).unwrap();
    for part in (1..16).rev() {
        let mut bytes = good.clone();
        let at = bytes.len() * part / 16;
        bytes[at] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        // Whoever looks at everything meets it, and says so.
        let looked = dana.run(["dump", "--live", "--hub", &fleet.hub.to_string()]);
        if looked.code == 0 {
            continue;
        }
        let said = (looked.code, looked.error());
        assert_eq!(said, (10, "replica_corrupt".to_owned()), "{looked:?}");
        // Where the damage is of the schema itself nothing can be read, not even who is signed in.
        let healed = dana.run(["sync"]);
        assert!(aside.exists(), "{healed:?}");
        if healed.code == 4 {
            std::fs::remove_file(&aside).unwrap();
            continue;
        }
        assert!(lines(&dana, "replica_corrupt") >= 1);
        fleet.assert_equal(&[&dana]);
        assert_eq!(fleet.dump().matches("not sent yet").count(), 1);
        let outbox = dana.ask(["outbox"]);
        let mut all = outbox.as_array().unwrap().iter();
        let mine = all.find(|i| i["command_id"] == given.as_str());
        assert_eq!(mine.unwrap()["state"], "applied", "{outbox}");
        return;
    }
    panic!("no place was met");
}
