//! Tests on real SQLCipher files.

mod faults;
mod files;
mod fixture;
mod model;
mod oracle;
mod server;

pub(crate) use faults::Faults;
