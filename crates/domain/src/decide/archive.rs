//! Archiving: what is finished for long leaves the hub's scope with all that belongs to it, and stays on the
//! server. For the consoles the rows are gone; the write path keeps them.
//!
//! Source: "Retention" of the sync design.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    row::{self, on},
    trail::{self, Trails},
};
use crate::{
    entities::*,
    entity::{Synced, Table},
    id::*,
    rejection::{RejectCode, Rejection},
    world::Need,
};

/// Finished deliveries stay with the consoles for this long.
pub const KEPT_MS: i64 = 30 * 24 * 3_600_000;

pub(super) fn needs(id: DeliveryId) -> Vec<Need> {
    let mut needs = trail::needs(Table::Delivery, id.0);
    needs.extend([Need::Row(Table::Delivery, id.0), Need::CollectionsFor(id)]);
    needs
}

/// Takes finished deliveries out of the hub's scope. One whose cash nobody has settled, or about which an
/// exception is open, stays; an exception of several items is the hub's and holds none of them.
pub(super) fn decide(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    items: &[DeliveryId],
) -> Result<Vec<ItemVerdict>, Refusal> {
    let trails = Trails::of(draft, items.iter().map(|id| id.0));
    Ok(draft.each(items.iter().map(|id| (id.0, *id)), |draft, id| {
        let delivery = draft
            .get::<Delivery>(id)?
            .filter(|delivery| delivery.hub_id == hub)
            .ok_or_else(|| Rejection::new(RejectCode::NotFound).on(Table::Delivery, id))?;
        if !delivery.state.is_terminal() {
            return Err(row::wrong_state(asker, delivery).into());
        }
        if asker.now.0 - delivery.state_since.0 < KEPT_MS {
            return Err(on(delivery, RejectCode::WrongState)
                .with("action", asker.kind.word())
                .into());
        }
        let held = trails
            .all::<Collection>(id.0)
            .any(|collection| collection.settlement_id.is_none());
        if held || trail::unsettled(trails.all::<Exception>(id.0)) {
            return Err(on(delivery, RejectCode::OpenWork).into());
        }
        let mut writes = Writes::default();
        writes.deleted.push((Table::Delivery, id.0));
        writes.deleted.extend(
            trails
                .each(id.0)
                .filter(|row| row.scope() == hub.into())
                .map(|row| (row.table(), row.key())),
        );
        Ok(Outcome::Applied((Delivery::TABLE, id.0), writes))
    })?)
}
