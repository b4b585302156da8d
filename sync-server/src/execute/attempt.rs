//! One transaction of the write path, from the client's lock to the commit.

use super::{
    Principal, Source,
    actor::actor,
    desk::{Desk, Step},
    incoming::Parsed,
    lock::{self, Locked},
    log,
    stamp::stamp,
};
use crate::{
    db::{
        failure::{Failure, anonymous, classify},
        transaction::{begin, commit},
    },
    points::{Point, reach},
    seeded::{Bug, broken},
    wake::Wake,
};
use domain::{
    decide::Actor,
    id::{CommandId, ScopeId},
    units::Millis,
};
use sqlx::{PgConnection, PgPool};
use std::collections::{BTreeSet, HashMap};
use wire::sync::{CommandOutcome, Outcome};

/// An attempt looks at no more commands than this.
pub const MAX_COMMANDS: usize = 1000;
/// Questions are answered in a few rounds; more than this without a decision means that the rules never end.
const MAX_ROUNDS: u32 = 64;

/// What an attempt is about.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    pub principal: Principal,
    pub source: Source,
    pub now: Millis,
    /// At least one.
    pub commands: &'a [Parsed],
    /// Scopes to lock beside those the commands name.
    pub widened: &'a BTreeSet<ScopeId>,
    /// The only command is not decided but put aside.
    pub quarantine: Option<&'a Quarantine>,
    /// Told of what was committed.
    pub wake: &'a Wake,
}

/// How a command is put aside.
#[derive(Debug)]
pub struct Quarantine {
    /// Names no value of any row.
    pub reason: String,
    /// Raise exceptions for its items.
    pub on_the_desk: bool,
}

/// What was committed.
#[derive(Debug)]
pub struct Attempt {
    /// For as many commands, from the front, as were taken: at least one.
    pub outcomes: Vec<CommandOutcome>,
    pub moved: Vec<(ScopeId, i64)>,
}

/// Why nothing was committed.
#[derive(Debug, thiserror::Error)]
pub enum AttemptError {
    #[error("{0}")]
    NewClient(&'static str),
    #[error("it reached into scopes that were not locked")]
    Widen(BTreeSet<ScopeId>),
    #[error("another transaction stood in the way")]
    Rerun,
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// Some command among them cannot be decided or stored.
    #[error("{failure}")]
    Failed { failure: String },
    #[error(transparent)]
    Internal(sqlx::Error),
}

impl From<sqlx::Error> for AttemptError {
    fn from(error: sqlx::Error) -> Self {
        match classify(&error) {
            Failure::Rerun => Self::Rerun,
            Failure::Unavailable => Self::Unavailable(anonymous(&error)),
            Failure::Data => Self::Failed {
                failure: anonymous(&error),
            },
            Failure::Internal => Self::Internal(error),
        }
    }
}

/// Runs one transaction over the front of `plan.commands`, and tells consoles after its commit.
pub async fn attempt(pool: &PgPool, plan: &Plan<'_>) -> Result<Attempt, AttemptError> {
    let mut tx = begin(pool).await?;
    reach(Point::CommandsBegun).await;
    let written = within(&mut tx, plan).await?;
    if !broken(Bug::OutcomeLoggedLater) {
        written.log(&mut tx, plan).await?;
    }
    if broken(Bug::WokenBeforeCommit) {
        plan.wake.committed(&written.moved);
    }
    commit(tx, [Point::CommandsWritten, Point::CommandsCommitted]).await?;
    if broken(Bug::OutcomeLoggedLater) {
        let mut tx = begin(pool).await?;
        written.log(&mut tx, plan).await?;
        tx.commit().await?;
    }
    plan.wake.committed(&written.moved);
    Ok(Attempt {
        outcomes: written.outcomes,
        moved: written.moved,
    })
}

/// What is written and not committed.
struct Written<'a> {
    outcomes: Vec<CommandOutcome>,
    fresh: Vec<(&'a Parsed, Outcome)>,
    renumbered: Vec<(CommandId, i64)>,
    moved: Vec<(ScopeId, i64)>,
    /// The last number the client had used before.
    last_seq: i64,
}

impl Written<'_> {
    /// Logs the outcomes, and how far the client's numbers have come.
    async fn log(&self, tx: &mut PgConnection, plan: &Plan<'_>) -> Result<(), sqlx::Error> {
        log::write(
            tx,
            &plan.principal,
            plan.source,
            plan.now,
            &self.fresh,
            &self.renumbered,
        )
        .await?;
        if let (Source::Client(client), Some(last)) = (plan.source, self.outcomes.last())
            && last.seq > self.last_seq
            && !broken(Bug::SeqNotAdvanced)
        {
            lock::advance(tx, client, last.seq).await?;
        }
        Ok(())
    }
}

async fn within<'a>(tx: &mut PgConnection, plan: &Plan<'a>) -> Result<Written<'a>, AttemptError> {
    let last_seq = match plan.source {
        Source::Api => 0,
        Source::Client(client) => {
            let first = plan.commands[0].seq;
            let last = lock::client(tx, client, &plan.principal, first, plan.now).await?;
            if first > last + 1 && !broken(Bug::GapAccepted) {
                return Err(AttemptError::NewClient(
                    "commands before the first are missing here",
                ));
            }
            reach(Point::ClientLocked).await;
            last
        }
    };
    let mut scopes = plan.widened.clone();
    scopes.extend(plan.commands.iter().flat_map(Parsed::scopes));
    let mut early = None;
    if broken(Bug::RightsBeforeLock) {
        early = Some(actor(tx, &plan.principal).await?);
        reach(Point::ClientLocked).await;
    }
    if broken(Bug::LocksUnsorted) {
        let named: Vec<_> = plan.commands.iter().flat_map(Parsed::scopes).collect();
        lock::unsorted(tx, &named).await?;
    }
    let locked = lock::scopes(tx, &scopes).await?;
    reach(Point::ScopesLocked).await;

    let taken = Taken::decide(tx, plan, &locked, last_seq, early).await?;
    let writes = taken.desk.into_writes();
    let unlocked: BTreeSet<_> = writes
        .iter()
        .flat_map(|w| w.scopes())
        .filter(|s| !locked.scopes.contains_key(s))
        .collect();
    if !unlocked.is_empty() {
        return Err(AttemptError::Widen(unlocked));
    }
    reach(Point::CommandsDecided).await;
    let moved = stamp(tx, &locked, writes).await?;
    Ok(Written {
        outcomes: taken.outcomes,
        fresh: taken.fresh,
        renumbered: taken.renumbered,
        moved,
        last_seq,
    })
}

/// The commands taken so far.
struct Taken<'a> {
    desk: Desk,
    outcomes: Vec<CommandOutcome>,
    /// Decided here and now, to be logged.
    fresh: Vec<(&'a Parsed, Outcome)>,
    /// Where in `fresh` a command is.
    places: HashMap<CommandId, usize>,
    /// Known from another client's stream, with their number in this one.
    renumbered: Vec<(CommandId, i64)>,
}

impl<'a> Taken<'a> {
    async fn decide(
        tx: &mut PgConnection,
        plan: &Plan<'a>,
        locked: &Locked,
        last_seq: i64,
        early: Option<Actor>,
    ) -> Result<Self, AttemptError> {
        let known = log::known(tx, plan.commands).await?;
        let actor = match early {
            Some(actor) => actor,
            None => actor(tx, &plan.principal).await?,
        };
        let mut taken = Self {
            desk: Desk::new(actor, plan.now, plan.source, locked),
            outcomes: Vec::with_capacity(plan.commands.len()),
            fresh: Vec::new(),
            places: HashMap::new(),
            renumbered: Vec::new(),
        };
        let is_new = |c: &&Parsed| !known.contains_key(&c.id);
        let mut rounds = 0;
        for (at, command) in plan.commands.iter().enumerate() {
            // The same command twice in one request: the second finds the first.
            if let Some(at) = taken.places.get(&command.id) {
                let outcome = taken.fresh[*at].1.clone();
                if matches!(plan.source, Source::Client(_)) {
                    return Err(AttemptError::NewClient("one command has two numbers"));
                }
                taken.outcomes.push(outcome_of(command, outcome));
                continue;
            }
            let logged = known.get(&command.id);
            if let Some(outcome) =
                log::again(command, logged, &plan.principal, plan.source, last_seq)?
            {
                if command.seq > last_seq && logged.is_some_and(|l| l.user == plan.principal.user) {
                    taken.renumbered.push((command.id, command.seq));
                }
                taken.outcomes.push(outcome_of(command, outcome));
                continue;
            }
            let outcome = loop {
                if let Some(aside) = plan.quarantine {
                    break taken.desk.put_aside(command, aside);
                }
                match taken.desk.step(command) {
                    Step::Decided(outcome) => break outcome,
                    Step::Full => return Ok(taken),
                    Step::Panicked(failure) if taken.outcomes.is_empty() => {
                        return Err(AttemptError::Failed { failure });
                    }
                    Step::Panicked(_) => return Ok(taken),
                    Step::Needs(_) if rounds >= MAX_ROUNDS => {
                        let failure = format!("the rules of {} ask without end", command.name);
                        return Err(AttemptError::Failed { failure });
                    }
                    Step::Needs(mut needs) => {
                        rounds += 1;
                        let rest = plan.commands[at + 1..].iter().filter(is_new);
                        needs.extend(taken.desk.needs(rest));
                        taken.desk.loaded.load(tx, &needs).await?;
                    }
                }
            };
            taken.places.insert(command.id, taken.fresh.len());
            taken.fresh.push((command, outcome.clone()));
            taken.outcomes.push(outcome_of(command, outcome));
            if taken.desk.rights_changed {
                break;
            }
        }
        Ok(taken)
    }
}

fn outcome_of(command: &Parsed, outcome: Outcome) -> CommandOutcome {
    CommandOutcome {
        seq: command.seq,
        command_id: command.id,
        outcome,
    }
}
