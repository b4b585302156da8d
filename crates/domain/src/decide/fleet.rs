//! Couriers, vehicles and shifts.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    row,
};
use crate::{
    cash,
    command::{CourierSpec, ShiftSpec, VehicleSpec},
    entities::*,
    entity::{Synced, Table},
    id::*,
    rejection::{RejectCode, Rejection},
    units::{Millis, is_e164},
    world::Need,
};
use uuid::Uuid;

/// A row that says when it was changed, and by whom.
pub(super) trait Dated: Synced + PartialEq {
    fn date_like(&mut self, other: &Self);
}

macro_rules! dated {
    ($($name:ident),+) => {$(
        impl Dated for $name {
            fn date_like(&mut self, other: &Self) {
                self.updated_at = other.updated_at;
                self.updated_by = other.updated_by;
            }
        }
    )+};
}
dated!(Zone, Courier, Vehicle, Shift);

/// Writes `next` with its event, unless it says nothing new.
pub(super) fn record<T: Dated>(asker: &Asker, hub: HubId, before: Option<&T>, next: T) -> Outcome {
    let mut event = asker.event(hub, T::TABLE, next.key());
    if let Some(before) = before {
        let mut undated = next.clone();
        undated.date_like(before);
        if undated == *before {
            return Outcome::Unchanged;
        }
        event.changed = row::changed(before, &next);
    }
    let of = (T::TABLE, next.key());
    let mut writes = Writes::default();
    writes.events.push(event);
    writes.put(next);
    Outcome::Applied(of, writes)
}

pub(super) fn not_found(table: Table, id: impl Into<Uuid>) -> Rejection {
    Rejection::new(RejectCode::NotFound).on(table, id)
}

/// Names come in two languages; either may be empty, not both.
pub(super) fn named(name_ar: &str, name_en: &str) -> Result<(), Rejection> {
    if name_ar.trim().is_empty() && name_en.trim().is_empty() {
        Err(Rejection::new(RejectCode::NameMissing))
    } else {
        Ok(())
    }
}

fn bad(field: &str) -> Rejection {
    Rejection::new(RejectCode::BadField).with("field", field)
}

pub(super) fn upsert_couriers(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    couriers: &[CourierSpec],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(
        couriers.iter().map(|spec| (spec.id.0, spec)),
        |draft, spec| {
            let before = draft.get::<Courier>(spec.id)?;
            if before.is_some_and(|courier| courier.hub_id != hub) {
                return Err(not_found(Table::Courier, spec.id).into());
            }
            let about = |rejection: Rejection| rejection.on(Table::Courier, spec.id);
            named(&spec.name_ar, &spec.name_en).map_err(about)?;
            if !is_e164(&spec.phone) {
                return Err(about(Rejection::new(RejectCode::BadPhone)).into());
            }
            if spec.cash_limit_halalas < 0 {
                let rejection = Rejection::new(RejectCode::BadAmount);
                return Err(about(rejection.with("field", "cash_limit_halalas")).into());
            }
            if spec.status == CourierStatus::Left
                && before.is_some_and(|courier| courier.status != CourierStatus::Left)
            {
                without_work(draft, spec.id)?;
            }
            let mut skills: Vec<String> = spec
                .skills
                .iter()
                .map(|skill| skill.trim().to_lowercase())
                .filter(|skill| !skill.is_empty())
                .collect();
            skills.sort();
            skills.dedup();
            let next = Courier {
                id: spec.id,
                hub_id: hub,
                name_ar: spec.name_ar.trim().to_owned(),
                name_en: spec.name_en.trim().to_owned(),
                phone: spec.phone.clone(),
                skills: skills.into(),
                home_zone_id: spec.home_zone_id,
                vehicle_id: spec.vehicle_id,
                cash_limit_halalas: spec.cash_limit_halalas,
                status: spec.status,
                updated_at: asker.now,
                updated_by: asker.user,
            };
            Ok(record(asker, hub, before, next))
        },
    )?)
}

/// Whoever leaves has neither deliveries nor cash.
pub(super) fn without_work(draft: &Draft<'_>, id: CourierId) -> Result<(), Refusal> {
    draft.world.require_all([
        Need::OpenDeliveriesOf(id),
        Need::UnsettledOf(id),
        Need::ContestedOf(id),
    ])?;
    let open = draft.owned::<Delivery>(Need::OpenDeliveriesOf(id), id)?;
    let deliveries = open.len();
    let held = cash::held(
        draft.owned::<Collection>(Need::UnsettledOf(id), id)?,
        open,
        draft.owned::<Exception>(Need::ContestedOf(id), id)?,
    );
    if deliveries == 0 && held.collected_halalas == 0 {
        return Ok(());
    }
    Err(Rejection::new(RejectCode::OpenWork)
        .on(Table::Courier, id)
        .with("deliveries", deliveries)
        .with("held_halalas", held.collected_halalas)
        .into())
}

pub(super) fn retire_couriers(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    items: &[CourierId],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(items.iter().map(|id| (id.0, *id)), |draft, id| {
        let before = draft
            .get::<Courier>(id)?
            .filter(|courier| courier.hub_id == hub)
            .ok_or_else(|| not_found(Table::Courier, id))?;
        without_work(draft, id)?;
        let next = Courier {
            status: CourierStatus::Left,
            updated_at: asker.now,
            updated_by: asker.user,
            ..before.clone()
        };
        Ok(record(asker, hub, Some(before), next))
    })?)
}

pub(super) fn upsert_vehicles(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    vehicles: &[VehicleSpec],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(
        vehicles.iter().map(|spec| (spec.id.0, spec)),
        |draft, spec| {
            let before = draft.get::<Vehicle>(spec.id)?;
            if before.is_some_and(|vehicle| vehicle.hub_id != hub) {
                return Err(not_found(Table::Vehicle, spec.id).into());
            }
            let about = |rejection: Rejection| rejection.on(Table::Vehicle, spec.id);
            if spec.plate.trim().is_empty() {
                return Err(about(bad("plate")).into());
            }
            for (field, number) in [
                ("capacity_weight_g", spec.capacity_weight_g),
                ("capacity_volume_ml", spec.capacity_volume_ml),
                ("capacity_parcels", i64::from(spec.capacity_parcels)),
                ("odometer_m", spec.odometer_m),
            ] {
                if number < 0 {
                    return Err(about(bad(field)).into());
                }
            }
            let next = Vehicle {
                id: spec.id,
                hub_id: hub,
                plate: spec.plate.trim().to_owned(),
                kind: spec.kind,
                capacity_weight_g: spec.capacity_weight_g,
                capacity_volume_ml: spec.capacity_volume_ml,
                capacity_parcels: spec.capacity_parcels,
                odometer_m: spec.odometer_m,
                status: spec.status,
                updated_at: asker.now,
                updated_by: asker.user,
            };
            Ok(record(asker, hub, before, next))
        },
    )?)
}

pub(super) fn retire_vehicles(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    items: &[VehicleId],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(items.iter().map(|id| (id.0, *id)), |draft, id| {
        let before = draft
            .get::<Vehicle>(id)?
            .filter(|vehicle| vehicle.hub_id == hub)
            .ok_or_else(|| not_found(Table::Vehicle, id))?;
        let next = Vehicle {
            status: VehicleStatus::Retired,
            updated_at: asker.now,
            updated_by: asker.user,
            ..before.clone()
        };
        Ok(record(asker, hub, Some(before), next))
    })?)
}

/// Plans or opens shifts. A courier has one shift at a time; one that is closed stays closed.
pub(super) fn open_shifts(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    shifts: &[ShiftSpec],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(
        shifts.iter().map(|spec| (spec.id.0, spec)),
        |draft, spec| {
            let before = draft.get::<Shift>(spec.id)?;
            if before.is_some_and(|shift| shift.hub_id != hub) {
                return Err(not_found(Table::Shift, spec.id).into());
            }
            let about = |rejection: Rejection| rejection.on(Table::Shift, spec.id);
            let closed = before.is_some_and(|shift| shift.state == ShiftState::Closed);
            if closed || spec.state == ShiftState::Closed {
                return Err(about(bad("state")).into());
            }
            let ordered = |from: Millis, to: Millis| from < to;
            if !ordered(spec.starts_at, spec.ends_at) || !breaks_fit(spec) {
                return Err(about(Rejection::new(RejectCode::WindowInvalid)).into());
            }
            super::guards::active_courier(draft, hub, spec.courier_id)?;
            let need = Need::ShiftsOf(spec.courier_id, spec.service_date);
            let overlaps = draft
                .owned::<Shift>(need, spec.courier_id)?
                .into_iter()
                .filter(|other| other.id != spec.id && other.state != ShiftState::Closed)
                .any(|other| other.starts_at < spec.ends_at && spec.starts_at < other.ends_at);
            if overlaps {
                return Err(about(Rejection::new(RejectCode::ShiftOverlaps)).into());
            }
            let opened_before = before.and_then(|shift| shift.opened_at);
            let next = Shift {
                id: spec.id,
                hub_id: hub,
                courier_id: spec.courier_id,
                vehicle_id: spec.vehicle_id,
                service_date: spec.service_date,
                starts_at: spec.starts_at,
                ends_at: spec.ends_at,
                breaks: spec.breaks.clone(),
                state: spec.state,
                opened_at: match spec.state {
                    ShiftState::Open => opened_before.or(Some(asker.now)),
                    ShiftState::Planned | ShiftState::Closed => opened_before,
                },
                closed_at: None,
                updated_at: asker.now,
                updated_by: asker.user,
            };
            Ok(record(asker, hub, before, next))
        },
    )?)
}

fn breaks_fit(spec: &ShiftSpec) -> bool {
    spec.breaks.iter().all(|pause| {
        spec.starts_at <= pause.from && pause.from < pause.to && pause.to <= spec.ends_at
    })
}

pub(super) fn close_shifts(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    items: &[ShiftId],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(items.iter().map(|id| (id.0, *id)), |draft, id| {
        let before = draft
            .get::<Shift>(id)?
            .filter(|shift| shift.hub_id == hub)
            .ok_or_else(|| not_found(Table::Shift, id))?;
        if before.state == ShiftState::Closed {
            return Ok(Outcome::Unchanged);
        }
        let next = Shift {
            state: ShiftState::Closed,
            closed_at: Some(asker.now),
            updated_at: asker.now,
            updated_by: asker.user,
            ..before.clone()
        };
        Ok(record(asker, hub, Some(before), next))
    })?)
}
