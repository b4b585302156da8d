//! Times and days through `Intl`, in the hub's zone, the Gregorian calendar and the chosen digits.

use super::{t, tr};
use crate::app::app;
use domain::units::{Millis, ServiceDate, Window};
use js_sys::{Array, Date, Intl, Object, Reflect};
use leptos::prelude::{Get, Read};
use std::{cell::RefCell, collections::HashMap};
use wasm_bindgen::JsValue;

/// What of a moment is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    Time,
    Day,
    DayLong,
    Moment,
    WeekdayTime,
}

thread_local! {
    /// A formatter is slow to make: one per (locale, zone, shape).
    static FORMATS: RefCell<HashMap<(String, String, Shape), js_sys::Function>> = RefCell::default();
}

fn options(shape: Shape) -> &'static [(&'static str, &'static str)] {
    match shape {
        Shape::Time => &[("hour", "2-digit"), ("minute", "2-digit")],
        Shape::Day => &[("weekday", "short"), ("day", "numeric"), ("month", "short")],
        Shape::DayLong => &[
            ("weekday", "long"),
            ("day", "numeric"),
            ("month", "long"),
            ("year", "numeric"),
        ],
        Shape::Moment => &[
            ("day", "numeric"),
            ("month", "short"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
        ],
        Shape::WeekdayTime => &[
            ("weekday", "short"),
            ("day", "numeric"),
            ("month", "short"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ],
    }
}

fn format(at: Millis, zone: &str, shape: Shape) -> String {
    let app = app();
    let locale = format!(
        "{}-u-nu-{}-ca-gregory",
        if app.arabic() { "ar-SA" } else { "en-GB" },
        app.settings.read().digits.word(),
    );
    let function = FORMATS.with(|formats| {
        formats
            .borrow_mut()
            .entry((locale.clone(), zone.to_owned(), shape))
            .or_insert_with(|| {
                let wanted = Object::new();
                let set = |name: &str, value: &str| {
                    let _ =
                        Reflect::set(&wanted, &JsValue::from_str(name), &JsValue::from_str(value));
                };
                for (name, value) in options(shape) {
                    set(name, value);
                }
                set("hourCycle", "h23");
                set("timeZone", zone);
                Intl::DateTimeFormat::new(&Array::of1(&JsValue::from_str(&locale)), &wanted)
                    .format()
            })
            .clone()
    });
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    function
        .call1(&JsValue::UNDEFINED, &date)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// A time of day in the hub: `13:04`.
pub fn time(at: Millis) -> String {
    format(at, &app().time_zone(), Shape::Time)
}

/// Day and time with seconds, in the hub.
pub fn moment(at: Millis) -> String {
    format(at, &app().time_zone(), Shape::Moment)
}

/// Weekday, day and time, in the hub.
pub fn weekday_time(at: Millis) -> String {
    format(at, &app().time_zone(), Shape::WeekdayTime)
}

fn noon(date: ServiceDate) -> Millis {
    Millis(
        date.0
            .and_hms_opt(12, 0, 0)
            .map_or(0, |noon| noon.and_utc().timestamp_millis()),
    )
}

/// A service date: `Sun 22 Nov`.
pub fn day(date: ServiceDate) -> String {
    format(noon(date), "UTC", Shape::Day)
}

/// A service date in full.
pub fn day_long(date: ServiceDate) -> String {
    format(noon(date), "UTC", Shape::DayLong)
}

/// A window: `13:00 – 15:00`.
pub fn window_text(window: &Window) -> String {
    tr(
        "time-range",
        &[
            ("from", time(window.from).into()),
            ("to", time(window.to).into()),
        ],
    )
}

/// How long ago, as of the page's clock: `40 s ago`.
pub fn age(at: Millis) -> String {
    let secs = app().now.get().secs_since(at);
    match secs {
        ..=1 => t("age-now"),
        2..=59 => tr("age-seconds", &[("n", secs.into())]),
        60..=3_599 => tr("age-minutes", &[("n", (secs / 60).into())]),
        3_600..=86_399 => tr("age-hours", &[("n", (secs / 3_600).into())]),
        _ => tr("age-days", &[("n", (secs / 86_400).into())]),
    }
}

/// A length of time for narrow places, in its largest unit alone: `4 min`, `20 h`.
pub fn duration_rough_secs(secs: i64) -> String {
    duration_secs(if secs < 3_600 {
        secs
    } else {
        secs / 3_600 * 3_600
    })
}

/// A length of time: `4 min`, `2 h 5 min`.
pub fn duration_secs(secs: i64) -> String {
    match secs {
        ..60 => tr("duration-seconds", &[("n", secs.into())]),
        60..3_600 => tr("duration-minutes", &[("n", (secs / 60).into())]),
        _ if secs % 3_600 < 60 => tr("duration-hours", &[("n", (secs / 3_600).into())]),
        _ => tr(
            "duration-hours-minutes",
            &[
                ("h", (secs / 3_600).into()),
                ("m", (secs % 3_600 / 60).into()),
            ],
        ),
    }
}

/// Until when the console works without the server, and how long that is.
pub fn lease(until: Millis) -> String {
    let left = until.secs_since(app().now.get()).max(0);
    let left = match left / 86_400 {
        0 => duration_rough_secs(left),
        days => tr("duration-days", &[("n", days.into())]),
    };
    tr(
        "sync-lease-until",
        &[("time", weekday_time(until).into()), ("left", left.into())],
    )
}
