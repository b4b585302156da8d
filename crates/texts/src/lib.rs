//! The texts of screens, notifications and API, in English and Arabic.
//!
//! Owns every word a person reads: one Fluent catalogue per language, embedded in the binary.
//! Must not know screens, rules or storage; callers pass a key and plain values.
//!
//! Keys are kebab-case. The domain's codes become keys by [`key`]: `picked_up` is `state-picked-up`.
//! Arabic messages count with `{ PLURAL($n) -> … }` and give all six forms, English ones with
//! `{ $n -> [one] … *[other] … }`.
//!
//! A key that does not exist reads as itself, so that a screen never breaks over a word; tests
//! find such keys before a release does.

mod arg;
mod catalogue;
mod digits;
mod lang;
mod plural;
mod problem;
mod rejection;

pub use arg::Arg;
pub use catalogue::{Surface, Texts, keys, variables};
pub use digits::Digits;
pub use lang::{Dir, Lang};
pub use plural::arabic_form;
pub use problem::ProblemFacts;
pub use rejection::{Params, Refusal};

/// The catalogue's key for one of the domain's snake_case codes: `key("state", "picked_up")` is
/// `state-picked-up`.
pub fn key(prefix: &str, code: &str) -> String {
    let mut out = String::with_capacity(prefix.len() + code.len() + 1);
    out.push_str(prefix);
    out.push('-');
    out.extend(
        code.chars()
            .map(|c| if c == '_' || c == '.' { '-' } else { c }),
    );
    out
}
