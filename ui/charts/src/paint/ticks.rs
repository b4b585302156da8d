//! Axes: which ticks, with which figures.

use std::ops::RangeInclusive;

use egui_plot::{AxisHints, GridInput, GridMark, HPlacement, VPlacement};

use super::{FONT, Style};
use crate::fonts::drawn;
use crate::scale::{multiples, nice_step, slot_step};
use crate::table::{minutes, percent_text};
use crate::{Chart, OnTime, PerHour};

/// Room a time label takes, with the space to the next.
const TIME_LABEL_PX: f32 = 52.0;
const VALUE_LABEL_PX: f32 = 34.0;

/// How near the end without a value axis a label may stand before the canvas' edge cuts it.
const EDGE_PX: f64 = 18.0;

/// The greatest value with a little air above it, so that no bar touches the top.
pub(super) fn headroom(bottom: f64, top: f64) -> f64 {
    if top <= bottom {
        bottom + 4.4
    } else {
        top + (top - bottom) * 0.06
    }
}

pub(super) fn x_axis(chart: &Chart, style: &Style, width_px: f32) -> AxisHints<'static> {
    let hints = AxisHints::new_x()
        .placement(VPlacement::Bottom)
        .label_spacing(egui::Rangef::new(1.0, 2.0))
        .tick_label_font(FONT)
        .min_thickness(20.0);
    // Beside the value axis a label has room to stick out, at the other end it has none.
    let end_is_open = style.is_mirrored(chart) || !style.dir.is_rtl();
    let cut = move |value: f64, range: &RangeInclusive<f64>| {
        let edge = if end_is_open {
            range.end()
        } else {
            range.start()
        };
        let pixel = (range.end() - range.start()) / f64::from(width_px.max(1.0));
        (edge - value).abs() < EDGE_PX * pixel
    };
    match chart {
        Chart::PerHour(PerHour { time, .. }) | Chart::OnTime(OnTime { time, .. }) => {
            let labels: Vec<String> = time.labels.iter().map(|label| drawn(label)).collect();
            hints.formatter(move |mark, range| {
                let slot = mark.value.round();
                if slot < 0.0 || cut(slot, range) {
                    return String::new();
                }
                labels.get(slot as usize).cloned().unwrap_or_default()
            })
        }
        Chart::Lateness(_) => {
            let digits = style.digits;
            hints.formatter(move |mark, range| {
                if cut(mark.value, range) {
                    return String::new();
                }
                drawn(&minutes(mark.value, digits))
            })
        }
    }
}

pub(super) fn y_axis(chart: &Chart, style: &Style) -> AxisHints<'static> {
    let digits = style.digits;
    let percent = matches!(chart, Chart::OnTime(_));
    AxisHints::new_y()
        .placement(HPlacement::Left)
        .label_spacing(egui::Rangef::new(1.0, 2.0))
        .tick_label_font(FONT)
        .min_thickness(36.0)
        .formatter(move |mark, range| {
            if mark.value <= *range.start() {
                // The ground's label would sit on the first hour's.
                String::new()
            } else if percent {
                drawn(&percent_text(mark.value, digits))
            } else {
                drawn(&digits.decimal(mark.value, 0))
            }
        })
}

pub(super) fn x_marks(chart: &Chart, width_px: f32) -> impl Fn(GridInput) -> Vec<GridMark> + use<> {
    let in_slots = !matches!(chart, Chart::Lateness(_));
    let (start, end) = chart.extent();
    move |input| {
        let (from, to) = input.bounds;
        let step = if in_slots {
            slot_step(to - from, width_px, TIME_LABEL_PX) as f64
        } else {
            nice_step(to - from, (width_px / TIME_LABEL_PX) as usize)
        };
        marks(from.max(start), to.min(end), step)
    }
}

pub(super) fn y_marks(
    chart: &Chart,
    height_px: f32,
) -> impl Fn(GridInput) -> Vec<GridMark> + use<> {
    let percent = matches!(chart, Chart::OnTime(_));
    move |input| {
        let (from, to) = input.bounds;
        let most = (height_px / VALUE_LABEL_PX) as usize;
        let step = if percent {
            if to - from > 60.0 || most < 6 {
                25.0
            } else {
                10.0
            }
        } else {
            nice_step(to - from, most)
        };
        marks(from, if percent { 100.0 } else { to }, step)
    }
}

fn marks(from: f64, to: f64, step: f64) -> Vec<GridMark> {
    multiples(from, to, step)
        .map(|value| GridMark {
            value,
            step_size: step,
        })
        .collect()
}
