//! The console's side of sync: keeps a [`replica`] and a server in step, and says truthfully how far it is.
//!
//! Vocabulary. An **exchange** is one request that carries cursors and commands up and brings outcomes and one
//! cut down. A **poke** is the server's hint that a scope has moved. The **stream** is the long answer that
//! carries pokes and courier positions. The [`engine`] decides when to do what and performs nothing; the
//! [`transport`] performs and decides nothing; the [`Client`] drives the one with the other.
//!
//! Owns nothing of what commands mean (that is `domain`) nor of how rows are stored (that is `replica`).

// What is not listed does not act.
#![cfg_attr(
    not(test),
    warn(
        clippy::wildcard_enum_match_arm,
        clippy::match_wildcard_for_single_variants
    )
)]

pub mod client;
pub mod clock;
pub mod engine;
pub mod exchange;
pub mod lease;
pub mod profile;
pub mod sealed;
pub mod secrets;
pub mod transport;
pub mod wipe;

pub use client::{Client, Options};
pub use profile::Profile;
pub use secrets::{SecretError, SecretName, Secrets};
pub use transport::{Transport, install_tls_provider};
