//! The sync engine: a state machine that is told what happened and answers what to do. Owns the decisions
//! when to exchange, how long to wait after a failure, when to refresh tokens, when the console counts as
//! online. Performs nothing: no clock, no network, no storage; moments and a seed are passed in.

mod pace;
mod rules;
mod silence;
mod size;
#[cfg(test)]
mod tests;

pub use pace::{Pace, Ticks};
pub use rules::ends_session;
pub use silence::Heard;

use domain::id::ScopeId;
use pace::Allowance;
use rand::{Rng, SeedableRng, rngs::StdRng};
use replica::seeded::{Bug, broken};
use silence::Quiet;
use size::Batches;
use std::collections::BTreeMap;
use uuid::Uuid;
use wire::{error::Problem, sync::Cursor};

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// There is an account. `token`: an access token is at hand; else one is fetched first.
    SignedIn {
        token: bool,
    },
    SignedOut,
    /// A command became durable in the outbox.
    Submitted,
    /// The scope has reached `v` on the server.
    Poke {
        scope: ScopeId,
        v: i64,
    },
    /// A person asked: any wait is cut short.
    SyncNow,
    /// The system says that the network changed: waiting longer makes no sense.
    NetworkChanged,
    StreamOpened,
    StreamClosed(Closed),
    ExchangeDone(Result<Exchanged, Problem>),
    RefreshDone(Result<(), Problem>),
    ClientRenewed(Result<(), Problem>),
    /// What the exchange that ends next carried: so many commands in a request of so many bytes.
    Carried {
        commands: usize,
        bytes: usize,
    },
    /// Something came after the last [`Effect::Probe`].
    Heard(Heard),
    /// The last [`Effect::Probe`] was refused.
    ProbeFailed,
    /// The moment of the last [`Effect::SetTimer`] has come.
    Timer,
}

/// How a stream ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Closed {
    /// The connection broke, or nothing came for too long.
    Broken,
    /// The server stops and wants us back after so many milliseconds.
    Goodbye { after_ms: u64 },
    /// It was refused.
    Refused(Problem),
}

/// What a finished exchange brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchanged {
    /// Where the replica is now.
    pub cursors: Vec<Cursor>,
    /// Scopes whose checksum differs from the server's.
    pub mismatched: Vec<ScopeId>,
    /// Commands are left that were not in this exchange.
    pub more_commands: bool,
    /// Commands without an outcome yet.
    pub waiting: u64,
    /// The server could not take the commands now and names a time.
    pub retry_after_ms: Option<u64>,
    /// How long applying the cut took.
    pub apply_ms: u64,
}

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Answered by [`Input::ExchangeDone`]. Never more than one at a time.
    Exchange(Order),
    /// Fetch new tokens; answered by [`Input::RefreshDone`].
    Refresh,
    /// Take a fresh client id and renumber the outbox; answered by [`Input::ClientRenewed`].
    RenewClient,
    OpenStream,
    CloseStream,
    /// Ask whether the server is there, beside whatever is under way; answered by [`Input::Heard`],
    /// [`Input::ProbeFailed`], or silence.
    Probe,
    /// End the exchange (or refresh) under way, whose connection is of no more use. It ends as one that failed.
    GiveUp,
    /// Send [`Input::Timer`] then; replaces the one before. `None`: no timer.
    SetTimer(Option<Ticks>),
    Report(Report),
    /// The server has ended the session; the replica and its outbox stay as they are.
    SessionEnded(Problem),
}

/// How an exchange is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub max_commands: usize,
    pub max_command_bytes: usize,
    /// Ask for these scopes from scratch.
    pub resnapshot: Vec<ScopeId>,
}

/// What the pill is derived from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub online: bool,
    pub syncing: bool,
    pub problem: Option<Problem>,
    /// The size of a request with one command that something before the server refuses.
    pub too_large: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Busy {
    Exchange,
    Refresh,
    Renew,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stream {
    Closed,
    Opening,
    Open { since: Ticks },
}

/// See the module.
#[derive(Debug)]
pub struct Engine {
    pace: Pace,
    rng: StdRng,
    signed_in: bool,
    token: bool,
    busy: Option<Busy>,
    stream: Stream,
    /// When a closed stream may be opened again.
    stream_at: Ticks,
    stream_failures: u32,
    /// The stream broke and no exchange has shown since that the server is there.
    probing: bool,
    /// An exchange is wanted without regard to the allowance.
    wanted: bool,
    /// Versions the server has reached and the replica has not.
    ahead: BTreeMap<ScopeId, i64>,
    cursors: BTreeMap<ScopeId, (Uuid, i64)>,
    allowance: Allowance,
    /// When the last exchange began.
    began: Ticks,
    /// Exchanges on pokes wait until then, so that rebasing leaves time for work.
    rest_until: Ticks,
    idle_at: Ticks,
    /// Nothing is tried before: a failure, or the server's word.
    retry_at: Option<Ticks>,
    failures: u32,
    /// Refreshes and renewals since the last success: more than a few and something is wrong.
    repairs: u32,
    batches: Batches,
    quiet: Quiet,
    resnapshot: Vec<ScopeId>,
    /// The (epoch, v) at which a scope was last asked for from scratch.
    resnapshotted: BTreeMap<ScopeId, (Uuid, i64)>,
    online: bool,
    problem: Option<Problem>,
    reported: Report,
    timer: Option<Ticks>,
}

impl Engine {
    /// A signed-out engine. `seed` feeds the jitter.
    pub fn new(pace: Pace, seed: u64) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed),
            signed_in: false,
            token: false,
            busy: None,
            stream: Stream::Closed,
            stream_at: 0,
            stream_failures: 0,
            probing: false,
            wanted: false,
            ahead: BTreeMap::new(),
            cursors: BTreeMap::new(),
            allowance: Allowance::new(&pace),
            began: 0,
            rest_until: 0,
            idle_at: 0,
            retry_at: None,
            failures: 0,
            repairs: 0,
            batches: Batches::default(),
            quiet: Quiet::default(),
            resnapshot: Vec::new(),
            resnapshotted: BTreeMap::new(),
            online: false,
            problem: None,
            reported: Report::default(),
            timer: None,
            pace,
        }
    }

    /// Takes in what happened at `now` and says what to do, in order.
    pub fn step(&mut self, now: Ticks, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.take_in(now, input, &mut effects);
        let next = self.start_work(now, &mut effects);
        let report = Report {
            online: self.online,
            syncing: self.busy == Some(Busy::Exchange),
            problem: self.problem.clone(),
            too_large: self.batches.refused_bytes(),
        };
        if report != self.reported {
            self.reported = report.clone();
            effects.push(Effect::Report(report));
        }
        if next != self.timer {
            self.timer = next;
            effects.push(Effect::SetTimer(next));
        }
        effects
    }

    /// Starts what can be started now and says when to look again.
    fn start_work(&mut self, now: Ticks, effects: &mut Vec<Effect>) -> Option<Ticks> {
        if !self.signed_in {
            return None;
        }
        let exchange = self.start_exchange(now, effects);
        let silence = self.watch_silence(now, effects);
        let mut next = exchange.into_iter().chain(silence).min();
        let reachable = self.online && self.token && !self.probing;
        if reachable && self.stream == Stream::Closed {
            if now >= self.stream_at {
                self.stream = Stream::Opening;
                effects.push(Effect::OpenStream);
            } else {
                next = Some(next.map_or(self.stream_at, |at| at.min(self.stream_at)));
            }
        }
        next
    }

    fn start_exchange(&mut self, now: Ticks, effects: &mut Vec<Effect>) -> Option<Ticks> {
        if self.busy.is_some() && !broken(Bug::TwoExchanges) {
            return None;
        }
        if let Some(at) = self.retry_at {
            if now < at {
                return Some(at);
            }
            self.retry_at = None;
            self.wanted = true;
        }
        if !self.token {
            self.busy = Some(Busy::Refresh);
            effects.push(Effect::Refresh);
            return None;
        }
        if !self.wanted && now < self.idle_at {
            if self.ahead.is_empty() {
                return Some(self.idle_at);
            }
            if now < self.rest_until {
                return Some(self.rest_until.min(self.idle_at));
            }
            if let Err(at) = self.allowance.take(now) {
                return Some(at.min(self.idle_at));
            }
        }
        self.wanted = false;
        self.busy = Some(Busy::Exchange);
        self.began = now;
        let (max_commands, max_command_bytes) = self.batches.next(now, &self.pace);
        effects.push(Effect::Exchange(Order {
            max_commands,
            max_command_bytes,
            resnapshot: std::mem::take(&mut self.resnapshot),
        }));
        None
    }

    /// Full jitter: anywhere between the floor and a limit that doubles with each failure.
    fn backoff(&mut self, failures: u32) -> u64 {
        let limit = self
            .pace
            .backoff_first_ms
            .saturating_mul(1 << failures.min(20))
            .min(self.pace.backoff_cap_ms);
        let floor = self.pace.backoff_floor_ms.min(limit);
        self.rng.random_range(floor..=limit)
    }

    /// `ms`, give or take a quarter.
    fn around(&mut self, ms: u64) -> u64 {
        self.rng.random_range(ms - ms / 4..=ms + ms / 4)
    }
}
