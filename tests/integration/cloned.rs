//! A cloned laptop, a restored one, and outboxes of any size: nothing is lost and nothing happens twice.

use crate::convergence::rows;
use serde_json::{Value, json};
use std::time::Instant;
use tests::{Console, Fleet, commands, fleet::PASSWORD};

/// Syncs; whose session the other copy has ended signs in again, as a person would.
#[track_caller]
fn sync(fleet: &Fleet, console: &Console) {
    let ended = console.run(["sync"]);
    if ended.code == 0 {
        return;
    }
    assert!(
        ["refresh_invalid", "signed_out"].contains(&ended.error().as_str()),
        "{ended:?}"
    );
    let again = console.sign_in(&fleet.server.url(), "dana", PASSWORD);
    assert_eq!(again.code, 0, "{again:?}");
}

fn note(fleet: &Fleet, console: &Console, body: &str) {
    console.submit(&commands::add_note(fleet.hub, fleet.delivery(0), body));
}

/// The bodies of all notes the server has, sorted.
fn notes(fleet: &Fleet) -> Vec<String> {
    let mut bodies: Vec<String> = rows(&fleet.dump(), "note")
        .iter()
        .map(|note| note["values"]["body"].as_str().unwrap().to_owned())
        .collect();
    bodies.sort();
    bodies
}

#[test]
fn two_copies_of_a_profile_lose_nothing_and_do_nothing_twice() {
    let fleet = Fleet::start();
    let one = fleet.console("dana");
    fleet.create(&one, 0..1);
    one.sync();
    // What waits at the moment of copying is in both.
    note(&fleet, &one, "before");
    let two = one.cloned();
    let mut expected = vec!["before".to_owned()];
    for round in 0..4 {
        for (console, name) in [(&one, "one"), (&two, "two")] {
            let body = format!("{name} {round}");
            note(&fleet, console, &body);
            expected.push(body);
            sync(&fleet, console);
        }
        // Both offline at once, then the other way round.
        for (console, name) in [(&two, "two"), (&one, "one")] {
            let body = format!("{name} {round} again");
            note(&fleet, console, &body);
            expected.push(body);
        }
        sync(&fleet, &two);
        sync(&fleet, &one);
    }
    for console in [&one, &two] {
        sync(&fleet, console);
    }
    expected.sort();
    assert_eq!(notes(&fleet), expected);
    let server = fleet.dump();
    for console in [&one, &two] {
        sync(&fleet, console);
        assert_eq!(console.dump("--base", &fleet.hub.to_string()), server);
    }
}

#[test]
fn a_laptop_restored_from_its_backup_goes_on() {
    let fleet = Fleet::start();
    let laptop = fleet.console("dana");
    fleet.create(&laptop, 0..1);
    laptop.sync();
    note(&fleet, &laptop, "waiting in the backup");
    let backup = laptop.cloned();
    laptop.sync();
    for n in 0..5 {
        note(&fleet, &laptop, &format!("after the backup {n}"));
    }
    laptop.sync();
    laptop.restore(&backup);
    // The number it would use is long used; the command that waits has been applied.
    note(&fleet, &laptop, "after the restore");
    sync(&fleet, &laptop);
    sync(&fleet, &laptop);
    let mut expected: Vec<String> = (0..5).map(|n| format!("after the backup {n}")).collect();
    expected.extend([
        "after the restore".to_owned(),
        "waiting in the backup".to_owned(),
    ]);
    assert_eq!(notes(&fleet), expected);
    fleet.assert_equal(&[&laptop]);
}

#[test]
fn a_poisoned_command_stops_nothing_behind_it() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..1);
    dana.sync();
    // The database refuses one body, every time: a fault nobody foresaw.
    fleet
        .database
        .execute("ALTER TABLE note ADD CONSTRAINT poison CHECK (body <> 'poison')");
    note(&fleet, &dana, "before");
    note(&fleet, &dana, "poison");
    note(&fleet, &dana, "behind");
    let state = dana.sync();
    assert_eq!(state["waiting"], 0, "{state}");
    assert_eq!(notes(&fleet), ["before", "behind"]);
    let outbox = dana.ask(["outbox"]);
    let states: Vec<&Value> = outbox.as_array().unwrap()[..3]
        .iter()
        .map(|item| &item["state"])
        .collect();
    assert_eq!(
        states,
        [&json!("applied"), &json!("quarantined"), &json!("applied")]
    );
    let exceptions = dana.ask(["query", "exceptions"]);
    let kinds: Vec<&Value> = exceptions["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["exception"]["kind"])
        .collect();
    assert_eq!(kinds, [&json!("quarantined")]);
    fleet.assert_equal(&[&dana]);
}

#[test]
fn a_console_one_version_behind_hands_its_outbox_over_and_is_told_to_update() {
    let fleet = Fleet::start();
    let proxy = tests::Proxy::older(fleet.server.address()).unwrap();
    let dana = Console::signed_in(&proxy.url(), "dana", PASSWORD);
    fleet.create(&dana, 0..1);
    note(&fleet, &dana, "from an older console");
    let state = dana.sync();
    assert_eq!(
        (&state["waiting"], &state["update_wanted"]),
        (&json!(0), &json!(true))
    );
    assert_eq!(notes(&fleet), ["from an older console"]);
    // One that is up to date is told nothing.
    let omar = fleet.console("omar");
    assert_eq!(omar.sync()["update_wanted"], false);
    fleet.assert_equal(&[&dana, &omar]);
}

/// Commands of a very long day without a network.
const MANY: u32 = 50_000;

#[test]
fn fifty_thousand_commands_given_offline_arrive_in_order_and_once() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..100);
    dana.sync();
    let mut lines = String::new();
    for n in 0..MANY {
        let delivery = fleet.delivery(n % 100);
        let note = commands::add_note(fleet.hub, delivery, &format!("note {n:05}"));
        lines += &format!("{note}\n");
    }
    let began = Instant::now();
    let given = dana.run_with(["submit", "-"], &lines);
    assert_eq!(given.code, 0, "{}", given.stderr);
    let submitted = began.elapsed();
    let began = Instant::now();
    let state = dana.sync();
    let synced = began.elapsed();
    eprintln!("{MANY} commands: submitted in {submitted:.1?}, synced in {synced:.1?}");
    assert_eq!(state["waiting"], 0, "{state}");
    let expected: Vec<String> = (0..MANY).map(|n| format!("note {n:05}")).collect();
    assert!(notes(&fleet) == expected, "every note once");
    let order = fleet.database.rows(
        "SELECT count(*)::text FROM (SELECT seq, lag(command_id) OVER (ORDER BY seq) > command_id AS before
         FROM command_log WHERE name = 'add_note.v1') AS t WHERE before",
    );
    assert_eq!(
        order[0][0].as_deref(),
        Some("0"),
        "ids are in the order they were given"
    );
}
