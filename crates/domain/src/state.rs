//! The delivery states and every way between them, as data: from, action, to, who, and whether the action asks
//! for something (an intent) or states what happened (a report). Guards, `allowed` lists and tests are made
//! from this table; what an action writes besides the state is in [`crate::decide`].
//!
//! Source: the table "Delivery states" of the domain design.

use crate::{
    entities::{DeliveryState, Role},
    name::ActionKind,
    rights,
};
use DeliveryState::*;

/// Where an action leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Draft or ready, by whether the delivery is complete.
    DraftOrReady,
    /// The state stays; a draft that became complete becomes ready.
    Same,
    State(DeliveryState),
    /// The state held, cancelled or lost from.
    Before,
    /// The command names one of these.
    OneOf(&'static [DeliveryState]),
}

/// Whether a forbidden action is refused or kept for a person to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Asks for something that has not happened: may be rejected, then nothing is written.
    Intent,
    /// States what happened in the street: never rejected for the state, but contested.
    Report,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Transition {
    /// Empty for actions that make a delivery.
    pub from: &'static [DeliveryState],
    pub action: ActionKind,
    pub to: To,
    /// As [`rights`] say of the action.
    pub who: &'static [Role],
    pub class: Class,
}

/// States in which a delivery still needs somebody.
pub const OPEN: &[DeliveryState] = &[
    Draft, Ready, Assigned, Dispatched, PickedUp, EnRoute, Arrived, Failed, Returning, OnHold,
];
/// Open states that are not already on hold.
const HOLDABLE: &[DeliveryState] = &[
    Draft, Ready, Assigned, Dispatched, PickedUp, EnRoute, Arrived, Failed, Returning,
];
const ON_THE_ROAD: &[DeliveryState] = &[Dispatched, PickedUp, EnRoute, Arrived];

const fn intent(from: &'static [DeliveryState], action: ActionKind, to: To) -> Transition {
    Transition {
        from,
        action,
        to,
        who: rights::who(action),
        class: Class::Intent,
    }
}

const fn report(
    from: &'static [DeliveryState],
    action: ActionKind,
    to: DeliveryState,
) -> Transition {
    Transition {
        from,
        action,
        to: To::State(to),
        who: rights::who(action),
        class: Class::Report,
    }
}

/// The whole table. An action occurs in one row, but for `correct_outcome`, whose target depends on the state.
pub const TABLE: &[Transition] = &[
    intent(&[], ActionKind::Create, To::DraftOrReady),
    intent(&[], ActionKind::ImportRows, To::DraftOrReady),
    intent(OPEN, ActionKind::Edit, To::Same),
    intent(OPEN, ActionKind::SetPriority, To::Same),
    intent(OPEN, ActionKind::Rezone, To::Same),
    intent(&[Ready], ActionKind::Assign, To::State(Assigned)),
    intent(
        &[Assigned, Dispatched],
        ActionKind::Reassign,
        To::State(Assigned),
    ),
    intent(&[Assigned], ActionKind::Unassign, To::State(Ready)),
    intent(&[Assigned], ActionKind::Dispatch, To::State(Dispatched)),
    intent(&[Dispatched], ActionKind::Recall, To::State(Assigned)),
    report(&[Dispatched], ActionKind::RecordPickup, PickedUp),
    report(&[PickedUp], ActionKind::Depart, EnRoute),
    report(&[EnRoute], ActionKind::Arrive, Arrived),
    report(ON_THE_ROAD, ActionKind::Deliver, Delivered),
    report(ON_THE_ROAD, ActionKind::RecordAttempt, Failed),
    intent(
        &[PickedUp, EnRoute, Arrived, Failed],
        ActionKind::HandOver,
        To::State(PickedUp),
    ),
    intent(&[Failed], ActionKind::Reschedule, To::State(Ready)),
    intent(
        &[Failed, PickedUp, EnRoute, Arrived],
        ActionKind::Return,
        To::State(Returning),
    ),
    report(&[Returning], ActionKind::RecordReturn, Returned),
    intent(
        &[Draft, Ready, Assigned, Dispatched],
        ActionKind::Cancel,
        To::State(Cancelled),
    ),
    intent(&[Cancelled], ActionKind::Reinstate, To::Before),
    intent(HOLDABLE, ActionKind::Hold, To::State(OnHold)),
    intent(&[OnHold], ActionKind::Release, To::Before),
    intent(OPEN, ActionKind::MarkLost, To::State(Lost)),
    intent(
        &[Delivered],
        ActionKind::CorrectOutcome,
        To::OneOf(&[PickedUp, Failed]),
    ),
    intent(
        &[Returned],
        ActionKind::CorrectOutcome,
        To::OneOf(&[Returning]),
    ),
    intent(&[Lost], ActionKind::CorrectOutcome, To::Before),
];

/// The steps a report of a later one proves, in order; see [`skipped`].
const STEPS: &[(DeliveryState, ActionKind, DeliveryState)] = &[
    (Dispatched, ActionKind::RecordPickup, PickedUp),
    (PickedUp, ActionKind::Depart, EnRoute),
    (EnRoute, ActionKind::Arrive, Arrived),
];

/// The row for `action` in state `from`, `None` when the table forbids it.
pub fn transition(from: DeliveryState, action: ActionKind) -> Option<&'static Transition> {
    TABLE
        .iter()
        .find(|row| row.action == action && row.from.contains(&from))
}

/// Whether `action` is a report.
pub fn is_report(action: ActionKind) -> bool {
    TABLE
        .iter()
        .any(|row| row.action == action && row.class == Class::Report)
}

/// The actions the table has for `from`, in the table's order.
pub fn allowed(from: DeliveryState) -> impl Iterator<Item = ActionKind> {
    TABLE
        .iter()
        .filter(move |row| row.from.contains(&from))
        .map(|row| row.action)
}

/// The actions the table has for `from` and `role`: what a screen offers.
pub fn allowed_for(from: DeliveryState, role: Role) -> impl Iterator<Item = ActionKind> {
    TABLE
        .iter()
        .filter(move |row| row.from.contains(&from) && row.who.contains(&role))
        .map(|row| row.action)
}

/// The steps that nobody reported but that being at the door proves, from `from` to arrived.
pub fn skipped(from: DeliveryState) -> &'static [(DeliveryState, ActionKind, DeliveryState)] {
    STEPS
        .iter()
        .position(|(state, ..)| *state == from)
        .map_or(&[], |at| &STEPS[at..])
}

impl DeliveryState {
    /// Nothing further happens to it, unless a person corrects the outcome, reinstates it, or accepts a report that
    /// it was under way after all.
    pub const fn is_terminal(self) -> bool {
        match self {
            Delivered | Returned | Cancelled | Lost => true,
            Draft | Ready | Assigned | Dispatched | PickedUp | EnRoute | Arrived | Failed
            | Returning | OnHold => false,
        }
    }

    /// How it ended, as somebody saw it: only a person who corrects the outcome makes it open again. A cancelled
    /// delivery is none: that was decided, and what happened in the street may prove it wrong.
    pub const fn is_outcome(self) -> bool {
        match self {
            Delivered | Returned | Lost => true,
            Draft | Ready | Assigned | Dispatched | PickedUp | EnRoute | Arrived | Failed
            | Returning | Cancelled | OnHold => false,
        }
    }

    /// See [`OPEN`].
    pub const fn is_open(self) -> bool {
        !self.is_terminal()
    }
}
