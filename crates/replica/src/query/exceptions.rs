//! Exceptions with who is on them, and what they are about taken apart.

use super::{Ctx, contested, detail, met, names};
use crate::{error::Result, row};
use domain::{
    entities::{DeliveryState, Exception, ExceptionKind, NoteKind},
    entity::{Synced, Table},
    id::{ExceptionId, HubId},
    refused,
    rejection::Rejection,
};
use serde_json::Value as Json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use wire::ipc::{ConflictField, ExceptionView, RefusedView};

/// How many there are to settle among exceptions, as SQL: the contested reports about one delivery are settled as one.
pub(crate) const TO_SETTLE: &str =
    "count(DISTINCT CASE kind WHEN 'contested' THEN entity_id ELSE id END)";

/// Resolved exceptions shown.
const MAX_RESOLVED: u32 = 500;

/// The hub's open exceptions, oldest first, with the contested reports about one delivery as one; or the last resolved ones, newest first.
pub(super) fn of_hub(ctx: &Ctx<'_>, hub: HubId, open: bool) -> Result<Vec<ExceptionView>> {
    let rows = if open {
        row::select(
            ctx.conn,
            Table::Exception,
            "hub_id = ? AND resolved_at IS NULL ORDER BY raised_at, id",
            [hub.0],
        )?
    } else {
        row::select(
            ctx.conn,
            Table::Exception,
            "hub_id = ? AND resolved_at IS NOT NULL ORDER BY resolved_at DESC, id LIMIT ?",
            (hub.0, MAX_RESOLVED),
        )?
    };
    let mut views = Vec::with_capacity(rows.len());
    let mut contested = HashSet::new();
    for row in rows {
        let exception = Exception::from_values(row.values)?;
        let told = open
            && exception.kind == ExceptionKind::Contested
            && !contested.insert(exception.entity_id);
        if !told {
            views.push(view(ctx, exception)?);
        }
    }
    Ok(views)
}

/// The open exceptions of several items in a hub, by item: they are about none of them in the index.
fn shared(ctx: &Ctx<'_>, hub: HubId) -> Result<Vec<(Uuid, ExceptionId)>> {
    let mut statement = ctx.conn.prepare_cached(
        "SELECT id, reason FROM exception
         WHERE hub_id = ? AND resolved_at IS NULL AND entity_table = 'exception'",
    )?;
    let mut rows = statement.query([hub.0])?;
    let mut shared = Vec::new();
    while let Some(row) = rows.next()? {
        let id = ExceptionId(row.get(0)?);
        let reason = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or_default())?;
        shared.extend(
            refused::listed(&reason)
                .into_iter()
                .map(|item| (item.id, id)),
        );
    }
    Ok(shared)
}

/// How many open exceptions of several items name each item of the hub.
pub(super) fn shared_counts(ctx: &Ctx<'_>, hub: HubId) -> Result<HashMap<Uuid, u32>> {
    let mut counts = HashMap::new();
    for (item, _) in shared(ctx, hub)? {
        *counts.entry(item).or_default() += 1;
    }
    Ok(counts)
}

/// The exceptions of one entity of a hub, newest first: those about it alone, and the open ones that name it among
/// others.
pub(super) fn of_entity(ctx: &Ctx<'_>, hub: HubId, entity: Uuid) -> Result<Vec<ExceptionView>> {
    let mut rows = row::select(
        ctx.conn,
        Table::Exception,
        "entity_id = ? ORDER BY raised_at DESC, id",
        [entity],
    )?;
    let among = shared(ctx, hub)?.into_iter();
    for (_, id) in among.filter(|(item, _)| *item == entity).rev() {
        rows.splice(0..0, row::get(ctx.conn, Table::Exception, id.0)?);
    }
    rows.into_iter()
        .map(|row| view(ctx, Exception::from_values(row.values)?))
        .collect()
}

/// Each of several items as it is now; one that is alone is the exception itself.
fn items(ctx: &Ctx<'_>, exception: &mut Exception) -> Result<Vec<RefusedView>> {
    let listed = refused::take_listed(&mut exception.reason.0);
    let views = listed.into_iter().map(|item| {
        Ok(RefusedView {
            state: state_of(ctx, item.id)?,
            id: item.id,
            label: item.label,
            rejection: item.rejection,
        })
    });
    views.collect()
}

fn view(ctx: &Ctx<'_>, mut exception: Exception) -> Result<ExceptionView> {
    let items = items(ctx, &mut exception)?;
    let names = names::names(ctx)?;
    let comments = detail::notes(ctx, exception.id.0)?
        .into_iter()
        .filter(|note| note.note.kind == NoteKind::Comment)
        .collect();
    let state = if exception.entity_table == Table::Delivery {
        state_of(ctx, exception.entity_id)?
    } else {
        None
    };
    let is_conflict = exception.kind == ExceptionKind::Conflict;
    let rejection = if is_conflict {
        None
    } else {
        serde_json::from_value::<Rejection>(exception.reason.0.clone()).ok()
    };
    let conflict = if is_conflict {
        fields(&exception.reason.0)
    } else {
        Vec::new()
    };
    let pending = ctx
        .conn
        .prepare_cached(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM shadow WHERE tbl = 'exception' AND pk = ?1)
                OR EXISTS (SELECT 1 FROM outbox_item WHERE entity_id = ?1)",
        )?
        .exists([exception.id.0])?;
    let met = met::of(ctx, &exception)?;
    let (reports, recorded) = contested::of(ctx, &exception, state)?;
    Ok(ExceptionView {
        met,
        reports,
        recorded,
        raised_by: names.person(exception.raised_by),
        claimed_by: exception.claimed_by.map(|id| names.person(id)),
        resolved_by: exception.resolved_by.map(|id| names.person(id)),
        comments,
        state,
        pending,
        rejection,
        conflict,
        items,
        exception,
    })
}

fn state_of(ctx: &Ctx<'_>, delivery: Uuid) -> Result<Option<DeliveryState>> {
    let mut statement = ctx
        .conn
        .prepare_cached("SELECT state FROM delivery WHERE id = ?")?;
    let mut rows = statement.query([delivery])?;
    match rows.next()? {
        Some(row) => row
            .get_ref(0)?
            .as_str()
            .unwrap_or_default()
            .parse()
            .map(Some)
            .map_err(crate::error::ReplicaError::Unreadable),
        None => Ok(None),
    }
}

/// A conflict's `{group, from, mine, theirs}` column by column.
fn fields(reason: &Json) -> Vec<ConflictField> {
    let side = |name: &str| reason.get(name).and_then(Json::as_object);
    let (from, mine, theirs) = (side("from"), side("mine"), side("theirs"));
    let mut columns: Vec<&String> = [from, mine, theirs]
        .into_iter()
        .flatten()
        .flat_map(|fields| fields.keys())
        .collect();
    columns.sort_unstable();
    columns.dedup();
    let value = |side: Option<&serde_json::Map<String, Json>>, column: &str| {
        side.and_then(|fields| fields.get(column))
            .cloned()
            .unwrap_or(Json::Null)
    };
    columns
        .into_iter()
        .map(|column| ConflictField {
            column: column.clone(),
            from: value(from, column),
            mine: value(mine, column),
            theirs: value(theirs, column),
        })
        .collect()
}
