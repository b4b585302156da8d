//! Generated hubs over three days, with shifts, positions and work in every state: what a forecast says is what the
//! lists say afterwards.

use super::{fixture::*, questions::ask, server::Server};
use domain::{
    command::{Action, Command, NewDelivery, Other, ShiftSpec},
    decide::Verdict,
    entities::*,
    id::*,
    units::{Point, ServiceDate, Window},
    value::Json,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, HashMap};
use wire::{ipc::*, sync::Position};

const HOUR: i64 = 3_600;
const COURIERS: u128 = 3;

/// One generated delivery: its day from today, hour and length of its window, place, cash, and what has been done
/// with it.
#[derive(Clone, Copy, Debug)]
struct Made {
    day: i64,
    from: i64,
    hours: i64,
    place: (i32, i32),
    promised: bool,
    complete: bool,
    cod: bool,
    courier: u128,
    steps: usize,
}

fn made() -> impl Strategy<Value = Made> {
    (
        (-1..=1_i64, -6..8_i64, 1..4_i64),
        (0..400_000, 0..400_000),
        (any::<bool>(), prop::bool::weighted(0.9), any::<bool>()),
        (0..COURIERS, 0..8_usize),
    )
        .prop_map(
            |((day, from, hours), place, (promised, complete, cod), (courier, steps))| Made {
                day,
                from,
                hours,
                place,
                promised,
                complete,
                cod,
                courier,
                steps,
            },
        )
}

/// What is given to whom in the end.
type Given = (Vec<prop::sample::Index>, u128);

fn hub_day() -> impl Strategy<Value = (Vec<Made>, Given)> {
    (
        prop::collection::vec(made(), 20..60),
        (
            prop::collection::vec(any::<prop::sample::Index>(), 1..25),
            0..COURIERS,
        ),
    )
}

pub(super) fn play(cases: u32, check: impl Fn(&Desk, &[DeliveryId], CourierId)) {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(config, seed)
        .run(&hub_day(), |(made, (chosen, to))| {
            let (desk, ids) = hub_with(&made);
            let mut given: Vec<DeliveryId> = chosen.iter().map(|i| *i.get(&ids)).collect();
            given.sort_unstable();
            given.dedup();
            check(&desk, &given, courier(0, to));
            Ok(())
        })
        .unwrap();
}

fn hub_with(made: &[Made]) -> (Desk, Vec<DeliveryId>) {
    let mut server = Server::new();
    let desk = Desk::synced(0, &mut server);
    let mut n = 1;
    let mut submit = |command: &Command| {
        n += 1;
        desk.submit(n, command).unwrap()
    };
    submit(&Command::Other(Other::OpenShift {
        hub: hub(0),
        shifts: shifts(),
    }));
    let deliveries: Vec<NewDelivery> = made
        .iter()
        .enumerate()
        .map(|(i, m)| delivery(i, m))
        .collect();
    let ids: Vec<DeliveryId> = deliveries
        .iter()
        .map(|d| delivery_id(0, &d.reference))
        .collect();
    submit(&Command::Other(Other::Create {
        hub: hub(0),
        deliveries,
    }));
    submit(&create(1, &["OTHER-1"]));
    for (made, id) in made.iter().zip(&ids) {
        for action in steps(made) {
            let mut command = act(0, &[*id], action);
            if let Command::Deliveries(on) = &mut command {
                on.overrule = Some(domain::command::Overrule {
                    reason: "as generated".into(),
                });
            }
            // What the rules refuse is not done: the hub is as it may be.
            if submit(&command)
                .items
                .iter()
                .any(|i| matches!(i.verdict, Verdict::Rejected { .. }))
            {
                break;
            }
        }
    }
    let position = |n: u128| Position {
        courier: courier(0, n),
        hub: hub(0),
        lon_e7: 466_700_000 + 100_000 * i32::try_from(n).unwrap(),
        lat_e7: 246_800_000,
        at: NOON,
        heading_deg: None,
        speed_kmh: None,
        battery_pct: None,
    };
    desk.replica
        .set_positions(&[position(0), position(1)])
        .unwrap();
    (desk, ids)
}

/// Of the three couriers one is on an open shift, one on a planned one that is under way, one begins later; and
/// tomorrow all are planned.
fn shifts() -> Vec<ShiftSpec> {
    let spec = |n: u128, day: i64, from: i64, to: i64, state| ShiftSpec {
        id: ShiftId(uuid(0x5_0000 + n * 0x10 + day as u128)),
        courier_id: courier(0, n),
        vehicle_id: None,
        service_date: date().plus_days(day),
        starts_at: NOON.plus_secs(day * 24 * HOUR + from * HOUR),
        ends_at: NOON.plus_secs(day * 24 * HOUR + to * HOUR),
        breaks: Json(vec![]),
        state,
    };
    let mut all = vec![
        spec(0, 0, -6, 8, ShiftState::Open),
        spec(1, 0, -6, 8, ShiftState::Planned),
        spec(2, 0, 2, 10, ShiftState::Planned),
    ];
    all.extend((0..COURIERS).map(|n| spec(n, 1, -6, 8, ShiftState::Planned)));
    all
}

fn delivery(n: usize, made: &Made) -> NewDelivery {
    let mut new = new_delivery(&format!("GEN-{n:03}"));
    let from = NOON.plus_secs(made.day * 24 * HOUR + made.from * HOUR);
    let to = from.plus_secs(made.hours * HOUR);
    new.service_date = date().plus_days(made.day);
    new.windows = vec![Window { from, to }];
    new.promised_at = made.promised.then_some(to.plus_secs(-HOUR / 2));
    new.cod_halalas = if made.cod { 9_000 } else { 0 };
    new.dropoff.point = Some(Point {
        lon_e7: 466_600_000 + made.place.0,
        lat_e7: 246_700_000 + made.place.1,
    });
    if !made.complete {
        new.dropoff.phone = None;
    }
    new
}

/// From ready to the end, as far as it went.
fn steps(made: &Made) -> Vec<Action> {
    let to = courier(0, made.courier);
    let all = [
        Action::Assign { courier: to },
        Action::Dispatch,
        Action::RecordPickup,
        Action::Depart,
        Action::Arrive,
        Action::Deliver {
            collected: match made.cod {
                true => vec![Payment {
                    method: PayMethod::Cash,
                    halalas: 9_000,
                }],
                false => vec![],
            },
            variance_reason: String::new(),
            proof: Proof::None,
            proof_waived: String::new(),
        },
    ];
    all.into_iter().take(made.steps.saturating_sub(1)).collect()
}

/// The commands that give each delivery by what state it is in, as a screen sends them.
fn giving(desk: &Desk, given: &[DeliveryId], courier: CourierId) -> Vec<Command> {
    use DeliveryState as S;
    let states: HashMap<DeliveryId, S> = rows(desk, None, |_| {})
        .into_iter()
        .map(|row| (row.id, row.state))
        .collect();
    let mut by_verb: BTreeMap<u8, Vec<DeliveryId>> = BTreeMap::new();
    for id in given {
        let verb = match states[id] {
            S::Assigned | S::Dispatched => 1,
            S::PickedUp | S::EnRoute | S::Arrived | S::Failed => 2,
            _ => 0,
        };
        by_verb.entry(verb).or_default().push(*id);
    }
    by_verb
        .into_iter()
        .map(|(verb, ids)| {
            let action = match verb {
                0 => Action::Assign { courier },
                1 => Action::Reassign { courier },
                _ => Action::HandOver { courier },
            };
            act(0, &ids, action)
        })
        .collect()
}

pub(super) fn rows(
    desk: &Desk,
    date: Option<ServiceDate>,
    change: impl FnOnce(&mut DeliveryFilter),
) -> Vec<DeliveryRow> {
    let mut filter = DeliveryFilter::of(hub(0), date);
    change(&mut filter);
    let sort = Sort {
        key: SortKey::Reference,
        descending: false,
    };
    let QueryResult::Deliveries(page) = ask(
        desk,
        Query::Deliveries {
            filter,
            sort,
            offset: 0,
            limit: 1_000,
        },
    ) else {
        panic!("not a page");
    };
    assert_eq!(page.total, page.rows.len() as u64);
    page.rows
}

pub(super) fn counts(desk: &Desk, date: Option<ServiceDate>) -> Counts {
    let QueryResult::Counts(counts) = ask(desk, Query::Counts { hub: hub(0), date }) else {
        panic!("no counts");
    };
    counts
}

pub(super) fn couriers(desk: &Desk, date: Option<ServiceDate>) -> Vec<CourierView> {
    let QueryResult::Couriers(couriers) = ask(desk, Query::Couriers { hub: hub(0), date }) else {
        panic!("no couriers");
    };
    couriers
}

#[test]
fn a_forecast_says_what_is_there_afterwards() {
    let late = std::cell::Cell::new(0);
    play(50, |desk, given, to| {
        let before = counts(desk, Some(date()));
        let was: HashMap<DeliveryId, bool> = late_of(desk);
        let commands = giving(desk, given, to);
        let QueryResult::Forecast(forecast) = ask(
            desk,
            Query::Forecast {
                hub: hub(0),
                date: date(),
                commands: commands.clone(),
            },
        ) else {
            panic!("no forecast");
        };
        assert_eq!(counts(desk, Some(date())), before, "nothing is written");
        assert_eq!(forecast.late_before, before.late);
        let mut items = Vec::new();
        for (n, command) in (0..).zip(&commands) {
            items.extend(desk.submit(10_000 + n, command).unwrap().items);
        }
        assert_eq!(forecast.items, items);
        let after = counts(desk, Some(date()));
        assert_eq!(forecast.late_after, after.late);
        let them = couriers(desk, Some(date()))
            .into_iter()
            .find(|c| c.id == to);
        assert_eq!(forecast.courier, them);
        let is = late_of(desk);
        let became = is.iter().filter(|(id, late)| **late && !was[*id]).count();
        let no_longer = was.iter().filter(|(id, late)| **late && !is[*id]).count();
        assert_eq!(
            (forecast.newly_late, forecast.no_longer_late),
            (became as u64, no_longer as u64)
        );
        late.set(late.get() + forecast.newly_late);
    });
    assert!(
        late.get() > 50,
        "boards on which giving makes late: {late:?}"
    );
}

/// All open deliveries, and whether each is late.
fn late_of(desk: &Desk) -> HashMap<DeliveryId, bool> {
    rows(desk, None, |f| f.states = domain::state::OPEN.to_vec())
        .into_iter()
        .map(|row| (row.id, row.slack_secs.is_some_and(|s| s < 0)))
        .collect()
}
