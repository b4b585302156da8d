//! Tests on real SQLCipher files.

mod cuts;
mod faults;
mod files;
mod fixture;
mod model;
mod oracle;
mod questions;
mod rescues;
mod sending;
mod server;
mod snapshots;
mod standing;

pub(crate) use faults::Faults;
