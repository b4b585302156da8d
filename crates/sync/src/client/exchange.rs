//! One exchange, from the replica's cursors and commands to the applied cut; and what it says about the clocks.

use super::{Inner, local_now, lock};
use crate::{
    engine::{Exchanged, Order},
    exchange,
    transport::{CutBody, MAX_CUT_BYTES, Watched},
};
use domain::{rejection::Rejection, units::Millis};
use replica::{Applied, Cut, Replica, Settled};
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Event, ExchangeView, OutboxState, Progress},
    sync::Outcome,
};

/// Progress of a first sync is told this often.
const PROGRESS_EVERY: Duration = Duration::from_millis(150);
/// The clock offset is stored anew when it moved by more.
const OFFSET_MOVED_MS: i64 = 1_000;
const CLOCK_OFFSET: &str = "clock_offset_ms";

/// What was done so far, for the history, whether or not it succeeds.
#[derive(Default)]
struct Done {
    commands: u64,
    rows: u64,
    evictions: u64,
}

impl Inner {
    /// Makes one exchange as ordered.
    pub(super) async fn exchange(self: &Arc<Self>, order: Order) -> Result<Exchanged, Problem> {
        let at = local_now();
        let began = Instant::now();
        let watched = Arc::<Watched>::default();
        let mut done = Done::default();
        let result = self.try_exchange(order, &watched, &mut done).await;
        let view = ExchangeView {
            at,
            duration_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
            rows: done.rows,
            evictions: done.evictions,
            commands: done.commands,
            bytes: watched.bytes.load(Ordering::Relaxed),
            error: result.as_ref().err().map(|p| p.code.word().to_owned()),
        };
        tracing::debug!(?view, "exchange");
        let recorded = self
            .blocking(move |replica| replica.record_exchange(&view).map_err(|e| e.problem()))
            .await;
        if let Err(problem) = recorded {
            tracing::warn!(code = %problem.code, "the exchange is missing in the history");
        }
        result
    }

    async fn try_exchange(
        self: &Arc<Self>,
        order: Order,
        watched: &Arc<Watched>,
        done: &mut Done,
    ) -> Result<Exchanged, Problem> {
        let request = self
            .blocking(move |replica| exchange::request(replica, &order))
            .await?;
        done.commands = request.commands.len() as u64;
        let first = request.cursors.is_empty();
        let token = lock(&self.access).clone().unwrap_or_default();
        let body = self
            .transport
            .exchange(&token, &request, watched.clone())
            .await?;
        let progress = first.then(|| self.tell_progress(watched.clone()));
        let read = watched.clone();
        let applied = self
            .blocking(move |replica| apply(replica, body, read))
            .await;
        if let Some(task) = progress {
            task.abort();
        }
        let (applied, server_time, apply_ms) = applied?;
        note_server_time(self, server_time);
        (done.rows, done.evictions) = (applied.rows, applied.evictions);
        self.announce(&applied);
        self.status.cut_applied(local_now());
        self.store_clock_offset().await?;
        let mismatched = applied.mismatched.clone();
        if !mismatched.is_empty() {
            tracing::warn!(?mismatched, "sums differ from the server's");
        }
        let cursors = self
            .blocking(|replica| replica.cursors().map_err(|e| e.problem()))
            .await?;
        let waiting = self.refresh_counts().await;
        Ok(exchange::exchanged(
            &applied,
            cursors,
            waiting,
            done.commands > 0,
            apply_ms,
        ))
    }

    /// Tells listeners about outcomes that a person should see where the work was done.
    fn announce(&self, applied: &Applied) {
        for settled in &applied.outcomes {
            if let Some(rejection) = refused(settled) {
                // No listener is no error.
                let _ = self.status.events.send(Event::CommandRejected {
                    command_id: settled.command_id,
                    name: settled.name.clone(),
                    label: settled.label.clone(),
                    rejection,
                });
            }
        }
    }

    fn tell_progress(self: &Arc<Self>, watched: Arc<Watched>) -> tokio::task::JoinHandle<()> {
        let inner = self.clone();
        tokio::spawn(async move {
            let mut every = tokio::time::interval(PROGRESS_EVERY);
            loop {
                every.tick().await;
                inner.status.progress(Progress {
                    bytes: watched.bytes.load(Ordering::Relaxed),
                    rows: watched.lines.load(Ordering::Relaxed),
                    total_rows: 0,
                });
            }
        })
    }

    /// Kept over restarts, so that an offline console still knows the server's time.
    async fn store_clock_offset(&self) -> Result<(), Problem> {
        let offset = self.clock_offset_ms.load(Ordering::Relaxed);
        let stored = self.stored_offset_ms.load(Ordering::Relaxed);
        if (offset - stored).abs() <= OFFSET_MOVED_MS {
            return Ok(());
        }
        self.blocking(move |replica| {
            let value = offset.to_string();
            replica
                .set_meta(CLOCK_OFFSET, Some(value.as_bytes()))
                .map_err(|e| e.problem())
        })
        .await?;
        self.stored_offset_ms.store(offset, Ordering::Relaxed);
        Ok(())
    }
}

/// Reads the cut while it comes in and applies it; also the server's time and how long it took, milliseconds.
fn apply(
    replica: &Replica,
    body: impl std::io::Read + Send + 'static,
    watched: Arc<Watched>,
) -> Result<(Applied, Millis, u64), Problem> {
    let unreadable = |error: &dyn std::fmt::Display| {
        watched.problem().unwrap_or_else(|| {
            Problem::new(ErrorCode::NotASyncServer, "The server's answer cannot be read").detail(format!(
                "{error}. Nothing of it was applied. Your work is kept. Update this program or the server."
            ))
        })
    };
    let body = CutBody::new(body, MAX_CUT_BYTES, watched.clone()).map_err(|e| unreadable(&e))?;
    let cut = Cut::read(body).map_err(|e| unreadable(&e))?;
    let server_time = cut.head.server_time;
    let began = Instant::now();
    let applied = replica
        .apply(cut, local_now())
        .map_err(|error| match error {
            replica::ReplicaError::BadCut(_) => unreadable(&error),
            other => watched.problem().unwrap_or_else(|| other.problem()),
        })?;
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok((applied, server_time, took))
}

fn refused(settled: &Settled) -> Option<Rejection> {
    match settled.state {
        OutboxState::Quarantined => {
            let Outcome::Quarantined { reason } = &settled.outcome else {
                return None;
            };
            let rejection = Rejection::new(domain::rejection::RejectCode::MalformedCommand);
            Some(rejection.with("reason", reason.as_str()))
        }
        _ => settled.rejection().cloned(),
    }
}

/// Takes the server's clock from an answer that has just come.
pub(super) fn note_server_time(inner: &Inner, server: Millis) {
    let offset = server.0 - local_now().0;
    inner.clock_offset_ms.store(offset, Ordering::Relaxed);
}

/// The clock offset of the last session, milliseconds; 0 when there was none.
pub(super) fn stored_clock_offset(replica: &Replica) -> Result<i64, Problem> {
    let stored = replica.meta(CLOCK_OFFSET).map_err(|e| e.problem())?;
    Ok(stored
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.parse().ok())
        .unwrap_or(0))
}
