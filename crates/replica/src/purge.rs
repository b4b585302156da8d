//! Nothing of a hub that was lost stays in the file. Deleted rows are overwritten where they were
//! (`secure_delete`), but not the copies that SQLite leaves in the gaps of pages when it moves rows between them,
//! nor those in the log: so the file is written anew and the log emptied, and that is owed until it is done.

use crate::{
    error::Result,
    meta,
    points::{Point, reach},
    store::{Durability, Replica},
};
use rusqlite::Connection;

const OWED: &str = "purge_owed";

/// Notes, in the transaction that loses a scope, that its bytes are to go.
pub(crate) fn owe(conn: &Connection) -> Result<()> {
    meta::set(conn, OWED, &[1])
}

impl Replica {
    /// Does what is owed. Where it cannot be done now (a full disk, somebody reading), it stays owed: the next cut and
    /// the next opening try again.
    pub(crate) fn purge(&self) {
        match self.try_purge() {
            Ok(true) => {}
            Ok(false) => tracing::warn!("a lost hub's bytes stay until nobody reads the replica"),
            Err(error) => tracing::warn!(%error, "a lost hub's bytes could not be purged yet"),
        }
    }

    /// Whether nothing is owed any more.
    fn try_purge(&self) -> Result<bool> {
        let purged = self.inner.maintain(|conn| {
            if meta::get(conn, OWED)?.is_none() {
                return Ok(None);
            }
            conn.execute_batch("VACUUM")?;
            reach(Point::PurgeRewritten);
            let busy: i64 =
                conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            reach(Point::PurgeEmptied);
            Ok(Some(busy == 0))
        })?;
        match purged {
            Some(true) => {
                self.inner.write(
                    Durability::Full,
                    [Point::PurgeWritten, Point::PurgeCommitted],
                    |tx| meta::remove(tx.conn, OWED),
                )?;
                Ok(true)
            }
            Some(false) => Ok(false),
            None => Ok(true),
        }
    }
}
