//! The one write path: lock, load, decide, stamp. Everything the server writes to a synced table goes through
//! [`execute`], and so through [`domain::decide`]. Owns transactions and what to do when one fails; knows nothing
//! of HTTP.
//!
//! Vocabulary. An **attempt** is one transaction over the next commands of a request. It takes as many as fit
//! into [`MAX_ROWS`]; the rest is the next attempt's. A **failure** is a command that could not be decided or
//! stored at all, as opposed to one that was rejected.

mod actor;
mod attempt;
mod desk;
mod failures;
mod incoming;
mod load;
mod lock;
mod log;
mod stamp;

pub use attempt::AttemptError;
pub use incoming::Incoming;
pub use lock::Locked;
pub use lock::scopes as lock_scopes;
pub use log::after as outcomes_after;
pub use stamp::{ARCHIVE_SCOPE, Before, RowWrite, stamp};

use crate::{
    points::{Point, reach},
    wake::Wake,
};
use attempt::{Attempt, Plan, Quarantine, attempt};
use domain::{
    id::{ClientId, DeviceId, ScopeId, UserId},
    units::Millis,
};
use failures::Failed;
use incoming::Parsed;
use sqlx::PgPool;
use std::collections::BTreeSet;
use wire::sync::{CommandOutcome, Outcome};

/// A transaction changes at most this many rows, unless one command alone changes more.
pub const MAX_ROWS: usize = 1000;
/// The same transaction is run again this often when others stood in its way.
const MAX_RERUNS: u32 = 10;
/// What a console is told to wait when the database cannot take its commands.
const RETRY_AFTER_MS: i64 = 1000;

/// On whose behalf commands run.
#[derive(Clone, Copy, Debug)]
pub struct Principal {
    pub user: UserId,
    pub device: Option<DeviceId>,
    /// A service of our own, not a person.
    pub service: bool,
}

/// Where commands come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A replica's dense stream.
    Client(ClientId),
    /// Outside any replica: each command stands alone.
    Api,
}

/// Why nothing of a request was executed.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The stream does not continue here; the console takes a fresh client id and resends.
    #[error("the command stream does not continue here: {0}")]
    NewClient(&'static str),
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// What became of the commands, and how far the scopes they moved have come.
#[derive(Debug, Default)]
pub struct Executed {
    pub outcomes: Vec<CommandOutcome>,
    pub moved: Vec<(ScopeId, i64)>,
}

/// Executes `commands` in order at server time `now`. Each has an outcome afterwards; those that could not be
/// taken now have [`Outcome::Retry`], and then so have all that follow them.
pub async fn execute(
    pool: &PgPool,
    wake: &Wake,
    principal: Principal,
    source: Source,
    commands: Vec<Incoming>,
    now: Millis,
) -> Result<Executed, ExecuteError> {
    if matches!(source, Source::Client(_)) && commands.windows(2).any(|w| w[1].seq != w[0].seq + 1)
    {
        return Err(ExecuteError::NewClient(
            "the numbers of a request are not consecutive",
        ));
    }
    let commands: Vec<Parsed> = commands.into_iter().map(Parsed::from).collect();
    let mut run = Run {
        pool,
        principal,
        source,
        now,
        window: attempt::MAX_COMMANDS,
        careful: 0,
        done: Executed::default(),
    };
    let mut at = 0;
    while at < commands.len() {
        let taken = run.some(&commands[at..], wake).await?;
        reach(Point::CommandsTold).await;
        if taken == 0 {
            run.put_off(&commands[at..]);
            break;
        }
        at += taken;
    }
    Ok(run.done)
}

/// One request's way through its attempts.
struct Run<'a> {
    pool: &'a PgPool,
    principal: Principal,
    source: Source,
    now: Millis,
    /// How many commands the next attempt looks at.
    window: usize,
    /// How many commands are still to be taken one at a time, after a failure among them.
    careful: usize,
    done: Executed,
}

impl Run<'_> {
    /// Takes some commands from the front; none when the database cannot take any now.
    async fn some(&mut self, rest: &[Parsed], wake: &Wake) -> Result<usize, ExecuteError> {
        let mut widened = BTreeSet::new();
        let mut reruns = 0;
        loop {
            let size = if self.careful > 0 {
                1
            } else {
                self.window.min(rest.len())
            };
            let plan = Plan {
                principal: self.principal,
                source: self.source,
                now: self.now,
                commands: &rest[..size],
                widened: &widened,
                quarantine: None,
                wake,
            };
            match attempt(self.pool, &plan).await {
                Ok(attempt) => return Ok(self.took(attempt, size)),
                Err(AttemptError::Widen(scopes)) => widened.extend(scopes),
                Err(AttemptError::NewClient(why)) => return Err(ExecuteError::NewClient(why)),
                Err(AttemptError::Rerun) => {
                    reruns += 1;
                    if reruns > MAX_RERUNS {
                        return Ok(0);
                    }
                }
                Err(AttemptError::Unavailable(error)) => {
                    tracing::warn!(error, "the database cannot take commands now");
                    return Ok(0);
                }
                Err(AttemptError::Internal(error)) => return Err(error.into()),
                Err(AttemptError::Failed { .. }) if size > 1 => self.careful = size,
                Err(AttemptError::Failed { failure }) => {
                    let command = &rest[0];
                    match failures::record(self.pool, command, &failure, self.now).await? {
                        Failed::Again => {}
                        Failed::Quarantine => {
                            return self.quarantine(&plan, &failure).await;
                        }
                    }
                }
            }
        }
    }

    /// Puts the only command of `plan` aside: as an exception of its hub, or where even that cannot be stored,
    /// in the log alone. Either way what follows it goes on.
    async fn quarantine(&mut self, plan: &Plan<'_>, failure: &str) -> Result<usize, ExecuteError> {
        for on_the_desk in [true, false] {
            let reason = failure.to_owned();
            let aside = Quarantine {
                reason,
                on_the_desk,
            };
            let plan = Plan {
                quarantine: Some(&aside),
                ..*plan
            };
            match attempt(self.pool, &plan).await {
                Ok(attempt) => return Ok(self.took(attempt, 1)),
                Err(AttemptError::Internal(error)) => return Err(error.into()),
                Err(AttemptError::Failed { .. }) => {}
                Err(_) => break,
            }
        }
        Ok(0)
    }

    fn took(&mut self, attempt: Attempt, looked_at: usize) -> usize {
        let taken = attempt.outcomes.len();
        self.careful = self.careful.saturating_sub(taken);
        if self.careful == 0 {
            // The next attempt looks at a little more than fitted into this one.
            let next = if taken == looked_at {
                taken * 2
            } else {
                taken + taken / 8 + 1
            };
            self.window = next.clamp(32, attempt::MAX_COMMANDS);
        }
        self.done.outcomes.extend(attempt.outcomes);
        for (scope, v) in attempt.moved {
            self.done.moved.retain(|(s, _)| *s != scope);
            self.done.moved.push((scope, v));
        }
        taken
    }

    fn put_off(&mut self, rest: &[Parsed]) {
        self.done
            .outcomes
            .extend(rest.iter().map(|c| CommandOutcome {
                seq: c.seq,
                command_id: c.id,
                outcome: Outcome::Retry {
                    after_ms: RETRY_AFTER_MS,
                },
            }));
    }
}

/// An outcome's word, for logs and figures.
pub fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Applied { .. } => "applied",
        Outcome::Rejected { .. } => "rejected",
        Outcome::Retry { .. } => "retry",
        Outcome::Quarantined { .. } => "quarantined",
        Outcome::Unknown(_) => "unknown",
    }
}
