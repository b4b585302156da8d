//! A model server: all rows in memory, the product's rules, and what the protocol says of locks, versions, evictions,
//! sums, outcomes, numbers, epochs and floors, written as plainly as can be. Beside the state a server has it keeps
//! the truth the checks compare with: what no safeguard that can be broken has a hand in.
//!
//! `commit` is the only place where rows change.

pub mod bugs;
mod cut;
mod execute;
mod office;
mod restore;

pub use cut::{Answer, Record};
pub use execute::{Begun, Principal};

use super::world;
use bugs::{ServerBug, broken};
use domain::{
    entity::{Entity, RowHash, Table, row_hash},
    id::*,
    units::Millis,
    value::Value,
    world::{Change, World},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};
use uuid::Uuid;
use wire::sync::Outcome;

pub type Key = (Table, Uuid);

/// A row as the server stores it.
#[derive(Clone)]
pub struct Kept {
    pub scope: ScopeId,
    pub v: i64,
    pub rev: i64,
    hash: RowHash,
    digest: u64,
    values: Rc<Vec<Value>>,
}

/// One scope.
#[derive(Clone, Default)]
struct Scope {
    epoch: Uuid,
    v: i64,
    sum: RowHash,
    /// Evictions up to here are forgotten.
    floor: i64,
}

/// What became of a command.
#[derive(Clone)]
pub struct Logged {
    pub client: Option<ClientId>,
    pub seq: i64,
    pub user: UserId,
    pub outcome: Outcome,
}

/// What the checks know of a command that has been decided.
#[derive(Clone, Default)]
pub struct Effect {
    /// How often it was decided.
    pub times: u32,
    /// The versions its effects came with.
    pub stamps: Vec<(ScopeId, i64)>,
}

/// What a restore brings back.
#[derive(Clone, Default)]
struct State {
    rows: BTreeMap<Key, Kept>,
    evictions: BTreeMap<(ScopeId, Table, Uuid), i64>,
    /// The last revision of rows that are gone.
    gone: BTreeMap<Key, i64>,
    scopes: BTreeMap<ScopeId, Scope>,
    /// By epoch: the one before, and the version at which they part.
    parents: BTreeMap<Uuid, (Uuid, i64)>,
    world: World,
    clients: BTreeMap<ClientId, (UserId, DeviceId, i64)>,
    log: BTreeMap<CommandId, Logged>,
    // The truth.
    effects: BTreeMap<CommandId, Effect>,
    /// The place in its console's order of the last command decided of each disk.
    fifo: BTreeMap<u64, i64>,
    /// The sum of the digests of each scope's rows.
    truth: BTreeMap<ScopeId, u64>,
    /// Where rows that ever moved are now.
    moved: Rc<BTreeMap<Key, Option<ScopeId>>>,
}

/// See the module.
pub struct Server {
    state: State,
    backups: Vec<State>,
    restores: u64,
    pub now: Millis,
    pub sick_until: Millis,
    /// Commands on which the server fails every time.
    pub poison: BTreeSet<CommandId>,
    /// Broken rules of the server's own that were noticed while it worked.
    pub complaints: Vec<(&'static str, String)>,
    /// How often each was looked at.
    pub looked: BTreeMap<&'static str, u64>,
    /// Scopes that moved, to be poked about.
    pub moved: BTreeMap<ScopeId, i64>,
}

impl Server {
    pub fn new(hubs: u8, users: u8) -> Self {
        let mut server = Self {
            state: State::default(),
            backups: Vec::new(),
            restores: 0,
            // Not the consoles' clock.
            now: world::NOON.plus_secs(37),
            sick_until: Millis(0),
            poison: BTreeSet::new(),
            complaints: Vec::new(),
            looked: BTreeMap::new(),
            moved: BTreeMap::new(),
        };
        let rows = world::organisation(hubs, users);
        let mut touched = Vec::new();
        for entity in rows {
            touched.push((entity.table(), entity.key()));
            server.state.world.insert(entity, 1);
        }
        server.commit(&touched, None);
        server.backups.push(server.state.clone());
        server
    }

    fn scope(&mut self, id: ScopeId) -> &mut Scope {
        self.state.scopes.entry(id).or_insert_with(|| Scope {
            epoch: hashed("epoch", &[id.0.as_bytes()]),
            ..Scope::default()
        })
    }

    /// Applies a decision's changes to the world, continuing the revisions of rows that come back.
    fn take(&mut self, changes: &mut [Change], touched: &mut Vec<Key>) {
        for change in changes {
            let key = change.key();
            match change {
                Change::Put { rev, .. } => {
                    let absent = matches!(self.state.world.stored(key.0, key.1), Ok(None));
                    if let Some(last) = self.state.gone.get(&key).filter(|_| absent) {
                        *rev += last;
                    }
                }
                Change::Delete { .. } => {
                    let stored = self.state.world.stored(key.0, key.1).ok().flatten();
                    let rev = stored.map_or(0, |s| s.rev);
                    self.state.gone.insert(key, rev);
                }
            }
            self.state.world.apply(change);
            touched.push(key);
        }
    }

    /// Writes the rows `touched` as the world now has them, each scope one version further. `seen` are versions
    /// somebody read before.
    fn commit(
        &mut self,
        touched: &[Key],
        seen: Option<&BTreeMap<ScopeId, i64>>,
    ) -> Vec<(ScopeId, i64)> {
        let keys: BTreeSet<Key> = touched.iter().copied().collect();
        let mut stamps: BTreeMap<ScopeId, i64> = BTreeMap::new();
        for key in keys {
            let before = self.state.rows.get(&key).cloned();
            let stored = self.state.world.stored(key.0, key.1).ok().flatten();
            let after = stored.map(|s| (s.entity.scope(), s.rev, s.entity.values()));
            if let Some(before) = &before {
                let v = self.stamp(&mut stamps, before.scope, seen);
                let scope = self.scope(before.scope);
                if !broken(ServerBug::OldHashKept) {
                    scope.sum = scope.sum.wrapping_sub(before.hash);
                }
                let truth = self.state.truth.entry(before.scope).or_default();
                *truth = truth.wrapping_sub(before.digest);
                let leaves = after.as_ref().is_none_or(|(to, ..)| *to != before.scope);
                if leaves {
                    let moved = Rc::make_mut(&mut self.state.moved);
                    moved.insert(key, after.as_ref().map(|a| a.0));
                    if !broken(ServerBug::EvictionNotWritten) {
                        let at = (before.scope, key.0, key.1);
                        self.state.evictions.insert(at, v);
                    }
                }
            }
            let Some((to, rev, values)) = after else {
                self.state.rows.remove(&key);
                continue;
            };
            if let Some(place) = Rc::make_mut(&mut self.state.moved).get_mut(&key) {
                *place = Some(to);
            }
            let mut v = self.stamp(&mut stamps, to, seen);
            if let Some(before) = before
                .as_ref()
                .filter(|_| broken(ServerBug::VersionNotStamped))
            {
                v = before.v;
            }
            let hash = row_hash(to, key.0, rev, &values);
            let digest = digest(to, key.0, rev, &values);
            let scope = self.scope(to);
            scope.sum = scope.sum.wrapping_add(hash);
            let truth = self.state.truth.entry(to).or_default();
            *truth = truth.wrapping_add(digest);
            let kept = Kept {
                scope: to,
                v,
                rev,
                hash,
                digest,
                values: Rc::new(values),
            };
            self.state.rows.insert(key, kept);
        }
        for (scope, v) in &stamps {
            self.scope(*scope).v = *v;
            self.moved.insert(*scope, *v);
        }
        stamps.into_iter().collect()
    }

    fn stamp(
        &mut self,
        stamps: &mut BTreeMap<ScopeId, i64>,
        id: ScopeId,
        seen: Option<&BTreeMap<ScopeId, i64>>,
    ) -> i64 {
        let early = seen.filter(|_| broken(ServerBug::StampBeforeLock));
        let at = early.and_then(|seen| seen.get(&id)).copied();
        let at = at.unwrap_or_else(|| self.scope(id).v);
        *stamps.entry(id).or_insert(at + 1)
    }

    fn complain(&mut self, invariant: &'static str, what: String) {
        self.complaints.push((invariant, what));
    }

    fn look(&mut self, invariant: &'static str) {
        *self.looked.entry(invariant).or_default() += 1;
    }

    /// The row as the server has it.
    pub fn see(&self, table: Table, id: Uuid) -> Option<Entity> {
        let stored = self.state.world.stored(table, id).ok().flatten();
        stored.map(|s| s.entity.clone())
    }

    pub fn logged(&self, id: CommandId) -> Option<&Logged> {
        self.state.log.get(&id)
    }

    pub fn effect(&self, id: CommandId) -> Option<&Effect> {
        self.state.effects.get(&id)
    }

    /// Compares the sums kept by difference with a count of all rows.
    pub fn check_sums(&mut self) {
        self.look("ChecksumSound");
        let mut sums: BTreeMap<ScopeId, RowHash> = BTreeMap::new();
        for kept in self.state.rows.values() {
            let sum = sums.entry(kept.scope).or_default();
            *sum = sum.wrapping_add(kept.hash);
        }
        let wrong = self
            .state
            .scopes
            .iter()
            .find(|(id, scope)| sums.get(id).copied().unwrap_or(0) != scope.sum);
        if let Some((id, _)) = wrong {
            self.complain("ChecksumSound", format!("the server's sum of scope {id}"));
        }
    }
}

/// A row in one number; the checks' own, apart from the product's checksum.
pub fn digest(scope: ScopeId, table: Table, rev: i64, values: &[Value]) -> u64 {
    let mut bytes = Vec::with_capacity(512);
    for value in values {
        value.canonical(&mut bytes);
    }
    let mut hasher = DefaultHasher::new();
    (scope, table, rev, bytes).hash(&mut hasher);
    hasher.finish()
}
