//! `POST /api/v1/sync`: one exchange.

use super::{ApiError, caller::SignedIn, json::Json};
use crate::{
    app::App,
    clock,
    cut::{self, Wanted, cut},
    epoch,
    execute::{Executed, Incoming, Source, execute},
    scrub,
    telemetry::figures,
};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::id::ScopeId;
use std::time::Instant;
use wire::{
    PROTOCOL,
    error::ErrorCode,
    sync::{Cursor, SyncRequest},
};

/// A server speaks this many protocol versions before its own.
const OLDER: u32 = 2;

/// Executes the commands, then answers with their outcomes and one cut.
pub async fn sync(
    State(app): State<App>,
    caller: SignedIn,
    Json(request): Json<SyncRequest>,
) -> Result<Response, ApiError> {
    speaks(request.protocol)?;
    let now = clock::now();
    let last_sent = request.commands.last().map_or(0, |c| c.seq);
    let executed = if request.commands.is_empty() {
        Some(Executed::default())
    } else if behind(&app, &caller, &request.cursors).await? {
        // What this database has lost is sent again first: commands are decided in the order they were given.
        None
    } else {
        let began = Instant::now();
        let commands: Vec<_> = request.commands.into_iter().map(Incoming::from).collect();
        let source = Source::Client(request.client);
        let executed = execute(
            &app.write,
            &app.wake,
            caller.principal(),
            source,
            commands,
            now,
        )
        .await?;
        figures::executed(&executed, began.elapsed());
        Some(executed)
    };
    for scope in request.mismatched {
        figures::checksum_mismatch("console");
        suspect(&app, &caller, scope).await?;
    }
    let began = Instant::now();
    let wanted = Wanted {
        user: caller.0.user,
        client: request.client,
        schema: request.schema,
        cursors: &request.cursors,
        backfill: &request.backfill,
        large: request.snapshots.then_some(app.settings.snapshots.rows),
        last_sent,
        now: clock::now(),
    };
    let cut = cut(&app.read, &app.write, &app.deltas, &wanted, executed).await?;
    figures::cut(&cut, began.elapsed());
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-ndjson"),
        ),
        (header::CONTENT_ENCODING, HeaderValue::from_static("zstd")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_LENGTH, cut.body.len().into()),
    ];
    let mut response = (headers, cut.body.into_body()).into_response();
    let lease = app.leases.issue(caller.0.user, caller.0.device, wanted.now);
    if let Some(lease) = lease.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(wire::lease::HEADER, lease);
    }
    if request.protocol < PROTOCOL || request.schema < domain::schema::own() {
        let wanted = HeaderValue::from_static("wanted");
        response.headers_mut().insert(wire::UPDATE_HEADER, wanted);
    }
    Ok(response)
}

async fn behind(app: &App, caller: &SignedIn, cursors: &[Cursor]) -> Result<bool, sqlx::Error> {
    epoch::behind(&mut *app.read.answer(caller.0.user).await?, cursors).await
}

/// A console's sum of the scope is not the server's: the scope's rows are looked through, once for each of its
/// versions, while the console goes on.
async fn suspect(app: &App, caller: &SignedIn, scope: ScopeId) -> Result<(), ApiError> {
    if !cut::sees(&app.read, caller.0.user, scope).await? || !app.suspects.begin(scope) {
        return Ok(());
    }
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = scrub::scope(&app.write, &app.wake, scope).await {
            tracing::warn!(%scope, %error, "a scope was not looked through to its end");
        }
        app.suspects.end(scope);
    });
    Ok(())
}

fn speaks(protocol: u32) -> Result<(), ApiError> {
    if protocol > PROTOCOL {
        return Err(ApiError::new(
            ErrorCode::ProtocolTooNew,
            "The server is older than this console",
        )
        .detail(format!(
            "It speaks protocol {PROTOCOL}, the console {protocol}. Nothing was lost."
        )));
    }
    if protocol + OLDER < PROTOCOL {
        return Err(ApiError::new(
            ErrorCode::ProtocolTooOld,
            "This console is too old for the server",
        )
        .detail(format!(
            "It speaks protocol {PROTOCOL}, the console {protocol}. Update the console."
        )));
    }
    Ok(())
}
