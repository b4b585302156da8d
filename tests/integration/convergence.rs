//! Consoles that work at the same time end with the same rows, and nothing takes effect twice.

use serde_json::{Value, json};
use tests::{Fleet, commands};

#[test]
fn two_consoles_converge() {
    let fleet = Fleet::start();
    let (dana, omar) = (fleet.console("dana"), fleet.console("omar"));
    fleet.create(&dana, 0..40);
    dana.sync();
    omar.sync();
    let some: Vec<_> = (0..20).map(|n| fleet.delivery(n)).collect();
    let others: Vec<_> = (20..40).map(|n| fleet.delivery(n)).collect();
    dana.submit(&commands::assign(fleet.hub, &some, fleet.couriers[0]));
    omar.submit(&commands::assign(fleet.hub, &others, fleet.couriers[1]));
    dana.submit(&commands::action("dispatch", fleet.hub, &some));
    omar.submit(&commands::action("dispatch", fleet.hub, &others));
    fleet.assert_equal(&[&dana, &omar]);
    let page = dana.ask(["query", "deliveries", "--state", "dispatched"]);
    assert_eq!(page["data"]["total"], 40, "{page}");
}

#[test]
fn what_one_assigns_the_other_cannot_and_the_hub_sees_why() {
    let fleet = Fleet::start();
    let (dana, omar) = (fleet.console("dana"), fleet.console("omar"));
    fleet.create(&dana, 0..1);
    dana.sync();
    omar.sync();
    let it = [fleet.delivery(0)];
    dana.submit(&commands::assign(fleet.hub, &it, fleet.couriers[0]));
    let refused = omar.submit(&commands::assign(fleet.hub, &it, fleet.couriers[1]));
    dana.sync();
    omar.sync();
    fleet.assert_equal(&[&dana, &omar]);
    let detail = omar.ask(["query", "delivery", &it[0].to_string()]);
    assert_eq!(detail["data"]["row"]["courier"], json!(fleet.couriers[0]));
    let outbox = omar.ask(["outbox"]);
    let mine = find(&outbox, &refused);
    assert_eq!(mine["state"], "rejected", "{mine}");
    for console in [&dana, &omar] {
        let exceptions = console.ask(["query", "exceptions"]);
        let list = exceptions["data"].as_array().unwrap();
        assert_eq!(list.len(), 1, "{exceptions}");
        assert_eq!(list[0]["exception"]["command_id"], json!(refused));
    }
}

#[test]
fn nothing_takes_effect_twice_when_answers_are_lost() {
    let fleet = Fleet::start();
    let proxy = tests::Proxy::start(fleet.server.address()).unwrap();
    let dana = tests::Console::signed_in(&proxy.url(), "dana", tests::fleet::PASSWORD);
    fleet.create(&dana, 0..5);
    dana.sync();
    // The answer is cut after ever more bytes: in the head, in the lines, before the end.
    let mut given = Vec::new();
    for cut_after in (0..2_000).step_by(125) {
        let body = format!("cut after {cut_after}");
        given.push(dana.submit(&commands::add_note(fleet.hub, fleet.delivery(0), &body)));
        proxy.cut_after(cut_after);
        let ended = dana.run(["sync"]);
        assert!(matches!(ended.code, 0 | 5), "{ended:?}");
        proxy.admit().unwrap();
        dana.sync();
    }
    let omar = fleet.console("omar");
    fleet.assert_equal(&[&dana, &omar]);
    let notes = rows(&fleet.dump(), "note");
    for id in &given {
        let mine = notes
            .iter()
            .filter(|n| n["values"]["command_id"] == json!(id));
        assert_eq!(mine.count(), 1, "{id}");
    }
}

#[test]
fn undo_takes_back_what_nobody_has_touched_since() {
    let fleet = Fleet::start();
    let (dana, omar) = (fleet.console("dana"), fleet.console("omar"));
    fleet.create(&dana, 0..2);
    dana.sync();
    let both = [fleet.delivery(0), fleet.delivery(1)];
    dana.submit(&commands::assign(fleet.hub, &both, fleet.couriers[0]));
    dana.sync();
    omar.sync();
    omar.submit(&commands::action("dispatch", fleet.hub, &both[..1]));
    omar.sync();
    dana.sync();
    let undone = dana.run(["undo"]);
    assert_eq!(
        undone.code, 3,
        "one of the two was changed since: {undone:?}"
    );
    fleet.assert_equal(&[&dana, &omar]);
    let state = |n: u32| {
        omar.ask(["query", "delivery", &fleet.delivery(n).to_string()])["data"]["row"]["state"]
            .clone()
    };
    assert_eq!(state(0), "dispatched");
    assert_eq!(state(1), "ready");
}

fn find<'a>(outbox: &'a Value, id: &str) -> &'a Value {
    let list = outbox.as_array().unwrap();
    list.iter()
        .find(|i| i["command_id"] == json!(id))
        .unwrap_or_else(|| panic!("{id} in {outbox}"))
}

/// The rows of one table in a dump.
pub fn rows(dump: &str, table: &str) -> Vec<Value> {
    let all = dump
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap());
    all.filter(|row| row["table"] == table).collect()
}
