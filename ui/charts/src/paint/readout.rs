//! The figures of the slot under the pointer. Digits and swatches only; the words are in HTML.

use std::sync::Arc;

use egui::{Align2, Color32, Galley, Pos2, Rect, Stroke, Ui, pos2, vec2};
use egui_plot::PlotTransform;

use super::{READOUT, Style, at};
use crate::fonts::drawn;
use crate::table::{minutes_range, percent_text};
use crate::{Chart, Hue, Palette, TimeAxis};

const PAD: f32 = 8.0;
const SWATCH: f32 = 8.0;
const LINE: f32 = 17.0;

struct Row {
    kind: Kind,
    text: String,
}

/// What stands before a row's figure.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Heading,
    Swatch(Color32),
    /// A sum of the rows above it.
    Total,
}

pub(super) fn draw(
    ui: &Ui,
    chart: &Chart,
    index: usize,
    frame: Rect,
    transform: &PlotTransform,
    style: &Style,
    palette: &Palette,
) {
    let Some((from, to)) = chart.edges(index) else {
        return;
    };
    let rows = rows(chart, index, style, palette);
    let painter = ui.painter();
    let laid: Vec<(Kind, Arc<Galley>)> = rows
        .into_iter()
        .map(|row| {
            let galley = painter.layout_no_wrap(drawn(&row.text), READOUT, palette.ink);
            (row.kind, galley)
        })
        .collect();
    let indent = |kind: Kind| match kind {
        Kind::Heading => 0.0,
        Kind::Swatch(_) | Kind::Total => SWATCH + 6.0,
    };
    let width = laid
        .iter()
        .map(|(kind, galley)| galley.size().x + indent(*kind))
        .fold(0.0, f32::max)
        + 2.0 * PAD;
    let size = vec2(width, laid.len() as f32 * LINE + 2.0 * PAD - 3.0);
    let box_ = place(
        size,
        frame,
        at(transform, from, 0.0).x,
        at(transform, to, 0.0).x,
    );

    painter.rect(
        box_,
        6.0,
        palette.raised,
        Stroke::new(1.0, palette.line_strong),
        egui::StrokeKind::Inside,
    );
    let rtl = style.dir.is_rtl();
    for (n, (kind, galley)) in laid.into_iter().enumerate() {
        let middle = box_.top() + PAD + (n as f32 + 0.5) * LINE - 1.5;
        let mut x = if rtl {
            box_.right() - PAD
        } else {
            box_.left() + PAD
        };
        let towards = if rtl { -1.0 } else { 1.0 };
        match kind {
            Kind::Heading => {}
            Kind::Swatch(colour) => {
                let centre = pos2(x + towards * SWATCH / 2.0, middle);
                let swatch = Rect::from_center_size(centre, vec2(SWATCH, SWATCH));
                painter.rect_filled(swatch, 2.0, colour);
            }
            Kind::Total => {
                let rule = box_.x_range().shrink(PAD);
                let above = middle - LINE / 2.0;
                painter.hline(rule, above, Stroke::new(1.0, palette.line_strong));
            }
        }
        x += towards * indent(kind);
        let anchor = if rtl {
            Align2::RIGHT_CENTER
        } else {
            Align2::LEFT_CENTER
        };
        let at: Pos2 = anchor.anchor_size(pos2(x, middle), galley.size()).min;
        painter.galley(at, galley, palette.ink);
    }
}

/// Beside the slot, on the side with more room, inside the frame.
fn place(size: egui::Vec2, frame: Rect, edge_a: f32, edge_b: f32) -> Rect {
    let (left, right) = (edge_a.min(edge_b), edge_a.max(edge_b));
    let x = if frame.right() - right >= left - frame.left() {
        right + 6.0
    } else {
        left - 6.0 - size.x
    };
    let most = (frame.right() - size.x).max(frame.left());
    Rect::from_min_size(pos2(x.clamp(frame.left(), most), frame.top() + 4.0), size)
}

fn rows(chart: &Chart, index: usize, style: &Style, palette: &Palette) -> Vec<Row> {
    let digits = style.digits;
    let plain = |text: String| Row {
        kind: Kind::Heading,
        text,
    };
    let keyed = |colour: Color32, text: String| Row {
        kind: Kind::Swatch(colour),
        text,
    };
    match chart {
        Chart::PerHour(c) => {
            let mut rows = vec![plain(span(&c.time, index, style))];
            // From the top of the stack down, as it is seen.
            let mut parts: Vec<(Hue, f64)> = c.counts(index).filter(|(_, n)| *n > 0.0).collect();
            parts.reverse();
            for (hue, n) in &parts {
                rows.push(keyed(palette.hue(*hue), digits.decimal(*n, 0)));
            }
            if parts.len() != 1 {
                rows.push(Row {
                    kind: Kind::Total,
                    text: digits.decimal(c.total(index), 0),
                });
            }
            rows
        }
        Chart::OnTime(c) => {
            let percent = c.percent.get(index).copied().flatten();
            let colour = match percent {
                Some(p) if p < c.target_percent => palette.late,
                Some(_) => palette.accent,
                None => palette.ink_quiet,
            };
            let text = percent.map_or_else(|| "—".to_owned(), |p| percent_text(p, digits));
            vec![plain(span(&c.time, index, style)), keyed(colour, text)]
        }
        Chart::Lateness(c) => {
            let Some(bin) = c.bins.get(index) else {
                return Vec::new();
            };
            let colour = if bin.from_min >= 0.0 {
                palette.late
            } else {
                palette.hue(Hue::Done)
            };
            vec![
                plain(minutes_range(bin.from_min, bin.to_min, digits)),
                keyed(colour, digits.decimal(bin.count, 0)),
            ]
        }
    }
}

fn span(time: &TimeAxis, slot: usize, style: &Style) -> String {
    let (from, to) = (time.label(slot), time.label(slot + 1));
    if style.dir.is_rtl() {
        format!("{to} – {from}")
    } else {
        format!("{from} – {to}")
    }
}
