//! Estimated lateness of a hub's open deliveries, by [`domain::lateness`], for all couriers at once.

use super::{
    Ctx,
    open::{self, is_stop},
};
use crate::{error::Result, positions, row, store::lock};
use domain::{
    entities::{Delivery, DeliveryState, Shift, ShiftState},
    entity::{Synced, Table},
    id::{CourierId, DeliveryId, HubId},
    lateness::{self, StopAhead, Timeliness},
    units::Point,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// Time and positions move estimates only in steps of this long, milliseconds.
const STEP_MS: i64 = 5_000;

const TABLES: &[Table] = &[Table::Delivery, Table::Shift, Table::Policy];

/// Slack and timeliness by delivery; only open ones that somebody drives to, or nobody has yet.
#[derive(Default)]
pub(crate) struct Estimates {
    by_delivery: HashMap<DeliveryId, (Option<i64>, Timeliness)>,
}

impl Estimates {
    /// Seconds to spare, negative when late.
    pub fn slack_secs(&self, id: DeliveryId) -> Option<i64> {
        self.by_delivery.get(&id).and_then(|(slack, _)| *slack)
    }

    pub fn is_late(&self, id: DeliveryId) -> bool {
        matches!(self.by_delivery.get(&id), Some((_, Timeliness::Late)))
    }

    pub fn is_at_risk(&self, id: DeliveryId) -> bool {
        matches!(self.by_delivery.get(&id), Some((_, Timeliness::AtRisk)))
    }
}

/// The hub's estimates, at most one step old.
pub(super) fn estimates(ctx: &Ctx<'_>, hub: HubId) -> Result<Arc<Estimates>> {
    if let Some(estimates) = kept(ctx, hub) {
        return Ok(estimates);
    }
    let work = open::work(ctx, hub)?;
    let estimates = Arc::new(compute(
        ctx,
        hub,
        work.of_courier.values().map(Vec::as_slice),
        work.deliveries.values(),
    )?);
    lock(&ctx.inner.lists.estimates).insert(hub, (stamp(ctx), estimates.clone()));
    Ok(estimates)
}

/// Estimates of these few deliveries: the hub's where they are at hand, else those of their couriers alone.
pub(super) fn of(ctx: &Ctx<'_>, hub: HubId, few: &[DeliveryId]) -> Result<Arc<Estimates>> {
    if let Some(estimates) = kept(ctx, hub) {
        return Ok(estimates);
    }
    let work = open::work(ctx, hub)?;
    let few: Vec<_> = few
        .iter()
        .filter_map(|id| work.deliveries.get(id))
        .collect();
    let couriers: BTreeSet<CourierId> = few.iter().filter_map(|d| d.courier_id).collect();
    let routes = couriers.into_iter().map(|courier| work.stops(courier));
    Ok(Arc::new(compute(ctx, hub, routes, few)?))
}

fn kept(ctx: &Ctx<'_>, hub: HubId) -> Option<Arc<Estimates>> {
    let key = stamp(ctx);
    let all = lock(&ctx.inner.lists.estimates);
    let (made_of, estimates) = all.get(&hub)?;
    (*made_of == key && ctx.keeps()).then(|| estimates.clone())
}

/// What the hub's estimates were made from.
pub(super) fn stamp(ctx: &Ctx<'_>) -> super::lists::EstimateKey {
    let step = ctx.now.0.div_euclid(STEP_MS);
    (ctx.versions.of(TABLES), step)
}

/// Estimates of couriers' stops, each in order, and of those among `others` that nobody has yet.
fn compute<'a>(
    ctx: &Ctx<'_>,
    hub: HubId,
    routes: impl IntoIterator<Item = &'a [Arc<Delivery>]>,
    others: impl IntoIterator<Item = &'a Arc<Delivery>>,
) -> Result<Estimates> {
    let policy = ctx.policy()?;
    let positions = positions::of_hub(ctx.conn, hub)?;
    let mut by_delivery = HashMap::new();
    for stops in routes {
        let courier = stops.first().and_then(|d| d.courier_id);
        let ahead = stops
            .iter()
            .filter(|d| is_stop(d.state))
            .map(|d| StopAhead::from(&**d));
        let here = courier.and_then(|id| positions.get(&id)).map(|p| p.point);
        for e in lateness::estimates(ahead, here, ctx.now, &policy) {
            by_delivery.insert(e.delivery, (e.slack_secs, e.timeliness));
        }
    }
    let on_shift: Vec<(CourierId, Point)> = {
        let working = on_shift(ctx, hub)?;
        let mut list: Vec<_> = positions
            .iter()
            .filter(|(id, _)| working.contains(id))
            .map(|(id, p)| (*id, p.point))
            .collect();
        list.sort_unstable_by_key(|(id, _)| *id);
        list
    };
    let waiting = others
        .into_iter()
        .filter(|d| matches!(d.state, DeliveryState::Ready | DeliveryState::Draft));
    for delivery in waiting {
        let e = lateness::estimate_unassigned(
            StopAhead::from(&**delivery),
            on_shift.iter().copied(),
            ctx.now,
            &policy,
        );
        by_delivery.insert(e.delivery, (e.slack_secs, e.timeliness));
    }
    Ok(Estimates { by_delivery })
}

/// Couriers whose shift is open.
pub(super) fn on_shift(ctx: &Ctx<'_>, hub: HubId) -> Result<HashSet<CourierId>> {
    let today = ctx.today(hub)?;
    let mut couriers = HashSet::new();
    for row in row::select(
        ctx.conn,
        Table::Shift,
        "hub_id = ? AND service_date BETWEEN ? AND ?",
        (hub.0, today.plus_days(-1).to_string(), today.to_string()),
    )? {
        let shift = Shift::from_values(row.values)?;
        if shift.state == ShiftState::Open {
            couriers.insert(shift.courier_id);
        }
    }
    Ok(couriers)
}
