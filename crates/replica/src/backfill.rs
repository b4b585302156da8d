//! Tables of which a scope's rows are not known in full, because a server of an older schema brought them or this
//! program did before it was updated. Owns the note of them; each exchange asks for what is missing.

use crate::{error::Result, meta, shadow, store::Replica};
use domain::{entity::Table, id::ScopeId, schema};
use rusqlite::Connection;
use std::collections::BTreeMap;
use wire::sync::{Backfill, ScopeCut, ScopeMode};

/// The schema of whoever last opened the replica to write.
const SCHEMA: &str = "schema";

/// Notes which tables an update of this program changed, in every scope there is.
pub(crate) fn upgrade(conn: &Connection) -> Result<()> {
    let own = schema::own();
    let before = match meta::get(conn, SCHEMA)? {
        Some(bytes) => bytes.try_into().map_or(schema::FIRST, u32::from_le_bytes),
        None => schema::FIRST,
    };
    if before < own {
        for table in schema::changed_since(before, own) {
            conn.execute(
                "INSERT OR REPLACE INTO backfill (scope_id, tbl, since) SELECT scope_id, ?, 0 FROM scope",
                [table.name()],
            )?;
        }
    }
    if before != own {
        meta::set(conn, SCHEMA, &own.to_le_bytes())?;
    }
    Ok(())
}

/// What is missing, by scope and table.
pub(crate) fn all(conn: &Connection) -> Result<BTreeMap<ScopeId, BTreeMap<Table, i64>>> {
    let mut statement = conn.prepare_cached("SELECT scope_id, tbl, since FROM backfill")?;
    let mut rows = statement.query([])?;
    let mut all: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let table = shadow::table(row.get_ref(1)?.as_str().unwrap_or_default())?;
        let of_scope = all.entry(ScopeId(row.get(0)?)).or_default();
        of_scope.insert(table, row.get(2)?);
    }
    Ok(all)
}

/// Notes what is missing after a cut in `served`, the server's schema.
pub(crate) fn take(conn: &Connection, part: &ScopeCut, served: u32) -> Result<()> {
    let from = match part.mode {
        ScopeMode::Delta => part.from,
        ScopeMode::Full | ScopeMode::Snapshot => 0,
    };
    let brought = |table: &Table| match part.mode {
        ScopeMode::Delta => part.backfilled.contains(table),
        ScopeMode::Full | ScopeMode::Snapshot => true,
    };
    for table in schema::tables(schema::own()).filter(brought) {
        conn.prepare_cached("DELETE FROM backfill WHERE scope_id = ? AND tbl = ?")?
            .execute((part.scope.0, table.name()))?;
    }
    missing(conn, part.scope, served, from)
}

/// Notes that a server of schema `served` brought rows of versions after `from`.
pub(crate) fn missing(conn: &Connection, scope: ScopeId, served: u32, from: i64) -> Result<()> {
    for table in schema::changed_since(served, schema::own()) {
        conn.prepare_cached(
            "INSERT INTO backfill (scope_id, tbl, since) VALUES (?, ?, ?)
             ON CONFLICT (scope_id, tbl) DO UPDATE SET since = min(since, excluded.since)",
        )?
        .execute((scope.0, table.name(), from))?;
    }
    Ok(())
}

/// Nothing is missing of a scope that is not here.
pub(crate) fn forget(conn: &Connection, scope: ScopeId) -> Result<()> {
    conn.prepare_cached("DELETE FROM backfill WHERE scope_id = ?")?
        .execute([scope.0])?;
    Ok(())
}

impl Replica {
    /// What the next exchange asks for besides what is new.
    pub fn backfill(&self) -> Result<Vec<Backfill>> {
        self.inner.read(|conn| {
            let all = all(conn)?.into_iter();
            Ok(all
                .flat_map(|(scope, tables)| {
                    let of_scope = tables.into_iter();
                    of_scope.map(move |(table, since)| Backfill {
                        scope,
                        table,
                        since,
                    })
                })
                .collect())
        })
    }
}
