//! A console whose server is gone, for a moment or for hours.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};
use tests::{Console, Fleet, Proxy, commands, fleet::PASSWORD};

/// The pill has to be true within this long.
const TRUE_WITHIN: Duration = Duration::from_secs(3);
/// A console that says nothing for longer has failed its test.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn work_done_offline_arrives_in_order_and_once() {
    let fleet = Fleet::start();
    let proxy = Proxy::start(fleet.server.address()).unwrap();
    let sara = Console::signed_in(&proxy.url(), "sara", PASSWORD);
    let dana = fleet.console("dana");
    fleet.create(&dana, 0..30);
    let all: Vec<_> = (0..30).map(|n| fleet.delivery(n)).collect();
    dana.submit(&commands::assign(fleet.hub, &all, fleet.couriers[0]));
    dana.submit(&commands::action("dispatch", fleet.hub, &all));
    dana.sync();
    sara.sync();

    proxy.refuse().unwrap();
    let refused = sara.run(["sync"]);
    assert_eq!(
        (refused.code, refused.error().as_str()),
        (5, "server_unreachable")
    );
    // Everything but syncing works: the day goes on.
    for (n, third) in all.chunks(10).enumerate() {
        let mut lines = String::new();
        for id in third {
            let one = std::slice::from_ref(id);
            lines += &format!("{}\n", commands::action("record_pickup", fleet.hub, one));
            if n > 0 {
                lines += &format!("{}\n", commands::action("deliver", fleet.hub, one));
            }
        }
        let given = sara.run_with(["submit", "-"], &lines);
        assert_eq!(given.code, 0, "{given:?}");
        assert_eq!(sara.run(["sync"]).code, 5);
    }
    assert_eq!(sara.ask(["status"])["waiting"], 50);
    // Meanwhile in the office.
    dana.submit(&commands::set_priority(fleet.hub, &all, 90));
    dana.sync();

    proxy.admit().unwrap();
    fleet.assert_equal(&[&sara, &dana]);
    let page = dana.ask(["query", "deliveries", "--all-dates"]);
    let rows = page["data"]["rows"].as_array().unwrap();
    for (n, id) in all.iter().enumerate() {
        let row = rows.iter().find(|row| row["id"] == json!(id)).unwrap();
        let expected = if n < 10 { "picked_up" } else { "delivered" };
        assert_eq!(
            (&row["state"], &row["priority"]),
            (&json!(expected), &json!(90)),
            "{n}"
        );
    }
}

#[test]
fn the_pill_is_true_within_three_seconds() {
    let mut fleet = Fleet::start();
    let dana = fleet.console("dana");
    let mut watch = Watch::start(&dana);
    watch.until(|e| e["event"] == "sync" && e["sync"]["online"] == true);
    let killed = Instant::now();
    fleet.server.kill();
    watch.until(|e| e["event"] == "sync" && e["sync"]["online"] == false);
    assert!(killed.elapsed() < TRUE_WITHIN, "{:?}", killed.elapsed());
    fleet.server.restart();
    watch.until(|e| e["event"] == "sync" && e["sync"]["online"] == true);
}

#[test]
fn a_network_that_swallows_everything_is_noticed_and_left_as_soon_as_it_is_back() {
    let fleet = Fleet::start();
    let proxy = Proxy::start(fleet.server.address()).unwrap();
    let dana = Console::signed_in(&proxy.url(), "dana", PASSWORD);
    fleet.create(&dana, 0..1);
    let mut watch = Watch::start(&dana);
    let idle = |e: &Value| e["sync"]["online"] == true && e["sync"]["syncing"] == false;
    watch.until(|e| e["event"] == "sync" && idle(e) && e["sync"]["waiting"] == 0);
    proxy.swallow();
    // Nothing was tried yet: what is said comes of silence alone, not of an exchange that took too long.
    let silent = watch.until(|e| {
        let failed = e["sync"]["online"] == false;
        assert!(!failed || e["sync"]["problem"]["detail"].is_string(), "{e}");
        e["event"] == "sync" && failed
    });
    let problem = &silent["sync"]["problem"];
    assert_eq!(problem["code"], "server_unreachable");
    let said = problem["detail"].as_str().unwrap_or_default();
    assert!(said.starts_with("Nothing has come for "), "{silent}");
    assert!(silent["sync"]["offline_since"].is_i64(), "{silent}");
    proxy.admit().unwrap();
    watch.until(|e| e["event"] == "sync" && idle(e));
}

#[test]
fn a_change_reaches_a_watching_console_at_once() {
    let fleet = Fleet::start();
    let (dana, omar) = (fleet.console("dana"), fleet.console("omar"));
    let mut watch = Watch::start(&omar);
    watch.until(|e| {
        e["event"] == "sync" && e["sync"]["online"] == true && e["sync"]["syncing"] == false
    });
    fleet.create(&dana, 0..3);
    let sent = Instant::now();
    dana.sync();
    watch.until(|e| {
        let tables = e["tables"].as_array();
        e["event"] == "changed" && tables.is_some_and(|t| t.contains(&json!("delivery")))
    });
    assert!(
        sent.elapsed() < Duration::from_secs(5),
        "{:?}",
        sent.elapsed()
    );
}

#[test]
fn an_expired_access_token_is_renewed_without_a_word() {
    let fleet = Fleet::start_with(&["--access-token-secs", "5"]);
    let dana = fleet.console("dana");
    let mut watch = Watch::start(&dana);
    watch.until(|e| e["event"] == "sync" && e["sync"]["online"] == true);
    // The stream ends with its token; the console renews it and goes on, still online.
    let omar = fleet.console("omar");
    let started = Instant::now();
    let mut n = 0;
    while started.elapsed() < Duration::from_secs(7) {
        fleet.create(&omar, n..n + 1);
        omar.sync();
        n += 1;
        watch.until(|e| {
            assert!(e["event"] != "sync" || e["sync"]["online"] == true, "{e}");
            let tables = e["tables"].as_array();
            tables.is_some_and(|t| t.contains(&json!("delivery")))
        });
    }
}

/// `barqctl watch`, read line by line.
pub struct Watch {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Watch {
    pub fn start(console: &Console) -> Self {
        let mut child = console
            .command(["watch"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Reads events until one is the wanted one.
    #[track_caller]
    pub fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line =
                line.unwrap_or_else(|e| panic!("the console did not say what was wanted: {e}"));
            let event: Value = serde_json::from_str(&line).unwrap();
            if wanted(&event) {
                return event;
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
