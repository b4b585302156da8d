//! Canonical dumps: every synced row of a scope, one line each, by table and key, from one snapshot. The same
//! rows give the same bytes on server and replica.

use crate::db::{rows, schema::statements, transaction::begin_snapshot};
use domain::{entity::Table, id::ScopeId};
use futures_util::TryStreamExt;
use sqlx::{PgPool, Row};
use std::io::Write;
use wire::sync::dump_line;

/// Why a dump broke off.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    #[error("there is no scope {0}")]
    UnknownScope(ScopeId),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Writes the rows of `scope` to `out`.
pub async fn dump(pool: &PgPool, scope: ScopeId, out: &mut impl Write) -> Result<(), DumpError> {
    let mut tx = begin_snapshot(pool).await?;
    let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM scope WHERE scope_id = $1)")
        .bind(scope.0)
        .fetch_one(&mut *tx)
        .await?;
    if !known {
        return Err(DumpError::UnknownScope(scope));
    }
    for table in Table::ALL {
        let mut stream = sqlx::query(statements(*table).whole)
            .bind(scope.0)
            .fetch(&mut *tx);
        while let Some(row) = stream.try_next().await? {
            let values = rows::values(&row, *table, 2)?;
            let line = dump_line(scope, *table, row.try_get(0)?, row.try_get(1)?, &values);
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
        }
    }
    tx.commit().await?;
    Ok(out.flush()?)
}
