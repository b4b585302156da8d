//! Steps 1 and 2 of the write path: the client's row, then the scopes, sorted. A scope's row is the lock that
//! makes version order commit order.

use super::{AttemptError, Principal};
use crate::{
    db::rows::sum_from_bytes,
    points::{Point, reach},
    seeded::{Bug, broken},
};
use domain::{
    entity::RowHash,
    id::{ClientId, ScopeId},
    units::Millis,
};
use sqlx::{PgConnection, Row};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The scopes this transaction holds.
#[derive(Debug, Default)]
pub struct Locked {
    pub scopes: BTreeMap<ScopeId, LockedScope>,
}

/// A scope this transaction holds.
#[derive(Clone, Copy, Debug)]
pub struct LockedScope {
    pub v: i64,
    pub sum: RowHash,
    /// Not in the database yet: made with its first row.
    pub missing: bool,
}

/// Locks `scopes`; those that do not exist are noted as missing.
pub async fn scopes(
    tx: &mut PgConnection,
    scopes: &BTreeSet<ScopeId>,
) -> Result<Locked, sqlx::Error> {
    let ids: Vec<Uuid> = scopes.iter().map(|s| s.0).collect();
    const HOLD: &str =
        "SELECT scope_id, v, sum FROM scope WHERE scope_id = ANY($1) ORDER BY scope_id FOR UPDATE";
    const LOOK: &str = "SELECT scope_id, v, sum FROM scope WHERE scope_id = ANY($1)";
    let unlocked = broken(Bug::VersionBeforeLock) || broken(Bug::ScopeNotLocked);
    let rows = sqlx::query(if unlocked { LOOK } else { HOLD })
        .bind(&ids)
        .fetch_all(&mut *tx)
        .await?;
    if broken(Bug::VersionBeforeLock) {
        sqlx::query(HOLD).bind(&ids).fetch_all(&mut *tx).await?;
    }
    let absent = LockedScope {
        v: 0,
        sum: 0,
        missing: true,
    };
    let mut locked: BTreeMap<_, _> = scopes.iter().map(|s| (*s, absent)).collect();
    for row in rows {
        let scope = LockedScope {
            v: row.try_get(1)?,
            sum: sum_from_bytes(row.try_get::<&[u8], _>(2)?),
            missing: false,
        };
        locked.insert(ScopeId(row.try_get(0)?), scope);
    }
    Ok(Locked { scopes: locked })
}

/// What [`Bug::LocksUnsorted`] does before [`scopes`].
pub async fn unsorted(tx: &mut PgConnection, scopes: &[ScopeId]) -> Result<(), sqlx::Error> {
    for scope in scopes {
        sqlx::query("SELECT 1 FROM scope WHERE scope_id = $1 FOR UPDATE")
            .bind(scope.0)
            .execute(&mut *tx)
            .await?;
        reach(Point::ScopesLocked).await;
    }
    Ok(())
}

/// Locks the client's row, making it for a stream that starts at 1. Answers the last number it has used.
pub async fn client(
    tx: &mut PgConnection,
    client: ClientId,
    principal: &Principal,
    first_seq: i64,
    now: Millis,
) -> Result<i64, AttemptError> {
    let Some(device) = principal.device else {
        return Err(AttemptError::NewClient("a replica belongs to a device"));
    };
    loop {
        let row = sqlx::query(if broken(Bug::ClientNotLocked) {
            "SELECT user_id, device_id, last_seq FROM client WHERE client_id = $1"
        } else {
            "SELECT user_id, device_id, last_seq FROM client WHERE client_id = $1 FOR UPDATE"
        })
        .bind(client.0)
        .fetch_optional(&mut *tx)
        .await?;
        match row {
            Some(row) => {
                let owner: (Uuid, Uuid) = (row.try_get(0)?, row.try_get(1)?);
                if owner != (principal.user.0, device.0) {
                    return Err(AttemptError::NewClient(
                        "the client belongs to another device",
                    ));
                }
                return Ok(row.try_get(2)?);
            }
            None if first_seq != 1 => {
                return Err(AttemptError::NewClient("the client is not known here"));
            }
            None => {
                sqlx::query(
                    "INSERT INTO client (client_id, user_id, device_id, created_at)
                     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                )
                .bind(client.0)
                .bind(principal.user.0)
                .bind(device.0)
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            }
        }
    }
}

/// Notes the last number the client has used.
pub async fn advance(
    tx: &mut PgConnection,
    client: ClientId,
    last_seq: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE client SET last_seq = $2 WHERE client_id = $1 AND last_seq < $2")
        .bind(client.0)
        .bind(last_seq)
        .execute(tx)
        .await?;
    Ok(())
}
