//! The console's replica: an encrypted SQLite database that holds what the server last said (the **base**), what
//! the user's waiting commands make of it (the **live** rows screens read), and those commands (the **outbox**).
//!
//! - **cut**: one consistent state of several scopes, applied in one transaction ([`Replica::apply`]).
//! - **shadow**: the base of a row that a waiting command has changed; live = base + replay of the outbox.
//! - **outbox**: commands in the order they were given, each durable before its id is returned.
//! - **need**: a question a decision asked of the rows; a command is replayed when an answer changed.
//!
//! All calls block and may be made from any thread; asynchronous callers use a blocking pool. Knows nothing of
//! the network, and nothing of the rules beyond calling [`domain::decide`].

// What is not listed does not act.
#![cfg_attr(
    not(test),
    warn(
        clippy::wildcard_enum_match_arm,
        clippy::match_wildcard_for_single_variants
    )
)]

mod actor;
mod adopt;
mod apply;
mod backfill;
mod base;
mod cache;
mod change;
mod cut;
mod decision;
mod derived;
mod dump;
mod error;
mod exchange;
#[cfg(any(test, feature = "simulation"))]
mod faults;
mod identity;
mod image;
mod imports;
mod key;
mod live;
mod load;
mod meta;
mod migrate;
mod need;
mod open;
#[cfg(any(test, feature = "simulation"))]
mod oracle;
mod outbox;
mod overlay;
mod pill;
pub mod points;
mod positions;
mod purge;
mod query;
mod rescue;
mod restored;
mod row;
mod scope;
mod search;
pub mod seeded;
mod send;
mod settle;
mod shadow;
mod sight;
mod staging;
mod store;
mod submit;
mod undo;
#[cfg(feature = "simulation")]
mod volatile;

#[cfg(test)]
mod tests;

pub use apply::Applied;
pub use cut::Cut;
pub use dump::Layer;
pub use error::{ReplicaError, Result};
pub use identity::Identity;
pub use imports::{Imported, TakenBack};
pub use key::{KEY_BYTES, Key, SALT_BYTES};
pub use open::{DAMAGED_FILE, DATABASE_FILE, STAGING_FILE, destroy};
pub use outbox::Entry;
pub use rescue::Rescued;
pub use restored::Restored;
pub use send::Requeue;
pub use settle::Settled;
pub use staging::{Chunk, Staged, Staging};
pub use store::Replica;
pub use submit::Order;
#[cfg(feature = "simulation")]
pub use volatile::BaseRow;
