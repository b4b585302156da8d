//! The schema's history: numbered, forward-only migrations embedded in the program.

use crate::{
    backfill,
    error::{ReplicaError, Result},
    points::{self, Point},
};
use rusqlite::{Connection, TransactionBehavior};

/// Those of this build.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/replica/0001_synced_tables.sql"),
    include_str!("../../../migrations/replica/0002_sync_state.sql"),
    include_str!("../../../migrations/replica/0003_indexes.sql"),
    include_str!("../../../migrations/replica/0004_search.sql"),
    include_str!("../../../migrations/replica/0005_search_prefixes.sql"),
    include_str!("../../../migrations/replica/0006_search_by_place.sql"),
    include_str!("../../../migrations/replica/0007_one_list.sql"),
    include_str!("../../../migrations/replica/0008_backfill.sql"),
];

/// What the schema after this build's adds, for tests.
#[cfg(feature = "next")]
const NEXT: &str = "ALTER TABLE cash_settlement ADD COLUMN next_bag TEXT NOT NULL DEFAULT ''";

/// In order; the file's version counts how many have been applied.
fn migrations() -> Vec<&'static str> {
    #[cfg(feature = "next")]
    if domain::schema::own() == domain::schema::NEXT {
        return MIGRATIONS.iter().copied().chain([NEXT]).collect();
    }
    MIGRATIONS.to_vec()
}

/// The version this program writes.
pub(crate) fn known() -> i64 {
    migrations().len() as i64
}

pub(crate) fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the schema up to date in one transaction; a newer schema is refused untouched.
pub(crate) fn migrate(conn: &mut Connection) -> Result<()> {
    let found = version(conn)?;
    let all = migrations();
    match usize::try_from(found) {
        Ok(applied) if applied == all.len() => return Ok(()),
        Ok(applied) if applied < all.len() => {}
        _ => {
            return Err(ReplicaError::TooNew {
                found,
                known: known(),
            });
        }
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    // Another process may have migrated while this one waited.
    let applied = usize::try_from(version(&tx)?).unwrap_or(all.len());
    for migration in all.iter().skip(applied) {
        tx.execute_batch(migration)?;
    }
    backfill::upgrade(&tx)?;
    tx.pragma_update(None, "user_version", known())?;
    points::commit(tx, [Point::SchemaWritten, Point::SchemaCommitted])?;
    Ok(())
}
