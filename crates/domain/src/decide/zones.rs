//! Zones: what a person or a file may put in. Re-zoning deliveries follows by `rezone`, not here: changing a
//! zone writes the zone alone.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::Draft,
    fleet::{named, not_found, record},
};
use crate::{
    command::ZoneSpec,
    entities::Zone,
    entity::Table,
    id::*,
    polygon,
    rejection::{RejectCode, Rejection},
};

pub(super) fn upsert(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    zones: &[ZoneSpec],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(
        draft.each(zones.iter().map(|spec| (spec.id.0, spec)), |draft, spec| {
            let before = draft.get::<Zone>(spec.id)?;
            if before.is_some_and(|zone| zone.hub_id != hub) {
                return Err(not_found(Table::Zone, spec.id).into());
            }
            valid(spec).map_err(|rejection| rejection.on(Table::Zone, spec.id))?;
            let next = Zone {
                id: spec.id,
                hub_id: hub,
                name_ar: spec.name_ar.trim().to_owned(),
                name_en: spec.name_en.trim().to_owned(),
                geometry: spec.geometry.clone(),
                color: spec.color.to_ascii_lowercase(),
                priority: spec.priority,
                service_hours: spec.service_hours.clone(),
                active: true,
                updated_at: asker.now,
                updated_by: asker.user,
            };
            Ok(record(asker, hub, before, next))
        })?,
    )
}

fn valid(spec: &ZoneSpec) -> Result<(), Rejection> {
    named(&spec.name_ar, &spec.name_en)?;
    let bad = |field: &str| Err(Rejection::new(RejectCode::BadField).with("field", field));
    let hex = spec.color.strip_prefix('#').unwrap_or_default();
    if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return bad("color");
    }
    // Hours may pass midnight, as Ramadan's do.
    let minute = |m: i32| (0..=24 * 60).contains(&m);
    if !spec
        .service_hours
        .iter()
        .all(|[from, to]| minute(*from) && minute(*to) && from != to)
    {
        return bad("service_hours");
    }
    polygon::check(&spec.geometry)
        .map_err(|why| Rejection::new(RejectCode::BadPolygon).with("why", why.word()))
}

pub(super) fn retire(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    items: &[ZoneId],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(items.iter().map(|id| (id.0, *id)), |draft, id| {
        let before = draft
            .get::<Zone>(id)?
            .filter(|zone| zone.hub_id == hub)
            .ok_or_else(|| not_found(Table::Zone, id))?;
        let next = Zone {
            active: false,
            updated_at: asker.now,
            updated_by: asker.user,
            ..before.clone()
        };
        Ok(record(asker, hub, Some(before), next))
    })?)
}
