//! The console's windows: the main one, and further ones that show one screen each. They remember size and
//! place per profile.

mod places;

pub use places::Places;

use places::{Area, Place, fit};
use tauri::{
    AppHandle, Manager, Monitor, PhysicalPosition, PhysicalSize, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent,
};

/// The first window; closing it ends the console, unless it closes to the tray.
pub const MAIN: &str = "main";

/// Screens that make sense in a window of their own.
const SCREENS: &[&str] = &[
    "board",
    "map",
    "deliveries",
    "dashboard",
    "exceptions",
    "sync",
];

/// Opens (or brings forward) the window that shows `screen`; [`MAIN`] shows whatever was there last.
pub fn open(app: &AppHandle, places: &Places, screen: &str) -> tauri::Result<()> {
    let label = if screen.is_empty() { MAIN } else { screen };
    if let Some(window) = app.get_webview_window(label) {
        show(&window);
        return Ok(());
    }
    if label != MAIN && !SCREENS.contains(&label) {
        tracing::warn!(screen, "no such screen to open a window for");
        return Ok(());
    }
    let url = if label == MAIN {
        "index.html".to_owned()
    } else {
        format!("index.html#/{label}")
    };
    let builder = WebviewWindowBuilder::new(app, label, WebviewUrl::App(url.into()))
        .title("BARQ Dispatch")
        // Copying many rows asks for them first; by then the key that was pressed does not count any more.
        .enable_clipboard_access()
        .disable_drag_drop_handler();
    let Some((place, area)) = fit(places.get(label), &areas(app)) else {
        builder.build()?;
        return Ok(());
    };
    let (least, logical) = (area.least(), |n: f64| n / area.scale);
    let window = builder
        .min_inner_size(least.0, least.1)
        .inner_size(
            logical(f64::from(place.width)),
            logical(f64::from(place.height)),
        )
        .position(logical(f64::from(place.x)), logical(f64::from(place.y)))
        .build()?;
    // Monitors of different scales: only physical pixels say exactly where.
    let _ = window.set_size(PhysicalSize::new(place.width, place.height));
    let _ = window.set_position(PhysicalPosition::new(place.x, place.y));
    if place.maximized {
        let _ = window.maximize();
    }
    Ok(())
}

/// What windows may cover of each monitor, the primary one first.
fn areas(app: &AppHandle) -> Vec<Area> {
    let primary = app.primary_monitor().ok().flatten();
    let others = app.available_monitors().unwrap_or_default();
    let area = |monitor: &Monitor| {
        let area = monitor.work_area();
        Area {
            x: area.position.x,
            y: area.position.y,
            width: area.size.width,
            height: area.size.height,
            scale: monitor.scale_factor().max(0.1),
        }
    };
    let known: Vec<Area> = primary.iter().chain(&others).map(area).collect();
    known
        .into_iter()
        .filter(|area| area.width > 0 && area.height > 0)
        .collect()
}

/// Brings the main window forward.
pub fn show_main(app: &AppHandle, places: &Places) {
    if let Err(error) = open(app, places, "") {
        tracing::error!(%error, "the main window could not be opened");
    }
}

/// Brings the window forward that is `screen`'s own, if there is one, else the main window; answers its label.
pub fn bring<'a>(app: &AppHandle, places: &Places, screen: &'a str) -> &'a str {
    match app.get_webview_window(screen) {
        Some(window) => {
            show(&window);
            screen
        }
        None => {
            show_main(app, places);
            MAIN
        }
    }
}

/// Whether the person has one of the windows before them.
pub fn watched(app: &AppHandle) -> bool {
    app.webview_windows()
        .values()
        .any(|window| window.is_focused().unwrap_or(false))
}

/// Remembers where a window is whenever it moves, and durably when it closes.
pub fn remember(window: &tauri::Window, event: &WindowEvent, places: &Places) {
    match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => note(window, places),
        WindowEvent::CloseRequested { .. } => {
            note(window, places);
            places.keep();
        }
        _ => {}
    }
}

fn note(window: &tauri::Window, places: &Places) {
    // A window that is not to be seen is reported wherever the system puts it.
    if window.is_minimized().unwrap_or(false) || !window.is_visible().unwrap_or(true) {
        return;
    }
    let (Ok(position), Ok(size), Ok(maximized)) = (
        window.outer_position(),
        window.inner_size(),
        window.is_maximized(),
    ) else {
        return;
    };
    let place = Place {
        x: position.x,
        y: position.y,
        width: size.width,
        height: size.height,
        maximized,
    };
    places.note(window.label(), place);
}

fn show(window: &WebviewWindow) {
    let _ = window.show();
    let _ = window.unminimize();
    let _ = window.set_focus();
}
