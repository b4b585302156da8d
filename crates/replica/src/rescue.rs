//! A damaged replica: found out, set aside, and what only this computer knew of it (the outbox before all) saved as
//! far as it can be read into a fresh one, which then takes everything else from the server.

use crate::{
    error::{ReplicaError, Result},
    key::Key,
    meta,
    open::{self, DAMAGED_FILE, DATABASE_FILE, RESCUE_FILE, RESCUE_UNFINISHED, SUSPECT_FILE},
    points::{Point, reach},
    store::{Durability, Replica, lock},
};
use rusqlite::{Connection, types::Value};
use std::path::Path;

/// Saved tables, and what their rows are read in the order of: from both ends, so that damage in the middle costs
/// only what it covers.
const SAVED: [(&str, &str); 4] = [
    ("meta", "name"),
    ("outbox", "position"),
    ("outbox_item", "entity_id, position"),
    ("exchange", "id"),
];

/// Notes that a replica was made from what could be saved of a damaged one, until somebody has been told.
const RESCUED: &str = "rescued";

/// What was saved of a damaged replica.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rescued {
    /// Waiting commands that were saved.
    pub commands: u64,
    /// Every saved table could be read to its end.
    pub complete: bool,
}

impl Replica {
    /// As [`Replica::open`]; a damaged file is set aside, its outbox saved, and a fresh replica opened, which has to
    /// be synced. So it is when damage was met earlier and is still there.
    pub fn open_or_rescue(dir: &Path, key: &Key) -> Result<Self> {
        finish(dir)?;
        let opened = Self::open(dir, key);
        let damaged = match &opened {
            Ok(replica) => dir.join(SUSPECT_FILE).exists() && replica.is_damaged(),
            Err(ReplicaError::Corrupt(_)) => true,
            Err(_) => false,
        };
        if !damaged {
            if opened.is_ok() {
                open::remove_file(&dir.join(SUSPECT_FILE))?;
            }
            return opened;
        }
        drop(opened);
        let rescued = save(dir, key)?;
        finish(dir)?;
        tracing::warn!(?rescued, "the replica was damaged; it was set aside");
        Self::open(dir, key)
    }

    /// Sets this replica's file aside where it is damaged, and goes on with a fresh one that has the outbox. `None`
    /// when nothing is wrong with it.
    pub fn rescue(&self) -> Result<Option<Rescued>> {
        if !self.is_damaged() {
            return Ok(None);
        }
        let dir = self.inner.path.parent().unwrap_or(Path::new("."));
        let (rescued, tables) = {
            let mut writer = lock(self.inner.writer()?);
            let mut rescued = Rescued::default();
            self.inner.exchange_file(&mut writer, |old| {
                drop(old);
                rescued = save(dir, &self.inner.key)?;
                finish(dir)
            })?;
            (rescued, self.inner.everything_changed())
        };
        self.inner.changes.notify(&tables);
        Ok(Some(rescued))
    }

    /// Whether this replica was made from what could be saved of a damaged one; says so once.
    pub fn was_rescued(&self) -> Result<bool> {
        if self.inner.read(|conn| meta::get(conn, RESCUED))?.is_none() {
            return Ok(false);
        }
        self.inner.write(
            Durability::Normal,
            [Point::ToldWritten, Point::ToldCommitted],
            |tx| {
                meta::remove(tx.conn, RESCUED)?;
                Ok(true)
            },
        )
    }

    /// Reads the whole file. True also when that is not possible.
    fn is_damaged(&self) -> bool {
        let sound = self.inner.maintain(|conn| {
            let pages = conn
                .prepare("PRAGMA cipher_integrity_check")?
                .query([])?
                .next()?
                .is_some();
            let check: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            Ok(!pages && check == "ok")
        });
        !matches!(sound, Ok(true))
    }
}

/// Writes what can be read of the replica in `dir` into a fresh file, which is complete when it has its name.
fn save(dir: &Path, key: &Key) -> Result<Rescued> {
    let unfinished = dir.join(RESCUE_UNFINISHED);
    open::remove(&unfinished)?;
    let fresh = Replica::open_file(unfinished.clone(), key)?;
    let mut rescued = Rescued {
        commands: 0,
        complete: true,
    };
    let old = dir.join(DATABASE_FILE);
    for (table, order) in SAVED {
        rescued.complete &= fresh
            .inner
            .maintain(|new| Ok(copy((&old, key), new, table, order)))?;
    }
    rescued.commands = fresh.waiting()?;
    fresh.inner.maintain(|conn| {
        // What was acknowledged is in no row here until a cut brings it; what says where it was is of no use.
        conn.execute_batch(
            "INSERT OR REPLACE INTO meta VALUES ('rescued', x'01');
             UPDATE outbox SET acknowledged = 0 WHERE settled IS NULL;
             DELETE FROM meta WHERE name LIKE 'search.%' OR name IN ('last_cut_at', 'server_time');",
        )?;
        Ok(())
    })?;
    reach(Point::RescueCopied);
    let path = crate::staging::Staged { replica: fresh }.close()?;
    std::fs::rename(path, dir.join(RESCUE_FILE))?;
    open::settle_names(&unfinished);
    reach(Point::RescueNamed);
    Ok(rescued)
}

/// The damaged file, opened to read what can be read.
fn damaged(path: &Path, key: &Key) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.execute_batch(&key.pragma())?;
    conn.execute_batch("PRAGMA temp_store = MEMORY")?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

/// Copies the rows of `table` that can be read, from both ends. Answers whether it was all of them.
fn copy(old: (&Path, &Key), new: &Connection, table: &str, order: &str) -> bool {
    let backwards = order
        .split(", ")
        .map(|column| format!("{column} DESC"))
        .collect::<Vec<_>>()
        .join(", ");
    let copied = walk(old, new, table, order);
    if let Err(error) = &copied {
        tracing::warn!(table, %error, "not all of it could be read from its beginning");
        if let Err(error) = walk(old, new, table, &backwards) {
            tracing::warn!(table, %error, "nor from its end");
        }
    }
    copied.is_ok()
}

/// On a connection of its own: one that met a damaged page reads no other page any more.
fn walk((path, key): (&Path, &Key), new: &Connection, table: &str, order: &str) -> Result<()> {
    let old = damaged(path, key)?;
    let mut select = old.prepare(&format!("SELECT * FROM {table} ORDER BY {order}"))?;
    let width = select.column_count();
    let places = vec!["?"; width].join(", ");
    let mut insert = new.prepare(&format!("INSERT OR IGNORE INTO {table} VALUES ({places})"))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let values: Vec<Value> = (0..width)
            .map(|i| row.get(i))
            .collect::<rusqlite::Result<_>>()?;
        insert.execute(rusqlite::params_from_iter(values))?;
    }
    Ok(())
}

/// Puts what was saved in the damaged replica's place, where that was not done yet. May be interrupted anywhere and
/// run again.
pub(crate) fn finish(dir: &Path) -> Result<()> {
    let saved = dir.join(RESCUE_FILE);
    if !saved.exists() {
        return Ok(());
    }
    let (path, aside) = (dir.join(DATABASE_FILE), dir.join(DAMAGED_FILE));
    if path.exists() {
        open::remove(&aside)?;
        for suffix in ["-wal", ""] {
            match std::fs::rename(open::beside(&path, suffix), open::beside(&aside, suffix)) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
                _ => {}
            }
        }
    }
    reach(Point::RescueAside);
    open::remove_file(&open::beside(&path, "-wal"))?;
    open::remove_file(&open::beside(&path, "-shm"))?;
    std::fs::rename(&saved, &path)?;
    open::settle_names(&path);
    reach(Point::RescuePlaced);
    open::remove_file(&dir.join(SUSPECT_FILE))
}
