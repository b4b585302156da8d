//! End-to-end tests: the real console in a real window, real server, real Postgres. Actions go through
//! pointer and keys; queries, dumps and SQL only compare afterwards.

mod accessibility;
mod first_run;
mod imports;
mod revoked;
mod sight;
mod story;
