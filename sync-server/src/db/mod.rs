//! The database: connecting, migrating, and the SQL that follows from the synced tables' declared columns.
//! Knows nothing of commands or HTTP.

pub mod failure;
pub mod migrations;
pub mod rows;
pub mod schema;

use crate::settings::Database;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::time::Duration;

/// Opens the pool; connects at once, so that a wrong address stops the start.
pub async fn connect(settings: &Database) -> Result<PgPool, sqlx::Error> {
    let options: PgConnectOptions = settings.database_url.parse()?;
    PgPoolOptions::new()
        .max_connections(settings.connections)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(
            options
                .application_name("barq sync-server")
                .statement_cache_capacity(512),
        )
        .await
}
