//! Making one snapshot: rows stream from one state of the database to a thread that writes them. At no time are more
//! than a few thousand in memory.

use super::{BuildError, ready, register};
use crate::{
    app::App,
    db::{
        rows::{sum_from_bytes, values},
        schema::statements,
    },
    points::{Point, reach},
    seeded::{Bug, broken},
};
use domain::{
    entity::Table,
    id::{ScopeId, UserId},
    schema,
};
use futures_util::TryStreamExt;
use snapshot::{About, Manifest, SnapshotError, Writer};
use sqlx::{PgConnection, Row, postgres::PgRow};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Rows handed to the writer at once, and how many such parts may be under way.
const ROWS_AT_ONCE: usize = 512;
const PARTS: usize = 8;
/// Names this kind of lock among Postgres' advisory locks.
const LOCK: i32 = 0x5ba7;

/// What became of an attempt.
pub enum Built {
    Here(Manifest),
    /// Another server made one meanwhile.
    Elsewhere,
    /// The rows do not add up to the scope's checksum: nothing was kept.
    Unsound,
}

type Part = (Table, Vec<PgRow>);

/// Makes a snapshot of `scope` for readers of `schema` and writes it down. What goes into it is read under the fence of
/// `user`, who asks: all of the scope, or nothing.
pub async fn build(
    app: &App,
    user: UserId,
    scope: ScopeId,
    schema: u32,
) -> Result<Built, BuildError> {
    let mut tx = app.read.answer(user).await?;
    // One server at a time; waited for here, and let go when the transaction ends.
    if !broken(Bug::SnapshotLockNotTaken) {
        sqlx::query("SELECT pg_advisory_xact_lock($1, hashtext($2))")
            .bind(LOCK)
            .bind(format!("{scope} {schema}"))
            .execute(&mut *tx)
            .await?;
    }
    if ready(app, user, scope, schema).await?.is_some() {
        return Ok(Built::Elsewhere);
    }
    let Some(row) = sqlx::query("SELECT epoch, v, sum FROM scope WHERE scope_id = $1")
        .bind(scope.0)
        .fetch_optional(&mut *tx)
        .await?
    else {
        return Err(BuildError::NoScope);
    };
    reach(Point::SnapshotBegun).await;
    let mut about = About {
        id: Uuid::from_u128(rand::random()),
        scope,
        epoch: row.try_get(0)?,
        v: row.try_get(1)?,
    };
    if broken(Bug::SnapshotOfOtherVersion) {
        about.v = sqlx::query_scalar("SELECT v FROM scope WHERE scope_id = $1")
            .bind(scope.0)
            .fetch_one(&app.write)
            .await?;
    }
    let wanted = sum_from_bytes(row.try_get::<&[u8], _>(2)?);
    let shelf = app.snapshots.shelf().clone();
    let dir = shelf.unfinished(about.id);
    let close_at = u64::from(app.settings.snapshots.chunk_kib) << 10;
    let (parts, incoming) = mpsc::channel(PARTS);
    let writing = tokio::task::spawn_blocking(move || -> Result<Option<Manifest>, BuildError> {
        let writer = write(
            Writer::new(&dir, scope, schema)?.closing_at(close_at),
            incoming,
        )?;
        if writer.sum_given() != wanted {
            return Ok(None);
        }
        Ok(Some(writer.finish(about)?))
    });
    let read = read(&mut tx, scope, parts).await;
    let written = writing.await.map_err(|_| BuildError::Ended)?;
    let outcome = async {
        read?;
        let Some(manifest) = written? else {
            return Ok(Built::Unsound);
        };
        shelf.finish(about.id).map_err(SnapshotError::from)?;
        reach(Point::SnapshotBuilt).await;
        register(app, &manifest).await?;
        reach(Point::SnapshotRegistered).await;
        Ok(Built::Here(manifest))
    }
    .await;
    if !matches!(outcome, Ok(Built::Here(_))) {
        shelf.remove(about.id).await;
    }
    outcome
}

/// Memory for sorting a scope's rows; more of them are sorted on Postgres' disk.
const SORT_MEMORY: &str = "SET LOCAL work_mem = '32MB'";

/// Sends all rows of the scope, table by table.
async fn read(
    tx: &mut PgConnection,
    scope: ScopeId,
    parts: mpsc::Sender<Part>,
) -> Result<(), sqlx::Error> {
    sqlx::query(SORT_MEMORY).execute(&mut *tx).await?;
    for table in schema::tables(schema::own()) {
        let mut stream = sqlx::query(statements(table).snapshot)
            .bind(scope.0)
            .fetch(&mut *tx);
        let mut batch = Vec::with_capacity(ROWS_AT_ONCE);
        loop {
            let row = stream.try_next().await?;
            let over = row.is_none();
            batch.extend(row);
            if over || batch.len() == ROWS_AT_ONCE {
                let full = std::mem::replace(&mut batch, Vec::with_capacity(ROWS_AT_ONCE));
                // When the writer has failed, it says why.
                if parts.send((table, full)).await.is_err() {
                    return Ok(());
                }
            }
            if over {
                break;
            }
        }
    }
    Ok(())
}

fn write(mut writer: Writer, mut parts: mpsc::Receiver<Part>) -> Result<Writer, BuildError> {
    while let Some((table, rows)) = parts.blocking_recv() {
        for row in &rows {
            let values = values(row, table, 2)?;
            writer.row(table, row.try_get(0)?, row.try_get(1)?, &values)?;
        }
    }
    Ok(writer)
}
