//! Choices that meet another person's: a command says what its author saw, and where somebody has chosen otherwise
//! since it is refused with who chose what, when. The same choice made twice is no quarrel.

use super::{Refusal, draft::Draft, row::on};
use crate::{
    command::{Action, OnDeliveries, Saw},
    entities::*,
    id::CourierId,
    rejection::{RejectCode, Rejection},
    world::Need,
};

/// Whether somebody else has made the same choice since the author looked.
pub(super) fn is_so_already(command: &OnDeliveries, before: &Delivery) -> bool {
    let Some(saw) = command.saw.get(&before.id) else {
        return false;
    };
    match command.action {
        Action::Assign { courier } | Action::Reassign { courier } => {
            matches!(
                before.state,
                DeliveryState::Assigned | DeliveryState::Dispatched
            ) && before.courier_id == Some(courier)
                && saw.courier != Some(courier)
        }
        Action::HandOver { courier } => {
            before.custody == Custody::Courier(courier) && saw.courier != Some(courier)
        }
        Action::Unassign
        | Action::Dispatch
        | Action::Recall
        | Action::RecordPickup
        | Action::Depart
        | Action::Arrive
        | Action::Deliver { .. }
        | Action::RecordAttempt { .. }
        | Action::Reschedule { .. }
        | Action::Return { .. }
        | Action::RecordReturn { .. }
        | Action::Cancel { .. }
        | Action::Reinstate
        | Action::Hold { .. }
        | Action::Release
        | Action::MarkLost { .. }
        | Action::CorrectOutcome { .. }
        | Action::SetPriority { .. }
        | Action::Rezone => false,
    }
}

/// Refuses a choice whose author did not see the present one.
pub(super) fn unchanged(
    draft: &Draft<'_>,
    command: &OnDeliveries,
    before: &Delivery,
) -> Result<(), Refusal> {
    let Some(saw) = command.saw.get(&before.id) else {
        return Ok(());
    };
    if let Action::SetPriority { priority } = command.action {
        let overtaken = saw.priority.is_some_and(|saw| saw != before.priority);
        return match overtaken && priority != before.priority {
            true => Err(changed(draft, before, "priority")?.into()),
            false => Ok(()),
        };
    }
    match command.action.is_choice() && overtaken(saw, before, command.action.gives_to()) {
        true => Err(whose_now(draft, before)?.into()),
        false => Ok(()),
    }
}

/// Whether the delivery is another's than the author saw, and than the one it would be given to.
fn overtaken(saw: &Saw, before: &Delivery, to: Option<CourierId>) -> bool {
    before.courier_id != saw.courier && (to.is_none() || before.courier_id != to)
}

fn whose_now(draft: &Draft<'_>, before: &Delivery) -> Result<Rejection, Refusal> {
    let mut rejection = changed(draft, before, "courier_id")?;
    if let Some(id) = before.courier_id
        && let Some(courier) = draft
            .get::<Courier>(id)?
            .filter(|courier| courier.hub_id == before.hub_id)
    {
        rejection = rejection
            .with("courier_ar", courier.name_ar.as_str())
            .with("courier_en", courier.name_en.as_str());
    }
    Ok(rejection)
}

/// The refusal, with who wrote `column` last and when.
fn changed(draft: &Draft<'_>, before: &Delivery, column: &str) -> Result<Rejection, Refusal> {
    let last = draft
        .owned::<Event>(Need::EventsOf(before.id.0), before.id)?
        .into_iter()
        .filter(|event| event.hub_id == before.hub_id && event.changed.contains_key(column))
        .max_by_key(|event| (event.server_at, event.part, event.id));
    let (by, at) = last.map_or((before.updated_by, before.updated_at), |event| {
        (event.actor_id, event.device_at.min(event.server_at))
    });
    let mut rejection = on(before, RejectCode::ChangedSince)
        .with("field", column)
        .with("by", by.to_string())
        .with("at", at.0);
    if let Some(person) = draft.get::<Staff>(by)? {
        rejection = rejection
            .with("by_ar", person.name_ar.as_str())
            .with("by_en", person.name_en.as_str());
    }
    Ok(rejection)
}
