//! What the charts look like, in both themes and directions, hovered, brushed and zoomed.
//!
//! `UPDATE_SNAPSHOTS=1` writes the pictures anew, for a person to look at before committing them.
use crate::samples;
use charts::{Chart, Event, Span, Style, Theme, View, install_fonts, paint};
use egui_kittest::{Harness, SnapshotOptions, SnapshotResults};
use texts::{Digits, Dir};

const SIZE: egui::Vec2 = egui::vec2(640.0, 240.0);

const LIGHT: Style = Style {
    theme: Theme::Light,
    dir: Dir::Ltr,
    digits: Digits::Latin,
};
const DARK_RTL: Style = Style {
    theme: Theme::Dark,
    dir: Dir::Rtl,
    digits: Digits::Arabic,
};

struct Scene {
    chart: Chart,
    style: Style,
    view: View,
    events: Vec<Event>,
}

fn scene(chart: Chart, style: Style) -> Harness<'static, Scene> {
    let scene = Scene {
        chart,
        style,
        view: View::default(),
        events: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_pixels_per_point(1.0)
        .with_context_setup(install_fonts)
        .wgpu()
        .build_ui_state(
            |ui, scene: &mut Scene| {
                let events = paint(ui, &scene.chart, &scene.style, &mut scene.view);
                scene.events.extend(events);
            },
            scene,
        );
    harness.run();
    harness
}

fn picture(harness: &mut Harness<'static, Scene>, name: &str, all: &mut SnapshotResults) {
    // Adapters differ in how they round an edge, not in more.
    let options = SnapshotOptions::new().threshold(1.2).max_failed_pixels(40);
    all.add(harness.try_snapshot_options(name, &options));
}

#[test]
fn each_chart_in_both_themes_and_directions() {
    let mut all = SnapshotResults::new();
    for (suffix, style) in [("light", LIGHT), ("dark-rtl", DARK_RTL)] {
        let charts = [
            ("per-hour", samples::per_hour(style.digits)),
            ("on-time", samples::on_time(style.digits)),
            ("lateness", samples::lateness()),
        ];
        for (name, chart) in charts {
            picture(
                &mut scene(chart, style),
                &format!("{name}-{suffix}"),
                &mut all,
            );
        }
    }
}

#[test]
fn the_slot_under_the_pointer_shows_its_figures() {
    let mut harness = scene(samples::per_hour(Digits::Latin), LIGHT);
    harness.hover_at(egui::pos2(420.0, 120.0));
    harness.run();
    let hovered = harness.state().view.hover();
    assert_eq!(harness.state().events.last(), Some(&Event::Hover(hovered)));
    assert!(hovered.is_some());
    picture(
        &mut harness,
        "per-hour-hovered",
        &mut SnapshotResults::new(),
    );

    harness.remove_cursor();
    harness.run();
    assert_eq!(harness.state().events.last(), Some(&Event::Hover(None)));
}

#[test]
fn dragging_brushes_whole_slots_in_both_directions_of_layout() {
    let mut all = SnapshotResults::new();
    for (name, style) in [("light", LIGHT), ("dark-rtl", DARK_RTL)] {
        let mut harness = scene(samples::on_time(style.digits), style);
        harness.drag_at(egui::pos2(200.0, 100.0));
        harness.run();
        harness.hover_at(egui::pos2(330.0, 110.0));
        harness.run();
        harness.drop_at(egui::pos2(330.0, 110.0));
        harness.run();
        let Some(Event::Brush(Some(Span::Time { from_ms, to_ms }))) = harness
            .state()
            .events
            .iter()
            .rev()
            .find(|e| matches!(e, Event::Brush(_)))
            .copied()
        else {
            panic!("nothing was brushed: {:?}", harness.state().events);
        };
        assert!(from_ms < to_ms);
        assert_eq!((from_ms - samples::START_MS) % samples::HOUR_MS, 0);
        assert_eq!((to_ms - samples::START_MS) % samples::HOUR_MS, 0);
        picture(&mut harness, &format!("on-time-brushed-{name}"), &mut all);
    }
}

#[test]
fn a_drag_that_reaches_one_frame_whole_is_not_lost() {
    let mut harness = scene(samples::lateness(), LIGHT);
    harness.drag_at(egui::pos2(200.0, 100.0));
    harness.hover_at(egui::pos2(400.0, 100.0));
    harness.drop_at(egui::pos2(400.0, 100.0));
    harness.step();
    assert!(harness.state().view.brush().is_some());
}

#[test]
fn the_middle_button_pans_and_does_not_brush() {
    let mut harness = scene(samples::per_hour(Digits::Latin), LIGHT);
    let state = harness.state_mut();
    state.view.zoom(&state.chart, 4.0, 12.0);
    harness.run();
    let before = harness.state().view.range(&harness.state().chart);
    for (pos, pressed) in [(300.0, Some(true)), (200.0, None), (200.0, Some(false))] {
        let pos = egui::pos2(pos, 100.0);
        harness.event(match pressed {
            None => egui::Event::PointerMoved(pos),
            Some(pressed) => egui::Event::PointerButton {
                pos,
                button: egui::PointerButton::Middle,
                pressed,
                modifiers: egui::Modifiers::NONE,
            },
        });
    }
    harness.run();
    let after = harness.state().view.range(&harness.state().chart);
    assert!(after.0 > before.0, "{before:?} {after:?}");
    assert_eq!(harness.state().view.brush(), None);
}

#[test]
fn a_click_clears_the_brush() {
    let mut harness = scene(samples::lateness(), LIGHT);
    harness.drag_at(egui::pos2(200.0, 100.0));
    harness.run();
    harness.hover_at(egui::pos2(400.0, 100.0));
    harness.run();
    harness.drop_at(egui::pos2(400.0, 100.0));
    harness.run();
    assert!(harness.state().view.brush().is_some());
    harness.drag_at(egui::pos2(300.0, 100.0));
    harness.drop_at(egui::pos2(300.0, 100.0));
    harness.run();
    assert_eq!(harness.state().view.brush(), None);
    assert!(harness.state().events.contains(&Event::Brush(None)));
}

#[test]
fn zoomed_in_the_hours_get_wider_and_the_scale_follows() {
    let mut harness = scene(samples::per_hour(Digits::Latin), LIGHT);
    let state = harness.state_mut();
    state.view.zoom(&state.chart, 4.0, 20.0);
    harness.run();
    picture(&mut harness, "per-hour-zoomed", &mut SnapshotResults::new());
}

#[test]
fn a_day_without_figures_is_an_empty_frame() {
    let Chart::PerHour(mut day) = samples::per_hour(Digits::Latin) else {
        unreachable!()
    };
    day.series.clear();
    picture(
        &mut scene(Chart::PerHour(day), LIGHT),
        "per-hour-empty",
        &mut SnapshotResults::new(),
    );
}

#[test]
fn a_chart_at_rest_asks_for_no_further_frame() {
    for chart in [
        samples::per_hour(Digits::Latin),
        samples::on_time(Digits::Latin),
        samples::lateness(),
    ] {
        let mut harness = scene(chart, LIGHT);
        harness.hover_at(egui::pos2(420.0, 120.0));
        harness.run();
        harness.step();
        let delay = harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay;
        assert_eq!(delay, std::time::Duration::MAX);
    }
}
