//! The index of deliveries that came as a snapshot, made while people work: a few at a time, in the order they are
//! stored, and where it is remembered. Whatever changes meanwhile is indexed at once, as ever.

use crate::{
    error::Result,
    meta,
    points::Point,
    row, search,
    store::{Durability, Replica},
};
use domain::entity::Table;
use rusqlite::Connection;

/// The last delivery's row number that is indexed; absent when all are.
const BUILT: &str = "search.built";

/// Notes that no delivery stored so far is indexed, unless it is noted already.
pub(crate) fn owe(conn: &Connection) -> Result<()> {
    let any: bool = conn.query_row("SELECT EXISTS (SELECT 1 FROM delivery)", [], |row| {
        row.get(0)
    })?;
    if any && owed_from(conn)?.is_none() {
        meta::set(conn, BUILT, &0_i64.to_le_bytes())?;
    }
    Ok(())
}

/// The row number after which deliveries may not be indexed; `None` when all are.
pub(crate) fn owed_from(conn: &Connection) -> Result<Option<i64>> {
    let built = meta::get(conn, BUILT)?;
    Ok(built
        .and_then(|bytes| bytes.try_into().ok())
        .map(i64::from_le_bytes))
}

/// About how many deliveries are not indexed yet.
pub(crate) fn left(conn: &Connection) -> Result<u64> {
    let Some(from) = owed_from(conn)? else {
        return Ok(0);
    };
    let last: i64 = conn.query_row("SELECT coalesce(max(rowid), 0) FROM delivery", [], |row| {
        row.get(0)
    })?;
    Ok(u64::try_from(last - from).unwrap_or(0))
}

impl Replica {
    /// Indexes the next `count` deliveries for search; answers about how many are left. Call until it is none.
    pub fn build_search(&self, count: u32) -> Result<u64> {
        if self.inner.read(owed_from)?.is_none() {
            return Ok(0);
        }
        self.inner.write(
            Durability::Normal,
            [Point::IndexWritten, Point::IndexCommitted],
            |tx| {
                let Some(from) = owed_from(tx.conn)? else {
                    return Ok(0);
                };
                let mut next = tx.conn.prepare_cached(&format!(
                    "SELECT rowid, {} FROM delivery WHERE rowid > ? ORDER BY rowid LIMIT ?",
                    row::sql(Table::Delivery).columns
                ))?;
                let mut rows = next.query((from, count))?;
                let mut last = from;
                while let Some(found) = rows.next()? {
                    last = found.get(0)?;
                    search::put(tx.conn, &row::read(found, Table::Delivery, 1)?.values)?;
                }
                drop(rows);
                meta::set(tx.conn, BUILT, &last.to_le_bytes())?;
                let left = left(tx.conn)?;
                if left == 0 || last == from {
                    meta::remove(tx.conn, BUILT)?;
                    tx.local = true;
                    return Ok(0);
                }
                Ok(left)
            },
        )
    }

    /// About how many deliveries the search does not find by its index yet.
    pub fn search_left(&self) -> Result<u64> {
        self.inner.read(left)
    }
}
