//! The commands, one file each.

mod account;
mod drive;
mod dump;
mod import;
mod query;
mod submit;
mod watch;

pub use account::{sign_in, sign_out, status, sync};
pub use drive::drive;
pub use dump::dump;
pub use import::import;
pub use query::{outbox, preview, query};
pub use submit::{submit, undo, undo_import};
pub use watch::watch;
