//! Deliveries per hour, stacked by state.

use egui::Stroke;
use egui_plot::{Bar, BarChart, PlotUi};

use crate::{Palette, PerHour};

/// Share of its slot that a bar fills.
const FILL: f64 = 0.78;

pub(super) fn add(plot: &mut PlotUi<'_>, chart: &PerHour, palette: &Palette) {
    let mut bases = vec![0.0; chart.time.slots()];
    for (n, series) in chart.series.iter().enumerate() {
        let colour = palette.hue(series.hue);
        let mut bars = Vec::new();
        for (slot, base) in bases.iter_mut().enumerate() {
            let count = series.counts.get(slot).copied().unwrap_or(0.0);
            if count > 0.0 {
                // The panel's colour around each part keeps neighbours apart for eyes that do not
                // tell their hues apart.
                bars.push(
                    Bar::new(slot as f64 + 0.5, count)
                        .base_offset(*base)
                        .width(FILL)
                        .fill(colour)
                        .stroke(Stroke::new(1.0, palette.panel)),
                );
                *base += count;
            }
        }
        plot.bar_chart(
            BarChart::new(format!("series-{n}"), bars)
                .color(colour)
                .allow_hover(false),
        );
    }
}
