//! Reports of the street: skipped steps, money, proof, contested reports and their settlement.

mod town;

use domain::{
    command::{Action, Command, OnDeliveries, Other, Report},
    decide::rejected_exceptions,
    entities::*,
    id::*,
    rejection::RejectCode,
    units::Millis,
};
use town::*;

#[test]
fn delivering_from_the_shop_implies_the_steps_between() {
    let mut town = Town::with([delivery(1, DeliveryState::Dispatched)]);
    let decision = town.run(
        &actor(Role::Supervisor),
        &on(&[delivery_id(1)], deliver(12_000)),
    );
    let events = Town::events_of(&decision);
    let told: Vec<(&str, bool)> = events
        .iter()
        .map(|e| (e.action.as_str(), e.implied))
        .collect();
    assert_eq!(
        told,
        [
            ("record_pickup", true),
            ("depart", true),
            ("arrive", true),
            ("deliver", false)
        ]
    );
    for pair in events.windows(2) {
        assert_eq!(pair[0].to_state, pair[1].from_state);
        assert_eq!(pair[0].part + 1, pair[1].part);
    }
    let d = town.delivery(delivery_id(1));
    assert_eq!(d.custody, Custody::Recipient);
    assert_eq!(d.attempt_no, 1);
    assert_eq!(d.collected.0, [cash(12_000)]);
    let attempts: Vec<Attempt> = rows(&decision);
    assert_eq!(attempts[0].outcome, AttemptOutcome::Delivered);
    assert_eq!(attempts[0].reported_by, ReportedBy::Phone);
    assert_eq!(town.cash_held(NASSER), 12_000);
}

#[test]
fn a_failed_attempt_leaves_the_parcel_with_the_courier() {
    let mut town = Town::with([delivery(1, DeliveryState::Dispatched)]);
    let attempt = Action::RecordAttempt {
        reason: AttemptReason::NoAnswer,
    };
    let decision = town.run(&actor(Role::Courier), &on(&[delivery_id(1)], attempt));
    let d = town.delivery(delivery_id(1));
    assert_eq!((d.state, d.attempt_no), (DeliveryState::Failed, 1));
    assert_eq!(d.custody, Custody::Courier(NASSER));
    let attempts: Vec<Attempt> = rows(&decision);
    assert_eq!(attempts[0].reason, Some(AttemptReason::NoAnswer));
}

#[test]
fn a_handed_over_parcel_is_the_new_couriers() {
    let mut town = Town::with([delivery(1, DeliveryState::Failed)]);
    let decision = town.run(
        &actor(Role::Dispatcher),
        &on(&[delivery_id(1)], Action::HandOver { courier: SAAD }),
    );
    assert_applied(&decision);
    let d = town.delivery(delivery_id(1));
    assert_eq!(d.state, DeliveryState::PickedUp);
    assert_eq!(
        (d.courier_id, d.custody),
        (Some(SAAD), Custody::Courier(SAAD))
    );
}

#[test]
fn less_than_due_needs_a_reason() {
    let mut town = Town::with([delivery(1, DeliveryState::Arrived)]);
    let dispatcher = actor(Role::Dispatcher);
    let decision = town.run(&dispatcher, &on(&[delivery_id(1)], deliver(10_000)));
    let rejection = rejected(&decision);
    assert_eq!(rejection.code, RejectCode::CollectedMismatch);
    assert_eq!(rejection.params["due_halalas"], 12_000);

    let Action::Deliver { collected, .. } = deliver(10_000) else {
        unreachable!()
    };
    let short = Action::Deliver {
        collected,
        variance_reason: "discount agreed with the shop".into(),
        proof: Proof::None,
        proof_waived: String::new(),
    };
    let decision = town.run(&dispatcher, &on(&[delivery_id(1)], short));
    assert_applied(&decision);
    let event = Town::last_event(&decision);
    assert_eq!(event.override_reason, "discount agreed with the shop");
    assert_eq!(town.cash_held(NASSER), 10_000);
}

#[test]
fn card_payments_are_collected_but_not_held() {
    let mut town = Town::with([delivery(1, DeliveryState::Arrived)]);
    let mixed = Action::Deliver {
        collected: vec![
            cash(5_000),
            Payment {
                method: PayMethod::Card,
                halalas: 7_000,
            },
        ],
        variance_reason: String::new(),
        proof: Proof::None,
        proof_waived: String::new(),
    };
    assert_applied(&town.run(&actor(Role::Dispatcher), &on(&[delivery_id(1)], mixed)));
    assert_eq!(town.cash_held(NASSER), 5_000);
}

#[test]
fn the_proof_asked_for_is_given_or_waived() {
    let mut asked = delivery(1, DeliveryState::Arrived);
    asked.proof_required = Proof::Photo;
    let mut town = Town::with([asked]);
    let with = |proof, waived: &str| Action::Deliver {
        collected: vec![cash(12_000)],
        variance_reason: String::new(),
        proof,
        proof_waived: waived.into(),
    };
    let dispatcher = actor(Role::Dispatcher);
    for proof in [Proof::None, Proof::Pin] {
        let decision = town.run(&dispatcher, &on(&[delivery_id(1)], with(proof, "")));
        assert_eq!(code(&decision), RejectCode::ProofMissing);
    }
    let decision = town.run(
        &dispatcher,
        &on(&[delivery_id(1)], with(Proof::None, "camera broken")),
    );
    assert_applied(&decision);
    assert_eq!(Town::last_event(&decision).override_reason, "camera broken");
}

#[test]
fn malformed_reports_are_rejected_in_any_state() {
    for state in DeliveryState::ALL {
        let mut town = Town::with([delivery(1, *state)]);
        let dispatcher = actor(Role::Dispatcher);
        let decision = town.run(&dispatcher, &on(&[delivery_id(1)], deliver(-1)));
        assert_eq!(code(&decision), RejectCode::BadAmount);
        let to = Custody::Recipient;
        let decision = town.run(
            &dispatcher,
            &on(&[delivery_id(1)], Action::RecordReturn { to }),
        );
        assert_eq!(code(&decision), RejectCode::BadField);
    }
}

/// Delivered in the street, cancelled at the desk.
fn cancelled_and_delivered() -> (Town, ExceptionId) {
    let mut town = Town::with([delivery(1, DeliveryState::Cancelled)]);
    let report = Command::Deliveries(OnDeliveries {
        report: Some(Report {
            reported_by: ReportedBy::Courier,
            device_at: NOW.plus_secs(-3600),
            point: Some(point(46.7, 24.7)),
            courier: Some(NASSER),
        }),
        ..on_deliveries(&[delivery_id(1)], deliver(12_000))
    });
    let decision = town.run(&actor(Role::Supervisor), &report);
    let exception = contested(&decision);
    assert_eq!(town.cash_held(NASSER), 12_000);
    (town, exception)
}

#[test]
fn an_accepted_report_becomes_the_outcome() {
    let (mut town, exception) = cancelled_and_delivered();
    let decision = town.run(&actor(Role::Dispatcher), &resolve(exception, true));
    assert_applied(&decision);
    let d = town.delivery(delivery_id(1));
    assert_eq!(d.state, DeliveryState::Delivered);
    assert_eq!(d.custody, Custody::Recipient);
    assert_eq!(d.delivered_at, Some(d.created_at.max(NOW.plus_secs(-3600))));
    assert_eq!(d.collected.0, [cash(12_000)]);
    assert!(d.state_before.is_none() && d.state_reason.is_empty());
    assert_eq!(town.cash_held(NASSER), 12_000, "counted once");
    let event = Town::last_event(&decision);
    assert_eq!(event.action, "resolve_contested");
    assert_eq!(event.from_state, Some(DeliveryState::Cancelled));
    assert_eq!(event.to_state, Some(DeliveryState::Delivered));
    let attempts: Vec<Attempt> = rows(&decision);
    assert_eq!(attempts[0].lon_e7, Some(467_000_000));
    let kept = &town.all::<Exception>()[0];
    assert_eq!(kept.resolution, Some(Resolution::Accepted));
    assert_eq!(kept.resolved_by, Some(USER));

    let again = town.run(&actor(Role::Dispatcher), &resolve(exception, false));
    assert_eq!(code(&again), RejectCode::AlreadyResolved);
}

#[test]
fn a_refused_report_gives_the_cash_back() {
    let (mut town, exception) = cancelled_and_delivered();
    assert_applied(&town.run(&actor(Role::Dispatcher), &resolve(exception, false)));
    assert_eq!(
        town.delivery(delivery_id(1)).state,
        DeliveryState::Cancelled
    );
    assert_eq!(town.cash_held(NASSER), 0);
    let booked: Vec<i64> = town.all::<Collection>().iter().map(|c| c.halalas).collect();
    assert_eq!(booked.iter().sum::<i64>(), 0);
    assert_eq!(booked.len(), 2, "nothing is rewritten");
}

#[test]
fn accepting_needs_a_reason_and_the_right() {
    let (mut town, exception) = cancelled_and_delivered();
    let silent = Command::Other(Other::ResolveContested {
        hub: HUB,
        exception,
        accept: true,
        reason: "  ".into(),
    });
    let decision = town.run(&actor(Role::Dispatcher), &silent);
    assert_eq!(code(&decision), RejectCode::ReasonMissing);
    let rejection = town
        .try_run(&actor(Role::Courier), &resolve(exception, true))
        .unwrap_err();
    assert_eq!(rejection.code, RejectCode::NotAllowed);
}

#[test]
fn every_contested_report_can_be_accepted_from_every_state() {
    use domain::{name::ActionKind as K, state};
    for kind in [
        K::RecordPickup,
        K::Depart,
        K::Arrive,
        K::Deliver,
        K::RecordAttempt,
        K::RecordReturn,
    ] {
        for from in DeliveryState::ALL {
            if state::transition(*from, kind).is_some() {
                continue;
            }
            let mut d = delivery(1, *from);
            d.courier_id = Some(NASSER);
            let mut town = Town::with([d]);
            let report = on(&[delivery_id(1)], action(kind, *from).unwrap());
            let exception = contested(&town.run(&actor(Role::Supervisor), &report));
            assert_applied(&town.run(&actor(Role::Supervisor), &resolve(exception, true)));
            let d = town.delivery(delivery_id(1));
            let state::To::State(reported) = state::TABLE
                .iter()
                .find(|row| row.action == kind)
                .unwrap()
                .to
            else {
                unreachable!()
            };
            // How it ended stays; what was lost may have ended otherwise.
            let expected = match from {
                DeliveryState::Delivered | DeliveryState::Returned => *from,
                DeliveryState::Lost if !reported.is_outcome() => *from,
                _ => reported,
            };
            assert_eq!(d.state, expected, "{kind} from {from}");
            let booked: i64 = town.all::<Collection>().iter().map(|c| c.halalas).sum();
            let said: i64 = d.collected.iter().map(|p| p.halalas).sum();
            let before = if *from == DeliveryState::Delivered {
                12_000 // taken before this town began, so not booked in it
            } else {
                0
            };
            assert_eq!(booked, said - before, "{kind} from {from}");
        }
    }
}

#[test]
fn a_report_about_another_courier_is_contested() {
    let mut town = Town::with([delivery(1, DeliveryState::Dispatched)]);
    let report = Command::Deliveries(OnDeliveries {
        report: Some(Report {
            reported_by: ReportedBy::Phone,
            device_at: NOW,
            point: None,
            courier: Some(SAAD),
        }),
        ..on_deliveries(&[delivery_id(1)], deliver(12_000))
    });
    let decision = town.run(&actor(Role::Dispatcher), &report);
    let exception = contested(&decision);
    assert_eq!(town.cash_held(SAAD), 12_000, "with who took it");
    town.run(&actor(Role::Dispatcher), &resolve(exception, true));
    assert_eq!(town.delivery(delivery_id(1)).courier_id, Some(SAAD));
    assert_eq!(town.cash_held(SAAD), 12_000);
    assert_eq!(town.cash_held(NASSER), 0);
}

#[test]
fn a_delivery_is_not_dated_into_the_future() {
    let mut town = Town::with([delivery(1, DeliveryState::Arrived)]);
    let report = Command::Deliveries(OnDeliveries {
        report: Some(Report {
            reported_by: ReportedBy::Phone,
            device_at: Millis(NOW.0 + 86_400_000),
            point: None,
            courier: None,
        }),
        ..on_deliveries(&[delivery_id(1)], deliver(12_000))
    });
    assert_applied(&town.run(&actor(Role::Dispatcher), &report));
    assert_eq!(town.delivery(delivery_id(1)).delivered_at, Some(NOW));
}

#[test]
fn a_report_whose_amount_was_edited_meanwhile_is_contested_not_lost() {
    let mut dearer = delivery(1, DeliveryState::Arrived);
    dearer.cod_halalas = 15_000;
    let mut town = Town::with([dearer]);
    let supervisor = actor(Role::Supervisor);
    let command = on(&[delivery_id(1)], deliver(12_000));
    let rejection = rejected(&town.run(&supervisor, &command));
    assert_eq!(rejection.code, RejectCode::CollectedMismatch);
    for change in rejected_exceptions(
        &context(1),
        &supervisor,
        &command,
        &[(delivery_id(1).0, &rejection)],
        &town.world,
    ) {
        town.world.apply(&change);
    }
    let kept = town.all::<Exception>().pop().unwrap();
    assert_eq!(kept.kind, ExceptionKind::Contested);
    assert_eq!(town.cash_held(NASSER), 12_000);
    assert_applied(&town.run(&supervisor, &resolve(kept.id, true)));
    assert_eq!(
        town.delivery(delivery_id(1)).state,
        DeliveryState::Delivered
    );
    assert_eq!(town.cash_held(NASSER), 12_000);
}

#[test]
fn settling_cash_starts_from_zero() {
    let mut town = Town::with([
        delivery(1, DeliveryState::Arrived),
        delivery(2, DeliveryState::Arrived),
    ]);
    town.run(
        &actor(Role::Dispatcher),
        &on(&[delivery_id(1), delivery_id(2)], deliver(12_000)),
    );
    assert_eq!(town.cash_held(NASSER), 24_000);
    let settle = |counted, reason: &str| {
        Command::Other(Other::SettleCash {
            hub: HUB,
            courier: NASSER,
            counted_halalas: counted,
            variance_reason: reason.into(),
        })
    };
    let rejection = town
        .try_run(&actor(Role::Dispatcher), &settle(24_000, ""))
        .unwrap_err();
    assert_eq!(rejection.code, RejectCode::NotAllowed);
    let supervisor = actor(Role::Supervisor);
    let decision = town.run(&supervisor, &settle(23_000, ""));
    assert_eq!(code(&decision), RejectCode::VarianceReasonMissing);
    let decision = town.run(&supervisor, &settle(23_000, "a torn note"));
    assert_applied(&decision);
    let settlement = &rows::<CashSettlement>(&decision)[0];
    assert_eq!(settlement.expected_halalas, 24_000);
    assert_eq!(settlement.variance_halalas, -1_000);
    assert!(
        town.all::<Collection>()
            .iter()
            .all(|c| c.settlement_id == Some(settlement.id))
    );
    assert_eq!(town.cash_held(NASSER), 0);
    let decision = town.run(&supervisor, &settle(0, ""));
    assert_eq!(code(&decision), RejectCode::NothingToSettle);
}
