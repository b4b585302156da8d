//! Architecture invariant A1, the same verdict on both sides, and other properties of `decide` over random
//! histories: no command leaves the table, a rejected item writes nothing, both sides mint the same ids, cash
//! is counted once.

mod town;

use domain::{
    command::{Action, Command, OnDeliveries, Other, Report},
    decide::{Verdict, decide},
    entities::*,
    entity::{Entity, Table},
    id::*,
    name::ActionKind as K,
    state,
    world::{Change, Need, World},
};
use proptest::{prelude::*, test_runner::FileFailurePersistence};
use std::collections::{BTreeMap, BTreeSet};
use town::*;

const DELIVERIES: u128 = 4;

/// One step of a history: who does what to which deliveries.
#[derive(Clone, Debug)]
struct Step {
    role: Role,
    kind: K,
    items: Vec<u128>,
    courier: CourierId,
    halalas: i64,
    target: DeliveryState,
    accept: bool,
    /// For a report: minutes since it happened, and whether it says whom it is about.
    ago: i64,
    says_whom: bool,
    /// For a settlement: which of the open reports.
    nth: usize,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kinds: Vec<K> = K::ALL
        .iter()
        .copied()
        .filter(|kind| kind.is_on_deliveries())
        .chain([K::ResolveContested, K::SettleCash, K::Create])
        .collect();
    let step = (
        prop::sample::select(Role::ALL),
        prop::sample::select(kinds),
        prop::collection::btree_set(1..=DELIVERIES, 1..4),
        prop::sample::select(&[NASSER, SAAD][..]),
        prop::sample::select(&[0_i64, 5_000, 12_000][..]),
        prop::sample::select(DeliveryState::ALL),
        any::<bool>(),
        (0_i64..300, any::<bool>(), 0_usize..4),
    )
        .prop_map(
            |(role, kind, items, courier, halalas, target, accept, (ago, says_whom, nth))| Step {
                // Mostly somebody who may, so that histories get far.
                role: if accept { role } else { Role::Service },
                kind,
                items: items.into_iter().collect(),
                courier,
                halalas,
                target,
                accept,
                ago,
                says_whom,
                nth,
            },
        );
    prop::collection::vec(step, 1..60)
}

fn command(town: &Town, step: &Step) -> Option<Command> {
    let ids: Vec<DeliveryId> = step.items.iter().map(|n| delivery_id(*n)).collect();
    let from = town.delivery(ids[0]).state;
    Some(match step.kind {
        K::ResolveContested => {
            let mut open = town.all::<Exception>();
            open.retain(|e| e.resolved_at.is_none());
            let exception = open.get(step.nth.min(open.len().checked_sub(1)?))?.id;
            Command::Other(Other::ResolveContested {
                hub: HUB,
                exception,
                accept: step.accept,
                reason: "asked".into(),
            })
        }
        K::SettleCash => Command::Other(Other::SettleCash {
            hub: HUB,
            courier: step.courier,
            counted_halalas: step.halalas,
            variance_reason: "counted".into(),
        }),
        K::Create => Command::Other(Other::Create {
            hub: HUB,
            deliveries: step
                .items
                .iter()
                .map(|n| new_delivery(&format!("R-{}", n + 1)))
                .collect(),
        }),
        kind => {
            let action = match action(kind, from)? {
                Action::Assign { .. } => Action::Assign {
                    courier: step.courier,
                },
                Action::Reassign { .. } => Action::Reassign {
                    courier: step.courier,
                },
                Action::HandOver { .. } => Action::HandOver {
                    courier: step.courier,
                },
                Action::Deliver { .. } => deliver(step.halalas),
                Action::CorrectOutcome { reason, .. } => Action::CorrectOutcome {
                    to: step.target,
                    reason,
                },
                other => other,
            };
            let report = state::is_report(kind).then(|| Report {
                reported_by: ReportedBy::Phone,
                device_at: NOW.plus_secs(-60 * step.ago),
                point: None,
                courier: step.says_whom.then_some(step.courier),
            });
            Command::Deliveries(OnDeliveries {
                if_rev: BTreeMap::new(),
                report,
                ..on_deliveries(&ids, action)
            })
        }
    })
}

fn beginning() -> Town {
    Town::with((1..=DELIVERIES).map(|n| {
        let state = if n == 1 {
            DeliveryState::Draft
        } else {
            DeliveryState::Ready
        };
        Delivery {
            created_at: NOW.plus_secs(-4 * 3600),
            ..delivery(n, state)
        }
    }))
}

/// What must hold of every decision, whatever was asked.
fn check(before: &World, command: &Command, decision: &domain::decide::Decision, user: UserId) {
    let mut keys = BTreeSet::new();
    let mut applied: BTreeSet<uuid::Uuid> = BTreeSet::new();
    for item in &decision.items {
        if !matches!(item.verdict, Verdict::Rejected { .. } | Verdict::Unchanged) {
            applied.insert(item.id);
        }
    }
    for change in &decision.changes {
        assert!(keys.insert(change.key()), "a row is written twice");
        assert_eq!(change.scope(), HUB.into(), "only the hub's scope");
        let Change::Put { entity, rev, .. } = change else {
            continue;
        };
        let (table, id) = change.key();
        let old = before.stored(table, id).ok().flatten();
        assert_eq!(*rev, old.map_or(0, |stored| stored.rev) + 1);
        match entity {
            Entity::Delivery(d) => {
                if let Some(Entity::Delivery(was)) = old.map(|stored| &stored.entity) {
                    ends_once(was, d, command.kind());
                }
                assert!(
                    d.delivered_at
                        .is_none_or(|at| at >= d.created_at && at <= NOW)
                );
                assert_eq!((d.updated_at, d.updated_by), (NOW, user));
                if command.kind() != K::ResolveContested {
                    assert!(applied.contains(&id), "a rejected item wrote");
                }
            }
            Entity::Event(e) => {
                assert!(old.is_none(), "events are appended");
                assert_eq!(e.server_at, NOW);
            }
            Entity::Attempt(_) | Entity::Note(_) | Entity::CashSettlement(_) => {
                assert!(old.is_none(), "appended, never changed");
            }
            Entity::Collection(c) => {
                if let Some(Entity::Collection(was)) = old.map(|stored| &stored.entity) {
                    assert_eq!(was.halalas, c.halalas, "amounts are never rewritten");
                }
            }
            _ => {}
        }
    }
}

/// A console sends what its rules accepted: the same command without what was refused comes to the same.
fn refused_items_do_not_matter(
    town: &mut Town,
    actor: &domain::decide::Actor,
    context: &domain::decide::Context,
    command: &Command,
    decision: &domain::decide::Decision,
) {
    let ids: Vec<_> = command.items().into_iter().map(|(_, id)| id).collect();
    let decided: Vec<_> = decision.items.iter().map(|item| item.id).collect();
    assert_eq!(ids, decided, "a verdict per item, in order");
    let kept: Vec<bool> = decision.items.iter().map(|i| !i.is_rejected()).collect();
    if kept.iter().all(|kept| *kept) || !kept.contains(&true) {
        return;
    }
    let less = town
        .ask(actor, context, &command.keeping(&kept))
        .unwrap_or_else(|refusal| panic!("{refusal:?}"));
    assert_eq!(less.changes, decision.changes);
    let accepted = decision.items.iter().filter(|i| !i.is_rejected());
    assert!(less.items.iter().eq(accepted));
}

/// Only who corrects an outcome takes a delivery out of it; a report that is accepted may say of what was lost how it
/// ended, and reopens a cancelled delivery alone, which is a decision and no outcome.
fn ends_once(was: &Delivery, is: &Delivery, kind: K) {
    use DeliveryState as S;
    if was.state == is.state || !was.state.is_terminal() {
        return;
    }
    match (kind, was.state) {
        (K::CorrectOutcome, S::Delivered | S::Returned | S::Lost)
        | (K::Reinstate | K::ResolveContested, S::Cancelled) => {}
        (K::ResolveContested, S::Lost) => assert!(is.state.is_outcome(), "{kind}: {is:?}"),
        _ => panic!(
            "{kind} takes {} from {} to {}",
            is.reference, was.state, is.state
        ),
    }
}

/// Every step of every delivery is one the table has, or was accepted by a person.
fn events_follow_the_table(town: &Town) {
    for event in town.all::<Event>() {
        let (Some(from), Some(to)) = (event.from_state, event.to_state) else {
            continue;
        };
        let Ok(kind) = event.action.parse::<K>() else {
            panic!("{} is no action", event.action);
        };
        if kind == K::ResolveContested || event.changed.contains_key("contested") {
            continue;
        }
        let row = state::transition(from, kind);
        let row = row.unwrap_or_else(|| panic!("{kind} from {from} is not in the table"));
        match row.to {
            state::To::State(target) => assert_eq!(to, target),
            state::To::Same => assert_eq!(to, from),
            state::To::OneOf(targets) => assert!(targets.contains(&to)),
            state::To::Before | state::To::DraftOrReady => {}
        }
    }
}

/// The books say what the deliveries and the open reports say: nothing is counted twice or lost. Money that
/// nobody is known to have taken is in no book.
fn booked_once(town: &Town) {
    for id in (1..=DELIVERIES + 1).map(delivery_id) {
        let Ok(Some(d)) = town.world.get::<Delivery>(id) else {
            continue;
        };
        let booked: i64 = town
            .all::<Collection>()
            .iter()
            .filter(|c| c.delivery_id == id)
            .map(|c| c.halalas)
            .sum();
        let known = d.courier_id.is_some();
        let said: i64 = d
            .collected
            .iter()
            .filter(|_| known)
            .map(|p| p.halalas)
            .sum();
        let contested: i64 = town
            .all::<Exception>()
            .iter()
            .filter(|e| e.entity_id == id.0 && e.resolved_at.is_none() && e.courier_id.is_some())
            .map(|e| e.cash_halalas)
            .sum();
        assert_eq!(booked, said + contested, "{}", d.reference);
    }
}

/// What each state means for who has it.
fn states_make_sense(town: &Town) {
    use DeliveryState as S;
    for d in town.all::<Delivery>() {
        match d.state {
            S::Draft | S::Ready => assert_eq!(d.courier_id, None, "{d:?}"),
            S::Assigned | S::Dispatched | S::PickedUp | S::EnRoute | S::Arrived => {
                assert!(d.courier_id.is_some(), "{d:?}");
            }
            S::Delivered => {
                assert_eq!(d.custody, Custody::Recipient);
                assert!(d.delivered_at.is_some());
            }
            S::Returned => assert!(matches!(d.custody, Custody::Hub | Custody::Merchant)),
            S::OnHold | S::Cancelled | S::Lost => assert!(d.state_before.is_some(), "{d:?}"),
            _ => {}
        }
        assert_eq!(d.delivered_at.is_some(), d.state == S::Delivered, "{d:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 60,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_history_stays_in_the_table(history in steps()) {
        let mut town = beginning();
        for step in &history {
            let Some(command) = command(&town, step) else { continue };
            let actor = actor(step.role);
            let before = town.world.clone();
            town.commands += 1;
            let context = context(town.commands);
            let Ok(decision) = town.ask(&actor, &context, &command) else { continue };

            // The same world, rebuilt in another order, decides the same and mints the same.
            let mut elsewhere = World::default();
            for table in Table::ALL.iter().rev() {
                copy(&town.world, &mut elsewhere, *table);
            }
            answer_all(&town, &mut elsewhere);
            let again = decide(&elsewhere, &actor, &context, &command);
            prop_assert_eq!(again.as_ref(), Ok(&decision));

            // On the wire and back it is the same command.
            let json = serde_json::to_string(&command).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Command>(&json).unwrap(), &command);

            check(&before, &command, &decision, actor.user);
            refused_items_do_not_matter(&mut town, &actor, &context, &command, &decision);
            town.apply(&decision);
            states_make_sense(&town);
            booked_once(&town);
        }
        events_follow_the_table(&town);
    }
}

fn copy(from: &World, to: &mut World, table: Table) {
    for id in from.keys(table) {
        if let Ok(Some(stored)) = from.stored(table, id) {
            to.insert(stored.entity.clone(), stored.rev);
        }
    }
}

/// Answers everything the town can be asked.
fn answer_all(town: &Town, world: &mut World) {
    for courier in [NASSER, SAAD] {
        world.answer(Need::OpenDeliveriesOf(courier));
        world.answer(Need::UnsettledOf(courier));
        world.answer(Need::ContestedOf(courier));
        for day in 0..60 {
            world.answer(Need::ShiftsOf(courier, today().plus_days(day)));
        }
    }
    world.answer(Need::ZonesOf(HUB));
    for n in 1..=DELIVERIES + 1 {
        world.answer(Need::Row(Table::Delivery, delivery_id(n).0));
        world.answer(Need::EventsOf(delivery_id(n).0));
    }
    for exception in town.all::<Exception>() {
        world.answer(Need::Row(Table::Exception, exception.id.0));
    }
}
