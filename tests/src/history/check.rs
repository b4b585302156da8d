//! The rules of a history, each checked over all of it.

use super::{Entry, Property, Reading, Served, Step, rows::Key};
use domain::id::CommandId;
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
};
use uuid::Uuid;
use wire::ipc::OutboxState;

/// A rule that does not hold, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    pub property: Property,
    /// The entry at which it shows.
    pub at: usize,
    pub what: String,
}

/// Looks through the whole history; empty when every rule holds.
pub fn check(history: &[Entry]) -> Vec<Broken> {
    let mut checker = Checker::default();
    for entry in history {
        checker.take(entry);
    }
    checker.broken
}

/// What is known of one console so far.
#[derive(Default)]
struct Console {
    /// Printed, or seen in its outbox.
    known: BTreeSet<CommandId>,
    last: Reading,
    settled: BTreeMap<CommandId, OutboxState>,
    /// Settled before the server was restored, which may decide them anew whenever the console learns of it.
    excused: BTreeSet<CommandId>,
}

/// Looks through a history as it grows.
#[derive(Default)]
pub(super) struct Checker {
    /// Entries taken so far.
    pub taken: usize,
    pub broken: Vec<Broken>,
    consoles: BTreeMap<String, Console>,
    hub: Uuid,
    /// Effects from before the history began.
    founded: BTreeSet<CommandId>,
    /// Every command that some console knows or knew.
    known: BTreeSet<CommandId>,
    /// Rows that left their scope as they should.
    evicted: BTreeSet<Key>,
    /// A hash of a scope's rows at each cursor somebody was seen at, and who.
    seen: BTreeMap<(Uuid, Uuid, i64), (String, u64)>,
}

fn is_settled(state: OutboxState) -> bool {
    matches!(
        state,
        OutboxState::Applied
            | OutboxState::Rejected
            | OutboxState::Quarantined
            | OutboxState::Unknown
    )
}

impl Checker {
    /// Takes the next entry.
    pub fn take(&mut self, entry: &Entry) {
        self.step(entry);
        self.taken += 1;
    }

    fn note(&mut self, property: Property, what: String) {
        let at = self.taken;
        self.broken.push(Broken { property, at, what });
    }

    fn step(&mut self, entry: &Entry) {
        let who = &entry.who;
        match &entry.step {
            Step::Given(id) => {
                self.known.insert(*id);
                let console = self.consoles.entry(who.clone()).or_default();
                console.known.insert(*id);
            }
            Step::Read(reading) => self.read(who, reading),
            Step::Founded(served) => {
                self.hub = served.hub;
                self.founded = served.rows.effects();
            }
            Step::Served(served) => self.served(served),
            Step::Restored => {
                for console in self.consoles.values_mut() {
                    console.excused.extend(console.settled.keys());
                }
                self.seen.clear();
            }
            Step::Evicted(key) => {
                self.evicted.insert(key.clone());
            }
            Step::Retired => {
                self.consoles.remove(who);
            }
            Step::Told(_) => {}
        }
    }

    fn read(&mut self, who: &str, reading: &Reading) {
        let mut console = self.consoles.remove(who).unwrap_or_default();
        self.own_writes(who, &console, reading);
        self.never_back(who, &console, reading);
        self.same_at_same(who, reading);
        self.known.extend(reading.outbox.keys());
        console.known.extend(reading.outbox.keys());
        let settled = reading.outbox.iter().filter(|(_, s)| is_settled(**s));
        console.settled.extend(settled.map(|(id, s)| (*id, *s)));
        console.last = reading.clone();
        self.consoles.insert(who.to_owned(), console);
    }

    fn own_writes(&mut self, who: &str, console: &Console, reading: &Reading) {
        let (live, base) = (reading.live.effects(), reading.base.effects());
        // Of a hub that was taken away only the outbox says something.
        let has_hub = reading.cursors.contains_key(&self.hub);
        for id in console.known.iter().chain(reading.outbox.keys()) {
            let wrong = match reading.outbox.get(id) {
                None => "has vanished from the outbox",
                Some(_) if !has_hub => continue,
                Some(OutboxState::Queued | OutboxState::Sending) if !live.contains(id) => {
                    "waits without an effect in the live rows"
                }
                Some(OutboxState::Applied) if !base.contains(id) => {
                    "is applied, and not in the base"
                }
                Some(OutboxState::Rejected | OutboxState::Quarantined) if live.contains(id) => {
                    "was refused, and is in the live rows"
                }
                Some(_) => continue,
            };
            self.note(Property::ReadYourWrites, format!("{who}: {id} {wrong}"));
        }
    }

    fn never_back(&mut self, who: &str, console: &Console, reading: &Reading) {
        let last = &console.last;
        for (scope, (epoch, v)) in &last.cursors {
            match reading.cursors.get(scope) {
                Some((now, at)) if now == epoch => {
                    if at < v {
                        let what = format!("{who}: {scope} went from {v} back to {at}");
                        self.note(Property::MonotonicReads, what);
                    }
                }
                // Another history, or a scope that is no longer seen, has other rows.
                _ => continue,
            }
            for (key, row) in last.base.within(*scope) {
                let what = match reading.base.0.get(key) {
                    None if self.evicted.contains(key) => continue,
                    None => format!("{who}: {key:?} has vanished from the base"),
                    Some(now) if now.rev < row.rev => {
                        format!("{who}: {key:?} went from {} back to {}", row.rev, now.rev)
                    }
                    Some(_) => continue,
                };
                self.note(Property::MonotonicReads, what);
            }
        }
        for (id, was) in &console.settled {
            if let Some(now) = reading.outbox.get(id)
                && now != was
                && !console.excused.contains(id)
            {
                let what = format!("{who}: {id} was {was} and is {now}");
                self.note(Property::MonotonicReads, what);
            }
        }
    }

    fn same_at_same(&mut self, who: &str, reading: &Reading) {
        for (scope, (epoch, v)) in &reading.cursors {
            let rows = reading.base.within(*scope);
            let mut hasher = DefaultHasher::new();
            for row in rows.values() {
                row.line.hash(&mut hasher);
            }
            let hash = hasher.finish();
            let (by, first) = self
                .seen
                .entry((*scope, *epoch, *v))
                .or_insert_with(|| (who.to_owned(), hash));
            if *first != hash {
                let what = format!("{who} and {by} differ at version {v} of {scope}");
                self.note(Property::Convergence, what);
            }
        }
    }

    fn served(&mut self, served: &Served) {
        self.once(served);
        self.equal(served);
    }

    fn once(&mut self, served: &Served) {
        let effects = served.rows.effects();
        let mut wrong = Vec::new();
        for (key, row) in &served.rows.0 {
            if let Some(id) = row.effect_of
                && row.rev != 1
            {
                wrong.push(format!("{id} wrote {key:?} {} times", row.rev));
            }
        }
        for id in &effects {
            if !self.known.contains(id) && !self.founded.contains(id) {
                wrong.push(format!("{id} has an effect and nobody gave it"));
            }
        }
        for id in &self.known {
            let outcomes = served.outcomes.get(id).map_or(&[][..], Vec::as_slice);
            let [outcome] = outcomes else {
                wrong.push(format!("{id} has {} outcomes", outcomes.len()));
                continue;
            };
            if (outcome == OutboxState::Applied.word()) != effects.contains(id) {
                wrong.push(format!("{id} is {outcome} against its effects"));
            }
            for (who, console) in &self.consoles {
                if let Some(state) = console.last.outbox.get(id)
                    && is_settled(*state)
                    && state.word() != outcome
                {
                    wrong.push(format!("{id} is {outcome}, {who} has it as {state}"));
                }
            }
        }
        for what in wrong {
            self.note(Property::ExactlyOnce, what);
        }
    }

    fn equal(&mut self, served: &Served) {
        let rows = served.rows.within(served.hub);
        let mut wrong = Vec::new();
        for (who, console) in &self.consoles {
            for (id, state) in &console.last.outbox {
                if !is_settled(*state) {
                    wrong.push(format!("{who}: {id} is still {state}"));
                }
            }
            for (layer, has) in [("base", &console.last.base), ("live", &console.last.live)] {
                let has = has.within(served.hub);
                let different = rows.iter().find(|(key, row)| has.get(**key) != Some(row));
                let further = has.keys().find(|key| !rows.contains_key(**key));
                if let Some(key) = different.map(|(key, _)| key).or(further) {
                    wrong.push(format!("{who}: {key:?} of the {layer} is not the server's"));
                }
            }
        }
        for what in wrong {
            self.note(Property::Convergence, what);
        }
    }
}

#[cfg(test)]
mod tests;
