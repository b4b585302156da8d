//! Estimated lateness of a hub's open deliveries, by [`domain::lateness`], for all couriers at once.

use super::{
    Ctx,
    open::{self, OpenWork},
    shifts,
};
use crate::{error::Result, positions, store::lock};
use domain::{
    entities::{Delivery, DeliveryState, Policy},
    entity::Table,
    id::{CourierId, DeliveryId, HubId},
    lateness::{self, Estimate, StopAhead, Timeliness},
    units::{Millis, Point, ServiceDate},
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// Time and positions move estimates only in steps of this long, milliseconds.
const STEP_MS: i64 = 5_000;

const TABLES: &[Table] = &[Table::Delivery, Table::Shift, Table::Policy, Table::Courier];

/// Of open deliveries that somebody drives to, or nobody has yet.
#[derive(Clone, Default)]
pub(crate) struct Estimates {
    by_delivery: HashMap<DeliveryId, Estimate>,
    /// Of the whole hub; else of these couriers, and of some deliveries that nobody has.
    whole: bool,
    couriers: HashSet<CourierId>,
}

impl Estimates {
    /// Seconds to spare, negative when late.
    pub fn slack_secs(&self, id: DeliveryId) -> Option<i64> {
        self.by_delivery.get(&id).and_then(|e| e.slack_secs)
    }

    /// When it will be done.
    pub fn eta(&self, id: DeliveryId) -> Option<Millis> {
        self.by_delivery.get(&id).map(|e| e.eta)
    }

    pub fn is_late(&self, id: DeliveryId) -> bool {
        self.is(id, Timeliness::Late)
    }

    pub fn is_at_risk(&self, id: DeliveryId) -> bool {
        self.is(id, Timeliness::AtRisk)
    }

    fn is(&self, id: DeliveryId, timeliness: Timeliness) -> bool {
        self.by_delivery
            .get(&id)
            .is_some_and(|e| e.timeliness == timeliness)
    }
}

/// The hub's estimates, at most one step old.
pub(super) fn estimates(ctx: &Ctx<'_>, hub: HubId) -> Result<Arc<Estimates>> {
    if let Some(kept) = kept(ctx, hub).filter(|kept| kept.whole) {
        return Ok(kept);
    }
    let work = open::work(ctx, hub)?;
    let mut estimates = Estimates {
        whole: true,
        ..Estimates::default()
    };
    let couriers = work.of_courier.keys().copied();
    estimates.add(
        &Basis::read(ctx, hub)?,
        &work,
        couriers,
        work.deliveries.values(),
    );
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
    // Added to what is kept, which is copied only where somebody else still looks at it.
    lock(&ctx.inner.lists.estimates).remove(&hub);
    let estimates = Arc::make_mut(&mut kept);
    let basis = Basis::read(ctx, hub)?;
    estimates.add(&basis, &work, couriers.iter().copied(), unknown);
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

/// What a hub's estimates are made from besides its open work.
struct Basis {
    policy: Policy,
    positions: HashMap<CourierId, Point>,
    /// Where those on shift are, by id.
    on_shift: Vec<(CourierId, Point)>,
    now: Millis,
    today: ServiceDate,
}

impl Basis {
    fn read(ctx: &Ctx<'_>, hub: HubId) -> Result<Self> {
        let today = ctx.day_or_today(hub, None)?;
        let working = shifts::on_shift(ctx, hub, today)?;
        let positions: HashMap<CourierId, Point> = positions::of_hub(ctx.conn, hub)?
            .into_iter()
            .map(|(courier, position)| (courier, position.point))
            .collect();
        let mut on_shift: Vec<_> = positions
            .iter()
            .filter(|(courier, _)| working.contains(courier))
            .map(|(courier, point)| (*courier, *point))
            .collect();
        on_shift.sort_unstable_by_key(|(courier, _)| *courier);
        Ok(Self {
            policy: ctx.policy()?,
            positions,
            on_shift,
            now: ctx.now,
            today: today.today,
        })
    }
}

impl Estimates {
    /// The hub's estimates as they would be when these deliveries changed and its work became `then`.
    pub fn with(
        &self,
        ctx: &Ctx<'_>,
        hub: HubId,
        (work, then): (&OpenWork, &OpenWork),
        changed: &[DeliveryId],
    ) -> Result<Self> {
        let mut estimates = self.clone();
        let mut couriers: BTreeSet<CourierId> = BTreeSet::new();
        for id in changed {
            estimates.by_delivery.remove(id);
            let (was, is) = (work.deliveries.get(id), then.deliveries.get(id));
            couriers.extend([was, is].into_iter().flatten().filter_map(|d| d.courier_id));
        }
        let changed = changed.iter().filter_map(|id| then.deliveries.get(id));
        estimates.add(&Basis::read(ctx, hub)?, then, couriers, changed);
        Ok(estimates)
    }

    /// Adds those of these couriers' stops, and of those among `others` that nobody has yet.
    fn add<'a>(
        &mut self,
        basis: &Basis,
        work: &OpenWork,
        couriers: impl IntoIterator<Item = CourierId>,
        others: impl IntoIterator<Item = &'a Arc<Delivery>>,
    ) {
        for courier in couriers {
            let ahead = work.ahead(courier, basis.today);
            let stops = ahead.into_iter().map(|d| StopAhead::from(&**d));
            let here = basis.positions.get(&courier).copied();
            for e in lateness::estimates(stops, here, basis.now, &basis.policy) {
                self.by_delivery.insert(e.delivery, e);
            }
        }
        let waiting = others
            .into_iter()
            .filter(|d| matches!(d.state, DeliveryState::Ready | DeliveryState::Draft));
        for delivery in waiting {
            let e = lateness::estimate_unassigned(
                StopAhead::from(&**delivery),
                basis.on_shift.iter().copied(),
                basis.now,
                &basis.policy,
            );
            self.by_delivery.insert(e.delivery, e);
        }
    }
}
