//! The scopes table: how far the replica is in each scope, and the sum of its rows' hashes.

use crate::{
    backfill,
    error::{ReplicaError, Result},
    image, meta,
    points::Point,
    row,
    store::{Durability, Replica},
};
use domain::{
    entity::{RowHash, Table, row_hash},
    id::ScopeId,
};
use rusqlite::Connection;
use std::collections::BTreeMap;
use uuid::Uuid;
use wire::sync::Cursor;

/// Where the base stands in one scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub epoch: Uuid,
    pub v: i64,
    pub sum: RowHash,
}

pub(crate) fn all(conn: &Connection) -> Result<BTreeMap<ScopeId, Standing>> {
    let mut statement = conn.prepare_cached("SELECT scope_id, epoch, v, sum FROM scope")?;
    let mut rows = statement.query([])?;
    let mut scopes = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let sum: [u8; 16] = row.get(3)?;
        scopes.insert(
            ScopeId(row.get(0)?),
            Standing {
                epoch: row.get(1)?,
                v: row.get(2)?,
                sum: RowHash::from_le_bytes(sum),
            },
        );
    }
    Ok(scopes)
}

pub(crate) fn set(conn: &Connection, scope: ScopeId, standing: &Standing) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO scope (scope_id, epoch, v, sum) VALUES (?, ?, ?, ?)
         ON CONFLICT (scope_id) DO UPDATE SET epoch = excluded.epoch, v = excluded.v, sum = excluded.sum",
    )?
    .execute((
        scope.0,
        standing.epoch,
        standing.v,
        standing.sum.to_le_bytes(),
    ))?;
    Ok(())
}

pub(crate) fn remove(conn: &Connection, scope: ScopeId) -> Result<()> {
    conn.prepare_cached("DELETE FROM scope WHERE scope_id = ?")?
        .execute([scope.0])?;
    backfill::forget(conn, scope)
}

impl Replica {
    /// How far the base is in each scope: what the next exchange starts from.
    pub fn cursors(&self) -> Result<Vec<Cursor>> {
        self.inner.read(|conn| {
            Ok(all(conn)?
                .into_iter()
                .map(|(scope, at)| Cursor {
                    scope,
                    epoch: at.epoch,
                    v: at.v,
                })
                .collect())
        })
    }

    /// Forgets how far the base is in `scope`, so that the next exchange brings it whole; rows and outbox stay
    /// usable meanwhile. For a checksum that does not match.
    pub fn forget_cursor(&self, scope: ScopeId) -> Result<()> {
        self.inner.write(
            Durability::Normal,
            [Point::ForgetWritten, Point::ForgetCommitted],
            |tx| {
                tx.local = true;
                tx.conn.execute(
                    "UPDATE scope SET epoch = zeroblob(16) WHERE scope_id = ?",
                    [scope.0],
                )?;
                Ok(())
            },
        )
    }

    /// Recomputes every checksum by scanning the base. Answers the number of rows, and the scopes whose sum is
    /// not the one kept by difference.
    pub fn verify(&self) -> Result<(u64, Vec<ScopeId>)> {
        self.inner.read(|conn| {
            let mut sums: BTreeMap<ScopeId, RowHash> = BTreeMap::new();
            let mut rows = 0;
            each_base(conn, |table, row| {
                let sum = sums.entry(row.scope).or_default();
                *sum = sum.wrapping_add(row_hash(row.scope, table, row.rev, &row.values));
                rows += 1;
                Ok(())
            })?;
            let kept = all(conn)?;
            let mut wrong: Vec<ScopeId> = kept
                .iter()
                .filter(|(scope, at)| sums.get(scope).copied().unwrap_or(0) != at.sum)
                .map(|(scope, _)| *scope)
                .collect();
            wrong.extend(sums.keys().filter(|scope| !kept.contains_key(scope)));
            Ok((rows, wrong))
        })
    }
}

/// Rows came with sums that nobody has computed here yet.
const UNCHECKED: &str = "unchecked";

/// Notes that the sums are to be compared with the rows.
pub(crate) fn owe_check(conn: &Connection) -> Result<()> {
    meta::set(conn, UNCHECKED, &[1])
}

impl Replica {
    /// Where rows came with sums nobody has computed here yet (from snapshots), computes them by scanning, once.
    /// Scopes whose rows do not add up are forgotten and come anew with the next exchange; answers them.
    pub fn check_owed(&self) -> Result<Vec<ScopeId>> {
        if self
            .inner
            .read(|conn| meta::get(conn, UNCHECKED))?
            .is_none()
        {
            return Ok(Vec::new());
        }
        let (_, wrong) = self.verify()?;
        for scope in &wrong {
            self.forget_cursor(*scope)?;
        }
        self.inner.write(
            Durability::Normal,
            [Point::CheckedWritten, Point::CheckedCommitted],
            |tx| meta::remove(tx.conn, UNCHECKED),
        )?;
        Ok(wrong)
    }
}

/// Every base row, table by table, in no order.
pub(crate) fn each_base(
    conn: &Connection,
    mut visit: impl FnMut(Table, row::Row) -> Result<()>,
) -> Result<()> {
    for table in Table::ALL {
        let name = table.name();
        let mut live = conn.prepare(&format!(
            "SELECT {} FROM {name} WHERE NOT EXISTS
             (SELECT 1 FROM shadow WHERE tbl = '{name}' AND pk = {name}.id)",
            row::sql(*table).columns
        ))?;
        let mut rows = live.query([])?;
        while let Some(found) = rows.next()? {
            visit(*table, row::read(found, *table, 0)?)?;
        }
        let mut shadows =
            conn.prepare("SELECT base FROM shadow WHERE tbl = ? AND base IS NOT NULL")?;
        let mut rows = shadows.query([name])?;
        while let Some(found) = rows.next()? {
            let bytes: Vec<u8> = found.get(0)?;
            visit(*table, image::read(*table, &bytes)?)?;
        }
    }
    Ok(())
}

/// A scope's version that no cut may lack.
pub(crate) fn gap(scope: ScopeId, from: i64, at: i64) -> ReplicaError {
    ReplicaError::Gap { scope, from, at }
}
