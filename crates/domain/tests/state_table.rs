//! The delivery state table: every row of it, every pair it does not have, and who may do what. All cases are
//! made from the table.

mod town;

use domain::{
    command::{Command, EditGroup, Fields, GroupEdit, Other},
    decide::{Verdict, present},
    entities::*,
    name::ActionKind,
    rejection::RejectCode,
    state::{self, Class, To},
};
use std::collections::BTreeMap;
use town::*;

/// A command of `kind` on delivery 1 in `town`.
fn command(town: &Town, kind: ActionKind, from: DeliveryState) -> Option<Command> {
    if kind == ActionKind::Edit {
        let before = present(&town.delivery(delivery_id(1)), EditGroup::Instructions);
        return Some(Command::Other(Other::Edit {
            hub: HUB,
            edits: vec![GroupEdit {
                delivery: delivery_id(1),
                group: EditGroup::Instructions,
                from: before,
                to: Fields::from([("instructions".to_owned(), "ring twice".into())]),
            }],
            if_rev: BTreeMap::new(),
        }));
    }
    action(kind, from).map(|action| on(&[delivery_id(1)], action))
}

fn town_with(kind: ActionKind, from: DeliveryState) -> Town {
    let mut delivery = delivery(1, from);
    if kind == ActionKind::Rezone {
        delivery.zone_id = None;
    }
    Town::with([delivery])
}

#[test]
fn every_row_of_the_table_leads_where_it_says() {
    let mut rows = 0;
    for row in state::TABLE {
        for from in row.from {
            let mut town = town_with(row.action, *from);
            let before = town.delivery(delivery_id(1));
            let command = command(&town, row.action, *from).unwrap();
            let decision = town.run(&someone_for(row.action), &command);
            assert_eq!(
                decision.items[0].verdict,
                Verdict::Applied { rev: 2 },
                "{} from {from}",
                row.action
            );
            let after = town.delivery(delivery_id(1));
            let expected = match row.to {
                To::State(state) => state,
                To::Same => *from,
                To::Before => before.state_before.unwrap(),
                To::OneOf(states) => states[0],
                To::DraftOrReady => DeliveryState::Ready,
            };
            assert_eq!(after.state, expected, "{} from {from}", row.action);
            assert_eq!((after.updated_at, after.updated_by), (NOW, USER));
            if *from != expected {
                assert_eq!(after.state_since, NOW);
            }
            let last = Town::last_event(&decision);
            assert_eq!(last.action, row.action.word());
            assert_eq!(last.to_state, Some(expected));
            assert!(!last.implied);
            rows += 1;
        }
    }
    assert!(rows > 70, "the table lost rows: {rows}");
}

#[test]
fn every_other_target_of_a_correction_is_reached_too() {
    for to in [DeliveryState::PickedUp, DeliveryState::Failed] {
        let mut town = Town::with([delivery(1, DeliveryState::Delivered)]);
        let reason = "the wrong door".to_owned();
        let correct = domain::command::Action::CorrectOutcome { to, reason };
        let decision = town.run(&actor(Role::Supervisor), &on(&[delivery_id(1)], correct));
        assert_applied(&decision);
        let after = town.delivery(delivery_id(1));
        assert_eq!(after.state, to);
        assert_eq!(after.custody, Custody::Courier(NASSER));
        assert!(after.collected.is_empty() && after.delivered_at.is_none());
        let back: Vec<Collection> = rows(&decision);
        assert_eq!(back.iter().map(|c| c.halalas).sum::<i64>(), -12_000);
    }
}

/// Every (state, action) the table does not have.
fn illegal() -> impl Iterator<Item = (DeliveryState, ActionKind, Class)> {
    DeliveryState::ALL.iter().flat_map(|from| {
        let mut actions: Vec<(ActionKind, Class)> = state::TABLE
            .iter()
            .filter(|row| !row.from.is_empty())
            .map(|row| (row.action, row.class))
            .collect();
        actions.dedup();
        actions
            .into_iter()
            .filter(|(action, _)| state::transition(*from, *action).is_none())
            .map(|(action, class)| (*from, action, class))
    })
}

#[test]
fn every_illegal_intent_is_rejected_with_what_is_allowed() {
    let mut pairs = 0;
    for (from, action, _) in illegal().filter(|(.., class)| *class == Class::Intent) {
        let mut town = town_with(action, from);
        let command = command(&town, action, from).unwrap();
        let decision = town.run(&someone_for(action), &command);
        let rejection = rejected(&decision);
        assert_eq!(
            rejection.code,
            RejectCode::WrongState,
            "{action} from {from}"
        );
        assert_eq!(rejection.from, Some(from));
        let allowed: Vec<&str> = state::allowed(from).map(ActionKind::word).collect();
        assert_eq!(rejection.allowed, allowed);
        assert!(!rejection.overridable);
        pairs += 1;
    }
    assert!(pairs > 130, "{pairs}");
}

#[test]
fn every_illegal_report_is_contested_and_its_cash_is_held() {
    let mut pairs = 0;
    for (from, action, _) in illegal().filter(|(.., class)| *class == Class::Report) {
        let mut before = delivery(1, from);
        before.courier_id = Some(NASSER);
        let mut town = Town::with([before.clone()]);
        let held_before = town.cash_held(NASSER);
        let due_before = if from.is_open() { 12_000 } else { 0 };
        assert_eq!(held_before, due_before);

        let report = command(&town, action, from).unwrap();
        let decision = town.run(&someone_for(action), &report);
        let Verdict::Contested { exception } = decision.items[0].verdict else {
            panic!("{action} from {from}: {:?}", decision.items);
        };
        assert_eq!(town.delivery(delivery_id(1)), before, "the delivery stays");
        assert_eq!(town.rev(domain::entity::Table::Delivery, before.id.0), 1);

        let kept: Vec<Exception> = rows(&decision);
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].id, exception);
        assert_eq!(kept[0].kind, ExceptionKind::Contested);
        assert_eq!(kept[0].label, "R-1");
        assert_eq!(kept[0].courier_id, Some(NASSER));
        let Command::Deliveries(intended) =
            serde_json::from_value(kept[0].intended.0.clone()).unwrap()
        else {
            panic!("not a command on deliveries");
        };
        assert_eq!(intended.items, [delivery_id(1)]);
        assert_eq!(intended.action.kind(), action);
        let events = Town::events_of(&decision);
        assert_eq!(events.len(), 1);
        assert!(events[0].changed.contains_key("contested"));

        let taken = if action == ActionKind::Deliver {
            12_000
        } else {
            0
        };
        assert_eq!(kept[0].cash_halalas, taken);
        let expected = if taken > 0 { taken } else { due_before };
        assert_eq!(town.cash_held(NASSER), expected, "{action} from {from}");
        pairs += 1;
    }
    assert!(pairs > 55, "{pairs}");
}

#[test]
fn whoever_the_table_does_not_name_may_not() {
    for row in state::TABLE.iter().filter(|row| !row.from.is_empty()) {
        for role in Role::ALL {
            let mut town = town_with(row.action, row.from[0]);
            let command = command(&town, row.action, row.from[0]).unwrap();
            let outcome = town.try_run(&actor(*role), &command);
            if row.who.contains(role) || *role == Role::Service {
                assert_applied(&outcome.unwrap());
            } else {
                let rejection = outcome.unwrap_err();
                assert_eq!(
                    rejection.code,
                    RejectCode::NotAllowed,
                    "{role} {}",
                    row.action
                );
            }
        }
    }
}

#[test]
fn nobody_without_a_grant_learns_anything() {
    for row in state::TABLE.iter().filter(|row| !row.from.is_empty()) {
        let mut town = town_with(row.action, row.from[0]);
        let command = command(&town, row.action, row.from[0]).unwrap();
        let mut stranger = admin();
        stranger.grants.clear();
        let rejection = town.try_run(&stranger, &command).unwrap_err();
        assert_eq!(rejection.code, RejectCode::NotGranted);
        assert!(rejection.entity.is_none() && rejection.from.is_none());
    }
}
