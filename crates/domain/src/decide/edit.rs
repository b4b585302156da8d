//! Edits, merged by group: an edit says what its author saw and what it should become. Where the present
//! value is neither, two people edited the same thing; a person chooses, nothing is last-writer-wins.
//!
//! Source: "Edits merge by group" of the domain design.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    deliveries::found,
    draft::{Draft, Outcome, Writes},
    reports::json,
    row::{self, on},
};
use crate::{
    command::{Command, EditGroup, Fields, GroupEdit, Other},
    entities::*,
    entity::{Synced, Table},
    id::*,
    rejection::{RejectCode, Rejection},
    shape, state,
    units::{Point, is_e164},
    zoning::Zoning,
};
use serde_json::json;
use std::collections::BTreeMap;

pub(super) fn decide(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    edits: &[GroupEdit],
    if_rev: &BTreeMap<DeliveryId, i64>,
) -> Result<Vec<ItemVerdict>, Refusal> {
    let zoning = edits
        .iter()
        .any(|edit| edit.group == EditGroup::DropoffAddress)
        .then(|| Zoning::of(draft.world, hub, edits.len()))
        .transpose()?;
    let items = edits.iter().map(|edit| (edit.delivery.0, edit));
    Ok(draft.each(items, |draft, edit| {
        let before = found(draft, hub, edit.delivery, if_rev.get(&edit.delivery))?;
        item(asker, before, edit, zoning.as_ref())
    })?)
}

fn item(
    asker: &Asker,
    before: &Delivery,
    edit: &GroupEdit,
    zoning: Option<&Zoning<'_>>,
) -> Result<Outcome, Refusal> {
    if state::transition(before.state, asker.kind).is_none() {
        return Err(row::wrong_state(asker, before).into());
    }
    whole(before, edit.group, &edit.from)?;
    whole(before, edit.group, &edit.to)?;
    let theirs = present(before, edit.group);
    if same(&theirs, &edit.to) {
        return Ok(Outcome::Unchanged);
    }
    if !same(&theirs, &edit.from) {
        return Ok(conflict(asker, before, edit, theirs));
    }
    let next = changed(before, &edit.to, zoning)?;
    Ok(applied(asker, before, next))
}

/// Writes an edited delivery; a draft that became complete is ready.
pub(super) fn applied(asker: &Asker, before: &Delivery, mut next: Delivery) -> Outcome {
    if next == *before {
        return Outcome::Unchanged;
    }
    if next.state == DeliveryState::Draft && shape::complete(&next) {
        row::enter(asker, &mut next, DeliveryState::Ready);
    }
    let mut writes = Writes::default();
    row::write(asker, &mut writes, before, next, String::new());
    Outcome::Applied((Table::Delivery, before.id.0), writes)
}

/// The group's present values.
pub fn present(delivery: &Delivery, group: EditGroup) -> Fields {
    group
        .columns()
        .iter()
        .filter_map(|column| Some(((*column).to_owned(), delivery.field(column)?)))
        .collect()
}

/// How well the point is known follows from the edit; it is no value of its own that people disagree about.
fn is_derived(column: &str) -> bool {
    column.ends_with("_geo_quality")
}

fn same(a: &Fields, b: &Fields) -> bool {
    a.iter()
        .filter(|(column, _)| !is_derived(column))
        .all(|(column, value)| b.get(column) == Some(value))
}

/// Whether `fields` has the group's columns, all of them and no other.
fn whole(delivery: &Delivery, group: EditGroup, fields: &Fields) -> Result<(), Rejection> {
    let stray = fields
        .keys()
        .find(|column| !group.columns().contains(&column.as_str()))
        .cloned();
    let missing = group
        .columns()
        .iter()
        .filter(|column| !is_derived(column))
        .find(|column| !fields.contains_key(**column))
        .map(|column| (*column).to_owned());
    match stray.or(missing) {
        Some(column) => Err(on(delivery, RejectCode::BadField)
            .with("group", group.word())
            .with("field", column)),
        None => Ok(()),
    }
}

/// The delivery with the group's new values.
///
/// # Errors
/// A value that its column does not take, or that leaves a delivery people work on incomplete.
pub(super) fn changed(
    before: &Delivery,
    to: &Fields,
    zoning: Option<&Zoning<'_>>,
) -> Result<Delivery, Rejection> {
    let mut next = before.clone();
    for (column, value) in to {
        next.set_field(column, value.clone()).map_err(|problem| {
            on(before, RejectCode::BadField)
                .with("field", column.as_str())
                .with("problem", problem)
        })?;
    }
    let moved = next.dropoff_point() != before.dropoff_point();
    if moved && next.dropoff_geo_quality == before.dropoff_geo_quality {
        next.dropoff_geo_quality = placed(next.dropoff_point());
    }
    if next.pickup_point() != before.pickup_point()
        && next.pickup_geo_quality == before.pickup_geo_quality
    {
        next.pickup_geo_quality = placed(next.pickup_point());
    }
    if moved {
        next.zone_id = zoning
            .zip(next.dropoff_point())
            .and_then(|(zoning, point)| zoning.at(point));
    }
    valid(before, &next)?;
    Ok(next)
}

/// A point that a person put somewhere is exact.
fn placed(point: Option<Point>) -> GeoQuality {
    match point {
        Some(_) => GeoQuality::Exact,
        None => GeoQuality::Unknown,
    }
}

/// What an edit may not make of a delivery. A draft may stay incomplete; what a person types is checked
/// anyway.
fn valid(before: &Delivery, next: &Delivery) -> Result<(), Rejection> {
    let about = |rejection: Rejection| Rejection {
        entity: Some((Table::Delivery, before.id.0)),
        ..rejection.with("reference", before.reference.as_str())
    };
    shape::check(next).map_err(about)?;
    for (phone, was) in [
        (&next.dropoff_phone, &before.dropoff_phone),
        (&next.pickup_phone, &before.pickup_phone),
    ] {
        if phone != was && phone.as_deref().is_some_and(|text| !is_e164(text)) {
            return Err(about(Rejection::new(RejectCode::BadPhone)));
        }
    }
    for (point, was) in [
        (next.dropoff_point(), before.dropoff_point()),
        (next.pickup_point(), before.pickup_point()),
    ] {
        if point != was && point.is_some_and(|point| !point.in_service_area()) {
            return Err(about(Rejection::new(RejectCode::BadPoint)));
        }
    }
    if next.windows != before.windows && !shape::windows_valid(&next.windows) {
        return Err(about(Rejection::new(RejectCode::WindowInvalid)));
    }
    match shape::lacks(next) {
        Some(lack) if shape::complete(before) => Err(about(Rejection::new(lack.code()))),
        _ => Ok(()),
    }
}

fn conflict(asker: &Asker, before: &Delivery, edit: &GroupEdit, theirs: Fields) -> Outcome {
    let kind = format!("conflict {}", edit.group);
    let id = ExceptionId::minted(asker.command, before.id.0, &kind);
    let one = Command::Other(Other::Edit {
        hub: before.hub_id,
        edits: vec![edit.clone()],
        if_rev: BTreeMap::new(),
    });
    let mut writes = Writes::default();
    writes.put(Exception {
        id,
        hub_id: before.hub_id,
        kind: ExceptionKind::Conflict,
        entity_table: Table::Delivery,
        entity_id: before.id.0,
        label: before.reference.clone(),
        command_id: asker.command,
        command_name: asker.kind.wire_name().into(),
        intended: json(&one).into(),
        reason: json!({
            "group": edit.group,
            "from": edit.from,
            "mine": edit.to,
            "theirs": theirs,
            "theirs_by": before.updated_by,
            "theirs_at": before.updated_at,
        })
        .into(),
        cash_halalas: 0,
        courier_id: before.courier_id,
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
    Outcome::Conflict(id, writes)
}
