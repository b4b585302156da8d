//! What belongs to a row and goes where it goes: its events and notes, what people wrote or still have to settle
//! about it, its attempts and collections. Knows who belongs to whom; not when anything moves.

use super::draft::Draft;
use crate::{
    entities::*,
    entity::{Entity, Synced, Table},
    id::DeliveryId,
    world::Need,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The questions whose answers are the trail of the row `id` of `table`. Collections are asked for apart: they
/// belong to the courier who holds the money.
pub(super) fn needs(table: Table, id: Uuid) -> Vec<Need> {
    let mut needs = vec![
        Need::EventsOf(id),
        Need::NotesOn(id),
        Need::ExceptionsAbout(id),
    ];
    if table == Table::Delivery {
        needs.push(Need::AttemptsOf(DeliveryId(id)));
    }
    needs
}

/// Rows by the row they belong to.
pub(super) struct Trails<'w>(HashMap<Uuid, Vec<&'w Entity>>);

impl<'w> Trails<'w> {
    /// The trails of `items` as the world has them. Their questions must have been answered.
    pub fn of(draft: &Draft<'w>, items: impl IntoIterator<Item = Uuid>) -> Self {
        let items: HashSet<Uuid> = items.into_iter().collect();
        let mut trails: HashMap<Uuid, Vec<&Entity>> = HashMap::new();
        for table in [
            Table::Attempt,
            Table::Collection,
            Table::Note,
            Table::Exception,
            Table::Event,
        ] {
            for id in draft.world.keys(table) {
                let Some(stored) = draft.world.row(table, id) else {
                    continue;
                };
                if let Some(owner) = owner(&stored.entity).filter(|owner| items.contains(owner)) {
                    trails.entry(owner).or_default().push(&stored.entity);
                }
            }
        }
        Self(trails)
    }

    /// All of the row's trail.
    pub fn each(&self, id: Uuid) -> impl Iterator<Item = &'w Entity> {
        self.0.get(&id).into_iter().flatten().copied()
    }

    /// The row's trail in one table.
    pub fn all<T: Synced + 'w>(&self, id: Uuid) -> impl Iterator<Item = &'w T> {
        self.each(id).filter_map(T::of)
    }
}

/// The row that `entity` is about.
fn owner(entity: &Entity) -> Option<Uuid> {
    match entity {
        Entity::Attempt(row) => Some(row.delivery_id.0),
        Entity::Collection(row) => Some(row.delivery_id.0),
        Entity::Note(row) => Some(row.entity_id),
        Entity::Exception(row) => Some(row.entity_id),
        Entity::Event(row) => Some(row.entity_id),
        Entity::Hub(_)
        | Entity::Policy(_)
        | Entity::Staff(_)
        | Entity::Merchant(_)
        | Entity::Grant(_)
        | Entity::Zone(_)
        | Entity::Vehicle(_)
        | Entity::Courier(_)
        | Entity::Shift(_)
        | Entity::ImportBatch(_)
        | Entity::Delivery(_)
        | Entity::CashSettlement(_) => None,
    }
}

/// Whether somebody still has to settle something about the row.
pub(super) fn unsettled<'a>(mut exceptions: impl Iterator<Item = &'a Exception>) -> bool {
    exceptions.any(|exception| exception.resolved_at.is_none())
}
