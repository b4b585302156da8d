//! Saving a file that the page made: the shell writes it where people look for files.

use super::control;
use crate::{
    app::{ToastKind, toast, toast_problem},
    show,
};
use leptos::prelude::{untrack, window};
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Control, ControlResult},
};

/// Saves text as UTF-8, and says where or why not.
pub fn save_text(name: String, text: &str) {
    // `btoa` takes one character per byte.
    let bytes: String = text.bytes().map(char::from).collect();
    match window().btoa(&bytes) {
        Ok(base64) => save_base64(name, base64),
        Err(_) => toast_problem(&Problem::new(
            ErrorCode::Internal,
            "the text could not be encoded",
        )),
    }
}

/// Saves bytes given as base64, and says where or why not.
pub fn save_base64(name: String, base64: String) {
    leptos::task::spawn_local(async move {
        match control(&Control::SaveFile { name, base64 }).await {
            Ok(ControlResult::Path(path)) => {
                let text = untrack(|| show::tr("chart-saved", &[("file", path.into())]));
                toast(ToastKind::Done, text);
            }
            Ok(_) => {}
            Err(problem) => toast_problem(&problem),
        }
    });
}
