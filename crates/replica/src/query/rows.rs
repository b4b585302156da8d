//! Lines of the deliveries table and cards of the board, with everything they show joined in.

use super::{
    Ctx,
    day::Day,
    estimates::{self, Estimates},
    exceptions,
    names::{self, Names},
};
use crate::error::Result;
use domain::{
    id::{CourierId, DeliveryId, HubId, MerchantId, ZoneId},
    units::{Millis, Point, ServiceDate},
};
use rusqlite::{Row as SqlRow, ToSql};
use std::{collections::HashMap, sync::Arc};
use wire::ipc::DeliveryRow;

/// Builds rows of one hub as seen on one service date.
pub(super) struct Rows {
    names: Arc<Names>,
    estimates: Arc<Estimates>,
    /// Open exceptions that name a delivery among others.
    shared_exceptions: HashMap<uuid::Uuid, u32>,
    /// Open work of earlier days may be carried over to it.
    day: Day,
}

const COLUMNS: &str = "delivery.id, rev, reference, state, dropoff_name, dropoff_phone, dropoff_address, \
     dropoff_district, merchant_id, zone_id, courier_id, service_date, due_at, delivered_at, cod_halalas, \
     priority, parcel_count, weight_g, dropoff_lon_e7, dropoff_lat_e7, attempt_no, open, \
     (SELECT max(doubtful) FROM outbox_item WHERE entity_id = delivery.id), \
     EXISTS (SELECT 1 FROM shadow WHERE tbl = 'delivery' AND pk = delivery.id), \
     (SELECT count(*) FROM exception WHERE entity_id = delivery.id AND resolved_at IS NULL)";

impl Rows {
    pub fn new(ctx: &Ctx<'_>, hub: HubId, day: Day) -> Result<Self> {
        Ok(Self {
            names: names::names(ctx)?,
            estimates: estimates::estimates(ctx, hub)?,
            shared_exceptions: exceptions::shared_counts(ctx, hub)?,
            day,
        })
    }

    /// For these few deliveries alone.
    pub fn of(ctx: &Ctx<'_>, hub: HubId, day: Day, few: &[DeliveryId]) -> Result<Self> {
        Ok(Self {
            names: names::names(ctx)?,
            estimates: estimates::of(ctx, hub, few)?,
            shared_exceptions: exceptions::shared_counts(ctx, hub)?,
            day,
        })
    }

    /// The rows `clause` (after `FROM delivery`) selects, in its order.
    pub fn select(
        &self,
        ctx: &Ctx<'_>,
        clause: &str,
        params: &[&dyn ToSql],
    ) -> Result<Vec<DeliveryRow>> {
        let mut statement = ctx
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM delivery {clause}"))?;
        let mut found = statement.query(params)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            rows.push(self.read(row)?);
        }
        Ok(rows)
    }

    /// The rows with these row ids, in this order; one that is gone is left out.
    pub fn fetch(&self, ctx: &Ctx<'_>, row_ids: &[i64]) -> Result<Vec<DeliveryRow>> {
        let mut rows = Vec::with_capacity(row_ids.len());
        for id in row_ids {
            rows.extend(self.select(ctx, "WHERE delivery.rowid = ?", &[id])?);
        }
        Ok(rows)
    }

    pub fn one(&self, ctx: &Ctx<'_>, id: DeliveryId) -> Result<Option<DeliveryRow>> {
        Ok(self.select(ctx, "WHERE delivery.id = ?", &[&id.0])?.pop())
    }

    fn read(&self, row: &SqlRow<'_>) -> Result<DeliveryRow> {
        let word = |e: String| crate::error::ReplicaError::Unreadable(e);
        let id = DeliveryId(row.get(0)?);
        let (address, district): (String, String) = (row.get(6)?, row.get(7)?);
        let zone = row.get::<_, Option<uuid::Uuid>>(9)?.map(ZoneId);
        let courier = row.get::<_, Option<uuid::Uuid>>(10)?.map(CourierId);
        let service_date: ServiceDate = row
            .get_ref(11)?
            .as_str()
            .unwrap_or_default()
            .parse()
            .map_err(word)?;
        let due_at = row.get::<_, Option<i64>>(12)?.map(Millis);
        let delivered_at = row.get::<_, Option<i64>>(13)?.map(Millis);
        let point = match (row.get(18)?, row.get(19)?) {
            (Some(lon_e7), Some(lat_e7)) => Some(Point { lon_e7, lat_e7 }),
            _ => None,
        };
        let open: bool = row.get(21)?;
        let doubtful: Option<bool> = row.get(22)?;
        let shadowed: bool = row.get(23)?;
        Ok(DeliveryRow {
            id,
            rev: row.get(1)?,
            reference: row.get(2)?,
            state: row
                .get_ref(3)?
                .as_str()
                .unwrap_or_default()
                .parse()
                .map_err(word)?,
            recipient: row.get(4)?,
            phone: row.get(5)?,
            address: match (address.is_empty(), district.is_empty()) {
                (_, true) => address,
                (true, false) => district,
                (false, false) => format!("{address}, {district}"),
            },
            merchant: self.names.merchant(MerchantId(row.get(8)?)),
            zone,
            zone_name: self.names.zone(zone),
            courier,
            courier_name: self.names.courier(courier),
            carried_over: open && self.day.carries(service_date),
            service_date,
            due_at,
            slack_secs: self.estimates.slack_secs(id),
            at_risk: self.estimates.is_at_risk(id),
            on_time: delivered_at
                .zip(due_at)
                .filter(|_| !open)
                .map(|(at, due)| at <= due),
            cod_halalas: row.get(14)?,
            priority: row.get(15)?,
            parcel_count: row.get(16)?,
            weight_g: row.get(17)?,
            point,
            attempt_no: row.get(20)?,
            pending: shadowed || doubtful.is_some(),
            doubtful: doubtful == Some(true),
            open_exceptions: row.get::<_, u32>(24)?
                + self.shared_exceptions.get(&id.0).copied().unwrap_or(0),
        })
    }
}
