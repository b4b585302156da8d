//! Text that is being typed about one thing (a delivery's note, why a report is right, cells under repair), kept while
//! the page lives: who looks at another one and comes back finds what they had typed.

use leptos::prelude::*;
use std::{cell::RefCell, collections::HashMap};

/// What is typed and not sent, by what it is about.
#[derive(Debug, Default)]
struct Drafts(HashMap<String, String>);

impl Drafts {
    /// What was typed, else `start`.
    fn read(&self, key: &str, start: &str) -> String {
        self.0.get(key).map_or(start, String::as_str).to_owned()
    }

    /// Keeps what differs from `start`, and forgets what does not.
    fn keep(&mut self, key: &str, start: &str, typed: &str) {
        if typed == start {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), typed.to_owned());
        }
    }
}

thread_local! { static DRAFTS: RefCell<Drafts> = RefCell::default(); }

/// The text typed about `key`; `start` where nothing is. Setting it back to `start` ends it.
pub fn draft(key: impl Into<String>, start: impl Into<String>) -> RwSignal<String> {
    let (key, start) = (key.into(), start.into());
    let value = RwSignal::new(DRAFTS.with_borrow(|drafts| drafts.read(&key, &start)));
    Effect::new(move |_| {
        let typed = value.get();
        DRAFTS.with_borrow_mut(|drafts| drafts.keep(&key, &start, &typed));
    });
    value
}

/// Another person is here: nothing of the one before is shown to them.
pub(super) fn forget() {
    DRAFTS.with_borrow_mut(|drafts| drafts.0.clear());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_about_one_thing_waits_while_another_is_looked_at() {
        let mut drafts = Drafts::default();
        drafts.keep("note/1", "", "call before");
        drafts.keep("note/2", "", "gate 7");
        assert_eq!(drafts.read("note/1", ""), "call before");
        assert_eq!(drafts.read("note/2", ""), "gate 7");
        assert_eq!(drafts.read("note/3", ""), "");
    }

    #[test]
    fn what_was_sent_or_put_back_is_no_draft() {
        let mut drafts = Drafts::default();
        drafts.keep("cell/1", "05", "0512345678");
        assert_eq!(drafts.read("cell/1", "05"), "0512345678");
        drafts.keep("cell/1", "05", "05");
        assert!(drafts.0.is_empty());
    }
}
