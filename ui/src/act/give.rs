//! Giving deliveries to a courier: the verb that fits each one's state, and the commands that do it. The one place
//! where screens take the verb from.

use super::{
    target::{Target, groups},
    verb::Verb,
};
use domain::{
    command::{Action, Command, MAX_ITEMS, OnDeliveries},
    entities::DeliveryState,
    id::CourierId,
};
use std::collections::BTreeMap;

/// How deliveries come to a courier: by what state they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Give {
    Assign,
    Reassign,
    HandOver,
}

impl Give {
    /// The verb that fits the state; where none does, the one whose refusal says why.
    pub fn of(state: DeliveryState) -> Self {
        use DeliveryState::*;
        match state {
            Assigned | Dispatched => Self::Reassign,
            PickedUp | EnRoute | Arrived | Failed => Self::HandOver,
            Draft | Ready | Returning | OnHold | Delivered | Returned | Cancelled | Lost => {
                Self::Assign
            }
        }
    }

    /// The verb for several at once: theirs where they have one in common.
    pub fn of_all(states: &[DeliveryState]) -> Self {
        let mut verbs = states.iter().map(|state| Self::of(*state));
        match verbs.next() {
            Some(first) if verbs.all(|verb| verb == first) => first,
            _ => Self::Assign,
        }
    }

    pub const fn verb(self) -> Verb {
        match self {
            Self::Assign => Verb::Assign,
            Self::Reassign => Verb::Reassign,
            Self::HandOver => Verb::HandOver,
        }
    }

    pub const fn word(self) -> &'static str {
        self.verb().word()
    }

    pub fn action(self, courier: CourierId) -> Action {
        match self {
            Self::Assign => Action::Assign { courier },
            Self::Reassign => Action::Reassign { courier },
            Self::HandOver => Action::HandOver { courier },
        }
    }
}

/// The commands that give these to a courier: each by its verb, as few as can carry them.
pub fn giving(targets: &[Target], courier: CourierId) -> Vec<Command> {
    let give = |target: &Target| verb(target).action(courier);
    groups(targets, give, MAX_ITEMS)
        .into_iter()
        .map(|group| {
            Command::Deliveries(OnDeliveries {
                hub: group.hub,
                items: group.items,
                if_rev: BTreeMap::new(),
                saw: BTreeMap::new(),
                overrule: None,
                report: None,
                action: group.action,
            })
        })
        .collect()
}

/// The verb that fits one.
pub fn verb(target: &Target) -> Give {
    Give::of(target.state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeliveryState::*;
    use domain::{
        entities::Proof,
        id::{DeliveryId, HubId},
        state,
    };
    use uuid::Uuid;

    #[test]
    fn the_verb_fits_the_state_wherever_one_does() {
        for state in DeliveryState::ALL {
            let possible: Vec<&str> = state::allowed(*state)
                .map(|kind| kind.word())
                .filter(|word| ["assign", "reassign", "hand_over"].contains(word))
                .collect();
            assert!(
                possible.is_empty() || possible == [Give::of(*state).word()],
                "{state}: {possible:?}"
            );
        }
    }

    #[test]
    fn several_have_the_verb_they_share() {
        assert_eq!(Give::of_all(&[Ready, Assigned]), Give::Assign);
        assert_eq!(Give::of_all(&[Dispatched, Assigned]), Give::Reassign);
        assert_eq!(Give::of_all(&[PickedUp, Arrived]), Give::HandOver);
        assert_eq!(Give::of_all(&[]), Give::Assign);
    }

    #[test]
    fn all_are_given_each_by_its_verb() {
        let target = |n: u128, state| Target {
            id: DeliveryId(Uuid::from_u128(n)),
            hub: HubId(Uuid::nil()),
            reference: String::new(),
            courier: None,
            cod_halalas: 0,
            proof_required: Proof::None,
            state,
            state_before: None,
            priority: 50,
        };
        let mut targets: Vec<Target> = (0..1_201).map(|n| target(n, Ready)).collect();
        targets.push(target(2_000, Dispatched));
        let sent: Vec<(String, usize)> = giving(&targets, CourierId(Uuid::nil()))
            .iter()
            .map(|command| (command.name(), command.items().len()))
            .collect();
        let of = |name: &str| {
            let items = sent.iter().filter(|(n, _)| n.starts_with(name));
            items.map(|(_, n)| *n).collect::<Vec<_>>()
        };
        assert_eq!(of("assign"), [500, 500, 201]);
        assert_eq!(of("reassign"), [1]);
    }
}
