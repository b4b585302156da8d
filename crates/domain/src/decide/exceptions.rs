//! Settling exceptions: claiming, resolving, and what accepting or refusing a contested report does.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    edit,
    fleet::not_found,
    guards,
    history::History,
    outcome::{self, money_back, money_in},
    reports, row,
};
use crate::{
    command::{Action, Command, EditGroup, GroupEdit, OnDeliveries, Other},
    entities::*,
    entity::Table,
    id::*,
    name::ActionKind,
    rejection::{RejectCode, Rejection},
    state,
    zoning::Zoning,
};

fn about(exception: &Exception, code: RejectCode) -> Rejection {
    Rejection::new(code)
        .on(Table::Exception, exception.id)
        .with("label", exception.label.as_str())
}

/// The exception, when it is this hub's and still open.
fn open<'a>(draft: &'a Draft<'_>, hub: HubId, id: ExceptionId) -> Result<&'a Exception, Refusal> {
    let exception = draft
        .get::<Exception>(id)?
        .filter(|exception| exception.hub_id == hub)
        .ok_or_else(|| not_found(Table::Exception, id))?;
    match exception.resolved_by {
        Some(by) => Err(about(exception, RejectCode::AlreadyResolved)
            .with("by", by.to_string())
            .into()),
        None => Ok(exception),
    }
}

pub(super) fn claim(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    items: &[ExceptionId],
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(items.iter().map(|id| (id.0, *id)), |draft, id| {
        let exception = open(draft, hub, id)?;
        match exception.claimed_by {
            Some(by) if by == asker.user => return Ok(Outcome::Unchanged),
            Some(by) => {
                return Err(about(exception, RejectCode::AlreadyClaimed)
                    .with("by", by.to_string())
                    .into());
            }
            None => {}
        }
        let mut writes = Writes::default();
        writes.put(Exception {
            claimed_by: Some(asker.user),
            claimed_at: Some(asker.now),
            ..exception.clone()
        });
        Ok(Outcome::Applied((Table::Exception, id.0), writes))
    })?)
}

fn resolved(
    asker: &Asker,
    exception: &Exception,
    resolution: Resolution,
    reason: &str,
) -> Exception {
    Exception {
        resolved_by: Some(asker.user),
        resolved_at: Some(asker.now),
        resolution: Some(resolution),
        resolution_reason: reason.trim().to_owned(),
        ..exception.clone()
    }
}

/// Whether an exception of that kind can be settled so.
pub fn settles(kind: ExceptionKind, resolution: Resolution) -> bool {
    use Resolution as R;
    match kind {
        ExceptionKind::Contested => false,
        ExceptionKind::Conflict => {
            matches!(resolution, R::KeptMine | R::KeptTheirs | R::Discarded)
        }
        ExceptionKind::LateRisk => matches!(resolution, R::Accepted | R::Discarded),
        ExceptionKind::Rejected | ExceptionKind::Quarantined | ExceptionKind::ImportRow => {
            matches!(resolution, R::Retried | R::Repaired | R::Discarded)
        }
    }
}

/// Settles exceptions that are not contested. For a conflict `kept_mine` writes the value that lost.
pub(super) fn resolve(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    items: &[ExceptionId],
    resolution: Resolution,
    reason: &str,
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each(items.iter().map(|id| (id.0, *id)), |draft, id| {
        let exception = open(draft, hub, id)?;
        if !settles(exception.kind, resolution) {
            return Err(about(exception, RejectCode::BadField)
                .with("field", "resolution")
                .into());
        }
        let mut writes = match resolution {
            Resolution::KeptMine => keep_mine(draft, asker, exception)?,
            Resolution::Accepted
            | Resolution::Refused
            | Resolution::KeptTheirs
            | Resolution::Retried
            | Resolution::Repaired
            | Resolution::Discarded => Writes::default(),
        };
        writes.put(resolved(asker, exception, resolution, reason));
        Ok(Outcome::Applied((Table::Exception, id.0), writes))
    })?)
}

/// The edit an exception of a conflict was made of.
fn intended_edit(exception: &Exception) -> Option<GroupEdit> {
    let command = serde_json::from_value(exception.intended.0.clone()).ok()?;
    let Command::Other(Other::Edit { mut edits, .. }) = command else {
        return None;
    };
    edits.pop()
}

fn unreadable(exception: &Exception) -> Rejection {
    about(exception, RejectCode::MalformedCommand).with("field", "intended")
}

fn keep_mine(draft: &Draft<'_>, asker: &Asker, exception: &Exception) -> Result<Writes, Refusal> {
    let edit = intended_edit(exception).ok_or_else(|| unreadable(exception))?;
    let before = delivery(draft, exception)?;
    if state::transition(before.state, ActionKind::Edit).is_none() {
        return Err(row::wrong_state(asker, before).into());
    }
    let zoning = (edit.group == EditGroup::DropoffAddress)
        .then(|| Zoning::of(draft.world, before.hub_id, 1))
        .transpose()?;
    let next = edit::changed(before, &edit.to, zoning.as_ref())?;
    Ok(match edit::applied(asker, before, next) {
        Outcome::Applied(_, writes) => writes,
        Outcome::Unchanged | Outcome::Contested(..) | Outcome::Conflict(..) => Writes::default(),
    })
}

fn delivery<'a>(draft: &'a Draft<'_>, exception: &Exception) -> Result<&'a Delivery, Refusal> {
    Ok(draft
        .get::<Delivery>(exception.entity_id)?
        .filter(|delivery| delivery.hub_id == exception.hub_id)
        .ok_or_else(|| not_found(exception.entity_table, exception.entity_id))?)
}

/// Settles a contested report. Accepted, the delivery takes the outcome, unless it has ended already or something later
/// is known: then it is noted and the delivery stays where it is. The money of an accepted delivery is booked already,
/// so what was said of money before is taken back. Refused, the report's money is taken back.
pub(super) fn resolve_contested(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    id: ExceptionId,
    accept: bool,
    reason: &str,
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each([(id.0, ())], |draft, ()| {
        let exception = open(draft, hub, id)?;
        if exception.kind != ExceptionKind::Contested {
            return Err(about(exception, RejectCode::BadField)
                .with("field", "kind")
                .into());
        }
        if reason.trim().is_empty() {
            return Err(about(exception, RejectCode::ReasonMissing).into());
        }
        let command: OnDeliveries = serde_json::from_value(exception.intended.0.clone())
            .map_err(|_| unreadable(exception))?;
        if !state::is_report(command.action.kind()) {
            return Err(unreadable(exception).into());
        }
        let before = delivery(draft, exception)?;
        let resolution = if accept {
            Resolution::Accepted
        } else {
            Resolution::Refused
        };
        let mut writes = Writes::default();
        writes.put(resolved(asker, exception, resolution, reason));
        if accept {
            take_outcome(draft, asker, exception, &command, before, &mut writes)?;
        } else {
            refuse_outcome(asker, exception, &command, before, reason, &mut writes);
        }
        Ok(Outcome::Applied((Table::Exception, id.0), writes))
    })?)
}

fn take_outcome(
    draft: &Draft<'_>,
    asker: &Asker,
    exception: &Exception,
    command: &OnDeliveries,
    before: &Delivery,
    writes: &mut Writes,
) -> Result<(), Refusal> {
    let mut reported = reports::reported(asker, command, before);
    reported.recorded_by = exception.raised_by;
    reported.courier = exception.courier_id.or(reported.courier);
    let history = History::of(draft, before)?;
    reported.follow(&history);
    let moves = outcome::moves(&reported, before.state, &history);
    if moves
        && reported.courier.is_none()
        && outcome::reported_state(reported.kind).is_some_and(outcome::on_the_road)
    {
        // Somebody must have it: assign the delivery first, or refuse the report.
        let rejection = about(exception, RejectCode::BadField).with("field", "courier_id");
        return Err(rejection.into());
    }
    let mut next = before.clone();
    if moves || matches!(reported.action, Action::Deliver { .. }) {
        money_back(asker, before, before.courier_id, &before.collected, writes);
    }
    if exception.courier_id.is_none()
        && let Action::Deliver { collected, .. } = reported.action
    {
        // Nobody was known to hold it when it was reported.
        money_in(asker, before, reported.courier, collected, writes);
    }
    if moves {
        next.courier_id = reported.courier.or(before.courier_id);
        outcome::take(asker, &reported, &mut next, writes);
        guards::of_this_hub(draft, &next)?;
    } else {
        outcome::note(asker, &reported, &mut next, writes);
    }
    if next == *before {
        let state = before.state;
        let event = asker.step(before.hub_id, before.id, state, state);
        writes.events.push(event);
    } else {
        row::write(asker, writes, before, next, String::new());
    }
    if let Some(event) = writes.events.last_mut() {
        event.device_at = exception.device_at;
        event.changed.insert(
            "accepted".to_owned(),
            (serde_json::Value::Null, reported.kind.word().into()),
        );
    }
    Ok(())
}

fn refuse_outcome(
    asker: &Asker,
    exception: &Exception,
    command: &OnDeliveries,
    before: &Delivery,
    reason: &str,
    writes: &mut Writes,
) {
    if let Action::Deliver { collected, .. } = &command.action {
        money_back(asker, before, exception.courier_id, collected, writes);
    }
    let mut event = asker.step(before.hub_id, before.id, before.state, before.state);
    event.changed.insert(
        "refused".to_owned(),
        (command.action.kind().word().into(), reason.trim().into()),
    );
    writes.events.push(event);
}
