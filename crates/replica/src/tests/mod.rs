//! Tests on real SQLCipher files.

mod cuts;
mod faults;
mod files;
mod fixture;
mod model;
mod oracle;
mod questions;
mod standing;
mod sending;
mod server;

pub(crate) use faults::Faults;
