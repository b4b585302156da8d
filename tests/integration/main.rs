//! Integration tests: real server process, real Postgres, barqctl processes as consoles.

mod bad_input;
mod convergence;
mod imports;
mod killed;
mod offline;
