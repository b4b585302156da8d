//! Estimated lateness of a hub's open deliveries, by [`domain::lateness`], for all couriers at once.

use super::{
    Ctx,
    open::{self, OpenWork, is_stop},
};
use crate::{error::Result, positions, row, store::lock};
use domain::{
    entities::{DeliveryState, Shift, ShiftState},
    entity::{Synced, Table},
    id::{CourierId, DeliveryId, HubId},
    lateness::{self, StopAhead, Timeliness},
    units::Point,
};
use std::{
    collections::{HashMap, HashSet},
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
    let estimates = Arc::new(compute(ctx, hub, &work)?);
    lock(&ctx.inner.lists.estimates).insert(hub, (stamp(ctx), estimates.clone()));
    Ok(estimates)
}

/// Estimates of these few deliveries: the hub's where they are at hand, else made of their couriers' work alone.
pub(super) fn of(ctx: &Ctx<'_>, hub: HubId, few: &[DeliveryId]) -> Result<Arc<Estimates>> {
    if let Some(estimates) = kept(ctx, hub) {
        return Ok(estimates);
    }
    let work = open::around(ctx, hub, few)?;
    Ok(Arc::new(compute(ctx, hub, &work)?))
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

fn compute(ctx: &Ctx<'_>, hub: HubId, work: &OpenWork) -> Result<Estimates> {
    let policy = ctx.policy()?;
    let positions = positions::of_hub(ctx.conn, hub)?;
    let mut by_delivery = HashMap::with_capacity(work.deliveries.len());
    for (courier, stops) in &work.of_courier {
        let ahead = stops
            .iter()
            .filter(|d| is_stop(d.state))
            .map(|d| StopAhead::from(&**d));
        let here = positions.get(courier).map(|p| p.point);
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
    let waiting = work
        .deliveries
        .values()
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
