//! The invariants, each by its name in the design: what is looked at, and what is said when it does not hold.

use super::{
    console::Console,
    server::{Record, Server, digest},
    world,
};
use domain::{
    entities::{Delivery, Grant, Shift},
    entity::{RowHash, Synced, Table, row_hash},
    id::*,
    rejection::RejectCode,
};
use replica::Applied;
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use wire::sync::{Cursor, Outcome};

/// All of them.
pub const INVARIANTS: [&str; 17] = [
    "PrefixComplete",
    "CausalCut",
    "MonotonicCursor",
    "ExactlyOnceEffect",
    "OutboxDurable",
    "ClientFifo",
    "NoPoisonBlock",
    "RebaseEquivalence",
    "AckWithEffects",
    "ScopeConfinement",
    "MoveExactlyOnce",
    "ChecksumSound",
    "GcSafe",
    "EpochFence",
    "BootstrapAtomic",
    "ClockIndependent",
    "EventualConvergence",
];

/// A broken invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub invariant: &'static str,
    pub what: String,
}

/// Looks, and counts what it looked at.
#[derive(Default)]
pub struct Checks {
    pub looked: BTreeMap<&'static str, u64>,
}

type Checked = Result<(), Broken>;

fn broken(invariant: &'static str, what: impl Into<String>) -> Checked {
    Err(Broken {
        invariant,
        what: what.into(),
    })
}

/// The replica itself failed where nothing was done to it.
fn failed(error: impl std::fmt::Display) -> Broken {
    Broken {
        invariant: "PrefixComplete",
        what: format!("the replica failed: {error}"),
    }
}

impl Checks {
    fn look(&mut self, invariant: &'static str) {
        *self.looked.entry(invariant).or_default() += 1;
    }

    /// Right after a cut was applied: the rows it named, where the cursors stand, and what was acknowledged.
    pub fn after_cut(
        &mut self,
        console: &Console,
        server: &Server,
        before: &[Cursor],
        applied: &Applied,
        record: &Record,
    ) -> Checked {
        let cursors = console.replica.cursors().map_err(failed)?;
        self.look("MonotonicCursor");
        for then in before {
            let now = cursors.iter().find(|c| c.scope == then.scope);
            if let Some(now) = now.filter(|now| now.epoch == then.epoch && now.v < then.v) {
                let what = format!("{} went from {} back to {}", then.scope, then.v, now.v);
                return broken("MonotonicCursor", what);
            }
        }
        if applied.stale {
            return Ok(());
        }
        self.look("ChecksumSound");
        if let Some(scope) = applied.mismatched.first() {
            return broken(
                "ChecksumSound",
                format!("the sum of {scope} is not the server's"),
            );
        }
        self.look("ScopeConfinement");
        if let Some(foreign) = cursors
            .iter()
            .find(|c| !record.scopes.contains_key(&c.scope))
        {
            return broken(
                "ScopeConfinement",
                format!("{} came without a grant", foreign.scope),
            );
        }
        for (key, truly) in &record.touched {
            self.look("PrefixComplete");
            let base = console.replica.base_row(key.0, key.1).map_err(failed)?;
            let base = base.map(|(scope, rev, values)| (scope, digest(scope, key.0, rev, &values)));
            if base != *truly {
                let what = format!("the base row {key:?} is not the server's");
                return broken("PrefixComplete", what);
            }
        }
        for settled in &applied.outcomes {
            let stamps = server.effect(settled.command_id).map(|e| &e.stamps);
            self.look("AckWithEffects");
            for (scope, v) in stamps.into_iter().flatten() {
                let at = cursors.iter().find(|c| c.scope == *scope);
                if at.is_some_and(|at| at.v < *v) {
                    let what = format!("{} came before its effects", settled.command_id);
                    return broken("AckWithEffects", what);
                }
            }
        }
        if !applied.lost.is_empty() {
            self.no_marks(console, record)?;
        }
        Ok(())
    }

    /// No byte of a hub that was lost is left.
    fn no_marks(&mut self, console: &Console, record: &Record) -> Checked {
        let image = console.replica.image().map_err(failed)?;
        for scope in &console.lost {
            if record.scopes.contains_key(scope) {
                continue;
            }
            self.look("ScopeConfinement");
            let mark = world::mark(HubId(scope.0));
            if contains(&image, mark.as_bytes()) {
                return broken(
                    "ScopeConfinement",
                    format!("bytes of the lost hub {scope} are left"),
                );
            }
        }
        Ok(())
    }

    /// Everything that must hold of one console at any moment.
    pub fn console(&mut self, console: &Console, server: &Server) -> Checked {
        let record = match console.standing() {
            Ok(record) => record,
            Err(what) => return broken("CausalCut", what),
        };
        self.look("BootstrapAtomic");
        self.base(console, record.as_ref())?;
        self.look("RebaseEquivalence");
        if let Some(why) = console.replica.unexplained().map_err(failed)? {
            return broken("RebaseEquivalence", why);
        }
        self.outbox(console, server, record.as_ref())
    }

    fn base(&mut self, console: &Console, record: Option<&Rc<Record>>) -> Checked {
        let mut truth: BTreeMap<ScopeId, u64> = BTreeMap::new();
        let mut sums: BTreeMap<ScopeId, RowHash> = BTreeMap::new();
        let mut places = BTreeMap::new();
        let (mut there, mut wanted) = (BTreeSet::new(), Vec::new());
        let visit = |row: replica::BaseRow<'_>| {
            let sum = sums.entry(row.scope).or_default();
            *sum = sum.wrapping_add(row_hash(row.scope, row.table, row.rev, row.values));
            let sum = truth.entry(row.scope).or_default();
            *sum = sum.wrapping_add(digest(row.scope, row.table, row.rev, row.values));
            if let Some(domain::value::Value::Uuid(id)) = row.values.first() {
                places.insert((row.table, *id), row.scope);
                if matches!(row.table, Table::Hub | Table::Merchant | Table::Courier) {
                    there.insert((row.table, *id));
                }
            }
            references(row.table, row.values, &mut wanted);
        };
        console.replica.each_base_row(visit).map_err(failed)?;
        let empty = BTreeMap::new();
        let scopes = record.map_or(&empty, |record| &record.scopes);
        self.look("ScopeConfinement");
        if let Some(foreign) = truth.keys().find(|scope| !scopes.contains_key(scope)) {
            return broken("ScopeConfinement", format!("there are rows of {foreign}"));
        }
        if let Some(record) = record {
            self.look("MoveExactlyOnce");
            for (key, place) in record.moved.iter() {
                let place = place.filter(|scope| scopes.contains_key(scope));
                if places.get(key).copied() != place {
                    let what = format!("{key:?} is in {:?} instead of {place:?}", places.get(key));
                    return broken("MoveExactlyOnce", what);
                }
            }
        }
        for (scope, standing) in scopes {
            self.look("PrefixComplete");
            if record.is_some_and(|r| r.below_floor) {
                self.look("GcSafe");
            }
            if record.is_some_and(|r| r.other_epoch) {
                self.look("EpochFence");
            }
            if truth.get(scope).copied().unwrap_or(0) != standing.truth {
                let invariant = match record {
                    Some(r) if r.below_floor => "GcSafe",
                    Some(r) if r.other_epoch => "EpochFence",
                    _ => "PrefixComplete",
                };
                let what = format!("the base of {scope} is not the server's at {}", standing.v);
                return broken(invariant, what);
            }
        }
        self.look("ChecksumSound");
        for (scope, sum) in console.replica.sums().map_err(failed)? {
            let recomputed = sums.get(&scope).copied().unwrap_or(0);
            if recomputed != sum || scopes.get(&scope).is_some_and(|at| at.sum != sum) {
                return broken("ChecksumSound", format!("the sum of {scope} is wrong"));
            }
        }
        self.look("CausalCut");
        match wanted.iter().find(|key| !there.contains(key)) {
            Some(key) => broken(
                "CausalCut",
                format!("a row refers to {key:?}, which is not there"),
            ),
            None => Ok(()),
        }
    }

    fn outbox(
        &mut self,
        console: &Console,
        server: &Server,
        record: Option<&Rc<Record>>,
    ) -> Checked {
        for id in &console.given {
            self.look("OutboxDurable");
            if console.replica.entry(*id).map_err(failed)?.is_none() {
                return broken("OutboxDurable", format!("{id} is lost"));
            }
        }
        let Some(record) = record else {
            return Ok(());
        };
        let identity = console.replica.identity().map_err(failed)?;
        let client = identity.map(|identity| identity.client);
        for entry in console.replica.waiting_entries().map_err(failed)? {
            self.look("AckWithEffects");
            let here = record.scopes.get(&entry.scope);
            let current = here.is_some_and(|at| server.is_now(entry.scope, at.epoch));
            let known = server.effect(entry.command_id).is_some();
            // What the server could not look for now counts as done by its number alone.
            let looked_for = record.asked.contains(&entry.command_id)
                && !record.outcomes.iter().any(|o| {
                    o.command_id == entry.command_id && matches!(o.outcome, Outcome::Retry { .. })
                });
            if entry.acknowledged && entry.seq.is_some() && looked_for && current && !known {
                let what = format!(
                    "{} counts as done, and the server has not seen it",
                    entry.command_id
                );
                return broken("AckWithEffects", what);
            }
            // Its own effects are in the base, so they must not be laid over it again. (After a restore or a fresh
            // client the number is another's.)
            let Some(effect) = server.effect(entry.command_id) else {
                continue;
            };
            let seen = entry.seq.is_some_and(|seq| seq <= record.last_seq);
            let same =
                client == Some(record.client) && seen && record.asked.contains(&entry.command_id);
            let in_base = effect.stamps.iter().any(|(scope, v)| {
                let at = record.scopes.get(scope);
                at.is_some_and(|at| server.is_now(*scope, at.epoch) && at.v >= *v)
            });
            self.look("AckWithEffects");
            if in_base && same && !entry.acknowledged && entry.command.is_some() {
                let what = format!("{} is replayed over its own effects", entry.command_id);
                return broken("AckWithEffects", what);
            }
        }
        Ok(())
    }

    /// When faults have stopped: everything is settled, the same on both sides, and done once.
    pub fn settled(&mut self, console: &Console, server: &Server) -> Checked {
        if let Ok(Some(record)) = console.standing() {
            self.no_marks(console, &record)?;
        }
        for id in &console.given {
            let entry = console.replica.entry(*id).map_err(failed)?;
            let Some(entry) = entry.filter(|e| e.command.is_some()) else {
                // Withdrawn with its scope: its verdict is all there is.
                continue;
            };
            self.look("NoPoisonBlock");
            if !entry.is_settled() {
                return broken("NoPoisonBlock", format!("{id} waits for ever"));
            }
            let told = console.replica.outcome(*id).map_err(failed)?;
            let never_sent = matches!(&told, Some(Outcome::Rejected { rejection }) if rejection.code == RejectCode::NotGranted);
            self.look("ExactlyOnceEffect");
            match server.logged(*id) {
                Some(known) if Some(&known.outcome) == told.as_ref() => {}
                None if never_sent => {}
                Some(_) => return broken("ExactlyOnceEffect", format!("{id} has two outcomes")),
                None => {
                    let what = format!("{id} is settled, and the server knows nothing of it");
                    return broken("ExactlyOnceEffect", what);
                }
            }
        }
        Ok(())
    }
}

/// The rows a row cannot be without: those of its own hub and of the organisation.
fn references(
    table: Table,
    values: &[domain::value::Value],
    wanted: &mut Vec<(Table, uuid::Uuid)>,
) {
    match table {
        Table::Delivery => {
            if let Ok(row) = Delivery::from_values(values.to_vec()) {
                wanted.push((Table::Merchant, row.merchant_id.0));
                // A courier may have gone to another hub since the work was done.
                let courier = row.courier_id.filter(|_| row.state.is_open());
                wanted.extend(courier.map(|id| (Table::Courier, id.0)));
            }
        }
        Table::Shift => {
            if let Ok(row) = Shift::from_values(values.to_vec()) {
                wanted.push((Table::Courier, row.courier_id.0));
            }
        }
        Table::Grant => {
            if let Ok(row) = Grant::from_values(values.to_vec()) {
                wanted.push((Table::Hub, row.hub_id.0));
            }
        }
        _ => {}
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some((first, rest)) = wanted.split_first() else {
        return false;
    };
    let mut at = bytes;
    while let Some(found) = at.iter().position(|b| b == first) {
        at = &at[found + 1..];
        if at.starts_with(rest) {
            return true;
        }
    }
    false
}
