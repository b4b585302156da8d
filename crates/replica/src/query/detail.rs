//! Everything the drawer shows of one delivery.

use super::{Ctx, couriers, exceptions, names, rows::Rows, timeline};
use crate::{actor, error::Result, outbox, row};
use domain::{
    entities::{Attempt, Delivery, Merchant, Note},
    entity::{Synced, Table},
    id::DeliveryId,
    state,
};
use uuid::Uuid;
use wire::ipc::{DeliveryDetail, NoteView};

pub(super) fn detail(ctx: &Ctx<'_>, id: DeliveryId) -> Result<Option<DeliveryDetail>> {
    let Some(stored) = row::get(ctx.conn, Table::Delivery, id.0)? else {
        return Ok(None);
    };
    let delivery = Delivery::from_values(stored.values)?;
    let hub = delivery.hub_id;
    let today = ctx.day_or_today(hub, None)?;
    let Some(line) = Rows::of(ctx, hub, today, &[id])?.one(ctx, id)? else {
        return Ok(None);
    };
    let merchant = match row::get(ctx.conn, Table::Merchant, delivery.merchant_id.0)? {
        Some(row) => Some(Merchant::from_values(row.values)?),
        None => None,
    };
    let courier = match delivery.courier_id {
        Some(courier) => couriers::one(ctx, hub, courier, today)?,
        None => None,
    };
    let attempts = row::select(
        ctx.conn,
        Table::Attempt,
        "delivery_id = ? ORDER BY number, id",
        [id.0],
    )?
    .into_iter()
    .map(|row| Ok(Attempt::from_values(row.values)?))
    .collect::<Result<_>>()?;
    let pending = outbox::select(
        ctx.conn,
        "settled IS NULL AND position IN (SELECT position FROM outbox_item WHERE entity_id = ?)
         ORDER BY position",
        [id.0],
    )?
    .iter()
    .map(outbox::Entry::view)
    .collect::<Result<_>>()?;
    Ok(Some(DeliveryDetail {
        row: line,
        allowed: allowed(ctx, &delivery)?,
        merchant,
        courier,
        attempts,
        notes: notes(ctx, id.0)?,
        timeline: timeline::of(ctx, id.0)?,
        exceptions: exceptions::of_entity(ctx, hub, id.0)?,
        pending,
        delivery,
    }))
}

/// What the state table and the user's role in the hub allow.
fn allowed(ctx: &Ctx<'_>, delivery: &Delivery) -> Result<Vec<String>> {
    let actor = match actor::read(ctx.conn) {
        Ok(actor) => actor,
        Err(crate::error::ReplicaError::NotSignedIn) => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let Some(role) = actor.grants.get(&delivery.hub_id) else {
        return Ok(Vec::new());
    };
    Ok(state::allowed_for(delivery.state, *role)
        .map(|action| action.word().to_owned())
        .collect())
}

/// Notes on an entity, oldest first.
pub(super) fn notes(ctx: &Ctx<'_>, entity: Uuid) -> Result<Vec<NoteView>> {
    let names = names::names(ctx)?;
    row::select(
        ctx.conn,
        Table::Note,
        "entity_id = ? ORDER BY written_at, id",
        [entity],
    )?
    .into_iter()
    .map(|row| {
        let note = Note::from_values(row.values)?;
        Ok(NoteView {
            author: names.person(note.written_by),
            note,
        })
    })
    .collect()
}
