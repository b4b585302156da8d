//! Short notices at the corner, some with one action (undo). Texts are words already, not keys.

use super::app;
use crate::show::problem_text;
use leptos::prelude::*;
use std::time::Duration;
use wire::error::Problem;

/// What a notice is about; never red unless something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    Done,
    Note,
    Error,
}

impl ToastKind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Note => "note",
            Self::Error => "error",
        }
    }
}

/// A button in a notice.
#[derive(Clone)]
pub struct ToastAction {
    /// Its `data-action`.
    pub name: &'static str,
    pub label: String,
    pub run: Callback<()>,
}

#[derive(Clone)]
pub struct Toast {
    pub id: u64,
    pub kind: ToastKind,
    pub text: String,
    pub action: Option<ToastAction>,
}

/// Shows a notice for a few seconds.
pub fn toast(kind: ToastKind, text: impl Into<String>) {
    toast_with(kind, text, None);
}

/// Shows what went wrong, in the catalogue's words.
pub fn toast_problem(problem: &Problem) {
    toast(ToastKind::Error, problem_text(problem));
}

/// Shows a notice with a button.
pub fn toast_with(kind: ToastKind, text: impl Into<String>, action: Option<ToastAction>) {
    let toasts = app().toasts;
    let id = toasts.with_untracked(|all| all.last().map_or(1, |last| last.id + 1));
    let shown = Duration::from_secs(match (kind, action.is_some()) {
        (ToastKind::Error, _) => 12,
        (_, true) => 10,
        _ => 5,
    });
    toasts.update(|all| {
        // What was done before the last thing is undone by Ctrl+Z; two offers to undo would hide the work.
        all.retain(|t| t.kind != ToastKind::Done || kind != ToastKind::Done);
        all.push(Toast {
            id,
            kind,
            text: text.into(),
            action,
        });
        // Four at most: older ones give way.
        while all.len() > 4 {
            all.remove(0);
        }
    });
    set_timeout(move || dismiss(id), shown);
}

/// Takes a notice away.
pub fn dismiss(id: u64) {
    app().toasts.update(|all| all.retain(|t| t.id != id));
}
