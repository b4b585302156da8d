//! A staged replica takes the place of the one in use: what only this computer knows is carried over, its effects are
//! laid over the new rows, and then one file's name changes. Whatever happens meanwhile, afterwards there is the old
//! replica or the new one.

use crate::{
    error::{ReplicaError, Result},
    open, outbox, overlay,
    points::{Point, reach},
    scope,
    settle::{self, Settled},
    staging::Staged,
    store::{Durability, Replica, Tx, lock},
};
use domain::{id::ScopeId, units::Millis};
use rusqlite::Connection;
use std::{collections::BTreeSet, path::Path};
use uuid::Uuid;

/// Tables of what only this computer knows. Which rows a waiting command wrote and asked for is found again when it
/// is replayed.
const CARRIED: [&str; 6] = [
    "outbox",
    "outbox_item",
    "undo_log",
    "undo_item",
    "position",
    "exchange",
];

impl Replica {
    /// Puts `staged` in this replica's place. `last_seq` is what the cut it stands at said: commands up to there are
    /// in its rows. Commands given meanwhile wait until it is done. Answers the commands that were refused because
    /// their scope is no longer to be seen.
    pub fn adopt(&self, staged: Staged, last_seq: i64, now: Millis) -> Result<Vec<Settled>> {
        let (refused, tables) = {
            let mut writer = lock(self.inner.writer()?);
            self.step("adopt.begin")?;
            let refused = carry(&staged, &self.inner.path, last_seq, now)?;
            self.step("adopt.carried")?;
            let fresh = staged.close()?;
            self.step("adopt.closed")?;
            reach(Point::AdoptClosed);
            let path = &self.inner.path;
            self.inner.exchange_file(&mut writer, |old| {
                fold(old)?;
                self.step("adopt.folded")?;
                reach(Point::AdoptFolded);
                // Empty by now; a stale one beside the new file would be read as its own.
                for suffix in ["-wal", "-shm"] {
                    open::remove_file(&open::beside(path, suffix))?;
                }
                self.step("adopt.alone")?;
                reach(Point::AdoptAlone);
                std::fs::rename(&fresh, path)?;
                self.step("adopt.renamed")?;
                reach(Point::AdoptRenamed);
                open::settle_names(path);
                Ok(())
            })?;
            (refused, self.inner.everything_changed())
        };
        self.inner.changes.notify(&tables);
        Ok(refused)
    }

    /// A place where a test can make it stop.
    fn step(&self, _name: &'static str) -> Result<()> {
        #[cfg(test)]
        self.inner.faults.pass(_name)?;
        Ok(())
    }
}

/// Folds the log into the file and closes it. Refused while another program reads an older state.
pub(crate) fn fold(conn: Connection) -> Result<()> {
    conn.execute_batch("PRAGMA synchronous = FULL")?;
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy != 0 {
        return Err(ReplicaError::Busy);
    }
    Ok(conn.close().map_err(|(_, error)| error)?)
}

fn carry(staged: &Staged, old: &Path, last_seq: i64, now: Millis) -> Result<Vec<Settled>> {
    let inner = &staged.replica.inner;
    inner.maintain(|conn| {
        conn.execute(
            "ATTACH DATABASE ? AS old KEY ?",
            (old.to_string_lossy(), inner.key.literal().as_str()),
        )?;
        Ok(())
    })?;
    let refused = inner.write(
        Durability::Full,
        [Point::CarryWritten, Point::CarryCommitted],
        |tx| {
            for table in CARRIED {
                tx.conn.execute_batch(&format!(
                    "DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM old.{table}"
                ))?;
            }
            tx.conn.execute_batch(
                "INSERT OR REPLACE INTO main.meta SELECT name, value FROM old.meta
               WHERE name NOT IN ('last_cut_at', 'server_time') AND name NOT LIKE 'search.%';
             DROP TABLE IF EXISTS main.staging_scope;
             DROP TABLE IF EXISTS main.staging_index;
             DELETE FROM main.position WHERE hub_id NOT IN (SELECT scope_id FROM main.scope);",
            )?;
            tx.step("adopt.copied")?;
            lay(tx, last_seq, now)
        },
    )?;
    inner.maintain(|conn| Ok(conn.execute_batch("DETACH DATABASE old")?))?;
    Ok(refused)
}

/// Lays the waiting commands over the staged rows.
fn lay(tx: &mut Tx<'_>, last_seq: i64, now: Millis) -> Result<Vec<Settled>> {
    let lost: Vec<Uuid> = tx
        .conn
        .prepare(
            "SELECT DISTINCT scope_id FROM outbox WHERE scope_id NOT IN (SELECT scope_id FROM scope)",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut refused = Vec::new();
    for scope in lost {
        refused.extend(settle::withdraw(tx.conn, ScopeId(scope), now)?.1);
    }
    // Another history: of what was in the old base, only what this server has an outcome for is in the new one.
    tx.conn.execute_batch(
        "UPDATE outbox SET acknowledged = 0 WHERE settled IS NULL AND scope_id IN
           (SELECT fresh.scope_id FROM main.scope AS fresh JOIN old.scope USING (scope_id)
            WHERE fresh.epoch <> old.scope.epoch OR old.scope.v < 0)",
    )?;
    tx.conn.execute(
        "UPDATE outbox SET acknowledged = 1 WHERE settled IS NULL AND seq <= ?",
        [last_seq],
    )?;
    let waiting: BTreeSet<i64> = outbox::select(tx.conn, "settled IS NULL", [])?
        .iter()
        .map(|entry| entry.position)
        .collect();
    overlay::replay(tx, waiting)?;
    scope::owe_check(tx.conn)?;
    tx.local = true;
    Ok(refused)
}
