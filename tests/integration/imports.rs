//! Files of deliveries and zones through barqctl.

use crate::convergence::rows;
use serde_json::{Value, json};
use std::path::PathBuf;
use tests::{Console, Fleet, Proxy, commands, fleet::PASSWORD};

/// A night file with a little of everything, OptimoRoute's columns.
fn night_file(dir: &Console) -> PathBuf {
    let date = "22/11/2026";
    let mut text = String::from(
        "Order ID,Order type,Date,Priority,Location name,Address,Latitude,Longitude,Time window from,Time window to,Duration,Load #1,Notes,Phone\n",
    );
    for n in 0..60 {
        let (lat, lon) = (24.60 + f64::from(n) * 0.003, 46.60 + f64::from(n) * 0.002);
        text += &format!(
            "N-{n},D,{date},M,Recipient {n},{n} King Fahd Rd,{lat:.5},{lon:.5},13:00,15:00,5,1,,05123456{n:02}\n"
        );
    }
    text += &format!("N-60,D,{date},M,No phone,1 King Fahd Rd,24.7,46.7,13:00,15:00,5,1,,12\n");
    text += &format!(
        "N-61,D,{date},M,Backwards,1 King Fahd Rd,24.7,46.7,15:00,13:00,5,1,,0512345699\n"
    );
    text += &format!("N-62,D,{date},M,No point,1 King Fahd Rd,,,13:00,15:00,5,1,,0512345698\n");
    let path = dir.dir().join("night.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_dry_run_needs_no_server_and_no_sign_in() {
    let nobody = Console::new();
    let file = night_file(&nobody);
    let said = nobody.ask(["import", "--dry-run", file.to_str().unwrap()]);
    let expected = json!({
        "format": "optimoroute", "accepted": 61, "of_which_draft": 1,
        "warnings": { "needs_geocode": 1 }, "quarantined": { "bad_phone": 1, "bad_window": 1 },
    });
    assert_eq!(said, expected);
}

#[test]
fn importing_twice_creates_nothing() {
    let fleet = Fleet::start();
    let dana = fleet.console("dana");
    let file = night_file(&dana);
    let file = file.to_str().unwrap();
    let first = dana.ask(["import", file]);
    assert_eq!(
        (&first["created"], &first["skipped"]),
        (&json!(61), &json!(0)),
        "{first}"
    );
    let again = dana.ask(["import", file]);
    assert_eq!(
        (&again["created"], &again["skipped"]),
        (&json!(0), &json!(61)),
        "{again}"
    );
    assert_eq!(
        dana.ask(["status"])["waiting"],
        2,
        "merchants and one part; nothing for the second time"
    );
    fleet.assert_equal(&[&dana]);
    let again = dana.ask(["import", file]);
    assert_eq!(again["created"], 0);
    let dump = fleet.dump();
    assert_eq!(rows(&dump, "delivery").len(), 61);
    let exceptions = rows(&dump, "exception");
    assert_eq!(exceptions.len(), 2, "the quarantined rows wait for repair");
}

#[test]
fn two_offline_consoles_that_import_one_file_lose_no_assignment() {
    let fleet = Fleet::start();
    let proxy = Proxy::start(fleet.server.address()).unwrap();
    let dana = Console::signed_in(&proxy.url(), "dana", PASSWORD);
    let omar = Console::signed_in(&proxy.url(), "omar", PASSWORD);
    proxy.refuse().unwrap();
    let file = night_file(&dana);
    let mut assigned = Vec::new();
    for (console, courier, half) in [(&dana, 0, 0..30), (&omar, 1, 30..60)] {
        let said = console.ask(["import", file.to_str().unwrap(), "--shift-to-today"]);
        assert_eq!(said["created"], 61, "{said}");
        let page = console.ask(["query", "deliveries", "--all-dates", "--limit", "1000"]);
        let all = page["data"]["rows"].as_array().unwrap().clone();
        let mine: Vec<_> = half
            .map(|n| {
                let reference = format!("N-{n}");
                let row = all
                    .iter()
                    .find(|r| r["reference"] == json!(reference))
                    .unwrap();
                serde_json::from_value(row["id"].clone()).unwrap()
            })
            .collect();
        console.submit(&commands::assign(fleet.hub, &mine, fleet.couriers[courier]));
        assigned.push((mine, fleet.couriers[courier]));
    }
    proxy.admit().unwrap();
    fleet.assert_equal(&[&dana, &omar]);
    let dump = fleet.dump();
    let deliveries = rows(&dump, "delivery");
    assert_eq!(deliveries.len(), 61, "each delivery once");
    for (ids, courier) in assigned {
        for id in ids {
            let row = deliveries
                .iter()
                .find(|d| d["values"]["id"] == json!(id))
                .unwrap();
            assert_eq!(row["values"]["courier_id"], json!(courier), "{row}");
            assert_eq!(row["values"]["state"], "assigned");
        }
    }
    for console in [&dana, &omar] {
        let outbox = console.ask(["outbox"]);
        let states: Vec<&Value> = outbox
            .as_array()
            .unwrap()
            .iter()
            .map(|i| &i["state"])
            .collect();
        assert!(states.iter().all(|s| **s == "applied"), "{outbox}");
        let again = console.ask(["import", file.to_str().unwrap(), "--shift-to-today"]);
        assert_eq!(again["created"], 0, "{again}");
    }
}

#[test]
fn a_polygon_that_crosses_itself_is_named_and_the_others_are_taken() {
    let fleet = Fleet::start();
    let supervisor = fleet.console("sara");
    let square = |at: f64| {
        json!([[
            [at, 24.6],
            [at + 0.05, 24.6],
            [at + 0.05, 24.7],
            [at, 24.7],
            [at, 24.6]
        ]])
    };
    let bow_tie = json!([[
        [46.6, 24.6],
        [46.7, 24.7],
        [46.7, 24.6],
        [46.6, 24.7],
        [46.6, 24.6]
    ]]);
    let feature = |name: &str, rings: Value| {
        json!({ "type": "Feature", "properties": { "name_en": name },
                "geometry": { "type": "Polygon", "coordinates": rings } })
    };
    let file = json!({ "type": "FeatureCollection", "features": [
        feature("Good", square(46.6)), feature("Bow tie", bow_tie), feature("Also good", square(46.7)) ] });
    let path = supervisor.dir().join("zones.geojson");
    std::fs::write(&path, file.to_string()).unwrap();
    let path = path.to_str().unwrap();
    let dry = supervisor.ask(["import", path, "--dry-run"]);
    assert_eq!(dry["quarantined"]["self_intersection"], 1, "{dry}");
    let said = supervisor.ask(["import", path]);
    assert_eq!(said["created"], 2, "{said}");
    let again = supervisor.ask(["import", path]);
    assert_eq!(again["created"], 0, "{again}");
    fleet.assert_equal(&[&supervisor]);
    assert_eq!(rows(&fleet.dump(), "zone").len(), 2);
}
