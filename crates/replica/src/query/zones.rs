//! Zones with their polygons and open work.

use super::{Ctx, open};
use crate::{error::Result, row};
use domain::{
    entities::{DeliveryState, Zone},
    entity::{Synced, Table},
    id::{HubId, ZoneId},
};
use std::collections::HashMap;
use wire::ipc::{Name, ZoneView};

/// The hub's active zones, by name.
pub(super) fn of_hub(ctx: &Ctx<'_>, hub: HubId) -> Result<Vec<ZoneView>> {
    let mut counts: HashMap<ZoneId, (u32, u32)> = HashMap::new();
    for delivery in open::work(ctx, hub)?.deliveries.values() {
        if let Some(zone) = delivery.zone_id {
            let (open, unassigned) = counts.entry(zone).or_default();
            *open += 1;
            *unassigned += u32::from(delivery.state == DeliveryState::Ready);
        }
    }
    let mut views = Vec::new();
    for row in row::select(ctx.conn, Table::Zone, "hub_id = ? AND active = 1", [hub.0])? {
        let zone = Zone::from_values(row.values)?;
        let (open_deliveries, unassigned) = counts.get(&zone.id).copied().unwrap_or_default();
        views.push(ZoneView {
            id: zone.id,
            name: Name {
                ar: zone.name_ar,
                en: zone.name_en,
            },
            color: zone.color,
            priority: zone.priority,
            geometry: zone.geometry,
            open_deliveries,
            unassigned,
        });
    }
    views.sort_by(|a, b| (&a.name.en, &a.name.ar, a.id).cmp(&(&b.name.en, &b.name.ar, b.id)));
    Ok(views)
}
