//! Light or dark as the page is right now: by the setting, else by the system.

use crate::app::app;
use charts::{Style, Theme};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use wire::ipc;

/// How charts look now; follows theme, language and digits.
pub fn style() -> Memo<Style> {
    let dark = system_is_dark();
    Memo::new(move |_| {
        let theme = match app().settings.read().theme {
            ipc::Theme::Light => Theme::Light,
            ipc::Theme::Dark => Theme::Dark,
            ipc::Theme::System if dark.get() => Theme::Dark,
            ipc::Theme::System => Theme::Light,
        };
        Style {
            theme,
            dir: app().lang().dir(),
            digits: app().digits(),
        }
    })
}

/// Follows the system until the current view goes.
fn system_is_dark() -> RwSignal<bool> {
    let query = window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten();
    let dark = RwSignal::new(query.as_ref().is_some_and(web_sys::MediaQueryList::matches));
    if let Some(query) = query {
        let asked = query.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            dark.try_set(asked.matches());
        });
        let _ = query.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
        let held = StoredValue::new_local((query, changed));
        on_cleanup(move || {
            held.try_with_value(|(query, changed)| {
                let _ = query.remove_event_listener_with_callback(
                    "change",
                    changed.as_ref().unchecked_ref(),
                );
            });
        });
    }
    dark
}
