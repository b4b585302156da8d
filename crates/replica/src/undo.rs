//! Taking commands back: the inverse of each is kept with the revisions it left, put right when the server (or a
//! replay) comes to other revisions, and given as a command of its own. An import is taken back whole, whatever number
//! of commands it took.

use crate::{
    actor,
    cache::Cache,
    error::{ReplicaError, Result},
    imports, outbox,
    points::Point,
    store::{Durability, Replica},
    submit::{self, Order},
};
use domain::{
    command::{Command, Other},
    decide::{ItemVerdict, Verdict},
    id::{CommandId, DeliveryId, HubId, ImportBatchId, hashed},
    units::Millis,
};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;
use wire::ipc::Submitted;

impl Replica {
    /// Takes back the named command, or the newest that can be; of an import all parts. The inverse is given under `id`
    /// (further steps under ids made from it). Items that someone changed since are refused, naming who; an undo of which
    /// everything is refused leaves the command undoable.
    pub fn undo(
        &self,
        command: Option<CommandId>,
        id: CommandId,
        now: Millis,
        issued_at: Millis,
    ) -> Result<Submitted> {
        self.inner.write(
            Durability::Full,
            [Point::UndoWritten, Point::UndoCommitted],
            |tx| {
                let (undone, inverse) =
                    find(tx.conn, command)?.ok_or(ReplicaError::NothingToUndo)?;
                if let Some(import) = import_of(&inverse) {
                    return imports::take_back(tx, import, id, now, issued_at);
                }
                let revs = items(tx.conn, undone)?;
                let actor = actor::read(tx.conn)?;
                let mut cache = Cache::new(tx.conn);
                let mut given: Option<CommandId> = None;
                let mut verdicts: Vec<ItemVerdict> = Vec::new();
                let mut steps = Vec::with_capacity(inverse.len());
                for step in inverse {
                    steps.extend(shifted(step, &revs)?);
                }
                for (nth, command) in steps.into_iter().enumerate() {
                    let order = Order {
                        id: step_id(id, nth),
                        command,
                        now,
                        issued_at,
                    };
                    let submitted = submit::give(tx, &mut cache, &actor, &order, false)?;
                    if submitted.command_id.is_some() {
                        relink(tx.conn, undone, &revs, (id, nth), &submitted.items)?;
                    }
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
            },
        )
    }

    /// The newest command that [`Replica::undo`] would take back.
    pub fn undoable(&self) -> Result<Option<CommandId>> {
        self.inner
            .read(|conn| Ok(find(conn, None)?.map(|(id, _)| id)))
    }

    /// The import that [`Replica::undo`] would take back, where it is one.
    pub fn undoable_import(
        &self,
        command: Option<CommandId>,
    ) -> Result<Option<(HubId, ImportBatchId)>> {
        self.inner
            .read(|conn| Ok(find(conn, command)?.and_then(|(_, inverse)| import_of(&inverse))))
    }
}

/// The import that `inverse` takes a part of back.
fn import_of(inverse: &[Command]) -> Option<(HubId, ImportBatchId)> {
    inverse.iter().find_map(|command| {
        let Command::Other(Other::UndoImport { hub, batch, .. }) = command else {
            return None;
        };
        Some((*hub, *batch))
    })
}

/// The import was taken back by other means: none of its parts is offered any more.
pub(crate) fn taken(conn: &Connection, batch: ImportBatchId) -> Result<()> {
    conn.prepare_cached(
        "UPDATE undo_log SET taken = 1 WHERE taken = 0 AND json_extract(inverse, '$[0].batch') = ?",
    )?
    .execute([batch.0.to_string()])?;
    Ok(())
}

/// The revisions of one item: the one the inverse names, and the one it has by now.
#[derive(Clone, Copy)]
struct Revs {
    made: i64,
    left: i64,
}

fn items(conn: &Connection, id: CommandId) -> Result<BTreeMap<DeliveryId, Revs>> {
    let mut statement = conn.prepare_cached(
        "SELECT entity_id, made_rev, left_rev FROM undo_item WHERE command_id = ?",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok((
            DeliveryId(row.get(0)?),
            Revs {
                made: row.get(1)?,
                left: row.get(2)?,
            },
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Step `by` (first id and number) of an undo put items back where the command before `undone` had left them: that
/// one can be taken back next, at the revision the undo came to.
fn relink(
    conn: &Connection,
    undone: CommandId,
    revs: &BTreeMap<DeliveryId, Revs>,
    by: (CommandId, usize),
    verdicts: &[ItemVerdict],
) -> Result<()> {
    let step = step_id(by.0, by.1);
    let mut link = conn.prepare_cached(
        "UPDATE undo_item SET left_rev = ?1, via = ?2
         WHERE entity_id = ?3 AND left_rev = ?4 AND command_id <> ?5
           AND command_id IN (SELECT command_id FROM undo_log WHERE taken = 0)",
    )?;
    let mut again = conn.prepare_cached(
        "UPDATE undo_item SET left_rev = ?1, via = ?2 WHERE entity_id = ?3 AND via = ?4",
    )?;
    for (id, rev) in applied(verdicts) {
        if let Some(known) = revs.get(&id) {
            link.execute((rev, step.0, id.0, known.left - 1, undone.0))?;
            // A further step moves what the steps before it have linked.
            for nth in 0..by.1 {
                again.execute((rev, step.0, id.0, step_id(by.0, nth).0))?;
            }
        }
    }
    Ok(())
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
    verdicts: &[ItemVerdict],
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
    let mut item = conn.prepare_cached(
        "INSERT INTO undo_item (command_id, entity_id, made_rev, left_rev, via) VALUES (?1, ?2, ?3, ?3, ?1)
         ON CONFLICT DO NOTHING",
    )?;
    for (id, rev) in applied(verdicts) {
        item.execute((order.id.0, id.0, rev))?;
    }
    Ok(true)
}

/// The command had no effect: there is nothing to take back.
pub(crate) fn forget(conn: &Connection, id: CommandId) -> Result<()> {
    for table in ["undo_log", "undo_item"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE command_id = ?"))?
            .execute([id.0])?;
    }
    Ok(())
}

/// A replay came to these verdicts: what can be taken back at a command's revisions follows them.
pub(crate) fn moved(conn: &Connection, id: CommandId, verdicts: &[ItemVerdict]) -> Result<()> {
    let mut follow =
        conn.prepare_cached("UPDATE undo_item SET left_rev = ? WHERE via = ? AND entity_id = ?")?;
    for (item, rev) in applied(verdicts) {
        follow.execute((rev, id.0, item.0))?;
    }
    Ok(())
}

/// The server applied the command: its revisions count, and what it refused is not taken back.
pub(crate) fn outcome(conn: &Connection, id: CommandId, server: &[ItemVerdict]) -> Result<()> {
    moved(conn, id, server)?;
    let theirs: Vec<DeliveryId> = applied(server).map(|(id, _)| id).collect();
    let mut drop_item =
        conn.prepare_cached("DELETE FROM undo_item WHERE command_id = ? AND entity_id = ?")?;
    for item in items(conn, id)?.into_keys() {
        if !theirs.contains(&item) {
            drop_item.execute((id.0, item.0))?;
        }
    }
    if items(conn, id)?.is_empty() {
        forget(conn, id)?;
    }
    Ok(())
}

fn applied(verdicts: &[ItemVerdict]) -> impl Iterator<Item = (DeliveryId, i64)> {
    verdicts
        .iter()
        .filter_map(|item| Some((DeliveryId(item.id), item.applied_rev()?)))
}

/// The inverse with the revisions the items have by now, for the items that were not refused; `None` when none
/// is left.
///
/// # Errors
/// A command that takes nothing back, or whose revisions nobody knows here.
fn shifted(command: Command, revs: &BTreeMap<DeliveryId, Revs>) -> Result<Option<Command>> {
    let shift = |if_rev: &mut BTreeMap<DeliveryId, i64>| {
        if_rev.retain(|id, _| revs.contains_key(id));
        for (id, rev) in if_rev.iter_mut() {
            if let Some(known) = revs.get(id) {
                *rev += known.left - known.made;
            }
        }
    };
    let name = command.wire_name();
    let other = match command {
        Command::Deliveries(mut on) => {
            on.items.retain(|id| revs.contains_key(id));
            shift(&mut on.if_rev);
            return Ok((!on.items.is_empty()).then_some(Command::Deliveries(on)));
        }
        Command::Other(other) => other,
    };
    Ok(match other {
        Other::Edit {
            hub,
            mut edits,
            mut if_rev,
        } => {
            edits.retain(|edit| revs.contains_key(&edit.delivery));
            shift(&mut if_rev);
            (!edits.is_empty()).then_some(Command::Other(Other::Edit { hub, edits, if_rev }))
        }
        Other::Transfer {
            hub,
            to_hub,
            entity_table,
            mut items,
            mut if_rev,
        } => {
            items.retain(|id| revs.contains_key(&DeliveryId(*id)));
            if_rev.retain(|id, _| revs.contains_key(&DeliveryId(*id)));
            for (id, rev) in &mut if_rev {
                if let Some(known) = revs.get(&DeliveryId(*id)) {
                    *rev += known.left - known.made;
                }
            }
            (!items.is_empty()).then_some(Command::Other(Other::Transfer {
                hub,
                to_hub,
                entity_table,
                items,
                if_rev,
            }))
        }
        // An import is taken back whole, before this; the others take nothing back.
        Other::Create { .. }
        | Other::ImportRows { .. }
        | Other::UndoImport { .. }
        | Other::ResolveContested { .. }
        | Other::Claim { .. }
        | Other::Comment { .. }
        | Other::Resolve { .. }
        | Other::Raise { .. }
        | Other::AddNote { .. }
        | Other::LogContact { .. }
        | Other::SettleCash { .. }
        | Other::UpsertZone { .. }
        | Other::RetireZone { .. }
        | Other::UpsertCourier { .. }
        | Other::RetireCourier { .. }
        | Other::UpsertVehicle { .. }
        | Other::RetireVehicle { .. }
        | Other::OpenShift { .. }
        | Other::CloseShift { .. }
        | Other::Archive { .. }
        | Other::UpsertMerchant { .. }
        | Other::UpsertHub { .. }
        | Other::UpsertStaff { .. }
        | Other::SetPolicy { .. }
        | Other::Grant { .. } => {
            return Err(ReplicaError::Unreadable(format!(
                "undo_log.inverse: {name}"
            )));
        }
    })
}
