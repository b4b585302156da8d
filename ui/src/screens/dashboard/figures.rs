//! A day's figures as charts. Pure; words and times come from outside.

use charts::{Bin, Chart, Hue, Lateness, OnTime, PerHour, Series, TimeAxis};
use domain::units::Millis;
use wire::ipc::DashboardView;

const HOUR_MS: i64 = 3_600_000;
/// Width of a bin of lateness, minutes.
const BIN_MIN: i32 = 5;

/// The key of a hue's name, for legend and table.
pub const fn hue_key(hue: Hue) -> &'static str {
    match hue {
        Hue::Draft => "state-draft",
        Hue::Ready => "state-ready",
        Hue::Assigned => "state-assigned",
        Hue::Moving => "state-group-moving",
        Hue::Done => "state-delivered",
        Hue::Failed => "state-failed",
        Hue::Hold => "state-on-hold",
        Hue::Closed => "state-group-closed",
    }
}

/// The hue as the style sheet names it (`data-tone`).
pub const fn hue_tone(hue: Hue) -> &'static str {
    match hue {
        Hue::Draft => "draft",
        Hue::Ready => "ready",
        Hue::Assigned => "assigned",
        Hue::Moving => "moving",
        Hue::Done => "done",
        Hue::Failed => "failed",
        Hue::Hold => "hold",
        Hue::Closed => "closed",
    }
}

fn axis(view: &DashboardView, time: &impl Fn(Millis) -> String) -> TimeAxis {
    // Canvases show digits and signs alone; some locales put marks around a time.
    let label = |at: Millis| -> String {
        time(at)
            .chars()
            .filter(|c| c.is_numeric() || *c == ':')
            .collect()
    };
    let mut labels: Vec<String> = view.hours.iter().map(|hour| label(hour.from)).collect();
    labels.extend(
        view.hours
            .last()
            .map(|last| label(Millis(last.from.0 + HOUR_MS))),
    );
    TimeAxis {
        start_ms: view.hours.first().map_or(0, |hour| hour.from.0),
        slot_ms: HOUR_MS,
        labels,
    }
}

/// Deliveries due in each hour, by state; hues without any are left out.
pub fn per_hour(
    view: &DashboardView,
    time: impl Fn(Millis) -> String,
    name: impl Fn(Hue) -> String,
) -> Chart {
    let counts = |hue: Hue| -> Vec<f64> {
        view.hours
            .iter()
            .map(|hour| {
                let of_hue = hour
                    .by_state
                    .iter()
                    .filter(|(state, _)| Hue::of_state(state.word()) == hue);
                of_hue.map(|(_, n)| f64::from(*n)).sum()
            })
            .collect()
    };
    let series = Hue::ALL
        .into_iter()
        .map(|hue| Series {
            name: name(hue),
            hue,
            counts: counts(hue),
        })
        .filter(|series| series.counts.iter().any(|n| *n > 0.0))
        .collect();
    Chart::PerHour(PerHour {
        time: axis(view, &time),
        series,
    })
}

/// Share delivered on time in each hour; hours without deliveries are gaps.
pub fn on_time(view: &DashboardView, time: impl Fn(Millis) -> String) -> Chart {
    let share = |delivered: u32, on_time: u32| {
        (delivered > 0).then(|| f64::from(on_time) * 100.0 / f64::from(delivered))
    };
    Chart::OnTime(OnTime {
        time: axis(view, &time),
        percent: view
            .hours
            .iter()
            .map(|hour| share(hour.delivered, hour.on_time))
            .collect(),
        target_percent: f64::from(view.on_time_target_pct),
    })
}

/// How many by how late, without holes between the first and the last.
pub fn lateness(view: &DashboardView) -> Chart {
    let first = view.lateness.iter().map(|(from, _)| *from).min();
    let last = view.lateness.iter().map(|(from, _)| *from).max();
    let bins = match (first, last) {
        (Some(first), Some(last)) => (first..=last)
            .step_by(BIN_MIN as usize)
            .map(|from| {
                let here = view.lateness.iter().filter(|(bin, _)| *bin == from);
                Bin {
                    from_min: f64::from(from),
                    to_min: f64::from(from + BIN_MIN),
                    count: here.map(|(_, n)| f64::from(*n)).sum(),
                }
            })
            .collect(),
        _ => Vec::new(),
    };
    Chart::Lateness(Lateness { bins })
}

/// Whether the chart has anything to show.
pub fn has_figures(chart: &Chart) -> bool {
    match chart {
        Chart::PerHour(c) => !c.series.is_empty(),
        Chart::OnTime(c) => c.percent.iter().any(Option::is_some),
        Chart::Lateness(c) => !c.bins.is_empty(),
    }
}

/// How many deliveries lie in a span of lateness, minutes.
pub fn count_between(chart: &Chart, from_min: f64, to_min: f64) -> f64 {
    match chart {
        Chart::Lateness(c) => {
            let inside = c
                .bins
                .iter()
                .filter(|b| b.from_min >= from_min && b.to_min <= to_min);
            inside.map(|b| b.count).sum()
        }
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::entities::DeliveryState::*;
    use wire::ipc::DashboardHour;

    fn view() -> DashboardView {
        let hour = |n: i64, by_state, delivered, on_time| DashboardHour {
            from: Millis(n * HOUR_MS),
            by_state,
            delivered,
            on_time,
        };
        DashboardView {
            hours: vec![
                hour(4, vec![(Delivered, 3), (EnRoute, 1), (Arrived, 1)], 4, 3),
                hour(5, vec![(Ready, 2)], 0, 0),
            ],
            lateness: vec![(-10, 2), (5, 1)],
            on_time_target_pct: 95,
            on_time_pct: Some(75.0),
            delivered: 3,
            failed: 0,
            open: 4,
            cod_outstanding_halalas: 0,
        }
    }

    #[test]
    fn states_of_one_hue_are_one_band() {
        let Chart::PerHour(chart) = per_hour(
            &view(),
            |at| (at.0 / HOUR_MS).to_string(),
            |h| format!("{h:?}"),
        ) else {
            panic!("another chart");
        };
        assert_eq!(chart.time.labels, ["4", "5", "6"]);
        let bands: Vec<(&str, &[f64])> = chart
            .series
            .iter()
            .map(|s| (s.name.as_str(), s.counts.as_slice()))
            .collect();
        assert_eq!(
            bands,
            [
                ("Done", &[3.0, 0.0][..]),
                ("Moving", &[2.0, 0.0][..]),
                ("Ready", &[0.0, 2.0][..])
            ]
        );
    }

    #[test]
    fn an_hour_without_deliveries_is_a_gap() {
        let Chart::OnTime(chart) = on_time(&view(), |_| "04:00\u{200f}".into()) else {
            panic!("another chart")
        };
        assert_eq!(chart.percent, [Some(75.0), None]);
        assert_eq!(chart.time.labels[0], "04:00");
    }

    #[test]
    fn lateness_has_no_holes() {
        let chart = lateness(&view());
        assert_eq!(chart.len(), 4);
        assert_eq!(count_between(&chart, -10.0, 0.0), 2.0);
        assert_eq!(count_between(&chart, -10.0, 10.0), 3.0);
        let empty = DashboardView {
            lateness: Vec::new(),
            ..view()
        };
        assert!(!has_figures(&lateness(&empty)));
    }
}
