//! `GET /api/v1/sync/snapshots/…`: a large scope as files, for whoever may see the scope at this moment.

use super::{ApiError, caller::SignedIn};
use crate::{
    app::App,
    cut,
    snapshots::{self, BuildError},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{id::ScopeId, schema};
use std::time::Duration;
use tokio_util::io::ReaderStream;
use uuid::Uuid;
use wire::error::ErrorCode;

/// A console that waits longer for a snapshot is asked to come again.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes read from the file at once.
const PIECE: usize = 256 << 10;

/// How the rows are to be.
#[derive(Debug, serde::Deserialize)]
pub struct Asked {
    /// The console's schema. Those of the first release do not say it.
    #[serde(default = "first")]
    schema: u32,
}

fn first() -> u32 {
    schema::FIRST
}

/// The manifest of a fresh snapshot; 202 while it is being made.
pub async fn manifest(
    State(app): State<App>,
    caller: SignedIn,
    Path(scope): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    let scope = ScopeId(scope);
    may_see(&app, &caller, scope).await?;
    match snapshots::of(&app, caller.0.user, scope, asked.schema, PATIENCE).await? {
        Some(manifest) => {
            Ok(([(header::CACHE_CONTROL, "no-store")], Json(manifest)).into_response())
        }
        None => Ok(StatusCode::ACCEPTED.into_response()),
    }
}

/// One chunk.
pub async fn chunk(
    State(app): State<App>,
    caller: SignedIn,
    Path((scope, id, n)): Path<(Uuid, Uuid, usize)>,
) -> Result<Response, ApiError> {
    let scope = ScopeId(scope);
    may_see(&app, &caller, scope).await?;
    let mut answer = app.read.answer(caller.0.user).await?;
    if !snapshots::is_of(&mut answer, scope, id).await? {
        return Err(gone());
    }
    drop(answer);
    let (file, bytes) = app
        .snapshots
        .shelf()
        .chunk(id, n)
        .await
        .map_err(|_| gone())?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_LENGTH, bytes.into()),
    ];
    let body = Body::from_stream(ReaderStream::with_capacity(file, PIECE));
    Ok((headers, body).into_response())
}

/// An unknown scope is refused like a foreign one.
async fn may_see(app: &App, caller: &SignedIn, scope: ScopeId) -> Result<(), ApiError> {
    if cut::sees(&app.read, caller.0.user, scope).await? {
        return Ok(());
    }
    Err(
        ApiError::new(ErrorCode::NotGranted, "The account does not see this scope")
            .detail("Nothing was sent. Sync again: what the account may see has changed."),
    )
}

fn gone() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "This snapshot is no longer kept")
        .detail("Ask for the scope's manifest again.")
}

impl From<BuildError> for ApiError {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::NoScope => gone(),
            BuildError::Database(error) => error.into(),
            other @ (BuildError::Files(_)
            | BuildError::Ended
            | BuildError::Unsound
            | BuildError::Repair(_)) => Self::internal(&other.to_string()),
        }
    }
}
