//! The contract of `decimate`, as properties over random series with gaps and spikes.

use charts::decimate;
use proptest::prelude::*;

type Point = (f64, Option<f64>);

fn series() -> impl Strategy<Value = Vec<Point>> {
    prop::collection::vec(
        (1u16..50, prop::option::weighted(0.8, -1000i32..1000)),
        0..400,
    )
    .prop_map(|steps| {
        let mut x = 0.0;
        steps
            .into_iter()
            .map(|(dx, y)| {
                x += f64::from(dx);
                (x, y.map(f64::from))
            })
            .collect()
    })
}

/// Runs of values between gaps, and how many gaps there are.
fn runs(points: &[Point]) -> Vec<Vec<Point>> {
    points
        .split(|(_, y)| y.is_none())
        .filter(|run| !run.is_empty())
        .map(<[Point]>::to_vec)
        .collect()
}

fn greatest(points: &[Point]) -> Option<f64> {
    points.iter().filter_map(|p| p.1).reduce(f64::max)
}

fn least(points: &[Point]) -> Option<f64> {
    points.iter().filter_map(|p| p.1).reduce(f64::min)
}

proptest! {
    #[test]
    fn nothing_is_invented_and_the_order_stays(points in series(), columns in 0usize..60) {
        let out = decimate(&points, columns);
        let mut rest = points.iter();
        for kept in &out {
            prop_assert!(rest.any(|p| p == kept), "{kept:?} is not there, or out of order");
        }
    }

    #[test]
    fn gaps_stay_and_runs_keep_their_ends_and_extremes(points in series(), columns in 1usize..60) {
        let out = decimate(&points, columns);
        let (before, after) = (runs(&points), runs(&out));
        prop_assert_eq!(before.len(), after.len());
        for (a, b) in before.iter().zip(&after) {
            prop_assert_eq!(a.first(), b.first());
            prop_assert_eq!(a.last(), b.last());
            prop_assert_eq!(greatest(a), greatest(b));
            prop_assert_eq!(least(a), least(b));
        }
    }

    #[test]
    fn a_run_gives_at_most_four_points_for_each_column(points in series(), columns in 1usize..60) {
        prop_assume!(points.len() > columns);
        let out = decimate(&points, columns);
        let gaps = out.iter().filter(|p| p.1.is_none()).count();
        prop_assert!(gaps <= runs(&out).len() + 1);
        let width = (points[points.len() - 1].0 - points[0].0) / columns as f64;
        for run in runs(&out) {
            let spanned = ((run[run.len() - 1].0 - run[0].0) / width).floor() as usize + 2;
            prop_assert!(run.len() <= 4 * spanned);
        }
    }
}

#[test]
fn a_short_series_is_returned_as_it_is() {
    let points = [(0.0, Some(1.0)), (1.0, None), (2.0, None), (3.0, Some(2.0))];
    assert_eq!(decimate(&points, 4), points);
    assert_eq!(decimate(&points, 0), points);
    assert_eq!(decimate(&[], 10), []);
}

#[test]
fn a_spike_in_a_million_points_is_not_lost() {
    let mut points: Vec<Point> = (0..1_000_000).map(|i| (f64::from(i), Some(50.0))).collect();
    points[654_321].1 = Some(99.0);
    points[654_400].1 = Some(1.0);
    let out = decimate(&points, 1000);
    assert!(out.contains(&(654_321.0, Some(99.0))));
    assert!(out.contains(&(654_400.0, Some(1.0))));
    assert!(out.len() <= 4000);
}

#[test]
fn points_at_one_place_do_not_divide_by_zero() {
    let points = [(5.0, Some(1.0)), (5.0, Some(3.0)), (5.0, Some(2.0))];
    assert_eq!(decimate(&points, 1), points);
}
