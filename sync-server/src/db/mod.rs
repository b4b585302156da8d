//! The database: connecting, migrating, and the SQL that follows from the synced tables' declared columns.
//! Knows nothing of commands or HTTP.
//!
//! A server has two pools. The one that writes says so on each connection and sees everything; the one that reads for
//! accounts ([`ReadPool`]) sees nothing until it says for whom.

pub mod answer;
pub mod failure;
pub mod fence;
pub mod migrations;
pub mod reader;
pub mod rows;
pub mod schema;
pub mod transaction;

pub use answer::{Answer, ReadPool};

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

/// The writing pool of whoever serves nobody, with all the connections. Connects at once, so that a wrong address stops
/// the start.
pub async fn connect(settings: &Database) -> Result<PgPool, sqlx::Error> {
    writing(settings, settings.connections).await
}

/// A server's writing pool.
pub async fn write(settings: &Database) -> Result<PgPool, sqlx::Error> {
    writing(settings, settings.connections.div_ceil(2)).await
}

/// A server's reading pool.
pub async fn read(settings: &Database) -> Result<ReadPool, sqlx::Error> {
    ReadPool::open(kept(settings.connections / 2), options(settings)?).await
}

/// Each connection says that it writes: from the next release on, who says nothing sees nothing.
async fn writing(settings: &Database, connections: u32) -> Result<PgPool, sqlx::Error> {
    kept(connections)
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::query("SELECT set_config('barq.fence', 'off', false)")
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .connect_with(options(settings)?)
        .await
}

fn options(settings: &Database) -> Result<PgConnectOptions, sqlx::Error> {
    let options: PgConnectOptions = settings.database_url.parse()?;
    Ok(options
        .application_name("barq sync-server")
        .statement_cache_capacity(512))
}

fn kept(connections: u32) -> PgPoolOptions {
    pool()
        .max_connections(connections)
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
}
