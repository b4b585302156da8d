//! The sync server: commands in, one atomic cut out, on Postgres.
//!
//! Vocabulary. A **scope** is the unit of replication: one per hub, one for the organisation, one per user. Its
//! **version** is dense and in commit order. A **cut** is one consistent state of several scopes. `execute` is the
//! one way in which rows change: lock, load, decide, stamp.
//!
//! The server keeps no state of its own but hints and the latest courier positions: run as many as you like
//! against one database.

// What is not listed does not act.
#![cfg_attr(
    not(test),
    warn(
        clippy::wildcard_enum_match_arm,
        clippy::match_wildcard_for_single_variants
    )
)]

pub mod app;
pub mod archive;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod cut;
pub mod db;
pub mod dump;
pub mod epoch;
pub mod execute;
pub mod http;
pub mod ids;
pub mod people;
pub mod points;
pub mod positions;
pub mod rights;
pub mod scrub;
pub mod seed;
pub mod seeded;
pub mod server;
pub mod settings;
pub mod snapshots;
pub mod telemetry;
pub mod wake;

pub use server::{LaunchError, launch};
