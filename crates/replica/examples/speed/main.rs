//! Measures the replica: applying a big cut, pages of the deliveries table by every sort, search, the board, a
//! command until it is durable, and pulling under a full outbox.
//!
//!     cargo run --release -p replica --example speed -- 100000
//!
//! With a second number: a first sync from a snapshot of so many deliveries with two events each, step by step.
//!
//!     cargo run --release -p replica --example speed -- 0 1000000

mod rows;

use domain::{
    command::{Action, Command, OnDeliveries},
    entities::*,
    entity::{Entity, Table, row_hash},
    id::*,
    units::{Millis, ServiceDate, Window},
    value::Json,
};
use replica::{Chunk, Cut, Identity, Key, Order, Replica};
use rows::*;
use snapshot::{About, Writer};
use std::{path::Path, time::Instant};
use uuid::Uuid;
use wire::{
    ipc::{BoardSort, DeliveryFilter, Query, QueryResult, Sort, SortKey},
    sync::{End, Head, Line, ScopeCut, ScopeMode, hex_sum},
};

const NOW: Millis = Millis(1_793_610_000_000);
const ZONES: u128 = 40;
const COURIERS: u128 = 120;
const MERCHANTS: u128 = 200;

type Failure = Box<dyn std::error::Error>;

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let answer = work();
    println!(
        "{:>10.2} ms  {what}",
        started.elapsed().as_secs_f64() * 1000.0
    );
    answer
}

fn main() -> Result<(), Failure> {
    let mut numbers = std::env::args().skip(1);
    let deliveries: u128 = numbers.next().unwrap_or("100000".into()).parse()?;
    if let Some(staged) = numbers.next() {
        return bootstrap(staged.parse()?);
    }
    let dir = tempfile::tempdir()?;
    let replica = empty(dir.path())?;
    let (body, rows) = cut(deliveries)?;
    println!("{rows} rows, {} MB of lines", body.len() / 1_000_000);
    let applied = timed("apply the first cut", || {
        replica.apply(Cut::read(std::io::Cursor::new(body))?, NOW)
    })?;
    assert!(applied.mismatched.is_empty());
    queries(&replica)?;
    commands(&replica)?;
    Ok(())
}

fn empty(dir: &Path) -> Result<Replica, Failure> {
    let replica = Replica::open(dir, &Key::random_bytes()?)?;
    replica.set_identity(&Identity {
        server_url: String::new(),
        user: user(),
        username: "speed".into(),
        device: DeviceId(id(2, 2)),
        client: ClientId(id(2, 3)),
    })?;
    Ok(replica)
}

/// A first sync without server and network: the snapshot's chunks, the indexes, the first cut, and what follows.
fn bootstrap(deliveries: u128) -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let shelf = dir.path().join("snapshot");
    let scope = ScopeId::from(hub());
    let mut writer = Writer::new(&shelf, scope, wire::SCHEMA)?;
    let open = deliveries.min(20_000);
    let mut order: Vec<u128> = (0..deliveries).collect();
    order.sort_by_cached_key(|n| {
        let row = delivery(*n, *n < open);
        let due = row.promised_at.or(row.windows.0.iter().map(|w| w.to).max());
        (row.service_date.to_string(), due, row.id)
    });
    for n in order {
        let row = delivery(n, n < open);
        writer.row(Table::Delivery, 1, 1, &Entity::from(row).values())?;
    }
    let mut order: Vec<(u128, u128)> = (0..deliveries).flat_map(|n| [(n, 0), (n, 1)]).collect();
    order.sort_unstable_by_key(|(n, nth)| id(8, n * 4 + nth));
    for (n, nth) in order {
        writer.row(Table::Event, 1, 1, &Entity::from(event(n, nth)).values())?;
    }
    let sum = writer.sum_given();
    let manifest = writer.finish(About {
        id: id(6, 2),
        scope,
        epoch: id(6, 1),
        v: 1,
    })?;
    println!("{} rows in {} chunks", manifest.rows, manifest.chunks.len());

    let replica = empty(dir.path())?;
    let mut staging = replica.staging()?;
    staging.begin(&manifest)?;
    timed("take in the chunks", || -> Result<(), Failure> {
        for n in 0..manifest.chunks.len() {
            let chunk = std::fs::File::open(shelf.join(snapshot::chunk_file(n)))?;
            staging.add(&manifest, Chunk::read(&manifest, n, chunk)?)?;
        }
        Ok(())
    })?;
    let staged = timed("make the indexes", || staging.finish())?;
    let mut head = Head {
        server_time: NOW,
        schema: wire::SCHEMA,
        last_seq: 0,
        outcomes: vec![],
        scopes: vec![ScopeCut {
            scope,
            epoch: id(6, 1),
            mode: ScopeMode::Delta,
            from: 1,
            to: 1,
            sum: Some(hex_sum(sum)),
            backfilled: Vec::new(),
            whole: Vec::new(),
        }],
    };
    let elsewhere = organisation()
        .into_iter()
        .filter(|row| row.scope() != scope);
    let (body, _) = lines(&mut head, elsewhere)?;
    timed("apply the first cut", || {
        staged.apply(Cut::read(std::io::Cursor::new(body))?, NOW)
    })?;
    timed("take the place of the old one", || {
        replica.adopt(staged, 0, NOW)
    })?;
    timed("compare the sums with the rows", || replica.check_owed())?;
    timed("index for search", || -> Result<(), Failure> {
        while replica.build_search(5_000)? > 0 {}
        Ok(())
    })?;
    keystrokes(&replica, deliveries)
}

/// Search letter by letter, as people look for some of the deliveries; the slowest texts by name.
fn keystrokes(replica: &Replica, deliveries: u128) -> Result<(), Failure> {
    let mut took: Vec<(f64, String)> = Vec::new();
    for n in 0..25 {
        let wanted = delivery(n * deliveries / 25 + n, false);
        let phone = wanted.dropoff_phone.unwrap_or_default();
        let national = phone.get(4..).unwrap_or_default().to_owned();
        for typed in [
            wanted.reference,
            national,
            wanted.dropoff_name,
            wanted.dropoff_address,
        ] {
            let mut text = String::new();
            for letter in typed.chars().take(12) {
                text.push(letter);
                let query = Query::Search {
                    hub: hub(),
                    text: text.clone(),
                    limit: 20,
                };
                let started = Instant::now();
                replica.query(&query, NOW)?;
                took.push((started.elapsed().as_secs_f64() * 1000.0, text.clone()));
            }
        }
    }
    took.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |quantile: f64| took[((took.len() - 1) as f64 * quantile) as usize].0;
    println!(
        "{} keystrokes: p50 {:.2} ms, p99 {:.2} ms; the slowest:",
        took.len(),
        at(0.5),
        at(0.99)
    );
    for (ms, text) in took.iter().rev().take(30) {
        println!("{ms:>10.2} ms  {text:?}");
    }
    Ok(())
}

fn queries(replica: &Replica) -> Result<(), Failure> {
    let ask = |what: &str, query: &Query| timed(what, || replica.query(query, NOW));
    for all_days in [false, true] {
        let filter = DeliveryFilter::of(hub(), (!all_days).then(today));
        for key in SortKey::ALL {
            let sort = Sort {
                key: *key,
                descending: false,
            };
            let page = |offset| Query::Deliveries {
                filter: filter.clone(),
                sort,
                offset,
                limit: 100,
            };
            let span = if all_days { "all days" } else { "today" };
            ask(&format!("{span} by {key}, first page"), &page(0))?;
            let answer = ask(&format!("{span} by {key}, page at 2,500"), &page(2_500))?;
            if let QueryResult::Deliveries(page) = answer
                && *key == SortKey::Reference
            {
                println!("               {} in all", page.total);
            }
        }
    }
    let mut late = DeliveryFilter::of(hub(), Some(today()));
    late.late_only = true;
    let sort = Sort {
        key: SortKey::Due,
        descending: false,
    };
    ask(
        "today, late only",
        &Query::Deliveries {
            filter: late,
            sort,
            offset: 0,
            limit: 100,
        },
    )?;
    for text in [
        "5012",
        "0501",
        "BRQ-0042",
        "42",
        "نوره",
        "القح",
        "kha",
        "king fahd",
        "shop 17",
        "حي 12",
        "rrrd",
    ] {
        let query = Query::Search {
            hub: hub(),
            text: text.into(),
            limit: 20,
        };
        if let QueryResult::Search(hits) = ask(&format!("search {text}"), &query)? {
            println!("               {} hits", hits.len());
        }
    }
    let (hub, date) = (hub(), today());
    ask(
        "board",
        &Query::Board {
            hub,
            date,
            sort: BoardSort::LateRisk,
            search: String::new(),
        },
    )?;
    ask(
        "counts",
        &Query::Counts {
            hub,
            date: Some(date),
        },
    )?;
    ask("map", &Query::Map { hub, date })?;
    ask("dashboard", &Query::Dashboard { hub, date })?;
    ask(
        "couriers",
        &Query::Couriers {
            hub,
            date: Some(date),
        },
    )?;
    ask("zones", &Query::Zones { hub })?;
    ask(
        "one delivery",
        &Query::Delivery {
            id: DeliveryId(id(7, 5)),
        },
    )?;
    ask("sync", &Query::Sync)?;
    Ok(())
}

fn commands(replica: &Replica) -> Result<(), Failure> {
    let assign = |n: u128| {
        Command::Deliveries(OnDeliveries {
            hub: hub(),
            items: vec![DeliveryId(id(7, n))],
            if_rev: Default::default(),
            saw: Default::default(),
            overrule: None,
            report: None,
            action: Action::SetPriority {
                priority: 60 + (n % 30) as i32,
            },
        })
    };
    let submit = |n: u128| replica.submit(&assign(n), CommandId(id(10, n)), NOW, NOW);
    submit(0)?;
    timed("50 commands, one by one", || {
        (1..51).try_for_each(|n| submit(n).map(drop))
    })?;
    let (hub, date) = (hub(), today());
    timed("counts after a command", || {
        replica.query(
            &Query::Counts {
                hub,
                date: Some(date),
            },
            NOW,
        )
    })?;
    timed("board after a command", || {
        replica.query(
            &Query::Board {
                hub,
                date,
                sort: BoardSort::Due,
                search: String::new(),
            },
            NOW,
        )
    })?;
    let orders: Vec<Order> = (100..5_000)
        .map(|n| Order {
            id: CommandId(id(10, n)),
            command: assign(n),
            now: NOW,
            issued_at: NOW,
        })
        .collect();
    timed("4,900 commands in one transaction", || {
        replica.submit_many(&orders)
    })?;
    timed("number 500 for sending", || {
        replica.next_commands(500, 1 << 22)
    })?;
    Ok(())
}
