//! Snapshots: a large scope as immutable files, for consoles that have nothing of it. Owns when one is made, where
//! its files are, and when they go. Who may have one is asked by the route; what is read, and which are there, is under
//! the fence of the account that asks.
//!
//! A snapshot is made from one state of the database, without a lock that a writer would wait for; once however many
//! consoles ask, in this process by a lock per scope and among servers by one of Postgres'; and used until the scope
//! is [`crate::settings::Snapshots::changes`] versions further.

mod build;
mod shelf;

use crate::{app::App, clock, db::failure::anonymous, epoch, scrub, telemetry::figures};
use domain::{
    entity::Table,
    id::{ScopeId, UserId},
    schema,
};
use snapshot::{Manifest, SnapshotError};
use sqlx::{PgConnection, Row};
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use uuid::Uuid;

pub use shelf::Shelf;

/// Of a scope this many snapshots are kept: consoles may still be reading the one before the newest.
const KEPT: usize = 2;
/// Scopes found in need of repair while a snapshot was made are repaired and read again so often.
const MAX_BUILDS: u32 = 3;

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("the scope does not exist")]
    NoScope,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Files(#[from] SnapshotError),
    #[error("the task that wrote it ended")]
    Ended,
    #[error("the scope's rows do not add up to its checksum, though they were repaired")]
    Unsound,
    #[error(transparent)]
    Repair(#[from] scrub::ScrubError),
}

/// What a snapshot is of: a scope, and the schema of whoever reads it.
type Kind = (ScopeId, u32);

/// The snapshots of this process.
#[derive(Debug)]
pub struct Snapshots {
    shelf: Shelf,
    building: Mutex<HashMap<Kind, Arc<tokio::sync::Mutex<()>>>>,
}

impl Snapshots {
    pub fn new(folder: PathBuf) -> Self {
        Self {
            shelf: Shelf::new(folder),
            building: Mutex::default(),
        }
    }

    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }
}

/// A snapshot of the scope for readers of `schema` that is fresh enough, made now where there is none. It is made to its end even when the
/// caller goes away or waits no longer than `patience`: then `None`.
pub async fn of(
    app: &App,
    user: UserId,
    scope: ScopeId,
    schema: u32,
    patience: Duration,
) -> Result<Option<Manifest>, BuildError> {
    let working = app.clone();
    let made = tokio::spawn(async move { ready_or_built(&working, user, scope, schema).await });
    match tokio::time::timeout(patience, made).await {
        Ok(Ok(made)) => made.map(Some),
        Ok(Err(_)) => Err(BuildError::Ended),
        Err(_) => Ok(None),
    }
}

/// As [`of`], in the caller's own task: it ends where the caller goes away.
pub async fn ready_or_built(
    app: &App,
    user: UserId,
    scope: ScopeId,
    schema: u32,
) -> Result<Manifest, BuildError> {
    let schema = schema.clamp(schema::FIRST, schema::own());
    if let Some(manifest) = ready(app, user, scope, schema).await? {
        return Ok(manifest);
    }
    let turn = {
        let mut building = app
            .snapshots
            .building
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        building.entry((scope, schema)).or_default().clone()
    };
    let _turn = turn.lock().await;
    for _ in 0..MAX_BUILDS {
        if let Some(manifest) = ready(app, user, scope, schema).await? {
            return Ok(manifest);
        }
        let began = Instant::now();
        match build::build(app, user, scope, schema).await? {
            build::Built::Elsewhere => {}
            build::Built::Unsound => {
                figures::checksum_mismatch("snapshot");
                scrub::scope(&app.write, &app.wake, scope).await?;
            }
            build::Built::Here(manifest) => {
                figures::snapshot_built(manifest.rows, manifest.bytes(), began.elapsed());
                tracing::info!(
                    scope = %scope, schema, v = manifest.v, rows = manifest.rows, bytes = manifest.bytes(),
                    seconds = began.elapsed().as_secs_f64(), "a snapshot was made"
                );
                tidy(app, scope, schema).await?;
                return Ok(manifest);
            }
        }
    }
    Err(BuildError::Unsound)
}

/// The newest snapshot that is fresh enough and whose files are here.
async fn ready(
    app: &App,
    user: UserId,
    scope: ScopeId,
    schema: u32,
) -> Result<Option<Manifest>, BuildError> {
    let mut answer = app.read.answer(user).await?;
    let found = sqlx::query(
        "SELECT s.id FROM snapshot AS s JOIN scope ON scope.scope_id = s.scope_id
         WHERE s.scope_id = $1 AND s.epoch = scope.epoch AND s.v <= scope.v AND s.v >= scope.gc_floor
           AND s.v >= scope.v - $2 AND s.schema = $3
         ORDER BY s.v DESC",
    )
    .bind(scope.0)
    .bind(i64::from(app.settings.snapshots.changes))
    .bind(number(schema))
    .fetch_all(&mut *answer)
    .await?;
    drop(answer);
    for row in &found {
        if let Some(manifest) = app.snapshots.shelf.manifest(row.try_get(0)?).await {
            return Ok(Some(manifest));
        }
    }
    Ok(None)
}

/// Whether `id` is a snapshot of `scope`, and the account sees the scope.
pub async fn is_of(
    answer: &mut PgConnection,
    scope: ScopeId,
    id: Uuid,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM snapshot WHERE id = $1 AND scope_id = $2)")
        .bind(id)
        .bind(scope.0)
        .fetch_one(answer)
        .await
}

/// Whether the scope has so many rows (`least` in any one table) that it is taken as a snapshot. Counts no further.
pub async fn is_large(
    tx: &mut PgConnection,
    scope: ScopeId,
    tables: impl Iterator<Item = Table>,
    least: u32,
) -> Result<bool, sqlx::Error> {
    for table in tables {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE scope_id = $1 LIMIT $2) AS few"
        );
        let some: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(scope.0)
            .bind(i64::from(least))
            .fetch_one(&mut *tx)
            .await?;
        if some >= i64::from(least) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A schema as Postgres keeps it.
fn number(schema: u32) -> i32 {
    i32::try_from(schema).unwrap_or(i32::MAX)
}

/// Removes the scope's snapshots of that schema but the newest few.
async fn tidy(app: &App, scope: ScopeId, schema: u32) -> Result<(), BuildError> {
    let gone = sqlx::query(
        "DELETE FROM snapshot WHERE id IN
           (SELECT id FROM snapshot WHERE scope_id = $1 AND schema = $3 ORDER BY built_at DESC, v DESC OFFSET $2)
         RETURNING id",
    )
    .bind(scope.0)
    .bind(i64::try_from(KEPT).unwrap_or(i64::MAX))
    .bind(number(schema))
    .fetch_all(&app.write)
    .await?;
    for row in &gone {
        app.snapshots.shelf.remove(row.try_get(0)?).await;
    }
    Ok(())
}

/// Writes down that a snapshot was made.
async fn register(app: &App, manifest: &Manifest) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO snapshot (id, scope_id, epoch, v, built_at, rows, bytes, schema)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(manifest.id)
    .bind(manifest.scope.0)
    .bind(manifest.epoch)
    .bind(manifest.v)
    .bind(clock::now().0)
    .bind(i64::try_from(manifest.rows).unwrap_or(i64::MAX))
    .bind(i64::try_from(manifest.bytes()).unwrap_or(i64::MAX))
    .bind(number(manifest.schema))
    .execute(&app.write)
    .await?;
    Ok(())
}

/// What keeps histories, checksums and evictions in order, at its own slow pace, until `stop`.
pub async fn upkeep(app: App, stop: tokio_util::sync::CancellationToken) {
    stop.run_until_cancelled(async {
        let secs = app.settings.scrub_secs;
        if secs == 0 {
            return std::future::pending().await;
        }
        let mut every = tokio::time::interval(Duration::from_secs(secs.into()));
        // The first tick comes at once: a server that starts has served nobody yet.
        every.tick().await;
        loop {
            every.tick().await;
            if let Err(error) = round(&app).await {
                tracing::warn!(%error, "upkeep was interrupted");
            }
        }
    })
    .await;
}

async fn round(app: &App) -> Result<(), scrub::ScrubError> {
    match epoch::notice(&app.write).await {
        Ok(_) => {}
        Err(error) => tracing::warn!(error = anonymous(&error), "the database was not identified"),
    }
    scrub::evictions(&app.write, app.settings.eviction_days).await?;
    scrub::all(&app.write, &app.wake).await
}
