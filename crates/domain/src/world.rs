//! The part of the world a decision can see: rows somebody loaded, and which questions they answer
//! completely. Reading what was not loaded is [`NotLoaded`], never "absent".

use crate::{
    entity::{Entity, Synced, Table},
    id::*,
    related::Related,
    units::ServiceDate,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// A question to storage. Whoever loads answers it wholly, then [`World::answer`]s it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Need {
    /// The row, or that there is none.
    Row(Table, Uuid),
    /// All deliveries of the courier that are not terminal (`courier_id` set, state not delivered, returned,
    /// cancelled, lost).
    OpenDeliveriesOf(CourierId),
    /// All shifts of the courier on that service date.
    ShiftsOf(CourierId, ServiceDate),
    /// All collections of the courier without a settlement.
    UnsettledOf(CourierId),
    /// All contested exceptions of the courier that are not resolved.
    ContestedOf(CourierId),
    /// All active zones of the hub.
    ZonesOf(HubId),
    /// All attempts of the delivery.
    AttemptsOf(DeliveryId),
    /// All deliveries that are not terminal and lie in the zone.
    OpenDeliveriesIn(ZoneId),
    /// All shifts of the courier that are not closed.
    ShiftsAheadOf(CourierId),
    /// All shifts with the vehicle that are not closed.
    ShiftsAheadWith(VehicleId),
    /// All couriers whose usual vehicle it is.
    CouriersWith(VehicleId),
    /// All events of the entity.
    EventsOf(Uuid),
    /// All notes on the entity.
    NotesOn(Uuid),
    /// All exceptions about the entity.
    ExceptionsAbout(Uuid),
    /// All collections for the delivery, settled ones too.
    CollectionsFor(DeliveryId),
}

/// A decision asked for something that nobody loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not loaded: {0:?}")]
pub struct NotLoaded(pub BTreeSet<Need>);

/// A row and its revision (+1 per change, from 1; survives moves between scopes).
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub entity: Entity,
    pub rev: i64,
}

/// Rows by key, and the questions that have been answered.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Boxed, so that a growing map moves pointers and not rows.
    rows: HashMap<(Table, Uuid), Box<Stored>>,
    answered: HashSet<Need>,
    /// Keys per table, so that a scan reads one table in key order.
    keys: BTreeMap<Table, BTreeSet<Uuid>>,
    /// Which rows a question about an owner (a courier's open deliveries, …) is answered with.
    related: Related,
}

impl World {
    /// Puts a row in (replacing), and answers the question for it.
    pub fn insert(&mut self, entity: Entity, rev: i64) {
        let (table, id) = (entity.table(), entity.key());
        self.related.add(&entity);
        if let Some(old) = self
            .rows
            .insert((table, id), Box::new(Stored { entity, rev }))
        {
            let new = &self.rows[&(table, id)].entity;
            self.related.replace(&old.entity, new);
        } else {
            self.keys.entry(table).or_default().insert(id);
        }
        self.answered.insert(Need::Row(table, id));
    }

    /// States that `need` is answered by what is in the world now.
    pub fn answer(&mut self, need: Need) {
        self.answered.insert(need);
    }

    pub fn knows(&self, need: &Need) -> bool {
        self.answered.contains(need)
    }

    /// The row, `None` when there is none.
    pub fn stored(&self, table: Table, id: Uuid) -> Result<Option<&Stored>, NotLoaded> {
        match self.rows.get(&(table, id)) {
            Some(stored) => Ok(Some(stored)),
            None if self.answered.contains(&Need::Row(table, id)) => Ok(None),
            None => Err(NotLoaded(BTreeSet::from([Need::Row(table, id)]))),
        }
    }

    /// The typed row, `None` when there is none.
    pub fn get<T: Synced>(&self, id: impl Into<Uuid>) -> Result<Option<&T>, NotLoaded> {
        Ok(self
            .stored(T::TABLE, id.into())?
            .and_then(|s| T::of(&s.entity)))
    }

    /// The keys of the table's rows in the world, in order.
    pub fn keys(&self, table: Table) -> impl Iterator<Item = Uuid> {
        self.keys.get(&table).into_iter().flatten().copied()
    }

    /// Every row of `T` in the world, in key order. Complete only for questions that were answered: check
    /// with [`World::require`] first.
    pub fn all<'a, T: Synced + 'a>(&'a self) -> impl Iterator<Item = &'a T> {
        self.keys
            .get(&T::TABLE)
            .into_iter()
            .flatten()
            .filter_map(|id| self.rows.get(&(T::TABLE, *id)))
            .filter_map(|stored| T::of(&stored.entity))
    }

    /// The keys of the rows of `table` that belong to `owner`, in order; see [`Related`].
    pub(crate) fn related(&self, table: Table, owner: Uuid) -> impl Iterator<Item = Uuid> {
        self.related.of(table, owner)
    }

    /// The row as it was inserted, when it is here; for keys that are known to be.
    pub(crate) fn row(&self, table: Table, id: Uuid) -> Option<&Stored> {
        self.rows.get(&(table, id)).map(Box::as_ref)
    }

    /// The rows of `T` that belong to `owner`; complete only for questions that were answered.
    pub(crate) fn owned<'a, T: Synced + 'a>(
        &'a self,
        owner: impl Into<Uuid>,
    ) -> impl Iterator<Item = &'a T> {
        self.related(T::TABLE, owner.into())
            .filter_map(|id| self.row(T::TABLE, id))
            .filter_map(|stored| T::of(&stored.entity))
    }

    /// Asks for all of `needs` that nobody answered, at once.
    pub fn require_all(&self, needs: impl IntoIterator<Item = Need>) -> Result<(), NotLoaded> {
        let missing: BTreeSet<Need> = needs.into_iter().filter(|n| !self.knows(n)).collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(NotLoaded(missing))
        }
    }

    pub fn require(&self, need: Need) -> Result<(), NotLoaded> {
        if self.knows(&need) {
            Ok(())
        } else {
            Err(NotLoaded(BTreeSet::from([need])))
        }
    }

    /// Applies what a decision changed, so that the next command sees it.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Put { entity, rev, .. } => self.insert(entity.clone(), *rev),
            Change::Delete { table, id, .. } => {
                if let Some(old) = self.rows.remove(&(*table, *id)) {
                    self.related.remove(&old.entity);
                }
                if let Some(keys) = self.keys.get_mut(table) {
                    keys.remove(id);
                }
                self.answered.insert(Need::Row(*table, *id));
            }
        }
    }
}

/// One row changed by a decision.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly every change puts a row")]
pub enum Change {
    Put {
        entity: Entity,
        /// The row's new revision: 1 for a new row.
        rev: i64,
        /// The scope the row leaves, when it moves.
        left: Option<ScopeId>,
    },
    Delete {
        table: Table,
        id: Uuid,
        scope: ScopeId,
    },
}

impl Change {
    pub fn key(&self) -> (Table, Uuid) {
        match self {
            Self::Put { entity, .. } => (entity.table(), entity.key()),
            Self::Delete { table, id, .. } => (*table, *id),
        }
    }
    pub fn scope(&self) -> ScopeId {
        match self {
            Self::Put { entity, .. } => entity.scope(),
            Self::Delete { scope, .. } => *scope,
        }
    }
}
