//! The schema's history: numbered, forward-only migrations embedded in the program.

use crate::{
    error::{ReplicaError, Result},
    points::{self, Point},
};
use rusqlite::{Connection, TransactionBehavior};

/// In order; `user_version` counts how many have been applied.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/replica/0001_synced_tables.sql"),
    include_str!("../../../migrations/replica/0002_sync_state.sql"),
    include_str!("../../../migrations/replica/0003_indexes.sql"),
    include_str!("../../../migrations/replica/0004_search.sql"),
    include_str!("../../../migrations/replica/0005_search_prefixes.sql"),
    include_str!("../../../migrations/replica/0006_search_by_place.sql"),
    include_str!("../../../migrations/replica/0007_one_list.sql"),
];

/// The schema version this program writes.
pub(crate) const VERSION: i64 = MIGRATIONS.len() as i64;

pub(crate) fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the schema up to date in one transaction; a newer schema is refused untouched.
pub(crate) fn migrate(conn: &mut Connection) -> Result<()> {
    let found = version(conn)?;
    match usize::try_from(found) {
        Ok(applied) if applied == MIGRATIONS.len() => return Ok(()),
        Ok(applied) if applied < MIGRATIONS.len() => {}
        _ => {
            return Err(ReplicaError::TooNew {
                found,
                known: VERSION,
            });
        }
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    // Another process may have migrated while this one waited.
    let applied = usize::try_from(version(&tx)?).unwrap_or(MIGRATIONS.len());
    for migration in MIGRATIONS.iter().skip(applied) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "user_version", VERSION)?;
    points::commit(tx, [Point::SchemaWritten, Point::SchemaCommitted])?;
    Ok(())
}
