//! The page's side of the console's IPC: asking, submitting, controlling, and hearing events.
//!
//! Everything crosses as JSON text, so that this side reads exactly what `wire` wrote. Must not know
//! any screen; what to do with a [`Problem`] is the caller's affair.

mod answer;
mod host;
mod live;
mod save;

pub use answer::Answer;
pub use live::{Live, live};
pub use save::{save_base64, save_text};

use domain::command::Command;
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Control, ControlResult, Event, Query, QueryResult, Submitted},
};

/// Asks the replica. The answer is of the variant that belongs to the question.
pub async fn ask(query: &Query) -> Result<QueryResult, Problem> {
    host::call("query", "query", query).await
}

/// Asks the replica for one kind of answer; another kind is an internal problem.
pub async fn query<T: Answer>(query: &Query) -> Result<T, Problem> {
    T::pick(ask(query).await?).ok_or_else(|| Problem::new(ErrorCode::Internal, "unexpected answer"))
}

/// Submits a command: durable here once this returns with a `command_id`.
pub async fn submit(command: &Command) -> Result<Submitted, Problem> {
    host::call("submit", "command", command).await
}

/// Controls the console: session, settings, sync, imports, windows.
pub async fn control(control: &Control) -> Result<ControlResult, Problem> {
    host::call("control", "control", control).await
}

/// Hears what the shell tells its windows, for as long as the page lives.
pub fn listen(hear: impl Fn(Event) + 'static) {
    host::listen("barq", hear);
}
