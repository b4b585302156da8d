//! A label that follows the language: a key of the catalogue, or words worked out by a closure.

use crate::show::t;
use leptos::prelude::*;

/// A label. `"action-save".into()` looks the key up; [`Text::of`] takes a closure.
#[derive(Clone, Copy)]
pub enum Text {
    Key(&'static str),
    Words(Signal<String>),
}

impl Text {
    /// Words worked out anew whenever what they read changes.
    pub fn of(words: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self::Words(Signal::derive(words))
    }
    /// The words now; reactive in a view.
    pub fn get(&self) -> String {
        match self {
            Self::Key("") => String::new(),
            Self::Key(key) => t(key),
            Self::Words(words) => words.get(),
        }
    }
}

impl From<&'static str> for Text {
    fn from(key: &'static str) -> Self {
        Self::Key(key)
    }
}

impl From<Signal<String>> for Text {
    fn from(words: Signal<String>) -> Self {
        Self::Words(words)
    }
}

impl From<Memo<String>> for Text {
    fn from(words: Memo<String>) -> Self {
        Self::Words(words.into())
    }
}
