//! What becomes of commands that a console had accepted and the server does not: exceptions of the hub, so
//! that nothing is dropped silently and the next shift sees it.
//!
//! Source: "Outcomes" of the sync design: with what was intended, why not, and the server's values, none of
//! them for `not_granted`.

use super::{
    Actor, Context,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    edit, reports,
    reports::json,
};
use crate::{
    command::{Command, Other},
    entities::*,
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
    state,
    value::Json,
    world::{Change, World},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The exception for `item` of a command its console had accepted and the server rejects. A report that is
/// complete no more (the amount due was edited meanwhile) is contested, its cash held: reality is not
/// rejected. Empty for commands on the organisation, which has no desk.
pub fn rejected_exception(
    context: &Context,
    actor: &Actor,
    command: &Command,
    item: Uuid,
    rejection: &Rejection,
    world: &World,
) -> Vec<Change> {
    let asker = Asker::unjudged(actor, context, command);
    let mut draft = Draft::new(world);
    if let Some(writes) = contested(&asker, command, item, rejection, world) {
        draft.write(writes);
        return draft.finish(Vec::new()).changes;
    }
    // What has left the hub since is nothing its people may be told about.
    let confidential = rejection.code == RejectCode::NotGranted || elsewhere(command, item, world);
    let mut why = rejection.clone();
    if !confidential && let Some(theirs) = theirs(command, item, world) {
        why.params.insert("theirs".to_owned(), theirs);
    }
    let known = (!confidential).then_some(world);
    raise(
        &asker,
        command,
        item,
        ExceptionKind::Rejected,
        json(&why),
        known,
        &mut draft,
    );
    draft.finish(Vec::new()).changes
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

/// The exception for `item` of a command on which the server fails again and again; `problem` is for people,
/// and says nothing personal.
pub fn quarantined_exception(
    context: &Context,
    actor: &Actor,
    command: &Command,
    item: Uuid,
    problem: &str,
    world: &World,
) -> Vec<Change> {
    let asker = Asker::unjudged(actor, context, command);
    let mut draft = Draft::new(world);
    let why = json!({ "code": "quarantined", "params": { "problem": problem } });
    let known = (!elsewhere(command, item, world)).then_some(world);
    raise(
        &asker,
        command,
        item,
        ExceptionKind::Quarantined,
        why,
        known,
        &mut draft,
    );
    draft.finish(Vec::new()).changes
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
        _ => None,
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

/// What people call the entity: by the command's own words, else by the row where it may be told.
fn label(command: &Command, table: Table, item: Uuid, known: Option<&World>) -> String {
    let named = match command {
        Command::Other(Other::Create { hub, deliveries }) => deliveries
            .iter()
            .find(|new| new.id(*hub).0 == item)
            .map(|new| new.reference.clone()),
        Command::Other(Other::ImportRows { hub, rows, .. }) => rows
            .iter()
            .find(|new| new.id(*hub).0 == item)
            .map(|new| new.reference.clone()),
        Command::Other(Other::UpsertZone { zones, .. }) => zones
            .iter()
            .find(|zone| zone.id.0 == item)
            .map(|zone| either(&zone.name_en, &zone.name_ar)),
        Command::Other(Other::UpsertCourier { couriers, .. }) => couriers
            .iter()
            .find(|courier| courier.id.0 == item)
            .map(|courier| either(&courier.name_en, &courier.name_ar)),
        Command::Other(Other::UpsertVehicle { vehicles, .. }) => vehicles
            .iter()
            .find(|vehicle| vehicle.id.0 == item)
            .map(|vehicle| vehicle.plate.clone()),
        _ => None,
    };
    let stored = || match &known?.row(table, item)?.entity {
        crate::entity::Entity::Delivery(row) => Some(row.reference.clone()),
        crate::entity::Entity::Zone(row) => Some(either(&row.name_en, &row.name_ar)),
        crate::entity::Entity::Courier(row) => Some(either(&row.name_en, &row.name_ar)),
        crate::entity::Entity::Vehicle(row) => Some(row.plate.clone()),
        crate::entity::Entity::Exception(row) => Some(row.label.clone()),
        crate::entity::Entity::ImportBatch(row) => Some(row.file_name.clone()),
        _ => None,
    };
    named.or_else(stored).unwrap_or_default()
}

fn either(first: &str, second: &str) -> String {
    if first.is_empty() { second } else { first }.to_owned()
}

fn raise(
    asker: &Asker,
    command: &Command,
    item: Uuid,
    kind: ExceptionKind,
    why: Value,
    known: Option<&World>,
    draft: &mut Draft<'_>,
) {
    let Some(hub_id) = command.hub() else { return };
    let entity_table = command
        .items()
        .iter()
        .find(|(_, id)| *id == item)
        .map_or(Table::ImportBatch, |(table, _)| *table);
    let mut writes = Writes::default();
    writes.put(Exception {
        id: ExceptionId::minted(asker.command, item, kind.word()),
        hub_id,
        kind,
        entity_table,
        entity_id: item,
        label: label(command, entity_table, item, known),
        command_id: asker.command,
        command_name: asker.kind.wire_name().into(),
        intended: json(&command.only(item)).into(),
        reason: Json(why),
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
    });
    draft.write(writes);
}
