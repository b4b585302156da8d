//! Valid bytes for each target, and how they are changed.

use crate::{NOW, SCOPE};
use domain::{
    entities::{Courier, CourierStatus},
    entity::{Entity, row_hash},
    id::{ClientId, CommandId, CourierId, HubId, UserId},
    value::Json,
};
use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};
use uuid::Uuid;
use wire::sync::{Cursor, End, Envelope, Head, Line, ScopeCut, ScopeMode, SyncRequest, hex_sum};

/// A text that stands in every valid row.
const MARK: &str = "Olaya";

/// Valid bytes for the target.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    match target {
        "sync_request" => vec![request()],
        "cut" => vec![cut()],
        "manifest" => vec![snapshot().0],
        "chunk" => vec![snapshot().1],
        "import_file" => files(),
        _ => Vec::new(),
    }
}

/// `count` changed forms of the target's valid bytes; the same seed gives the same.
pub fn mutations(target: &str, seed: u64, count: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut rng = StdRng::seed_from_u64(seed);
    let valid = seeds(target);
    (0..count).map(move |_| {
        let mut bytes = valid[rng.random_range(0..valid.len())].clone();
        for _ in 0..rng.random_range(1..=4) {
            change(&mut bytes, &valid, &mut rng);
        }
        bytes
    })
}

/// Bytes that parsers trip over.
const AWKWARD: [&[u8]; 14] = [
    b"\0",
    b"\xff",
    b"\"",
    b"\\u0000",
    b"{",
    b"[",
    b"]",
    b",",
    b"\n",
    b"-1",
    b"1e999",
    b"9223372036854775808",
    b"null",
    "\u{202e}\u{feff}".as_bytes(),
];

fn change(bytes: &mut Vec<u8>, valid: &[Vec<u8>], rng: &mut StdRng) {
    let at = |rng: &mut StdRng, len: usize| rng.random_range(0..=len);
    let (from, to) = {
        let (a, b) = (at(rng, bytes.len()), at(rng, bytes.len()));
        (a.min(b), a.max(b).min(a.min(b) + 64))
    };
    match rng.random_range(0..7) {
        0 if !bytes.is_empty() => {
            let at = rng.random_range(0..bytes.len());
            bytes[at] ^= 1 << rng.random_range(0..8);
        }
        1 => bytes.truncate(from),
        2 => {
            bytes.drain(from..to);
        }
        3 => {
            let again = bytes[from..to].to_vec();
            bytes.splice(to..to, again);
        }
        4 => {
            let other = &valid[rng.random_range(0..valid.len())];
            let cut = at(rng, other.len());
            bytes.truncate(from);
            bytes.extend_from_slice(&other[cut..]);
        }
        5 => {
            let mut noise = [0; 8];
            rng.fill_bytes(&mut noise);
            bytes.splice(from..to, noise);
        }
        _ => {
            let awkward = AWKWARD[rng.random_range(0..AWKWARD.len())];
            bytes.splice(from..from, awkward.iter().copied());
        }
    }
}

fn request() -> Vec<u8> {
    let command = serde_json::json!({
        "name": "set_priority.v1", "hub": SCOPE, "items": [Uuid::from_u128(7)], "priority": 60,
    });
    let request = SyncRequest {
        client: ClientId(Uuid::from_u128(1)),
        protocol: wire::PROTOCOL,
        schema: wire::SCHEMA,
        cursors: vec![Cursor {
            scope: SCOPE,
            epoch: Uuid::from_u128(2),
            v: 3,
        }],
        commands: vec![Envelope {
            seq: 1,
            command_id: CommandId(Uuid::from_u128(4)),
            issued_at: NOW,
            command,
        }],
        snapshots: true,
        mismatched: Vec::new(),
        backfill: Vec::new(),
    };
    serde_json::to_vec(&request).expect("a request has a JSON form")
}

fn couriers() -> Vec<Entity> {
    let courier = |n: u128| {
        Entity::from(Courier {
            id: CourierId(Uuid::from_u128(0xC000 + n)),
            hub_id: HubId(SCOPE.0),
            name_ar: "سائق".into(),
            name_en: format!("Courier {n} {MARK}"),
            phone: format!("+96650000000{n}"),
            skills: Json(vec![]),
            home_zone_id: None,
            vehicle_id: None,
            cash_limit_halalas: 60_000,
            status: CourierStatus::Active,
            updated_at: NOW,
            updated_by: UserId(Uuid::from_u128(9)),
        })
    };
    (0..3).map(courier).collect()
}

fn cut() -> Vec<u8> {
    let rows = couriers();
    let sum = rows.iter().fold(0_u128, |sum, row| {
        sum.wrapping_add(row_hash(SCOPE, row.table(), 1, &row.values()))
    });
    let head = Head {
        server_time: NOW,
        schema: wire::SCHEMA,
        last_seq: 0,
        outcomes: Vec::new(),
        scopes: vec![ScopeCut {
            scope: SCOPE,
            epoch: Uuid::from_u128(2),
            mode: ScopeMode::Full,
            from: 0,
            to: 1,
            sum: Some(hex_sum(sum)),
            backfilled: Vec::new(),
            whole: Vec::new(),
        }],
    };
    let end = End {
        evictions: 0,
        rows: rows.len() as u64,
    };
    let mut body = serde_json::to_vec(&head).expect("a head has a JSON form");
    body.push(b'\n');
    for row in rows {
        let line = Line::Row {
            scope: SCOPE,
            table: row.table(),
            v: 1,
            rev: 1,
            values: row.values(),
        };
        line.write(&mut body, wire::SCHEMA);
    }
    body.extend(serde_json::to_vec(&end).expect("an end has a JSON form"));
    body.push(b'\n');
    body
}

/// A manifest, and its only chunk decompressed.
fn snapshot() -> (Vec<u8>, Vec<u8>) {
    let dir = tempfile::tempdir().expect("a directory");
    let mut writer = snapshot::Writer::new(dir.path(), SCOPE, wire::SCHEMA).expect("a snapshot");
    for row in couriers() {
        writer
            .row(row.table(), 1, 1, &row.values())
            .expect("a row is written");
    }
    let about = snapshot::About {
        id: Uuid::from_u128(5),
        scope: SCOPE,
        epoch: Uuid::from_u128(2),
        v: 1,
    };
    let manifest = writer.finish(about).expect("a snapshot is finished");
    let file = std::fs::File::open(dir.path().join(snapshot::chunk_file(0))).expect("a chunk");
    let chunk = snapshot::unpack(file, &manifest.chunks[0]).expect("a chunk is read");
    let manifest = serde_json::to_vec(&manifest).expect("a manifest has a JSON form");
    (manifest, chunk)
}

fn files() -> Vec<Vec<u8>> {
    let csv = "Order ID,Date,Location name,Address,Latitude,Longitude,Time window from,Time window to,Phone,Notes\n\
               A-1,22/11/2026,نورة,Olaya St,24.7,46.68,13:00,15:00,0512345678,\"Gate\n2\"\n";
    let utf16: Vec<u8> = csv.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let zones = br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Olaya"},
        "geometry":{"type":"Polygon","coordinates":[[[46,24],[46.1,24],[46.1,24.1],[46,24]]]}}]}"#;
    vec![csv.into(), utf16, zones.to_vec()]
}
