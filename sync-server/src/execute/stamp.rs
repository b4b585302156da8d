//! Step 5 of the write path: writes changed rows in bulk, each scope one version further; evictions for rows that
//! left; checksums by the difference of row hashes. Knows rows, not commands: the benchmark's bulk loading writes
//! through it too.

use super::{
    AttemptError,
    desk::Key,
    lock::{Locked, LockedScope},
};
use crate::{
    db::{
        rows::{NewRow, arguments, sum_to_bytes},
        schema::statements,
    },
    seeded::{Bug, broken},
};
use domain::{
    entity::{RowHash, Table, row_hash},
    id::ScopeId,
    value::Value,
};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A row as the database has it, as far as the write path must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    pub scope: ScopeId,
    pub rev: i64,
    pub hash: RowHash,
}

/// One row's way from what the database has to what it shall have.
#[derive(Clone, Debug)]
pub struct RowWrite {
    pub key: Key,
    /// `None` for a row the database does not have.
    pub before: Option<Before>,
    /// Scope and values; `None` for a row that goes.
    pub after: Option<(ScopeId, Vec<Value>)>,
    /// The revision it then has; of a row that goes, the last it had.
    pub rev: i64,
    /// The row goes from its scope, but stays here: its scope becomes [`ARCHIVE_SCOPE`].
    pub archived: bool,
}

/// The scope of rows that left their hub's scope for good and stay on the server. Nobody replicates it: it has no
/// version and no sum.
pub const ARCHIVE_SCOPE: ScopeId =
    ScopeId(Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0004));

impl RowWrite {
    /// The scopes this write changes.
    pub fn scopes(&self) -> impl Iterator<Item = ScopeId> {
        let before = self.before.map(|b| b.scope);
        let before = before.filter(|scope| *scope != ARCHIVE_SCOPE);
        before.into_iter().chain(self.after.as_ref().map(|a| a.0))
    }
}

/// One scope's changes.
struct Moved {
    v: i64,
    sum: RowHash,
    /// Tables (and `eviction`) that changed.
    changed: BTreeSet<&'static str>,
}

/// Writes `writes`, whose scopes are all in `locked`. Answers the scopes that moved and their versions.
pub async fn stamp(
    tx: &mut PgConnection,
    locked: &Locked,
    writes: Vec<RowWrite>,
) -> Result<Vec<(ScopeId, i64)>, AttemptError> {
    let mut moved: BTreeMap<ScopeId, Moved> = BTreeMap::new();
    let mut inserts: BTreeMap<Table, Vec<NewRow>> = BTreeMap::new();
    let mut updates: BTreeMap<Table, Vec<NewRow>> = BTreeMap::new();
    let mut deletes: BTreeMap<Table, Vec<Uuid>> = BTreeMap::new();
    let mut archived: BTreeMap<Table, Vec<Uuid>> = BTreeMap::new();
    let mut evictions = Vec::new();
    let mut new_scopes = Vec::new();

    for write in writes {
        let (table, id) = write.key;
        if let Some(before) = write.before.filter(|b| b.scope != ARCHIVE_SCOPE) {
            let scope = of(&mut moved, locked, before.scope);
            if !broken(Bug::OldHashKept) {
                scope.sum = scope.sum.wrapping_sub(before.hash);
            }
            scope.changed.insert(table.name());
            if write
                .after
                .as_ref()
                .is_none_or(|(to, _)| *to != before.scope)
            {
                scope.changed.insert("eviction");
                let rev = if write.after.is_none() {
                    write.rev
                } else {
                    before.rev
                };
                let forgotten = match write.archived {
                    true => broken(Bug::ArchiveWithoutEviction),
                    false => broken(Bug::EvictionNotWritten),
                };
                if !forgotten {
                    evictions.push((before.scope, table, id, scope.v, rev));
                }
            }
        }
        match (write.before, write.after) {
            (None, None) => {}
            (Some(_), None) if write.archived => archived.entry(table).or_default().push(id),
            (Some(_), None) => deletes.entry(table).or_default().push(id),
            (before, Some((to, values))) => {
                let hash = row_hash(to, table, write.rev, &values);
                let scope = of(&mut moved, locked, to);
                scope.sum = scope.sum.wrapping_add(hash);
                scope.changed.insert(table.name());
                if before.is_none()
                    && let Some(kind) = scope_named_by(table)
                {
                    new_scopes.push((id, kind));
                }
                let row = NewRow {
                    scope: to,
                    v: scope.v,
                    rev: write.rev,
                    hash,
                    values,
                };
                let rows = if before.is_some() {
                    &mut updates
                } else {
                    &mut inserts
                };
                rows.entry(table).or_default().push(row);
            }
        }
    }

    make_scopes(tx, locked, &moved, &new_scopes).await?;
    for (table, ids) in &deletes {
        let done = sqlx::query(statements(*table).delete)
            .bind(ids)
            .execute(&mut *tx)
            .await?;
        expect(*table, ids.len(), done.rows_affected())?;
    }
    for (table, ids) in &archived {
        let done = sqlx::query(statements(*table).rescope)
            .bind(ids)
            .bind(ARCHIVE_SCOPE.0)
            .execute(&mut *tx)
            .await?;
        expect(*table, ids.len(), done.rows_affected())?;
    }
    for (table, rows) in &updates {
        let sql = statements(*table).update;
        let done = sqlx::query_with(sql, arguments(*table, rows)?)
            .execute(&mut *tx)
            .await?;
        expect(*table, rows.len(), done.rows_affected())?;
    }
    for (table, rows) in &inserts {
        let sql = statements(*table).insert;
        sqlx::query_with(sql, arguments(*table, rows)?)
            .execute(&mut *tx)
            .await?;
    }
    evict(tx, &evictions).await?;
    advance(tx, &moved).await?;
    Ok(moved.into_iter().map(|(scope, m)| (scope, m.v)).collect())
}

fn of<'m>(
    moved: &'m mut BTreeMap<ScopeId, Moved>,
    locked: &Locked,
    scope: ScopeId,
) -> &'m mut Moved {
    moved.entry(scope).or_insert_with(|| {
        let LockedScope { v, sum, .. } = locked.scopes[&scope];
        Moved {
            v: v + 1,
            sum,
            changed: BTreeSet::new(),
        }
    })
}

/// A row that names a scope of its own: a hub, a person.
fn scope_named_by(table: Table) -> Option<&'static str> {
    match table {
        Table::Hub => Some("hub"),
        Table::Staff => Some("user"),
        Table::Policy
        | Table::Merchant
        | Table::Grant
        | Table::Zone
        | Table::Vehicle
        | Table::Courier
        | Table::Shift
        | Table::ImportBatch
        | Table::Delivery
        | Table::Attempt
        | Table::CashSettlement
        | Table::Collection
        | Table::Note
        | Table::Exception
        | Table::Event => None,
    }
}

/// A row vanished or appeared under the scope's lock: someone wrote around the write path.
fn expect(table: Table, expected: usize, found: u64) -> Result<(), AttemptError> {
    if expected as u64 == found {
        return Ok(());
    }
    Err(AttemptError::Failed {
        failure: format!("{found} of {expected} rows of {table} were where they had been"),
    })
}

async fn make_scopes(
    tx: &mut PgConnection,
    locked: &Locked,
    moved: &BTreeMap<ScopeId, Moved>,
    named: &[(Uuid, &'static str)],
) -> Result<(), AttemptError> {
    const SQL: &str = "INSERT INTO scope (scope_id, kind)
         SELECT * FROM unnest($1::uuid[], $2::text[]) ON CONFLICT DO NOTHING";
    // A hub may be written in by the transaction that makes it; else only grants are written before their scope
    // exists: to a person who never signed in.
    let kind = |id: Uuid| named.iter().find(|n| n.0 == id).map_or("user", |n| n.1);
    let missing: Vec<Uuid> = moved
        .keys()
        .filter(|s| locked.scopes[s].missing)
        .map(|s| s.0)
        .collect();
    if !missing.is_empty() {
        let kinds: Vec<&str> = missing.iter().map(|id| kind(*id)).collect();
        let made = sqlx::query(SQL)
            .bind(&missing)
            .bind(kinds)
            .execute(&mut *tx)
            .await?;
        if made.rows_affected() != missing.len() as u64 {
            // Another transaction made one of them meanwhile, and holds it.
            return Err(AttemptError::Rerun);
        }
    }
    if !named.is_empty() {
        sqlx::query(SQL)
            .bind(named.iter().map(|n| n.0).collect::<Vec<_>>())
            .bind(named.iter().map(|n| n.1).collect::<Vec<_>>())
            .execute(tx)
            .await?;
    }
    Ok(())
}

async fn evict(
    tx: &mut PgConnection,
    evictions: &[(ScopeId, Table, Uuid, i64, i64)],
) -> Result<(), sqlx::Error> {
    if evictions.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO eviction (scope_id, tbl, pk, v, rev)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[])
         ON CONFLICT (scope_id, tbl, pk) DO UPDATE
             SET v = EXCLUDED.v, rev = EXCLUDED.rev, evicted_at = now()",
    )
    .bind(evictions.iter().map(|e| e.0.0).collect::<Vec<_>>())
    .bind(evictions.iter().map(|e| e.1.name()).collect::<Vec<_>>())
    .bind(evictions.iter().map(|e| e.2).collect::<Vec<_>>())
    .bind(evictions.iter().map(|e| e.3).collect::<Vec<_>>())
    .bind(evictions.iter().map(|e| e.4).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

async fn advance(
    tx: &mut PgConnection,
    moved: &BTreeMap<ScopeId, Moved>,
) -> Result<(), sqlx::Error> {
    if moved.is_empty() {
        return Ok(());
    }
    let changed: Vec<String> = moved
        .values()
        .map(|m| {
            let tables: serde_json::Map<_, _> = m
                .changed
                .iter()
                .map(|t| ((*t).to_owned(), m.v.into()))
                .collect();
            serde_json::Value::Object(tables).to_string()
        })
        .collect();
    sqlx::query(
        "UPDATE scope AS stored SET v = given.v, sum = given.sum,
             changed = stored.changed || given.changed::jsonb
         FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[])
             AS given(scope_id, v, sum, changed)
         WHERE stored.scope_id = given.scope_id",
    )
    .bind(moved.keys().map(|s| s.0).collect::<Vec<_>>())
    .bind(moved.values().map(|m| m.v).collect::<Vec<_>>())
    .bind(
        moved
            .values()
            .map(|m| sum_to_bytes(m.sum))
            .collect::<Vec<_>>(),
    )
    .bind(changed)
    .execute(tx)
    .await?;
    Ok(())
}
