//! The server on a real Postgres. `DATABASE_URL` names a server on which databases may be created; every test has
//! one of its own. Without Postgres the tests fail, they do not skip.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod auth;
mod bad_input;
mod causal;
mod commands;
mod cut;
mod events;
mod failures;
mod fence;
mod fixture;
mod harness;
mod histories;
mod imports;
mod leaving;
mod logs;
mod owner;
mod people;
mod reader;
mod rights;
mod schema;
mod seed;
mod shut;
mod snapshots;
mod transaction;
