//! Handing rows over to another hub: what may go, what goes with it, and what its references become there.
//! Events, notes, attempts and exceptions go along; money stays with the hub that counts it. In the hub that is
//! left an event stays behind, which carries what the row was called.
//!
//! Source: "Leaving a scope" of the sync design.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    fleet::not_found,
    row,
    trail::{self, Trails},
};
use crate::{
    entities::*,
    entity::{Entity, Synced, Table},
    id::*,
    rejection::{RejectCode, Rejection},
    value::Json,
    world::Need,
    zoning::Zoning,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// From where to where, and for an undo at which revisions.
pub(super) struct Handed<'a> {
    pub hub: HubId,
    pub to: HubId,
    pub if_rev: &'a BTreeMap<Uuid, i64>,
}

pub(super) fn needs(table: Table, items: &[Uuid]) -> BTreeSet<Need> {
    items
        .iter()
        .flat_map(|id| {
            let mut needs = trail::needs(table, *id);
            needs.push(Need::Row(table, *id));
            match table {
                Table::Courier => {
                    let id = CourierId(*id);
                    needs.extend([
                        Need::OpenDeliveriesOf(id),
                        Need::UnsettledOf(id),
                        Need::ContestedOf(id),
                        Need::ShiftsAheadOf(id),
                    ]);
                }
                Table::Vehicle => {
                    let id = VehicleId(*id);
                    needs.extend([Need::ShiftsAheadWith(id), Need::CouriersWith(id)]);
                }
                Table::Hub
                | Table::Policy
                | Table::Staff
                | Table::Merchant
                | Table::Grant
                | Table::Zone
                | Table::Shift
                | Table::ImportBatch
                | Table::Delivery
                | Table::Attempt
                | Table::CashSettlement
                | Table::Collection
                | Table::Note
                | Table::Exception
                | Table::Event => {}
            }
            needs
        })
        .collect()
}

pub(super) fn decide(
    draft: &mut Draft<'_>,
    asker: &Asker,
    handed: &Handed<'_>,
    table: Table,
    items: &[Uuid],
) -> Result<Vec<ItemVerdict>, Refusal> {
    let bad = |field: &str| Rejection::new(RejectCode::BadField).with("field", field);
    if handed.to == handed.hub {
        return Err(bad("to_hub").into());
    }
    if !draft
        .get::<Hub>(handed.to)?
        .is_some_and(|target| target.active)
    {
        return Err(not_found(Table::Hub, handed.to).into());
    }
    let trails = Trails::of(draft, items.iter().copied());
    let items = items.iter().map(|id| (*id, *id));
    match table {
        Table::Delivery => {
            let zoning = Zoning::of(draft.world, handed.to, items.len())?;
            Ok(draft.each(items, |draft, id| {
                delivery(draft, asker, handed, &zoning, &trails, DeliveryId(id))
            })?)
        }
        Table::Courier => {
            of_the_fleet(asker)?;
            Ok(draft.each(items, |draft, id| {
                courier(draft, asker, handed, &trails, CourierId(id))
            })?)
        }
        Table::Vehicle => {
            of_the_fleet(asker)?;
            Ok(draft.each(items, |draft, id| {
                vehicle(draft, asker, handed, &trails, VehicleId(id))
            })?)
        }
        Table::Hub
        | Table::Policy
        | Table::Staff
        | Table::Merchant
        | Table::Grant
        | Table::Zone
        | Table::Shift
        | Table::ImportBatch
        | Table::Attempt
        | Table::CashSettlement
        | Table::Collection
        | Table::Note
        | Table::Exception
        | Table::Event => Err(bad("entity_table").into()),
    }
}

/// Who may hand couriers and vehicles over: fewer than deliveries.
fn of_the_fleet(asker: &Asker) -> Result<(), Rejection> {
    const WHO: &[Role] = &[Role::Supervisor, Role::Admin];
    if asker.is_any(WHO) {
        return Ok(());
    }
    Err(Rejection::new(RejectCode::NotAllowed)
        .with("action", asker.kind.word())
        .with("who", super::asker::words(WHO)))
}

/// Whether the row is still as the undo that names it left it.
fn same_revision<T: Synced>(
    draft: &Draft<'_>,
    handed: &Handed<'_>,
    row: &T,
    by: UserId,
) -> Result<(), Rejection> {
    match handed.if_rev.get(&row.key()) {
        Some(rev) if draft.rev_before(T::TABLE, row.key()) != *rev => {
            Err(Rejection::new(RejectCode::ChangedSince)
                .on(T::TABLE, row.key())
                .with("by", by.to_string()))
        }
        _ => Ok(()),
    }
}

fn delivery(
    draft: &Draft<'_>,
    asker: &Asker,
    handed: &Handed<'_>,
    zoning: &Zoning<'_>,
    trails: &Trails<'_>,
    id: DeliveryId,
) -> Result<Outcome, Refusal> {
    let before = super::deliveries::found(draft, handed.hub, id, handed.if_rev.get(&id.0))?;
    if !matches!(before.state, DeliveryState::Draft | DeliveryState::Ready) {
        return Err(row::wrong_state(asker, before).into());
    }
    if matches!(before.custody, Custody::Courier(_)) {
        return Err(row::on(before, RejectCode::ParcelElsewhere)
            .with("custody", before.custody.to_string())
            .into());
    }
    // Cash somebody says they took is counted with a courier of this hub: settle that first.
    let contested = trails
        .all::<Exception>(id.0)
        .filter(|exception| exception.kind == ExceptionKind::Contested);
    if trail::unsettled(contested) {
        return Err(row::on(before, RejectCode::OpenWork).into());
    }
    // The merchant's reference is unique in a hub, because ids are made of it: the target's own delivery of that
    // reference would be a second one.
    let theirs = DeliveryId::of(handed.to, before.merchant_id, &before.reference);
    if theirs != id
        && draft
            .get::<Delivery>(theirs)?
            .is_some_and(|d| d.hub_id == handed.to)
    {
        return Err(row::on(before, RejectCode::AlreadyExists).into());
    }
    let next = Delivery {
        hub_id: handed.to,
        zone_id: before.dropoff_point().and_then(|point| zoning.at(point)),
        courier_id: None,
        sequence: 0,
        updated_at: asker.now,
        updated_by: asker.user,
        ..before.clone()
    };
    let mut writes = Writes::default();
    let changed = row::changed(before, &next);
    leave(
        asker,
        handed,
        Table::Delivery,
        id.0,
        &before.reference,
        changed,
        &mut writes,
    );
    for event in &mut writes.events {
        event.from_state = Some(before.state);
        event.to_state = Some(next.state);
    }
    follow(handed, trails.each(id.0), &mut writes);
    writes.put(next);
    Ok(Outcome::Applied((Table::Delivery, id.0), writes))
}

fn courier(
    draft: &Draft<'_>,
    asker: &Asker,
    handed: &Handed<'_>,
    trails: &Trails<'_>,
    id: CourierId,
) -> Result<Outcome, Refusal> {
    let before = draft
        .get::<Courier>(id)?
        .filter(|courier| courier.hub_id == handed.hub)
        .ok_or_else(|| not_found(Table::Courier, id))?;
    same_revision(draft, handed, before, before.updated_by)?;
    super::fleet::without_work(draft, id)?;
    idle(
        draft.owned::<Shift>(Need::ShiftsAheadOf(id), id)?,
        Table::Courier,
        id.0,
    )?;
    let next = Courier {
        hub_id: handed.to,
        home_zone_id: None,
        vehicle_id: None,
        updated_at: asker.now,
        updated_by: asker.user,
        ..before.clone()
    };
    let mut writes = Writes::default();
    let called = if before.name_en.is_empty() {
        &before.name_ar
    } else {
        &before.name_en
    };
    let changed = row::changed(before, &next);
    leave(
        asker,
        handed,
        Table::Courier,
        id.0,
        called,
        changed,
        &mut writes,
    );
    follow(handed, trails.each(id.0), &mut writes);
    writes.put(next);
    Ok(Outcome::Applied((Table::Courier, id.0), writes))
}

fn vehicle(
    draft: &Draft<'_>,
    asker: &Asker,
    handed: &Handed<'_>,
    trails: &Trails<'_>,
    id: VehicleId,
) -> Result<Outcome, Refusal> {
    let before = draft
        .get::<Vehicle>(id)?
        .filter(|vehicle| vehicle.hub_id == handed.hub)
        .ok_or_else(|| not_found(Table::Vehicle, id))?;
    same_revision(draft, handed, before, before.updated_by)?;
    let shifts = draft.world.all::<Shift>();
    idle(
        shifts.filter(|shift| shift.hub_id == handed.hub && shift.vehicle_id == Some(id)),
        Table::Vehicle,
        id.0,
    )?;
    let next = Vehicle {
        hub_id: handed.to,
        updated_at: asker.now,
        updated_by: asker.user,
        ..before.clone()
    };
    let mut writes = Writes::default();
    // Nobody's usual vehicle is another hub's. What a third hub says of it is none of this command's business.
    let users: Vec<CourierId> = draft
        .world
        .all::<Courier>()
        .filter(|courier| courier.hub_id == handed.hub && courier.vehicle_id == Some(id))
        .map(|courier| courier.id)
        .collect();
    for user in users {
        let Some(courier) = draft.get::<Courier>(user)? else {
            continue;
        };
        let without = Courier {
            vehicle_id: None,
            updated_at: asker.now,
            updated_by: asker.user,
            ..courier.clone()
        };
        let mut event = asker.event(courier.hub_id, Table::Courier, user);
        event.changed = row::changed(courier, &without);
        writes.events.push(event);
        writes.put(without);
    }
    let changed = row::changed(before, &next);
    leave(
        asker,
        handed,
        Table::Vehicle,
        id.0,
        &before.plate,
        changed,
        &mut writes,
    );
    follow(handed, trails.each(id.0), &mut writes);
    writes.put(next);
    Ok(Outcome::Applied((Table::Vehicle, id.0), writes))
}

/// Refuses what is still planned for.
fn idle<'a>(
    shifts: impl IntoIterator<Item = &'a Shift>,
    table: Table,
    id: Uuid,
) -> Result<(), Rejection> {
    let open = shifts
        .into_iter()
        .filter(|shift| shift.state != ShiftState::Closed)
        .count();
    if open == 0 {
        return Ok(());
    }
    Err(Rejection::new(RejectCode::OpenWork)
        .on(table, id)
        .with("shifts", open))
}

/// The two events of a hand-over: one stays in the hub that is left and carries the name, one goes along.
fn leave(
    asker: &Asker,
    handed: &Handed<'_>,
    table: Table,
    id: Uuid,
    called: &str,
    changed: ChangedFields,
    writes: &mut Writes,
) {
    let mut stays = asker.event(handed.hub, table, id);
    stays.changed = Json(
        [
            (
                "hub_id".to_owned(),
                (handed.hub.to_string().into(), handed.to.to_string().into()),
            ),
            ("label".to_owned(), (called.into(), serde_json::Value::Null)),
        ]
        .into(),
    );
    let mut goes = asker.event(handed.to, table, id);
    goes.changed = changed;
    writes.events.extend([stays, goes]);
}

/// Takes the trail along. Collections and what an earlier hand-over left behind stay.
fn follow<'a>(handed: &Handed<'_>, trail: impl Iterator<Item = &'a Entity>, writes: &mut Writes) {
    for row in trail.filter(|row| row.scope() == handed.hub.into()) {
        let mut row = row.clone();
        match &mut row {
            Entity::Attempt(attempt) => attempt.hub_id = handed.to,
            Entity::Note(note) => note.hub_id = handed.to,
            Entity::Exception(exception) => exception.hub_id = handed.to,
            Entity::Event(event) => event.hub_id = handed.to,
            // What a trail has none of, and the money.
            Entity::Hub(_)
            | Entity::Policy(_)
            | Entity::Staff(_)
            | Entity::Merchant(_)
            | Entity::Grant(_)
            | Entity::Zone(_)
            | Entity::Vehicle(_)
            | Entity::Courier(_)
            | Entity::Shift(_)
            | Entity::ImportBatch(_)
            | Entity::Delivery(_)
            | Entity::CashSettlement(_)
            | Entity::Collection(_) => continue,
        }
        writes.put(row);
    }
}
