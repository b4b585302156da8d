//! What people are told: the pill's state and events. Derived from the engine's reports
//! and the replica's counts, never from hope.

use super::{Inner, lock, returned::Returning};
use crate::engine::Report;
use domain::units::Millis;
use replica::{Replica, Settled};
use std::sync::Mutex;
use tokio::sync::{broadcast, watch};
use wire::{
    error::Problem,
    ipc::{Event, Progress, SyncState},
};

/// A clock that moved by less is not worth telling.
const OFFSET_TOLD_MS: i64 = 500;

/// How far the run loop is; what [`Client::synced`](super::Client::synced) waits on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Round {
    /// Ends so far.
    pub(super) number: u64,
    /// Exchanges begun so far.
    pub(super) begun: u64,
    /// The number of the last exchange that ended.
    pub(super) exchange: u64,
    /// Something follows at once.
    pub(super) more: bool,
    pub(super) problem: Option<Problem>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WaitingCounts {
    pub(super) waiting: u64,
    pub(super) exceptions: u64,
}

pub(super) struct Status {
    pub(super) state: watch::Sender<SyncState>,
    pub(super) events: broadcast::Sender<Event>,
    pub(super) rounds: watch::Sender<Round>,
    returning: Mutex<Returning>,
}

impl Status {
    pub(super) fn new(replica: &Replica) -> Result<Self, Problem> {
        let counts = count(replica)?;
        let last_cut_at = replica.last_cut_at().map_err(|e| e.problem())?;
        let mut returning = Returning::default();
        // What waits since an earlier run was away too.
        returning.away(last_cut_at.unwrap_or_default());
        let state = SyncState {
            waiting: counts.waiting,
            exceptions: counts.exceptions,
            last_cut_at,
            // Nothing has been heard of the server since.
            offline_since: last_cut_at,
            ..SyncState::default()
        };
        Ok(Self {
            state: watch::Sender::new(state),
            events: broadcast::Sender::new(super::EVENTS),
            rounds: watch::Sender::new(Round::default()),
            returning: Mutex::new(returning),
        })
    }

    /// `now` is the server's time, estimated.
    pub(super) fn report(&self, report: Report, now: Millis) {
        self.change(|state| {
            if report.online {
                state.offline_since = None;
            } else if state.online {
                state.offline_since = Some(now);
                lock(&self.returning).away(now);
            }
            state.online = report.online;
            state.syncing = report.syncing;
            state.problem = report.problem;
            state.too_large_bytes = report.too_large.map(|bytes| bytes as u64);
            if !report.syncing {
                state.progress = None;
            }
        });
    }

    pub(super) fn counts(&self, counts: WaitingCounts) {
        self.change(|state| {
            state.waiting = counts.waiting;
            state.exceptions = counts.exceptions;
        });
    }

    /// Tells what became of the work that waited while the server was not there.
    pub(super) fn answered(&self, outcomes: &[Settled], waiting: u64, now: Millis) {
        if let Some(event) = lock(&self.returning).answered(outcomes, waiting, now) {
            // No listener is no error.
            let _ = self.events.send(event);
        }
    }

    pub(super) fn update_wanted(&self, wanted: bool) {
        self.change(|state| state.update_wanted = wanted);
    }

    /// Answers whether it was locked before.
    pub(super) fn lease(&self, until: Option<Millis>, locked: bool) -> bool {
        let mut before = false;
        self.change(|state| {
            before = state.locked;
            state.lease_until = until;
            state.locked = locked;
        });
        before
    }

    pub(super) fn clock(&self, offset_ms: i64, from_memory: bool) {
        self.change(|state| {
            if (state.clock_offset_ms - offset_ms).abs() > OFFSET_TOLD_MS {
                state.clock_offset_ms = offset_ms;
            }
            state.clock_from_memory = from_memory;
        });
    }

    pub(super) fn cut_applied(&self, at: Millis) {
        self.change(|state| state.last_cut_at = Some(at));
    }

    pub(super) fn progress(&self, progress: Progress) {
        self.change(|state| {
            if state.syncing {
                state.progress = Some(progress);
            }
        });
    }

    fn change(&self, change: impl FnOnce(&mut SyncState)) {
        let changed = self.state.send_if_modified(|state| {
            let before = state.clone();
            change(state);
            *state != before
        });
        if changed {
            let sync = self.state.borrow().clone();
            // No listener is no error.
            let _ = self.events.send(Event::Sync { sync });
        }
    }
}

impl Inner {
    pub(super) async fn counts(&self) -> Result<WaitingCounts, Problem> {
        self.blocking(count).await
    }

    /// Counts again what waits and what is open, for the pill; says how many commands wait.
    pub(super) async fn refresh_counts(&self) -> u64 {
        match self.counts().await {
            Ok(counts) => {
                self.status.counts(counts);
                counts.waiting
            }
            Err(problem) => {
                tracing::warn!(code = %problem.code, "the pill's figures could not be counted");
                0
            }
        }
    }
}

fn count(replica: &Replica) -> Result<WaitingCounts, Problem> {
    Ok(WaitingCounts {
        waiting: replica.waiting().map_err(|e| e.problem())?,
        exceptions: replica.open_exceptions().map_err(|e| e.problem())?,
    })
}
