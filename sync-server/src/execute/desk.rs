//! Step 4 of the write path: decides commands in memory, in order, each seeing the ones before, and keeps what
//! they come to. Owns the net changes of one transaction; touches no database.

use super::{
    MAX_ROWS, Source, attempt::Quarantine, incoming::Parsed, load::Loaded, lock::Locked,
    stamp::RowWrite,
};
use domain::{
    command::Command,
    decide::{
        Actor, Context, Decision, ItemVerdict, Refusal, Verdict, decide, quarantined_exception,
        rejected_exceptions,
    },
    entity::{Entity, Table},
    id::{ScopeId, UserId},
    name::ActionKind,
    rejection::Rejection,
    units::Millis,
    world::{Change, Need},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
};
use uuid::Uuid;
use wire::sync::Outcome;

/// A synced row's table and id.
pub type Key = (Table, Uuid);

/// What a row comes to at the end of the transaction.
struct Net {
    /// `None`: it goes.
    entity: Option<Entity>,
    rev: i64,
    /// It leaves its scope and stays on the server.
    archived: bool,
}

/// What came of asking for one command's decision.
pub enum Step {
    Decided(Outcome),
    /// Load these, then ask again.
    Needs(BTreeSet<Need>),
    /// Its changes do not fit into this transaction any more.
    Full,
    /// The rules panicked: where.
    Panicked(String),
}

pub struct Desk {
    pub loaded: Loaded,
    actor: Actor,
    now: Millis,
    /// What a console had accepted and is rejected here goes to its hub's desk.
    from_console: bool,
    /// Scopes the commands name that do not exist: they have no desk.
    absent: BTreeSet<ScopeId>,
    net: BTreeMap<Key, Net>,
    /// The actor's own rights changed: what follows must be decided with the new ones.
    pub rights_changed: bool,
}

impl Desk {
    pub fn new(actor: Actor, now: Millis, source: Source, locked: &Locked) -> Self {
        let missing = locked.scopes.iter().filter(|(_, s)| s.missing);
        Self {
            loaded: Loaded::default(),
            actor,
            now,
            from_console: matches!(source, Source::Client(_)),
            absent: missing.map(|(scope, _)| *scope).collect(),
            net: BTreeMap::new(),
            rights_changed: false,
        }
    }

    /// Decides `command` and keeps its changes.
    pub fn step(&mut self, command: &Parsed) -> Step {
        match self.ask(command) {
            Err(panic) => Step::Panicked(panic),
            Ok(Err(Refusal::NotLoaded(needs))) => Step::Needs(needs.0),
            Ok(Err(Refusal::Rejected(rejection))) => {
                let items = self.all_items(command);
                if self.is_full(items.len()) {
                    return Step::Full;
                }
                let refused: Vec<_> = items.into_iter().map(|id| (id, &rejection)).collect();
                self.raise(command, &refused);
                Step::Decided(Outcome::Rejected { rejection })
            }
            Ok(Ok(decision)) => self.keep(command, decision),
        }
    }

    /// What the decisions on `commands` would ask for now. A guess: earlier commands may change the questions.
    pub fn needs<'c>(&self, commands: impl Iterator<Item = &'c Parsed>) -> BTreeSet<Need> {
        commands
            .filter_map(|command| match self.ask(command) {
                Ok(Err(Refusal::NotLoaded(needs))) => Some(needs.0),
                _ => None,
            })
            .flatten()
            .collect()
    }

    fn ask(&self, parsed: &Parsed) -> Result<Result<Decision, Refusal>, String> {
        let command = match &parsed.command {
            Ok(command) => command,
            Err(rejection) => return Ok(Err(Refusal::Rejected(rejection.clone()))),
        };
        let context = self.context(parsed);
        let world = &self.loaded.world;
        catch_unwind(AssertUnwindSafe(|| {
            decide(world, &self.actor, &context, command)
        }))
        .map_err(|_| format!("the rules of {} panicked", parsed.name))
    }

    /// Takes a decision's changes into the world and the net result, unless they are too many.
    fn keep(&mut self, command: &Parsed, mut decision: Decision) -> Step {
        let added = decision.changes.iter().map(Change::key);
        let added = added.filter(|key| !self.net.contains_key(key)).count();
        let rejected: Vec<_> = decision.items.iter().filter_map(rejection).collect();
        if self.is_full(added + rejected.len()) {
            return Step::Full;
        }
        self.continue_revisions(&mut decision);
        let archives = matches!(&command.command, Ok(c) if c.kind() == ActionKind::Archive);
        for change in decision.changes {
            let key = change.key();
            self.apply(change);
            if archives && let Some(net) = self.net.get_mut(&key) {
                net.archived = net.entity.is_none();
            }
        }
        let rejected: Vec<_> = decision.items.iter().filter_map(rejection).collect();
        self.raise(command, &rejected);
        Step::Decided(Outcome::Applied {
            items: decision.items,
        })
    }

    fn is_full(&self, added: usize) -> bool {
        !self.net.is_empty() && self.net.len() + added > MAX_ROWS
    }

    /// The items a refusal as a whole concerns, when somebody has to see it.
    fn all_items(&self, parsed: &Parsed) -> Vec<Uuid> {
        match &parsed.command {
            Ok(command) if self.from_console => command.items().iter().map(|(_, id)| *id).collect(),
            _ => Vec::new(),
        }
    }

    /// Puts what was rejected on the hub's desk.
    fn raise(&mut self, parsed: &Parsed, rejected: &[(Uuid, &Rejection)]) {
        let Some(command) = self.desk_of(parsed) else {
            return;
        };
        let context = self.context(parsed);
        let world = &self.loaded.world;
        let raised = rejected_exceptions(&context, &self.actor, command, rejected, world);
        raised.into_iter().for_each(|change| self.apply(change));
    }

    /// The command, when its hub has a desk for what its console had accepted.
    fn desk_of<'p>(&self, parsed: &'p Parsed) -> Option<&'p Command> {
        let command = parsed.command.as_ref().ok()?;
        let hub = command.hub()?;
        (self.from_console && !self.absent.contains(&hub.into())).then_some(command)
    }

    /// Does not decide `parsed`: it failed too often.
    pub fn put_aside(&mut self, parsed: &Parsed, aside: &Quarantine) -> Outcome {
        if aside.on_the_desk
            && let Some(command) = self.desk_of(parsed)
        {
            let context = self.context(parsed);
            let world = &self.loaded.world;
            let raised =
                quarantined_exception(&context, &self.actor, command, &aside.reason, world);
            raised.into_iter().for_each(|change| self.apply(change));
        }
        Outcome::Quarantined {
            reason: aside.reason.clone(),
        }
    }

    fn context(&self, parsed: &Parsed) -> Context {
        Context {
            command: parsed.id,
            now: self.now,
            issued_at: parsed.issued_at,
        }
    }

    /// A row that comes back after it was deleted continues its revisions, so that "the higher revision wins"
    /// holds on every replica.
    fn continue_revisions(&self, decision: &mut Decision) {
        let mut offsets: HashMap<Uuid, i64> = HashMap::new();
        for change in &mut decision.changes {
            let key = change.key();
            let Change::Put { rev, .. } = change else {
                continue;
            };
            let absent = matches!(self.loaded.world.stored(key.0, key.1), Ok(None));
            if absent && let Some(last) = self.loaded.gone.get(&key) {
                *rev += last;
                offsets.insert(key.1, *last);
            }
        }
        for item in &mut decision.items {
            if let (Verdict::Applied { rev }, Some(last)) =
                (&mut item.verdict, offsets.get(&item.id))
            {
                *rev += last;
            }
        }
    }

    fn apply(&mut self, change: Change) {
        let key = change.key();
        self.rights_changed |= gives_or_takes_rights(&change, self.actor.user);
        let net = match &change {
            Change::Put { entity, rev, .. } => Net {
                entity: Some(entity.clone()),
                rev: *rev,
                archived: false,
            },
            Change::Delete { .. } => {
                let stored = self.loaded.world.stored(key.0, key.1).ok().flatten();
                let rev = stored.map_or(0, |s| s.rev);
                self.loaded.gone.insert(key, rev);
                Net {
                    entity: None,
                    rev,
                    archived: false,
                }
            }
        };
        self.loaded.world.apply(&change);
        self.net.insert(key, net);
    }

    /// The net changes of all that was decided.
    pub fn into_writes(self) -> Vec<RowWrite> {
        let before = self.loaded.before;
        self.net
            .into_iter()
            .map(|(key, net)| RowWrite {
                key,
                before: before.get(&key).copied(),
                after: net.entity.map(|entity| (entity.scope(), entity.values())),
                rev: net.rev,
                archived: net.archived,
            })
            .collect()
    }
}

/// Whether `user` has other rights after `change`.
fn gives_or_takes_rights(change: &Change, user: UserId) -> bool {
    match change {
        Change::Put { entity, .. } => match entity {
            Entity::Grant(grant) => grant.user_id == user,
            Entity::Staff(staff) => staff.id == user,
            Entity::Hub(_)
            | Entity::Policy(_)
            | Entity::Merchant(_)
            | Entity::Zone(_)
            | Entity::Vehicle(_)
            | Entity::Courier(_)
            | Entity::Shift(_)
            | Entity::ImportBatch(_)
            | Entity::Delivery(_)
            | Entity::Attempt(_)
            | Entity::CashSettlement(_)
            | Entity::Collection(_)
            | Entity::Note(_)
            | Entity::Exception(_)
            | Entity::Event(_) => false,
        },
        Change::Delete { table, scope, .. } => match table {
            Table::Grant => scope.0 == user.0,
            // Nobody is deleted from the staff.
            Table::Hub
            | Table::Policy
            | Table::Staff
            | Table::Merchant
            | Table::Zone
            | Table::Vehicle
            | Table::Courier
            | Table::Shift
            | Table::ImportBatch
            | Table::Delivery
            | Table::Attempt
            | Table::CashSettlement
            | Table::Collection
            | Table::Note
            | Table::Exception
            | Table::Event => false,
        },
    }
}

fn rejection(item: &ItemVerdict) -> Option<(Uuid, &Rejection)> {
    Some((item.id, item.rejection()?))
}
