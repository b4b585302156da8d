//! Estimated lateness of a hub's open deliveries, by [`domain::lateness`], for all couriers at once.

use super::{
    Ctx,
    open::{self, is_stop},
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
    let key = stamp(ctx);
    if let Some((kept, estimates)) = lock(&ctx.inner.lists.estimates).get(&hub)
        && *kept == key
        && ctx.keeps()
    {
        return Ok(estimates.clone());
    }
    let estimates = Arc::new(compute(ctx, hub)?);
    lock(&ctx.inner.lists.estimates).insert(hub, (key, estimates.clone()));
    Ok(estimates)
}

/// What the hub's estimates were made from.
pub(super) fn stamp(ctx: &Ctx<'_>) -> super::lists::EstimateKey {
    let step = ctx.now.0.div_euclid(STEP_MS);
    (ctx.versions.of(TABLES), step)
}

fn compute(ctx: &Ctx<'_>, hub: HubId) -> Result<Estimates> {
    let policy = ctx.policy()?;
    let work = open::work(ctx, hub)?;
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
