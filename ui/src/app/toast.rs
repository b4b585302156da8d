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
    /// It goes when a person takes it away, not by itself.
    pub stays: bool,
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
    let shown = Duration::from_secs(match (kind, action.is_some()) {
        (ToastKind::Error, _) => 12,
        (_, true) => 10,
        _ => 5,
    });
    let id = push(kind, text.into(), action, false);
    set_timeout(move || dismiss(id), shown);
}

/// Shows a notice that stays until a person takes it away or uses its button.
pub fn toast_staying(kind: ToastKind, text: impl Into<String>, action: Option<ToastAction>) {
    push(kind, text.into(), action, true);
}

fn push(kind: ToastKind, text: String, action: Option<ToastAction>, stays: bool) -> u64 {
    let toasts = app().toasts;
    let id = toasts.with_untracked(|all| all.iter().map(|t| t.id).max().unwrap_or(0) + 1);
    toasts.update(|all| {
        // What was done before the last thing is undone by Ctrl+Z; two offers to undo would hide the work.
        all.retain(|t| t.stays || t.kind != ToastKind::Done || kind != ToastKind::Done);
        all.push(Toast {
            id,
            kind,
            text,
            action,
            stays,
        });
        // Four at most: older ones give way, those that stay last of all.
        while all.len() > 4 {
            let oldest = all.iter().position(|t| !t.stays).unwrap_or(0);
            all.remove(oldest);
        }
    });
    id
}

/// Takes a notice away.
pub fn dismiss(id: u64) {
    app().toasts.update(|all| all.retain(|t| t.id != id));
}
