//! What is on the disk: encryption, wrong keys, damage, versions, the schema.

use super::{fixture::*, server::Server};
use crate::{DATABASE_FILE, Key, Replica, ReplicaError, migrate, points::Point, store::Durability};
use domain::{
    entity::Table,
    schema::{self, FIRST, SCHEMA},
    value::{Column, Kind},
};
use rusqlite::Connection;
use std::path::Path;

/// Every byte of every file in the directory.
fn everything(dir: &Path) -> Vec<u8> {
    std::fs::read_dir(dir)
        .unwrap()
        .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|w| w == text.as_bytes())
}

#[test]
fn nothing_personal_is_readable_in_any_file() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    desk.submit(1, &create(0, &["BRQ-77001"])).unwrap();
    for synced in [false, true] {
        let bytes = everything(desk.dir.path());
        for text in [
            "501234567",
            "BRQ-77001",
            "نورة",
            "King Fahd",
            "dispatcher",
            "CREATE TABLE",
        ] {
            assert!(
                !contains(&bytes, text),
                "{text} is in the files (synced: {synced})"
            );
        }
        desk.exchange(&mut server);
    }
    // The search would find it: the same text in a plain file beside the replica.
    std::fs::write(desk.dir.path().join("plain"), "call 501234567 now").unwrap();
    assert!(contains(&everything(desk.dir.path()), "501234567"));
}

#[test]
fn a_wrong_key_is_said_so_and_changes_nothing() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let Desk { dir, replica, .. } = desk;
    drop(replica);
    let before = std::fs::read(dir.path().join(DATABASE_FILE)).unwrap();
    let wrong = Key::from_bytes([9; 32]);
    assert!(matches!(
        Replica::open(dir.path(), &wrong),
        Err(ReplicaError::WrongKey)
    ));
    assert!(matches!(
        Replica::open_read_only(dir.path(), &wrong),
        Err(ReplicaError::WrongKey)
    ));
    assert_eq!(
        before,
        std::fs::read(dir.path().join(DATABASE_FILE)).unwrap()
    );
}

#[test]
fn a_passphrase_opens_only_what_it_closed() {
    let dir = tempfile::tempdir().unwrap();
    let salt = Key::new_salt().unwrap();
    let key = |text: &str| Key::from_passphrase(text, &salt).unwrap();
    assert_eq!(key("correct horse").bytes(), key("correct horse").bytes());
    drop(Replica::open(dir.path(), &key("correct horse")).unwrap());
    assert!(matches!(
        Replica::open(dir.path(), &key("Correct horse")),
        Err(ReplicaError::WrongKey)
    ));
    Replica::open(dir.path(), &key("correct horse")).unwrap();
}

#[test]
fn damage_is_told_from_a_wrong_key() {
    let mut server = Server::new();
    let Desk {
        dir, replica, key, ..
    } = Desk::synced(0, &mut server);
    drop(replica);
    let path = dir.path().join(DATABASE_FILE);
    let good = std::fs::read(&path).unwrap();
    let mut first_page = good.clone();
    first_page[100] ^= 0xFF;
    let mut cut_short = good.clone();
    cut_short.truncate(10);
    for bad in [
        first_page,
        cut_short,
        b"SQLite format 3\0 and so on".to_vec(),
    ] {
        std::fs::write(&path, &bad).unwrap();
        let opened = Replica::open(dir.path(), &key);
        assert!(
            matches!(opened, Err(ReplicaError::Corrupt(_))),
            "{opened:?}"
        );
        assert_eq!(
            std::fs::read(&path).unwrap(),
            bad,
            "a damaged file was changed"
        );
    }
    // Damage further in shows when it is read.
    let mut later = good.clone();
    for byte in later.iter_mut().skip(4096 * 3) {
        *byte ^= 0x55;
    }
    std::fs::write(&path, &later).unwrap();
    let read = Replica::open(dir.path(), &key).and_then(|r| {
        let mut out = Vec::new();
        r.dump(crate::Layer::Base, None, &mut out)
    });
    assert!(matches!(read, Err(ReplicaError::Corrupt(_))), "{read:?}");
}

#[test]
fn a_newer_schema_is_refused_untouched() {
    let desk = Desk::new(0);
    desk.replica
        .inner
        .maintain(|conn| Ok(conn.pragma_update(None, "user_version", migrate::known() + 1)?))
        .unwrap();
    let opened = Replica::open(desk.dir.path(), &desk.key);
    assert!(
        matches!(opened, Err(ReplicaError::TooNew { found, known })
            if found == migrate::known() + 1 && known == migrate::known()),
        "{opened:?}"
    );
    let looked = Replica::open_read_only(desk.dir.path(), &desk.key);
    assert!(matches!(looked, Err(ReplicaError::TooNew { .. })));
}

#[test]
fn reading_alone_creates_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Replica::open_read_only(dir.path(), &Key::from_bytes([1; 32]));
    assert!(matches!(opened, Err(ReplicaError::Missing(_))));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_reader_beside_the_writer_sees_its_commits() {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let looking = Replica::open_read_only(desk.dir.path(), &desk.key).unwrap();
    desk.submit(1, &create(0, &["R1"])).unwrap();
    let mut seen = Vec::new();
    looking.dump(crate::Layer::Live, None, &mut seen).unwrap();
    assert_eq!(
        String::from_utf8(seen).unwrap(),
        desk.dump(crate::Layer::Live)
    );
    assert!(looking.set_meta("x", None).is_err());
}

#[test]
fn the_settings_that_keep_data_safe_are_on() {
    let desk = Desk::new(0);
    let pragma = |name: &str| {
        desk.replica
            .inner
            .maintain(|conn| {
                Ok(conn.pragma_query_value(None, name, |row| {
                    row.get::<_, rusqlite::types::Value>(0)
                })?)
            })
            .unwrap()
    };
    use rusqlite::types::Value;
    assert_eq!(pragma("journal_mode"), Value::Text("wal".into()));
    assert_eq!(pragma("secure_delete"), Value::Integer(1));
    assert_eq!(pragma("synchronous"), Value::Integer(2));
    assert!(matches!(pragma("cipher_version"), Value::Text(v) if !v.is_empty()));
    desk.replica
        .inner
        .write(
            Durability::Normal,
            [Point::ApplyWritten, Point::ApplyCommitted],
            |tx| {
                let level: i64 = tx
                    .conn
                    .pragma_query_value(None, "synchronous", |row| row.get(0))?;
                assert_eq!(level, 1);
                Ok(())
            },
        )
        .unwrap();
    desk.replica
        .inner
        .write(
            Durability::Full,
            [Point::SubmitWritten, Point::SubmitCommitted],
            |tx| {
                let level: i64 = tx
                    .conn
                    .pragma_query_value(None, "synchronous", |row| row.get(0))?;
                assert_eq!(level, 2);
                Ok(())
            },
        )
        .unwrap();
}

#[test]
fn synced_tables_have_the_columns_the_domain_declares() {
    let desk = Desk::new(0);
    desk.replica
        .inner
        .read(|conn| {
            for table in Table::ALL {
                let line = |column: &Column| {
                    let kind = match column.kind {
                        Kind::Uuid => "BLOB",
                        Kind::Int | Kind::Bool => "INTEGER",
                        Kind::Text | Kind::Json => "TEXT",
                    };
                    let name = column.name.to_owned();
                    (name, kind, !column.nullable, column.name == "id")
                };
                // What came later stands behind all that was there.
                let (first, later): (Vec<_>, Vec<_>) =
                    schema::columns(*table, SCHEMA).partition(|c| c.since == FIRST);
                let mut expected: Vec<(String, &str, bool, bool)> =
                    first.into_iter().map(line).collect();
                for (name, kind, required) in [
                    ("scope_id", "BLOB", true),
                    ("v", "INTEGER", true),
                    ("rev", "INTEGER", true),
                    ("row_hash", "BLOB", false),
                ] {
                    expected.push((name.into(), kind, required, false));
                }
                for name in crate::derived::columns(*table) {
                    expected.push(((*name).to_owned(), "INTEGER", *name == "open", false));
                }
                expected.extend(later.into_iter().map(line));
                let mut info = conn.prepare(&format!("PRAGMA table_info({})", table.name()))?;
                let found: Vec<(String, String, bool, bool)> = info
                    .query_map([], |row| {
                        Ok((row.get(1)?, row.get(2)?, row.get(3)?, row.get(5)?))
                    })?
                    .collect::<rusqlite::Result<_>>()?;
                let found: Vec<_> = found
                    .iter()
                    .map(|(n, k, r, p)| (n.clone(), k.as_str(), *r, *p))
                    .collect();
                assert_eq!(found, expected, "{table}");
            }
            Ok(())
        })
        .unwrap();
}

/// Everything the schema consists of.
fn schema(conn: &Connection) -> Vec<(String, String, String)> {
    let mut statement = conn
        .prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
        .unwrap();
    statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap()
}

#[test]
fn an_upgraded_schema_is_a_fresh_schema() {
    let mut fresh = Connection::open_in_memory().unwrap();
    migrate::migrate(&mut fresh).unwrap();
    for from in 0..migrate::MIGRATIONS.len() {
        let mut old = Connection::open_in_memory().unwrap();
        for migration in &migrate::MIGRATIONS[..from] {
            old.execute_batch(migration).unwrap();
        }
        old.pragma_update(None, "user_version", from as i64)
            .unwrap();
        migrate::migrate(&mut old).unwrap();
        assert_eq!(schema(&old), schema(&fresh), "from version {from}");
        assert_eq!(migrate::version(&old).unwrap(), migrate::known());
    }
}

#[test]
fn no_constraint_stands_in_the_way_of_a_cut() {
    let desk = Desk::new(0);
    desk.replica
        .inner
        .read(|conn| {
            for table in Table::ALL {
                let name = table.name();
                let keys: i64 = conn.query_row(
                    &format!("SELECT count(*) FROM pragma_foreign_key_list('{name}')"),
                    [],
                    |row| row.get(0),
                )?;
                let unique: i64 = conn.query_row(
                    &format!("SELECT count(*) FROM pragma_index_list('{name}') WHERE \"unique\" AND origin <> 'pk'"),
                    [],
                    |row| row.get(0),
                )?;
                assert_eq!((keys, unique), (0, 0), "{table}");
            }
            Ok(())
        })
        .unwrap();
}

/// With one pool of pages for all connections, whoever reads after a large write keeps none of its own: compiled as
/// `.cargo/config.toml` says (docs/decisions/page-caches.md).
#[test]
fn each_connection_keeps_its_own_pages() {
    let desk = Desk::new(0);
    let shared: bool = desk
        .replica
        .inner
        .read(|conn| {
            let asked = "SELECT sqlite_compileoption_used('ENABLE_MEMORY_MANAGEMENT')";
            Ok(conn.query_row(asked, [], |row| row.get(0))?)
        })
        .unwrap();
    assert!(!shared, "set LIBSQLITE3_FLAGS as .cargo/config.toml does");
}
