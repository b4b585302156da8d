//! What becomes of commands that a console had accepted and the server does not, and of what a person leaves on
//! the desk: exceptions of the hub, so that nothing is dropped silently and the next shift sees it. What is
//! refused of one command is one exception, settled at once.
//!
//! Source: "Outcomes" of the sync design: with what was intended, why not, and the server's values, none of
//! them for `not_granted`.

use super::{
    Actor, Context, ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    edit, reports,
    reports::json,
};
use crate::{
    command::{Command, Other, Refused},
    entities::*,
    entity::Table,
    id::*,
    label,
    refused::{self, RefusedItem},
    rejection::{RejectCode, Rejection},
    state,
    value::Json,
    world::{Change, World},
};
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

/// The exceptions for `refused`, items of a command its console had accepted and the server rejects: one for all
/// of them. A report that is complete no more (the amount due was edited meanwhile) is contested, each alone, its
/// cash held: reality is not rejected. Empty for commands on the organisation, which has no desk.
pub fn rejected_exceptions(
    context: &Context,
    actor: &Actor,
    command: &Command,
    refused: &[(Uuid, &Rejection)],
    world: &World,
) -> Vec<Change> {
    let asker = Asker::unjudged(actor, context, command);
    let mut draft = Draft::new(world);
    let mut rejected = Vec::with_capacity(refused.len());
    for (item, rejection) in refused {
        match contested(&asker, command, *item, rejection, world) {
            Some(writes) => draft.write(writes),
            None => rejected.push((*item, *rejection)),
        }
    }
    if let Some(exception) = rejected_exception(&asker, command, &rejected, world) {
        let mut writes = Writes::default();
        writes.put(exception);
        draft.write(writes);
    }
    draft.finish(Vec::new()).changes
}

/// The exception of what was refused of `command`; `None` where nothing was, or for want of a desk.
fn rejected_exception(
    asker: &Asker,
    command: &Command,
    refused: &[(Uuid, &Rejection)],
    world: &World,
) -> Option<Exception> {
    let items = refused.iter().map(|(item, rejection)| {
        let mut why = (*rejection).clone();
        // What has left the hub since is nothing its people may be told about.
        let known = rejection.code != RejectCode::NotGranted && !elsewhere(command, *item, world);
        if known && let Some(theirs) = theirs(command, *item, world) {
            why.params.insert("theirs".to_owned(), theirs);
        }
        refused_item(command, *item, Some(why), known.then_some(world))
    });
    let items = once_each(items);
    let why = json(&items.first()?.rejection);
    raised(asker, command, ExceptionKind::Rejected, why, &items)
}

/// The exception for a command on which the server fails again and again, with all its items; `problem` is for
/// people, and says nothing personal.
pub fn quarantined_exception(
    context: &Context,
    actor: &Actor,
    command: &Command,
    problem: &str,
    world: &World,
) -> Vec<Change> {
    let asker = Asker::unjudged(actor, context, command);
    let mut draft = Draft::new(world);
    let why = json!({ "code": "quarantined", "params": { "problem": problem } });
    let items = once_each(command.items().into_iter().map(|(_, item)| {
        let known = !elsewhere(command, item, world);
        refused_item(command, item, None, known.then_some(world))
    }));
    if let Some(exception) = raised(&asker, command, ExceptionKind::Quarantined, why, &items) {
        let mut writes = Writes::default();
        writes.put(exception);
        draft.write(writes);
    }
    draft.finish(Vec::new()).changes
}

/// Puts what a person saw refused on the desk. Nobody is asked whether the rules would refuse it still: left
/// there is what the person could not get done.
pub(super) fn raise(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    intended: &Command,
    refused: &[Refused],
) -> Result<Vec<ItemVerdict>, Refusal> {
    let malformed = |field: &str| Rejection::new(RejectCode::MalformedCommand).with("field", field);
    if intended.hub() != Some(hub) || intended.kind() == asker.kind {
        return Err(malformed("intended").into());
    }
    let named: HashSet<Uuid> = intended.items().into_iter().map(|(_, id)| id).collect();
    if refused.iter().any(|item| !named.contains(&item.id)) {
        return Err(malformed("refused").into());
    }
    let why: Vec<_> = refused.iter().map(|r| (r.id, &r.rejection)).collect();
    let exception = rejected_exception(asker, intended, &why, draft.world)
        .ok_or_else(|| malformed("refused"))?;
    let id = exception.id;
    let mut left = Some(exception);
    Ok(draft.each(refused.iter().map(|r| (r.id, ())), |_, ()| {
        let mut writes = Writes::default();
        left.take().into_iter().for_each(|row| writes.put(row));
        Ok(Outcome::Applied((Table::Exception, id.0), writes))
    })?)
}

/// Whether the command's item belongs to another scope than the command writes.
fn elsewhere(command: &Command, item: Uuid, world: &World) -> bool {
    let scopes = command.scopes();
    command
        .items()
        .iter()
        .filter(|(_, id)| *id == item)
        .filter_map(|(table, id)| world.row(*table, *id))
        .any(|stored| !scopes.contains(&stored.entity.scope()))
}

fn contested(
    asker: &Asker,
    command: &Command,
    item: Uuid,
    rejection: &Rejection,
    world: &World,
) -> Option<Writes> {
    let Command::Deliveries(on) = command else {
        return None;
    };
    let incomplete = matches!(
        rejection.code,
        RejectCode::CollectedMismatch | RejectCode::ProofMissing | RejectCode::ChangedSince
    );
    if !incomplete || !state::is_report(asker.kind) {
        return None;
    }
    let delivery = world.get::<Delivery>(item).ok()??;
    let reported = reports::reported(asker, on, delivery);
    match reports::contested(asker, on, delivery, &reported, rejection) {
        Outcome::Contested(_, writes) => Some(writes),
        Outcome::Unchanged | Outcome::Applied(..) | Outcome::Conflict(..) => None,
    }
}

/// What the server has instead, for a person to compare with.
fn theirs(command: &Command, item: Uuid, world: &World) -> Option<Value> {
    let delivery = world.get::<Delivery>(item).ok()??;
    let mut theirs = json!({
        "state": delivery.state,
        "state_reason": delivery.state_reason,
        "courier_id": delivery.courier_id,
        "updated_by": delivery.updated_by,
        "updated_at": delivery.updated_at,
    });
    if let (Command::Other(Other::Edit { edits, .. }), Some(fields)) =
        (command, theirs.as_object_mut())
    {
        for edit in edits.iter().filter(|edit| edit.delivery.0 == item) {
            fields.extend(edit::present(delivery, edit.group));
        }
    }
    Some(theirs)
}

fn refused_item(
    command: &Command,
    item: Uuid,
    rejection: Option<Rejection>,
    known: Option<&World>,
) -> RefusedItem {
    let stored = known.and_then(|world| world.row(table_of(command, item), item));
    RefusedItem {
        id: item,
        label: label::of_item(command, item, stored.map(|row| &row.entity)),
        rejection,
    }
}

/// An edit names a delivery once per group: it is refused once.
fn once_each(items: impl Iterator<Item = RefusedItem>) -> Vec<RefusedItem> {
    let mut seen = HashSet::new();
    items.filter(|item| seen.insert(item.id)).collect()
}

fn table_of(command: &Command, item: Uuid) -> Table {
    command
        .items()
        .iter()
        .find(|(_, id)| *id == item)
        .map_or(Table::ImportBatch, |(table, _)| *table)
}

/// One exception for `items` of the command, of which `why` says why the first is refused. One item's goes where
/// the item goes; one of several is the hub's, whatever becomes of them.
fn raised(
    asker: &Asker,
    command: &Command,
    kind: ExceptionKind,
    why: Value,
    items: &[RefusedItem],
) -> Option<Exception> {
    let hub_id = command.hub()?;
    let first = items.first()?;
    let id = ExceptionId::minted(asker.command, first.id, kind.word());
    let (entity_table, entity_id) = match items {
        [one] => (table_of(command, one.id), one.id),
        _ => (Table::Exception, id.0),
    };
    let ids = items.iter().map(|item| item.id).collect();
    Some(Exception {
        id,
        hub_id,
        kind,
        entity_table,
        entity_id,
        label: first.label.clone(),
        command_id: asker.command,
        command_name: command.wire_name().into(),
        intended: json(&command.only(&ids)).into(),
        reason: Json(refused::reason(why, items)),
        cash_halalas: 0,
        courier_id: None,
        raised_by: asker.user,
        device_at: asker.issued_at,
        raised_at: asker.now,
        claimed_by: None,
        claimed_at: None,
        resolved_by: None,
        resolved_at: None,
        resolution: None,
        resolution_reason: String::new(),
    })
}
