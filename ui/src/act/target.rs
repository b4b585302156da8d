//! The deliveries an action is for, with what forms and messages need of them.

use crate::{app::app, ipc};
use domain::{
    command::Action,
    entities::{DeliveryState, Proof},
    id::*,
};
use std::collections::HashMap;
use wire::{
    error::Problem,
    ipc::{DeliveryDetail, Query},
};

/// One delivery an action is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub id: DeliveryId,
    pub hub: HubId,
    /// Empty where it was not looked up.
    pub reference: String,
    pub courier: Option<CourierId>,
    pub cod_halalas: i64,
    pub proof_required: Proof,
    pub state: Option<DeliveryState>,
    pub state_before: Option<DeliveryState>,
    pub priority: i32,
}

/// More than this many are not looked up one by one; forms then do without their details.
const LOOKED_UP: usize = 200;

/// Looks the deliveries up in the replica. Unknown ones are left out.
///
/// # Errors
/// What the shell says when the replica cannot be asked.
pub async fn load(ids: &[DeliveryId]) -> Result<Vec<Target>, Problem> {
    let hub = leptos::prelude::untrack(|| app().hub());
    let mut targets = Vec::with_capacity(ids.len());
    for id in ids {
        if ids.len() > LOOKED_UP {
            targets.extend(hub.map(|hub| Target::bare(*id, hub)));
            continue;
        }
        let detail =
            ipc::query::<Option<Box<DeliveryDetail>>>(&Query::Delivery { id: *id }).await?;
        targets.extend(detail.map(|detail| Target::of(&detail)));
    }
    Ok(targets)
}

impl Target {
    fn bare(id: DeliveryId, hub: HubId) -> Self {
        Self {
            id,
            hub,
            reference: String::new(),
            courier: None,
            cod_halalas: 0,
            proof_required: Proof::None,
            state: None,
            state_before: None,
            priority: 50,
        }
    }

    pub fn of(detail: &DeliveryDetail) -> Self {
        let delivery = &detail.delivery;
        Self {
            id: delivery.id,
            hub: delivery.hub_id,
            reference: delivery.reference.clone(),
            courier: delivery.courier_id,
            cod_halalas: delivery.cod_halalas,
            proof_required: delivery.proof_required,
            state: Some(delivery.state),
            state_before: delivery.state_before,
            priority: delivery.priority,
        }
    }
}

/// Whether the action reports something that happened in the street.
pub fn is_report(action: &Action) -> bool {
    matches!(
        action,
        Action::RecordPickup
            | Action::Depart
            | Action::Arrive
            | Action::Deliver { .. }
            | Action::RecordAttempt { .. }
            | Action::RecordReturn { .. }
    )
}

/// Deliveries that one command can carry: same hub, same action, and for a report the same courier.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub hub: HubId,
    pub action: Action,
    pub courier: Option<CourierId>,
    pub items: Vec<DeliveryId>,
}

/// Divides targets into as few commands as can carry them, each of at most `max` items, order kept.
pub fn groups(targets: &[Target], action: impl Fn(&Target) -> Action, max: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut open: HashMap<(HubId, Option<CourierId>, String), usize> = HashMap::new();
    for target in targets {
        let action = action(target);
        let courier = if is_report(&action) {
            target.courier
        } else {
            None
        };
        let key = (target.hub, courier, format!("{action:?}"));
        let at = open
            .get(&key)
            .copied()
            .filter(|at| groups[*at].items.len() < max);
        let at = at.unwrap_or_else(|| {
            groups.push(Group {
                hub: target.hub,
                action,
                courier,
                items: Vec::new(),
            });
            open.insert(key, groups.len() - 1);
            groups.len() - 1
        });
        groups[at].items.push(target.id);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn target(n: u128, courier: u128, cod: i64) -> Target {
        let mut target = Target::bare(DeliveryId(Uuid::from_u128(n)), HubId(Uuid::from_u128(1)));
        target.courier = Some(CourierId(Uuid::from_u128(courier)));
        target.cod_halalas = cod;
        target
    }

    #[test]
    fn reports_are_sent_per_courier_and_intents_together() {
        let targets = [target(1, 10, 0), target(2, 11, 0), target(3, 10, 0)];
        let pickups = groups(&targets, |_| Action::RecordPickup, 500);
        assert_eq!(pickups.len(), 2);
        assert_eq!(pickups[0].items.len(), 2);
        assert_eq!(groups(&targets, |_| Action::Unassign, 500).len(), 1);
    }

    #[test]
    fn a_command_never_carries_too_many() {
        let targets: Vec<Target> = (0..1_201).map(|n| target(n, 1, 0)).collect();
        let sizes: Vec<usize> = groups(&targets, |_| Action::Dispatch, 500)
            .iter()
            .map(|g| g.items.len())
            .collect();
        assert_eq!(sizes, [500, 500, 201]);
    }
}
