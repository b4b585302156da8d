//! Whom deliveries were given to, for notices that name them.

use super::outcome::Sent;
use crate::{ipc, show};
use domain::{
    command::Command,
    id::{CourierId, HubId},
};
use leptos::prelude::untrack;
use wire::ipc::{CourierView, Query};

/// The courier all these commands give to; `None` where they give to nobody, or not to one alone.
fn receiver(sent: &[Sent]) -> Option<(HubId, CourierId)> {
    let one = |sent: &Sent| match &sent.command {
        Command::Deliveries(on) => Some((on.hub, on.action.gives_to()?)),
        Command::Other(_) => None,
    };
    let first = one(sent.first()?)?;
    sent.iter()
        .all(|sent| one(sent) == Some(first))
        .then_some(first)
}

/// Their name, where the replica has it.
pub async fn whom(sent: &[Sent]) -> Option<String> {
    let (hub, courier) = receiver(sent)?;
    let couriers = ipc::query::<Vec<CourierView>>(&Query::Couriers { hub, date: None })
        .await
        .ok()?;
    let found = couriers.into_iter().find(|c| c.id == courier)?;
    Some(untrack(|| show::name(&found.name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        command::{Action, OnDeliveries},
        id::DeliveryId,
    };
    use std::collections::BTreeMap;
    use uuid::Uuid;
    use wire::ipc::Submitted;

    fn sent(action: Action) -> Sent {
        Sent {
            command: Command::Deliveries(OnDeliveries {
                hub: HubId(Uuid::nil()),
                items: vec![DeliveryId(Uuid::nil())],
                if_rev: BTreeMap::new(),
                saw: BTreeMap::new(),
                overrule: None,
                report: None,
                action,
            }),
            submitted: Submitted {
                command_id: None,
                items: Vec::new(),
                undoable: false,
            },
        }
    }

    #[test]
    fn who_gets_them_is_named_whatever_the_verbs() {
        let courier = CourierId(Uuid::from_u128(7));
        let given = [
            sent(Action::Assign { courier }),
            sent(Action::Reassign { courier }),
        ];
        assert_eq!(receiver(&given).map(|(_, to)| to), Some(courier));
        assert_eq!(receiver(&[sent(Action::Dispatch)]), None);
        assert_eq!(receiver(&[]), None);
    }
}
