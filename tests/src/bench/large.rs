//! A hub of a million deliveries: its first sync from snapshots, cold and warm, beside what copying and encrypting the
//! same file costs; and search in it.

use super::{Samples, process, samples::quantile};
use crate::{Console, Database, Server, console::PASSPHRASE, fleet::PASSWORD};
use domain::id::HubId;
use replica::Replica;
use rusqlite::Connection;
use serde_json::Value;
use std::{path::Path, time::Instant};
use sync::{Profile, sealed::passphrase_key};
use wire::ipc::{Query, QueryResult};

/// Rows indexed for search in one transaction.
const INDEXED_AT_ONCE: u32 = 5_000;
/// What people look for: so many deliveries, each by reference, phone, name and address, letter by letter.
const LOOKED_FOR: u32 = 25;
/// Results on a screen.
const SHOWN: u32 = 20;

/// Writes `deliveries` in bulk and measures.
pub fn run(deliveries: u32, runs: usize, samples: &mut Samples) {
    let database = Database::create();
    let server = Server::start(&database, &[]);
    let began = Instant::now();
    let said = server.admin(
        &["seed", "--rows", &deliveries.to_string()],
        &[("BARQ_PASSWORD", PASSWORD)],
    );
    eprintln!("{} in {:.1} s", said.trim(), began.elapsed().as_secs_f64());
    let cold = first_sync(&server);
    samples.add("bootstrap_cold_seconds", cold.1.seconds);
    drop(cold);
    for n in 1..=runs {
        eprintln!("run {n} of {runs}");
        let (console, ran) = first_sync(&server);
        let rows = rows_of(&ran);
        samples.add("bootstrap_seconds", ran.seconds);
        samples.add("bootstrap_rows", rows.0);
        samples.add("bootstrap_rows_per_s", rows.0 / ran.seconds);
        samples.add("bootstrap_wire_bytes", rows.1);
        samples.add("client_peak_rss_bytes", ran.peak_rss_bytes as f64);
        samples.add("floor_copy_export_seconds", copy_and_export(&console));
        if n == runs {
            search(&console, &database, samples);
        }
    }
}

fn first_sync(server: &Server) -> (Console, process::Ran) {
    let console = Console::new();
    let mut sign_in = console.command(["sign-in", "noura", "--no-sync", "--server", &server.url()]);
    sign_in.env("BARQ_PASSWORD", PASSWORD);
    process::run(sign_in);
    let ran = process::run(console.command(["sync"]));
    (console, ran)
}

/// Rows and bytes that came.
fn rows_of(ran: &process::Ran) -> (f64, f64) {
    let said: Value = serde_json::from_str(&ran.stdout).expect("sync prints JSON");
    let exchanges = said["replica"]["data"]["exchanges"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let sum = |key: &str| exchanges.iter().filter_map(|e| e[key].as_f64()).sum();
    (sum("rows"), sum("bytes"))
}

/// What the machine needs to copy the replica's file and write its rows into another encrypted one.
fn copy_and_export(console: &Console) -> f64 {
    let profile = Profile::beside(console.dir());
    let key = passphrase_key(&profile, PASSPHRASE).expect("the passphrase is right");
    let hex: String = key.bytes().iter().map(|b| format!("{b:02x}")).collect();
    let dir = tempfile::tempdir().expect("a directory");
    let began = Instant::now();
    let copy = dir.path().join("copy.db");
    std::fs::copy(profile.replica_path(), &copy).expect("the replica can be copied");
    export(&copy, &dir.path().join("export.db"), &hex).expect("SQLCipher exports");
    began.elapsed().as_secs_f64()
}

fn export(from: &Path, to: &Path, hex: &str) -> rusqlite::Result<()> {
    let db = Connection::open(from)?;
    db.execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))?;
    db.execute(
        "ATTACH ? AS export KEY ?",
        (to.display().to_string(), format!("x'{hex}'")),
    )?;
    db.query_row("SELECT sqlcipher_export('export')", [], |_| Ok(()))?;
    db.execute_batch("DETACH export")
}

/// Every keystroke of people who look for something.
fn search(console: &Console, database: &Database, samples: &mut Samples) {
    let profile = Profile::beside(console.dir());
    let key = passphrase_key(&profile, PASSPHRASE).expect("the passphrase is right");
    let replica = Replica::open(console.dir(), &key).expect("the replica opens");
    let began = Instant::now();
    while replica
        .build_search(INDEXED_AT_ONCE)
        .expect("the index is built")
        > 0
    {}
    samples.add("search_build_seconds", began.elapsed().as_secs_f64());
    let wanted = database.rows(&format!(
        "SELECT hub_id::text, reference, dropoff_phone, dropoff_name, dropoff_address
         FROM delivery TABLESAMPLE SYSTEM (1) REPEATABLE (7) LIMIT {LOOKED_FOR}"
    ));
    let now = crate::fleet::now();
    let mut latencies = Vec::new();
    let mut found = 0;
    for row in &wanted {
        let text = |n: usize| row[n].clone().unwrap_or_default();
        let hub: HubId = text(0).parse().expect("a hub's id");
        let national: String = text(2).chars().skip(4).collect();
        for typed in [text(1), national, text(3), text(4)] {
            let letters: Vec<char> = typed.chars().take(12).collect();
            for n in 1..=letters.len() {
                let query = Query::Search {
                    hub,
                    text: letters[..n].iter().collect(),
                    limit: SHOWN,
                };
                let began = Instant::now();
                let answer = replica.query(&query, now).expect("search answers");
                latencies.push(began.elapsed().as_secs_f64() * 1000.0);
                if let QueryResult::Search(hits) = answer {
                    found += hits.len();
                }
            }
        }
    }
    assert!(found > 0, "what is there is found");
    samples.add_raw("search_ms", &latencies);
    samples.add("search_p50_ms", quantile(&latencies, 0.5));
    samples.add("search_p99_ms", quantile(&latencies, 0.99));
}
