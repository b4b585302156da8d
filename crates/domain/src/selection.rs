//! What a command names: how many items, which, and the same command for one of them alone.

use crate::{
    command::{Command, OnDeliveries, Other},
    entities::Policy,
    entity::Table,
    id::*,
};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

impl Command {
    /// How many items the command names.
    pub fn len(&self) -> usize {
        match self {
            Self::Deliveries(command) => command.items.len(),
            Self::Other(other) => match other {
                Other::Create { deliveries, .. } => deliveries.len(),
                Other::ImportRows { rows, problems, .. } => rows.len() + problems.len(),
                Other::Edit { edits, .. } => edits.len(),
                Other::UndoImport { items, .. } | Other::LogContact { items, .. } => items.len(),
                Other::Claim { items, .. } | Other::Resolve { items, .. } => items.len(),
                Other::AddNote { items, .. } => items.len(),
                Other::UpsertZone { zones, .. } => zones.len(),
                Other::RetireZone { items, .. } => items.len(),
                Other::UpsertCourier { couriers, .. } => couriers.len(),
                Other::RetireCourier { items, .. } => items.len(),
                Other::UpsertVehicle { vehicles, .. } => vehicles.len(),
                Other::RetireVehicle { items, .. } => items.len(),
                Other::OpenShift { shifts, .. } => shifts.len(),
                Other::CloseShift { items, .. } => items.len(),
                Other::Transfer { items, .. } => items.len(),
                Other::Archive { items, .. } => items.len(),
                Other::UpsertMerchant { merchants } => merchants.len(),
                Other::UpsertHub { hubs } => hubs.len(),
                Other::UpsertStaff { staff } => staff.len(),
                Other::ResolveContested { .. }
                | Other::Comment { .. }
                | Other::SettleCash { .. }
                | Other::SetPolicy { .. }
                | Other::Grant { .. } => 1,
            },
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entities the command names, in the order of its items. An import's problem rows name none.
    pub fn items(&self) -> Vec<(Table, Uuid)> {
        fn on<I: Into<Uuid>>(table: Table, ids: impl IntoIterator<Item = I>) -> Vec<(Table, Uuid)> {
            ids.into_iter().map(|id| (table, id.into())).collect()
        }
        match self {
            Self::Deliveries(command) => on(Table::Delivery, command.items.iter().copied()),
            Self::Other(other) => match other {
                Other::Create { hub, deliveries } => {
                    on(Table::Delivery, deliveries.iter().map(|new| new.id(*hub)))
                }
                Other::ImportRows { hub, rows, .. } => {
                    on(Table::Delivery, rows.iter().map(|new| new.id(*hub)))
                }
                Other::Edit { edits, .. } => {
                    on(Table::Delivery, edits.iter().map(|edit| edit.delivery))
                }
                Other::UndoImport { items, .. } | Other::LogContact { items, .. } => {
                    on(Table::Delivery, items.iter().copied())
                }
                Other::Claim { items, .. } | Other::Resolve { items, .. } => {
                    on(Table::Exception, items.iter().copied())
                }
                Other::ResolveContested { exception, .. } | Other::Comment { exception, .. } => {
                    on(Table::Exception, [*exception])
                }
                Other::AddNote {
                    entity_table,
                    items,
                    ..
                } => on(*entity_table, items.iter().copied()),
                Other::SettleCash { courier, .. } => on(Table::Courier, [*courier]),
                Other::UpsertZone { zones, .. } => on(Table::Zone, zones.iter().map(|z| z.id)),
                Other::RetireZone { items, .. } => on(Table::Zone, items.iter().copied()),
                Other::UpsertCourier { couriers, .. } => {
                    on(Table::Courier, couriers.iter().map(|c| c.id))
                }
                Other::RetireCourier { items, .. } => on(Table::Courier, items.iter().copied()),
                Other::UpsertVehicle { vehicles, .. } => {
                    on(Table::Vehicle, vehicles.iter().map(|v| v.id))
                }
                Other::RetireVehicle { items, .. } => on(Table::Vehicle, items.iter().copied()),
                Other::OpenShift { shifts, .. } => on(Table::Shift, shifts.iter().map(|s| s.id)),
                Other::CloseShift { items, .. } => on(Table::Shift, items.iter().copied()),
                Other::Transfer {
                    entity_table,
                    items,
                    ..
                } => on(*entity_table, items.iter().copied()),
                Other::Archive { items, .. } => on(Table::Delivery, items.iter().copied()),
                Other::UpsertMerchant { merchants } => {
                    on(Table::Merchant, merchants.iter().map(|m| m.id))
                }
                Other::UpsertHub { hubs } => on(Table::Hub, hubs.iter().map(|h| h.id)),
                Other::UpsertStaff { staff } => on(Table::Staff, staff.iter().map(|s| s.id)),
                Other::SetPolicy { .. } => on(Table::Policy, [Policy::ID]),
                Other::Grant { user, .. } => on(Table::Staff, [*user]),
            },
        }
    }

    /// An item the command names twice, where a selection is a set: its ids are minted per item. A delivery is
    /// named once per edited group. Files may hold a reference twice; rows say what they are.
    pub(crate) fn named_twice(&self) -> Option<Uuid> {
        if self.len() < 2 {
            return None;
        }
        let mut seen = HashSet::with_capacity(self.len());
        match self {
            Self::Other(Other::Create { .. } | Other::ImportRows { .. }) => None,
            Self::Other(Other::Edit { edits, .. }) => edits
                .iter()
                .find(|edit| !seen.insert((edit.delivery.0, Some(edit.group))))
                .map(|edit| edit.delivery.0),
            _ => self
                .items()
                .into_iter()
                .map(|(_, id)| id)
                .find(|id| !seen.insert((*id, None))),
        }
    }

    /// The same command for `item` alone; the command itself when it names one thing in any case, or does not
    /// name `item`. Revisions an undo named and what was seen are left out: whoever retries means the present.
    pub fn only(&self, item: Uuid) -> Self {
        match self {
            Self::Deliveries(command) => Self::Deliveries(OnDeliveries {
                items: vec![DeliveryId(item)],
                if_rev: BTreeMap::new(),
                saw: BTreeMap::new(),
                ..command.clone()
            }),
            Self::Other(other) => Self::Other(only(other, item)),
        }
    }
}

fn only(command: &Other, item: Uuid) -> Other {
    let mut one = command.clone();
    match &mut one {
        Other::Create { hub, deliveries } => deliveries.retain(|new| new.id(*hub).0 == item),
        Other::ImportRows {
            hub,
            rows,
            problems,
            ..
        } => {
            rows.retain(|new| new.id(*hub).0 == item);
            problems.clear();
        }
        Other::Edit { edits, if_rev, .. } => {
            edits.retain(|edit| edit.delivery.0 == item);
            if_rev.clear();
        }
        Other::UndoImport { items, .. } | Other::LogContact { items, .. } => {
            items.retain(|id| id.0 == item);
        }
        Other::Claim { items, .. } | Other::Resolve { items, .. } => {
            items.retain(|id| id.0 == item);
        }
        Other::AddNote { items, .. } => items.retain(|id| *id == item),
        Other::UpsertZone { zones, .. } => zones.retain(|z| z.id.0 == item),
        Other::RetireZone { items, .. } => items.retain(|id| id.0 == item),
        Other::UpsertCourier { couriers, .. } => couriers.retain(|c| c.id.0 == item),
        Other::RetireCourier { items, .. } => items.retain(|id| id.0 == item),
        Other::UpsertVehicle { vehicles, .. } => vehicles.retain(|v| v.id.0 == item),
        Other::RetireVehicle { items, .. } => items.retain(|id| id.0 == item),
        Other::OpenShift { shifts, .. } => shifts.retain(|s| s.id.0 == item),
        Other::CloseShift { items, .. } => items.retain(|id| id.0 == item),
        Other::Transfer { items, if_rev, .. } => {
            items.retain(|id| *id == item);
            if_rev.clear();
        }
        Other::Archive { items, .. } => items.retain(|id| id.0 == item),
        Other::UpsertMerchant { merchants } => merchants.retain(|m| m.id.0 == item),
        Other::UpsertHub { hubs } => hubs.retain(|h| h.id.0 == item),
        Other::UpsertStaff { staff } => staff.retain(|s| s.id.0 == item),
        Other::ResolveContested { .. }
        | Other::Comment { .. }
        | Other::SettleCash { .. }
        | Other::SetPolicy { .. }
        | Other::Grant { .. } => {}
    }
    one
}
