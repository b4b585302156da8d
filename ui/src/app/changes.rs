//! Which rows changed: one counter per table, bumped by the shell's events and tracked by questions.

use domain::entity::Table;
use leptos::prelude::*;

/// What an answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dep {
    Table(Table),
    /// The couriers' positions.
    Positions,
    /// Anything about exchanges with the server, every one of them.
    Sync,
    /// How many commands wait for an outcome: marks on rows depend on it.
    Outbox,
    /// The passing of time: asked again every 30 seconds (lateness, slack).
    Clock,
}

/// Counters of changes. Copy.
#[derive(Clone, Copy)]
pub struct Changes {
    tables: StoredValue<Vec<RwSignal<u32>>>,
    positions: RwSignal<u32>,
    sync: RwSignal<u32>,
    outbox: RwSignal<u32>,
    clock: RwSignal<u32>,
}

impl Changes {
    pub(super) fn new() -> Self {
        Self {
            tables: StoredValue::new(Table::ALL.iter().map(|_| RwSignal::new(0)).collect()),
            positions: RwSignal::new(0),
            sync: RwSignal::new(0),
            outbox: RwSignal::new(0),
            clock: RwSignal::new(0),
        }
    }

    fn counter(&self, dep: Dep) -> RwSignal<u32> {
        match dep {
            Dep::Table(table) => self
                .tables
                .with_value(|all| all.get(table as usize).copied())
                .unwrap_or(self.sync),
            Dep::Positions => self.positions,
            Dep::Sync => self.sync,
            Dep::Outbox => self.outbox,
            Dep::Clock => self.clock,
        }
    }

    /// Makes the running effect run again when this changes.
    pub fn track(&self, dep: Dep) {
        self.counter(dep).track();
    }

    /// Says that this changed.
    pub fn bump(&self, dep: Dep) {
        self.counter(dep).update(|n| *n = n.wrapping_add(1));
    }
}

/// Rows that a delivery's line shows.
pub const DELIVERY_ROWS: &[Dep] = &[
    Dep::Table(Table::Delivery),
    Dep::Table(Table::Courier),
    Dep::Table(Table::Zone),
    Dep::Table(Table::Merchant),
    Dep::Table(Table::Exception),
    Dep::Outbox,
    Dep::Clock,
];
