//! Integration tests: real server process, real Postgres, barqctl processes as consoles.

#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing has failed")]

mod bad_input;
mod bootstrap;
mod cloned;
mod convergence;
mod devices;
#[cfg(all(unix, feature = "faults"))]
mod faults;
mod grants;
mod healing;
mod imports;
mod instances;
mod killed;
pub mod offline;
mod transfers;
