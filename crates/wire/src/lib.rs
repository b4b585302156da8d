//! What crosses a boundary: sync messages between console and server, IPC between the console's window and
//! its shell, and error codes. Pure data; knows nothing of transport or storage.

// What is not listed does not act.
#![cfg_attr(
    not(test),
    warn(
        clippy::wildcard_enum_match_arm,
        clippy::match_wildcard_for_single_variants
    )
)]

pub mod error;
pub mod http;
pub mod ipc;
pub mod lease;
pub mod sync;

/// The sync protocol's version; a server accepts this and the two before.
pub const PROTOCOL: u32 = 1;
/// The response header that tells a console of an older protocol or schema to update; its work is taken all the same.
pub const UPDATE_HEADER: &str = "barq-update";
pub use domain::schema::SCHEMA;
