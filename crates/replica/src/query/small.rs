//! Short lists: hubs, merchants.

use super::Ctx;
use crate::{
    actor,
    error::{ReplicaError, Result},
    row,
};
use domain::{
    entities::{Hub, Merchant},
    entity::{Synced, Table},
    units::Point,
};
use wire::ipc::{HubView, Name};

/// The hubs the user holds a grant for, by name.
pub(super) fn hubs(ctx: &Ctx<'_>) -> Result<Vec<HubView>> {
    let grants = match actor::read(ctx.conn) {
        Ok(actor) => actor.grants,
        Err(ReplicaError::NotSignedIn) => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let mut views = Vec::new();
    for (id, role) in grants {
        let Some(row) = row::get(ctx.conn, Table::Hub, id.0)? else {
            continue;
        };
        let hub = Hub::from_values(row.values)?;
        views.push(HubView {
            id,
            name: Name {
                ar: hub.name_ar,
                en: hub.name_en,
            },
            city: hub.city,
            time_zone: hub.time_zone,
            day_starts_at_min: hub.day_starts_at_min,
            point: Point {
                lon_e7: hub.lon_e7,
                lat_e7: hub.lat_e7,
            },
            role,
        });
    }
    views.sort_by(|a, b| (&a.name.en, &a.name.ar, a.id).cmp(&(&b.name.en, &b.name.ar, b.id)));
    Ok(views)
}

/// All active merchants, by name.
pub(super) fn merchants(ctx: &Ctx<'_>) -> Result<Vec<Merchant>> {
    row::select(
        ctx.conn,
        Table::Merchant,
        "active = 1 ORDER BY coalesce(nullif(name_en, ''), name_ar) COLLATE NOCASE, id",
        [],
    )?
    .into_iter()
    .map(|row| Ok(Merchant::from_values(row.values)?))
    .collect()
}
