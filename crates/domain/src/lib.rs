//! The rules of last-mile delivery at BARQ, and nothing else: ids, units, entities, delivery states,
//! commands, and [`decide`](decide::decide), the one function that says what a command does.
//!
//! Pure: no clock, no randomness, no I/O, no database, no async. Time, ids and randomness are passed in, so
//! that a console offline and the server reach the same verdict on the same world. Builds for wasm32.

// What is not listed does not act.
#![warn(
    clippy::wildcard_enum_match_arm,
    clippy::match_wildcard_for_single_variants
)]

pub mod cash;
pub mod command;
pub mod decide;
pub mod entities;
pub mod entity;
pub mod id;
pub mod label;
pub mod lateness;
pub mod name;
pub mod open;
pub mod polygon;
pub mod refused;
pub mod rejection;
mod related;
pub mod rights;
pub mod schema;
mod selection;
pub mod shape;
pub mod state;
pub mod text;
mod text_enum;
pub mod undo;
pub mod units;
pub mod value;
pub mod world;
pub mod zoning;
