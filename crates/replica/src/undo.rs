//! Taking commands back: the inverse of each is kept with the revisions it left, put right by the server's
//! outcome, and given as a command of its own.

use crate::{
    actor,
    cache::Cache,
    error::{ReplicaError, Result},
    outbox,
    store::{Durability, Replica},
    submit::{self, Order},
};
use domain::{
    command::{Command, Other},
    decide::{ItemVerdict, Verdict},
    id::{CommandId, DeliveryId, hashed},
    units::Millis,
};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;
use wire::ipc::Submitted;

impl Replica {
    /// Takes back the named command, or the newest that can be. The inverse is given under `id` (further steps
    /// under ids made from it). Items that someone changed since are refused, naming who; an undo of which
    /// everything is refused leaves the command undoable.
    pub fn undo(
        &self,
        command: Option<CommandId>,
        id: CommandId,
        now: Millis,
        issued_at: Millis,
    ) -> Result<Submitted> {
        self.inner.write(Durability::Full, |tx| {
            let (undone, inverse) = find(tx.conn, command)?.ok_or(ReplicaError::NothingToUndo)?;
            let actor = actor::read(tx.conn)?;
            let mut cache = Cache::new(tx.conn);
            let mut given: Option<CommandId> = None;
            let mut verdicts: Vec<ItemVerdict> = Vec::new();
            for (nth, command) in inverse.into_iter().enumerate() {
                let order = Order {
                    id: step_id(id, nth),
                    command,
                    now,
                    issued_at,
                };
                let submitted = submit::give(tx, &mut cache, &actor, &order, false)?;
                given = given.or(submitted.command_id);
                merge(&mut verdicts, submitted.items);
            }
            if given.is_some() {
                tx.conn
                    .prepare_cached("UPDATE undo_log SET taken = 1 WHERE command_id = ?")?
                    .execute([undone.0])?;
            }
            Ok(Submitted {
                command_id: given,
                items: verdicts,
                undoable: false,
            })
        })
    }

    /// The newest command that [`Replica::undo`] would take back.
    pub fn undoable(&self) -> Result<Option<CommandId>> {
        self.inner
            .read(|conn| Ok(find(conn, None)?.map(|(id, _)| id)))
    }
}

/// The first step has the caller's id, the others ids made from it.
fn step_id(id: CommandId, nth: usize) -> CommandId {
    if nth == 0 {
        return id;
    }
    CommandId(hashed(
        "undo step",
        &[id.0.as_bytes(), &(nth as u64).to_le_bytes()],
    ))
}

/// Of an item's verdicts over several steps, a refusal says more than a success.
fn merge(verdicts: &mut Vec<ItemVerdict>, step: Vec<ItemVerdict>) {
    for item in step {
        match verdicts.iter_mut().find(|v| v.id == item.id) {
            Some(known) if matches!(known.verdict, Verdict::Rejected { .. }) => {}
            Some(known) => *known = item,
            None => verdicts.push(item),
        }
    }
}

fn find(
    conn: &Connection,
    command: Option<CommandId>,
) -> Result<Option<(CommandId, Vec<Command>)>> {
    let read = |row: &rusqlite::Row<'_>| Ok((CommandId(row.get(0)?), row.get::<_, String>(1)?));
    let found = match command {
        Some(id) => conn
            .prepare_cached(
                "SELECT command_id, inverse FROM undo_log WHERE command_id = ? AND taken = 0",
            )?
            .query_row([id.0], read)
            .optional()?,
        None => conn
            .prepare_cached(
                "SELECT command_id, inverse FROM undo_log WHERE taken = 0 ORDER BY position DESC LIMIT 1",
            )?
            .query_row([], read)
            .optional()?,
    };
    match found {
        Some((id, inverse)) => Ok(Some((id, serde_json::from_str(&inverse)?))),
        None => Ok(None),
    }
}

pub(crate) fn is_undoable(conn: &Connection, id: CommandId) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM undo_log WHERE command_id = ? AND taken = 0")?
        .exists([id.0])?)
}

/// Keeps how to take the command back; answers whether there is a way.
pub(crate) fn remember(
    conn: &Connection,
    order: &Order,
    position: i64,
    inverse: &[Command],
) -> Result<bool> {
    if inverse.is_empty() {
        return Ok(false);
    }
    let scope = outbox::at(conn, position)?.scope;
    conn.prepare_cached(
        "INSERT INTO undo_log (command_id, position, scope_id, inverse) VALUES (?, ?, ?, ?)",
    )?
    .execute((
        order.id.0,
        position,
        scope.0,
        serde_json::to_string(inverse)?,
    ))?;
    Ok(true)
}

/// The command had no effect: there is nothing to take back.
pub(crate) fn forget(conn: &Connection, id: CommandId) -> Result<()> {
    conn.prepare_cached("DELETE FROM undo_log WHERE command_id = ?")?
        .execute([id.0])?;
    Ok(())
}

/// The server applied the command: its revisions replace the ones expected here, and what it refused is not
/// taken back.
pub(crate) fn outcome(conn: &Connection, id: CommandId, server: &[ItemVerdict]) -> Result<()> {
    let Some((_, inverse)) = find(conn, Some(id))? else {
        return Ok(());
    };
    let Some(entry) = outbox::find(conn, id)? else {
        return Ok(());
    };
    let revs = |items: &[ItemVerdict]| -> BTreeMap<DeliveryId, i64> {
        items
            .iter()
            .filter_map(|item| match item.verdict {
                Verdict::Applied { rev } => Some((DeliveryId(item.id), rev)),
                _ => None,
            })
            .collect()
    };
    let ours = revs(&entry.local_verdicts()?);
    let theirs = revs(server);
    if ours == theirs {
        return Ok(());
    }
    let adjusted: Vec<Command> = inverse
        .into_iter()
        .filter_map(|command| adjust(command, &ours, &theirs))
        .collect();
    if adjusted.is_empty() {
        return forget(conn, id);
    }
    conn.prepare_cached("UPDATE undo_log SET inverse = ? WHERE command_id = ?")?
        .execute((serde_json::to_string(&adjusted)?, id.0))?;
    Ok(())
}

/// The inverse with the server's revisions, `None` when no item is left.
fn adjust(
    command: Command,
    ours: &BTreeMap<DeliveryId, i64>,
    theirs: &BTreeMap<DeliveryId, i64>,
) -> Option<Command> {
    let shift = |if_rev: &mut BTreeMap<DeliveryId, i64>| {
        if_rev.retain(|id, _| theirs.contains_key(id));
        for (id, rev) in if_rev.iter_mut() {
            if let (Some(our), Some(their)) = (ours.get(id), theirs.get(id)) {
                *rev += their - our;
            }
        }
    };
    match command {
        Command::Deliveries(mut on) => {
            on.items.retain(|id| theirs.contains_key(id));
            shift(&mut on.if_rev);
            (!on.items.is_empty()).then_some(Command::Deliveries(on))
        }
        Command::Other(Other::Edit {
            hub,
            mut edits,
            mut if_rev,
        }) => {
            edits.retain(|edit| theirs.contains_key(&edit.delivery));
            shift(&mut if_rev);
            (!edits.is_empty()).then_some(Command::Other(Other::Edit { hub, edits, if_rev }))
        }
        Command::Other(Other::UndoImport {
            hub,
            batch,
            mut items,
        }) => {
            items.retain(|id| theirs.contains_key(id));
            (!items.is_empty()).then_some(Command::Other(Other::UndoImport { hub, batch, items }))
        }
        other => Some(other),
    }
}
