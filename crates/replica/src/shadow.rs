//! The shadow table: bases of the rows that waiting commands have changed.

use crate::{cache::RowKey, error::Result, image, row::Row};
use domain::entity::Table;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// The base kept for `key`: `None` when no command has changed the row, `Some(None)` when there was no row.
pub(crate) fn get(conn: &Connection, key: RowKey) -> Result<Option<Option<Row>>> {
    let found: Option<Option<Vec<u8>>> = conn
        .prepare_cached("SELECT base FROM shadow WHERE tbl = ? AND pk = ?")?
        .query_row((key.0.name(), key.1), |row| row.get(0))
        .optional()?;
    found
        .map(|base| {
            base.as_deref()
                .map(|bytes| image::read(key.0, bytes))
                .transpose()
        })
        .transpose()
}

pub(crate) fn set(conn: &Connection, key: RowKey, base: Option<&Row>) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO shadow (tbl, pk, base) VALUES (?, ?, ?)
         ON CONFLICT (tbl, pk) DO UPDATE SET base = excluded.base",
    )?
    .execute((
        key.0.name(),
        key.1,
        base.map(|row| image::write(key.0, row)),
    ))?;
    Ok(())
}

pub(crate) fn exists(conn: &Connection, key: RowKey) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM shadow WHERE tbl = ? AND pk = ?")?
        .exists((key.0.name(), key.1))?)
}

pub(crate) fn remove(conn: &Connection, key: RowKey) -> Result<()> {
    conn.prepare_cached("DELETE FROM shadow WHERE tbl = ? AND pk = ?")?
        .execute((key.0.name(), key.1))?;
    Ok(())
}

/// Keys of all rows that have a shadow.
pub(crate) fn keys(conn: &Connection) -> Result<HashSet<RowKey>> {
    let mut statement = conn.prepare_cached("SELECT tbl, pk FROM shadow")?;
    let mut rows = statement.query([])?;
    let mut keys = HashSet::new();
    while let Some(row) = rows.next()? {
        keys.insert((
            table(row.get_ref(0)?.as_str().unwrap_or_default())?,
            row.get(1)?,
        ));
    }
    Ok(keys)
}

/// All bases of one table, by key.
pub(crate) fn of_table(conn: &Connection, table: Table) -> Result<BTreeMap<Uuid, Option<Row>>> {
    let mut statement =
        conn.prepare_cached("SELECT pk, base FROM shadow WHERE tbl = ? ORDER BY pk")?;
    let mut rows = statement.query([table.name()])?;
    let mut bases = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let base: Option<Vec<u8>> = row.get(1)?;
        bases.insert(
            row.get(0)?,
            base.as_deref()
                .map(|bytes| image::read(table, bytes))
                .transpose()?,
        );
    }
    Ok(bases)
}

/// A table by its stored name.
pub(crate) fn table(name: &str) -> Result<Table> {
    name.parse().map_err(crate::error::ReplicaError::Unreadable)
}
