//! Who made the change that a command met: the one who wrote the value it is about, found in the trail; not whoever
//! touched the row last.

use super::{Ctx, names};
use crate::{error::Result, row};
use domain::{
    command::{Command, EditGroup, Other},
    entities::{Event, Exception, ExceptionKind},
    entity::{Synced, Table},
    id::UserId,
    rejection::{RejectCode, Rejection},
    units::Millis,
};
use serde_json::Value as Json;
use wire::ipc::MetChange;

/// For a conflict or a refusal on known values.
pub(super) fn of(ctx: &Ctx<'_>, exception: &Exception) -> Result<Option<MetChange>> {
    let reason = &exception.reason.0;
    let (by, at) = match (chosen_since(reason), touched_last(reason)) {
        (Some(chosen), _) => chosen,
        (None, Some(last)) => wrote(ctx, exception)?.unwrap_or(last),
        (None, None) => return Ok(None),
    };
    let by = names::names(ctx)?.person(by);
    Ok(Some(MetChange { by, at }))
}

fn read(from: &Json, by: &str, at: &str) -> Option<(UserId, Millis)> {
    Some((
        from.get(by)?.as_str()?.parse().ok()?,
        Millis(from.get(at)?.as_i64()?),
    ))
}

/// Who chose otherwise, where the refusal says so itself.
fn chosen_since(reason: &Json) -> Option<(UserId, Millis)> {
    let rejection: Rejection = serde_json::from_value(reason.clone()).ok()?;
    (rejection.code == RejectCode::ChangedSince && rejection.params.contains_key("field"))
        .then(|| read(reason.get("params")?, "by", "at"))
        .flatten()
}

/// Who touched the row last when the exception was raised: what is left where the trail says nothing.
fn touched_last(reason: &Json) -> Option<(UserId, Millis)> {
    read(reason, "theirs_by", "theirs_at").or_else(|| {
        let theirs = reason.get("params")?.get("theirs")?;
        read(theirs, "updated_by", "updated_at")
    })
}

/// The last event before the exception that wrote what it is about.
fn wrote(ctx: &Ctx<'_>, exception: &Exception) -> Result<Option<(UserId, Millis)>> {
    let wrote = match group(exception) {
        Some(group) => group
            .columns()
            .iter()
            .map(|column| format!("json_type(changed, '$.{column}') IS NOT NULL"))
            .collect::<Vec<_>>()
            .join(" OR "),
        None => {
            "from_state IS NOT to_state OR json_type(changed, '$.courier_id') IS NOT NULL".into()
        }
    };
    let event = row::select(
        ctx.conn,
        Table::Event,
        &format!(
            "entity_id = ? AND server_at <= ? AND command_id <> ? AND ({wrote})
             ORDER BY server_at DESC, part DESC, id LIMIT 1"
        ),
        (
            exception.entity_id,
            exception.raised_at.0,
            exception.command_id.0,
        ),
    )?
    .into_iter()
    .next();
    let event = event
        .map(|row| Event::from_values(row.values))
        .transpose()?;
    Ok(event.map(|event| (event.actor_id, event.device_at.min(event.server_at))))
}

/// The fields an edit was of.
fn group(exception: &Exception) -> Option<EditGroup> {
    if exception.kind == ExceptionKind::Conflict {
        return serde_json::from_value(exception.reason.0.get("group")?.clone()).ok();
    }
    let command = serde_json::from_value(exception.intended.0.clone()).ok()?;
    let Command::Other(Other::Edit { edits, .. }) = command else {
        return None;
    };
    edits.first().map(|edit| edit.group)
}
