//! On-time percentage over the day against its target, with gaps where nothing was delivered.

use egui::{Align2, Stroke, Ui, pos2, vec2};
use egui_plot::{HLine, Line, LineStyle, MarkerShape, PlotPoints, PlotTransform, PlotUi, Points};

use super::{FONT, Style, at};
use crate::fonts::drawn;
use crate::table::percent_text;
use crate::{OnTime, Palette, decimate};

/// Pixel columns the line is thinned to; more than any screen of the console has.
const COLUMNS: usize = 2000;

pub(super) fn add(plot: &mut PlotUi<'_>, chart: &OnTime, palette: &Palette, from: f64, to: f64) {
    plot.hline(
        HLine::new("target", chart.target_percent)
            .stroke(Stroke::new(1.0, palette.ink_quiet))
            .style(LineStyle::dashed_dense())
            .allow_hover(false),
    );

    // Each slot's share stands in the middle of its slot.
    let all: Vec<(f64, Option<f64>)> = (0..chart.time.slots())
        .map(|slot| {
            let percent = chart.percent.get(slot).copied().flatten();
            (slot as f64 + 0.5, percent)
        })
        .collect();
    let seen = decimate(&all, COLUMNS);
    for (n, run) in seen.split(|(_, y)| y.is_none()).enumerate() {
        let points: Vec<[f64; 2]> = run.iter().filter_map(|(x, y)| Some([*x, (*y)?])).collect();
        if points.len() > 1 {
            plot.line(
                Line::new(format!("run-{n}"), PlotPoints::from(points))
                    .color(palette.accent)
                    .width(2.0)
                    .allow_hover(false),
            );
        }
    }

    // Markers only where they stay apart; below the target they change shape as well as colour.
    if to - from > 60.0 {
        return;
    }
    let below = |p: f64| p < chart.target_percent;
    let pick = |late: bool| -> PlotPoints<'static> {
        let points: Vec<[f64; 2]> = all
            .iter()
            .filter_map(|(x, y)| y.filter(|y| below(*y) == late).map(|y| [*x, y]))
            .collect();
        PlotPoints::from(points)
    };
    plot.points(
        Points::new("met", pick(false))
            .shape(MarkerShape::Circle)
            .radius(3.5)
            .color(palette.accent)
            .allow_hover(false),
    );
    plot.points(
        Points::new("missed", pick(true))
            .shape(MarkerShape::Down)
            .radius(5.0)
            .color(palette.late)
            .allow_hover(false),
    );
}

/// Writes the target's figure at the end of its line.
pub(super) fn name_target(
    ui: &Ui,
    chart: &OnTime,
    transform: &PlotTransform,
    style: &Style,
    palette: &Palette,
) {
    let frame = transform.frame();
    let y = at(transform, 0.0, chart.target_percent).y;
    let text = drawn(&percent_text(chart.target_percent, style.digits));
    let galley = ui.painter().layout_no_wrap(text, FONT, palette.ink);
    // The side away from the value axis.
    let x = if style.dir.is_rtl() {
        frame.left() + 4.0
    } else {
        frame.right() - galley.size().x - 4.0
    };
    let box_ = Align2::LEFT_CENTER
        .anchor_size(pos2(x, y), galley.size())
        .expand2(vec2(3.0, 1.0));
    ui.painter().rect(
        box_,
        3.0,
        palette.panel,
        Stroke::new(1.0, palette.line_strong),
        egui::StrokeKind::Inside,
    );
    ui.painter()
        .galley(pos2(x, y - galley.size().y / 2.0), galley, palette.ink);
}
