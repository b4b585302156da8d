//! Requests: begun, then decided and committed in one go, as the lock on the client and the scopes makes it.

use super::{
    super::world,
    Answer, Key, Logged, Server, State,
    bugs::{ServerBug, broken},
};
use domain::{
    command::Command,
    decide::{
        Actor, Context, Decision, Refusal, Verdict, decide, quarantined_exception,
        rejected_exceptions,
    },
    entities::Grant,
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
    units::Millis,
    value::Value,
    world::Change,
};
use std::collections::{BTreeMap, BTreeSet};
use wire::sync::{CommandOutcome, Envelope, Outcome, SyncRequest};

/// On whose behalf commands run.
#[derive(Clone, Copy, Debug)]
pub struct Principal {
    pub user: UserId,
    pub device: DeviceId,
    /// Which console it is, and which disk it has, for the checks alone.
    pub console: usize,
    pub disk: u64,
}

/// A request the server has begun with. A correct server takes nothing from here but the request.
pub struct Begun {
    pub principal: Principal,
    pub request: SyncRequest,
    /// Places of the commands in their console's order, for the checks alone.
    pub places: BTreeMap<CommandId, i64>,
    /// What was to be seen then, for safeguards that are broken.
    pub(super) versions: BTreeMap<ScopeId, i64>,
    pub(super) visible: BTreeSet<ScopeId>,
    pub(super) early: Option<Box<State>>,
}

impl Server {
    pub fn begin(
        &mut self,
        principal: Principal,
        request: SyncRequest,
        places: BTreeMap<CommandId, i64>,
    ) -> Begun {
        let keep = broken(ServerBug::AckOutsideSnapshot) || broken(ServerBug::CutInPieces);
        Begun {
            versions: self.state.scopes.iter().map(|(id, s)| (*id, s.v)).collect(),
            visible: self.visible(principal.user),
            early: keep.then(|| Box::new(self.state.clone())),
            principal,
            request,
            places,
        }
    }

    /// Executes the commands and answers with a cut.
    pub fn finish(&mut self, begun: Begun) -> Answer {
        if self.beyond(&begun) && !broken(ServerBug::BeyondForkExecuted) {
            return self.cut(&begun, None);
        }
        let commands = &begun.request.commands;
        if !commands.is_empty() && self.now < self.sick_until {
            let outcomes = put_off(commands);
            return self.cut(&begun, Some(outcomes));
        }
        match self.execute(&begun) {
            Ok(outcomes) => self.cut(&begun, Some(outcomes)),
            Err(()) => Answer::NewClient,
        }
    }

    fn execute(&mut self, begun: &Begun) -> Result<Vec<CommandOutcome>, ()> {
        let commands = &begun.request.commands;
        let Some(first) = commands.first() else {
            return Ok(Vec::new());
        };
        let client = begun.request.client;
        let user = begun.principal.user;
        let last = match self.state.clients.get(&client) {
            Some((owner, device, last)) => {
                if (*owner, *device) != (user, begun.principal.device) {
                    return Err(());
                }
                *last
            }
            None if first.seq != 1 && !broken(ServerBug::GapAccepted) => return Err(()),
            None => 0,
        };
        let gap = first.seq > last + 1 || commands.windows(2).any(|w| w[1].seq != w[0].seq + 1);
        if gap && !broken(ServerBug::GapAccepted) {
            return Err(());
        }
        for envelope in commands {
            let number_taken = match self.state.log.get(&envelope.command_id) {
                None => envelope.seq <= last && !broken(ServerBug::NumberUsedTwice),
                Some(known) => known.client == Some(client) && known.seq != envelope.seq,
            };
            if number_taken && !broken(ServerBug::DedupeOff) {
                return Err(());
            }
        }
        self.now = Millis(self.now.0 + 1);
        let mut outcomes = Vec::new();
        let mut touched = Vec::new();
        let mut fresh = Vec::new();
        let mut order: Vec<&Envelope> = commands.iter().collect();
        if broken(ServerBug::OrderReversed) {
            order.reverse();
        }
        for envelope in order {
            if broken(ServerBug::PoisonBlocks) && self.poison.contains(&envelope.command_id) {
                break;
            }
            let known = self.state.log.get_mut(&envelope.command_id);
            if let Some(known) = known.filter(|_| !broken(ServerBug::DedupeOff)) {
                let outcome = if known.user == user {
                    if envelope.seq > last {
                        (known.client, known.seq) = (Some(client), envelope.seq);
                    }
                    known.outcome.clone()
                } else {
                    Outcome::Rejected {
                        rejection: Rejection::new(RejectCode::AlreadyExists),
                    }
                };
                outcomes.push(outcome_of(envelope, outcome));
                continue;
            }
            let outcome = self.judge(user, envelope, &mut touched);
            self.note_order(begun, envelope.command_id);
            fresh.push((envelope.command_id, outcome.clone()));
            let logged = Logged {
                client: Some(client),
                seq: envelope.seq,
                user,
                outcome: outcome.clone(),
            };
            if !broken(ServerBug::OutcomeNotLogged) {
                self.state.log.insert(envelope.command_id, logged);
            }
            outcomes.push(outcome_of(envelope, outcome));
        }
        outcomes.sort_by_key(|o| o.seq);
        let stamps = self.commit(&touched, Some(&begun.versions));
        for (id, outcome) in fresh {
            let effect = self.state.effects.entry(id).or_default();
            effect.times += 1;
            if matches!(outcome, Outcome::Applied { .. }) {
                effect.stamps.clone_from(&stamps);
            }
            let times = effect.times;
            self.look("ExactlyOnceEffect");
            if times > 1 {
                self.complain(
                    "ExactlyOnceEffect",
                    format!("{id} was decided {times} times"),
                );
            }
        }
        let reached = outcomes.last().map_or(last, |o| o.seq.max(last));
        let device = begun.principal.device;
        let moved_on = if broken(ServerBug::SeqNotAdvanced) {
            last
        } else {
            reached
        };
        self.state.clients.insert(client, (user, device, moved_on));
        let left: Vec<Envelope> = commands[outcomes.len()..].to_vec();
        outcomes.extend(put_off(&left));
        Ok(outcomes)
    }

    /// Decides one command, and puts on the desk what its console had accepted and is refused.
    fn judge(&mut self, user: UserId, envelope: &Envelope, touched: &mut Vec<Key>) -> Outcome {
        let command: Command = match serde_json::from_value(envelope.command.clone()) {
            Ok(command) => command,
            Err(_) => {
                return Outcome::Rejected {
                    rejection: Rejection::new(RejectCode::MalformedCommand),
                };
            }
        };
        let actor = self.actor(user);
        let context = Context {
            command: envelope.command_id,
            now: match broken(ServerBug::ClockTrusted) {
                true => envelope.issued_at,
                false => self.now,
            },
            issued_at: envelope.issued_at,
        };
        if self.poison.contains(&envelope.command_id) {
            let world = &self.state.world;
            let mut raised = quarantined_exception(&context, &actor, &command, "poison", world);
            self.take(&mut raised, touched);
            return Outcome::Quarantined {
                reason: "poison".into(),
            };
        }
        let decided = self.decide(&actor, &context, &command);
        self.check_clock(&actor, &context, &command, &decided);
        match decided {
            Ok(mut decision) => {
                self.take(&mut decision.changes, touched);
                let refused: Vec<_> = decision
                    .items
                    .iter()
                    .filter_map(|item| match &item.verdict {
                        Verdict::Rejected { rejection } => Some((item.id, rejection)),
                        _ => None,
                    })
                    .collect();
                self.raise(&context, &actor, &command, &refused, touched);
                Outcome::Applied {
                    items: decision.items,
                }
            }
            Err(rejection) => {
                let items = command.items().into_iter();
                let refused: Vec<_> = items.map(|(_, id)| (id, &rejection)).collect();
                self.raise(&context, &actor, &command, &refused, touched);
                Outcome::Rejected { rejection }
            }
        }
    }

    fn raise(
        &mut self,
        context: &Context,
        actor: &Actor,
        command: &Command,
        refused: &[(uuid::Uuid, &Rejection)],
        touched: &mut Vec<Key>,
    ) {
        let world = &self.state.world;
        let mut raised = rejected_exceptions(context, actor, command, refused, world);
        self.take(&mut raised, touched);
    }

    /// Decides on all rows there are.
    pub(super) fn decide(
        &mut self,
        actor: &Actor,
        context: &Context,
        command: &Command,
    ) -> Result<Decision, Rejection> {
        loop {
            match decide(&self.state.world, actor, context, command) {
                Ok(decision) => return Ok(decision),
                Err(Refusal::Rejected(rejection)) => return Err(rejection),
                Err(Refusal::NotLoaded(needs)) => {
                    needs.0.into_iter().for_each(|n| self.state.world.answer(n));
                }
            }
        }
    }

    /// ClockIndependent: by whatever clock a command was issued, it comes to the same but for the time shown.
    fn check_clock(
        &mut self,
        actor: &Actor,
        context: &Context,
        command: &Command,
        decided: &Result<Decision, Rejection>,
    ) {
        if !context.command.0.as_bytes()[15].is_multiple_of(4) {
            return;
        }
        const YEAR_MS: i64 = 365 * 24 * 3_600_000;
        let issued_at = Millis(context.issued_at.0 + YEAR_MS);
        let other = Context {
            issued_at,
            now: match broken(ServerBug::ClockTrusted) {
                true => issued_at,
                false => context.now,
            },
            ..*context
        };
        let again = self.decide(actor, &other, command);
        self.look("ClockIndependent");
        let same = match (decided, &again) {
            (Ok(a), Ok(b)) => {
                let before = timeless(&a.changes, context.issued_at);
                a.items == b.items && before == timeless(&b.changes, issued_at)
            }
            (Err(a), Err(b)) => a == b,
            _ => false,
        };
        if !same {
            let what = format!(
                "{} comes to something else by another clock",
                context.command
            );
            self.complain("ClockIndependent", what);
        }
    }

    /// ClientFifo: a console's commands are first decided in the order they were given.
    fn note_order(&mut self, begun: &Begun, id: CommandId) {
        let Some(place) = begun.places.get(&id).copied() else {
            return;
        };
        self.look("ClientFifo");
        let last = self.state.fifo.insert(begun.principal.disk, place);
        if last.is_some_and(|last| last >= place) {
            self.complain("ClientFifo", format!("{id} was decided after a later one"));
        }
    }

    pub(super) fn actor(&self, user: UserId) -> Actor {
        Actor {
            user,
            admin: user == world::office(),
            grants: self
                .state
                .world
                .all::<Grant>()
                .filter(|grant| grant.user_id == user)
                .map(|grant| (grant.hub_id, grant.role))
                .collect(),
            service: false,
        }
    }

    /// The scopes the user may see now.
    pub fn visible(&self, user: UserId) -> BTreeSet<ScopeId> {
        let mut scopes: BTreeSet<ScopeId> = self
            .actor(user)
            .grants
            .keys()
            .map(|hub| (*hub).into())
            .collect();
        scopes.extend([ORG_SCOPE, user.into()]);
        scopes
    }
}

fn outcome_of(envelope: &Envelope, outcome: Outcome) -> CommandOutcome {
    CommandOutcome {
        seq: envelope.seq,
        command_id: envelope.command_id,
        outcome,
    }
}

fn put_off(commands: &[Envelope]) -> Vec<CommandOutcome> {
    let later = |c: &Envelope| outcome_of(c, Outcome::Retry { after_ms: 1000 });
    commands.iter().map(later).collect()
}

/// The value, with the issuer's clock stopped: rows keep it to be shown.
fn shown(value: Value, issued_at: Millis) -> Value {
    let written = issued_at.0.to_string();
    match value {
        Value::Int(at) if at == issued_at.0 => Value::Null,
        Value::Json(text) => Value::Json(without_delivered_at(text).replace(&written, "issued_at")),
        value => value,
    }
}

/// What an event says has changed, but for a time that lies between both clocks and is for people.
fn without_delivered_at(text: String) -> String {
    use serde_json::{Map, Value};
    let mut changed: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
    match changed.remove(DELIVERED_AT) {
        Some(_) => Value::from(changed).to_string(),
        None => text,
    }
}

const DELIVERED_AT: &str = "delivered_at";

/// The changes with the issuer's clock stopped.
fn timeless(changes: &[Change], issued_at: Millis) -> Vec<(Table, uuid::Uuid, Option<Vec<Value>>)> {
    let bare = |change: &Change| {
        let (table, id) = change.key();
        let values = match change {
            Change::Put { entity, .. } => Some(
                table
                    .columns()
                    .iter()
                    .zip(entity.values())
                    .filter(|(column, _)| column.name != DELIVERED_AT)
                    .map(|(_, value)| shown(value, issued_at))
                    .collect(),
            ),
            Change::Delete { .. } => None,
        };
        (table, id, values)
    };
    let mut all: Vec<_> = changes.iter().map(bare).collect();
    all.sort_by_key(|(table, id, _)| (*table, *id));
    all
}
