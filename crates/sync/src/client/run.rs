//! The run loop: hands inputs to the engine and carries out what it says. Owns the real clock.

use super::{Inner, local_now, lock, status::Round};
use crate::engine::{Effect, Engine, Input};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::mpsc,
    task::AbortHandle,
    time::{Instant, sleep_until},
};
use wire::error::ErrorCode;

/// How often the wall clock is compared with the monotonic one, to notice that the computer slept.
const WATCH: Duration = Duration::from_secs(5);
/// The wall clock being ahead by more means that it did.
const SLEPT_MS: i64 = 10_000;

pub(super) async fn run(inner: Arc<Inner>, mut inputs: mpsc::UnboundedReceiver<Input>) {
    let started = Instant::now();
    let mut engine = Engine::new(inner.pace, rand::random());
    let mut timer: Option<Instant> = None;
    let mut stream: Option<AbortOnDrop> = None;
    let mut watch = tokio::time::interval(WATCH);
    let mut seen = (Instant::now(), local_now());
    let mut round = Round::default();
    loop {
        let at = timer.unwrap_or(started);
        let input = tokio::select! {
            input = inputs.recv() => match input {
                Some(input) => input,
                None => return,
            },
            () = sleep_until(at), if timer.is_some() => {
                timer = None;
                Input::Timer
            }
            _ = watch.tick() => {
                inner.note_time().await;
                let now = (Instant::now(), local_now());
                let steady = i64::try_from((now.0 - seen.0).as_millis()).unwrap_or(i64::MAX);
                let slept = now.1.0 - seen.1.0 - steady > SLEPT_MS;
                seen = now;
                if !slept {
                    continue;
                }
                Input::NetworkChanged
            }
        };
        if let Input::SignedIn { .. } = &input {
            // What ended the session before is of the past.
            round.problem = None;
        }
        let ended = match &input {
            Input::ExchangeDone(done) => Some(done.as_ref().map(|x| Follows {
                commands: x.more_commands && x.retry_after_ms.is_none(),
                repair: !x.mismatched.is_empty(),
            })),
            Input::RefreshDone(Err(problem)) | Input::ClientRenewed(Err(problem)) => {
                Some(Err(problem))
            }
            Input::RefreshDone(Ok(()))
            | Input::ClientRenewed(Ok(()))
            | Input::SignedIn { .. }
            | Input::SignedOut
            | Input::Submitted
            | Input::Poke { .. }
            | Input::SyncNow
            | Input::NetworkChanged
            | Input::StreamOpened
            | Input::StreamClosed(_)
            | Input::Carried { .. }
            | Input::Heard(_)
            | Input::ProbeFailed
            | Input::Timer => None,
        };
        let ended = ended.map(|done| done.map_err(Clone::clone));
        let ticks = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let effects = engine.step(ticks, input);
        if let Some(ended) = ended {
            let mends = effects.iter().any(|e| {
                matches!(
                    e,
                    Effect::Exchange(_) | Effect::Refresh | Effect::RenewClient
                )
            });
            round.exchange = round.begun;
            match ended {
                // Where sums differ the scope is asked for anew, once: that exchange has begun with this step.
                Ok(follows) => {
                    let more = follows.commands || (follows.repair && mends);
                    (round.more, round.problem) = (more, None);
                }
                Err(_) if mends => (round.more, round.problem) = (true, None),
                Err(problem) => round.problem = Some(problem),
            }
            round.number += 1;
        }
        for effect in effects {
            match effect {
                Effect::Exchange(order) => {
                    round.begun += 1;
                    let inner = inner.clone();
                    tokio::spawn(async move {
                        let done = inner.exchange(order).await;
                        inner.tell(Input::ExchangeDone(done));
                    });
                }
                Effect::Refresh => {
                    let inner = inner.clone();
                    tokio::spawn(async move {
                        let done = inner.refresh().await;
                        inner.tell(Input::RefreshDone(done));
                    });
                }
                Effect::RenewClient => {
                    let inner = inner.clone();
                    tokio::spawn(async move {
                        let done = inner.renew_client().await;
                        inner.tell(Input::ClientRenewed(done));
                    });
                }
                Effect::OpenStream => {
                    let inner = inner.clone();
                    let task = tokio::spawn(async move {
                        let how = inner.listen().await;
                        inner.tell(Input::StreamClosed(how));
                    });
                    stream = Some(AbortOnDrop(task.abort_handle()));
                }
                Effect::CloseStream => drop(stream.take()),
                Effect::Probe => {
                    let inner = inner.clone();
                    tokio::spawn(async move {
                        inner.tell(match inner.transport.probe().await {
                            Ok(heard) => Input::Heard(heard),
                            Err(_) => Input::ProbeFailed,
                        });
                    });
                }
                Effect::GiveUp => inner.transport.give_up(),
                Effect::SetTimer(at) => timer = at.map(|ms| started + Duration::from_millis(ms)),
                Effect::Report(report) => inner.status.report(report, inner.clock.now()),
                Effect::SessionEnded(problem) => {
                    tracing::warn!(code = %problem.code, "the server ended the session");
                    *lock(&inner.access) = None;
                    // Before anybody is told that the session has ended: a program that hears of it may end at once.
                    if problem.code == ErrorCode::DeviceWiped {
                        inner.wipe().await;
                    } else {
                        inner.forget_session(&problem).await;
                    }
                }
            }
        }
        inner.status.rounds.send_if_modified(|last| {
            let changed = *last != round;
            *last = round.clone();
            changed
        });
    }
}

/// What a finished exchange leaves to do.
#[derive(Clone, Copy)]
struct Follows {
    commands: bool,
    repair: bool,
}

/// A task that ends with its owner.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
