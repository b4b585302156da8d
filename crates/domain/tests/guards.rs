//! Guards on giving deliveries to couriers, and overruling them.

mod town;

use domain::{
    command::{Action, Command, OnDeliveries, Overrule},
    entities::*,
    rejection::RejectCode,
};
use town::*;

fn assign(items: &[domain::id::DeliveryId]) -> Command {
    on(items, Action::Assign { courier: NASSER })
}

/// A town with ready delivery 1 for Nasser, changed by `change`.
fn ready(change: impl FnOnce(&mut Delivery)) -> Town {
    let mut d = delivery(1, DeliveryState::Ready);
    change(&mut d);
    Town::with([d])
}

/// Rejected overridably with `code`, then passing with a reason that the event records.
fn is_overruled(town: &mut Town, code: RejectCode, role: Role) {
    let decision = town.run(&actor(role), &assign(&[delivery_id(1)]));
    let rejection = rejected(&decision);
    assert_eq!(rejection.code, code);
    assert!(rejection.overridable);

    let decision = town.run(
        &actor(role),
        &overruled(&[delivery_id(1)], Action::Assign { courier: NASSER }, " "),
    );
    assert_eq!(self::code(&decision), RejectCode::ReasonMissing);

    let decision = town.run(
        &actor(role),
        &overruled(
            &[delivery_id(1)],
            Action::Assign { courier: NASSER },
            "the only one near",
        ),
    );
    assert_applied(&decision);
    let event = Town::last_event(&decision);
    assert_eq!(event.override_reason, "the only one near");
    assert_eq!(event.changed["courier_id"].1, NASSER.to_string());
}

#[test]
fn missing_skills_can_be_overruled() {
    let mut town = ready(|d| d.skills = vec!["Cold".to_owned(), "bulky".to_owned()].into());
    let decision = town.run(&actor(Role::Dispatcher), &assign(&[delivery_id(1)]));
    assert_eq!(rejected(&decision).params["skills"], "bulky");
    is_overruled(&mut town, RejectCode::SkillMissing, Role::Dispatcher);
}

#[test]
fn a_shift_must_cover_the_window_when_one_is_planned() {
    for (from, to, passes) in [(0, 8, true), (1, 3, true), (2, 8, false), (0, 2, false)] {
        let mut town = ready(|_| {});
        town.put(shift(41, NASSER, from, to));
        let decision = town.run(&actor(Role::Dispatcher), &assign(&[delivery_id(1)]));
        assert_eq!(decision.items[0].is_applied(), passes, "{from}-{to}");
    }
    let mut town = ready(|_| {});
    town.put(shift(41, NASSER, 4, 8));
    is_overruled(&mut town, RejectCode::OutsideShift, Role::Supervisor);
}

#[test]
fn another_days_shift_says_nothing_and_a_closed_one_covers_nothing() {
    let mut tomorrow = shift(41, NASSER, 4, 8);
    tomorrow.service_date = today().plus_days(1);
    let mut town = ready(|_| {});
    town.put(tomorrow);
    assert_applied(&town.run(&actor(Role::Dispatcher), &assign(&[delivery_id(1)])));

    let mut closed = shift(42, NASSER, 0, 8);
    closed.state = ShiftState::Closed;
    let mut town = ready(|_| {});
    town.put(closed);
    is_overruled(&mut town, RejectCode::OutsideShift, Role::Dispatcher);
}

#[test]
fn without_windows_the_promise_must_lie_in_the_shift() {
    for (promise, passes) in [(None, true), (Some(2), true), (Some(9), false)] {
        let mut town = ready(|d| {
            d.windows.clear();
            d.promised_at = promise.map(|h| NOW.plus_secs(h * 3600));
        });
        town.put(shift(41, NASSER, 0, 8));
        let decision = town.run(&actor(Role::Dispatcher), &assign(&[delivery_id(1)]));
        assert_eq!(decision.items[0].is_applied(), passes, "{promise:?}");
    }
}

#[test]
fn capacity_can_be_overruled() {
    let mut town = ready(|d| d.weight_g = 100_001);
    let decision = town.run(&actor(Role::Dispatcher), &assign(&[delivery_id(1)]));
    let rejection = rejected(&decision);
    assert_eq!(rejection.params["what"], "weight_g");
    assert_eq!(rejection.params["load"], 100_001);
    assert_eq!(rejection.params["capacity"], 100_000);
    is_overruled(&mut town, RejectCode::OverCapacity, Role::Dispatcher);
}

#[test]
fn a_shifts_vehicle_goes_before_the_usual_one() {
    let mut small = vehicle();
    small.id = domain::id::VehicleId(id(22));
    small.capacity_parcels = 1;
    let mut with_small = shift(41, NASSER, 0, 8);
    with_small.vehicle_id = Some(small.id);
    let mut town = ready(|d| d.parcel_count = 2);
    town.put(small);
    town.put(with_small);
    let decision = town.run(&actor(Role::Dispatcher), &assign(&[delivery_id(1)]));
    assert_eq!(code(&decision), RejectCode::OverCapacity);
}

#[test]
fn capacity_and_cash_accumulate_over_a_selection() {
    let deliveries: Vec<Delivery> = (1..=5)
        .map(|n| {
            let mut d = delivery(n, DeliveryState::Ready);
            d.parcel_count = 15;
            d
        })
        .collect();
    let ids: Vec<_> = deliveries.iter().map(|d| d.id).collect();
    let mut town = Town::with(deliveries.clone());
    let decision = town.run(&actor(Role::Dispatcher), &assign(&ids));
    let applied: Vec<bool> = decision
        .items
        .iter()
        .map(|item| item.is_applied())
        .collect();
    assert_eq!(applied, [true, true, false, false, false]);
    assert_eq!(town.delivery(ids[0]).sequence, 1);
    assert_eq!(town.delivery(ids[1]).sequence, 2);

    let mut town = Town::with(deliveries.into_iter().map(|d| Delivery {
        parcel_count: 1,
        cod_halalas: 90_000,
        ..d
    }));
    let decision = town.run(&actor(Role::Dispatcher), &assign(&ids));
    let applied: Vec<bool> = decision
        .items
        .iter()
        .map(|item| item.is_applied())
        .collect();
    assert_eq!(applied, [true, true, false, false, false]);
    assert_eq!(town.cash_held(NASSER), 180_000);
}

#[test]
fn one_command_per_item_or_one_for_all_decide_the_same() {
    let make = || {
        Town::with((1..=6).map(|n| {
            let mut d = delivery(n, DeliveryState::Ready);
            d.cod_halalas = 45_000;
            d
        }))
    };
    let ids: Vec<_> = (1..=6).map(delivery_id).collect();
    let (mut together, mut apart) = (make(), make());
    together.run(&actor(Role::Dispatcher), &assign(&ids));
    for id in &ids {
        apart.run(&actor(Role::Dispatcher), &assign(&[*id]));
    }
    for id in ids {
        assert_eq!(together.delivery(id), apart.delivery(id));
    }
}

#[test]
fn the_cash_limit_is_a_supervisors_to_overrule() {
    let mut town = ready(|d| d.cod_halalas = 200_001);
    let dispatcher = actor(Role::Dispatcher);
    let decision = town.run(&dispatcher, &assign(&[delivery_id(1)]));
    let rejection = rejected(&decision);
    assert_eq!(rejection.code, RejectCode::OverCashLimit);
    assert!(!rejection.overridable, "not by a dispatcher");
    assert_eq!(rejection.params["limit_halalas"], 200_000);
    assert_eq!(rejection.params["overrule_by"][0], "supervisor");
    let decision = town.run(
        &dispatcher,
        &overruled(
            &[delivery_id(1)],
            Action::Assign { courier: NASSER },
            "please",
        ),
    );
    assert_eq!(code(&decision), RejectCode::OverCashLimit);
    is_overruled(&mut town, RejectCode::OverCashLimit, Role::Supervisor);
}

#[test]
fn several_broken_guards_are_named_together() {
    let mut town = ready(|d| {
        d.skills = vec!["bulky".to_owned()].into();
        d.weight_g = 200_000;
        d.cod_halalas = 300_000;
    });
    let decision = town.run(&actor(Role::Dispatcher), &assign(&[delivery_id(1)]));
    let rejection = rejected(&decision);
    assert_eq!(
        rejection.code,
        RejectCode::OverCashLimit,
        "what a dispatcher may not overrule"
    );
    let also = serde_json::json!(["skill_missing", "over_capacity"]);
    assert_eq!(rejection.params["also"], also);
}

#[test]
fn couriers_must_be_active_and_of_the_hub() {
    for (status, hub) in [
        (CourierStatus::Suspended, HUB),
        (CourierStatus::Left, HUB),
        (CourierStatus::Active, OTHER_HUB),
    ] {
        let mut town = ready(|_| {});
        let mut nasser = courier(NASSER, "Nasser");
        nasser.status = status;
        nasser.hub_id = hub;
        town.put(nasser);
        let command = overruled(&[delivery_id(1)], Action::Assign { courier: NASSER }, "now");
        let decision = town.run(&actor(Role::Dispatcher), &command);
        let expected = if hub == HUB {
            RejectCode::CourierNotActive
        } else {
            RejectCode::NotFound
        };
        assert_eq!(code(&decision), expected);
    }
}

#[test]
fn a_parcel_in_another_couriers_hands_stays_there() {
    let mut town = ready(|d| d.custody = Custody::Courier(SAAD));
    let command = overruled(&[delivery_id(1)], Action::Assign { courier: NASSER }, "now");
    let decision = town.run(&actor(Role::Dispatcher), &command);
    assert_eq!(code(&decision), RejectCode::ParcelElsewhere);
    assert_applied(&town.run(
        &actor(Role::Dispatcher),
        &on(&[delivery_id(1)], Action::Assign { courier: SAAD }),
    ));
}

#[test]
fn reassigning_to_the_same_courier_is_refused() {
    let mut town = Town::with([delivery(1, DeliveryState::Assigned)]);
    let decision = town.run(
        &actor(Role::Dispatcher),
        &on(&[delivery_id(1)], Action::Reassign { courier: NASSER }),
    );
    assert_eq!(code(&decision), RejectCode::CourierUnchanged);
}

#[test]
fn reasons_attempts_windows_and_days_are_guarded() {
    let dispatcher = actor(Role::Dispatcher);
    let reason = String::new;
    for (state, action) in [
        (DeliveryState::Ready, Action::Cancel { reason: reason() }),
        (DeliveryState::Ready, Action::Hold { reason: reason() }),
        (DeliveryState::Failed, Action::Return { reason: reason() }),
    ] {
        let mut town = Town::with([delivery(1, state)]);
        let decision = town.run(&dispatcher, &on(&[delivery_id(1)], action));
        assert_eq!(code(&decision), RejectCode::ReasonMissing);
    }
    let again = |days, window| Action::Reschedule {
        service_date: today().plus_days(days),
        window,
        stays_with_courier: false,
    };
    for (action, attempt_no, expected) in [
        (again(1, window(24, 26)), 3, RejectCode::AttemptsExhausted),
        (again(1, window(26, 24)), 1, RejectCode::WindowInvalid),
        (again(0, window(-4, -2)), 1, RejectCode::WindowInvalid),
        (again(-1, window(24, 26)), 1, RejectCode::PastServiceDate),
    ] {
        let mut failed = delivery(1, DeliveryState::Failed);
        failed.attempt_no = attempt_no;
        let mut town = Town::with([failed]);
        let decision = town.run(&dispatcher, &on(&[delivery_id(1)], action));
        assert_eq!(code(&decision), expected);
    }
}

#[test]
fn rescheduling_says_where_the_parcel_is() {
    for (stays, custody) in [(false, Custody::Hub), (true, Custody::Courier(NASSER))] {
        let mut town = Town::with([delivery(1, DeliveryState::Failed)]);
        let action = Action::Reschedule {
            service_date: today().plus_days(1),
            window: window(24, 26),
            stays_with_courier: stays,
        };
        assert_applied(&town.run(&actor(Role::Dispatcher), &on(&[delivery_id(1)], action)));
        let d = town.delivery(delivery_id(1));
        assert_eq!((d.custody, d.courier_id), (custody, None));
        assert_eq!(d.windows.0, [window(24, 26)]);
        assert_eq!(d.service_date, today().plus_days(1));
    }
}

#[test]
fn reinstating_ends_with_the_business_day() {
    let run = |service_day: i64, cancelled_h: i64| {
        let mut cancelled = delivery(1, DeliveryState::Cancelled);
        cancelled.service_date = today().plus_days(service_day);
        cancelled.state_since = NOW.plus_secs(-cancelled_h * 3600);
        let mut town = Town::with([cancelled]);
        let decision = town.run(
            &actor(Role::Dispatcher),
            &on(&[delivery_id(1)], Action::Reinstate),
        );
        decision.items[0].is_applied()
    };
    assert!(run(0, 1));
    assert!(run(0, 30), "its own day is not over");
    assert!(run(-1, 1), "carried over, cancelled today");
    assert!(!run(-1, 20));
}

#[test]
fn outcomes_are_corrected_within_the_policys_hours() {
    for (hours, passes) in [(23, true), (25, false)] {
        let mut returned = delivery(1, DeliveryState::Returned);
        returned.state_since = NOW.plus_secs(-hours * 3600);
        let mut town = Town::with([returned]);
        let action = Action::CorrectOutcome {
            to: DeliveryState::Returning,
            reason: "still in the van".into(),
        };
        let decision = town.run(&actor(Role::Supervisor), &on(&[delivery_id(1)], action));
        assert_eq!(decision.items[0].is_applied(), passes);
        if passes {
            assert_eq!(
                town.delivery(delivery_id(1)).custody,
                Custody::Courier(NASSER)
            );
        } else {
            assert_eq!(code(&decision), RejectCode::TooLate);
        }
    }
    for from in [
        DeliveryState::Delivered,
        DeliveryState::Returned,
        DeliveryState::Lost,
    ] {
        for to in DeliveryState::ALL {
            let reached = match from {
                DeliveryState::Delivered => {
                    matches!(to, DeliveryState::PickedUp | DeliveryState::Failed)
                }
                DeliveryState::Returned => *to == DeliveryState::Returning,
                _ => *to == DeliveryState::EnRoute,
            };
            let mut town = Town::with([delivery(1, from)]);
            let action = Action::CorrectOutcome {
                to: *to,
                reason: "a mistake".into(),
            };
            let decision = town.run(&actor(Role::Supervisor), &on(&[delivery_id(1)], action));
            if reached {
                assert_eq!(town.delivery(delivery_id(1)).state, *to);
            } else {
                assert_eq!(code(&decision), RejectCode::WrongState, "{from} to {to}");
            }
        }
    }
}

#[test]
fn an_overrule_that_was_not_needed_is_not_recorded() {
    let mut town = ready(|_| {});
    let decision = town.run(
        &actor(Role::Dispatcher),
        &Command::Deliveries(OnDeliveries {
            overrule: Some(Overrule {
                reason: "just in case".into(),
            }),
            ..on_deliveries(&[delivery_id(1)], Action::Assign { courier: NASSER })
        }),
    );
    assert_eq!(Town::events_of(&decision)[0].override_reason, "");
}

#[test]
fn selections_have_a_size() {
    let mut town = Town::new();
    let dispatcher = actor(Role::Dispatcher);
    let code = |town: &mut Town, items: &[_]| {
        town.try_run(&dispatcher, &assign(items))
            .map_err(|r| r.code)
    };
    assert_eq!(
        code(&mut town, &[]).unwrap_err(),
        RejectCode::EmptySelection
    );
    let many: Vec<_> = (0..501).map(delivery_id).collect();
    assert_eq!(
        code(&mut town, &many).unwrap_err(),
        RejectCode::TooManyItems
    );
    let decision = town.run(&dispatcher, &assign(&many[..500]));
    assert!(decision.changes.is_empty());
    assert_eq!(decision.items.len(), 500);
}

#[test]
fn a_selection_names_each_item_once() {
    let mut town = Town::with([delivery(1, DeliveryState::Ready)]);
    let twice = assign(&[delivery_id(1), delivery_id(1)]);
    let rejection = town.try_run(&actor(Role::Dispatcher), &twice).unwrap_err();
    assert_eq!(rejection.code, RejectCode::MalformedCommand);
}

#[test]
fn loading_takes_few_rounds() {
    let mut town = Town::with((1..=100).map(|n| delivery(n, DeliveryState::Ready)));
    town.put(shift(41, NASSER, 0, 8));
    let ids: Vec<_> = (1..=100).map(delivery_id).collect();
    town.run(&actor(Role::Dispatcher), &assign(&ids));
    assert!(town.rounds <= 2, "{}", town.rounds);
}
