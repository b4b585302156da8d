//! Which scopes an account sees, and for each whether it gets a delta or everything.

use super::{CutError, Wanted};
use crate::{
    db::{ReadPool, rows::sum_from_bytes},
    epoch, rights,
    seeded::{Bug, broken},
    snapshots::is_large,
    telemetry::figures,
};
use domain::{
    entities::Role,
    entity::{RowHash, Table},
    id::{HubId, ORG_SCOPE, ScopeId, UserId},
    schema,
};
use sqlx::{PgConnection, Row, postgres::PgRow};
use std::collections::BTreeMap;
use uuid::Uuid;
use wire::sync::{Cursor, ScopeCut, ScopeMode, hex_sum};

/// A scope as the snapshot has it.
#[derive(Clone, Debug)]
pub struct Visible {
    pub scope: ScopeId,
    pub epoch: Uuid,
    pub v: i64,
    pub sum: RowHash,
    pub gc_floor: i64,
    /// Table (or `eviction`) → the version in which it last changed.
    pub changed: BTreeMap<String, i64>,
}

/// A scope of the cut, and what is known of its changes.
#[derive(Clone, Debug)]
pub struct Planned {
    pub cut: ScopeCut,
    pub changed: BTreeMap<String, i64>,
    /// Tables of which a delta begins earlier than at `cut.from`, because the replica does not know their rows in full.
    pub backfill: BTreeMap<Table, i64>,
}

impl Planned {
    /// Whether `part` (a table's name, or `eviction`) has anything for this cut.
    pub fn has(&self, part: &str) -> bool {
        let last = self.changed.get(part).copied().unwrap_or(0);
        match self.cut.mode {
            ScopeMode::Full => last > 0 && part != "eviction",
            ScopeMode::Snapshot => false,
            ScopeMode::Delta if part == "eviction" => last > self.evicted_from(),
            ScopeMode::Delta => last > self.cut.from,
        }
    }

    /// Whether the table has any rows for this cut.
    pub fn has_rows(&self, table: Table) -> bool {
        let last = self.changed.get(table.name()).copied().unwrap_or(0);
        self.has(table.name())
            || (self.backfill.contains_key(&table) && last > self.rows_from(table))
    }

    /// After which version the rows of the table are brought.
    pub fn rows_from(&self, table: Table) -> i64 {
        let from = self.backfill.get(&table).copied();
        from.unwrap_or(self.cut.from)
    }

    /// After which version the table's evictions are brought. Of a table whose rows are all brought nothing is left to
    /// evict but what is since the cursor.
    pub fn evictions_from(&self, table: Table) -> i64 {
        match self.backfill.get(&table) {
            Some(from) if *from > 0 => *from,
            Some(_) | None => self.cut.from,
        }
    }

    /// After which version evictions are looked for.
    pub fn evicted_from(&self) -> i64 {
        let tables = self.backfill.keys();
        let earliest = tables.map(|table| self.evictions_from(*table)).min();
        earliest.unwrap_or(self.cut.from).min(self.cut.from)
    }
}

/// The scopes of `user`: the organisation's, their own, and those of hubs where their role works at a console.
pub async fn visible(tx: &mut PgConnection, user: UserId) -> Result<Vec<Visible>, CutError> {
    let rows = sqlx::query(
        "SELECT NULL::text, scope_id, epoch, v, sum, gc_floor, changed::text FROM scope
         WHERE scope_id = $1 OR scope_id = $2
         UNION ALL
         SELECT role, s.scope_id, s.epoch, s.v, s.sum, s.gc_floor, s.changed::text
         FROM hub_grant AS g LEFT JOIN scope AS s ON s.scope_id = g.hub_id WHERE g.user_id = $2",
    )
    .bind(ORG_SCOPE.0)
    .bind(user.0)
    .fetch_all(tx)
    .await?;
    read(&rows, user)
}

/// What broken safeguards make a cut of: these hubs, whatever the grants in the snapshot say.
#[cfg(feature = "seeded")]
pub async fn given(
    tx: &mut PgConnection,
    user: UserId,
    hubs: &[ScopeId],
) -> Result<Vec<Visible>, CutError> {
    let rows = sqlx::query(
        "SELECT NULL::text, scope_id, epoch, v, sum, gc_floor, changed::text FROM scope
         WHERE scope_id = $1 OR scope_id = $2 OR scope_id = ANY($3)",
    )
    .bind(ORG_SCOPE.0)
    .bind(user.0)
    .bind(hubs.iter().map(|s| s.0).collect::<Vec<_>>())
    .fetch_all(tx)
    .await?;
    read(&rows, user)
}

fn read(rows: &[PgRow], user: UserId) -> Result<Vec<Visible>, CutError> {
    let mut scopes = Vec::with_capacity(rows.len());
    let mut refused = 0;
    for row in rows {
        let role = row.try_get::<Option<&str>, _>(0)?;
        if role.is_some_and(|r| !r.parse::<Role>().is_ok_and(rights::works_at_a_console)) {
            refused += 1;
            continue;
        }
        // A hub's scope that the fence does not show is none of this account's.
        let Some(scope) = row.try_get::<Option<Uuid>, _>(1)? else {
            continue;
        };
        let changed: &str = row.try_get(6)?;
        scopes.push(Visible {
            scope: ScopeId(scope),
            epoch: row.try_get(2)?,
            v: row.try_get(3)?,
            sum: sum_from_bytes(row.try_get::<&[u8], _>(4)?),
            gc_floor: row.try_get(5)?,
            changed: serde_json::from_str(changed).map_err(|e| sqlx::Error::Decode(e.into()))?,
        });
    }
    let hubs = scopes
        .iter()
        .any(|s| s.scope != ORG_SCOPE && s.scope.0 != user.0);
    if refused > 0 && !hubs {
        return Err(CutError::NotGranted);
    }
    // What others refer to goes first.
    scopes.sort_by_key(|s| (s.scope != ORG_SCOPE, s.scope.0 != user.0, s.scope));
    Ok(scopes)
}

/// Whether `user` sees `scope` now.
pub async fn sees(read: &ReadPool, user: UserId, scope: ScopeId) -> Result<bool, CutError> {
    let visible = visible(&mut *read.answer(user).await?, user).await?;
    Ok(visible.iter().any(|v| v.scope == scope))
}

/// The hubs `user` holds a grant for, with the role.
pub async fn granted(
    connection: &mut PgConnection,
    user: UserId,
) -> Result<BTreeMap<HubId, Role>, sqlx::Error> {
    let rows = sqlx::query("SELECT hub_id, role FROM hub_grant WHERE user_id = $1")
        .bind(user.0)
        .fetch_all(connection)
        .await?;
    let mut grants = BTreeMap::new();
    for row in &rows {
        if let Ok(role) = row.try_get::<&str, _>(1)?.parse() {
            grants.insert(HubId(row.try_get(0)?), role);
        }
    }
    Ok(grants)
}

/// What a cut is made of.
#[derive(Debug, Default)]
pub struct Plan {
    pub scopes: Vec<Planned>,
    /// Scopes in which the console is further than the database, and how far that is. Nothing can be said of them in
    /// this epoch.
    pub future: Vec<(ScopeId, i64)>,
}

/// Says for each scope from where the replica is brought to where.
pub async fn plan(
    tx: &mut PgConnection,
    visible: Vec<Visible>,
    wanted: &Wanted<'_>,
) -> Result<Plan, sqlx::Error> {
    let mut plan = Plan::default();
    for scope in visible {
        let cursor = wanted.cursors.iter().find(|c| c.scope == scope.scope);
        let start = match cursor {
            Some(cursor) => start(tx, &scope, cursor).await?,
            None => Start::Anew {
                shared: 0,
                cause: "new",
            },
        };
        let (mode, from) = match start {
            Start::Future => {
                plan.future.push((scope.scope, scope.v));
                continue;
            }
            Start::At(v) => (ScopeMode::Delta, v),
            Start::Anew { shared, cause } => {
                figures::taken_anew(cause);
                (anew(tx, &scope, wanted).await?, shared)
            }
        };
        let in_full = schema::changed_since(wanted.answer(), schema::own());
        let in_full = in_full.count() == 0;
        let (mut backfill, mut whole) = (BTreeMap::new(), Vec::new());
        if mode == ScopeMode::Delta {
            for asked in wanted.backfill.iter().filter(|b| b.scope == scope.scope) {
                if asked.table.since() > wanted.answer() || asked.since > from {
                    continue;
                }
                // What left the table before is no longer known: it is brought whole.
                let known = asked.since <= 0 || asked.since >= scope.gc_floor;
                if !known {
                    whole.push(asked.table);
                }
                backfill.insert(asked.table, if known { asked.since.max(0) } else { 0 });
            }
        }
        plan.scopes.push(Planned {
            cut: ScopeCut {
                scope: scope.scope,
                epoch: scope.epoch,
                mode,
                from,
                to: scope.v,
                sum: in_full.then(|| hex_sum(scope.sum)),
                backfilled: backfill.keys().copied().collect(),
                whole,
            },
            changed: scope.changed,
            backfill,
        });
    }
    Ok(plan)
}

/// How a console gets a scope it has nothing of.
async fn anew(
    tx: &mut PgConnection,
    scope: &Visible,
    wanted: &Wanted<'_>,
) -> Result<ScopeMode, sqlx::Error> {
    let Some(least) = wanted.large else {
        return Ok(ScopeMode::Full);
    };
    let tables =
        schema::tables(wanted.answer()).filter(|table| scope.changed.contains_key(table.name()));
    Ok(if is_large(tx, scope.scope, tables, least).await? {
        ScopeMode::Snapshot
    } else {
        ScopeMode::Full
    })
}

/// Where a console stands in a scope.
enum Start {
    /// A delta from here.
    At(i64),
    /// Its history is not this scope's beyond version `shared`, or was cleaned away.
    Anew { shared: i64, cause: &'static str },
    /// It is ahead of the database.
    Future,
}

async fn start(
    tx: &mut PgConnection,
    scope: &Visible,
    cursor: &Cursor,
) -> Result<Start, sqlx::Error> {
    let anew = |shared, cause| Ok(Start::Anew { shared, cause });
    if cursor.v < 0 {
        return anew(0, "unknown_cursor");
    }
    if cursor.epoch != scope.epoch && !broken(Bug::EpochNotCompared) {
        match epoch::shared(tx, scope.epoch, cursor).await? {
            None => return anew(0, "unknown_cursor"),
            Some(shared) if cursor.v > shared && !broken(Bug::ForkNotCompared) => {
                return anew(shared, "restored");
            }
            Some(_) => {}
        }
    } else if cursor.v > scope.v {
        return Ok(Start::Future);
    }
    if cursor.v < scope.gc_floor && !broken(Bug::FloorNotCompared) {
        return anew(0, "below_floor");
    }
    Ok(Start::At(cursor.v))
}
