//! Integration tests: real server process, real Postgres, barqctl processes as consoles.

#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing has failed")]

mod bad_input;
mod bootstrap;
mod convergence;
mod healing;
mod imports;
mod killed;
mod offline;
