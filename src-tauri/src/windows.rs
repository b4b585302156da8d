//! The console's windows: the main one, and further ones that show one screen each. They remember size and
//! place per profile.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

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

/// Where a window stood, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximized: bool,
}

/// Opens (or brings forward) the window that shows `screen`; [`MAIN`] shows whatever was there last.
pub fn open(app: &AppHandle, places: &Path, screen: &str) -> tauri::Result<()> {
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
    let mut builder = WebviewWindowBuilder::new(app, label, WebviewUrl::App(url.into()))
        .title("BARQ Dispatch")
        .inner_size(1440.0, 860.0)
        .min_inner_size(1024.0, 640.0)
        // Copying many rows asks for them first; by then the key that was pressed does not count any more.
        .enable_clipboard_access()
        .disable_drag_drop_handler();
    let place = read(places).get(label).copied();
    if place.is_none() {
        builder = builder.center();
    }
    let window = builder.build()?;
    if let Some(place) = place {
        restore(&window, place);
    }
    Ok(())
}

/// Brings the main window forward.
pub fn show_main(app: &AppHandle, places: &Path) {
    if let Err(error) = open(app, places, "") {
        tracing::error!(%error, "the main window could not be opened");
    }
}

/// Remembers a window's place whenever it is about to close.
pub fn remember(window: &tauri::Window, event: &WindowEvent, places: &Path) {
    if !matches!(event, WindowEvent::CloseRequested { .. }) {
        return;
    }
    let (Ok(position), Ok(size), Ok(maximized)) = (
        window.outer_position(),
        window.inner_size(),
        window.is_maximized(),
    ) else {
        return;
    };
    let mut all = read(places);
    let place = Place {
        x: position.x,
        y: position.y,
        width: size.width,
        height: size.height,
        maximized,
    };
    all.insert(window.label().to_owned(), place);
    let written = serde_json::to_vec_pretty(&all)
        .map_err(std::io::Error::other)
        .and_then(|json| std::fs::write(places, json));
    if let Err(error) = written {
        tracing::warn!(%error, "the windows' places could not be kept");
    }
}

fn read(places: &Path) -> BTreeMap<String, Place> {
    std::fs::read(places)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default()
}

fn restore(window: &WebviewWindow, place: Place) {
    // A monitor may be gone since: a window nobody can see is put where the system likes.
    let visible = window.available_monitors().is_ok_and(|monitors| {
        monitors.iter().any(|m| {
            let (p, s) = (m.position(), m.size());
            (p.x..p.x + s.width as i32).contains(&(place.x + 40))
                && (p.y..p.y + s.height as i32).contains(&(place.y + 40))
        })
    });
    let _ = window.set_size(tauri::PhysicalSize::new(place.width, place.height));
    if visible {
        let _ = window.set_position(tauri::PhysicalPosition::new(place.x, place.y));
    }
    if place.maximized {
        let _ = window.maximize();
    }
}

fn show(window: &WebviewWindow) {
    let _ = window.show();
    let _ = window.unminimize();
    let _ = window.set_focus();
}
