//! Estimates along a courier's stops, slack, and what counts as late.

mod town;

use domain::{
    entities::*,
    id::*,
    lateness::{StopAhead, Timeliness, estimate_unassigned, estimates, nearest, was_on_time},
    units::{Millis, Point, Window},
};
use town::*;

/// About 1,111.95 m north of `from` per hundredth of a degree.
fn north(from: Point, hundredths: i32) -> Point {
    Point {
        lat_e7: from.lat_e7 + hundredths * 100_000,
        ..from
    }
}

fn stop(n: u128, at: Option<Point>, windows: &[Window], promised_h: Option<i64>) -> StopAhead<'_> {
    StopAhead {
        delivery: delivery_id(n),
        point: at,
        windows,
        promised_at: promised_h.map(|h| NOW.plus_secs(h * 3600)),
        service_secs: 120,
    }
}

fn secs(at: Millis) -> i64 {
    at.secs_since(NOW)
}

#[test]
fn the_way_is_stretched_and_driven_at_the_policys_speed() {
    let start = point(46.7, 24.7);
    let policy = Policy::standard();
    let to = Some(north(start, 10));
    let eta = estimates([stop(1, to, &[], None)], Some(start), NOW, &policy)[0];
    // 11,119.5 m × 1.4 ÷ 25 km/h = 2,241.7 s, and two minutes at the door.
    assert_eq!(secs(eta.eta), 2_361);
    assert_eq!(
        (eta.slack_secs, eta.timeliness),
        (None, Timeliness::NoPromise)
    );

    let faster = Policy {
        speed_kmh: 50,
        detour_pct: 100,
        ..policy
    };
    let eta = estimates([stop(1, to, &[], None)], Some(start), NOW, &faster)[0];
    assert_eq!(secs(eta.eta), 120 + 800);
}

#[test]
fn stops_follow_each_other() {
    let start = point(46.7, 24.7);
    let policy = Policy::standard();
    let stops = [
        stop(1, Some(north(start, 10)), &[], None),
        stop(2, Some(start), &[], None),
        stop(3, None, &[], None),
        stop(4, Some(start), &[], None),
    ];
    let etas: Vec<i64> = estimates(stops, Some(start), NOW, &policy)
        .iter()
        .map(|e| secs(e.eta))
        .collect();
    assert_eq!(etas, [2_361, 4_723, 4_843, 4_963]);
    let unknown = estimates([stop(1, Some(start), &[], None)], None, NOW, &policy);
    assert_eq!(secs(unknown[0].eta), 120);
}

#[test]
fn a_window_that_is_not_open_is_waited_for() {
    let here = point(46.7, 24.7);
    let policy = Policy::standard();
    let eta = |windows: &[Window]| {
        secs(
            estimates(
                [stop(1, Some(here), windows, None)],
                Some(here),
                NOW,
                &policy,
            )[0]
            .eta,
        )
    };
    assert_eq!(eta(&[window(1, 2)]), 3_720);
    assert_eq!(eta(&[window(-1, 2)]), 120);
    assert_eq!(
        eta(&[window(-3, -2), window(2, 3)]),
        7_320,
        "the next window"
    );
    assert_eq!(eta(&[window(-3, -2)]), 120, "no window left to wait for");
}

#[test]
fn slack_says_late_at_risk_or_on_time() {
    let here = point(46.7, 24.7);
    let policy = Policy::standard();
    let judge = |promised_at: i64| {
        let promised = StopAhead {
            promised_at: Some(NOW.plus_secs(promised_at)),
            ..stop(1, Some(here), &[], None)
        };
        let estimate = estimates([promised], Some(here), NOW, &policy)[0];
        (estimate.slack_secs, estimate.timeliness)
    };
    assert_eq!(judge(119), (Some(-1), Timeliness::Late));
    assert_eq!(judge(120), (Some(0), Timeliness::AtRisk));
    assert_eq!(judge(120 + 899), (Some(899), Timeliness::AtRisk));
    assert_eq!(judge(120 + 900), (Some(900), Timeliness::OnTime));
    let windows = [window(-2, -1), window(0, 2)];
    let by_window = estimates([stop(1, Some(here), &windows, None)], None, NOW, &policy)[0];
    assert_eq!(
        by_window.slack_secs,
        Some(7_200 - 120),
        "the end of the last window"
    );
    let by_promise = estimates([stop(1, Some(here), &windows, Some(1))], None, NOW, &policy)[0];
    assert_eq!(by_promise.slack_secs, Some(3_600 - 120));
}

#[test]
fn nobodys_delivery_counts_from_the_nearest_courier() {
    let to = point(46.7, 24.7);
    let on_shift = [(NASSER, north(to, 20)), (SAAD, north(to, -10))];
    assert_eq!(nearest(to, on_shift).map(|(id, _)| id), Some(SAAD));
    let tie = [(SAAD, to), (NASSER, to)];
    assert_eq!(nearest(to, tie).map(|(id, _)| id), Some(NASSER));
    let policy = Policy::standard();
    let eta = estimate_unassigned(stop(1, Some(to), &[], None), on_shift, NOW, &policy);
    assert_eq!(secs(eta.eta), 2_361);
    let nobody: [(CourierId, Point); 0] = [];
    let eta = estimate_unassigned(stop(1, Some(to), &[], None), nobody, NOW, &policy);
    assert_eq!(secs(eta.eta), 120);
}

#[test]
fn done_is_on_time_until_the_promise() {
    let mut d = delivery(1, DeliveryState::Delivered);
    d.promised_at = Some(NOW);
    d.delivered_at = Some(NOW);
    assert_eq!(was_on_time(&d), Some(true));
    d.delivered_at = Some(Millis(NOW.0 + 1));
    assert_eq!(was_on_time(&d), Some(false));
    d.promised_at = None;
    assert_eq!(was_on_time(&d), Some(true), "the window's end");
    d.windows.clear();
    assert_eq!(was_on_time(&d), None);
    assert_eq!(was_on_time(&delivery(1, DeliveryState::EnRoute)), None);
}
