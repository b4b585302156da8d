//! What a person does to deliveries: a verb for each of the domain's words that can be started from a list, and how it
//! begins. A verb without a beginning does not compile, nor a word of the domain of which nothing is said here.

use domain::{command::Action, name::ActionKind};

/// What can be started on deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Assign,
    Reassign,
    Unassign,
    Dispatch,
    Recall,
    RecordPickup,
    Depart,
    Arrive,
    Deliver,
    RecordAttempt,
    HandOver,
    Reschedule,
    Return,
    RecordReturn,
    Hold,
    Release,
    Reinstate,
    SetPriority,
    Rezone,
    CorrectOutcome,
    Cancel,
    MarkLost,
    AddNote,
    LogContact,
    Transfer,
}

/// Actions on deliveries in the order menus offer them.
pub const ACTIONS: &[Verb] = &[
    Verb::Assign,
    Verb::Reassign,
    Verb::Unassign,
    Verb::Dispatch,
    Verb::Recall,
    Verb::RecordPickup,
    Verb::Depart,
    Verb::Arrive,
    Verb::Deliver,
    Verb::RecordAttempt,
    Verb::HandOver,
    Verb::Reschedule,
    Verb::Return,
    Verb::RecordReturn,
    Verb::Hold,
    Verb::Release,
    Verb::Reinstate,
    Verb::SetPriority,
    Verb::Rezone,
    Verb::CorrectOutcome,
    Verb::Cancel,
    Verb::MarkLost,
];

/// How a verb begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Begins {
    /// It is sent at once.
    Sent(Action),
    /// It is sent at once for one; it takes something away, so that of several it is asked first.
    Asked(Action),
    Filled(FormKind),
}

/// The form that asks for what a verb needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormKind {
    Courier,
    Deliver,
    Choice(Choice),
    Reason(Why),
    Reschedule,
    Note,
    Contact,
    Transfer,
}

/// What is chosen in the form of one choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Why an attempt failed.
    Attempt,
    /// To whom it was brought back.
    ReturnTo,
    /// What the outcome really was.
    Correction,
    Priority,
}

/// What a reason is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Cancel,
    Hold,
    Return,
    MarkLost,
}

impl Verb {
    /// The domain's word.
    pub const fn kind(self) -> ActionKind {
        match self {
            Self::Assign => ActionKind::Assign,
            Self::Reassign => ActionKind::Reassign,
            Self::Unassign => ActionKind::Unassign,
            Self::Dispatch => ActionKind::Dispatch,
            Self::Recall => ActionKind::Recall,
            Self::RecordPickup => ActionKind::RecordPickup,
            Self::Depart => ActionKind::Depart,
            Self::Arrive => ActionKind::Arrive,
            Self::Deliver => ActionKind::Deliver,
            Self::RecordAttempt => ActionKind::RecordAttempt,
            Self::HandOver => ActionKind::HandOver,
            Self::Reschedule => ActionKind::Reschedule,
            Self::Return => ActionKind::Return,
            Self::RecordReturn => ActionKind::RecordReturn,
            Self::Hold => ActionKind::Hold,
            Self::Release => ActionKind::Release,
            Self::Reinstate => ActionKind::Reinstate,
            Self::SetPriority => ActionKind::SetPriority,
            Self::Rezone => ActionKind::Rezone,
            Self::CorrectOutcome => ActionKind::CorrectOutcome,
            Self::Cancel => ActionKind::Cancel,
            Self::MarkLost => ActionKind::MarkLost,
            Self::AddNote => ActionKind::AddNote,
            Self::LogContact => ActionKind::LogContact,
            Self::Transfer => ActionKind::Transfer,
        }
    }

    /// The verb for one of the domain's words; `None` for what is not started on deliveries that are there.
    pub const fn of(kind: ActionKind) -> Option<Self> {
        Some(match kind {
            ActionKind::Assign => Self::Assign,
            ActionKind::Reassign => Self::Reassign,
            ActionKind::Unassign => Self::Unassign,
            ActionKind::Dispatch => Self::Dispatch,
            ActionKind::Recall => Self::Recall,
            ActionKind::RecordPickup => Self::RecordPickup,
            ActionKind::Depart => Self::Depart,
            ActionKind::Arrive => Self::Arrive,
            ActionKind::Deliver => Self::Deliver,
            ActionKind::RecordAttempt => Self::RecordAttempt,
            ActionKind::HandOver => Self::HandOver,
            ActionKind::Reschedule => Self::Reschedule,
            ActionKind::Return => Self::Return,
            ActionKind::RecordReturn => Self::RecordReturn,
            ActionKind::Hold => Self::Hold,
            ActionKind::Release => Self::Release,
            ActionKind::Reinstate => Self::Reinstate,
            ActionKind::SetPriority => Self::SetPriority,
            ActionKind::Rezone => Self::Rezone,
            ActionKind::CorrectOutcome => Self::CorrectOutcome,
            ActionKind::Cancel => Self::Cancel,
            ActionKind::MarkLost => Self::MarkLost,
            ActionKind::AddNote => Self::AddNote,
            ActionKind::LogContact => Self::LogContact,
            ActionKind::Transfer => Self::Transfer,
            // An edit names its fields: `act::edit`. Imports and exceptions have screens of their own.
            ActionKind::Edit
            | ActionKind::ImportRows
            | ActionKind::UndoImport
            | ActionKind::ResolveContested
            | ActionKind::Claim
            | ActionKind::Comment
            | ActionKind::Resolve
            | ActionKind::Raise
            // No screen of the console does these.
            | ActionKind::Create
            | ActionKind::SettleCash
            | ActionKind::UpsertZone
            | ActionKind::RetireZone
            | ActionKind::UpsertCourier
            | ActionKind::RetireCourier
            | ActionKind::UpsertVehicle
            | ActionKind::RetireVehicle
            | ActionKind::OpenShift
            | ActionKind::CloseShift
            | ActionKind::Archive
            | ActionKind::UpsertMerchant
            | ActionKind::UpsertHub
            | ActionKind::UpsertStaff
            | ActionKind::SetPolicy
            | ActionKind::Grant => return None,
        })
    }

    pub const fn word(self) -> &'static str {
        self.kind().word()
    }

    /// What takes something away for good, drawn apart.
    pub const fn is_destructive(self) -> bool {
        match self {
            Self::Cancel | Self::MarkLost => true,
            Self::Assign
            | Self::Reassign
            | Self::Unassign
            | Self::Dispatch
            | Self::Recall
            | Self::RecordPickup
            | Self::Depart
            | Self::Arrive
            | Self::Deliver
            | Self::RecordAttempt
            | Self::HandOver
            | Self::Reschedule
            | Self::Return
            | Self::RecordReturn
            | Self::Hold
            | Self::Release
            | Self::Reinstate
            | Self::SetPriority
            | Self::Rezone
            | Self::CorrectOutcome
            | Self::AddNote
            | Self::LogContact
            | Self::Transfer => false,
        }
    }

    pub(super) const fn begins(self) -> Begins {
        match self {
            Self::Unassign => Begins::Asked(Action::Unassign),
            Self::Recall => Begins::Asked(Action::Recall),
            Self::Dispatch => Begins::Sent(Action::Dispatch),
            Self::RecordPickup => Begins::Sent(Action::RecordPickup),
            Self::Depart => Begins::Sent(Action::Depart),
            Self::Arrive => Begins::Sent(Action::Arrive),
            Self::Release => Begins::Sent(Action::Release),
            Self::Reinstate => Begins::Sent(Action::Reinstate),
            Self::Rezone => Begins::Sent(Action::Rezone),
            Self::Assign | Self::Reassign | Self::HandOver => Begins::Filled(FormKind::Courier),
            Self::Deliver => Begins::Filled(FormKind::Deliver),
            Self::RecordAttempt => Begins::Filled(FormKind::Choice(Choice::Attempt)),
            Self::RecordReturn => Begins::Filled(FormKind::Choice(Choice::ReturnTo)),
            Self::CorrectOutcome => Begins::Filled(FormKind::Choice(Choice::Correction)),
            Self::SetPriority => Begins::Filled(FormKind::Choice(Choice::Priority)),
            Self::Reschedule => Begins::Filled(FormKind::Reschedule),
            Self::Return => Begins::Filled(FormKind::Reason(Why::Return)),
            Self::Hold => Begins::Filled(FormKind::Reason(Why::Hold)),
            Self::Cancel => Begins::Filled(FormKind::Reason(Why::Cancel)),
            Self::MarkLost => Begins::Filled(FormKind::Reason(Why::MarkLost)),
            Self::AddNote => Begins::Filled(FormKind::Note),
            Self::LogContact => Begins::Filled(FormKind::Contact),
            Self::Transfer => Begins::Filled(FormKind::Transfer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_on_deliveries_is_offered_once_under_its_own_word() {
        for kind in ActionKind::ALL {
            let verb = Verb::of(*kind);
            assert_eq!(verb.map(Verb::kind), verb.map(|_| *kind));
            let offered = ACTIONS.iter().filter(|verb| verb.kind() == *kind).count();
            assert_eq!(offered, usize::from(kind.is_on_deliveries()), "{kind}");
        }
    }

    #[test]
    fn what_is_sent_without_a_form_is_what_was_asked_for() {
        for verb in ACTIONS {
            if let Begins::Sent(action) | Begins::Asked(action) = verb.begins() {
                assert_eq!(action.kind(), verb.kind());
            }
        }
    }
}
