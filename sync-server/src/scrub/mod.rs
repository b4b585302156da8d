//! Looking for rows that were changed behind the write path's back, and putting right what is found: a row whose
//! stored hash is not its own gets a new version, so that consoles take what is there; a sum that its rows do not add
//! up to is set to what they are, in a new epoch. Also cleans away old evictions.

mod repair;

use crate::{
    db::{
        rows::{stored, sum_from_bytes},
        schema::statements,
        transaction::{begin, begin_snapshot, commit},
    },
    execute::AttemptError,
    points::{Point, reach},
    seeded::{Bug, broken},
    telemetry::figures,
    wake::Wake,
};
use domain::{
    entity::{RowHash, Table, row_hash},
    id::ScopeId,
};
use futures_util::TryStreamExt;
use sqlx::{PgConnection, PgPool, Row};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Rows repaired in one transaction.
const REPAIRED_AT_ONCE: usize = 500;
/// Names the lock that lets one server scrub at a time.
const LOCK: &str = "barq scrub";

/// Why a scrub did not come to its end; what was repaired before stays repaired.
#[derive(Debug, thiserror::Error)]
pub enum ScrubError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Repair(#[from] AttemptError),
}

/// Scopes that are being looked through on a console's word, and those that were a moment ago.
#[derive(Debug, Default)]
pub struct Suspects(Mutex<HashMap<ScopeId, Option<Instant>>>);

/// Of a scope that has just been looked through no console's word is taken for so long.
const RESTS: Duration = Duration::from_secs(5);

impl Suspects {
    /// Whether the scope is to be looked through now; [`Suspects::end`] has to follow.
    pub fn begin(&self, scope: ScopeId) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, ended| ended.is_none_or(|at| at.elapsed() < RESTS));
        if known.contains_key(&scope) {
            return false;
        }
        known.insert(scope, None);
        true
    }

    pub fn end(&self, scope: ScopeId) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(scope, Some(Instant::now()));
    }
}

/// What was found in a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub rows: u64,
    /// Rows that got a new version.
    pub repaired: u64,
    /// The sum was not that of the rows.
    pub sum_was_wrong: bool,
}

/// Compares every row of `scope` with its hash and all of them with the scope's sum, in one state of the database and
/// without a lock; repairs what differs.
pub async fn scope(pool: &PgPool, wake: &Wake, scope: ScopeId) -> Result<Found, ScrubError> {
    let mut found = Found::default();
    let mut tx = begin_snapshot(pool).await?;
    let Some(row) = sqlx::query("SELECT sum FROM scope WHERE scope_id = $1")
        .bind(scope.0)
        .fetch_optional(&mut *tx)
        .await?
    else {
        return Ok(found);
    };
    let kept = sum_from_bytes(row.try_get::<&[u8], _>(0)?);
    let (mut sum, mut wrong): (RowHash, Vec<(Table, Uuid)>) = (0, Vec::new());
    for table in Table::ALL {
        let mut rows = sqlx::query(statements(*table).of_scope)
            .bind(scope.0)
            .fetch(&mut *tx);
        while let Some(row) = rows.try_next().await? {
            let row = stored(&row, *table)?;
            found.rows += 1;
            sum = sum.wrapping_add(row.hash);
            if row_hash(scope, *table, row.rev, &row.values) != row.hash
                && let Some(domain::value::Value::Uuid(id)) = row.values.first()
            {
                wrong.push((*table, *id));
            }
        }
    }
    tx.commit().await?;
    reach(Point::ScrubRead).await;
    for part in wrong.chunks(REPAIRED_AT_ONCE) {
        let (repaired, moved) = repair::rows(pool, scope, part).await?;
        found.repaired += repaired;
        wake.committed(&moved);
    }
    if sum != kept {
        found.sum_was_wrong = repair::sum(pool, scope).await?;
        if found.sum_was_wrong {
            // No version has moved: a hint without one makes consoles look.
            wake.committed(&[(scope, 0)]);
        }
    }
    if found.repaired > 0 || found.sum_was_wrong {
        tracing::error!(
            %scope, rows = found.repaired, sum = found.sum_was_wrong,
            "rows had been changed without the write path; consoles take them anew"
        );
        figures::repaired(found.repaired, found.sum_was_wrong);
    }
    Ok(found)
}

/// Scrubs every scope, one after the other; at once only on one server.
pub async fn all(pool: &PgPool, wake: &Wake) -> Result<(), ScrubError> {
    let mut turn = begin(pool).await?;
    let mine: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(hashtext($1))")
        .bind(LOCK)
        .fetch_one(&mut *turn)
        .await?;
    if mine {
        for id in scopes(&mut turn).await? {
            scope(pool, wake, id).await?;
        }
    }
    Ok(turn.commit().await?)
}

async fn scopes(tx: &mut PgConnection) -> Result<Vec<ScopeId>, sqlx::Error> {
    let ids: Vec<Uuid> = sqlx::query_scalar("SELECT scope_id FROM scope ORDER BY scope_id")
        .fetch_all(tx)
        .await?;
    Ok(ids.into_iter().map(ScopeId).collect())
}

/// Removes evictions older than `days`; a cursor from before takes the scope anew. Answers how many went.
pub async fn evictions(pool: &PgPool, days: u32) -> Result<u64, sqlx::Error> {
    let old = sqlx::query(
        "SELECT scope_id, max(v) FROM eviction WHERE evicted_at < now() - make_interval(days => $1)
         GROUP BY scope_id ORDER BY scope_id",
    )
    .bind(i32::try_from(days).unwrap_or(i32::MAX))
    .fetch_all(pool)
    .await?;
    let mut gone = 0;
    for row in &old {
        let (scope, floor): (Uuid, i64) = (row.try_get(0)?, row.try_get(1)?);
        let mut tx = begin(pool).await?;
        // The floor first: no cut may start below what is still there.
        if !broken(Bug::FloorNotRaised) {
            sqlx::query("UPDATE scope SET gc_floor = $2 WHERE scope_id = $1 AND gc_floor < $2")
                .bind(scope)
                .bind(floor)
                .execute(&mut *tx)
                .await?;
        }
        gone += sqlx::query("DELETE FROM eviction WHERE scope_id = $1 AND v <= $2")
            .bind(scope)
            .bind(floor)
            .execute(&mut *tx)
            .await?
            .rows_affected();
        commit(tx, [Point::FloorWritten, Point::FloorCommitted]).await?;
    }
    if gone > 0 {
        tracing::info!(evictions = gone, "old evictions were removed");
    }
    Ok(gone)
}
