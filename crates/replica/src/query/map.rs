//! What the map draws.

use super::{Ctx, couriers, rows::Rows, zones};
use crate::error::Result;
use domain::{
    id::HubId,
    units::{Point, ServiceDate},
};
use wire::ipc::MapView;

/// The hub's zones, couriers, and the day's deliveries that have a point, with open ones carried over to it.
pub(super) fn map(ctx: &Ctx<'_>, hub: HubId, date: ServiceDate) -> Result<MapView> {
    let text = date.to_string();
    let day = ctx.day(hub, date)?;
    let rows = Rows::new(ctx, hub, day)?;
    let located = "dropoff_lon_e7 IS NOT NULL AND dropoff_lat_e7 IS NOT NULL";
    let mut deliveries = rows.select(
        ctx,
        &format!("WHERE hub_id = ? AND service_date = ? AND {located}"),
        &[&hub.0, &text],
    )?;
    if day.has_begun() {
        deliveries.extend(rows.select(
            ctx,
            &format!(
                "INDEXED BY delivery_open WHERE hub_id = ? AND open = 1 AND service_date < ? AND {located}"
            ),
            &[&hub.0, &text],
        )?);
    }
    let point = ctx.hub(hub)?.map_or(
        Point {
            lon_e7: 0,
            lat_e7: 0,
        },
        |hub| Point {
            lon_e7: hub.lon_e7,
            lat_e7: hub.lat_e7,
        },
    );
    Ok(MapView {
        hub: point,
        zones: zones::of_hub(ctx, hub)?,
        deliveries,
        couriers: couriers::of_hub(ctx, hub, day)?,
    })
}
