//! Several servers on one database: each wakes the consoles of all, and one that dies is replaced by another.

use crate::offline::Watch;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::{Console, Fleet, Proxy, Server, commands, fleet::PASSWORD};

/// A change on one server reaches a console of the other within this long.
const AT_ONCE: Duration = Duration::from_secs(5);

fn is_online(event: &Value) -> bool {
    event["event"] == "sync" && event["sync"]["online"] == true && event["sync"]["syncing"] == false
}

fn brings_deliveries(event: &Value) -> bool {
    let tables = event["tables"].as_array();
    event["event"] == "changed" && tables.is_some_and(|t| t.contains(&json!("delivery")))
}

#[test]
fn a_commit_on_one_server_wakes_the_consoles_of_the_other() {
    let fleet = Fleet::start();
    let second = Server::start(&fleet.database, &[]);
    let dana = fleet.console("dana");
    let omar = Console::signed_in(&second.url(), "omar", PASSWORD);
    let mut watch = Watch::start(&omar);
    watch.until(is_online);
    for n in 0..3 {
        fleet.create(&dana, n..n + 1);
        let sent = Instant::now();
        dana.sync();
        watch.until(brings_deliveries);
        assert!(sent.elapsed() < AT_ONCE, "{:?}", sent.elapsed());
    }
    drop(watch);
    // And back: what is decided on the second is what the first has.
    omar.submit(&commands::set_priority(fleet.hub, &[fleet.delivery(1)], 77));
    fleet.assert_equal(&[&omar, &dana]);
}

#[test]
fn when_a_server_is_killed_its_consoles_go_on_with_the_other() {
    let mut fleet = Fleet::start();
    let second = Server::start(&fleet.database, &[]);
    let balancer = Proxy::over(vec![fleet.server.address(), second.address()]).unwrap();
    let sara = Console::signed_in(&balancer.url(), "sara", PASSWORD);
    let omar = Console::signed_in(&second.url(), "omar", PASSWORD);
    let mut watch = Watch::start(&sara);
    watch.until(is_online);
    fleet.server.kill();
    // Its stream is gone; it finds the other server and goes on listening there.
    fleet.create(&omar, 0..2);
    omar.sync();
    watch.until(brings_deliveries);
    watch.until(is_online);
    fleet.create(&omar, 2..4);
    let sent = Instant::now();
    omar.sync();
    watch.until(brings_deliveries);
    assert!(sent.elapsed() < AT_ONCE, "{:?}", sent.elapsed());
    drop(watch);
    sara.submit(&commands::set_priority(fleet.hub, &[fleet.delivery(0)], 99));
    sara.submit(&commands::add_note(
        fleet.hub,
        fleet.delivery(3),
        "through the other",
    ));
    fleet.assert_equal(&[&sara, &omar]);
    assert!(fleet.dump().contains("through the other"));
}
