//! Tests on real SQLCipher files.

mod another_release;
mod chosen;
mod cuts;
mod days;
mod files;
mod fixture;
mod histories;
mod hubs;
mod imports;
mod model;
/// The overlay's definition, as an assertion.
mod oracle {
    /// Panics when the live rows are not base + replay(outbox).
    pub(crate) fn check(desk: &super::fixture::Desk) {
        if let Some(why) = crate::oracle::unexplained(&desk.replica).unwrap() {
            panic!("{why}");
        }
    }
}
mod numbers;
mod questions;
mod refusals;
#[cfg(feature = "next")]
mod releases;
mod rescues;
mod searching;
mod sending;
mod server;
mod snapshots;
mod standing;
mod telling;
