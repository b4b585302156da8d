//! One day's figures for the tests: 04:00 to 04:00, quiet at night, with a gap and late afternoon.

use charts::{Bin, Chart, Hue, Lateness, OnTime, PerHour, Series, TimeAxis};
use texts::Digits;

pub const HOUR_MS: i64 = 3_600_000;
/// 2026-11-22 04:00 in Riyadh.
pub const START_MS: i64 = 1_795_309_200_000;

pub fn axis(digits: Digits) -> TimeAxis {
    TimeAxis {
        start_ms: START_MS,
        slot_ms: HOUR_MS,
        labels: (0..=24)
            .map(|h| digits.show(&format!("{:02}:00", (h + 4) % 24)).into_owned())
            .collect(),
    }
}

pub fn per_hour(digits: Digits) -> Chart {
    let load = |h: usize| match h {
        0..=3 => 0.0,
        4..=7 => (h * 12) as f64,
        8..=13 => 140.0 - (h as f64 - 10.0).abs() * 15.0,
        14..=19 => 90.0 + (h % 3) as f64 * 30.0,
        _ => (23 - h) as f64 * 18.0,
    };
    let series = |name: &str, hue, share: fn(usize) -> f64| Series {
        name: name.into(),
        hue,
        counts: (0..24).map(|h| (load(h) * share(h)).round()).collect(),
    };
    Chart::PerHour(PerHour {
        time: axis(digits),
        series: vec![
            series("Delivered", Hue::Done, |h| if h < 11 { 0.9 } else { 0.2 }),
            series("En route", Hue::Moving, |h| if h < 11 { 0.0 } else { 0.25 }),
            series(
                "Assigned",
                Hue::Assigned,
                |h| if h < 12 { 0.0 } else { 0.3 },
            ),
            series("Ready", Hue::Ready, |h| if h < 13 { 0.0 } else { 0.2 }),
            series("Failed", Hue::Failed, |_| 0.06),
        ],
    })
}

pub fn on_time(digits: Digits) -> Chart {
    Chart::OnTime(OnTime {
        time: axis(digits),
        percent: (0..24)
            .map(|h| match h {
                0..=3 | 11 | 20..=23 => None,
                4..=10 => Some(97.0 - h as f64 * 0.4),
                12..=15 => Some(96.0 - (h as f64 - 11.0) * 4.5),
                _ => Some(88.0 + (h as f64 - 16.0) * 2.5),
            })
            .collect(),
        target_percent: 92.5,
    })
}

pub fn lateness() -> Chart {
    Chart::Lateness(Lateness {
        bins: (-12..12)
            .map(|n| {
                let from_min = f64::from(n) * 5.0;
                let away = f64::from(n) + 3.0;
                Bin {
                    from_min,
                    to_min: from_min + 5.0,
                    count: (260.0 * (-away * away / 18.0).exp()).round(),
                }
            })
            .collect(),
    })
}
