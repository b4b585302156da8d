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
#[derive(Clone, Default)]
pub(crate) struct Estimates {
    by_delivery: HashMap<DeliveryId, (Option<i64>, Timeliness)>,
    /// Of the whole hub; else of these couriers, and of some deliveries that nobody has.
    whole: bool,
    couriers: HashSet<CourierId>,
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
    if let Some(kept) = kept(ctx, hub).filter(|kept| kept.whole) {
        return Ok(kept);
    }
    let work = open::work(ctx, hub)?;
    let routes = work.of_courier.values().map(Vec::as_slice);
    let mut estimates = Estimates {
        whole: true,
        ..Estimates::default()
    };
    estimates.add(ctx, hub, routes, work.deliveries.values())?;
    Ok(keep(ctx, hub, Arc::new(estimates)))
}

/// Estimates of these few deliveries: what is at hand, and made anew only of couriers of whom nothing is.
pub(super) fn of(ctx: &Ctx<'_>, hub: HubId, few: &[DeliveryId]) -> Result<Arc<Estimates>> {
    // The first question reads all open work anyway.
    let first = !lock(&ctx.inner.lists.estimates).contains_key(&hub);
    if first || !ctx.keeps() {
        return estimates(ctx, hub);
    }
    let mut kept = kept(ctx, hub).unwrap_or_default();
    if kept.whole {
        return Ok(kept);
    }
    let work = open::work(ctx, hub)?;
    let few = few.iter().filter_map(|id| work.deliveries.get(id));
    let unknown: Vec<_> = few
        .filter(|d| match d.courier_id {
            Some(courier) => !kept.couriers.contains(&courier),
            None => !kept.by_delivery.contains_key(&d.id),
        })
        .collect();
    if unknown.is_empty() {
        return Ok(kept);
    }
    let couriers: BTreeSet<CourierId> = unknown.iter().filter_map(|d| d.courier_id).collect();
    let routes = couriers.iter().map(|courier| work.stops(*courier));
    // Added to what is kept, which is copied only where somebody else still looks at it.
    lock(&ctx.inner.lists.estimates).remove(&hub);
    let estimates = Arc::make_mut(&mut kept);
    estimates.add(ctx, hub, routes, unknown)?;
    estimates.couriers.extend(&couriers);
    Ok(keep(ctx, hub, kept))
}

fn kept(ctx: &Ctx<'_>, hub: HubId) -> Option<Arc<Estimates>> {
    let key = stamp(ctx);
    let all = lock(&ctx.inner.lists.estimates);
    let (made_of, estimates) = all.get(&hub)?;
    (*made_of == key && ctx.keeps()).then(|| estimates.clone())
}

fn keep(ctx: &Ctx<'_>, hub: HubId, estimates: Arc<Estimates>) -> Arc<Estimates> {
    lock(&ctx.inner.lists.estimates).insert(hub, (stamp(ctx), estimates.clone()));
    estimates
}

/// What the hub's estimates were made from.
pub(super) fn stamp(ctx: &Ctx<'_>) -> super::lists::EstimateKey {
    let step = ctx.now.0.div_euclid(STEP_MS);
    (ctx.versions.of(TABLES), step)
}

impl Estimates {
    /// Adds those of couriers' stops, each in order, and of those among `others` that nobody has yet.
    fn add<'a>(
        &mut self,
        ctx: &Ctx<'_>,
        hub: HubId,
        routes: impl IntoIterator<Item = &'a [Arc<Delivery>]>,
        others: impl IntoIterator<Item = &'a Arc<Delivery>>,
    ) -> Result<()> {
        let policy = ctx.policy()?;
        let positions = positions::of_hub(ctx.conn, hub)?;
        for stops in routes {
            let courier = stops.first().and_then(|d| d.courier_id);
            let ahead = stops
                .iter()
                .filter(|d| is_stop(d.state))
                .map(|d| StopAhead::from(&**d));
            let here = courier.and_then(|id| positions.get(&id)).map(|p| p.point);
            for e in lateness::estimates(ahead, here, ctx.now, &policy) {
                self.by_delivery
                    .insert(e.delivery, (e.slack_secs, e.timeliness));
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
            self.by_delivery
                .insert(e.delivery, (e.slack_secs, e.timeliness));
        }
        Ok(())
    }
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
