//! A file dropped anywhere on the window.

use super::{open_file, state};
use leptos::prelude::*;
use web_sys::DragEvent;

fn carries_files(ev: &DragEvent) -> bool {
    ev.data_transfer().is_some_and(|transfer| {
        transfer
            .types()
            .iter()
            .any(|kind| kind.as_string().as_deref() == Some("Files"))
    })
}

/// Hears drags over the window until the current view goes.
pub fn hear_drops() {
    let hovering = state().hovering;
    let over = window_event_listener(leptos::ev::dragover, move |ev| {
        if carries_files(&ev) {
            ev.prevent_default();
            if !hovering.get_untracked() {
                hovering.set(true);
            }
        }
    });
    let leave = window_event_listener(leptos::ev::dragleave, move |ev| {
        // Out of the window, not from one element to the next.
        if ev.related_target().is_none() {
            hovering.set(false);
        }
    });
    let drop = window_event_listener(leptos::ev::drop, move |ev| {
        hovering.set(false);
        if !carries_files(&ev) {
            return;
        }
        ev.prevent_default();
        if let Some(file) = ev
            .data_transfer()
            .and_then(|t| t.files())
            .and_then(|files| files.get(0))
        {
            open_file(&file);
        }
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        drop.remove();
    });
}
