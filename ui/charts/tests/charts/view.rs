//! Zoom, pan, brush and keys, without any pixels.

use crate::samples::{self, HOUR_MS, START_MS};
use charts::{Chart, Event, Key, Span, View};
use proptest::prelude::*;
use texts::Digits;

fn day() -> Chart {
    samples::per_hour(Digits::Latin)
}

#[test]
fn zooming_keeps_the_place_under_the_pointer() {
    let mut view = View::default();
    view.zoom(&day(), 2.0, 6.0);
    assert_eq!(view.range(&day()), (3.0, 15.0));
    view.zoom(&day(), 0.5, 6.0);
    assert!(!view.is_zoomed());
}

#[test]
fn panning_stops_at_the_day_s_ends() {
    let mut view = View::default();
    view.pan(&day(), 0.5);
    assert_eq!(view.range(&day()), (0.0, 24.0));
    view.zoom(&day(), 4.0, 0.0);
    view.pan(&day(), 100.0);
    assert_eq!(view.range(&day()), (18.0, 24.0));
}

#[test]
fn keys_walk_the_slots_and_brush_along() {
    let mut view = View::default();
    let (left, right) = (Key::Left { extend: false }, Key::Right { extend: false });
    assert_eq!(view.press(right, &day(), false), [Event::Hover(Some(0))]);
    assert_eq!(view.press(left, &day(), false), []);
    assert_eq!(view.press(left, &day(), true), [Event::Hover(Some(1))]);
    let events = view.press(Key::Right { extend: true }, &day(), false);
    let span = Span::Time {
        from_ms: START_MS + HOUR_MS,
        to_ms: START_MS + 3 * HOUR_MS,
    };
    assert_eq!(events, [Event::Brush(Some(span)), Event::Hover(Some(2))]);
    assert_eq!(view.press(Key::Escape, &day(), false), [Event::Brush(None)]);
}

#[test]
fn keys_bring_the_slot_into_sight() {
    let mut view = View::default();
    view.zoom(&day(), 8.0, 24.0);
    let _ = view.press(Key::Right { extend: false }, &day(), false);
    assert_eq!(view.range(&day()), (0.0, 3.0));
}

#[test]
fn lateness_is_brushed_in_minutes() {
    let chart = samples::lateness();
    let mut view = View::default();
    let _ = view.press(Key::Left { extend: false }, &chart, false);
    let events = view.press(Key::Left { extend: true }, &chart, false);
    let span = Span::Minutes {
        from_min: 50.0,
        to_min: 60.0,
    };
    assert!(events.contains(&Event::Brush(Some(span))));
}

#[test]
fn what_no_longer_exists_is_forgotten() {
    let mut view = View::default();
    let _ = view.press(Key::Left { extend: true }, &day(), false);
    let Chart::PerHour(mut shorter) = day() else {
        unreachable!()
    };
    shorter.time.labels.truncate(5);
    view.keep_within(&Chart::PerHour(shorter));
    assert_eq!((view.hover(), view.brush()), (None, None));
}

#[test]
fn a_chart_without_slots_answers_nothing() {
    let chart = Chart::Lateness(charts::Lateness { bins: Vec::new() });
    let mut view = View::default();
    assert_eq!(view.press(Key::Right { extend: true }, &chart, false), []);
    let _ = view.press(Key::ZoomIn, &chart, false);
    let (from, to) = view.range(&chart);
    assert!(from < to);
}

proptest! {
    #[test]
    fn the_seen_range_stays_within_the_day(
        steps in prop::collection::vec((0u8..2, -3.0f64..3.0, 0.0f64..24.0), 0..40),
    ) {
        let mut view = View::default();
        for (kind, amount, place) in steps {
            match kind {
                0 => view.zoom(&day(), amount.exp(), place),
                _ => view.pan(&day(), amount),
            }
            let (from, to) = view.range(&day());
            prop_assert!(from >= 0.0 && to <= 24.0 + 1e-9 && to - from >= 1.0 - 1e-9);
        }
    }
}
