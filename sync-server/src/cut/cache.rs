//! Deltas already written as lines: many consoles of a hub ask for the same step at the same moment.

use crate::seeded::{Bug, broken};
use domain::id::ScopeId;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;
use uuid::Uuid;
use wire::sync::{End, ScopeCut};

/// At most this many deltas are kept; each spans few versions, so each is small.
const KEPT: usize = 128;

/// A delta's lines.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    pub evictions: Arc<Vec<u8>>,
    pub rows: Arc<Vec<u8>>,
    pub count: End,
}

/// Scope, epoch, from, to, and the schema of the lines.
type Key = (ScopeId, Uuid, i64, i64, u32);
type Cell = Arc<OnceCell<Lines>>;

#[derive(Default)]
struct Kept {
    cells: HashMap<Key, Cell>,
    order: VecDeque<Key>,
}

/// The last deltas of this process.
#[derive(Default)]
pub struct DeltaCache(Mutex<Kept>);

impl DeltaCache {
    /// The cell of a delta; whoever finds it empty fills it, and others wait for that.
    pub fn cell(&self, cut: &ScopeCut, schema: u32) -> Cell {
        let mut key = (cut.scope, cut.epoch, cut.from, cut.to, schema);
        if broken(Bug::CacheWithoutFrom) {
            key.2 = 0;
        }
        if broken(Bug::CacheWithoutScope) {
            (key.0, key.1) = (ScopeId(Uuid::nil()), Uuid::nil());
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = kept.cells.get(&key) {
            return cell.clone();
        }
        if kept.order.len() >= KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.cells.remove(&oldest);
        }
        kept.order.push_back(key);
        kept.cells.entry(key).or_default().clone()
    }
}
