//! The deliveries an action is for, with what forms and messages need of them.

use crate::ipc;
use domain::{command::Action, id::*};
use std::collections::HashMap;
pub use wire::ipc::Target;
use wire::{error::Problem, ipc::Query};

/// Looks the deliveries up in the replica, however many they are. Unknown ones are left out.
///
/// # Errors
/// What the shell says when the replica cannot be asked.
pub async fn load(ids: &[DeliveryId]) -> Result<Vec<Target>, Problem> {
    ipc::query(&Query::Targets { ids: ids.to_vec() }).await
}

/// Whether the action reports something that happened in the street.
pub fn is_report(action: &Action) -> bool {
    domain::state::is_report(action.kind())
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

/// Targets by hub, order kept, at most `max` together.
pub fn by_hub(targets: &[Target], max: usize) -> Vec<(HubId, Vec<DeliveryId>)> {
    let mut parts: Vec<(HubId, Vec<DeliveryId>)> = Vec::new();
    for target in targets {
        let open = parts
            .iter_mut()
            .find(|(hub, items)| *hub == target.hub && items.len() < max);
        match open {
            Some((_, items)) => items.push(target.id),
            None => parts.push((target.hub, vec![target.id])),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::entities::{DeliveryState, PayMethod, Payment, Proof};
    use uuid::Uuid;

    fn target(n: u128, courier: u128, cod: i64) -> Target {
        Target {
            id: DeliveryId(Uuid::from_u128(n)),
            hub: HubId(Uuid::from_u128(1)),
            reference: String::new(),
            courier: Some(CourierId(Uuid::from_u128(courier))),
            cod_halalas: cod,
            proof_required: Proof::None,
            state: DeliveryState::PickedUp,
            state_before: None,
            priority: 50,
        }
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

    #[test]
    fn three_hundred_cash_deliveries_are_each_recorded_with_their_own_due() {
        let targets: Vec<Target> = (0..300).map(|n| target(n, n % 3, 10_000)).collect();
        let deliver = |t: &Target| Action::Deliver {
            collected: vec![Payment {
                method: PayMethod::Cash,
                halalas: t.cod_halalas,
            }],
            variance_reason: String::new(),
            proof: Proof::None,
            proof_waived: String::new(),
        };
        let groups = groups(&targets, deliver, 500);
        // One per courier, and nobody is left out.
        assert_eq!(groups.len(), 3);
        assert_eq!(groups.iter().map(|g| g.items.len()).sum::<usize>(), 300);
        assert!(groups.iter().all(|g| g.courier.is_some()));
    }

    #[test]
    fn what_is_no_action_is_divided_by_hub_and_size() {
        let mut targets: Vec<Target> = (0..1_000).map(|n| target(n, 1, 0)).collect();
        targets[3].hub = HubId(Uuid::from_u128(2));
        let parts = by_hub(&targets, 500);
        let sizes: Vec<usize> = parts.iter().map(|(_, items)| items.len()).collect();
        assert_eq!(sizes, [500, 1, 499]);
    }
}
