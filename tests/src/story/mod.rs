//! A working day told with real parts: one server, three consoles in three profiles, one of them cut off for a
//! while. `cargo xtask demo` shows its stage and, headless, plays it; an end-to-end test plays it small.
//!
//! People act by pointer and keys only ([`actions`]); what they do and in which order is [`plot`]; queries, SQL
//! and dumps only compare afterwards ([`report`]).

pub mod actions;
pub mod cast;
pub mod files;
pub mod plot;
pub mod report;
pub mod stage;
pub mod tour;

pub use cast::Person;
pub use plot::play;
pub use report::Report;
pub use stage::{Plan, Stage};
