//! Import, from bytes to verdicts: small files made here for every format, container and rule.
#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with a message"
)]

mod containers;
mod doubtful;
mod formats;
mod hostile;
mod repair;
mod rules;
mod sheets;
mod workbooks;
mod zones;
