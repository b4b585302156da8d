//! Couriers with what they carry: load, cash, shift, next stops, position, lateness.

use super::{
    Ctx,
    day::Day,
    estimates::{self, Estimates},
    names::{self, Names},
    open::{self, OpenWork, is_stop},
    shifts,
};
use crate::{error::Result, positions, row};
use domain::{
    cash,
    entities::{Collection, Courier, Custody, Delivery, Exception, Shift, Vehicle},
    entity::{Synced, Table},
    id::{CourierId, HubId, VehicleId},
    units::Millis,
};
use std::{collections::HashMap, sync::Arc};
use wire::ipc::{CourierView, PositionView};

/// Next stops shown.
const NEXT_STOPS: usize = 3;

/// Everything couriers' views of one hub on one day are made of.
pub(super) struct Fleet {
    day: Day,
    now: Millis,
    names: Arc<Names>,
    work: Arc<OpenWork>,
    estimates: Arc<Estimates>,
    positions: HashMap<CourierId, PositionView>,
    shifts: HashMap<CourierId, Shift>,
    vehicles: HashMap<VehicleId, Vehicle>,
    unsettled: HashMap<CourierId, Vec<Collection>>,
    contested: HashMap<CourierId, Vec<Exception>>,
}

/// All couriers of the hub who have not left, by name, with their shift and work of the day.
pub(super) fn of_hub(ctx: &Ctx<'_>, hub: HubId, day: Day) -> Result<Vec<CourierView>> {
    let fleet = Fleet::read(ctx, hub, day)?;
    let mut views = Vec::new();
    for row in row::select(
        ctx.conn,
        Table::Courier,
        "hub_id = ? AND status <> 'left'",
        [hub.0],
    )? {
        views.push(fleet.view(Courier::from_values(row.values)?));
    }
    views.sort_by(|a, b| (&a.name.en, &a.name.ar, a.id).cmp(&(&b.name.en, &b.name.ar, b.id)));
    Ok(views)
}

/// One courier; `None` when there is none.
pub(super) fn one(
    ctx: &Ctx<'_>,
    hub: HubId,
    id: CourierId,
    day: Day,
) -> Result<Option<CourierView>> {
    let Some(row) = row::get(ctx.conn, Table::Courier, id.0)? else {
        return Ok(None);
    };
    let courier = Courier::from_values(row.values)?;
    let work = open::work(ctx, hub)?;
    let theirs: Vec<_> = work.stops(id).iter().map(|d| d.id).collect();
    let fleet = Fleet::with_estimates(ctx, hub, day, estimates::of(ctx, hub, &theirs)?)?;
    Ok(Some(fleet.view(courier)))
}

impl Fleet {
    pub fn read(ctx: &Ctx<'_>, hub: HubId, day: Day) -> Result<Self> {
        Self::with_estimates(ctx, hub, day, estimates::estimates(ctx, hub)?)
    }

    fn with_estimates(
        ctx: &Ctx<'_>,
        hub: HubId,
        day: Day,
        estimates: Arc<Estimates>,
    ) -> Result<Self> {
        let mut vehicles = HashMap::new();
        for row in row::select(ctx.conn, Table::Vehicle, "hub_id = ?", [hub.0])? {
            let vehicle = Vehicle::from_values(row.values)?;
            vehicles.insert(vehicle.id, vehicle);
        }
        let mut unsettled: HashMap<CourierId, Vec<Collection>> = HashMap::new();
        for row in row::select(
            ctx.conn,
            Table::Collection,
            "hub_id = ? AND settlement_id IS NULL",
            [hub.0],
        )? {
            let collection = Collection::from_values(row.values)?;
            unsettled
                .entry(collection.courier_id)
                .or_default()
                .push(collection);
        }
        let mut contested: HashMap<CourierId, Vec<Exception>> = HashMap::new();
        for row in row::select(
            ctx.conn,
            Table::Exception,
            "hub_id = ? AND resolved_at IS NULL AND kind = 'contested'",
            [hub.0],
        )? {
            let exception = Exception::from_values(row.values)?;
            if let Some(courier) = exception.courier_id {
                contested.entry(courier).or_default().push(exception);
            }
        }
        Ok(Self {
            day,
            now: ctx.now,
            names: names::names(ctx)?,
            work: open::work(ctx, hub)?,
            estimates,
            positions: positions::of_hub(ctx.conn, hub)?,
            shifts: shifts::of_day(ctx, hub, day)?,
            vehicles,
            unsettled,
            contested,
        })
    }

    /// The fleet as it would be with that work, and what is estimated of it.
    pub fn with(mut self, work: OpenWork, estimates: Estimates) -> Self {
        self.work = Arc::new(work);
        self.estimates = Arc::new(estimates);
        self
    }

    pub fn view(&self, courier: Courier) -> CourierView {
        let id = courier.id;
        let open = self.work.stops(id);
        let shift = self.shifts.get(&id).cloned();
        let vehicle = shift
            .as_ref()
            .and_then(|s| s.vehicle_id)
            .or(courier.vehicle_id)
            .and_then(|v| self.vehicles.get(&v));
        let ahead = self.work.ahead(id, self.day.today);
        let stops: Vec<&Arc<Delivery>> = ahead.into_iter().filter(|d| self.day.holds(d)).collect();
        let aboard = || open.iter().filter(|d| self.is_load(d, id));
        let none = Vec::new();
        let held = cash::held(
            self.unsettled.get(&id).unwrap_or(&none),
            open.iter().map(|d| &**d),
            self.contested.get(&id).into_iter().flatten(),
        );
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        CourierView {
            id,
            name: self.names.courier(Some(id)),
            phone: courier.phone,
            status: courier.status,
            skills: courier.skills.0,
            vehicle: vehicle.map(|v| v.kind),
            plate: vehicle.map(|v| v.plate.clone()).unwrap_or_default(),
            on_shift: shift.as_ref().is_some_and(|s| s.is_under_way(self.now)),
            open_deliveries: count(open.iter().filter(|d| self.day.holds(d)).count()),
            stops: count(stops.len()),
            load_parcels: aboard().map(|d| d.parcel_count).sum(),
            load_weight_g: aboard().map(|d| d.weight_g).sum(),
            capacity_parcels: vehicle.map(|v| v.capacity_parcels),
            capacity_weight_g: vehicle.map(|v| v.capacity_weight_g),
            cash_held_halalas: held.total_halalas(),
            cash_limit_halalas: courier.cash_limit_halalas,
            next_stops: stops
                .iter()
                .take(NEXT_STOPS)
                .map(|d| d.reference.clone())
                .collect(),
            position: self.positions.get(&id).copied(),
            late: count(
                stops
                    .iter()
                    .filter(|d| self.estimates.is_late(d.id))
                    .count(),
            ),
            at_risk: count(
                stops
                    .iter()
                    .filter(|d| self.estimates.is_at_risk(d.id))
                    .count(),
            ),
            shift,
        }
    }

    /// What fills the vehicle: what the courier has in hand, or drives to on that day.
    fn is_load(&self, delivery: &Delivery, courier: CourierId) -> bool {
        delivery.custody == Custody::Courier(courier)
            || (is_stop(delivery.state) && self.day.holds(delivery))
    }
}
