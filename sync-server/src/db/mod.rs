//! The database: connecting, migrating, and the SQL that follows from the synced tables' declared columns.
//! Knows nothing of commands or HTTP.

pub mod failure;
pub mod fence;
pub mod migrations;
pub mod rows;
pub mod schema;
pub mod transaction;

use crate::settings::Database;
use sqlx::{
    Connection,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
};
use std::time::Duration;

/// A connection that was idle for longer is asked whether it still lives before it is used.
const ASK_AFTER: Duration = Duration::from_secs(2);

/// A connection that is older makes place for a new one, so that what Postgres keeps for it does not grow for ever.
const RENEW_AFTER: Duration = Duration::from_secs(30 * 60);

/// A pool's options without sqlx's upkeep of it.
///
/// In sqlx 0.9.0 a connection that is given back can be taken again before it is counted as idle. The count then wraps
/// for a moment, and upkeep that reads it then turns for ever, with whoever waits for a connection behind it
/// (<https://github.com/transact-rs/sqlx/issues/3645>).
pub fn pool() -> PgPoolOptions {
    PgPoolOptions::new().idle_timeout(None).max_lifetime(None)
}

/// Opens the pool; connects at once, so that a wrong address stops the start.
pub async fn connect(settings: &Database) -> Result<PgPool, sqlx::Error> {
    let options: PgConnectOptions = settings.database_url.parse()?;
    pool()
        .max_connections(settings.connections)
        .acquire_timeout(Duration::from_secs(5))
        // A connection that was used a moment ago is not asked whether it lives: that is a round trip per use.
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move {
                if known.age > RENEW_AFTER {
                    return Ok(false);
                }
                if known.idle_for > ASK_AFTER {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(
            options
                .application_name("barq sync-server")
                .statement_cache_capacity(512),
        )
        .await
}
