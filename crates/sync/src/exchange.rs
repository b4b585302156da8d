//! The two ends of an exchange that need no network: the request from the replica's state, and what the engine is
//! told about an applied cut. Owns no input or output.

use crate::engine::{Exchanged, Order};
use replica::{Applied, Replica, Restored};
use wire::{
    PROTOCOL,
    error::{ErrorCode, Problem},
    sync::{Cursor, Head, ScopeMode, SyncRequest},
};

/// The request that `order` asks for; commands that go for the first time get their numbers, durably.
pub fn request(replica: &Replica, order: &Order) -> Result<SyncRequest, Problem> {
    let identity = replica
        .identity()
        .map_err(|e| e.problem())?
        .ok_or_else(|| Problem::new(ErrorCode::SignedOut, "Nobody is signed in to this replica"))?;
    let mut cursors = replica.cursors().map_err(|e| e.problem())?;
    cursors.retain(|cursor| !order.resnapshot.contains(&cursor.scope));
    let mut backfill = replica.backfill().map_err(|e| e.problem())?;
    backfill.retain(|asked| !order.resnapshot.contains(&asked.scope));
    let commands = replica
        .next_commands(order.max_commands, order.max_command_bytes)
        .map_err(|e| e.problem())?;
    Ok(SyncRequest {
        client: identity.client,
        protocol: PROTOCOL,
        schema: domain::schema::own(),
        cursors,
        commands,
        snapshots: true,
        mismatched: order.resnapshot.clone(),
        backfill,
    })
}

/// The scopes a cut brings anew in another history than the replica, at `cursors`, has: the server was restored, and
/// what came after the version both share is to be sent again. That version is -1 where the server knows none.
pub fn restored(head: &Head, cursors: &[Cursor]) -> Vec<Restored> {
    let anew = head.scopes.iter().filter(|p| p.mode != ScopeMode::Delta);
    let other = anew.filter(|part| {
        let here = cursors.iter().find(|cursor| cursor.scope == part.scope);
        here.is_some_and(|here| here.epoch != part.epoch)
    });
    other
        .map(|part| Restored {
            scope: part.scope,
            epoch: part.epoch,
            v: if part.from > 0 { part.from } else { -1 },
        })
        .collect()
}

/// What the engine learns from a cut that was applied: `waiting` commands have no outcome yet, and `sent` says
/// whether any went with the request.
pub fn exchanged(
    applied: &Applied,
    cursors: Vec<Cursor>,
    waiting: u64,
    sent: bool,
    apply_ms: u64,
) -> Exchanged {
    let retry_after_ms = applied.retries.iter().map(|(_, after)| *after).max();
    Exchanged {
        cursors,
        mismatched: applied.mismatched.clone(),
        // The same commands coming back unanswered must not become a loop.
        more_commands: waiting > 0 && (!sent || !applied.outcomes.is_empty()),
        waiting,
        retry_after_ms: retry_after_ms.map(|ms| u64::try_from(ms).unwrap_or(0)),
        apply_ms,
    }
}
