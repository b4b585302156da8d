//! The hub's open deliveries as whole entities, kept in memory: the board, the map, loads, cash and lateness all
//! look at them. After a change only the changed ones are read again.

use super::Ctx;
use crate::{error::Result, row, store::lock};
use domain::{
    entities::{Delivery, DeliveryState},
    entity::{Synced, Table},
    id::{CourierId, DeliveryId, HubId},
    lateness,
    units::ServiceDate,
};
use std::{collections::HashMap, sync::Arc};

/// See the module.
#[derive(Default)]
pub(crate) struct OpenWork {
    pub deliveries: HashMap<DeliveryId, Arc<Delivery>>,
    /// Each courier's open deliveries in stop order.
    pub of_courier: HashMap<CourierId, Vec<Arc<Delivery>>>,
}

/// Whether a delivery in this state is a stop its courier still drives to.
pub(super) fn is_stop(state: DeliveryState) -> bool {
    use DeliveryState as S;
    matches!(
        state,
        S::Assigned | S::Dispatched | S::PickedUp | S::EnRoute | S::Arrived
    )
}

/// The hub's open work in this snapshot.
pub(super) fn work(ctx: &Ctx<'_>, hub: HubId) -> Result<Arc<OpenWork>> {
    let version = ctx.versions.of(&[Table::Delivery]);
    let kept = lock(&ctx.inner.lists.open)
        .get(&hub)
        .filter(|_| ctx.keeps())
        .map(|(v, w)| (*v, w.clone()));
    let work = match kept {
        Some((v, work)) if v == version => return Ok(work),
        Some((v, work)) => match ctx.inner.changes.deliveries_since(v, version) {
            Some(changed) => refreshed(ctx, hub, &work, &changed)?,
            None => read(ctx, hub)?,
        },
        None => read(ctx, hub)?,
    };
    let work = Arc::new(OpenWork::grouped(work));
    lock(&ctx.inner.lists.open).insert(hub, (version, work.clone()));
    Ok(work)
}

type ById = HashMap<DeliveryId, Arc<Delivery>>;

fn read(ctx: &Ctx<'_>, hub: HubId) -> Result<ById> {
    let mut deliveries = HashMap::new();
    for row in row::select(
        ctx.conn,
        Table::Delivery,
        "hub_id = ? AND open = 1",
        [hub.0],
    )? {
        let delivery = Delivery::from_values(row.values)?;
        deliveries.insert(delivery.id, Arc::new(delivery));
    }
    Ok(deliveries)
}

fn refreshed(ctx: &Ctx<'_>, hub: HubId, work: &OpenWork, changed: &[uuid::Uuid]) -> Result<ById> {
    let mut deliveries = work.deliveries.clone();
    for id in changed {
        let found = match row::get(ctx.conn, Table::Delivery, *id)? {
            Some(row) => Some(Delivery::from_values(row.values)?),
            None => None,
        };
        match found {
            Some(delivery) if delivery.hub_id == hub && delivery.state.is_open() => {
                deliveries.insert(delivery.id, Arc::new(delivery));
            }
            _ => {
                deliveries.remove(&DeliveryId(*id));
            }
        }
    }
    Ok(deliveries)
}

impl OpenWork {
    fn grouped(deliveries: ById) -> Self {
        let mut of_courier: HashMap<CourierId, Vec<Arc<Delivery>>> = HashMap::new();
        for delivery in deliveries.values() {
            if let Some(courier) = delivery.courier_id {
                of_courier
                    .entry(courier)
                    .or_default()
                    .push(delivery.clone());
            }
        }
        for stops in of_courier.values_mut() {
            stops.sort_by_key(|d| lateness::order(d));
        }
        Self {
            deliveries,
            of_courier,
        }
    }

    /// The work as it would be with these deliveries changed.
    pub fn with(&self, changed: Vec<Delivery>) -> Self {
        let mut deliveries = self.deliveries.clone();
        for delivery in changed {
            if delivery.state.is_open() {
                deliveries.insert(delivery.id, Arc::new(delivery));
            } else {
                deliveries.remove(&delivery.id);
            }
        }
        Self::grouped(deliveries)
    }

    /// The stops a courier still drives to, in order: those of days to come after the rest, however early they were
    /// given.
    pub fn ahead(&self, courier: CourierId, today: ServiceDate) -> Vec<&Arc<Delivery>> {
        let mut ahead: Vec<_> = self
            .stops(courier)
            .iter()
            .filter(|d| is_stop(d.state))
            .collect();
        ahead.sort_by_key(|d| d.service_date.max(today));
        ahead
    }

    /// A courier's open deliveries in stop order.
    pub fn stops(&self, courier: CourierId) -> &[Arc<Delivery>] {
        self.of_courier.get(&courier).map_or(&[], Vec::as_slice)
    }
}
