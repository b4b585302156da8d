//! Deliveries a person chose, by id: which of them a filter shows, their lines of the table, and what forms need of
//! them. However many they are, one question answers for all.

use super::{
    Ctx,
    deliveries::{MAX_PAGE, ordered},
    rows::Rows,
};
use crate::error::{ReplicaError, Result};
use domain::{
    id::{CourierId, DeliveryId, HubId},
    units::ServiceDate,
};
use rusqlite::{OptionalExtension, Row as SqlRow};
use std::{collections::HashMap, str::FromStr};
use wire::ipc::{DeliveryFilter, DeliveryRow, Sort, Target};

/// The ones of `ids` that the filter shows, in its order.
pub(super) fn shown(
    ctx: &Ctx<'_>,
    filter: &DeliveryFilter,
    sort: Sort,
    ids: &[DeliveryId],
) -> Result<Vec<DeliveryId>> {
    let mut statement = ctx
        .conn
        .prepare_cached("SELECT rowid FROM delivery WHERE id = ?")?;
    let mut wanted: HashMap<i64, DeliveryId> = HashMap::with_capacity(ids.len());
    for id in ids {
        let row_id: Option<i64> = statement.query_row([id.0], |row| row.get(0)).optional()?;
        wanted.extend(row_id.map(|row_id| (row_id, *id)));
    }
    Ok(ordered(ctx, filter, sort)?
        .iter()
        .filter_map(|row_id| wanted.get(row_id).copied())
        .collect())
}

/// Their lines as seen on a service date.
pub(super) fn rows(
    ctx: &Ctx<'_>,
    hub: HubId,
    date: ServiceDate,
    ids: &[DeliveryId],
) -> Result<Vec<DeliveryRow>> {
    let rows = Rows::new(ctx, hub, ctx.day(hub, date)?)?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids.iter().take(MAX_PAGE as usize) {
        found.extend(rows.one(ctx, *id)?);
    }
    Ok(found)
}

/// What forms and messages need of them.
pub(super) fn targets(ctx: &Ctx<'_>, ids: &[DeliveryId]) -> Result<Vec<Target>> {
    let mut statement = ctx.conn.prepare_cached(
        "SELECT id, hub_id, reference, courier_id, cod_halalas, proof_required, state, state_before, priority
         FROM delivery WHERE id = ?",
    )?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = statement.query([id.0])?;
        if let Some(row) = rows.next()? {
            found.push(target(row)?);
        }
    }
    Ok(found)
}

fn target(row: &SqlRow<'_>) -> Result<Target> {
    let before: Option<String> = row.get(7)?;
    Ok(Target {
        id: DeliveryId(row.get(0)?),
        hub: HubId(row.get(1)?),
        reference: row.get(2)?,
        courier: row.get::<_, Option<_>>(3)?.map(CourierId),
        cod_halalas: row.get(4)?,
        proof_required: word(&row.get::<_, String>(5)?)?,
        state: word(&row.get::<_, String>(6)?)?,
        state_before: before.as_deref().map(word).transpose()?,
        priority: row.get(8)?,
    })
}

/// A word of one of the enums kept as text.
fn word<T: FromStr<Err = String>>(text: &str) -> Result<T> {
    text.parse().map_err(ReplicaError::Unreadable)
}
