//! Which scopes an account sees, and for each whether it gets a delta or everything.

use super::{CutError, Wanted};
use crate::{db::rows::sum_from_bytes, rights};
use domain::{
    entities::Role,
    entity::RowHash,
    id::{HubId, ORG_SCOPE, ScopeId, UserId},
};
use sqlx::{PgConnection, PgPool, Row};
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
}

impl Planned {
    /// Whether `part` (a table's name, or `eviction`) has anything for this cut.
    pub fn has(&self, part: &str) -> bool {
        let last = self.changed.get(part).copied().unwrap_or(0);
        match self.cut.mode {
            ScopeMode::Full => last > 0 && part != "eviction",
            ScopeMode::Delta => last > self.cut.from,
        }
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
    let mut scopes = Vec::with_capacity(rows.len());
    let mut refused = 0;
    for row in &rows {
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

/// The hubs `user` holds a grant for, with the role.
pub async fn granted(pool: &PgPool, user: UserId) -> Result<BTreeMap<HubId, Role>, sqlx::Error> {
    let rows = sqlx::query("SELECT hub_id, role FROM hub_grant WHERE user_id = $1")
        .bind(user.0)
        .fetch_all(pool)
        .await?;
    let mut grants = BTreeMap::new();
    for row in &rows {
        if let Ok(role) = row.try_get::<&str, _>(1)?.parse() {
            grants.insert(HubId(row.try_get(0)?), role);
        }
    }
    Ok(grants)
}

/// Says for each scope from where the replica is brought to where.
pub async fn plan(
    tx: &mut PgConnection,
    visible: Vec<Visible>,
    wanted: &Wanted<'_>,
) -> Result<Vec<Planned>, sqlx::Error> {
    let mut planned = Vec::with_capacity(visible.len());
    for scope in visible {
        let cursor = wanted.cursors.iter().find(|c| c.scope == scope.scope);
        let from = match cursor {
            Some(cursor) => start(tx, &scope, cursor).await?,
            None => None,
        };
        let same_schema = wanted.schema == wire::SCHEMA;
        planned.push(Planned {
            cut: ScopeCut {
                scope: scope.scope,
                epoch: scope.epoch,
                mode: if from.is_some() {
                    ScopeMode::Delta
                } else {
                    ScopeMode::Full
                },
                from: from.unwrap_or(0),
                to: scope.v,
                sum: same_schema.then(|| hex_sum(scope.sum)),
            },
            changed: scope.changed,
        });
    }
    Ok(planned)
}

/// Where a delta for `cursor` starts; `None` when its history is not this scope's, or was cleaned away.
async fn start(
    tx: &mut PgConnection,
    scope: &Visible,
    cursor: &Cursor,
) -> Result<Option<i64>, sqlx::Error> {
    if cursor.v > scope.v || cursor.v < scope.gc_floor || cursor.v < 0 {
        return Ok(None);
    }
    if cursor.epoch == scope.epoch {
        return Ok(Some(cursor.v));
    }
    let fork: Option<i64> =
        sqlx::query_scalar("SELECT fork_v FROM scope_epoch WHERE epoch = $1 AND parent = $2")
            .bind(scope.epoch)
            .bind(cursor.epoch)
            .fetch_optional(tx)
            .await?;
    Ok(fork.filter(|fork| cursor.v <= *fork).map(|_| cursor.v))
}
