//! Retention: finished deliveries leave their hub's scope when they are old enough. Finds them; whether one may go
//! is [`domain::decide`]'s, and what goes with it too. Safe to run on several servers at once.

use crate::{
    clock,
    db::failure::anonymous,
    execute::{ExecuteError, Executed, Incoming, Source, execute},
    ids,
    people::OPERATOR,
    wake::Wake,
};
use domain::{
    command::{Command, Other},
    decide::{ARCHIVE_AFTER_MS, ItemVerdict},
    entities::DeliveryState,
    id::{CommandId, DeliveryId, HubId},
    units::Millis,
};
use sqlx::PgPool;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::sync::Outcome;

/// Deliveries per command: with their events and notes they stay near what one transaction takes.
const AT_ONCE: i64 = 100;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Archived {
    /// Deliveries that left their hub's scope.
    pub deliveries: u64,
    /// Old enough, but somebody still has to settle something about them.
    pub kept: u64,
}

/// Why a run ended early; what it archived before stays archived.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    #[error("the command could not be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// Archives everything that is old enough at `now`.
pub async fn once(pool: &PgPool, wake: &Wake, now: Millis) -> Result<Archived, ArchiveError> {
    let hubs: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM hub ORDER BY id")
        .fetch_all(pool)
        .await?;
    let mut done = Archived::default();
    for hub in hubs {
        let mut after = (i64::MIN, Uuid::nil());
        loop {
            let found = finished(pool, hub, now.0 - ARCHIVE_AFTER_MS, after).await?;
            let Some(last) = found.last().copied() else {
                break;
            };
            after = last;
            let items = found.iter().map(|(_, id)| DeliveryId(*id)).collect();
            let command = Command::Other(Other::Archive {
                hub: HubId(hub),
                items,
            });
            let incoming = Incoming {
                seq: 0,
                id: CommandId(ids::fresh()),
                issued_at: now,
                command: serde_json::to_value(&command)?,
            };
            let executed = execute(pool, wake, OPERATOR, Source::Api, vec![incoming], now).await?;
            let gone = applied(&executed);
            done.deliveries += gone;
            done.kept += found.len() as u64 - gone;
        }
    }
    Ok(done)
}

fn applied(executed: &Executed) -> u64 {
    executed
        .outcomes
        .iter()
        .map(|outcome| match &outcome.outcome {
            Outcome::Applied { items } => {
                items.iter().filter(|i| ItemVerdict::is_applied(i)).count() as u64
            }
            Outcome::Rejected { .. }
            | Outcome::Retry { .. }
            | Outcome::Quarantined { .. }
            | Outcome::Unknown(_) => 0,
        })
        .sum()
}

/// The hub's next finished deliveries, oldest first: when they were finished, and their ids.
async fn finished(
    pool: &PgPool,
    hub: Uuid,
    until: i64,
    after: (i64, Uuid),
) -> Result<Vec<(i64, Uuid)>, sqlx::Error> {
    let terminal: Vec<&str> = DeliveryState::ALL
        .iter()
        .filter(|state| state.is_terminal())
        .map(|state| state.word())
        .collect();
    sqlx::query_as(
        "SELECT state_since, id FROM delivery
         WHERE scope_id = $1 AND state = ANY($2) AND state_since <= $3 AND (state_since, id) > ($4, $5)
         ORDER BY state_since, id LIMIT $6",
    )
    .bind(hub)
    .bind(terminal)
    .bind(until)
    .bind(after.0)
    .bind(after.1)
    .bind(AT_ONCE)
    .fetch_all(pool)
    .await
}

/// Archives every `period` until `stop`.
pub async fn run(pool: PgPool, wake: Wake, period: Duration, stop: CancellationToken) {
    let mut every = tokio::time::interval(period);
    while stop.run_until_cancelled(every.tick()).await.is_some() {
        match stop
            .run_until_cancelled(once(&pool, &wake, clock::now()))
            .await
        {
            None => return,
            Some(Ok(done)) if done.deliveries > 0 => {
                metrics::counter!("barq_archived_deliveries_total").increment(done.deliveries);
                tracing::info!(deliveries = done.deliveries, kept = done.kept, "archived");
            }
            Some(Ok(_)) => {}
            Some(Err(ArchiveError::Database(error))) => {
                tracing::warn!(error = anonymous(&error), "archiving is put off");
            }
            Some(Err(error)) => tracing::warn!(%error, "archiving is put off"),
        }
    }
}
