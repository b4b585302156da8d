//! Backups, restores, epochs and the floor under evictions.

use super::{
    Server, State,
    bugs::{ServerBug, broken},
    execute::Begun,
};
use domain::id::*;

/// Backups kept.
const KEPT: usize = 4;

impl Server {
    pub fn backup(&mut self) {
        self.backups.push(self.state.clone());
        if self.backups.len() > KEPT {
            self.backups.remove(0);
        }
    }

    /// Goes back to a backup: the same rows, clients and outcomes as then, every scope in a new epoch.
    pub fn restore(&mut self, pick: u32) {
        let at = pick as usize % self.backups.len();
        self.state = self.backups[at].clone();
        self.backups.truncate(at + 1);
        self.restores += 1;
        if broken(ServerBug::EpochNotRotated) {
            return;
        }
        let scopes: Vec<ScopeId> = self.state.scopes.keys().copied().collect();
        for id in scopes {
            let epoch = hashed("epoch", &[id.0.as_bytes(), &self.restores.to_le_bytes()]);
            let old = self.state.epoch(id);
            let scope = self.scope(id);
            scope.epoch = epoch;
            let fork = scope.v;
            self.state.parents.insert(epoch, (old, fork));
        }
    }

    /// Whether the console knows more of some scope than this history has: what is lost comes before what is new.
    pub(super) fn beyond(&self, begun: &Begun) -> bool {
        let visible = self.visible(begun.principal.user);
        let cursors = begun.request.cursors.iter();
        cursors
            .filter(|c| visible.contains(&c.scope))
            .any(|cursor| {
                let epoch = self.state.epoch(cursor.scope);
                let shared = self.state.shared(epoch, cursor.epoch);
                cursor.epoch != epoch && shared.is_none_or(|shared| cursor.v > shared)
            })
    }

    /// Whether the scope is in this epoch now.
    pub fn is_now(&self, scope: ScopeId, epoch: uuid::Uuid) -> bool {
        self.state.epoch(scope) == epoch
    }

    /// Epoch and version of the scope now.
    pub fn stands(&self, scope: ScopeId) -> (uuid::Uuid, i64) {
        let v = self.state.scopes.get(&scope).map_or(0, |s| s.v);
        (self.state.epoch(scope), v)
    }

    /// The true state of the scope in one number.
    pub fn truth(&self, scope: ScopeId) -> u64 {
        self.state.truth.get(&scope).copied().unwrap_or(0)
    }

    /// Forgets the hub's evictions up to now.
    pub fn collect_evictions(&mut self, hub: HubId) {
        let id: ScopeId = hub.into();
        let v = self.scope(id).v;
        self.scope(id).floor = v;
        self.state.evictions.retain(|(scope, ..), _| *scope != id);
    }
}

impl State {
    /// Up to which version the history `epoch` is also that of `other`; `None` when they share none.
    pub(super) fn shared(&self, epoch: uuid::Uuid, other: uuid::Uuid) -> Option<i64> {
        let (mut at, mut least) = (epoch, i64::MAX);
        while at != other {
            let (parent, fork) = self.parents.get(&at)?;
            (at, least) = (*parent, least.min(*fork));
        }
        Some(least)
    }
}
