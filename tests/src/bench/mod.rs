//! The measurements of `cargo xtask bench sync`. Owns what is measured and how; starting the parts is the
//! harness's.

mod crowd;
mod floor;
mod large;
mod live;
mod process;
mod samples;

pub use samples::Samples;

use crate::{Console, Fleet, commands};
use process::Talking;
use samples::quantile;
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// Rows per delivery: itself and four events.
const ROWS_PER_DELIVERY: u32 = 5;
/// Latencies measured per run, and those before that are not counted.
const DELTAS: u32 = 200;
const WARM_UP: u32 = 10;
/// Between two measured commits: within the rate at which a console follows every poke at once.
const DELTA_EVERY: Duration = Duration::from_millis(230);
/// Commands given offline.
const PUSH: u32 = 5_000;
const FLOOR_COMMITS: u32 = 1_000;
/// From so many rows on they are deliveries written in bulk, and crowds of consoles are measured too. By commands, as
/// smaller hubs are filled, it would take too long.
const LARGE: u32 = 500_000;
/// Rows of the hub in which work is measured then.
const WORKED_IN: u32 = 100_000;

/// Measures everything `runs` times on `rows` rows; the answer is what else is worth knowing.
pub fn run(rows: u32, runs: usize, samples: &mut Samples) -> Map<String, Value> {
    let large = rows >= LARGE;
    if large {
        large::run(rows, runs, samples);
    }
    let fleet = Fleet::start();
    let filled = if large { WORKED_IN } else { rows };
    let deliveries = (filled / ROWS_PER_DELIVERY).max(500);
    let author = fleet.console("dana");
    fill(&fleet, &author, deliveries);
    for n in 1..=runs {
        eprintln!("run {n} of {runs}");
        let console = match large {
            true => fleet.console("omar"),
            false => bootstrap(&fleet, samples),
        };
        floors(&console, &fleet, samples);
        deltas(&fleet, &author, &console, samples);
        push(&fleet, &console, samples);
        if large {
            live::rebase(&fleet, &author, &console, n, samples);
        }
        if large && n == runs {
            live::run(&fleet, &console, samples);
        }
    }
    let fact = |setting: &str| {
        let row = fleet.database.rows(&format!("SHOW {setting}"));
        json!(row[0][0])
    };
    let facts = [
        ("push_commands", json!(PUSH)),
        ("pg_fsync", fact("fsync")),
        ("pg_synchronous_commit", fact("synchronous_commit")),
        ("pg_version", fact("server_version")),
        (
            "sqlite_synchronous",
            json!("full for commands, normal for cuts"),
        ),
        ("delta_samples", json!(DELTAS as usize * runs)),
        ("deliveries", json!(deliveries)),
    ];
    facts
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The answer to one exchange, decompressed.
async fn post(
    http: &reqwest::Client,
    url: &str,
    token: &str,
    request: &wire::sync::SyncRequest,
) -> Vec<u8> {
    let answer = http
        .post(format!("{url}/api/v1/sync"))
        .bearer_auth(token)
        .json(request)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .expect("the server answers");
    let body = answer.bytes().await.expect("the answer comes whole");
    zstd::decode_all(body.as_ref()).expect("the answer is zstd")
}

/// Deliveries with four events each, made by commands like all others.
fn fill(fleet: &Fleet, author: &Console, deliveries: u32) {
    let began = Instant::now();
    let mut child = Talking::start(author.command(["submit", "-", "--sync"]));
    let numbers: Vec<u32> = (0..deliveries).collect();
    for chunk in numbers.chunks(250) {
        child.say(&commands::create(
            fleet.hub,
            chunk.iter().copied(),
            fleet.today,
        ));
        let ids: Vec<_> = chunk.iter().map(|n| fleet.delivery(*n)).collect();
        for priority in [60, 70, 80] {
            child.say(&commands::set_priority(fleet.hub, &ids, priority));
        }
        for _ in 0..4 {
            let (_, answer) = child.until(|_| true);
            assert!(answer["command_id"].is_string(), "{answer}");
        }
    }
    child.finish();
    eprintln!(
        "{deliveries} deliveries with four events each in {:.1} s",
        began.elapsed().as_secs_f64()
    );
}

/// A console that has nothing gets everything.
fn bootstrap(fleet: &Fleet, samples: &mut Samples) -> Console {
    let console = Console::new();
    let mut sign_in = console.command([
        "sign-in",
        "omar",
        "--no-sync",
        "--server",
        &fleet.server.url(),
    ]);
    sign_in.env("BARQ_PASSWORD", crate::fleet::PASSWORD);
    process::run(sign_in);
    let ran = process::run(console.command(["sync"]));
    let said: Value = serde_json::from_str(&ran.stdout).expect("sync prints JSON");
    let exchanges = said["replica"]["data"]["exchanges"]
        .as_array()
        .expect("a history")
        .clone();
    let sum = |key: &str| {
        exchanges
            .iter()
            .filter_map(|e| e[key].as_u64())
            .sum::<u64>() as f64
    };
    samples.add("bootstrap_seconds", ran.seconds);
    samples.add("bootstrap_rows", sum("rows"));
    samples.add("bootstrap_rows_per_s", sum("rows") / ran.seconds);
    samples.add("bootstrap_wire_bytes", sum("bytes"));
    samples.add("client_peak_rss_bytes", ran.peak_rss_bytes as f64);
    console
}

/// The same rows into bare tables.
fn floors(console: &Console, fleet: &Fleet, samples: &mut Samples) {
    let dump = console.dump("--base", &fleet.hub.to_string());
    let lines: Vec<&str> = dump.lines().collect();
    let dir = tempfile::tempdir().expect("a directory");
    let (rows_per_s, commits_per_s) =
        floor::measure(dir.path(), &lines, FLOOR_COMMITS).expect("SQLCipher works");
    samples.add("floor_insert_rows_per_s", rows_per_s);
    samples.add("floor_commit_per_s", commits_per_s);
}

/// From one console's durable commit to the row being readable in another's replica.
fn deltas(fleet: &Fleet, author: &Console, reader: &Console, samples: &mut Samples) {
    let it = fleet.delivery(0);
    author.sync();
    let mut watch = Talking::start(reader.command(["watch", "--delivery", &it.to_string()]));
    watch.until(|e| {
        e["event"] == "sync" && e["sync"]["online"] == true && e["sync"]["syncing"] == false
    });
    let mut submit = Talking::start(author.command(["submit", "-", "--sync"]));
    let mut latencies = Vec::new();
    for n in 0..WARM_UP + DELTAS {
        let next = Instant::now() + DELTA_EVERY;
        let priority = i32::try_from(n % 100).unwrap_or(0);
        let mut command = commands::set_priority(fleet.hub, &[it], priority);
        if n % 100 == 0 {
            command = commands::set_priority(fleet.hub, &[it], 100);
        }
        let wanted = command["priority"].clone();
        submit.say(&command);
        let (committed, answer) = submit.until(|_| true);
        assert!(answer["command_id"].is_string(), "{answer}");
        let (seen, _) = watch.until(|e| e["event"] == "delivery" && e["priority"] == wanted);
        if n >= WARM_UP {
            latencies.push(seen.saturating_duration_since(committed).as_secs_f64() * 1000.0);
        }
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    submit.finish();
    watch.kill();
    samples.add_raw("delta_ms", &latencies);
    samples.add("delta_p50_ms", quantile(&latencies, 0.5));
    samples.add("delta_p99_ms", quantile(&latencies, 0.99));
}

/// Commands given offline, until the server has all of them durably and the console knows.
fn push(fleet: &Fleet, console: &Console, samples: &mut Samples) {
    let input: String = (0..PUSH)
        .map(|n| {
            let id = fleet.delivery(n % 500);
            let priority = i32::try_from(n / 500 + 1).unwrap_or(0);
            format!("{}\n", commands::set_priority(fleet.hub, &[id], priority))
        })
        .collect();
    console.sync();
    let began = Instant::now();
    let given = console.run_with(["submit", "-"], &input);
    assert_eq!(given.code, 0, "{}", given.stderr);
    samples.add("offline_submit_seconds", began.elapsed().as_secs_f64());
    let ran = process::run(console.command(["sync"]));
    let said: Value = serde_json::from_str(&ran.stdout).expect("sync prints JSON");
    assert_eq!(said["waiting"], 0, "{said}");
    let exchanges = said["replica"]["data"]["exchanges"]
        .as_array()
        .expect("a history")
        .clone();
    let pushing: Vec<_> = exchanges.iter().filter(|e| e["commands"] != 0).collect();
    let at = |e: &Value| e["at"].as_i64().unwrap_or(0);
    let ended = |e: &Value| at(e) + e["duration_ms"].as_i64().unwrap_or(0);
    let first = pushing.iter().map(|e| at(e)).min().unwrap_or(0);
    let last = pushing.iter().map(|e| ended(e)).max().unwrap_or(0);
    let seconds = (last - first) as f64 / 1000.0;
    samples.add("push_seconds", seconds);
    samples.add("push_process_seconds", ran.seconds);
    samples.add("push_commands_per_s", f64::from(PUSH) / seconds);
}
