//! Undoing: the command, or commands, that take back what a decision did. They name the revisions the decision
//! left, so that what someone changed since is refused, naming who.
//!
//! Source: "Undo" of the domain design.

use crate::{
    command::{Action, Command, GroupEdit, OnDeliveries, Other},
    decide::{Decision, ItemVerdict},
    entities::{Delivery, DeliveryState},
    entity::Table,
    id::*,
    world::{Change, World},
};
use std::collections::BTreeMap;

/// What takes back `decision`, the result of `command` on the world `before`. Empty when there is no way back
/// or nothing was applied. Issue them in this order; several where items came from different states or
/// couriers.
pub fn inverse(command: &Command, before: &World, decision: &Decision) -> Vec<Command> {
    let other = match command {
        Command::Deliveries(on) => return on_deliveries(on, before, &decision.items),
        Command::Other(other) => other,
    };
    match other {
        Other::Edit { hub, edits, .. } => edits_back(*hub, edits, before, decision),
        Other::ImportRows { hub, import, .. } => {
            let made: Vec<DeliveryId> = decision
                .changes
                .iter()
                .filter(|change| matches!(change, Change::Put { rev: 1, .. }))
                .map(Change::key)
                .filter(|(table, _)| *table == Table::Delivery)
                .map(|(_, id)| DeliveryId(id))
                .collect();
            if made.is_empty() {
                return Vec::new();
            }
            vec![Command::Other(Other::UndoImport {
                hub: *hub,
                batch: import.batch,
                items: made,
            })]
        }
        Other::Transfer {
            hub,
            to_hub,
            entity_table,
            ..
        } => {
            if *entity_table != Table::Delivery {
                return Vec::new();
            }
            let if_rev: BTreeMap<_, _> = applied(&decision.items)
                .map(|(id, rev)| (id.0, rev))
                .collect();
            if if_rev.is_empty() {
                return Vec::new();
            }
            vec![Command::Other(Other::Transfer {
                hub: *to_hub,
                to_hub: *hub,
                entity_table: Table::Delivery,
                items: if_rev.keys().copied().collect(),
                if_rev,
            })]
        }
        // No way back that is one command's: what they did is done otherwise, or not at all.
        Other::Create { .. }
        | Other::UndoImport { .. }
        | Other::ResolveContested { .. }
        | Other::Claim { .. }
        | Other::Comment { .. }
        | Other::Resolve { .. }
        | Other::Raise { .. }
        | Other::AddNote { .. }
        | Other::LogContact { .. }
        | Other::SettleCash { .. }
        | Other::UpsertZone { .. }
        | Other::RetireZone { .. }
        | Other::UpsertCourier { .. }
        | Other::RetireCourier { .. }
        | Other::UpsertVehicle { .. }
        | Other::RetireVehicle { .. }
        | Other::OpenShift { .. }
        | Other::CloseShift { .. }
        | Other::Archive { .. }
        | Other::UpsertMerchant { .. }
        | Other::UpsertHub { .. }
        | Other::UpsertStaff { .. }
        | Other::SetPolicy { .. }
        | Other::Grant { .. } => Vec::new(),
    }
}

fn applied(items: &[ItemVerdict]) -> impl Iterator<Item = (DeliveryId, i64)> {
    items
        .iter()
        .filter_map(|item| Some((DeliveryId(item.id), item.applied_rev()?)))
}

/// The steps back for one delivery, in order.
fn steps(action: &Action, was: &Delivery) -> Vec<Action> {
    match action {
        Action::Assign { .. } => vec![Action::Unassign],
        Action::Reassign { .. } => match was.courier_id {
            Some(courier) if was.state == DeliveryState::Dispatched => {
                vec![Action::Reassign { courier }, Action::Dispatch]
            }
            Some(courier) => vec![Action::Reassign { courier }],
            None => Vec::new(),
        },
        Action::Unassign => was
            .courier_id
            .map(|courier| Action::Assign { courier })
            .into_iter()
            .collect(),
        Action::Dispatch => vec![Action::Recall],
        Action::Recall => vec![Action::Dispatch],
        Action::Cancel { .. } => vec![Action::Reinstate],
        Action::Reinstate => vec![Action::Cancel {
            reason: was.state_reason.clone(),
        }],
        Action::Hold { .. } => vec![Action::Release],
        Action::Release => vec![Action::Hold {
            reason: was.state_reason.clone(),
        }],
        Action::SetPriority { .. } => vec![Action::SetPriority {
            priority: was.priority,
        }],
        // What was reported has happened; what follows a failure is decided anew; what is lost, and a corrected
        // outcome, are corrected; zones follow the points.
        Action::RecordPickup
        | Action::Depart
        | Action::Arrive
        | Action::Deliver { .. }
        | Action::RecordAttempt { .. }
        | Action::HandOver { .. }
        | Action::Reschedule { .. }
        | Action::Return { .. }
        | Action::RecordReturn { .. }
        | Action::MarkLost { .. }
        | Action::CorrectOutcome { .. }
        | Action::Rezone => Vec::new(),
    }
}

fn on_deliveries(command: &OnDeliveries, before: &World, items: &[ItemVerdict]) -> Vec<Command> {
    let mut back: Vec<OnDeliveries> = Vec::new();
    for (id, rev) in applied(items) {
        let Ok(Some(was)) = before.get::<Delivery>(id) else {
            continue;
        };
        let mut behind = 0;
        for (nth, action) in (0_i64..).zip(steps(&command.action, was)) {
            // A later step goes into a command behind that of the step before.
            let at = back
                .iter()
                .enumerate()
                .skip(behind)
                .find(|(_, one)| one.action == action)
                .map_or(back.len(), |(at, _)| at);
            if at == back.len() {
                back.push(OnDeliveries {
                    hub: command.hub,
                    items: Vec::new(),
                    if_rev: BTreeMap::new(),
                    saw: BTreeMap::new(),
                    overrule: None,
                    report: None,
                    action,
                });
            }
            back[at].items.push(id);
            back[at].if_rev.insert(id, rev + nth);
            behind = at + 1;
        }
    }
    back.into_iter().map(Command::Deliveries).collect()
}

/// Edits the other way round. An edit that completed a draft has none: a ready delivery stays complete.
fn edits_back(
    hub: HubId,
    edits: &[GroupEdit],
    before: &World,
    decision: &Decision,
) -> Vec<Command> {
    let mut back = Vec::new();
    let mut if_rev = BTreeMap::new();
    for (edit, item) in edits.iter().zip(&decision.items).rev() {
        let Some(rev) = item.applied_rev() else {
            continue;
        };
        let was = before.get::<Delivery>(edit.delivery).ok().flatten();
        let completed = was.is_none_or(|was| {
            was.state == DeliveryState::Draft && state_after(decision, edit.delivery) != was.state
        });
        if completed {
            continue;
        }
        back.push(GroupEdit {
            delivery: edit.delivery,
            group: edit.group,
            from: edit.to.clone(),
            to: edit.from.clone(),
        });
        if_rev.insert(edit.delivery, rev);
    }
    if back.is_empty() {
        return Vec::new();
    }
    vec![Command::Other(Other::Edit {
        hub,
        edits: back,
        if_rev,
    })]
}

fn state_after(decision: &Decision, id: DeliveryId) -> DeliveryState {
    decision
        .changes
        .iter()
        .find_map(|change| match change {
            Change::Put { entity, .. } => {
                <Delivery as crate::entity::Synced>::of(entity).filter(|row| row.id == id)
            }
            Change::Delete { .. } => None,
        })
        .map_or(DeliveryState::Draft, |row| row.state)
}
