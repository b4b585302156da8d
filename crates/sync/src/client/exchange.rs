//! One exchange, from the replica's cursors and commands to the applied cut; and what it says of the time.

use super::{Inner, lock};
use crate::{
    engine::{Exchanged, Input, Order},
    exchange,
    transport::{CutBody, MAX_CUT_BYTES, Watched, unreadable_answer},
};
use domain::{
    id::ClientId,
    rejection::{RejectCode, Rejection},
};
use replica::{Applied, Cut, Settled};
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Event, ExchangeView, OutboxState, Progress},
    sync::{Head, Outcome, ScopeCut, ScopeMode},
};

/// Progress of a first sync is told this often.
const PROGRESS_EVERY: Duration = Duration::from_millis(150);

/// What was done so far, for the history, whether or not it succeeds.
#[derive(Default)]
struct Done {
    /// In the request.
    carried: usize,
    /// Of those, what a server answered.
    commands: u64,
    rows: u64,
    evictions: u64,
}

impl Inner {
    /// Makes one exchange as ordered.
    pub(super) async fn exchange(self: &Arc<Self>, order: Order) -> Result<Exchanged, Problem> {
        let at = self.clock.now();
        let began = Instant::now();
        let watched = Arc::<Watched>::default();
        let mut done = Done::default();
        let mut result = self.try_exchange(order, &watched, &mut done).await;
        let sent = watched.sent.load(Ordering::Relaxed);
        self.tell(Input::Carried {
            commands: done.carried,
            bytes: usize::try_from(sent).unwrap_or(usize::MAX),
        });
        if let Err(problem) = &result
            && self.rescued(problem).await
        {
            // What is left is to fetch everything into the fresh replica; the next exchange does.
            result = Ok(Exchanged {
                more_commands: true,
                ..Exchanged::default()
            });
        }
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
        let suspected = order.resnapshot.clone();
        let request = self
            .blocking(move |replica| exchange::request(replica, &order))
            .await?;
        if !suspected.is_empty() {
            self.note(ErrorCode::ChecksumMismatch).await;
        }
        done.carried = request.commands.len();
        let last = request.commands.last().map_or(0, |command| command.seq);
        let _in_flight = self.in_flight.set(last);
        let first = request.cursors.is_empty();
        let token = lock(&self.access).clone().unwrap_or_default();
        let body = self
            .transport
            .exchange(&token, &request, watched.clone())
            .await?;
        let progress = first.then(|| {
            let watched = watched.clone();
            self.tell_progress(move || Progress {
                bytes: watched.bytes.load(Ordering::Relaxed),
                rows: watched.lines.load(Ordering::Relaxed),
                total_rows: 0,
            })
        });
        let read = watched.clone();
        let cut = self.blocking(move |_| open_cut(body, &read)).await?;
        // Not before: what no server answered was not sent, as far as anybody knows.
        done.commands = done.carried as u64;
        self.clock.learn(cut.head.server_time);
        let restored = self.look_back(&cut.head).await?;
        // Of snapshots progress is told in rows.
        let progress = progress.filter(|_| !wants_snapshots(&cut.head));
        let applied = self.take_in(cut, watched).await;
        drop(progress);
        let (applied, apply_ms) = applied?;
        self.status
            .update_wanted(watched.update_wanted.load(Ordering::Relaxed));
        if let Some(lease) = watched.lease() {
            self.renew_lease(lease).await?;
        }
        (done.rows, done.evictions) = (applied.rows, applied.evictions);
        self.announce(&applied);
        self.status.cut_applied(self.clock.now());
        self.note_time().await;
        let mismatched = applied.mismatched.clone();
        if !mismatched.is_empty() {
            tracing::warn!(?mismatched, "sums differ from the server's");
        }
        let cursors = self
            .blocking(|replica| replica.cursors().map_err(|e| e.problem()))
            .await?;
        let waiting = self.refresh_counts().await;
        self.status
            .answered(&applied.outcomes, waiting, self.clock.now());
        Ok(exchange::exchanged(
            &applied,
            cursors,
            waiting,
            done.carried > 0 && !restored,
            apply_ms,
        ))
    }

    /// Applies a cut; where it says that a scope is to be fetched as a snapshot, fetches everything.
    async fn take_in(
        self: &Arc<Self>,
        cut: Cut,
        watched: &Arc<Watched>,
    ) -> Result<(Applied, u64), Problem> {
        if wants_snapshots(&cut.head) {
            let head = cut.head.clone();
            drop(cut);
            return self.bootstrap(head, watched).await;
        }
        let (read, now) = (watched.clone(), self.clock.now());
        self.blocking(move |replica| apply(cut, &read, |cut| replica.apply(cut, now)))
            .await
    }

    /// What a cut says about the history this replica was at: written down for people, and work that a restored
    /// server has lost waits again. True when it was restored: then it has not looked at the commands it was sent.
    async fn look_back(&self, head: &Head) -> Result<bool, Problem> {
        if head.scopes.iter().all(|p| p.mode == ScopeMode::Delta) {
            return Ok(false);
        }
        let cursors = self
            .blocking(|replica| replica.cursors().map_err(|e| e.problem()))
            .await?;
        let restored = exchange::restored(head, &cursors);
        let stale = |part: &ScopeCut| {
            part.mode != ScopeMode::Delta && cursors.iter().any(|c| c.scope == part.scope)
        };
        if restored.iter().any(|r| r.v >= 0) {
            self.note(ErrorCode::ServerRestored).await;
        } else if head.scopes.iter().any(stale) {
            self.note(ErrorCode::CursorUnknown).await;
        }
        if restored.is_empty() {
            return Ok(false);
        }
        let client = ClientId(uuid::Uuid::new_v4());
        let again = self
            .blocking(move |replica| {
                replica
                    .send_again(&restored, client)
                    .map_err(|e| e.problem())
            })
            .await?;
        tracing::warn!(
            commands = again,
            "the server was restored; what it lost is sent again"
        );
        Ok(true)
    }

    /// Tells listeners about outcomes that a person should see where the work was done.
    fn announce(&self, applied: &Applied) {
        self.announce_outcomes(&applied.outcomes);
    }

    pub(super) fn announce_outcomes(&self, outcomes: &[Settled]) {
        for settled in outcomes {
            for event in news(settled) {
                // No listener is no error.
                let _ = self.status.events.send(event);
            }
        }
    }

    /// Tells what `so_far` says, every moment until the answer is dropped.
    pub(super) fn tell_progress(
        self: &Arc<Self>,
        so_far: impl Fn() -> Progress + Send + 'static,
    ) -> Telling {
        let inner = self.clone();
        Telling(tokio::spawn(async move {
            let mut every = tokio::time::interval(PROGRESS_EVERY);
            loop {
                every.tick().await;
                inner.status.progress(so_far());
            }
        }))
    }
}

/// Progress is told while it lives.
pub(super) struct Telling(tokio::task::JoinHandle<()>);

impl Drop for Telling {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn unreadable(watched: &Watched, error: &dyn std::fmt::Display) -> Problem {
    watched
        .problem()
        .unwrap_or_else(|| unreadable_answer(&error.to_string()))
}

/// Reads the head of a cut while the rest comes in.
pub(super) fn open_cut(
    body: impl std::io::Read + Send + 'static,
    watched: &Arc<Watched>,
) -> Result<Cut, Problem> {
    let body =
        CutBody::new(body, MAX_CUT_BYTES, watched.clone()).map_err(|e| unreadable(watched, &e))?;
    Cut::read(body).map_err(|error| {
        if matches!(error, replica::ReplicaError::UnknownMode(_)) {
            return error.problem();
        }
        unreadable(watched, &error)
    })
}

/// Whether some scope of the cut is to be fetched as a snapshot.
pub(super) fn wants_snapshots(head: &Head) -> bool {
    head.scopes
        .iter()
        .any(|part| part.mode == ScopeMode::Snapshot)
}

/// Applies the cut while it comes in; also how long it took, milliseconds.
pub(super) fn apply(
    cut: Cut,
    watched: &Watched,
    to: impl FnOnce(Cut) -> replica::Result<Applied>,
) -> Result<(Applied, u64), Problem> {
    let began = Instant::now();
    let applied = to(cut).map_err(|error| {
        if matches!(error, replica::ReplicaError::BadCut(_)) {
            unreadable(watched, &error)
        } else {
            watched.problem().unwrap_or_else(|| error.problem())
        }
    })?;
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok((applied, took))
}

/// What to say of a command where it was done.
fn news(settled: &Settled) -> impl Iterator<Item = Event> {
    [rejected(settled), unknown(settled)].into_iter().flatten()
}

/// What to say of a command of which the server refused something, or which it set aside.
fn rejected(settled: &Settled) -> Option<Event> {
    let quarantined = settled.state == OutboxState::Quarantined;
    let rejection = match &settled.outcome {
        Outcome::Quarantined { reason } => {
            Rejection::new(RejectCode::MalformedCommand).with("reason", reason.as_str())
        }
        Outcome::Applied { .. }
        | Outcome::Rejected { .. }
        | Outcome::Retry { .. }
        | Outcome::Unknown(_) => settled.rejection()?.clone(),
    };
    Some(Event::CommandRejected {
        command_id: settled.command_id,
        name: settled.name.clone(),
        label: settled.label.clone(),
        refused: settled.tally.map_or(settled.items, |tally| tally.refused),
        items: settled.items,
        quarantined,
        rejection,
    })
}

/// What to say of a command of which nothing here can read what became.
fn unknown(settled: &Settled) -> Option<Event> {
    settled.is_unknown().then(|| Event::CommandUnknown {
        command_id: settled.command_id,
        name: settled.name.clone(),
        label: settled.label.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        decide::{ItemVerdict, Verdict},
        id::{CommandId, ScopeId},
        units::Millis,
    };
    use uuid::Uuid;

    fn settled(outcome: Outcome, state: OutboxState) -> Settled {
        Settled {
            command_id: CommandId(Uuid::from_u128(5)),
            scope: ScopeId(Uuid::nil()),
            name: "assign.v1".into(),
            label: "BRQ-1".into(),
            issued_at: Millis(0),
            state,
            tally: None,
            items: 2,
            outcome,
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_told_and_refused_items_beside_it_too() {
        let said = || serde_json::json!({ "verdict": "deferred" });
        let unknown = Event::CommandUnknown {
            command_id: CommandId(Uuid::from_u128(5)),
            name: "assign.v1".into(),
            label: "BRQ-1".into(),
        };
        let whole = settled(Outcome::Unknown(said()), OutboxState::Unknown);
        assert!(news(&whole).eq([unknown.clone()]));
        let item = |verdict| ItemVerdict {
            id: Uuid::nil(),
            verdict,
        };
        let rejection = Rejection::new("battery_low".parse().unwrap());
        let items = vec![
            item(Verdict::Unknown(said())),
            item(Verdict::Rejected { rejection }),
        ];
        let both: Vec<Event> =
            news(&settled(Outcome::Applied { items }, OutboxState::Applied)).collect();
        assert!(
            matches!(&both[0], Event::CommandRejected { rejection, .. } if rejection.code.word() == "battery_low")
        );
        assert_eq!(both[1..], [unknown]);
        let items = vec![item(Verdict::Unchanged)];
        let done = settled(Outcome::Applied { items }, OutboxState::Applied);
        assert_eq!(news(&done).count(), 0);
    }

    #[test]
    fn a_cut_that_only_a_newer_console_can_take_asks_for_an_update() {
        let scope = r#"{"scope":"00000000-0000-8000-8000-000000000001","epoch":"00000000-0000-8000-8000-000000000002","mode":"torrent","from":0,"to":1,"sum":null}"#;
        let head = format!(
            r#"{{"server_time":1,"schema":1,"last_seq":0,"outcomes":[],"scopes":[{scope}]}}"#
        );
        let open = |text: String| {
            let body = std::io::Cursor::new(text + "\n");
            open_cut(body, &Arc::default()).map(|_| ()).unwrap_err()
        };
        assert_eq!(open(head.clone()).code, ErrorCode::ProtocolTooOld);
        assert_eq!(open(head[1..].to_owned()).code, ErrorCode::NotASyncServer);
    }
}
