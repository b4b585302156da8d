//! Commands that fail without being decided: counted in a transaction of their own, so that the count outlives
//! the failure.

use super::incoming::Parsed;
use crate::points::{Point, reach};
use domain::units::Millis;
use sqlx::PgPool;

/// The same failure this often is no accident.
const QUARANTINE_AFTER: i64 = 3;

/// What to do with a command that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    Again,
    Quarantine,
}

/// Counts a failure of `command`; a different failure than the last one starts the count anew.
pub async fn record(
    pool: &PgPool,
    command: &Parsed,
    failure: &str,
    now: Millis,
) -> Result<Failed, sqlx::Error> {
    reach(Point::FailureWritten).await;
    let attempts: i64 = sqlx::query_scalar(
        "INSERT INTO command_failure AS stored (command_id, failure, attempts, last_at)
         VALUES ($1, $2, 1, $3)
         ON CONFLICT (command_id) DO UPDATE SET
             attempts = CASE WHEN stored.failure = EXCLUDED.failure THEN stored.attempts + 1 ELSE 1 END,
             failure = EXCLUDED.failure, last_at = EXCLUDED.last_at
         RETURNING attempts",
    )
    .bind(command.id.0)
    .bind(failure)
    .bind(now.0)
    .fetch_one(pool)
    .await?;
    reach(Point::FailureRecorded).await;
    tracing::error!(command_id = %command.id, name = command.name, failure, attempts, "a command failed");
    Ok(if attempts >= QUARANTINE_AFTER {
        Failed::Quarantine
    } else {
        Failed::Again
    })
}
