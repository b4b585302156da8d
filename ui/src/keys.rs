//! Keyboard shortcuts and the palette's commands: one register for both. A screen registers what it offers;
//! it is gone when the screen is. Keys are compared by their place (`code`), not their letter, so that they
//! work under an Arabic layout.

use crate::app::app;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// A key with its modifiers. Ctrl also takes Cmd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    pub code: &'static str,
    pub ctrl: bool,
    pub shift: bool,
    pub alt: bool,
    /// As printed: `Ctrl K`.
    pub shown: &'static str,
}

impl Keys {
    /// A key without modifiers: `Keys::plain("KeyA", "A")`.
    pub const fn plain(code: &'static str, shown: &'static str) -> Self {
        Self {
            code,
            ctrl: false,
            shift: false,
            alt: false,
            shown,
        }
    }
    /// With Ctrl.
    pub const fn ctrl(code: &'static str, shown: &'static str) -> Self {
        Self {
            code,
            ctrl: true,
            shift: false,
            alt: false,
            shown,
        }
    }
    /// With Alt.
    pub const fn alt(code: &'static str, shown: &'static str) -> Self {
        Self {
            code,
            ctrl: false,
            shift: false,
            alt: true,
            shown,
        }
    }
    pub const fn with_shift(mut self) -> Self {
        self.shift = true;
        self
    }

    fn matches(&self, ev: &KeyboardEvent) -> bool {
        // `?` is Shift and a key that differs by layout: it goes by its character.
        let same_key = if self.code == "?" {
            ev.key() == "?" || (ev.code() == "Slash" && ev.shift_key())
        } else {
            ev.code() == self.code && self.shift == ev.shift_key()
        };
        same_key && self.ctrl == (ev.ctrl_key() || ev.meta_key()) && self.alt == ev.alt_key()
    }
}

/// Something a person can run by key or from the palette.
#[derive(Clone)]
pub struct Binding {
    /// Key of its name in the catalogue.
    pub label: &'static str,
    /// Key of the group's heading in the list of shortcuts.
    pub group: &'static str,
    pub keys: Option<Keys>,
    /// Offered in the palette too.
    pub palette: bool,
    pub run: Callback<()>,
}

thread_local! {
    static REGISTER: RefCell<Vec<(u64, Binding)>> = const { RefCell::new(Vec::new()) };
}

/// Every binding now in force.
pub fn all() -> Vec<Binding> {
    REGISTER.with(|all| all.borrow().iter().map(|(_, b)| b.clone()).collect())
}

/// Registers until the current view goes. Of two on one key the later wins.
pub fn register(binding: Binding) {
    let id = REGISTER.with(|all| {
        let mut all = all.borrow_mut();
        let id = all.last().map_or(1, |(id, _)| id + 1);
        all.push((id, binding));
        id
    });
    on_cleanup(move || REGISTER.with(|all| all.borrow_mut().retain(|(held, _)| *held != id)));
}

/// Registers a key that the palette offers too.
pub fn bind(
    label: &'static str,
    group: &'static str,
    keys: Keys,
    run: impl Fn() + Send + Sync + 'static,
) {
    register(Binding {
        label,
        group,
        keys: Some(keys),
        palette: true,
        run: Callback::new(move |()| run()),
    });
}

/// Registers a palette command without a key.
pub fn command(label: &'static str, run: impl Fn() + Send + Sync + 'static) {
    register(Binding {
        label,
        group: "",
        keys: None,
        palette: true,
        run: Callback::new(move |()| run()),
    });
}

/// Lists a key that some view handles itself, in the list of shortcuts only.
pub fn describe(label: &'static str, group: &'static str, shown: &'static str) {
    let keys = Keys {
        code: "",
        ctrl: false,
        shift: false,
        alt: false,
        shown,
    };
    register(Binding {
        label,
        group,
        keys: Some(keys),
        palette: false,
        run: Callback::new(|()| {}),
    });
}

fn is_typing(ev: &KeyboardEvent) -> bool {
    let target = ev.target().and_then(|t| t.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        let name = element.tag_name();
        let kind = element.get_attribute("type").unwrap_or_default();
        name == "TEXTAREA"
            || name == "SELECT"
            || (name == "INPUT" && !matches!(kind.as_str(), "checkbox" | "radio" | "button"))
            || element.has_attribute("contenteditable")
    })
}

/// Hears every key once. Call once, at the start.
pub fn start() {
    let _ = window_event_listener(leptos::ev::keydown, move |ev| {
        if ev.default_prevented() || ev.is_composing() {
            return;
        }
        let in_dialog = document()
            .query_selector("dialog[open]")
            .ok()
            .flatten()
            .is_some();
        let typing = is_typing(&ev);
        let found = REGISTER.with(|all| {
            all.borrow()
                .iter()
                .rev()
                .find(|(_, b)| b.keys.is_some_and(|k| !k.code.is_empty() && k.matches(&ev)))
                .map(|(_, b)| (b.run, b.keys))
        });
        let Some((run, Some(keys))) = found else {
            return;
        };
        // While typing only what cannot be text or editing: Ctrl K and the like.
        let edits = matches!(keys.code, "KeyA" | "KeyC" | "KeyX" | "KeyV" | "KeyZ");
        if (typing && (!keys.ctrl && !keys.alt || edits)) || (in_dialog && keys.code != "KeyK") {
            return;
        }
        if in_dialog && !app().palette_open.get_untracked() {
            return;
        }
        ev.prevent_default();
        run.run(());
    });
}
