//! Zones with their polygons.

use super::Ctx;
use crate::{error::Result, row};
use domain::{
    entities::Zone,
    entity::{Synced, Table},
    id::HubId,
};
use wire::ipc::{Name, ZoneView};

/// The hub's active zones, by name.
pub(super) fn of_hub(ctx: &Ctx<'_>, hub: HubId) -> Result<Vec<ZoneView>> {
    let mut views = Vec::new();
    for row in row::select(ctx.conn, Table::Zone, "hub_id = ? AND active = 1", [hub.0])? {
        let zone = Zone::from_values(row.values)?;
        views.push(ZoneView {
            id: zone.id,
            name: Name {
                ar: zone.name_ar,
                en: zone.name_en,
            },
            color: zone.color,
            priority: zone.priority,
            geometry: zone.geometry,
        });
    }
    views.sort_by(|a, b| (&a.name.en, &a.name.ar, a.id).cmp(&(&b.name.en, &b.name.ar, b.id)));
    Ok(views)
}
