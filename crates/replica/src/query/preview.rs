//! What a command would do, without doing it.

use super::Ctx;
use crate::{actor, cache::Cache, decision, error::Result};
use domain::{
    command::Command,
    decide::{Context, ItemVerdict, Verdict},
    id::CommandId,
    rejection::Rejection,
};
use uuid::Uuid;
use wire::ipc::Preview;

/// Decides the command on the live rows under an id nothing else has; nothing is written.
pub(super) fn preview(ctx: &Ctx<'_>, command: &Command) -> Result<Preview> {
    let actor = actor::read(ctx.conn)?;
    let mut cache = Cache::new(ctx.conn);
    let context = Context {
        command: CommandId(Uuid::nil()),
        now: ctx.now,
        issued_at: ctx.now,
    };
    let decided = decision::ask(&mut cache, &actor, &context, command)?;
    let items = match decided.verdict {
        Ok(decision) => decision.items,
        Err(rejection) => refused(command, &rejection),
    };
    Ok(Preview { items })
}

/// A refusal of the whole command, shown on each of its items.
pub(super) fn refused(command: &Command, rejection: &Rejection) -> Vec<ItemVerdict> {
    let refused = |(_, id)| ItemVerdict {
        id,
        verdict: Verdict::Rejected {
            rejection: rejection.clone(),
        },
    };
    command.items().into_iter().map(refused).collect()
}
