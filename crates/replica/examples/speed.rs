//! Measures the replica: applying a big cut, pages of the deliveries table by every sort, search, the board, a
//! command until it is durable, and pulling under a full outbox.
//!
//!     cargo run --release -p replica --example speed -- 100000
//!
//! With a second number: a first sync from a snapshot of so many deliveries with two events each, step by step.
//!
//!     cargo run --release -p replica --example speed -- 0 1000000

use domain::{
    command::{Action, Command, OnDeliveries},
    entities::*,
    entity::{Entity, Table, row_hash},
    id::*,
    units::{Millis, ServiceDate, Window},
    value::Json,
};
use replica::{Chunk, Cut, Identity, Key, Order, Replica};
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

fn id(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((kind << 96) | (n * 0x9E37_79B9_7F4A_7C15 % (1 << 64)) << 16 | n)
}

fn hub() -> HubId {
    HubId(id(1, 1))
}

fn user() -> UserId {
    UserId(id(2, 1))
}

fn today() -> ServiceDate {
    ServiceDate::of(NOW, "Asia/Riyadh", 240)
}

const FIRST: [&str; 8] = [
    "نورة",
    "أحمد",
    "Fahad",
    "سارة",
    "Layla",
    "عبدالله",
    "Khalid",
    "ريم",
];
const LAST: [&str; 7] = [
    "القحطاني",
    "الدوسري",
    "Al-Harbi",
    "العتيبي",
    "Al-Shehri",
    "الزهراني",
    "Al-Mutairi",
];

fn delivery(n: u128, open: bool) -> Delivery {
    let age = if open { 0 } else { (n % 30) as i64 };
    let at = NOW.plus_secs((n % 36_000) as i64 - 18_000 - age * 86_400);
    let state = match (open, n % 10) {
        (true, 0..=3) => DeliveryState::Ready,
        (true, 4..=6) => DeliveryState::Assigned,
        (true, _) => DeliveryState::Dispatched,
        (false, 0) => DeliveryState::Cancelled,
        (false, _) => DeliveryState::Delivered,
    };
    let courier = (state != DeliveryState::Ready).then(|| CourierId(id(4, n % COURIERS)));
    Delivery {
        id: DeliveryId(id(7, n)),
        hub_id: hub(),
        reference: format!("BRQ-{:06}", n),
        merchant_id: MerchantId(id(5, n % MERCHANTS)),
        kind: DeliveryKind::Dropoff,
        pickup_name: String::new(),
        pickup_phone: None,
        pickup_address: String::new(),
        pickup_district: String::new(),
        pickup_postal_code: String::new(),
        pickup_short_address: String::new(),
        pickup_lon_e7: None,
        pickup_lat_e7: None,
        pickup_geo_quality: GeoQuality::Unknown,
        dropoff_name: format!("{} {}", FIRST[(n % 8) as usize], LAST[(n % 7) as usize]),
        dropoff_phone: Some(format!("+9665{:08}", n * 7919 % 100_000_000)),
        dropoff_address: format!("{} King Fahd Road", n % 900),
        dropoff_district: format!("حي {}", n % 60),
        dropoff_postal_code: format!("{}", 11000 + n % 900),
        dropoff_short_address: format!("RRRD{:04}", n % 10_000),
        dropoff_lon_e7: Some(466_000_000 + (n * 7717 % 2_000_000) as i32),
        dropoff_lat_e7: Some(246_000_000 + (n * 3571 % 2_000_000) as i32),
        dropoff_geo_quality: GeoQuality::Exact,
        instructions: String::new(),
        parcel_count: 1,
        weight_g: 900,
        volume_ml: 0,
        barcodes: Json(vec![]),
        service_date: today().plus_days(-age),
        windows: Json(vec![Window {
            from: at,
            to: at.plus_secs(7200),
        }]),
        promised_at: n.is_multiple_of(2).then(|| at.plus_secs(7200)),
        service_secs: 120,
        priority: 50,
        skills: Json(vec![]),
        cod_halalas: (n % 5 * 2500) as i64,
        currency: "SAR".into(),
        collected: Json(vec![]),
        zone_id: Some(ZoneId(id(3, n % ZONES))),
        courier_id: courier,
        custody: Custody::Merchant,
        sequence: (n % 20) as i32,
        state,
        state_before: None,
        state_reason: String::new(),
        attempt_no: 0,
        max_attempts: 3,
        proof_required: Proof::None,
        proof_given: Proof::None,
        delivered_at: (state == DeliveryState::Delivered).then(|| at.plus_secs((n % 9000) as i64)),
        state_since: at,
        import_batch_id: None,
        created_at: at,
        updated_at: at,
        updated_by: user(),
    }
}

fn event(n: u128, nth: u128) -> Event {
    Event {
        id: EventId(id(8, n * 4 + nth)),
        hub_id: hub(),
        entity_table: Table::Delivery,
        entity_id: id(7, n),
        action: "assign".into(),
        actor_id: user(),
        device_at: NOW,
        server_at: NOW,
        from_state: Some(DeliveryState::Ready),
        to_state: Some(DeliveryState::Assigned),
        changed: Json(Default::default()),
        implied: false,
        override_reason: String::new(),
        part: nth as i32,
        command_id: CommandId(id(9, n * 4 + nth)),
    }
}

fn organisation() -> Vec<Entity> {
    let mut rows: Vec<Entity> = vec![
        Policy::standard().into(),
        Hub {
            id: hub(),
            name_ar: "الرياض".into(),
            name_en: "Riyadh".into(),
            city: "Riyadh".into(),
            time_zone: "Asia/Riyadh".into(),
            day_starts_at_min: 240,
            lon_e7: 467_000_000,
            lat_e7: 247_000_000,
            active: true,
        }
        .into(),
        Grant {
            id: GrantId::of(user(), hub()),
            user_id: user(),
            hub_id: hub(),
            role: Role::Dispatcher,
        }
        .into(),
    ];
    for n in 0..MERCHANTS {
        rows.push(
            Merchant {
                id: MerchantId(id(5, n)),
                name_ar: format!("متجر {n}"),
                name_en: format!("Shop {n}"),
                phone: None,
                lon_e7: None,
                lat_e7: None,
                active: true,
            }
            .into(),
        );
    }
    for n in 0..COURIERS {
        rows.push(
            Courier {
                id: CourierId(id(4, n)),
                hub_id: hub(),
                name_ar: format!("سائق {n}"),
                name_en: format!("Courier {n}"),
                phone: "+966500000000".into(),
                skills: Json(vec![]),
                home_zone_id: None,
                vehicle_id: None,
                cash_limit_halalas: i64::MAX,
                status: CourierStatus::Active,
                updated_at: NOW,
                updated_by: user(),
            }
            .into(),
        );
    }
    for n in 0..ZONES {
        let west = 466_000_000 + (n % 8) as i32 * 250_000;
        let south = 246_000_000 + (n / 8) as i32 * 400_000;
        let ring = vec![
            [west, south],
            [west + 250_000, south],
            [west + 250_000, south + 400_000],
            [west, south + 400_000],
            [west, south],
        ];
        rows.push(
            Zone {
                id: ZoneId(id(3, n)),
                hub_id: hub(),
                name_ar: format!("منطقة {n}"),
                name_en: format!("Zone {n}"),
                geometry: Json(vec![vec![ring]]),
                color: "#336699".into(),
                priority: 0,
                service_hours: Json(vec![]),
                active: true,
                updated_at: NOW,
                updated_by: user(),
            }
            .into(),
        );
    }
    rows
}

/// The whole first cut as the server would send it, and its number of rows.
fn cut(deliveries: u128) -> Result<(Vec<u8>, u64), Failure> {
    let open = deliveries.min(5_000);
    let rows = organisation()
        .into_iter()
        .chain((0..deliveries).map(|n| delivery(n, n < open).into()))
        .chain((0..open).flat_map(|n| (0..4).map(move |nth| event(n, nth).into())));
    let mut head = Head {
        server_time: NOW,
        schema: wire::SCHEMA,
        last_seq: 0,
        outcomes: vec![],
        scopes: vec![],
    };
    lines(&mut head, rows)
}

/// A cut of `head`, to which it adds the rows' scopes whole, and its number of rows.
fn lines(
    head: &mut Head,
    rows: impl IntoIterator<Item = Entity>,
) -> Result<(Vec<u8>, u64), Failure> {
    let (mut lines, mut end) = (Vec::new(), End::default());
    let mut sums = std::collections::BTreeMap::new();
    for row in rows {
        let (scope, values) = (row.scope(), row.values());
        let sum = sums.entry(scope).or_insert(0_u128);
        *sum = sum.wrapping_add(row_hash(scope, row.table(), 1, &values));
        Line::Row {
            scope,
            table: row.table(),
            v: 1,
            rev: 1,
            values,
        }
        .write(&mut lines);
        end.rows += 1;
    }
    head.scopes
        .extend(sums.into_iter().map(|(scope, sum)| ScopeCut {
            scope,
            epoch: id(6, 1),
            mode: ScopeMode::Full,
            from: 0,
            to: 1,
            sum: Some(hex_sum(sum)),
        }));
    let mut body = serde_json::to_vec(&head)?;
    body.push(b'\n');
    body.append(&mut lines);
    body.extend(serde_json::to_vec(&end)?);
    body.push(b'\n');
    Ok((body, end.rows))
}

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
    let mut writer = Writer::new(&shelf, scope)?;
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
    let sum = writer.sum();
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
