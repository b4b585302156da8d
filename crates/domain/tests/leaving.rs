//! Handing rows over to another hub, and archiving: what may go, what goes along, what stays.

mod town;

use domain::{
    command::{Action, Command, Other},
    decide::{ARCHIVE_AFTER_MS, Actor, Decision, Verdict},
    entities::*,
    entity::Table,
    id::*,
    rejection::RejectCode,
    undo,
    units::Millis,
    world::Change,
};
use std::collections::BTreeMap;
use town::*;
use uuid::Uuid;

fn both(role: Role) -> Actor {
    let mut actor = actor(role);
    actor.grants.insert(OTHER_HUB, role);
    actor
}

fn transfer(table: Table, items: &[Uuid]) -> Command {
    Command::Other(Other::Transfer {
        hub: HUB,
        to_hub: OTHER_HUB,
        entity_table: table,
        items: items.to_vec(),
        if_rev: BTreeMap::new(),
    })
}

fn archive(items: &[DeliveryId]) -> Command {
    Command::Other(Other::Archive {
        hub: HUB,
        items: items.to_vec(),
    })
}

fn other_zone() -> Zone {
    Zone {
        id: ZoneId(id(77)),
        hub_id: OTHER_HUB,
        ..zone()
    }
}

/// Where each row of a decision is in the end.
fn hubs(decision: &Decision, table: Table) -> Vec<ScopeId> {
    decision
        .changes
        .iter()
        .filter(|change| change.key().0 == table)
        .map(Change::scope)
        .collect()
}

#[test]
fn a_delivery_goes_with_its_trail_into_the_zone_of_the_target() {
    let mut town = Town::with([delivery(1, DeliveryState::Ready)]);
    town.put(other_zone());
    let note = Command::Other(Other::AddNote {
        hub: HUB,
        entity_table: Table::Delivery,
        items: vec![delivery_id(1).0],
        body: "gate 3".into(),
    });
    town.run(&actor(Role::Dispatcher), &note);
    let set = on(&[delivery_id(1)], Action::SetPriority { priority: 80 });
    town.run(&actor(Role::Dispatcher), &set);

    let decision = town.run(
        &both(Role::Dispatcher),
        &transfer(Table::Delivery, &[delivery_id(1).0]),
    );
    assert_eq!(decision.items[0].verdict, Verdict::Applied { rev: 3 });
    let after = town.delivery(delivery_id(1));
    assert_eq!(after.hub_id, OTHER_HUB);
    assert_eq!(after.zone_id, Some(other_zone().id));
    assert_eq!(after.courier_id, None);
    assert_eq!(hubs(&decision, Table::Note), [OTHER_HUB.into()]);
    let left = decision.changes.iter().any(|change| {
        matches!(change, Change::Put { entity, left: Some(from), .. }
            if entity.table() == Table::Delivery && *from == HUB.into())
    });
    assert!(left, "{:?}", decision.changes);
    // The old event and the new one are at the target; one stays and carries the name.
    let stays: Vec<Event> = rows::<Event>(&decision)
        .into_iter()
        .filter(|event| event.hub_id == HUB)
        .collect();
    assert_eq!(stays.len(), 1);
    assert_eq!(stays[0].action, "transfer");
    assert_eq!(stays[0].changed["label"].0, "R-1");
    assert_eq!(
        hubs(&decision, Table::Event)
            .iter()
            .filter(|scope| **scope == OTHER_HUB.into())
            .count(),
        2
    );
}

#[test]
fn whoever_is_of_one_hub_alone_hands_nothing_over() {
    let mut town = Town::with([delivery(1, DeliveryState::Ready)]);
    let command = transfer(Table::Delivery, &[delivery_id(1).0]);
    let refused = town
        .try_run(&actor(Role::Dispatcher), &command)
        .unwrap_err();
    assert_eq!(refused.code, RejectCode::NotGranted);
    let mut looks = actor(Role::Dispatcher);
    looks.grants.insert(OTHER_HUB, Role::Viewer);
    let refused = town.try_run(&looks, &command).unwrap_err();
    assert_eq!(refused.code, RejectCode::NotAllowed);
    let fleet = transfer(Table::Vehicle, &[VAN.0]);
    let refused = town.try_run(&both(Role::Dispatcher), &fleet).unwrap_err();
    assert_eq!(refused.code, RejectCode::NotAllowed);
}

#[test]
fn only_what_is_draft_or_ready_goes() {
    for state in DeliveryState::ALL {
        let mut town = Town::with([delivery(1, *state)]);
        let decision = town.run(
            &both(Role::Admin),
            &transfer(Table::Delivery, &[delivery_id(1).0]),
        );
        if matches!(state, DeliveryState::Draft | DeliveryState::Ready) {
            assert_applied(&decision);
        } else {
            assert_eq!(code(&decision), RejectCode::WrongState, "{state}");
            assert!(decision.changes.is_empty());
        }
    }
}

#[test]
fn a_parcel_with_a_courier_and_a_reference_taken_there_stay() {
    let mut with_courier = delivery(1, DeliveryState::Ready);
    with_courier.custody = Custody::Courier(NASSER);
    let mut twin = delivery(2, DeliveryState::Ready);
    twin.hub_id = OTHER_HUB;
    twin.id = DeliveryId::of(OTHER_HUB, MERCHANT, "R-3");
    twin.reference = "R-3".into();
    let mut town = Town::with([with_courier, twin, delivery(3, DeliveryState::Ready)]);
    let ids = [delivery_id(1).0, delivery_id(3).0];
    let decision = town.run(&both(Role::Dispatcher), &transfer(Table::Delivery, &ids));
    let codes: Vec<RejectCode> = decision
        .items
        .iter()
        .map(|item| match &item.verdict {
            Verdict::Rejected { rejection } => rejection.code,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        codes,
        [RejectCode::ParcelElsewhere, RejectCode::AlreadyExists]
    );
}

#[test]
fn an_undo_brings_it_back_unless_someone_changed_it() {
    let mut town = Town::with([delivery(1, DeliveryState::Ready)]);
    town.put(other_zone());
    let asker = both(Role::Supervisor);
    let command = transfer(Table::Delivery, &[delivery_id(1).0]);
    let before = town.world.clone();
    let decision = town.run(&asker, &command);
    let back = undo::inverse(&command, &before, &decision);
    assert_eq!(back.len(), 1);
    assert_eq!(back[0].hub(), Some(OTHER_HUB));

    let mut touched = town.clone();
    let mut set = on_deliveries(&[delivery_id(1)], Action::SetPriority { priority: 1 });
    set.hub = OTHER_HUB;
    assert_applied(&touched.run(&asker, &Command::Deliveries(set)));
    let refused = touched.run(&asker, &back[0]);
    assert_eq!(code(&refused), RejectCode::ChangedSince);

    assert_applied(&town.run(&asker, &back[0]));
    let after = town.delivery(delivery_id(1));
    assert_eq!((after.hub_id, after.zone_id), (HUB, Some(ZONE)));
    // Nothing of its past is left behind but what names where it went.
    let there = town
        .all::<Event>()
        .into_iter()
        .filter(|event| event.hub_id == OTHER_HUB)
        .count();
    assert_eq!(there, 1);
}

#[test]
fn a_courier_without_work_goes_without_zone_and_vehicle() {
    let mut town = Town::new();
    let command = transfer(Table::Courier, &[NASSER.0]);
    assert_applied(&town.run(&both(Role::Supervisor), &command));
    let after = town.world.get::<Courier>(NASSER).unwrap().unwrap();
    assert_eq!(after.hub_id, OTHER_HUB);
    assert_eq!((after.home_zone_id, after.vehicle_id), (None, None));

    let mut busy = delivery(1, DeliveryState::Assigned);
    busy.courier_id = Some(SAAD);
    town.put(busy);
    let command = transfer(Table::Courier, &[SAAD.0]);
    let refused = town.run(&both(Role::Supervisor), &command);
    assert_eq!(code(&refused), RejectCode::OpenWork);
}

/// Nasser as he is after the end of his work here.
fn gone() -> [Courier; 2] {
    let here = courier(NASSER, "Nasser");
    let moved = Courier {
        hub_id: OTHER_HUB,
        ..here.clone()
    };
    let left = Courier {
        status: CourierStatus::Left,
        ..here
    };
    [moved, left]
}

#[test]
fn what_is_open_again_is_not_with_a_courier_who_went() {
    let corrected = |to| Action::CorrectOutcome {
        to,
        reason: "a mistake".into(),
    };
    for courier in gone() {
        let run = |state: DeliveryState, action: Action| {
            let mut town = Town::with([delivery(1, state)]);
            town.put(courier.clone());
            let decision = town.run(&actor(Role::Supervisor), &on(&[delivery_id(1)], action));
            (decision, town.delivery(delivery_id(1)))
        };
        let (decision, after) = run(DeliveryState::Cancelled, Action::Reinstate);
        assert_applied(&decision);
        assert_eq!(
            (after.state, after.courier_id),
            (DeliveryState::Ready, None)
        );
        let (decision, after) = run(DeliveryState::Returned, corrected(DeliveryState::Returning));
        assert_applied(&decision);
        assert_eq!((after.courier_id, after.custody), (None, Custody::Hub));
        for to in [DeliveryState::PickedUp, DeliveryState::Failed] {
            let (decision, after) = run(DeliveryState::Delivered, corrected(to));
            assert_eq!(code(&decision), RejectCode::CourierNotActive);
            // Of another hub's courier nothing is said.
            let named = !rejected(&decision).params.is_empty();
            assert_eq!(named, courier.hub_id == HUB);
            assert_eq!(after.state, DeliveryState::Delivered);
        }
    }
}

#[test]
fn a_report_of_a_courier_who_went_to_another_hub_is_not_accepted_where_it_would_be_open_with_him() {
    for (from, report, passes) in [
        (DeliveryState::Cancelled, deliver(12_000), true),
        (DeliveryState::Delivered, Action::RecordPickup, true),
        (DeliveryState::Cancelled, Action::RecordPickup, false),
    ] {
        let mut town = Town::with([delivery(1, from)]);
        let reported = town.run(&actor(Role::Supervisor), &on(&[delivery_id(1)], report));
        let exception = contested(&reported);
        let [moved, _] = gone();
        town.put(moved);
        let decision = town.run(&actor(Role::Supervisor), &resolve(exception, true));
        assert_eq!(decision.items[0].is_applied(), passes, "{decision:?}");
        if !passes {
            assert_eq!(code(&decision), RejectCode::CourierNotActive);
        }
    }
}

#[test]
fn a_courier_or_vehicle_with_a_shift_ahead_stays() {
    let mut town = Town::new();
    let mut planned = shift(1, NASSER, 8, 16);
    planned.vehicle_id = Some(VAN);
    town.put(planned.clone());
    for (table, id) in [(Table::Courier, NASSER.0), (Table::Vehicle, VAN.0)] {
        let refused = town.run(&both(Role::Admin), &transfer(table, &[id]));
        assert_eq!(code(&refused), RejectCode::OpenWork);
    }
    planned.state = ShiftState::Closed;
    town.put(planned);
    let elsewhere = Courier {
        hub_id: HubId(id(99)),
        ..courier(CourierId(id(98)), "Elsewhere")
    };
    town.put(elsewhere.clone());
    let decision = town.run(&both(Role::Admin), &transfer(Table::Vehicle, &[VAN.0]));
    assert_applied(&decision);
    let stays = town.world.get::<Courier>(elsewhere.id).unwrap();
    assert_eq!(stays, Some(&elsewhere), "a third hub's row is not touched");
    for courier in town
        .all::<Courier>()
        .iter()
        .filter(|c| c.id != elsewhere.id)
    {
        assert_eq!((courier.hub_id, courier.vehicle_id), (HUB, None));
    }
}

#[test]
fn services_alone_archive_what_is_finished_for_thirty_days_and_settled() {
    let old = Millis(NOW.0 - ARCHIVE_AFTER_MS);
    let aged = |n: u128, state: DeliveryState, since: Millis| Delivery {
        state_since: since,
        ..delivery(n, state)
    };
    let mut town = Town::with([
        aged(1, DeliveryState::Delivered, old),
        aged(2, DeliveryState::Delivered, Millis(old.0 + 1)),
        aged(3, DeliveryState::OnHold, old),
        aged(4, DeliveryState::Delivered, old),
    ]);
    town.put(Collection {
        id: CollectionId(id(500)),
        hub_id: HUB,
        delivery_id: delivery_id(4),
        courier_id: NASSER,
        method: PayMethod::Cash,
        halalas: 100,
        collected_at: old,
        settlement_id: None,
        command_id: CommandId(id(501)),
    });
    let ids: Vec<DeliveryId> = (1..=4).map(delivery_id).collect();
    let refused = town.try_run(&admin(), &archive(&ids)).unwrap_err();
    assert_eq!(refused.code, RejectCode::NotAllowed);
    let decision = town.run(&actor(Role::Service), &archive(&ids));
    let verdicts: Vec<Option<RejectCode>> = decision
        .items
        .iter()
        .map(|item| match &item.verdict {
            Verdict::Rejected { rejection } => Some(rejection.code),
            _ => None,
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            None,
            Some(RejectCode::WrongState),
            Some(RejectCode::WrongState),
            Some(RejectCode::OpenWork)
        ]
    );
    assert!(
        decision
            .changes
            .iter()
            .all(|change| matches!(change, Change::Delete { .. }))
    );
}
