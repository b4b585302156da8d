//! How early or late deliveries were, as a histogram; late is right of zero, and red.

use egui::Stroke;
use egui_plot::{Bar, BarChart, PlotUi, VLine};

use crate::{Hue, Lateness, Palette};

pub(super) fn add(plot: &mut PlotUi<'_>, chart: &Lateness, palette: &Palette) {
    let bars = |late: bool| -> Vec<Bar> {
        chart
            .bins
            .iter()
            .filter(|bin| (bin.from_min >= 0.0) == late && bin.count > 0.0)
            .map(|bin| {
                let colour = if late {
                    palette.late
                } else {
                    palette.hue(Hue::Done)
                };
                Bar::new((bin.from_min + bin.to_min) / 2.0, bin.count)
                    .width(bin.to_min - bin.from_min)
                    .fill(colour)
                    .stroke(Stroke::new(1.0, palette.panel))
            })
            .collect()
    };
    for (name, late) in [("early", false), ("late", true)] {
        plot.bar_chart(BarChart::new(name, bars(late)).allow_hover(false));
    }
    plot.vline(
        VLine::new("zero", 0.0)
            .stroke(Stroke::new(1.5, palette.ink))
            .allow_hover(false),
    );
}
