//! Opening the encrypted file: keys, wrong keys, damage, and each connection's settings.

use crate::{
    error::{ReplicaError, Result},
    key::{Key, SALT_BYTES},
    migrate,
    points::{Point, reach},
};
use rusqlite::{Connection, OpenFlags};
use std::{
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

/// The replica's file in its profile directory; `-wal` and `-shm` files stand beside it.
pub const DATABASE_FILE: &str = "replica.db";

/// A replica being made from snapshots, beside the one in use.
pub const STAGING_FILE: &str = "replica.staging.db";
/// A damaged replica, set aside.
pub const DAMAGED_FILE: &str = "replica.damaged.db";
/// What was saved of a damaged replica; complete when it has this name.
pub(crate) const RESCUE_FILE: &str = "replica.rescue.db";
pub(crate) const RESCUE_UNFINISHED: &str = "replica.rescue.new.db";
/// Says that reading the replica met damage: it is looked through at the next opening.
pub(crate) const SUSPECT_FILE: &str = "replica.suspect";

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Write,
    Read,
}

/// Opens a connection, or says what keeps it from opening. Only [`Purpose::Write`] creates a file.
pub(crate) fn connection(path: &Path, key: &Key, purpose: Purpose) -> Result<Connection> {
    let encrypted_before = match std::fs::File::open(path) {
        Ok(mut file) => {
            let mut head = [0; SALT_BYTES];
            match file.read_exact(&mut head) {
                Ok(()) => Some(head == key.file_salt()),
                Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
                    // An empty file is what a crash before the first write leaves; anything else is damage.
                    if file.metadata()?.len() > 0 {
                        return Err(ReplicaError::Corrupt("the file is cut short".into()));
                    }
                    None
                }
                Err(e) => return Err(e.into()),
            }
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            if purpose == Purpose::Read {
                return Err(ReplicaError::Missing(path.display().to_string()));
            }
            None
        }
        Err(e) => return Err(e.into()),
    };
    if encrypted_before == Some(false) {
        return Err(if is_nearly(path, key)? {
            ReplicaError::Corrupt("its first bytes were changed".into())
        } else if is_plain(path)? {
            ReplicaError::Corrupt("the file is not encrypted".into())
        } else {
            ReplicaError::WrongKey
        });
    }
    let access = match purpose {
        Purpose::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Purpose::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let conn = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // What goes wrong is returned as an error; SQLCipher need not write to the program's output.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.execute_batch(&key.pragma())?;
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(256);
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, i64>(0)
    })?;
    if purpose == Purpose::Write {
        // WAL lets readers work while a cut is written; deleted personal data is overwritten.
        conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        conn.execute_batch("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;")?;
        conn.query_row("PRAGMA journal_size_limit = 67108864", [], |_| Ok(()))?;
    }
    // Temporary b-trees would otherwise be plain files.
    conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -20000;")?;
    Ok(conn)
}

/// Another key's salt differs in about half of its bits: one that differs in few is this key's, damaged.
fn is_nearly(path: &Path, key: &Key) -> Result<bool> {
    let mut head = [0; SALT_BYTES];
    std::fs::File::open(path)?.read_exact(&mut head)?;
    let salt = key.file_salt();
    let differing: u32 = head
        .iter()
        .zip(salt)
        .map(|(found, expected)| (found ^ expected).count_ones())
        .sum();
    Ok(differing <= 16)
}

fn is_plain(path: &Path) -> Result<bool> {
    let mut head = [0; SALT_BYTES];
    std::fs::File::open(path)?.read_exact(&mut head)?;
    Ok(&head == b"SQLite format 3\0")
}

/// Checks a read-only connection's schema.
pub(crate) fn check_version(conn: &Connection) -> Result<()> {
    let found = migrate::version(conn)?;
    match found.cmp(&migrate::known()) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => Err(ReplicaError::TooOld {
            found,
            known: migrate::known(),
        }),
        std::cmp::Ordering::Greater => Err(ReplicaError::TooNew {
            found,
            known: migrate::known(),
        }),
    }
}

/// Removes the replica's files from `dir`, for a wiped device: itself, one being staged, one set aside. Destroy the
/// key first. Files that are not there are no error.
pub fn destroy(dir: &Path) -> Result<()> {
    for name in [
        DATABASE_FILE,
        STAGING_FILE,
        DAMAGED_FILE,
        RESCUE_FILE,
        RESCUE_UNFINISHED,
    ] {
        remove(&dir.join(name))?;
        reach(Point::WipeRemoved);
    }
    remove_file(&dir.join(SUSPECT_FILE))
}

/// Removes a database and what stands beside it.
pub(crate) fn remove(path: &Path) -> Result<()> {
    for suffix in ["-journal", "-wal", "-shm", ""] {
        remove_file(&beside(path, suffix))?;
    }
    Ok(())
}

pub(crate) fn remove_file(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
        _ => Ok(()),
    }
}

/// The file that SQLite keeps beside a database.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Makes what the file holds, and then its name in the directory, durable.
pub(crate) fn settle_file(path: &Path) -> Result<()> {
    std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)?
        .sync_all()?;
    settle_names(path);
    Ok(())
}

/// Makes the names in the file's directory durable, where the system can do that.
pub(crate) fn settle_names(path: &Path) {
    if let Some(dir) = path.parent()
        && let Ok(dir) = std::fs::File::open(dir)
    {
        // Some systems cannot; they keep names durable by themselves.
        let _ = dir.sync_all();
    }
}
