//! Commands with an inverse, and what the inverse restores.

mod town;

use domain::{
    command::{Action, Command},
    decide::Verdict,
    entities::*,
    id::*,
    name::ActionKind as K,
    rejection::RejectCode,
    state, undo,
};
use town::*;

/// A delivery without what every change stamps. A place among the stops is kept where it is one.
fn unstamped(mut d: Delivery) -> Delivery {
    d.state_since = NOW;
    d.updated_at = NOW;
    d.updated_by = USER;
    d
}

/// May do everything, so that both ways are open.
fn anybody() -> domain::decide::Actor {
    actor(Role::Service)
}

#[test]
fn what_has_an_inverse_is_restored_by_it() {
    let mut pairs = 0;
    for kind in [
        K::Assign,
        K::Reassign,
        K::Unassign,
        K::Dispatch,
        K::Recall,
        K::Cancel,
        K::Reinstate,
        K::Hold,
        K::Release,
        K::SetPriority,
    ] {
        for from in state::TABLE
            .iter()
            .filter(|row| row.action == kind)
            .flat_map(|row| row.from)
        {
            let mut town = Town::with([delivery(1, *from)]);
            let before = town.world.clone();
            let was = town.delivery(delivery_id(1));
            let command = on(&[delivery_id(1)], action(kind, *from).unwrap());
            let decision = town.run(&anybody(), &command);
            assert_ne!(
                unstamped(town.delivery(delivery_id(1))),
                unstamped(was.clone())
            );
            let back = undo::inverse(&command, &before, &decision);
            assert!(!back.is_empty(), "{kind} from {from}");
            for step in &back {
                assert_applied(&town.run(&anybody(), step));
            }
            let mut now = unstamped(town.delivery(delivery_id(1)));
            if *from == DeliveryState::Returning {
                // The hold's reason took the return's place; the timeline keeps both.
                now.state_reason.clone_from(&was.state_reason);
            }
            assert_eq!(now, unstamped(was), "{kind} from {from}");
            pairs += 1;
        }
    }
    assert!(pairs > 30, "{pairs}");
}

#[test]
fn items_from_different_couriers_go_back_to_each() {
    let mut second = delivery(2, DeliveryState::Dispatched);
    second.courier_id = Some(SAAD);
    let third = CourierId(id(13));
    let mut town = Town::with([delivery(1, DeliveryState::Assigned), second]);
    town.put(courier(third, "Third"));
    let before = town.world.clone();
    let command = on(
        &[delivery_id(1), delivery_id(2)],
        Action::Reassign { courier: third },
    );
    let decision = town.run(&anybody(), &command);
    assert_applied(&decision);
    let back = undo::inverse(&command, &before, &decision);
    let kinds: Vec<K> = back.iter().map(Command::kind).collect();
    assert_eq!(kinds, [K::Reassign, K::Reassign, K::Dispatch]);
    for step in &back {
        assert_applied(&town.run(&anybody(), step));
    }
    let one = town.delivery(delivery_id(1));
    let two = town.delivery(delivery_id(2));
    assert_eq!(
        (one.courier_id, one.state),
        (Some(NASSER), DeliveryState::Assigned)
    );
    assert_eq!(
        (two.courier_id, two.state),
        (Some(SAAD), DeliveryState::Dispatched)
    );
}

#[test]
fn only_what_was_applied_is_undone() {
    let mut town = Town::with([
        delivery(1, DeliveryState::Ready),
        delivery(2, DeliveryState::Delivered),
    ]);
    let before = town.world.clone();
    let command = on(
        &[delivery_id(1), delivery_id(2)],
        Action::Assign { courier: NASSER },
    );
    let decision = town.run(&anybody(), &command);
    let back = undo::inverse(&command, &before, &decision);
    let [Command::Deliveries(one)] = &back[..] else {
        panic!("{back:?}");
    };
    assert_eq!(one.items, [delivery_id(1)]);
    assert_eq!(one.if_rev[&delivery_id(1)], 2);
}

#[test]
fn what_someone_changed_since_is_not_undone() {
    let mut town = Town::with([delivery(1, DeliveryState::Ready)]);
    let before = town.world.clone();
    let command = on(&[delivery_id(1)], Action::Assign { courier: NASSER });
    let decision = town.run(&anybody(), &command);
    let back = undo::inverse(&command, &before, &decision);
    let mut someone = anybody();
    someone.user = UserId(id(88));
    town.run(
        &someone,
        &on(&[delivery_id(1)], Action::SetPriority { priority: 1 }),
    );
    let decision = town.run(&anybody(), &back[0]);
    let Verdict::Rejected { rejection } = &decision.items[0].verdict else {
        panic!("{:?}", decision.items);
    };
    assert_eq!(rejection.code, RejectCode::ChangedSince);
    assert_eq!(rejection.params["by"], id(88).to_string());
}

#[test]
fn reports_have_no_inverse() {
    for kind in K::ALL
        .iter()
        .copied()
        .filter(|kind| state::is_report(*kind))
    {
        let from = state::TABLE
            .iter()
            .find(|row| row.action == kind)
            .unwrap()
            .from[0];
        let mut town = Town::with([delivery(1, from)]);
        let before = town.world.clone();
        let command = on(&[delivery_id(1)], action(kind, from).unwrap());
        let decision = town.run(&anybody(), &command);
        assert!(undo::inverse(&command, &before, &decision).is_empty());
    }
}
