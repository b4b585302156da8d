//! Epochs: a scope's epoch names one uninterrupted history of versions. Owns when a new one begins, and up to where a
//! console's history is still this one.
//!
//! A new epoch remembers its parent and the version at which it forked: a cursor of the parent up to there is still
//! true. Everything else is taken anew.

use crate::{
    db::transaction::{begin, commit},
    points::Point,
    telemetry::figures,
};
use domain::id::ScopeId;
use sqlx::{PgConnection, PgPool, Row};
use std::collections::BTreeMap;
use uuid::Uuid;
use wire::sync::Cursor;

/// Epochs in a row that are looked through for a cursor's.
const MAX_FORKS: usize = 64;
/// The fork of an epoch with which no console shares anything.
const NOTHING_SHARED: i64 = -1;

/// Why a new epoch began. The words are the figures' labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The operator restored a backup.
    Restore,
    /// A console is further than the database: it was restored and nobody said so.
    Future,
    /// The database is another cluster, timeline or database than before.
    OtherDatabase,
    /// Rows had been deleted or added behind the server's back.
    Repair,
}

impl Cause {
    pub fn word(self) -> &'static str {
        match self {
            Self::Restore => "restore",
            Self::Future => "future_cursor",
            Self::OtherDatabase => "other_database",
            Self::Repair => "repair",
        }
    }
}

/// Begins a new epoch in `scopes` (all, when `None`) at their present versions. Answers how many.
pub async fn rotate(
    pool: &PgPool,
    scopes: Option<&[ScopeId]>,
    cause: Cause,
) -> Result<u64, sqlx::Error> {
    let mut tx = begin(pool).await?;
    let rotated = rotate_within(&mut tx, scopes, cause).await?;
    commit(tx, [Point::EpochWritten, Point::EpochCommitted]).await?;
    Ok(rotated)
}

/// As [`rotate`], in a transaction that may hold the scopes already.
pub async fn rotate_within(
    tx: &mut PgConnection,
    scopes: Option<&[ScopeId]>,
    cause: Cause,
) -> Result<u64, sqlx::Error> {
    fork(tx, scopes, cause, &BTreeMap::new()).await
}

/// Begins a new epoch in scopes in which a console was further than the version given with each. What was committed
/// since has versions the console has too, of other rows: they are not shared.
pub async fn rotate_behind(pool: &PgPool, scopes: &[(ScopeId, i64)]) -> Result<u64, sqlx::Error> {
    let ids: Vec<ScopeId> = scopes.iter().map(|(scope, _)| *scope).collect();
    let at_most = scopes.iter().map(|(scope, v)| (scope.0, *v)).collect();
    let mut tx = begin(pool).await?;
    let rotated = fork(&mut tx, Some(&ids), Cause::Future, &at_most).await?;
    commit(tx, [Point::EpochWritten, Point::EpochCommitted]).await?;
    Ok(rotated)
}

/// Begins the epochs; a scope in `at_most` shares no more than that version.
async fn fork(
    tx: &mut PgConnection,
    scopes: Option<&[ScopeId]>,
    cause: Cause,
    at_most: &BTreeMap<Uuid, i64>,
) -> Result<u64, sqlx::Error> {
    let ids: Option<Vec<Uuid>> = scopes.map(|scopes| scopes.iter().map(|s| s.0).collect());
    let held = sqlx::query(
        "SELECT scope_id, epoch, v FROM scope WHERE $1::uuid[] IS NULL OR scope_id = ANY($1)
         ORDER BY scope_id FOR UPDATE",
    )
    .bind(&ids)
    .fetch_all(&mut *tx)
    .await?;
    for row in &held {
        let (scope, parent, v): (Uuid, Uuid, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let fork_v = if cause == Cause::Repair {
            NOTHING_SHARED
        } else {
            at_most.get(&scope).map_or(v, |most| v.min(*most))
        };
        let epoch = Uuid::from_u128(rand::random());
        sqlx::query(
            "INSERT INTO scope_epoch (epoch, scope_id, parent, fork_v, forked_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(epoch)
        .bind(scope)
        .bind(parent)
        .bind(fork_v)
        .bind(crate::clock::now().0)
        .execute(&mut *tx)
        .await?;
        sqlx::query("UPDATE scope SET epoch = $2 WHERE scope_id = $1")
            .bind(scope)
            .bind(epoch)
            .execute(&mut *tx)
            .await?;
        figures::epoch_rotated(cause);
    }
    if !held.is_empty() {
        tracing::warn!(
            cause = cause.word(),
            scopes = held.len(),
            "new epochs began"
        );
    }
    Ok(held.len() as u64)
}

/// Up to which version the history that `epoch` names is the cursor's; `None` when they share none.
pub async fn shared(
    tx: &mut PgConnection,
    epoch: Uuid,
    cursor: &Cursor,
) -> Result<Option<i64>, sqlx::Error> {
    let (mut at, mut least) = (epoch, i64::MAX);
    for _ in 0..MAX_FORKS {
        if at == cursor.epoch {
            return Ok((least >= 0).then_some(least));
        }
        let Some(row) = sqlx::query("SELECT parent, fork_v FROM scope_epoch WHERE epoch = $1")
            .bind(at)
            .fetch_optional(&mut *tx)
            .await?
        else {
            return Ok(None);
        };
        at = row.try_get(0)?;
        least = least.min(row.try_get(1)?);
    }
    Ok(None)
}

/// Whether a console at `cursors` has seen more of some scope than this database has: it was restored since. Of scopes
/// that the account does not see nothing is said.
pub async fn behind(answer: &mut PgConnection, cursors: &[Cursor]) -> Result<bool, sqlx::Error> {
    let ids: Vec<Uuid> = cursors.iter().map(|c| c.scope.0).collect();
    let rows = sqlx::query("SELECT scope_id, epoch, v FROM scope WHERE scope_id = ANY($1)")
        .bind(&ids)
        .fetch_all(&mut *answer)
        .await?;
    for row in &rows {
        let (scope, epoch, v): (Uuid, Uuid, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        for cursor in cursors.iter().filter(|c| c.scope.0 == scope) {
            let here = match cursor.epoch == epoch {
                true => Some(v),
                false => shared(answer, epoch, cursor).await?,
            };
            if here.is_none_or(|here| cursor.v > here) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Begins new epochs when the database is another than it was when a server last looked. Answers whether it is.
pub async fn notice(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let mut tx = begin(pool).await?;
    // A standby writes nothing; the primary notices.
    if sqlx::query_scalar("SELECT pg_is_in_recovery()")
        .fetch_one(&mut *tx)
        .await?
    {
        return Ok(false);
    }
    sqlx::query("SELECT pg_advisory_xact_lock(hashtext('barq database identity'))")
        .execute(&mut *tx)
        .await?;
    let now = sqlx::query(
        "SELECT (SELECT system_identifier FROM pg_control_system())::text,
                substring(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
                (SELECT oid::bigint FROM pg_database WHERE datname = current_database())",
    )
    .fetch_one(&mut *tx)
    .await?;
    let now: (String, String, i64) = (now.try_get(0)?, now.try_get(1)?, now.try_get(2)?);
    let before = sqlx::query("SELECT system_id, timeline, database_oid FROM database_identity")
        .fetch_optional(&mut *tx)
        .await?;
    let before: Option<(String, String, i64)> = match before {
        Some(row) => Some((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)),
        None => None,
    };
    if before.as_ref() == Some(&now) {
        return Ok(false);
    }
    sqlx::query(
        "INSERT INTO database_identity (system_id, timeline, database_oid) VALUES ($1, $2, $3)
         ON CONFLICT (one) DO UPDATE SET system_id = EXCLUDED.system_id, timeline = EXCLUDED.timeline,
             database_oid = EXCLUDED.database_oid",
    )
    .bind(&now.0)
    .bind(&now.1)
    .bind(now.2)
    .execute(&mut *tx)
    .await?;
    let other = before.is_some();
    if other {
        rotate_within(&mut tx, None, Cause::OtherDatabase).await?;
    }
    commit(tx, [Point::IdentityWritten, Point::IdentityCommitted]).await?;
    Ok(other)
}
