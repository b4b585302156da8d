//! What the server made of commands: settling, the acknowledged log, and commands of scopes that were lost.

use crate::{
    error::Result,
    imports,
    outbox::{self, Entry},
    row,
    seeded::{Bug, broken},
    undo,
};
use domain::{
    decide::{ItemVerdict, Verdict},
    id::{CommandId, ScopeId},
    label,
    rejection::{RejectCode, Rejection},
    units::Millis,
};
use rusqlite::Connection;
use wire::{
    ipc::{OutboxState, Tally},
    sync::Outcome,
};

/// Settled commands are kept this long, to be sent again to a server restored from a backup.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;

/// A command that got its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    pub command_id: CommandId,
    pub scope: ScopeId,
    pub name: String,
    /// What people call the first refused item; where none was refused, the first item.
    pub label: String,
    pub issued_at: Millis,
    pub state: OutboxState,
    /// What became of its items; `None` when the command was set aside, or nothing here can read it.
    pub tally: Option<Tally>,
    /// How many items it has.
    pub items: u32,
    pub outcome: Outcome,
}

impl Settled {
    /// Why the server refused it, where it did: the command as a whole, or its first refused item.
    pub fn rejection(&self) -> Option<&Rejection> {
        match &self.outcome {
            Outcome::Rejected { rejection } => Some(rejection),
            Outcome::Applied { items } => items.iter().find_map(ItemVerdict::rejection),
            Outcome::Quarantined { .. } | Outcome::Retry { .. } | Outcome::Unknown(_) => None,
        }
    }

    /// Whether nothing here can read what became of it, or of some of its items.
    pub fn is_unknown(&self) -> bool {
        match &self.outcome {
            Outcome::Applied { items } => items
                .iter()
                .any(|item| matches!(item.verdict, Verdict::Unknown(_))),
            Outcome::Unknown(_) => true,
            Outcome::Rejected { .. } | Outcome::Quarantined { .. } | Outcome::Retry { .. } => false,
        }
    }
}

/// How many of a command's `items` went which way; `None` where they were not decided.
pub(crate) fn tally(outcome: &Outcome, items: u32) -> Option<Tally> {
    match outcome {
        Outcome::Applied { items } => Some(Tally::of(items)),
        Outcome::Rejected { .. } => Some(Tally {
            refused: items,
            ..Tally::default()
        }),
        Outcome::Quarantined { .. } | Outcome::Retry { .. } | Outcome::Unknown(_) => None,
    }
}

/// What people call the first item that `outcome` refuses, as far as it can still be told here.
fn refused_label(conn: &Connection, entry: &Entry, outcome: &Outcome) -> Result<Option<String>> {
    let Outcome::Applied { items } = outcome else {
        return Ok(None);
    };
    let Some(refused) = items.iter().find(|item| item.is_rejected()) else {
        return Ok(None);
    };
    let Some(command) = entry.parsed()? else {
        return Ok(Some(String::new()));
    };
    let mut named = command.items().into_iter();
    let stored = match named.find(|(_, id)| *id == refused.id) {
        Some((table, id)) => match row::get(conn, table, id)? {
            Some(row) => Some(row.entity(table)?),
            None => None,
        },
        None => None,
    };
    Ok(Some(label::of_item(&command, refused.id, stored.as_ref())))
}

/// The state an outcome settles a command in; `None` when it does not. One that cannot be read does: whatever the
/// server made of the command is in the rows that come with it, and sending it again would say nothing more.
pub(crate) fn state_of(outcome: &Outcome) -> Option<OutboxState> {
    Some(match outcome {
        Outcome::Retry { .. } if !broken(Bug::RetrySettles) => return None,
        Outcome::Retry { .. } => OutboxState::Applied,
        Outcome::Rejected { .. } => OutboxState::Rejected,
        Outcome::Quarantined { .. } => OutboxState::Quarantined,
        Outcome::Unknown(_) => OutboxState::Unknown,
        Outcome::Applied { items } => {
            let all = |is: fn(&Verdict) -> bool| {
                !items.is_empty() && items.iter().all(|item| is(&item.verdict))
            };
            if all(|verdict| matches!(verdict, Verdict::Rejected { .. })) {
                OutboxState::Rejected
            } else if all(|verdict| matches!(verdict, Verdict::Unknown(_))) {
                OutboxState::Unknown
            } else {
                OutboxState::Applied
            }
        }
    })
}

/// Settles a waiting line with what the server said; `None` when it is to be sent again. Its effects are still
/// in the live rows: replay its position.
pub(crate) fn settle(
    conn: &Connection,
    entry: &Entry,
    outcome: &Outcome,
    at: Millis,
    scope_v: Option<i64>,
) -> Result<Option<Settled>> {
    let Some(state) = state_of(outcome) else {
        return Ok(None);
    };
    conn.prepare_cached(
        "UPDATE outbox SET settled = ?, settled_at = ?, settled_v = ?, outcome = ?, doubtful = 0,
                           acknowledged = 1
         WHERE position = ?",
    )?
    .execute((
        state.word(),
        at.0,
        scope_v,
        serde_json::to_string(outcome)?,
        entry.position,
    ))?;
    conn.prepare_cached("DELETE FROM outbox_item WHERE position = ?")?
        .execute([entry.position])?;
    if let Outcome::Applied { items } = outcome {
        undo::outcome(conn, entry.command_id, items)?;
    } else {
        undo::forget(conn, entry.command_id)?;
    }
    let label = refused_label(conn, entry, outcome)?;
    Ok(Some(Settled {
        command_id: entry.command_id,
        scope: entry.scope,
        name: entry.name.clone(),
        label: label.unwrap_or_else(|| entry.label.clone()),
        tally: tally(outcome, entry.items),
        items: entry.items,
        issued_at: entry.issued_at,
        state,
        outcome: outcome.clone(),
    }))
}

/// The rows of `scope` are going: of its commands remain name, time and count. Those never sent are settled as
/// not granted; those sent wait for their outcome, without effect. Answers the positions to replay, and what was
/// settled.
pub(crate) fn withdraw(
    conn: &Connection,
    scope: ScopeId,
    at: Millis,
) -> Result<(Vec<i64>, Vec<Settled>)> {
    let waiting = outbox::select(
        conn,
        "scope_id = ? AND settled IS NULL ORDER BY position",
        [scope.0],
    )?;
    if !broken(Bug::PayloadKept) {
        conn.prepare_cached(
            "UPDATE outbox SET command = NULL, label = '', verdicts = '[]', outcome = NULL WHERE scope_id = ?",
        )?
        .execute([scope.0])?;
    }
    conn.prepare_cached(
        "DELETE FROM undo_item WHERE command_id IN (SELECT command_id FROM undo_log WHERE scope_id = ?)",
    )?
    .execute([scope.0])?;
    conn.prepare_cached("DELETE FROM undo_log WHERE scope_id = ?")?
        .execute([scope.0])?;
    imports::withdraw(conn, scope)?;
    let mut settled = Vec::new();
    for entry in &waiting {
        conn.prepare_cached("DELETE FROM outbox_item WHERE position = ?")?
            .execute([entry.position])?;
        if entry.seq.is_none() {
            let outcome = Outcome::Rejected {
                rejection: Rejection::new(RejectCode::NotGranted),
            };
            let bare = Entry {
                label: String::new(),
                command: None,
                ..entry.clone()
            };
            settled.extend(settle(conn, &bare, &outcome, at, None)?);
        } else {
            conn.prepare_cached("UPDATE outbox SET doubtful = 1 WHERE position = ?")?
                .execute([entry.position])?;
        }
    }
    Ok((waiting.iter().map(|e| e.position).collect(), settled))
}

/// Forgets settled commands older than thirty days.
pub(crate) fn prune(conn: &Connection, now: Millis) -> Result<()> {
    let before = now.0 - KEPT_MS;
    let old = outbox::select(conn, "settled IS NOT NULL AND settled_at < ?", [before])?;
    for entry in &old {
        undo::forget(conn, entry.command_id)?;
    }
    if old.is_empty() {
        return Ok(());
    }
    conn.prepare_cached("DELETE FROM outbox WHERE settled IS NOT NULL AND settled_at < ?")?
        .execute([before])?;
    Ok(())
}
