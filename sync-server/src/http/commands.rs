//! `POST /api/v1/commands`: commands by an admin's program, outside any replica.

use super::{ApiError, caller::SignedIn, json::Json};
use crate::{
    app::App,
    clock,
    execute::{Incoming, Source, execute},
    telemetry::figures,
};
use axum::extract::State;
use std::time::Instant;
use wire::{error::ErrorCode, http::SubmitCommands, sync::CommandOutcome};

/// The most commands one request may bring.
const MAX_COMMANDS: usize = 1000;

/// Executes the commands in order; each has its outcome in the answer.
pub async fn submit(
    State(app): State<App>,
    caller: SignedIn,
    Json(request): Json<SubmitCommands>,
) -> Result<axum::Json<Vec<CommandOutcome>>, ApiError> {
    if request.commands.len() > MAX_COMMANDS {
        return Err(
            ApiError::new(ErrorCode::MalformedRequest, "Too many commands at once").detail(
                format!("At most {MAX_COMMANDS} are taken in one request. None was executed."),
            ),
        );
    }
    let now = clock::now();
    let began = Instant::now();
    let commands = request
        .commands
        .into_iter()
        .map(|c| Incoming {
            seq: 0,
            id: c.command_id,
            issued_at: now,
            command: c.command,
        })
        .collect();
    let executed = execute(
        &app.write,
        &app.wake,
        caller.principal(),
        Source::Api,
        commands,
        now,
    )
    .await?;
    figures::executed(&executed, began.elapsed());
    Ok(axum::Json(executed.outcomes))
}
