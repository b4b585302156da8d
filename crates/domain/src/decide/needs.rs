//! The questions a command asks whatever the rows say, so that one loading usually suffices.

use super::problems;
use crate::{
    command::{Action, Command, EditGroup, OnDeliveries, Other},
    entities::Policy,
    entity::Table,
    id::*,
    selection,
    world::Need,
};
use std::collections::BTreeSet;
use uuid::Uuid;

fn row(table: Table, id: impl Into<Uuid>) -> Need {
    Need::Row(table, id.into())
}

/// What deciding `command` reads in any case. What the rows then refer to (shifts on a delivery's day, their
/// vehicles) is asked for by the decision.
pub fn needs(command: &Command) -> BTreeSet<Need> {
    match command {
        Command::Deliveries(command) => on_deliveries(command),
        Command::Other(other) => others(other),
    }
}

fn courier(id: CourierId) -> [Need; 4] {
    [
        row(Table::Courier, id),
        Need::OpenDeliveriesOf(id),
        Need::UnsettledOf(id),
        Need::ContestedOf(id),
    ]
}

fn on_deliveries(command: &OnDeliveries) -> BTreeSet<Need> {
    let mut needs: BTreeSet<Need> = command
        .items
        .iter()
        .map(|id| row(Table::Delivery, *id))
        .collect();
    match &command.action {
        Action::Assign { courier: id } | Action::Reassign { courier: id } => {
            needs.extend(courier(*id));
        }
        Action::HandOver { courier: id } => {
            needs.extend([row(Table::Courier, *id), Need::OpenDeliveriesOf(*id)]);
        }
        Action::Reschedule { .. } | Action::Reinstate => {
            needs.insert(row(Table::Hub, command.hub));
        }
        Action::CorrectOutcome { .. } => {
            needs.insert(row(Table::Policy, Policy::ID));
        }
        Action::Rezone => {
            needs.insert(Need::ZonesOf(command.hub));
        }
        Action::Unassign
        | Action::Dispatch
        | Action::Recall
        | Action::RecordPickup
        | Action::Depart
        | Action::Arrive
        | Action::Deliver { .. }
        | Action::RecordAttempt { .. }
        | Action::Return { .. }
        | Action::RecordReturn { .. }
        | Action::Cancel { .. }
        | Action::Hold { .. }
        | Action::Release
        | Action::MarkLost { .. }
        | Action::SetPriority { .. } => {}
    }
    needs
}

fn rows<I: Into<Uuid> + Copy>(table: Table, ids: &[I]) -> BTreeSet<Need> {
    ids.iter().map(|id| row(table, *id)).collect()
}

fn others(command: &Other) -> BTreeSet<Need> {
    match command {
        Other::Create { hub, deliveries } => {
            let mut needs = BTreeSet::from([Need::ZonesOf(*hub), row(Table::Policy, Policy::ID)]);
            needs.extend(
                deliveries
                    .iter()
                    .map(|new| row(Table::Delivery, new.id(*hub))),
            );
            needs
        }
        Other::ImportRows {
            hub,
            import,
            rows: new,
            problems,
        } => {
            let mut needs = BTreeSet::from([
                Need::ZonesOf(*hub),
                row(Table::Policy, Policy::ID),
                row(Table::ImportBatch, import.batch),
            ]);
            needs.extend(new.iter().map(|new| row(Table::Delivery, new.id(*hub))));
            needs.extend(
                problems
                    .iter()
                    .map(|problem| row(Table::Exception, problems::id(*hub, problem))),
            );
            needs
        }
        Other::UndoImport { batch, items, .. } => {
            let mut needs = rows(Table::Delivery, items);
            needs.insert(row(Table::ImportBatch, *batch));
            needs.extend(items.iter().flat_map(|id| super::touched::needs(*id)));
            needs
        }
        Other::Edit { hub, edits, .. } => {
            let mut needs: BTreeSet<Need> = edits
                .iter()
                .map(|edit| row(Table::Delivery, edit.delivery))
                .collect();
            if edits.iter().any(|e| e.group == EditGroup::DropoffAddress) {
                needs.insert(Need::ZonesOf(*hub));
            }
            needs
        }
        Other::ResolveContested { exception, .. } | Other::Comment { exception, .. } => {
            rows(Table::Exception, &[*exception])
        }
        Other::Claim { items, .. } | Other::Resolve { items, .. } => rows(Table::Exception, items),
        Other::Raise {
            intended, refused, ..
        } => selection::of_refused(intended, refused)
            .map(|(table, id)| row(table, id))
            .collect(),
        Other::AddNote {
            entity_table,
            items,
            ..
        } => rows(*entity_table, items),
        Other::LogContact { items, .. } => rows(Table::Delivery, items),
        Other::SettleCash { courier: id, .. } => {
            BTreeSet::from([row(Table::Courier, *id), Need::UnsettledOf(*id)])
        }
        Other::UpsertZone { zones, .. } => zones.iter().map(|z| row(Table::Zone, z.id)).collect(),
        Other::RetireZone { items, .. } => rows(Table::Zone, items),
        Other::UpsertCourier { couriers, .. } => {
            couriers.iter().map(|c| row(Table::Courier, c.id)).collect()
        }
        Other::RetireCourier { items, .. } => items.iter().flat_map(|id| courier(*id)).collect(),
        Other::UpsertVehicle { vehicles, .. } => {
            vehicles.iter().map(|v| row(Table::Vehicle, v.id)).collect()
        }
        Other::RetireVehicle { items, .. } => rows(Table::Vehicle, items),
        Other::OpenShift { shifts, .. } => shifts
            .iter()
            .flat_map(|shift| {
                [
                    row(Table::Shift, shift.id),
                    row(Table::Courier, shift.courier_id),
                    Need::ShiftsOf(shift.courier_id, shift.service_date),
                ]
            })
            .collect(),
        Other::CloseShift { items, .. } => rows(Table::Shift, items),
        Other::Transfer {
            hub: _,
            to_hub,
            entity_table,
            items,
            ..
        } => {
            let mut needs = super::transfer::needs(*entity_table, items);
            needs.insert(row(Table::Hub, *to_hub));
            if *entity_table == Table::Delivery {
                needs.insert(Need::ZonesOf(*to_hub));
            }
            needs
        }
        Other::Archive { items, .. } => items
            .iter()
            .flat_map(|id| super::archive::needs(*id))
            .collect(),
        Other::UpsertMerchant { merchants } => merchants
            .iter()
            .map(|m| row(Table::Merchant, m.id))
            .collect(),
        Other::UpsertHub { hubs } => hubs.iter().map(|h| row(Table::Hub, h.id)).collect(),
        Other::UpsertStaff { staff } => staff.iter().map(|s| row(Table::Staff, s.id)).collect(),
        Other::SetPolicy { policy } => rows(Table::Policy, &[policy.id]),
        Other::Grant { user, hub, .. } => BTreeSet::from([
            row(Table::Hub, *hub),
            row(Table::Grant, GrantId::of(*user, *hub)),
        ]),
    }
}
