//! Which rows belong to which owner, for the questions a decision asks about many rows at once: a courier's
//! open deliveries, a hub's zones. Kept beside the rows, so that no question scans a table.

use crate::{
    entities::ExceptionKind,
    entity::{Entity, Table},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Keys of rows by their table and owner.
#[derive(Clone, Debug, Default)]
pub(crate) struct Related(HashMap<(Table, Uuid), BTreeSet<Uuid>>);

/// The owner a row counts for, `None` when it counts for nobody:
/// a delivery that is not terminal for its courier, a shift for its courier, a collection without a settlement
/// for its courier, a contested exception that is open for its courier, an active zone for its hub, an attempt
/// for its delivery, an event for what it is about.
pub(crate) fn owner(entity: &Entity) -> Option<Uuid> {
    match entity {
        Entity::Delivery(d) => d
            .courier_id
            .filter(|_| !d.state.is_terminal())
            .map(Uuid::from),
        Entity::Shift(s) => Some(s.courier_id.into()),
        Entity::Collection(c) => c.settlement_id.is_none().then(|| c.courier_id.into()),
        Entity::Exception(e) => {
            let open = e.kind == ExceptionKind::Contested && e.resolved_at.is_none();
            e.courier_id.filter(|_| open).map(Uuid::from)
        }
        Entity::Zone(z) => z.active.then(|| z.hub_id.into()),
        Entity::Attempt(a) => Some(a.delivery_id.into()),
        Entity::Event(e) => Some(e.entity_id),
        Entity::Hub(_)
        | Entity::Policy(_)
        | Entity::Staff(_)
        | Entity::Merchant(_)
        | Entity::Grant(_)
        | Entity::Vehicle(_)
        | Entity::Courier(_)
        | Entity::ImportBatch(_)
        | Entity::CashSettlement(_)
        | Entity::Note(_) => None,
    }
}

impl Related {
    pub fn add(&mut self, entity: &Entity) {
        if let Some(owner) = owner(entity) {
            self.0
                .entry((entity.table(), owner))
                .or_default()
                .insert(entity.key());
        }
    }

    pub fn remove(&mut self, entity: &Entity) {
        if let Some(owner) = owner(entity)
            && let Some(keys) = self.0.get_mut(&(entity.table(), owner))
        {
            keys.remove(&entity.key());
        }
    }

    /// Takes `old` out where `new`, already added, belongs to someone else.
    pub fn replace(&mut self, old: &Entity, new: &Entity) {
        if owner(old) != owner(new) {
            self.remove(old);
        }
    }

    pub fn of(&self, table: Table, owner: Uuid) -> impl Iterator<Item = Uuid> {
        self.0.get(&(table, owner)).into_iter().flatten().copied()
    }
}
