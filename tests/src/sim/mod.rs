//! The deterministic simulation of sync: the product's engine, replica and rules, real SQLite, and a model of
//! everything around them that is only sent through faults no test could wait for. One seed is one plan is one play.
//!
//! - **plan**: what happens, as data. **play**: carrying it out, checking the invariants on the way.
//! - **record**: the true state of the server at a cut; what a replica that took the cut must hold.
//! - **life**: one run of a console's program, from start to crash.
//!
//! Knows nothing of processes, sockets and Postgres: those have tests of their own.

mod checks;
mod commands;
mod console;
pub mod hunt;
mod network;
mod plan;
mod play;
pub mod run;
mod server;
mod shrink;
mod world;

pub use checks::{Broken, INVARIANTS};
pub use plan::Plan;
pub use play::{Played, play, template};
pub use server::bugs::ServerBug;
pub use shrink::shrink;
