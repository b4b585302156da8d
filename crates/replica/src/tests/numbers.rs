//! Numbers that claim the same are the same: each beside the list of which it is the length, on generated hubs, of a day
//! that is over, of the present one and of one to come.

use super::{
    days::{counts, couriers, play, rows},
    fixture::*,
    questions::ask,
};
use domain::{
    entities::DeliveryState,
    units::{Millis, ServiceDate},
};
use wire::ipc::*;

#[test]
fn numbers_that_claim_the_same_are_the_same() {
    play(12, |desk, _, _| {
        for day in -1..=1 {
            of_one_day(desk, date().plus_days(day));
        }
        assert_eq!(
            counts(desk, None),
            counts(desk, Some(date())),
            "without a date: today"
        );
        assert_eq!(couriers(desk, None), couriers(desk, Some(date())));
        let tomorrow = counts(desk, Some(date().plus_days(1)));
        assert_eq!(tomorrow.carried_over, 0, "it has not begun");
        assert_eq!(tomorrow.couriers_on_shift, 0, "nor have its shifts");
        assert_eq!(counts(desk, Some(date())).couriers_on_shift, 2);
    });
}

/// Every number a screen shows of a day, and beside it the list of which it is the length.
fn of_one_day(desk: &Desk, day: ServiceDate) {
    let number = |change: &dyn Fn(&mut DeliveryFilter)| rows(desk, Some(day), change).len() as u64;
    let counts = counts(desk, Some(day));
    let all = rows(desk, Some(day), |_| {});
    let couriers = couriers(desk, Some(day));
    let QueryResult::Board(board) = ask(
        desk,
        Query::Board {
            hub: hub(0),
            date: day,
            sort: BoardSort::LateRisk,
            search: String::new(),
        },
    ) else {
        panic!("no board");
    };
    let QueryResult::Map(map) = ask(
        desk,
        Query::Map {
            hub: hub(0),
            date: day,
        },
    ) else {
        panic!("no map");
    };
    let QueryResult::Dashboard(dashboard) = ask(
        desk,
        Query::Dashboard {
            hub: hub(0),
            date: day,
        },
    ) else {
        panic!("no dashboard");
    };
    let QueryResult::HubCounts(hubs) = ask(desk, Query::HubCounts) else {
        panic!("no hubs");
    };
    let QueryResult::Exceptions(exceptions) = ask(
        desk,
        Query::Exceptions {
            hub: hub(0),
            open: true,
        },
    ) else {
        panic!("no exceptions");
    };
    let is_late = |row: &&DeliveryRow| row.slack_secs.is_some_and(|s| s < 0);
    let on_board: usize = board.groups.iter().map(|g| g.rows.len()).sum();
    let here = hubs.iter().find(|h| h.hub == hub(0)).unwrap();
    let everywhere: u64 = hubs.iter().map(|h| h.open_exceptions).sum();
    let sum = |of: fn(&CourierView) -> u32| couriers.iter().map(|c| u64::from(of(c))).sum::<u64>();
    let unassigned = |row: &&DeliveryRow| row.courier.is_none() && row.slack_secs.is_some();
    let ready = number(&|f| f.states = vec![DeliveryState::Ready]);
    for (what, one, other) in [
        (
            "unassigned: status bar, board",
            counts.unassigned,
            on_board as u64,
        ),
        ("unassigned: status bar, table", counts.unassigned, ready),
        (
            "late: status bar, table",
            counts.late,
            number(&|f| f.late_only = true),
        ),
        (
            "late: status bar, map",
            counts.late,
            map.deliveries.iter().filter(is_late).count() as u64,
        ),
        (
            "late: status bar, couriers with the unassigned",
            counts.late,
            sum(|c| c.late) + all.iter().filter(unassigned).filter(is_late).count() as u64,
        ),
        (
            "at risk: status bar, table",
            counts.at_risk,
            all.iter().filter(|r| r.at_risk).count() as u64,
        ),
        (
            "carried over: status bar, table's filter",
            counts.carried_over,
            number(&|f| f.carried_over_only = true),
        ),
        (
            "carried over: status bar, table's marks",
            counts.carried_over,
            all.iter().filter(|r| r.carried_over).count() as u64,
        ),
        (
            "on shift: status bar, couriers",
            counts.couriers_on_shift,
            couriers.iter().filter(|c| c.on_shift).count() as u64,
        ),
        (
            "exceptions: pill, desk",
            counts.open_exceptions,
            exceptions.len() as u64,
        ),
        (
            "exceptions: pill, hub menu",
            counts.open_exceptions,
            here.open_exceptions,
        ),
        (
            "exceptions: tray, hub menu",
            desk.replica.open_exceptions().unwrap(),
            everywhere,
        ),
        (
            "deliveries: map, table",
            map.deliveries.len() as u64,
            all.len() as u64,
        ),
        (
            "open: dashboard, table",
            dashboard.open,
            number(&|f| f.states = domain::state::OPEN.to_vec()),
        ),
        (
            "failed: dashboard, table",
            dashboard.failed,
            number(&|f| f.states = vec![DeliveryState::Failed]),
        ),
        (
            "delivered: dashboard, table",
            dashboard.delivered,
            number(&|f| f.states = vec![DeliveryState::Delivered]),
        ),
        (
            "late: dashboard's chart, tile and table",
            dashboard
                .lateness
                .iter()
                .filter(|(from, _)| *from >= 0)
                .map(|(_, n)| u64::from(*n))
                .sum(),
            all.iter().filter(|r| late_minutes(r) >= 0).count() as u64,
        ),
    ] {
        assert_eq!(one, other, "{what}, on {day}");
    }
    assert_eq!(dashboard.on_time_pct, counts.on_time_pct, "on {day}");
    assert_eq!(couriers, board.couriers);
    assert_eq!(couriers, map.couriers);
    for courier in &couriers {
        let theirs = |change: &dyn Fn(&mut DeliveryFilter)| {
            number(&|f| {
                f.couriers = vec![courier.id];
                change(f);
            })
        };
        let open = theirs(&|f| f.states = domain::state::OPEN.to_vec());
        assert_eq!(u64::from(courier.open_deliveries), open, "on {day}");
        assert_eq!(
            u64::from(courier.late),
            theirs(&|f| f.late_only = true),
            "on {day}"
        );
    }
    for hour in &dashboard.hours {
        let due = number(&|f| {
            f.due_from = Some(hour.from);
            f.due_to = Some(Millis(hour.from.0 + 3_600_000));
        });
        let bars: u32 = hour.by_state.iter().map(|(_, n)| n).sum();
        assert_eq!(u64::from(bars), due, "due at {:?} on {day}", hour.from);
    }
    for late_only in [false, true] {
        filter_counts(desk, day, late_only);
    }
}

/// Whole minutes after due of one that is delivered, or will be by estimate; before it when it has no promise.
fn late_minutes(row: &DeliveryRow) -> i64 {
    match (row.slack_secs, row.on_time) {
        (Some(slack), _) => (-slack).div_euclid(60),
        // A generated hub delivers everything at once, at noon.
        (None, Some(_)) => row
            .due_at
            .map_or(-1, |due| NOON.secs_since(due).div_euclid(60)),
        (None, None) => -1,
    }
}

/// Choosing a value shows as many as stand beside it, and all values together are what stands without one.
fn filter_counts(desk: &Desk, day: ServiceDate, late_only: bool) {
    let filter = |change: &dyn Fn(&mut DeliveryFilter)| {
        let mut filter = DeliveryFilter::of(hub(0), Some(day));
        filter.late_only = late_only;
        filter.merchants = vec![merchant()];
        change(&mut filter);
        filter
    };
    let shown = |f: DeliveryFilter| rows(desk, Some(day), |held| *held = f).len() as u64;
    for by in FilterBy::ALL {
        // What is chosen of the kind itself does not count.
        let asked = filter(&|f| {
            f.states = if *by == FilterBy::State {
                vec![DeliveryState::Lost]
            } else {
                vec![]
            }
        });
        let QueryResult::FilterCounts(found) = ask(
            desk,
            Query::FilterCounts {
                filter: asked,
                by: *by,
            },
        ) else {
            panic!("no counts");
        };
        let sum: u64 = found.iter().map(|c| c.count).sum();
        assert_eq!(sum, shown(filter(&|_| {})), "{by} on {day}");
        for FilterCount { value, count } in found {
            let one = match (by, value) {
                (FilterBy::Zone, None) => filter(&|f| f.outside_zones = true),
                // The table has no filter for nobody's.
                (_, None) => continue,
                (FilterBy::State, Some(word)) => {
                    filter(&|f| f.states = vec![word.parse().unwrap()])
                }
                (FilterBy::Zone, Some(id)) => filter(&|f| f.zones = vec![id.parse().unwrap()]),
                (FilterBy::Courier, Some(id)) => {
                    filter(&|f| f.couriers = vec![id.parse().unwrap()])
                }
                (FilterBy::Merchant, Some(id)) => {
                    filter(&|f| f.merchants = vec![id.parse().unwrap()])
                }
            };
            assert_eq!(count, shown(one), "{by} on {day}");
        }
    }
}
