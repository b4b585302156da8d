//! The tray icon and its menu; its tooltip carries the counts. On Linux a tray icon gets no clicks, so the
//! menu holds everything.

use crate::shell::Shell;
use std::sync::Arc;
use tauri::{
    AppHandle, Manager,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::TrayIconBuilder,
};
use texts::Texts;
use wire::ipc::{Control, SyncState};

const ID: &str = "tray";

/// Creates the tray icon. A desktop without a tray is logged, not an error.
pub fn create(app: &AppHandle, texts: &Texts) {
    if let Err(error) = try_create(app, texts) {
        tracing::warn!(%error, "there is no tray to sit in");
    }
}

fn menu(app: &AppHandle, texts: &Texts) -> tauri::Result<Menu<tauri::Wry>> {
    let item = |id: &str, key: &str| MenuItem::with_id(app, id, texts.t(key), true, None::<&str>);
    Menu::with_items(
        app,
        &[
            &item("open", "tray-open")?,
            &item("exceptions", "rail-exceptions")?,
            &item("sync", "tray-sync-now")?,
            &PredefinedMenuItem::separator(app)?,
            &item("quit", "tray-quit")?,
        ],
    )
}

fn try_create(app: &AppHandle, texts: &Texts) -> tauri::Result<()> {
    let mut builder = TrayIconBuilder::with_id(ID)
        .menu(&menu(app, texts)?)
        .tooltip("BARQ Dispatch");
    if let Some(icon) = app.default_window_icon() {
        builder = builder.icon(icon.clone());
    }
    builder
        .on_menu_event(|app, event| {
            let shell = app.state::<Arc<Shell>>().inner().clone();
            match event.id.as_ref() {
                "open" => shell.show_main(),
                "exceptions" => shell.navigate("exceptions", None),
                "sync" => {
                    tauri::async_runtime::spawn(
                        async move { shell.control(Control::SyncNow).await },
                    );
                }
                "quit" => app.exit(0),
                _ => {}
            }
        })
        .build(app)?;
    Ok(())
}

/// The menu in another language.
pub fn translate(app: &AppHandle, texts: &Texts) {
    if let (Some(tray), Ok(menu)) = (app.tray_by_id(ID), menu(app, texts)) {
        let _ = tray.set_menu(Some(menu));
    }
}

/// The tooltip: online or not, commands waiting, exceptions.
pub fn update(app: &AppHandle, texts: &Texts, sync: &SyncState) {
    let Some(tray) = app.tray_by_id(ID) else {
        return;
    };
    let online = texts.t(if sync.online {
        "tray-online"
    } else {
        "tray-offline"
    });
    let state = texts.t_args(
        "tray-state",
        &[
            ("state", online.into()),
            ("n", (sync.waiting as i64).into()),
        ],
    );
    let exceptions = texts.t_args(
        "tray-open-exceptions",
        &[("n", (sync.exceptions as i64).into())],
    );
    let tooltip = texts.t_args(
        "tray-tooltip",
        &[("state", format!("{state} · {exceptions}").into())],
    );
    let _ = tray.set_tooltip(Some(tooltip));
}
