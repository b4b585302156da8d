//! Contested reports settled: in whatever order people settle them, none takes a delivery back, its times follow
//! one another, and of two payments for one delivery the one that is right is the one that counts.

mod town;

use domain::{
    command::{Action, Command, OnDeliveries, Report},
    entities::*,
    id::*,
    name::ActionKind as K,
    rejection::RejectCode,
    units::Millis,
};
use proptest::{prelude::*, test_runner::FileFailurePersistence};
use town::*;

fn ago(minutes: i64) -> Millis {
    NOW.plus_secs(-60 * minutes)
}

/// A report of what `courier` did so many minutes ago.
fn told(action: Action, minutes: i64, courier: CourierId) -> Command {
    Command::Deliveries(OnDeliveries {
        report: Some(Report {
            reported_by: ReportedBy::Phone,
            device_at: ago(minutes),
            point: None,
            courier: Some(courier),
        }),
        ..on_deliveries(&[delivery_id(1)], action)
    })
}

fn paid(method: PayMethod, halalas: i64) -> Action {
    Action::Deliver {
        collected: vec![Payment { method, halalas }],
        variance_reason: String::new(),
        proof: Proof::None,
        proof_waived: String::new(),
    }
}

/// A delivery that has been there for some hours.
fn of_today(state: DeliveryState) -> Delivery {
    Delivery {
        created_at: ago(600),
        state_since: ago(120),
        ..delivery(1, state)
    }
}

fn accept(town: &mut Town, exception: ExceptionId) -> domain::decide::Decision {
    let decision = town.run(&actor(Role::Dispatcher), &resolve(exception, true));
    assert_applied(&decision);
    decision
}

fn raise(town: &mut Town, report: &Command) -> ExceptionId {
    contested(&town.run(&actor(Role::Supervisor), report))
}

#[test]
fn a_pickup_accepted_after_the_delivery_leaves_it_delivered() {
    let mut town = Town::with([of_today(DeliveryState::Cancelled)]);
    let pickup = raise(&mut town, &told(Action::RecordPickup, 16, NASSER));
    let delivered = raise(&mut town, &told(deliver(12_000), 14, NASSER));
    accept(&mut town, delivered);
    let before = town.delivery(delivery_id(1));
    let decision = accept(&mut town, pickup);
    assert_eq!(town.delivery(delivery_id(1)), before, "nothing moved");
    assert_eq!(town.cash_held(NASSER), 12_000);
    let event = Town::last_event(&decision);
    assert_eq!(event.device_at, ago(16));
    assert_eq!(event.from_state, event.to_state);
    assert_eq!(event.changed["accepted"].1, "record_pickup");
}

#[test]
fn what_is_no_report_is_not_settled_as_one() {
    let mut town = Town::with([of_today(DeliveryState::Cancelled)]);
    let id = raise(&mut town, &told(Action::RecordPickup, 16, NASSER));
    let mut exception = town.all::<Exception>().remove(0);
    let dispatch = on(&[delivery_id(1)], Action::Dispatch);
    exception.intended = serde_json::to_value(dispatch).unwrap().into();
    town.put(exception);
    for accept in [true, false] {
        let decision = town.run(&actor(Role::Dispatcher), &resolve(id, accept));
        assert_eq!(code(&decision), RejectCode::MalformedCommand);
    }
}

#[test]
fn what_happened_earlier_takes_no_step_back() {
    let mut town = Town::with([of_today(DeliveryState::Cancelled)]);
    let arrived = raise(&mut town, &told(Action::Arrive, 20, NASSER));
    let attempt = Action::RecordAttempt {
        reason: AttemptReason::NoAnswer,
    };
    let failed = raise(&mut town, &told(attempt, 10, SAAD));
    accept(&mut town, failed);
    accept(&mut town, arrived);
    let d = town.delivery(delivery_id(1));
    assert_eq!((d.state, d.attempt_no), (DeliveryState::Failed, 1));
    assert_eq!(
        (d.courier_id, d.custody),
        (Some(SAAD), Custody::Courier(SAAD))
    );
}

#[test]
fn an_attempt_before_the_delivery_counts_as_an_attempt() {
    let mut town = Town::with([of_today(DeliveryState::Cancelled)]);
    let attempt = Action::RecordAttempt {
        reason: AttemptReason::NotHome,
    };
    let failed = raise(&mut town, &told(attempt, 40, NASSER));
    let delivered = raise(&mut town, &told(deliver(12_000), 14, NASSER));
    accept(&mut town, delivered);
    let decision = accept(&mut town, failed);
    let d = town.delivery(delivery_id(1));
    assert_eq!((d.state, d.attempt_no), (DeliveryState::Delivered, 2));
    assert_eq!(d.collected.0, [cash(12_000)]);
    let attempts: Vec<Attempt> = rows(&decision);
    assert_eq!(attempts[0].outcome, AttemptOutcome::Failed);
    assert_eq!(attempts[0].device_at, ago(40));
}

#[test]
fn a_decision_about_where_the_parcel_goes_outlasts_an_earlier_report() {
    for (from, decision) in [
        (
            DeliveryState::EnRoute,
            Action::Return {
                reason: "refused".into(),
            },
        ),
        (DeliveryState::EnRoute, Action::HandOver { courier: SAAD }),
        (
            DeliveryState::Failed,
            action(K::Reschedule, DeliveryState::Failed).unwrap(),
        ),
    ] {
        let mut town = Town::with([of_today(from)]);
        assert_applied(&town.run(&actor(Role::Dispatcher), &on(&[delivery_id(1)], decision)));
        let before = town.delivery(delivery_id(1));
        // Nobody could arrive from there, so it is contested; it happened before the decision.
        let arrived = raise(&mut town, &told(Action::Arrive, 30, NASSER));
        accept(&mut town, arrived);
        assert_eq!(town.delivery(delivery_id(1)), before);
    }
}

#[test]
fn what_is_lost_is_found_by_a_correction_or_an_outcome() {
    let mut town = Town::with([of_today(DeliveryState::Lost)]);
    let departed = raise(&mut town, &told(Action::Depart, 30, NASSER));
    accept(&mut town, departed);
    assert_eq!(town.delivery(delivery_id(1)).state, DeliveryState::Lost);
    let delivered = raise(&mut town, &told(deliver(12_000), 14, NASSER));
    accept(&mut town, delivered);
    assert_eq!(
        town.delivery(delivery_id(1)).state,
        DeliveryState::Delivered
    );
}

#[test]
fn money_of_an_accepted_delivery_is_kept_where_the_parcel_was_returned() {
    let mut town = Town::with([of_today(DeliveryState::Returned)]);
    let delivered = raise(&mut town, &told(deliver(12_000), 200, NASSER));
    accept(&mut town, delivered);
    let d = town.delivery(delivery_id(1));
    assert_eq!(d.state, DeliveryState::Returned);
    assert_eq!(d.collected.0, [cash(12_000)]);
    assert_eq!(town.cash_held(NASSER), 12_000);
    let corrected = action(K::CorrectOutcome, DeliveryState::Returned);
    assert_applied(&town.run(
        &actor(Role::Supervisor),
        &on(&[delivery_id(1)], corrected.unwrap()),
    ));
    assert_eq!(town.cash_held(NASSER), 12_000, "due again, and not held");
    assert!(town.delivery(delivery_id(1)).collected.is_empty());
}

/// Recorded by two people: by card first, then in cash.
fn delivered_twice() -> (Town, ExceptionId) {
    let mut town = Town::with([of_today(DeliveryState::Arrived)]);
    let first = told(paid(PayMethod::Card, 12_000), 12, NASSER);
    assert_applied(&town.run(&actor(Role::Dispatcher), &first));
    let second = raise(&mut town, &told(paid(PayMethod::Cash, 12_000), 14, NASSER));
    (town, second)
}

fn booked(town: &Town, method: PayMethod) -> i64 {
    town.all::<Collection>()
        .iter()
        .filter(|c| c.method == method)
        .map(|c| c.halalas)
        .sum()
}

#[test]
fn of_two_payments_the_first_is_right() {
    let (mut town, second) = delivered_twice();
    assert_eq!(town.cash_held(NASSER), 12_000, "held until it is settled");
    let first = town.delivery(delivery_id(1));
    assert_applied(&town.run(&actor(Role::Dispatcher), &resolve(second, false)));
    assert_eq!(town.delivery(delivery_id(1)), first);
    assert_eq!(booked(&town, PayMethod::Card), 12_000);
    assert_eq!(booked(&town, PayMethod::Cash), 0);
    assert_eq!(town.cash_held(NASSER), 0);
}

#[test]
fn of_two_payments_the_second_is_right() {
    let (mut town, second) = delivered_twice();
    accept(&mut town, second);
    let d = town.delivery(delivery_id(1));
    assert_eq!(d.state, DeliveryState::Delivered);
    assert_eq!(d.collected.0, [cash(12_000)]);
    assert_eq!(d.delivered_at, Some(ago(14)));
    assert_eq!(d.attempt_no, 1, "one visit, told twice");
    assert_eq!(booked(&town, PayMethod::Card), 0);
    assert_eq!(booked(&town, PayMethod::Cash), 12_000);
    assert_eq!(town.cash_held(NASSER), 12_000);
}

#[test]
fn of_two_couriers_with_the_money_the_second_has_it() {
    let mut town = Town::with([of_today(DeliveryState::Arrived)]);
    assert_applied(&town.run(&actor(Role::Dispatcher), &told(deliver(12_000), 12, NASSER)));
    let second = raise(&mut town, &told(deliver(12_000), 14, SAAD));
    assert_eq!(town.cash_held(SAAD), 12_000);
    accept(&mut town, second);
    assert_eq!(town.delivery(delivery_id(1)).courier_id, Some(SAAD));
    assert_eq!((town.cash_held(NASSER), town.cash_held(SAAD)), (0, 12_000));
}

#[test]
fn a_delivery_is_not_dated_before_its_own_pickup() {
    let mut town = Town::with([of_today(DeliveryState::Dispatched)]);
    let supervisor = actor(Role::Supervisor);
    assert_applied(&town.run(&supervisor, &told(Action::RecordPickup, 20, NASSER)));
    assert_applied(&town.run(&supervisor, &told(deliver(12_000), 24 * 60, NASSER)));
    assert_eq!(town.delivery(delivery_id(1)).delivered_at, Some(ago(20)));
}

#[test]
fn an_accepted_delivery_is_not_dated_before_its_own_pickup() {
    let mut town = Town::with([of_today(DeliveryState::Cancelled)]);
    let pickup = raise(&mut town, &told(Action::RecordPickup, 20, NASSER));
    let delivered = raise(&mut town, &told(deliver(12_000), 24 * 60, NASSER));
    accept(&mut town, pickup);
    accept(&mut town, delivered);
    assert_eq!(town.delivery(delivery_id(1)).delivered_at, Some(ago(20)));
}

#[test]
fn nothing_is_told_of_the_future() {
    let mut town = Town::with([of_today(DeliveryState::Dispatched)]);
    let supervisor = actor(Role::Supervisor);
    assert_applied(&town.run(&supervisor, &told(Action::RecordPickup, -600, NASSER)));
    assert_applied(&town.run(&supervisor, &told(deliver(12_000), 5, NASSER)));
    assert_eq!(town.delivery(delivery_id(1)).delivered_at, Some(NOW));
}

/// What a courier may say of a cancelled parcel, but for the last word.
fn step(n: u8) -> Action {
    match n {
        0 => Action::RecordPickup,
        1 => Action::Depart,
        2 => Action::Arrive,
        _ => Action::RecordAttempt {
            reason: AttemptReason::NoAnswer,
        },
    }
}

fn reports() -> impl Strategy<Value = (Vec<(u8, bool)>, Option<i64>, Vec<usize>)> {
    let steps = prop::collection::vec((0_u8..4, any::<bool>()), 1..5);
    (steps, prop::option::of(1_i64..60)).prop_flat_map(|(steps, delivered)| {
        let all = steps.len() + usize::from(delivered.is_some());
        let order = Just((0..all).collect::<Vec<_>>()).prop_shuffle();
        (Just(steps), Just(delivered), order)
    })
}

/// One thing that is done to the delivery.
#[derive(Clone, Debug)]
enum Done {
    Told(K, i64, CourierId),
    Settled(usize, bool),
    Asked(K),
}

fn done() -> impl Strategy<Value = Done> {
    let reports = [
        K::RecordPickup,
        K::Depart,
        K::Arrive,
        K::Deliver,
        K::RecordAttempt,
        K::RecordReturn,
    ];
    let intents = [
        K::Assign,
        K::Dispatch,
        K::Cancel,
        K::Reinstate,
        K::Hold,
        K::Release,
        K::MarkLost,
        K::Return,
        K::HandOver,
        K::CorrectOutcome,
    ];
    let courier = prop::sample::select(&[NASSER, SAAD][..]);
    prop_oneof![
        3 => (prop::sample::select(reports.to_vec()), 0_i64..600, courier)
            .prop_map(|(kind, ago, courier)| Done::Told(kind, ago, courier)),
        3 => (0_usize..8, prop::bool::weighted(0.8)).prop_map(|(nth, yes)| Done::Settled(nth, yes)),
        1 => prop::sample::select(intents.to_vec()).prop_map(Done::Asked),
    ]
}

fn asked(town: &Town, done: &Done) -> Option<Command> {
    let state = town.delivery(delivery_id(1)).state;
    Some(match done {
        Done::Told(kind, ago, courier) => told(action(*kind, state)?, *ago, *courier),
        Done::Asked(kind) => on(&[delivery_id(1)], action(*kind, state)?),
        Done::Settled(nth, accept) => {
            let mut open = town.all::<Exception>();
            open.retain(|exception| exception.resolved_at.is_none());
            let last = open.len().checked_sub(1)?;
            resolve(open[*nth.min(&last)].id, *accept)
        }
    })
}

/// Whether `kind` may take a delivery that had ended from one state to the other.
fn may_end_otherwise(kind: K, from: DeliveryState, to: DeliveryState) -> bool {
    use DeliveryState as S;
    match from {
        S::Delivered | S::Returned => kind == K::CorrectOutcome,
        S::Lost => kind == K::CorrectOutcome || (kind == K::ResolveContested && to.is_outcome()),
        // A decision, and no outcome: the street may prove it wrong.
        S::Cancelled => matches!(kind, K::Reinstate | K::ResolveContested),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 120,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    /// No sequence of reports and settlements takes a delivery out of how it ended; only correcting does.
    #[test]
    fn an_outcome_stands(
        from in prop::sample::select(DeliveryState::ALL),
        history in prop::collection::vec(done(), 1..40),
    ) {
        let mut town = Town::with([of_today(from)]);
        for done in &history {
            let Some(command) = asked(&town, done) else { continue };
            let was = town.delivery(delivery_id(1));
            let Ok(_) = town.try_run(&actor(Role::Service), &command) else { continue };
            let is = town.delivery(delivery_id(1));
            prop_assert!(
                was.state == is.state || may_end_otherwise(command.kind(), was.state, is.state),
                "{} took it from {} to {}", command.kind(), was.state, is.state
            );
            prop_assert!(is.delivered_at.is_none_or(|at| at >= is.created_at && at <= NOW));
        }
    }

    /// In whatever order the desk accepts them, true reports come to the same delivery.
    #[test]
    fn the_order_of_settling_is_no_matter((steps, delivered, order) in reports()) {
        let mut told_of: Vec<Command> = (0_i64..)
            .zip(&steps)
            .map(|(n, (kind, saad))| {
                let courier = if *saad { SAAD } else { NASSER };
                told(step(*kind), 60 - 10 * n, courier)
            })
            .collect();
        told_of.extend(delivered.map(|minutes| told(deliver(12_000), minutes, NASSER)));
        let settle = |order: &[usize]| {
            let mut town = Town::with([of_today(DeliveryState::Cancelled)]);
            let raised: Vec<ExceptionId> =
                told_of.iter().map(|report| raise(&mut town, report)).collect();
            for at in order {
                accept(&mut town, raised[*at]);
            }
            let d = town.delivery(delivery_id(1));
            let held = (town.cash_held(NASSER), town.cash_held(SAAD));
            (d.state, d.custody, d.courier_id, d.attempt_no, d.collected, held)
        };
        let in_order: Vec<usize> = (0..told_of.len()).collect();
        prop_assert_eq!(settle(&in_order), settle(&order));
    }
}
