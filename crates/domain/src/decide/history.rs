//! What the trail of a delivery says of the street: the steps that were told of and taken, and when, by the clocks of
//! those who told of them. Knows what a later step says about an earlier report; writes nothing.

use super::{draft::Draft, outcome};
use crate::{
    entities::{Delivery, DeliveryState, Event},
    name::ActionKind,
    state,
    units::Millis,
    world::{Need, NotLoaded},
};

/// One thing that is known of where the parcels were.
struct Step {
    at: Millis,
    to: DeliveryState,
    /// Told by somebody of the street, and no consequence of what they told.
    reported: bool,
}

/// The steps of one delivery.
pub(super) struct History(Vec<Step>);

impl History {
    /// The steps so far.
    ///
    /// # Errors
    /// Asks for the delivery's events.
    pub fn of(draft: &Draft<'_>, delivery: &Delivery) -> Result<Self, NotLoaded> {
        let events = draft.owned::<Event>(Need::EventsOf(delivery.id.0), delivery.id)?;
        // What another hub recorded is not here for everybody who decides.
        let here = events
            .into_iter()
            .filter(|event| event.hub_id == delivery.hub_id);
        Ok(Self(here.filter_map(step).collect()))
    }

    /// Whether something is known that happened after `at`, or at the same time and further along than `to`.
    pub fn goes_past(&self, at: Millis, to: DeliveryState) -> bool {
        self.0
            .iter()
            .any(|step| step.at > at || (step.at == at && step.to > to))
    }

    /// When the last report of a step before the outcome happened: no outcome is earlier.
    pub fn last_before_outcome(&self) -> Option<Millis> {
        self.0
            .iter()
            .filter(|step| step.reported && !step.to.is_terminal())
            .map(|step| step.at)
            .max()
    }
}

/// What an event says of where the parcels were. Plans (assigned, dispatched, cancelled, held) say nothing, nor does a
/// report that nobody has settled.
fn step(event: &Event) -> Option<Step> {
    let kind: ActionKind = event.action.parse().ok()?;
    let told = |to, reported| {
        let at = event.device_at.min(event.server_at);
        Some(Step { at, to, reported })
    };
    if state::is_report(kind) {
        let kept = event.changed.contains_key("contested");
        return told(event.to_state.filter(|_| !kept)?, !event.implied);
    }
    match kind {
        ActionKind::ResolveContested => {
            let (_, accepted) = event.changed.get("accepted")?;
            let kind: ActionKind = accepted.as_str()?.parse().ok()?;
            told(outcome::reported_state(kind)?, true)
        }
        // What was asked for is dated by the server, whatever clock asked.
        ActionKind::HandOver
        | ActionKind::Reschedule
        | ActionKind::Return
        | ActionKind::CorrectOutcome => Some(Step {
            at: event.server_at,
            to: event.to_state?,
            reported: false,
        }),
        ActionKind::Assign
        | ActionKind::Reassign
        | ActionKind::Unassign
        | ActionKind::Dispatch
        | ActionKind::Recall
        | ActionKind::RecordPickup
        | ActionKind::Depart
        | ActionKind::Arrive
        | ActionKind::Deliver
        | ActionKind::RecordAttempt
        | ActionKind::RecordReturn
        | ActionKind::Cancel
        | ActionKind::Reinstate
        | ActionKind::Hold
        | ActionKind::Release
        | ActionKind::MarkLost
        | ActionKind::SetPriority
        | ActionKind::Rezone
        | ActionKind::Create
        | ActionKind::ImportRows
        | ActionKind::UndoImport
        | ActionKind::Edit
        | ActionKind::Claim
        | ActionKind::Comment
        | ActionKind::Resolve
        | ActionKind::Raise
        | ActionKind::AddNote
        | ActionKind::LogContact
        | ActionKind::SettleCash
        | ActionKind::UpsertZone
        | ActionKind::RetireZone
        | ActionKind::UpsertCourier
        | ActionKind::RetireCourier
        | ActionKind::UpsertVehicle
        | ActionKind::RetireVehicle
        | ActionKind::OpenShift
        | ActionKind::CloseShift
        | ActionKind::Transfer
        | ActionKind::Archive
        | ActionKind::UpsertMerchant
        | ActionKind::UpsertHub
        | ActionKind::UpsertStaff
        | ActionKind::SetPolicy
        | ActionKind::Grant => None,
    }
}
