//! Asks the rules, loading what they ask for in rounds, and remembers what they asked.

use crate::{
    cache::Cache,
    error::{ReplicaError, Result},
    need,
};
use domain::{
    command::Command,
    decide::{Actor, Context, Decision, Refusal, Verdict, decide},
    rejection::Rejection,
    world::{Need, World},
};
use std::collections::BTreeSet;

/// Rounds after which a decision that still asks is a fault of the rules.
const MAX_ROUNDS: usize = 64;

/// A decision, and every question it depends on.
pub(crate) struct Decided {
    pub verdict: Result<Decision, Rejection>,
    pub reads: BTreeSet<Need>,
    /// The rows it was decided on.
    pub before: World,
}

impl Decided {
    /// Whether the rules refuse all of it.
    pub fn refused(&self) -> bool {
        match &self.verdict {
            Err(_) => true,
            Ok(d) => {
                !d.items.is_empty()
                    && d.items
                        .iter()
                        .all(|i| matches!(i.verdict, Verdict::Rejected { .. }))
            }
        }
    }
}

/// Decides `command` on the rows of `cache`, which stays as it is: see [`Cache::apply`].
pub(crate) fn ask(
    cache: &mut Cache<'_>,
    actor: &Actor,
    context: &Context,
    command: &Command,
) -> Result<Decided> {
    let mut world = World::default();
    let mut reads = BTreeSet::new();
    for _ in 0..MAX_ROUNDS {
        let verdict = match decide(&world, actor, context, command) {
            Ok(decision) => Ok(decision),
            Err(Refusal::Rejected(rejection)) => Err(rejection),
            Err(Refusal::NotLoaded(needs)) => {
                for need in needs.0 {
                    cache.answer(&need, &mut world)?;
                    reads.insert(need);
                }
                continue;
            }
        };
        return Ok(Decided {
            verdict,
            reads,
            before: world,
        });
    }
    Err(ReplicaError::Unreadable(
        "the rules keep asking for more rows".into(),
    ))
}

/// The questions whose answers a decision changes; `cache` is as the decision found it.
pub(crate) fn writes(cache: &mut Cache<'_>, decision: &Decision) -> Result<BTreeSet<Need>> {
    let mut needs = BTreeSet::new();
    for change in &decision.changes {
        let key = change.key();
        needs.insert(Need::Row(key.0, key.1));
        if let Some(before) = cache.row(key)? {
            needs.extend(need::sets_of(&before.entity));
        }
        if let domain::world::Change::Put { entity, .. } = change {
            needs.extend(need::sets_of(entity));
        }
    }
    Ok(needs)
}
