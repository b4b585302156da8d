//! Beginning a transaction so that a caller who goes away meanwhile leaves none open.
//!
//! sqlx counts a transaction only when Postgres has answered `BEGIN`. Were the caller dropped before that (a console
//! that hangs up in the middle of its request), the connection would go back to the pool inside a transaction that
//! nobody ends, and the next cut read from it would show a world of minutes ago. Here the beginning runs to its end
//! whoever waits for it; a transaction that nobody takes is rolled back like any other that is dropped.

use crate::{
    points::{Point, reach},
    seeded::{Bug, broken},
};
use sqlx::{PgPool, Postgres, Transaction};

/// One state of the whole database for everything the transaction reads, and no writing.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Begins a transaction that writes (read committed).
pub async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    to_its_end(pool.clone(), "BEGIN").await
}

/// Begins a transaction that reads one state of the whole database.
pub async fn begin_snapshot(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    to_its_end(pool.clone(), SNAPSHOT).await
}

/// Commits, between two points at which tests may stop it.
pub async fn commit(
    tx: Transaction<'_, Postgres>,
    [written, committed]: [Point; 2],
) -> Result<(), sqlx::Error> {
    reach(written).await;
    tx.commit().await?;
    reach(committed).await;
    Ok(())
}

async fn to_its_end(
    pool: PgPool,
    statement: &'static str,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    if broken(Bug::BeginAbandoned) {
        return pool.begin_with(statement).await;
    }
    tokio::spawn(async move { pool.begin_with(statement).await })
        .await
        .map_err(|_| sqlx::Error::WorkerCrashed)?
}
