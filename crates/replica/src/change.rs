//! What changed, and who wants to know.

use crate::store::lock;
use domain::entity::Table;
use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::{Arc, Mutex},
};
use uuid::Uuid;

type Callback = Box<dyn Fn(&[Table]) + Send + Sync>;

/// Counts commits by table, and calls subscribers after them.
#[derive(Default)]
pub(crate) struct Changes {
    callbacks: Mutex<Arc<Vec<Arc<Callback>>>>,
    versions: Mutex<Versions>,
    /// The deliveries each of the last commits changed, by the version it led to.
    recent: Mutex<VecDeque<(u64, ChangedDeliveries)>>,
}

/// Which deliveries a transaction changed.
#[derive(Clone, Debug)]
pub(crate) enum ChangedDeliveries {
    Few(Vec<Uuid>),
    /// Too many to name.
    Many,
}

/// More changed deliveries than this are not named one by one.
const MAX_NAMED: usize = 2_000;
/// Commits whose changed deliveries are remembered.
const MAX_RECENT: usize = 64;

impl Default for ChangedDeliveries {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl ChangedDeliveries {
    pub fn add(&mut self, id: Uuid) {
        match self {
            Self::Few(ids) if ids.len() < MAX_NAMED => ids.push(id),
            Self::Few(_) | Self::Many => *self = Self::Many,
        }
    }
}

/// How often each table was changed since the replica was opened; equal versions mean equal rows.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub(crate) struct Versions {
    tables: HashMap<Table, u64>,
    /// Outbox, positions, meta.
    pub local: u64,
}

impl Versions {
    /// The version of several tables together.
    pub fn of(&self, tables: &[Table]) -> u64 {
        tables
            .iter()
            .map(|t| self.tables.get(t).copied().unwrap_or(0))
            .sum()
    }
}

impl Changes {
    pub fn subscribe(&self, callback: Callback) {
        let mut callbacks = lock(&self.callbacks);
        let mut list: Vec<_> = callbacks.iter().cloned().collect();
        list.push(Arc::new(callback));
        *callbacks = Arc::new(list);
    }

    /// Call right after a commit, before the writer lets go.
    pub fn bump(&self, tables: &BTreeSet<Table>, deliveries: ChangedDeliveries, local: bool) {
        let mut versions = lock(&self.versions);
        for table in tables {
            *versions.tables.entry(*table).or_default() += 1;
        }
        versions.local += u64::from(local);
        if tables.contains(&Table::Delivery) {
            let mut recent = lock(&self.recent);
            recent.push_back((versions.of(&[Table::Delivery]), deliveries));
            if recent.len() > MAX_RECENT {
                recent.pop_front();
            }
        }
    }

    /// The deliveries changed by the commits after version `from`, up to and with `to` (later ones may be among
    /// them); `None` where that is not remembered.
    pub fn deliveries_since(&self, from: u64, to: u64) -> Option<Vec<Uuid>> {
        let recent = lock(&self.recent);
        if from > to || recent.front().is_none_or(|(first, _)| *first > from + 1) {
            return None;
        }
        let mut ids = Vec::new();
        for (_, changed) in recent.iter().filter(|(version, _)| *version > from) {
            match changed {
                ChangedDeliveries::Few(few) => ids.extend(few),
                ChangedDeliveries::Many => return None,
            }
        }
        ids.sort_unstable();
        ids.dedup();
        Some(ids)
    }

    pub fn versions(&self) -> Versions {
        lock(&self.versions).clone()
    }

    /// Call outside every lock: subscribers may query.
    pub fn notify(&self, tables: &BTreeSet<Table>) {
        let callbacks = lock(&self.callbacks).clone();
        let tables: Vec<Table> = tables.iter().copied().collect();
        for callback in callbacks.iter() {
            callback(&tables);
        }
    }
}
