//! Deliveries that change hubs, seen by consoles of the one, of the other, and of both.

use serde_json::{Value, json};
use tests::{
    Console, Fleet, commands,
    fleet::{PASSWORD, add_user},
};
use uuid::Uuid;

/// A second hub, and people: `hind` of it alone, `badr` of both.
fn second_hub(fleet: &Fleet) -> Uuid {
    let there = Uuid::now_v7();
    fleet.command(&json!({ "name": "upsert_hub.v1", "hubs": [{
        "id": there, "name_ar": "", "name_en": "South", "city": "Riyadh", "time_zone": "Asia/Riyadh",
        "day_starts_at_min": 240, "lon_e7": 466_800_000, "lat_e7": 245_500_000, "active": true }] }));
    let url = fleet.server.database_url();
    let (here, there_text) = (fleet.hub.to_string(), there.to_string());
    add_user(url, "hind", &["--role", "supervisor", "--hub", &there_text]);
    let both = format!("{here},{there_text}");
    add_user(url, "badr", &["--role", "supervisor", "--hub", &both]);
    there
}

fn transfer(from: &str, to: &str, items: &[Value]) -> Value {
    json!({ "name": "transfer.v1", "hub": from, "to_hub": to, "entity_table": "delivery", "items": items })
}

fn has(console: &Console, hub: &str, id: &str) -> bool {
    let dump = console.dump("--live", hub);
    dump.lines().any(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        row["table"] == "delivery" && row["values"]["id"] == id
    })
}

#[test]
fn what_is_handed_over_offline_goes_once_and_comes_once() {
    let fleet = Fleet::start();
    let there = second_hub(&fleet).to_string();
    let here = fleet.hub.to_string();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..4);
    dana.submit(&commands::add_note(fleet.hub, fleet.delivery(0), "gate 3"));
    dana.sync();
    let (hind, badr) = (fleet.console("hind"), fleet.console("badr"));
    let ids: Vec<Value> = (0..2).map(|n| json!(fleet.delivery(n))).collect();
    let first = fleet.delivery(0).to_string();

    // Badr hands over without a network: his own console shows it at once, in one hub and not in two.
    badr.submit(&transfer(&here, &there, &ids));
    assert!(!has(&badr, &here, &first) && has(&badr, &there, &first));
    badr.sync();
    dana.sync();
    hind.sync();
    assert!(!has(&dana, &here, &first));
    assert!(has(&hind, &there, &first));
    assert!(hind.dump("--base", &there).contains("gate 3"));
    assert!(!dana.dump("--base", &here).contains("gate 3"));
    assert!(!has(&badr, &here, &first) && has(&badr, &there, &first));
    // A console that begins now sees the same.
    let late = fleet.console("badr");
    for hub in [&here, &there] {
        assert_eq!(late.dump("--base", hub), badr.dump("--base", hub));
    }
    // Taken back, with everything that belongs to it.
    let undone = badr.run(["undo"]);
    assert_eq!(undone.code, 0, "{undone:?}");
    badr.sync();
    hind.sync();
    assert!(!has(&hind, &there, &first));
    fleet.assert_equal(&[&dana, &badr, &late]);
    assert!(has(&dana, &here, &first));
}

#[test]
fn whoever_sees_one_hub_hands_nothing_over() {
    let fleet = Fleet::start();
    let there = second_hub(&fleet).to_string();
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..1);
    dana.sync();
    let command = transfer(&fleet.hub.to_string(), &there, &[json!(fleet.delivery(0))]);
    let refused = dana.run(["submit", &command.to_string()]);
    assert_eq!(refused.code, 3, "{refused:?}");
    let signed = Console::signed_in(&fleet.server.url(), "hind", PASSWORD);
    let dump = signed.dump("--base", &there);
    assert!(!dump.contains("Recipient"), "{dump}");
}
