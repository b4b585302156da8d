//! What was refused of a command: one exception with its items, raised by the server for what a console had
//! accepted, or by a person who leaves it on the desk.

mod town;

use domain::{
    command::{Action, Command, Other, Refused},
    decide::{quarantined_exception, rejected_exceptions},
    entities::*,
    entity::{Synced, Table},
    id::*,
    refused::listed,
    rejection::{RejectCode, Rejection},
    world::Change,
};
use town::*;
use uuid::Uuid;

fn reassign(ids: &[DeliveryId]) -> Command {
    on(ids, Action::Reassign { courier: SAAD })
}

fn exceptions(changes: &[Change]) -> Vec<Exception> {
    changes
        .iter()
        .filter_map(|change| match change {
            Change::Put { entity, .. } => Exception::of(entity).cloned(),
            Change::Delete { .. } => None,
        })
        .collect()
}

fn raised(town: &Town, command: &Command, refused: &[(Uuid, &Rejection)]) -> Vec<Exception> {
    let actor = actor(Role::Supervisor);
    let changes = rejected_exceptions(&context(1), &actor, command, refused, &town.world);
    let again = rejected_exceptions(&context(1), &actor, command, refused, &town.world);
    assert_eq!(changes, again, "both sides mint the same");
    exceptions(&changes)
}

fn refusals(decision: &domain::decide::Decision) -> Vec<(Uuid, Rejection)> {
    decision
        .items
        .iter()
        .filter_map(|item| match &item.verdict {
            domain::decide::Verdict::Rejected { rejection } => Some((item.id, rejection.clone())),
            _ => None,
        })
        .collect()
}

fn borrowed(refused: &[(Uuid, Rejection)]) -> Vec<(Uuid, &Rejection)> {
    refused.iter().map(|(id, why)| (*id, why)).collect()
}

/// Two that were cancelled meanwhile, and one that is not.
fn half_cancelled() -> (Town, [DeliveryId; 3]) {
    let town = Town::with([
        delivery(1, DeliveryState::Cancelled),
        delivery(2, DeliveryState::Assigned),
        delivery(3, DeliveryState::Cancelled),
    ]);
    (town, [delivery_id(1), delivery_id(2), delivery_id(3)])
}

#[test]
fn one_refused_item_is_kept_for_the_hub_with_what_is_there_instead() {
    let (mut town, ids) = half_cancelled();
    let command = reassign(&ids[..2]);
    let refused = refusals(&town.run(&actor(Role::Supervisor), &command));
    let [kept] = &raised(&town, &command, &borrowed(&refused))[..] else {
        panic!("{refused:?}");
    };
    assert_eq!(kept.kind, ExceptionKind::Rejected);
    assert_eq!(kept.label, "R-1");
    assert_eq!(
        (kept.entity_table, kept.entity_id),
        (Table::Delivery, ids[0].0)
    );
    assert_eq!(kept.reason["code"], "wrong_state");
    assert_eq!(kept.reason["params"]["theirs"]["state"], "cancelled");
    let Command::Deliveries(one) = serde_json::from_value(kept.intended.0.clone()).unwrap() else {
        panic!();
    };
    assert_eq!(one.items, [ids[0]]);
    assert_eq!(
        listed(&kept.reason),
        [],
        "one alone is the exception itself"
    );

    let not_granted = Rejection::new(RejectCode::NotGranted);
    let told = raised(&town, &command, &[(ids[0].0, &not_granted)]);
    let text = format!("{told:?}");
    assert!(
        !text.contains("R-1") && !text.contains("cancelled"),
        "tells what it may not: {text}"
    );
}

#[test]
fn what_is_refused_of_one_command_is_one_exception_with_its_items() {
    let (mut town, ids) = half_cancelled();
    let command = reassign(&ids);
    let refused = refusals(&town.run(&actor(Role::Supervisor), &command));
    assert_eq!(refused.len(), 2);
    let [kept] = &raised(&town, &command, &borrowed(&refused))[..] else {
        panic!("{refused:?}");
    };
    let items = listed(&kept.reason);
    let labels: Vec<_> = items.iter().map(|i| i.label.as_str()).collect();
    assert_eq!(labels, ["R-1", "R-3"]);
    for item in &items {
        let why = item.rejection.as_ref().unwrap();
        assert_eq!(why.code, RejectCode::WrongState);
        assert_eq!(why.params["theirs"]["state"], "cancelled");
    }
    let Command::Deliveries(both) = serde_json::from_value(kept.intended.0.clone()).unwrap() else {
        panic!();
    };
    assert_eq!(both.items, [ids[0], ids[2]]);
    // A program that does not know the list reads the first item's.
    let first: Rejection = serde_json::from_value(kept.reason.0.clone()).unwrap();
    assert_eq!(Some(&first), items[0].rejection.as_ref());
    assert_eq!(kept.label, "R-1");
    // It does not go to another hub with one of them.
    assert_eq!(
        (kept.entity_table, kept.entity_id),
        (Table::Exception, kept.id.0)
    );
}

#[test]
fn of_several_refused_items_those_that_left_the_hub_are_told_nothing_about() {
    let mut gone = delivery(1, DeliveryState::Cancelled);
    gone.hub_id = OTHER_HUB;
    let town = Town::with([gone, delivery(2, DeliveryState::Cancelled)]);
    let dispatcher = actor(Role::Dispatcher);
    let ids = [delivery_id(1), delivery_id(2)];
    let command = on(&ids, Action::Assign { courier: SAAD });
    let not_found = Rejection::new(RejectCode::NotFound);
    let refused = [(ids[0].0, &not_found), (ids[1].0, &not_found)];
    let aside = quarantined_exception(&context(2), &dispatcher, &command, "broken", &town.world);
    for raised in [raised(&town, &command, &refused), exceptions(&aside)] {
        let [kept] = &raised[..] else {
            panic!("{raised:?}");
        };
        let items = listed(&kept.reason);
        assert_eq!(
            (items[0].label.as_str(), items[1].label.as_str()),
            ("", "R-2")
        );
        let text = format!("{:?}", (&items[0], &kept.label));
        assert!(!text.contains("theirs") && !text.contains("R-1"), "{text}");
    }
}

#[test]
fn a_command_that_is_set_aside_is_one_exception() {
    let (town, ids) = half_cancelled();
    let dispatcher = actor(Role::Dispatcher);
    let changes = quarantined_exception(
        &context(1),
        &dispatcher,
        &reassign(&ids),
        "broken",
        &town.world,
    );
    let [kept] = &exceptions(&changes)[..] else {
        panic!("{changes:?}");
    };
    assert_eq!(kept.kind, ExceptionKind::Quarantined);
    assert_eq!(kept.reason["code"], "quarantined");
    let items = listed(&kept.reason);
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|item| item.rejection.is_none()));
}

#[test]
fn reports_that_are_complete_no_more_stay_one_exception_each() {
    let dearer = |n| {
        let mut delivery = delivery(n, DeliveryState::Arrived);
        delivery.cod_halalas = 15_000;
        delivery
    };
    let mut town = Town::with([dearer(1), dearer(2), delivery(3, DeliveryState::Arrived)]);
    let ids = [1, 2, 3].map(delivery_id);
    let command = on(&ids[..2], deliver(12_000));
    let refused = refusals(&town.run(&actor(Role::Supervisor), &command));
    let kept = raised(&town, &command, &borrowed(&refused));
    let about: Vec<_> = kept.iter().map(|e| (e.kind, e.entity_id)).collect();
    assert_eq!(
        about,
        [ids[0], ids[1]].map(|id| (ExceptionKind::Contested, id.0))
    );
}

fn leave(intended: Command, refused: &[(Uuid, Rejection)]) -> Command {
    Command::Other(Other::Raise {
        hub: HUB,
        intended: Box::new(intended),
        refused: refused
            .iter()
            .map(|(id, rejection)| Refused {
                id: *id,
                rejection: rejection.clone(),
            })
            .collect(),
    })
}

#[test]
fn what_a_person_leaves_on_the_desk_is_one_exception_and_nothing_is_done() {
    let (mut town, ids) = half_cancelled();
    let supervisor = actor(Role::Supervisor);
    let command = reassign(&ids);
    let refused = refusals(&town.run(&supervisor, &command));
    let leaving = leave(command, &refused);
    let json = serde_json::to_string(&leaving).unwrap();
    assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), leaving);
    assert_eq!(
        leaving.items(),
        [ids[0], ids[2]].map(|id| (Table::Delivery, id.0))
    );

    let decision = town.run(&supervisor, &leaving);
    assert_applied(&decision);
    assert_eq!(decision.items.len(), 2);
    let [kept] = &exceptions(&decision.changes)[..] else {
        panic!("{decision:?}");
    };
    assert_eq!(decision.changes.len(), 1, "nothing else is written");
    assert_eq!(kept.command_name, "reassign.v1");
    assert_eq!(listed(&kept.reason).len(), 2);
    assert_eq!(town.delivery(ids[0]).state, DeliveryState::Cancelled);

    let let_go = Command::Other(Other::Resolve {
        hub: HUB,
        items: vec![kept.id],
        resolution: Resolution::Discarded,
        reason: String::new(),
    });
    assert_applied(&town.run(&supervisor, &let_go));
}

#[test]
fn only_what_was_refused_of_a_command_of_the_hub_is_left_on_its_desk() {
    let (mut town, ids) = half_cancelled();
    let supervisor = actor(Role::Supervisor);
    let why = Rejection::new(RejectCode::WrongState);
    let mut malformed = |command: Command| {
        let refusal = town.try_run(&supervisor, &command).unwrap_err();
        assert_eq!(refusal.code, RejectCode::MalformedCommand, "{command:?}");
    };
    let one = (ids[0].0, why.clone());
    malformed(leave(reassign(&ids[1..]), std::slice::from_ref(&one)));
    malformed(leave(reassign(&ids), &[one.clone(), one.clone()]));
    malformed(leave(
        leave(reassign(&ids), std::slice::from_ref(&one)),
        std::slice::from_ref(&one),
    ));
    let Command::Deliveries(mut elsewhere) = reassign(&ids) else {
        panic!();
    };
    elsewhere.hub = OTHER_HUB;
    malformed(leave(Command::Deliveries(elsewhere), &[one]));
}

#[test]
fn much_that_is_left_on_the_desk_goes_in_commands_that_are_not_too_large() {
    let ids: Vec<DeliveryId> = (1..=500).map(delivery_id).collect();
    let why = Rejection::new(RejectCode::OutsideShift).with("courier_ar", "س".repeat(300));
    let verdicts: Vec<_> = ids
        .iter()
        .map(|id| domain::decide::ItemVerdict {
            id: id.0,
            verdict: domain::decide::Verdict::Rejected {
                rejection: why.clone(),
            },
        })
        .collect();
    let leaving = reassign(&ids).left_on_desk(&verdicts);
    assert!(leaving.len() > 1);
    let left: Vec<_> = leaving.iter().flat_map(|one| one.items()).collect();
    assert_eq!(left, reassign(&ids).items());
    for one in &leaving {
        let json = serde_json::to_vec(one).unwrap();
        assert!(json.len() <= domain::command::MAX_BYTES);
        assert!(one.left_on_desk(&verdicts).is_empty(), "once is enough");
    }
}
