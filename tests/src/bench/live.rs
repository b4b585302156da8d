//! Changes that come through the server's interface at a steady rate, with few and with many consoles connected; and a
//! delta that arrives while much is waiting.

use super::{
    Samples,
    crowd::{Crowd, token},
    process::{self, Talking},
    samples::quantile,
};
use crate::{Console, Fleet, commands, console::PASSPHRASE, fleet::PASSWORD};
use domain::id::ClientId;
use replica::{Cut, Replica};
use serde_json::{Value, json};
use std::{
    sync::mpsc,
    time::{Duration, Instant},
};
use sync::{Profile, engine::Order, sealed::passphrase_key};

/// Consoles that all follow.
const FOLLOWERS: usize = 500;
/// Consoles that are connected and hear of news.
const IDLE: usize = 2_000;
/// Commands waiting while a delta comes.
const WAITING: u32 = 1_000;
/// Deliveries changed by that delta; each change is two rows, its event the other.
const CHANGED: u32 = 5_000;

/// The latencies at 20 changes a second, with a few consoles and with many, and what idle ones cost.
pub fn run(fleet: &Fleet, reader: &Console, samples: &mut Samples) {
    let few = changes(fleet, reader, 20, 400);
    samples.add_raw("delta_20_per_s_ms", &few);
    samples.add("delta_20_per_s_p50_ms", quantile(&few, 0.5));
    samples.add("delta_20_per_s_p99_ms", quantile(&few, 0.99));

    let crowd = gather(fleet, FOLLOWERS, true);
    let calm = changes(fleet, reader, 1, 60);
    samples.add_raw("delta_500_ms", &calm);
    samples.add("delta_500_p99_ms", quantile(&calm, 0.99));
    let before = crowd.exchanges();
    let busy = changes(fleet, reader, 20, 400);
    samples.add_raw("delta_500_busy_ms", &busy);
    samples.add("delta_500_busy_p99_ms", quantile(&busy, 0.99));
    samples.add("delta_500_busy_pulls", (crowd.exchanges() - before) as f64);
    crowd.leave();

    let empty = fleet.server.resident_bytes();
    let crowd = gather(fleet, IDLE, false);
    let full = fleet.server.resident_bytes();
    samples.add("idle_clients", IDLE as f64);
    samples.add(
        "server_rss_per_client_bytes",
        full.saturating_sub(empty) as f64 / IDLE as f64,
    );
    let mut slowest = Vec::new();
    for n in 0..5 {
        crowd.listen();
        let began = Instant::now();
        fleet.command(&commands::set_priority(
            fleet.hub,
            &[fleet.delivery(1)],
            10 + n,
        ));
        slowest.push(crowd.heard_ms(began, IDLE));
    }
    samples.add("poke_fanout_ms", quantile(&slowest, 0.5));
    crowd.leave();
}

fn gather(fleet: &Fleet, count: usize, follows: bool) -> Crowd {
    let began = Instant::now();
    let token = token(&fleet.server, "sara", PASSWORD);
    let crowd = Crowd::gather(&fleet.server.url(), &token, count, follows);
    eprintln!("{count} consoles in {:.1} s", began.elapsed().as_secs_f64());
    crowd
}

/// From the request that makes a change to its row being readable in `reader`'s replica, in milliseconds; `count`
/// changes of one row, `per_s` of them a second. A cut with several of them counts for each.
fn changes(fleet: &Fleet, reader: &Console, per_s: u32, count: u32) -> Vec<f64> {
    let it = fleet.delivery(0);
    let token = token(&fleet.server, "admin", PASSWORD);
    let mut watch = Talking::start(reader.command(["watch", "--delivery", &it.to_string()]));
    watch.until(|e| {
        e["event"] == "sync" && e["sync"]["online"] == true && e["sync"]["syncing"] == false
    });
    let (say, seen) = mpsc::channel::<(Instant, i64)>();
    let (stop, stopped) = mpsc::channel::<i64>();
    let watching = std::thread::spawn(move || {
        let mut last = None;
        loop {
            let (at, event) = watch.until(|e| e["event"] == "delivery");
            let rev = event["rev"].as_i64().unwrap_or(0);
            // Nobody listens any more only when the measurement has failed.
            let _ = say.send((at, rev));
            last = last.or_else(|| stopped.try_recv().ok());
            if last.is_some_and(|last| rev >= last) {
                break;
            }
        }
        watch.kill();
    });
    let mut made = Vec::new();
    let every = Duration::from_secs(1) / per_s;
    let mut next = Instant::now();
    for n in 0..=count {
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        next += every;
        let priority = i32::try_from(1 + n % 99).unwrap_or(1);
        let command = commands::set_priority(fleet.hub, &[it], priority);
        let commands =
            json!({ "commands": [{ "command_id": uuid::Uuid::now_v7(), "command": command }] });
        let began = Instant::now();
        if n == count {
            // One more, so that whoever waits for the last hears something.
            let last = made.last().map_or(0, |(_, rev)| *rev);
            let _ = stop.send(last);
        }
        let answer: Value = fleet.server.post("/api/v1/commands", &token, &commands);
        let rev = answer[0]["items"][0]["rev"].as_i64();
        made.push((began, rev.unwrap_or_else(|| panic!("{answer}"))));
    }
    watching.join().expect("the watching thread");
    made.pop();
    let seen: Vec<(Instant, i64)> = seen.try_iter().collect();
    made.iter()
        .map(|(began, rev)| {
            let (at, _) = seen
                .iter()
                .find(|(_, seen)| seen >= rev)
                .expect("the last change was seen");
            at.saturating_duration_since(*began).as_secs_f64() * 1000.0
        })
        .collect()
}

/// A delta of [`CHANGED`] × 2 rows arrives while [`WAITING`] commands on some of them have not been sent. `run` makes
/// each time's changes other ones.
pub fn rebase(
    fleet: &Fleet,
    author: &Console,
    console: &Console,
    run: usize,
    samples: &mut Samples,
) {
    let run = i32::try_from(run % 20).unwrap_or(0);
    console.sync();
    let waiting: String = (0..WAITING)
        .map(|n| {
            let command = commands::set_priority(fleet.hub, &[fleet.delivery(n)], 30 + run);
            format!("{command}\n")
        })
        .collect();
    let given = console.run_with(["submit", "-"], &waiting);
    assert_eq!(given.code, 0, "{}", given.stderr);
    let numbers: Vec<u32> = (0..CHANGED).collect();
    for chunk in numbers.chunks(250) {
        let ids: Vec<_> = chunk.iter().map(|n| fleet.delivery(*n)).collect();
        author.submit(&commands::set_priority(fleet.hub, &ids, 60 + run));
    }
    process::run(author.command(["sync"]));

    let profile = Profile::beside(console.dir());
    let key = passphrase_key(&profile, PASSPHRASE).expect("the passphrase is right");
    let replica = Replica::open(console.dir(), &key).expect("the replica opens");
    let order = Order {
        max_commands: 0,
        max_command_bytes: 0,
        resnapshot: Vec::new(),
    };
    let mut request = sync::exchange::request(&replica, &order).expect("a request");
    // Another's, so that nothing is said of what waits.
    request.client = ClientId(uuid::Uuid::new_v4());
    let token = token(&fleet.server, "omar", PASSWORD);
    sync::install_tls_provider();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let http = reqwest::Client::new();
    let body = runtime.block_on(super::post(&http, &fleet.server.url(), &token, &request));
    let cut = Cut::read(std::io::Cursor::new(body)).expect("a cut");
    let began = Instant::now();
    let applied = replica
        .apply(cut, crate::fleet::now())
        .expect("the cut is applied");
    let seconds = began.elapsed().as_secs_f64();
    assert!(applied.replayed >= u64::from(WAITING), "{applied:?}");
    samples.add("rebase_rows", applied.rows as f64);
    samples.add("rebase_ms", applied.rebase.as_secs_f64() * 1000.0);
    samples.add("rebase_apply_ms", seconds * 1000.0);
    drop(replica);
    console.sync();
}
