//! Two people choose for one delivery: the second to arrive does not win silently, and the same choice is no quarrel.

mod town;

use domain::{
    command::{Action, Command, OnDeliveries, Saw},
    decide::Verdict,
    entities::*,
    id::*,
    rejection::RejectCode,
};
use std::collections::BTreeMap;
use town::*;

const ZIYAD: CourierId = CourierId(id(13));
const FAISAL: UserId = UserId(id(41));

/// The command of somebody who saw the delivery with `courier`.
fn having_seen(action: Action, courier: Option<CourierId>) -> Command {
    let saw = Saw {
        courier,
        priority: Some(50),
    };
    Command::Deliveries(OnDeliveries {
        saw: BTreeMap::from([(delivery_id(1), saw)]),
        ..on_deliveries(&[delivery_id(1)], action)
    })
}

/// With Nasser at first; then Faisal chose Ziyad.
fn chosen_meanwhile(state: DeliveryState, by: Action) -> Town {
    let mut town = Town::with([delivery(1, state)]);
    town.put(courier(ZIYAD, "Ziyad"));
    town.put(Staff {
        id: FAISAL,
        name_ar: "فيصل".into(),
        name_en: "Faisal".into(),
        admin: false,
        active: true,
    });
    let faisal = domain::decide::Actor {
        user: FAISAL,
        ..actor(Role::Dispatcher)
    };
    assert_applied(&town.run(&faisal, &on(&[delivery_id(1)], by)));
    town
}

#[test]
fn a_reassignment_that_did_not_see_the_last_is_refused_with_who_chose_whom() {
    let mut town = chosen_meanwhile(DeliveryState::Assigned, Action::Reassign { courier: ZIYAD });
    // Somebody else touches the delivery since; it is not they who chose.
    assert_applied(&town.run(
        &actor(Role::Dispatcher),
        &on(&[delivery_id(1)], Action::SetPriority { priority: 90 }),
    ));
    let reem = actor(Role::Dispatcher);
    let reassign = having_seen(Action::Reassign { courier: SAAD }, Some(NASSER));
    let rejection = rejected(&town.run(&reem, &reassign));
    assert_eq!(rejection.code, RejectCode::ChangedSince);
    assert_eq!(rejection.params["by"], FAISAL.to_string());
    assert_eq!(rejection.params["by_en"], "Faisal");
    assert_eq!(rejection.params["courier_en"], "Ziyad");
    assert_eq!(rejection.params["at"], NOW.0 - 500);
    assert_eq!(town.delivery(delivery_id(1)).courier_id, Some(ZIYAD));

    // Who has seen it may choose otherwise.
    let again = having_seen(Action::Reassign { courier: SAAD }, Some(ZIYAD));
    assert_applied(&town.run(&reem, &again));
    assert_eq!(town.delivery(delivery_id(1)).courier_id, Some(SAAD));
}

#[test]
fn an_earlier_release_says_nothing_of_what_it_saw_and_is_judged_as_ever() {
    let mut town = chosen_meanwhile(DeliveryState::Assigned, Action::Reassign { courier: ZIYAD });
    assert_applied(&town.run(
        &actor(Role::Dispatcher),
        &on(&[delivery_id(1)], Action::Reassign { courier: SAAD }),
    ));
}

#[test]
fn the_same_choice_twice_is_no_quarrel() {
    let dispatcher = actor(Role::Dispatcher);
    for (from, first, second, saw) in [
        (
            DeliveryState::Assigned,
            Action::Reassign { courier: ZIYAD },
            Action::Reassign { courier: ZIYAD },
            Some(NASSER),
        ),
        (
            DeliveryState::Ready,
            Action::Assign { courier: ZIYAD },
            Action::Assign { courier: ZIYAD },
            None,
        ),
        (
            DeliveryState::Failed,
            Action::HandOver { courier: ZIYAD },
            Action::HandOver { courier: ZIYAD },
            Some(NASSER),
        ),
    ] {
        let mut town = chosen_meanwhile(from, first);
        let decision = town.run(&dispatcher, &having_seen(second, saw));
        assert_eq!(decision.items[0].verdict, Verdict::Unchanged);
        assert!(decision.changes.is_empty());
    }
}

#[test]
fn nothing_is_done_with_another_courier_than_the_one_seen() {
    let dispatcher = actor(Role::Dispatcher);
    for (from, first, second) in [
        (
            DeliveryState::Assigned,
            Action::Reassign { courier: ZIYAD },
            Action::Unassign,
        ),
        (
            DeliveryState::Assigned,
            Action::Reassign { courier: ZIYAD },
            Action::Dispatch,
        ),
        (
            DeliveryState::Failed,
            Action::HandOver { courier: ZIYAD },
            Action::HandOver { courier: SAAD },
        ),
    ] {
        let mut town = chosen_meanwhile(from, first);
        let before = town.delivery(delivery_id(1));
        let refused = town.run(&dispatcher, &having_seen(second, Some(NASSER)));
        assert_eq!(code(&refused), RejectCode::ChangedSince);
        assert_eq!(town.delivery(delivery_id(1)), before);
    }
}

#[test]
fn a_priority_that_another_set_is_not_overwritten_unseen() {
    let mut town = chosen_meanwhile(DeliveryState::Ready, Action::SetPriority { priority: 90 });
    let dispatcher = actor(Role::Dispatcher);
    let lower = having_seen(Action::SetPriority { priority: 10 }, None);
    let rejection = rejected(&town.run(&dispatcher, &lower));
    assert_eq!(rejection.code, RejectCode::ChangedSince);
    assert_eq!(rejection.params["by"], FAISAL.to_string());
    let same = having_seen(Action::SetPriority { priority: 90 }, None);
    let decision = town.run(&dispatcher, &same);
    assert_eq!(decision.items[0].verdict, Verdict::Unchanged);
}

#[test]
fn the_state_says_more_than_the_choice_where_nothing_may_be_chosen() {
    let mut town = chosen_meanwhile(
        DeliveryState::Assigned,
        Action::Cancel {
            reason: "the shop asked".into(),
        },
    );
    let late = having_seen(Action::Reassign { courier: SAAD }, Some(ZIYAD));
    let refused = town.run(&actor(Role::Dispatcher), &late);
    assert_eq!(code(&refused), RejectCode::WrongState);
}

#[test]
fn what_was_seen_is_optional_on_the_wire() {
    let command = having_seen(Action::Dispatch, Some(NASSER));
    let mut json = serde_json::to_value(&command).unwrap();
    assert_eq!(
        serde_json::from_value::<Command>(json.clone()).unwrap(),
        command
    );
    json.as_object_mut().unwrap().remove("saw");
    let Command::Deliveries(on) = serde_json::from_value(json).unwrap() else {
        panic!("another command");
    };
    assert!(on.saw.is_empty());
}
