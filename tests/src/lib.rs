//! Harness shared by the integration and end-to-end tests and the measurements: a Postgres database per test,
//! the real server and real consoles as processes, a proxy between them that can be cut.
//!
//! Knows how to start and drive the parts; what has to hold is said in the tests.

pub mod bench;
pub mod commands;
pub mod console;
pub mod database;
pub mod fleet;
pub mod programs;
pub mod proxy;
pub mod server;
#[cfg(target_os = "linux")]
pub mod story;
#[cfg(target_os = "linux")]
pub mod window;

pub use console::Console;
pub use database::Database;
pub use fleet::Fleet;
pub use proxy::Proxy;
pub use server::Server;
#[cfg(target_os = "linux")]
pub use window::Window;
