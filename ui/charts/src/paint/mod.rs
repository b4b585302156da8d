//! Draws a chart into an `egui::Ui` and answers the pointer. Knows no window, page or word.

mod late;
mod readout;
mod share;
mod stack;
mod ticks;

use egui::{CursorIcon, FontId, PointerButton, Pos2, Response, Sense, Stroke, Ui, vec2};
use egui_plot::{AxisHints, HPlacement, Plot, PlotPoint, PlotTransform, PlotUi, Span as Band};
use texts::{Digits, Dir};

use crate::view::Pointer;
use crate::{Chart, Event, Palette, Theme, View};

/// How a chart looks, apart from its figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub theme: Theme,
    /// Right-to-left puts the value axis on the right and lets time run leftwards. Lateness keeps
    /// late on the right of zero in both directions, as on a ruler.
    pub dir: Dir,
    pub digits: Digits,
}

impl Style {
    /// Whether greater values of the horizontal axis are on the left.
    pub fn is_mirrored(&self, chart: &Chart) -> bool {
        self.dir.is_rtl() && !matches!(chart, Chart::Lateness(_))
    }
}

pub(crate) const FONT: FontId = FontId::proportional(11.0);
const READOUT: FontId = FontId::proportional(12.0);

/// Draws the chart over the whole of `ui` and changes `view` by what the pointer does: dragging
/// brushes, dragging with Shift or the middle button pans, the wheel pans sideways, the wheel with
/// Ctrl and pinching zoom, a double click shows everything, a click clears the brush.
pub fn paint(ui: &mut Ui, chart: &Chart, style: &Style, view: &mut View) -> Vec<Event> {
    let palette = Palette::of(style.theme);
    dress(ui, style.theme, &palette);
    view.keep_within(chart);

    let mut events = Vec::new();
    let (from, to) = view.range(chart);
    let bottom = chart.bottom();
    let top = ticks::headroom(bottom, chart.top(from, to));
    let mirrored = style.is_mirrored(chart);
    let area = ui.available_rect_before_wrap();
    ui.painter().rect_filled(area, 0.0, palette.panel);

    let response = Plot::new("chart")
        .width(area.width())
        .height(area.height())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .sense(Sense::click_and_drag())
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .grid_color(palette.line)
        .grid_fade(0.0)
        .grid_spacing(egui::Rangef::new(1.0, 2.0))
        .show_grid([matches!(chart, Chart::Lateness(_)), true])
        .invert_x(mirrored)
        .custom_x_axes(vec![
            ticks::x_axis(chart, style, area.width()).tick_label_color(palette.ink_quiet),
        ])
        .custom_y_axes(vec![y_axis(chart, style, &palette)])
        .x_grid_spacer(ticks::x_marks(chart, area.width()))
        .y_grid_spacer(ticks::y_marks(chart, area.height()))
        .show(ui, |plot| {
            plot.set_plot_bounds_x(from..=to);
            plot.set_plot_bounds_y(bottom..=top);
            bands(plot, chart, view, &palette);
            match chart {
                Chart::PerHour(c) => stack::add(plot, c, &palette),
                Chart::OnTime(c) => share::add(plot, c, &palette, from, to),
                Chart::Lateness(c) => late::add(plot, c, &palette),
            }
        });

    listen(
        ui,
        &response.response,
        &response.transform,
        chart,
        view,
        &mut events,
    );
    let frame = *response.transform.frame();
    if let Chart::OnTime(c) = chart {
        share::name_target(ui, c, &response.transform, style, &palette);
    }
    if let Some(index) = view.hover() {
        readout::draw(
            ui,
            chart,
            index,
            frame,
            &response.transform,
            style,
            &palette,
        );
    }
    events
}

/// Makes egui's own widgets use the theme's colours.
fn dress(ui: &mut Ui, theme: Theme, palette: &Palette) {
    let mut visuals = match theme {
        Theme::Light => egui::Visuals::light(),
        Theme::Dark => egui::Visuals::dark(),
    };
    visuals.override_text_color = Some(palette.ink_quiet);
    visuals.panel_fill = palette.panel;
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, palette.line);
    let style = ui.style_mut();
    style.visuals = visuals;
    style.animation_time = 0.0;
    style.spacing.item_spacing = vec2(0.0, 0.0);
    style.text_styles.insert(egui::TextStyle::Body, FONT);
}

fn y_axis(chart: &Chart, style: &Style, palette: &Palette) -> AxisHints<'static> {
    let placement = if style.dir.is_rtl() {
        HPlacement::Right
    } else {
        HPlacement::Left
    };
    ticks::y_axis(chart, style)
        .placement(placement)
        .tick_label_color(palette.ink_quiet)
}

/// The brush and the slot under the pointer, behind the figures.
fn bands(plot: &mut PlotUi<'_>, chart: &Chart, view: &View, palette: &Palette) {
    let edges = |first: usize, last: usize| Some((chart.edges(first)?.0, chart.edges(last)?.1));
    if let Some((from, to)) = view.brush().and_then(|(a, b)| edges(a, b)) {
        plot.span(
            Band::new("", from..=to)
                .fill(palette.accent.gamma_multiply(0.16))
                .border_color(palette.accent)
                .border_width(1.0),
        );
    }
    if let Some((from, to)) = view.hover().and_then(|i| edges(i, i)) {
        plot.span(Band::new("", from..=to).fill(palette.ink.gamma_multiply(0.07)));
    }
}

fn listen(
    ui: &Ui,
    response: &Response,
    transform: &PlotTransform,
    chart: &Chart,
    view: &mut View,
    events: &mut Vec<Event>,
) {
    let frame = *transform.frame();
    let slot_at = |pos: Pos2| {
        let x = transform.value_from_position(frame.clamp(pos)).x;
        let (start, end) = chart.extent();
        // The very edge belongs to the last slot.
        chart.index_at(x.clamp(start, end - (end - start) * 1e-9))
    };
    let place = |pos: Pos2| {
        let share = f64::from((pos.x - frame.left()) / frame.width().max(1.0));
        if transform.dpos_dvalue_x() < 0.0 {
            1.0 - share
        } else {
            share
        }
    };
    let pointer = |event: &egui::Event| match *event {
        egui::Event::PointerMoved(pos) => Some(Pointer::Moved {
            at: place(pos),
            index: slot_at(pos),
            inside: frame.contains(pos),
        }),
        egui::Event::PointerButton {
            pos,
            button,
            pressed: true,
            modifiers,
        } if frame.contains(pos) => match button {
            PointerButton::Primary | PointerButton::Middle => Some(Pointer::Pressed {
                at: place(pos),
                index: slot_at(pos),
                pans: modifiers.shift || button == PointerButton::Middle,
            }),
            _ => None,
        },
        egui::Event::PointerButton { pressed: false, .. } => Some(Pointer::Released),
        egui::Event::PointerGone => Some(Pointer::Gone),
        _ => None,
    };
    let pointed: Vec<Pointer> = ui.input(|i| i.events.iter().filter_map(pointer).collect());
    for what in pointed {
        view.point(what, chart, events);
    }
    if response.double_clicked() {
        view.reset();
    }

    let Some(pos) = response.hover_pos().filter(|pos| frame.contains(*pos)) else {
        return;
    };
    let (wheel, pinch) = ui.input(|i| (i.smooth_scroll_delta, i.zoom_delta()));
    if pinch != 1.0 {
        let around = transform.value_from_position(pos).x;
        view.zoom(chart, f64::from(pinch), around);
    } else if wheel.x != 0.0 {
        let share = f64::from(wheel.x / frame.width().max(1.0));
        let mirrored = transform.dpos_dvalue_x() < 0.0;
        view.pan(chart, if mirrored { share } else { -share });
    }
    ui.ctx().set_cursor_icon(if view.is_panning() {
        CursorIcon::Grabbing
    } else {
        CursorIcon::Crosshair
    });
}

/// Where a value is on the screen.
pub(crate) fn at(transform: &PlotTransform, x: f64, y: f64) -> egui::Pos2 {
    transform.position_from_point(&PlotPoint::new(x, y))
}
