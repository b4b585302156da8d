//! Putting right what a scrub found, under the scope's lock and after looking again.

use super::ScrubError;
use crate::{
    db::{
        rows::{stored, sum_from_bytes, sum_to_bytes},
        schema::statements,
        transaction::{begin, commit},
    },
    epoch::{Cause, rotate_within},
    execute::{Before, RowWrite, lock_scopes, stamp},
    points::Point,
    seeded::{Bug, broken},
};
use domain::{
    entity::{RowHash, Table, row_hash},
    id::ScopeId,
};
use futures_util::TryStreamExt;
use sqlx::{PgPool, Row};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Gives each of these rows whose hash is still not its own a new version. Answers how many, and where the scope is.
pub async fn rows(
    pool: &PgPool,
    scope: ScopeId,
    suspects: &[(Table, Uuid)],
) -> Result<(u64, Vec<(ScopeId, i64)>), ScrubError> {
    let mut by_table: BTreeMap<Table, Vec<Uuid>> = BTreeMap::new();
    for (table, id) in suspects {
        by_table.entry(*table).or_default().push(*id);
    }
    let mut tx = begin(pool).await?;
    let mut locked = lock_scopes(&mut tx, &BTreeSet::from([scope])).await?;
    if broken(Bug::RepairWithoutVersion) {
        locked.scopes.values_mut().for_each(|scope| scope.v -= 1);
    }
    let mut writes = Vec::new();
    for (table, ids) in by_table {
        let found = sqlx::query(statements(table).by_ids)
            .bind(&ids)
            .fetch_all(&mut *tx)
            .await?;
        for row in &found {
            let row = stored(row, table)?;
            let Some(domain::value::Value::Uuid(id)) = row.values.first() else {
                continue;
            };
            if row.scope != scope || row_hash(scope, table, row.rev, &row.values) == row.hash {
                continue;
            }
            writes.push(RowWrite {
                key: (table, *id),
                before: Some(Before {
                    scope,
                    rev: row.rev,
                    hash: row.hash,
                }),
                rev: row.rev + 1,
                after: Some((scope, row.values)),
                archived: false,
            });
        }
    }
    let repaired = writes.len() as u64;
    let moved = stamp(&mut tx, &locked, writes).await?;
    commit(tx, [Point::RowsRepairWritten, Point::RowsRepairCommitted]).await?;
    Ok((repaired, moved))
}

/// Sets the scope's sum to that of its rows where it still is not, and begins an epoch that shares nothing: which rows
/// came or went nobody can tell. Answers whether it did.
pub async fn sum(pool: &PgPool, scope: ScopeId) -> Result<bool, ScrubError> {
    let mut tx = begin(pool).await?;
    let locked = lock_scopes(&mut tx, &BTreeSet::from([scope])).await?;
    let mut sum: RowHash = 0;
    let mut changed = serde_json::Map::new();
    let v = locked.scopes[&scope].v;
    for table in Table::ALL {
        let sql = format!("SELECT row_hash FROM {table} WHERE scope_id = $1");
        let mut hashes = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(scope.0)
            .fetch(&mut *tx);
        while let Some(row) = hashes.try_next().await? {
            sum = sum.wrapping_add(sum_from_bytes(row.try_get::<&[u8], _>(0)?));
            changed.insert(table.name().to_owned(), v.into());
        }
    }
    if sum == locked.scopes[&scope].sum {
        return Ok(false);
    }
    sqlx::query("UPDATE scope SET sum = $2, changed = changed || $3::jsonb WHERE scope_id = $1")
        .bind(scope.0)
        .bind(sum_to_bytes(sum))
        .bind(serde_json::Value::Object(changed))
        .execute(&mut *tx)
        .await?;
    rotate_within(&mut tx, Some(&[scope]), Cause::Repair).await?;
    commit(tx, [Point::SumRepairWritten, Point::SumRepairCommitted]).await?;
    Ok(true)
}
