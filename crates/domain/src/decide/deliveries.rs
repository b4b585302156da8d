//! Actions on deliveries: checks the state table, then writes what each intent writes. Reports are in
//! [`super::reports`], guards on couriers in [`super::guards`].

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    guards,
    outcome::{self, money_back},
    reports,
    row::{self, on},
    sight,
};
use crate::{
    command::{Action, OnDeliveries},
    entities::*,
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
    state::{self, To},
    units::ServiceDate,
    zoning::Zoning,
};
use DeliveryState as S;

/// Decides every item of `command` in order.
pub(super) fn decide(
    draft: &mut Draft<'_>,
    asker: &Asker,
    command: &OnDeliveries,
) -> Result<Vec<ItemVerdict>, Refusal> {
    let zoning = (command.action == Action::Rezone)
        .then(|| Zoning::of(draft.world, command.hub, command.items.len()))
        .transpose()?;
    Ok(
        draft.each(command.items.iter().map(|id| (id.0, *id)), |draft, id| {
            item(draft, asker, command, zoning.as_ref(), id)
        })?,
    )
}

/// The delivery, when it is this hub's and unchanged since the revision an undo names.
pub(super) fn found<'a>(
    draft: &'a Draft<'_>,
    hub: HubId,
    id: DeliveryId,
    if_rev: Option<&i64>,
) -> Result<&'a Delivery, Refusal> {
    let delivery = draft
        .get::<Delivery>(id)?
        .filter(|delivery| delivery.hub_id == hub)
        .ok_or_else(|| Rejection::new(RejectCode::NotFound).on(Table::Delivery, id))?;
    match if_rev {
        Some(rev) if draft.rev_before(Table::Delivery, id.0) != *rev => {
            Err(on(delivery, RejectCode::ChangedSince)
                .with("by", delivery.updated_by.to_string())
                .with("at", delivery.updated_at.0)
                .into())
        }
        _ => Ok(delivery),
    }
}

fn item(
    draft: &Draft<'_>,
    asker: &Asker,
    command: &OnDeliveries,
    zoning: Option<&Zoning<'_>>,
    id: DeliveryId,
) -> Result<Outcome, Refusal> {
    let before = found(draft, command.hub, id, command.if_rev.get(&id))?;
    if state::is_report(asker.kind) {
        return reports::item(draft, asker, command, before);
    }
    if sight::is_so_already(command, before) {
        return Ok(Outcome::Unchanged);
    }
    let row = state::transition(before.state, asker.kind)
        .ok_or_else(|| row::wrong_state(asker, before))?;
    sight::unchanged(draft, command, before)?;
    let mut next = before.clone();
    let mut writes = Writes::default();
    row::enter(
        asker,
        &mut next,
        target(row.to, asker, before, &command.action)?,
    );
    let override_reason = act(
        draft,
        asker,
        command,
        zoning,
        before,
        &mut next,
        &mut writes,
    )?;
    if !before.state.is_open() && next.state.is_open() {
        guards::reopen(draft, asker, before, &mut next)?;
    }
    if next == *before {
        return Ok(Outcome::Unchanged);
    }
    row::write(asker, &mut writes, before, next, override_reason);
    Ok(Outcome::Applied((Table::Delivery, id.0), writes))
}

/// The state an intent leads to.
fn target(
    to: To,
    asker: &Asker,
    before: &Delivery,
    action: &Action,
) -> Result<DeliveryState, Rejection> {
    // Only a correction says where it wants to: the others go where the table leads.
    let wanted = if let Action::CorrectOutcome { to, .. } = action {
        Some(*to)
    } else {
        None
    };
    let to = match (to, wanted) {
        (To::State(state), _) => state,
        (To::Same | To::DraftOrReady, _) => before.state,
        (To::Before, _) => before.state_before.unwrap_or(S::Ready),
        (To::OneOf(states), Some(wanted)) if states.contains(&wanted) => return Ok(wanted),
        (To::OneOf(_), _) => return Err(refused(asker, before, wanted)),
    };
    if wanted.is_some_and(|wanted| wanted != to) {
        return Err(refused(asker, before, wanted));
    }
    Ok(to)
}

fn refused(asker: &Asker, before: &Delivery, wanted: Option<DeliveryState>) -> Rejection {
    row::wrong_state(asker, before).with("to", wanted.map(DeliveryState::word))
}

/// What an intent writes besides the state. Returns the reason with which a guard was overruled.
fn act(
    draft: &Draft<'_>,
    asker: &Asker,
    command: &OnDeliveries,
    zoning: Option<&Zoning<'_>>,
    before: &Delivery,
    next: &mut Delivery,
    writes: &mut Writes,
) -> Result<String, Refusal> {
    match &command.action {
        Action::Assign { courier } | Action::Reassign { courier } => {
            let courier = guards::active_courier(draft, command.hub, *courier)?;
            if before.courier_id == Some(courier.id) {
                return Err(on(before, RejectCode::CourierUnchanged).into());
            }
            let overruled =
                guards::take_on(draft, asker, before, courier, command.overrule.as_ref())?;
            next.courier_id = Some(courier.id);
            next.sequence = guards::next_sequence(draft, courier.id, before.id)?;
            return Ok(overruled);
        }
        Action::Unassign => {
            next.courier_id = None;
            next.sequence = 0;
        }
        Action::Dispatch | Action::Recall => {}
        Action::HandOver { courier } => {
            let courier = guards::active_courier(draft, command.hub, *courier)?;
            if before.custody == Custody::Courier(courier.id) {
                return Err(on(before, RejectCode::CourierUnchanged).into());
            }
            next.courier_id = Some(courier.id);
            next.custody = Custody::Courier(courier.id);
            next.sequence = guards::next_sequence(draft, courier.id, before.id)?;
        }
        Action::Reschedule {
            service_date,
            window,
            stays_with_courier,
        } => {
            if before.attempt_no >= before.max_attempts {
                return Err(on(before, RejectCode::AttemptsExhausted)
                    .with("attempts", before.attempt_no)
                    .with("max_attempts", before.max_attempts)
                    .into());
            }
            if window.from >= window.to || window.to <= asker.now {
                return Err(on(before, RejectCode::WindowInvalid).into());
            }
            if *service_date < today(draft, asker, command.hub)? {
                return Err(past(before, *service_date).into());
            }
            if !stays_with_courier {
                next.custody = Custody::Hub;
            } else if before.custody.courier().is_none() {
                return Err(on(before, RejectCode::ParcelElsewhere)
                    .with("custody", before.custody.to_string())
                    .into());
            }
            next.service_date = *service_date;
            next.windows = vec![*window].into();
            // The old promise was broken; the new window is what counts now.
            next.promised_at = None;
            next.courier_id = None;
            next.sequence = 0;
        }
        Action::Return { reason } => next.state_reason = reason_given(before, reason)?,
        Action::Cancel { reason } | Action::Hold { reason } => {
            next.state_reason = reason_given(before, reason)?;
            next.state_before = Some(before.state);
        }
        Action::MarkLost { reason } => {
            next.state_reason = reason_given(before, reason)?;
            // A hold ends with the loss: found again, it goes on where it was held.
            if before.state != S::OnHold {
                next.state_before = Some(before.state);
            }
        }
        Action::Reinstate => {
            let today = today(draft, asker, command.hub)?;
            let cancelled_on = day_of(draft, before.state_since, command.hub)?;
            if before.service_date < today && cancelled_on < today {
                return Err(past(before, before.service_date).into());
            }
            next.state_before = None;
            next.state_reason.clear();
        }
        Action::Release => {
            next.state_before = None;
            next.state_reason.clear();
        }
        Action::CorrectOutcome { reason, .. } => {
            let reason = reason_given(before, reason)?;
            let hours = policy(draft)?.correction_hours;
            if asker.now.secs_since(before.state_since) > i64::from(hours) * 3600 {
                return Err(on(before, RejectCode::TooLate).with("hours", hours).into());
            }
            match before.state {
                S::Delivered if before.courier_id.is_none() && outcome::on_the_road(next.state) => {
                    return Err(on(before, RejectCode::BadField)
                        .with("field", "courier_id")
                        .into());
                }
                S::Delivered => {
                    money_back(asker, before, before.courier_id, &before.collected, writes);
                    outcome::undeliver(next);
                }
                S::Returned => {
                    // A delivery that was accepted as reported although it had been returned.
                    money_back(asker, before, before.courier_id, &before.collected, writes);
                    next.collected.clear();
                    next.custody = before.courier_id.map_or(Custody::Hub, Custody::Courier);
                }
                S::Lost => next.state_before = None,
                // The table has no correction of them.
                S::Draft
                | S::Ready
                | S::Assigned
                | S::Dispatched
                | S::PickedUp
                | S::EnRoute
                | S::Arrived
                | S::Failed
                | S::Returning
                | S::Cancelled
                | S::OnHold => {
                    return Err(row::wrong_state(asker, before).into());
                }
            }
            next.state_reason = reason;
        }
        Action::SetPriority { priority } => {
            if !(0..=100).contains(priority) {
                return Err(on(before, RejectCode::BadField)
                    .with("field", "priority")
                    .into());
            }
            next.priority = *priority;
        }
        Action::Rezone => {
            next.zone_id = zoning
                .zip(before.dropoff_point())
                .and_then(|(zoning, point)| zoning.at(point));
        }
        Action::RecordPickup
        | Action::Depart
        | Action::Arrive
        | Action::Deliver { .. }
        | Action::RecordAttempt { .. }
        | Action::RecordReturn { .. } => {
            // Reports never come here: the table says they are.
            return Err(row::wrong_state(asker, before).into());
        }
    }
    Ok(String::new())
}

fn reason_given(delivery: &Delivery, reason: &str) -> Result<String, Rejection> {
    match reason.trim() {
        "" => Err(on(delivery, RejectCode::ReasonMissing)),
        reason => Ok(reason.to_owned()),
    }
}

fn past(delivery: &Delivery, day: ServiceDate) -> Rejection {
    on(delivery, RejectCode::PastServiceDate).with("service_date", day.to_string())
}

/// The hub's business day now.
pub(super) fn today(draft: &Draft<'_>, asker: &Asker, hub: HubId) -> Result<ServiceDate, Refusal> {
    day_of(draft, asker.now, hub)
}

fn day_of(draft: &Draft<'_>, at: crate::units::Millis, hub: HubId) -> Result<ServiceDate, Refusal> {
    let hub_row = draft
        .get::<Hub>(hub)?
        .ok_or_else(|| Rejection::new(RejectCode::NotFound).on(Table::Hub, hub))?;
    Ok(ServiceDate::of(
        at,
        &hub_row.time_zone,
        hub_row.day_starts_at_min,
    ))
}

/// The organisation's numbers, the standard ones before it has any.
pub(super) fn policy(draft: &Draft<'_>) -> Result<Policy, Refusal> {
    Ok(draft
        .get::<Policy>(Policy::ID)?
        .cloned()
        .unwrap_or_else(Policy::standard))
}
