//! Couriers' latest positions: volatile, local, without version or sum.

use crate::{
    error::Result,
    points,
    store::{Durability, Replica},
};
use domain::{
    id::{CourierId, HubId},
    units::{Millis, Point},
};
use rusqlite::Connection;
use std::collections::HashMap;
use wire::{ipc::PositionView, sync::Position};

impl Replica {
    /// Takes in positions; an older one never replaces a newer.
    pub fn set_positions(&self, positions: &[Position]) -> Result<()> {
        if positions.is_empty() {
            return Ok(());
        }
        self.inner.write(Durability::Normal, [points::Point::PositionsWritten, points::Point::PositionsCommitted], |tx| {
            let mut put = tx.conn.prepare_cached(
                "INSERT INTO position (courier_id, hub_id, lon_e7, lat_e7, at, heading_deg, speed_kmh, battery_pct)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (courier_id) DO UPDATE SET hub_id = excluded.hub_id, lon_e7 = excluded.lon_e7,
                   lat_e7 = excluded.lat_e7, at = excluded.at, heading_deg = excluded.heading_deg,
                   speed_kmh = excluded.speed_kmh, battery_pct = excluded.battery_pct
                 WHERE excluded.at >= position.at",
            )?;
            for p in positions {
                put.execute((
                    p.courier.0,
                    p.hub.0,
                    p.lon_e7,
                    p.lat_e7,
                    p.at.0,
                    p.heading_deg,
                    p.speed_kmh,
                    p.battery_pct,
                ))?;
            }
            Ok(())
        })
    }
}

/// The latest positions of a hub's couriers.
pub(crate) fn of_hub(conn: &Connection, hub: HubId) -> Result<HashMap<CourierId, PositionView>> {
    let mut statement = conn.prepare_cached(
        "SELECT courier_id, lon_e7, lat_e7, at, heading_deg, speed_kmh FROM position WHERE hub_id = ?",
    )?;
    let rows = statement.query_map([hub.0], |row| {
        Ok((
            CourierId(row.get(0)?),
            PositionView {
                point: Point {
                    lon_e7: row.get(1)?,
                    lat_e7: row.get(2)?,
                },
                at: Millis(row.get(3)?),
                heading_deg: row.get(4)?,
                speed_kmh: row.get(5)?,
            },
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
