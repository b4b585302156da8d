//! The outbox table: commands in the order they were given, waiting or settled. Knows nothing of their effects.

use crate::{
    error::{ReplicaError, Result},
    settle,
    store::Replica,
};
use domain::{
    command::Command,
    decide::ItemVerdict,
    id::{CommandId, ScopeId},
    units::Millis,
};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow};
use uuid::Uuid;
use wire::{
    ipc::{OutboxItem, OutboxState},
    sync::Outcome,
};

/// A line of the outbox.
#[derive(Clone, Debug)]
pub struct Entry {
    pub position: i64,
    pub command_id: CommandId,
    pub scope: ScopeId,
    pub name: String,
    /// The payload's JSON; `None` once its scope was lost.
    pub command: Option<String>,
    /// Server time as estimated when it was given.
    pub now: Millis,
    pub issued_at: Millis,
    pub seq: Option<i64>,
    /// Its effects are in the base, its outcome is not here yet.
    pub acknowledged: bool,
    pub doubtful: bool,
    pub items: u32,
    pub label: String,
    /// What the rules said here, as JSON.
    pub(crate) verdicts: String,
    /// What the server said, as JSON.
    pub(crate) outcome: Option<String>,
    pub(crate) settled: Option<String>,
}

const COLUMNS: &str = "position, command_id, scope_id, name, command, now, issued_at, seq, acknowledged, \
                       doubtful, items, label, verdicts, outcome, settled";

fn read(row: &SqlRow<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        position: row.get(0)?,
        command_id: CommandId(row.get(1)?),
        scope: ScopeId(row.get(2)?),
        name: row.get(3)?,
        command: row.get(4)?,
        now: Millis(row.get(5)?),
        issued_at: Millis(row.get(6)?),
        seq: row.get(7)?,
        acknowledged: row.get(8)?,
        doubtful: row.get(9)?,
        items: row.get(10)?,
        label: row.get(11)?,
        verdicts: row.get(12)?,
        outcome: row.get(13)?,
        settled: row.get(14)?,
    })
}

impl Entry {
    /// Whether a replay has to ask the rules about it.
    pub(crate) fn replays(&self) -> bool {
        self.settled.is_none() && !self.acknowledged && self.command.is_some()
    }

    pub(crate) fn parsed(&self) -> Result<Option<Command>> {
        Ok(self
            .command
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?)
    }

    /// What could not be read when it came may be read by now: the program was updated.
    pub(crate) fn state(&self) -> OutboxState {
        let again = || {
            let said = serde_json::from_str(self.outcome.as_deref()?).ok()?;
            settle::state_of(&said)
        };
        match self.settled.as_deref().map(str::parse) {
            Some(Ok(OutboxState::Unknown) | Err(_)) => again().unwrap_or(OutboxState::Unknown),
            Some(Ok(state)) => state,
            None if self.doubtful => OutboxState::Doubtful,
            // What was tried is not sent: only an answer says so, and it settles the command.
            None => OutboxState::Queued,
        }
    }

    /// The line as the Sync screen shows it.
    pub(crate) fn view(&self) -> Result<OutboxItem> {
        let outcome = self.outcome.as_deref().map(serde_json::from_str);
        Ok(OutboxItem {
            command_id: self.command_id,
            seq: self.seq,
            name: self.name.clone(),
            state: self.state(),
            issued_at: self.issued_at,
            items: self.items,
            label: self.label.clone(),
            tally: outcome
                .transpose()?
                .and_then(|outcome| settle::tally(&outcome, self.items)),
        })
    }

    /// What the rules said here when it was given or last replayed.
    pub(crate) fn local_verdicts(&self) -> Result<Vec<ItemVerdict>> {
        Ok(serde_json::from_str(&self.verdicts)?)
    }
}

/// A new line; its position is returned.
pub(crate) fn append(conn: &Connection, entry: &Entry) -> Result<i64> {
    conn.prepare_cached(
        "INSERT INTO outbox (command_id, scope_id, name, command, now, issued_at, items, label, verdicts,
                             doubtful)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute((
        entry.command_id.0,
        entry.scope.0,
        &entry.name,
        &entry.command,
        entry.now.0,
        entry.issued_at.0,
        entry.items,
        &entry.label,
        &entry.verdicts,
        entry.doubtful,
    ))?;
    Ok(conn.last_insert_rowid())
}

/// Every line `clause` (after `WHERE`) selects.
pub(crate) fn select(
    conn: &Connection,
    clause: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Entry>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE {clause}"))?;
    let entries = statement.query_map(params, read)?;
    Ok(entries.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn at(conn: &Connection, position: i64) -> Result<Entry> {
    select(conn, "position = ?", [position])?
        .pop()
        .ok_or_else(|| ReplicaError::Unreadable(format!("no command at position {position}")))
}

/// The newest line of this command, waiting or settled.
pub(crate) fn find(conn: &Connection, id: CommandId) -> Result<Option<Entry>> {
    Ok(select(
        conn,
        "command_id = ? ORDER BY position DESC LIMIT 1",
        [id.0],
    )?
    .pop())
}

/// Commands without an outcome.
pub(crate) fn waiting(conn: &Connection) -> Result<u64> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM outbox WHERE settled IS NULL")?
        .query_row([], |row| row.get(0))?)
}

/// Whether some command waits.
pub(crate) fn any_waiting(conn: &Connection) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM outbox WHERE settled IS NULL LIMIT 1")?
        .exists([])?)
}

/// Forgets what is kept about a line's effects; the line itself stays.
pub(crate) fn forget_effects(conn: &Connection, position: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM touched WHERE position = ?")?
        .execute([position])?;
    conn.prepare_cached("DELETE FROM needed WHERE position = ?")?
        .execute([position])?;
    Ok(())
}

/// Names the entities a waiting line is about; `doubtful` ones have no effect.
pub(crate) fn set_items(
    conn: &Connection,
    position: i64,
    items: impl Iterator<Item = (Uuid, bool)>,
) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO outbox_item (entity_id, position, doubtful) VALUES (?, ?, ?)
         ON CONFLICT (entity_id, position) DO UPDATE SET doubtful = excluded.doubtful",
    )?;
    for (id, doubtful) in items {
        statement.execute((id, position, doubtful))?;
    }
    Ok(())
}

impl Replica {
    /// Commands without an outcome from the server.
    pub fn waiting(&self) -> Result<u64> {
        self.inner.read(waiting)
    }

    /// What the replica knows about a command: waiting, or settled within the last thirty days.
    pub fn command(&self, id: CommandId) -> Result<Option<OutboxItem>> {
        self.inner
            .read(|conn| find(conn, id)?.map(|e| e.view()).transpose())
    }

    /// What the server said about a command; `None` while it waits or when it is not known here.
    pub fn outcome(&self, id: CommandId) -> Result<Option<Outcome>> {
        self.inner.read(|conn| {
            let entry = conn
                .prepare_cached(
                    "SELECT outcome FROM outbox WHERE command_id = ? AND settled IS NOT NULL",
                )?
                .query_row([id.0], |row| row.get::<_, Option<String>>(0))
                .optional()?
                .flatten();
            Ok(entry.as_deref().map(serde_json::from_str).transpose()?)
        })
    }
}
