//! Harness shared by the integration and end-to-end tests and the measurements: a Postgres database per test,
//! the real server and real consoles as processes, a proxy between them that can be cut.
//!
//! Knows how to start and drive the parts; what has to hold is said in the tests.

#[cfg(feature = "processes")]
pub mod bench;
#[cfg(all(feature = "processes", unix))]
pub mod cluster;
#[cfg(feature = "processes")]
pub mod commands;
#[cfg(feature = "processes")]
pub mod console;
#[cfg(feature = "processes")]
pub mod database;
#[cfg(all(feature = "processes", target_os = "linux"))]
pub mod disk;
#[cfg(feature = "processes")]
pub mod fleet;
#[cfg(feature = "processes")]
pub mod history;
#[cfg(feature = "interleavings")]
pub mod interleave;
#[cfg(feature = "processes")]
pub mod programs;
#[cfg(feature = "processes")]
pub mod proxy;
#[cfg(feature = "processes")]
pub mod server;
#[cfg(feature = "simulation")]
pub mod sim;
#[cfg(all(feature = "processes", target_os = "linux"))]
pub mod story;
#[cfg(all(feature = "processes", target_os = "linux"))]
pub mod window;

#[cfg(feature = "processes")]
pub use console::Console;
#[cfg(feature = "processes")]
pub use database::Database;
#[cfg(feature = "processes")]
pub use fleet::Fleet;
#[cfg(feature = "processes")]
pub use proxy::Proxy;
#[cfg(feature = "processes")]
pub use server::Server;
#[cfg(all(feature = "processes", target_os = "linux"))]
pub use window::Window;
