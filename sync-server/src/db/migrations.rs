//! The schema's versions: applying, taking back, and whether the database is where this build expects it.

use super::reader;
use serde::Serialize;
use sqlx::{
    PgPool,
    migrate::{Migrate, MigrateError, Migrator},
};

static MIGRATOR: Migrator = sqlx::migrate!("../migrations/server");

/// One migration and whether the database has it.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    pub version: i64,
    pub name: String,
    pub applied: bool,
}

/// Applies every migration that is missing. Also where none is, the reading role's rights are made good.
pub async fn up(pool: &PgPool) -> Result<(), MigrateError> {
    MIGRATOR.run(pool).await?;
    let mut connection = pool.acquire().await?;
    Ok(reader::admit(&mut connection).await?)
}

/// Takes back the newest `steps` applied migrations; `None` takes back all.
pub async fn down(pool: &PgPool, steps: Option<usize>) -> Result<(), MigrateError> {
    let applied: Vec<i64> = status(pool)
        .await?
        .into_iter()
        .filter(|s| s.applied)
        .map(|s| s.version)
        .collect();
    let keep = steps.map_or(0, |n| applied.len().saturating_sub(n));
    let target = keep.checked_sub(1).map_or(0, |last| applied[last]);
    MIGRATOR.undo(pool, target).await
}

/// Every migration of this build, oldest first.
pub async fn status(pool: &PgPool) -> Result<Vec<Status>, MigrateError> {
    let mut connection = pool.acquire().await?;
    connection
        .ensure_migrations_table(&MIGRATOR.table_name)
        .await?;
    let applied = connection
        .list_applied_migrations(&MIGRATOR.table_name)
        .await?;
    Ok(MIGRATOR
        .iter()
        .filter(|m| m.migration_type.is_up_migration())
        .map(|m| Status {
            version: m.version,
            name: m.description.to_string(),
            applied: applied.iter().any(|a| a.version == m.version),
        })
        .collect())
}

/// The version this build expects the database to be at.
pub fn expected() -> i64 {
    MIGRATOR.iter().map(|m| m.version).max().unwrap_or(0)
}

/// The version the database is at; `None` when it was never migrated. Reads only.
pub async fn current(pool: &PgPool) -> Result<Option<i64>, sqlx::Error> {
    let exists: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(pool)
        .await?;
    if !exists {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
        .fetch_one(pool)
        .await
}
