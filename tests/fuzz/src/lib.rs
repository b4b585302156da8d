//! Every parser that sees bytes from outside, each as a function of bytes that may fail but neither panics nor hangs,
//! and says nothing that is not so; and valid bytes to begin with. `cargo xtask fuzz` gives them to libFuzzer,
//! `cargo test` plays a fixed number of seeded mutations.

mod seeds;

pub use seeds::{mutations, seeds};

use domain::{
    entity::{RowHash, Table},
    id::ScopeId,
    units::Millis,
};
use replica::{Cut, Replica};
use std::{cell::RefCell, io::Cursor};
use wire::sync::{SyncRequest, WakeUp};

/// A function of bytes, by name.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 5] = [
    ("sync_request", sync_request),
    ("cut", cut),
    ("manifest", manifest),
    ("chunk", chunk),
    ("import_file", import_file),
];

/// The local clock of whatever needs one.
const NOW: Millis = Millis(1_793_610_000_000);

/// Puts the target's valid bytes into the folder `FUZZ_CORPUS` names, before libFuzzer reads it.
pub fn begin(target: &str) {
    let Some(folder) = std::env::var_os("FUZZ_CORPUS").map(std::path::PathBuf::from) else {
        return;
    };
    for (n, bytes) in seeds(target).iter().enumerate() {
        let file = folder.join(format!("valid-{n}"));
        if let Err(error) = std::fs::write(&file, bytes) {
            eprintln!("{}: {error}", file.display());
        }
    }
}

/// What a console sends, and the small things that come in headers and streams.
pub fn sync_request(data: &[u8]) {
    if let Ok(request) = serde_json::from_slice::<SyncRequest>(data) {
        for envelope in &request.commands {
            let command =
                serde_json::from_value::<domain::command::Command>(envelope.command.clone());
            if let Ok(command) = command {
                // What was understood is understood again.
                let text = serde_json::to_string(&command).expect("a command has a JSON form");
                let again: domain::command::Command =
                    serde_json::from_str(&text).expect("its own JSON is understood");
                assert_eq!(again, command);
            }
        }
    }
    let _ = serde_json::from_slice::<WakeUp>(data);
    let _ = serde_json::from_slice::<wire::error::Problem>(data);
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = wire::lease::open(text);
    }
}

/// What a server answers: read, and applied to a replica, all of it or nothing.
pub fn cut(data: &[u8]) {
    thread_local! {
        static EMPTY: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
    }
    let image = EMPTY.with_borrow_mut(|image| {
        let fresh = || {
            let replica = Replica::volatile(None).expect("a replica in memory");
            replica.image().expect("its bytes")
        };
        image.get_or_insert_with(fresh).clone()
    });
    let Ok(cut) = Cut::read(Cursor::new(data.to_vec())) else {
        return;
    };
    let replica = Replica::volatile(Some(&image)).expect("a replica in memory");
    let applied = replica.apply(cut, NOW);
    let (_, wrong) = replica.verify().expect("the rows can be read");
    assert!(
        wrong.is_empty(),
        "the sums kept by difference are those of the rows"
    );
    if applied.is_err() {
        assert!(
            replica.cursors().expect("cursors").is_empty(),
            "nothing is kept of it"
        );
    }
}

/// What a server says a snapshot is made of.
pub fn manifest(data: &[u8]) {
    if let Ok(manifest) = snapshot::Manifest::parse(data) {
        let sums = manifest
            .chunks
            .iter()
            .filter_map(|c| wire::sync::parse_sum(&c.sum));
        let sum = sums.fold(RowHash::default(), RowHash::wrapping_add);
        assert_eq!(wire::sync::hex_sum(sum), manifest.sum);
    }
}

/// A chunk of a snapshot: its bytes as a database in memory, every row of which is read; and as what is compressed.
pub fn chunk(data: &[u8]) {
    let _ = zstd::stream::decode_all(data.get(..data.len().min(1 << 16)).unwrap_or_default())
        .map(|bytes| bytes.len());
    let Ok(mut conn) = rusqlite::Connection::open_in_memory() else {
        return;
    };
    if snapshot::open(&mut conn, data).is_err() {
        return;
    }
    for table in snapshot::tables(&conn).unwrap_or_default() {
        let _ = rows(&conn, table);
    }
}

fn rows(conn: &rusqlite::Connection, table: Table) -> rusqlite::Result<u64> {
    let sql = format!(
        "SELECT {} FROM {} LIMIT 1000",
        snapshot::columns(table, wire::SCHEMA).join(", "),
        table.name()
    );
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut sum = 0_u64;
    while let Some(row) = rows.next()? {
        let v: i64 = row.get(0)?;
        sum = sum.wrapping_add(v.unsigned_abs());
    }
    Ok(sum)
}

/// A file somebody drops on the window.
pub fn import_file(data: &[u8]) {
    let _ = import::content(data);
    let _ = import::zones(data).map(|mut zones| (zones.accept_repairs(), zones.summary()));
    let Ok(mut sheet) = import::read(data, "x", &import::Settings::without_hub(NOW)) else {
        return;
    };
    let numbers: Vec<u32> = sheet.rows().iter().map(|row| row.number).collect();
    let summary = sheet.summary();
    assert_eq!(
        sheet.accepted().count() + sheet.quarantined().count(),
        numbers.len(),
        "{summary:?}"
    );
    for number in numbers.into_iter().take(3) {
        sheet.edit(number, 0, "1");
    }
    sheet.shift_days(400);
}

/// The scope of the rows in the valid bytes.
pub(crate) const SCOPE: ScopeId = ScopeId(uuid::Uuid::from_u128(0xA000));
