//! A recorded history of real processes, and what has to hold of it: every id a console printed, everything its
//! replica said whenever somebody looked, and what the server has in the end. Who was killed, stopped or cut off in
//! between does not matter to the rules, only to the story that is told when one is broken.
//!
//! - **read your writes**: a command whose id was printed, or that was ever seen in the outbox, stays in that
//!   console's outbox until it is settled and after; while it waits without doubt its effect is in the live rows,
//!   once it is applied in the base.
//! - **monotonic reads**: in one console no cursor goes back within an epoch, no row of the base goes back to an older
//!   revision or vanishes, no outcome is taken back.
//! - **exactly once**: the server has one outcome for each command, the one its console shows; an applied one took
//!   effect and no row says twice; a refused one, and one that no console knows, has no effect.
//! - **convergence**: at the same cursor everyone has the same rows, and in the end every console has the server's and
//!   nothing waits.

mod check;
mod record;
mod rows;

pub use check::{Broken, check};
pub use record::Witness;
pub use rows::Rows;

use domain::id::CommandId;
use std::collections::BTreeMap;
use uuid::Uuid;
use wire::ipc::OutboxState;

domain::text_enum! {
    /// One of the rules above.
    Property {
        ReadYourWrites = "read_your_writes",
        MonotonicReads = "monotonic_reads",
        ExactlyOnce = "exactly_once",
        Convergence = "convergence",
    }
}

/// What a replica says while nobody writes to it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Epoch and version by scope.
    pub cursors: BTreeMap<Uuid, (Uuid, i64)>,
    pub base: Rows,
    pub live: Rows,
    pub outbox: BTreeMap<CommandId, OutboxState>,
}

/// What the server has of one hub.
#[derive(Clone, Debug, Default)]
pub struct Served {
    pub hub: Uuid,
    pub rows: Rows,
    /// The outcomes of each command, as words.
    pub outcomes: BTreeMap<CommandId, Vec<String>>,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Step {
    /// The console printed this id: the command is durable.
    Given(CommandId),
    Read(Reading),
    /// The server as it is before anything of this history happened.
    Founded(Served),
    /// The server once faults have stopped and everyone has synced.
    Served(Served),
    /// The server let this row leave its scope, by deletion or by a move.
    Evicted(rows::Key),
    /// The server was put back to an earlier state.
    Restored,
    /// The console's replica was destroyed as it should be: nothing is expected of it any more.
    Retired,
    /// Something else worth telling.
    Told(String),
}

/// A step and whose it is.
#[derive(Clone, Debug)]
pub struct Entry {
    /// A console's name; the server's steps have none.
    pub who: String,
    pub step: Step,
}
