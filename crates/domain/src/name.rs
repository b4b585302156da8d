//! What commands are called: the wire name with its version, and the bare word that events and the state
//! table use. Knows the names only; payloads are in [`crate::command`].

use crate::{
    command::{Action, Command, Other},
    text_enum,
};

text_enum! {
    /// What a command does, without its version: the word of events and of the state table.
    ActionKind {
        Assign = "assign",
        Reassign = "reassign",
        Unassign = "unassign",
        Dispatch = "dispatch",
        Recall = "recall",
        RecordPickup = "record_pickup",
        Depart = "depart",
        Arrive = "arrive",
        Deliver = "deliver",
        RecordAttempt = "record_attempt",
        HandOver = "hand_over",
        Reschedule = "reschedule",
        Return = "return",
        RecordReturn = "record_return",
        Cancel = "cancel",
        Reinstate = "reinstate",
        Hold = "hold",
        Release = "release",
        MarkLost = "mark_lost",
        CorrectOutcome = "correct_outcome",
        SetPriority = "set_priority",
        Rezone = "rezone",
        Create = "create",
        ImportRows = "import_rows",
        UndoImport = "undo_import",
        Edit = "edit",
        ResolveContested = "resolve_contested",
        Claim = "claim",
        Comment = "comment",
        Resolve = "resolve",
        Raise = "raise",
        AddNote = "add_note",
        LogContact = "log_contact",
        SettleCash = "settle_cash",
        UpsertZone = "upsert_zone",
        RetireZone = "retire_zone",
        UpsertCourier = "upsert_courier",
        RetireCourier = "retire_courier",
        UpsertVehicle = "upsert_vehicle",
        RetireVehicle = "retire_vehicle",
        OpenShift = "open_shift",
        CloseShift = "close_shift",
        Transfer = "transfer",
        Archive = "archive",
        UpsertMerchant = "upsert_merchant",
        UpsertHub = "upsert_hub",
        UpsertStaff = "upsert_staff",
        SetPolicy = "set_policy",
        Grant = "grant",
    }
}

impl Action {
    /// The word of this action.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::Assign { .. } => ActionKind::Assign,
            Self::Reassign { .. } => ActionKind::Reassign,
            Self::Unassign => ActionKind::Unassign,
            Self::Dispatch => ActionKind::Dispatch,
            Self::Recall => ActionKind::Recall,
            Self::RecordPickup => ActionKind::RecordPickup,
            Self::Depart => ActionKind::Depart,
            Self::Arrive => ActionKind::Arrive,
            Self::Deliver { .. } => ActionKind::Deliver,
            Self::RecordAttempt { .. } => ActionKind::RecordAttempt,
            Self::HandOver { .. } => ActionKind::HandOver,
            Self::Reschedule { .. } => ActionKind::Reschedule,
            Self::Return { .. } => ActionKind::Return,
            Self::RecordReturn { .. } => ActionKind::RecordReturn,
            Self::Cancel { .. } => ActionKind::Cancel,
            Self::Reinstate => ActionKind::Reinstate,
            Self::Hold { .. } => ActionKind::Hold,
            Self::Release => ActionKind::Release,
            Self::MarkLost { .. } => ActionKind::MarkLost,
            Self::CorrectOutcome { .. } => ActionKind::CorrectOutcome,
            Self::SetPriority { .. } => ActionKind::SetPriority,
            Self::Rezone => ActionKind::Rezone,
        }
    }

    /// Whether `name` (with its version) is an action on deliveries.
    pub fn knows(name: &str) -> bool {
        name.strip_suffix(".v1")
            .and_then(|word| word.parse::<ActionKind>().ok())
            .is_some_and(ActionKind::is_on_deliveries)
    }
}

impl Other {
    /// The word of this command.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::Create { .. } => ActionKind::Create,
            Self::ImportRows { .. } => ActionKind::ImportRows,
            Self::UndoImport { .. } => ActionKind::UndoImport,
            Self::Edit { .. } => ActionKind::Edit,
            Self::ResolveContested { .. } => ActionKind::ResolveContested,
            Self::Claim { .. } => ActionKind::Claim,
            Self::Comment { .. } => ActionKind::Comment,
            Self::Resolve { .. } => ActionKind::Resolve,
            Self::Raise { .. } => ActionKind::Raise,
            Self::AddNote { .. } => ActionKind::AddNote,
            Self::LogContact { .. } => ActionKind::LogContact,
            Self::SettleCash { .. } => ActionKind::SettleCash,
            Self::UpsertZone { .. } => ActionKind::UpsertZone,
            Self::RetireZone { .. } => ActionKind::RetireZone,
            Self::UpsertCourier { .. } => ActionKind::UpsertCourier,
            Self::RetireCourier { .. } => ActionKind::RetireCourier,
            Self::UpsertVehicle { .. } => ActionKind::UpsertVehicle,
            Self::RetireVehicle { .. } => ActionKind::RetireVehicle,
            Self::OpenShift { .. } => ActionKind::OpenShift,
            Self::CloseShift { .. } => ActionKind::CloseShift,
            Self::Transfer { .. } => ActionKind::Transfer,
            Self::Archive { .. } => ActionKind::Archive,
            Self::UpsertMerchant { .. } => ActionKind::UpsertMerchant,
            Self::UpsertHub { .. } => ActionKind::UpsertHub,
            Self::UpsertStaff { .. } => ActionKind::UpsertStaff,
            Self::SetPolicy { .. } => ActionKind::SetPolicy,
            Self::Grant { .. } => ActionKind::Grant,
        }
    }
}

impl Command {
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::Deliveries(command) => command.action.kind(),
            Self::Other(other) => other.kind(),
        }
    }

    /// The wire name with its version.
    pub const fn wire_name(&self) -> &'static str {
        self.kind().wire_name()
    }
}

impl ActionKind {
    /// Whether [`Action`] carries it, rather than [`Other`].
    pub const fn is_on_deliveries(self) -> bool {
        match self {
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
            | Self::Cancel
            | Self::Reinstate
            | Self::Hold
            | Self::Release
            | Self::MarkLost
            | Self::CorrectOutcome
            | Self::SetPriority
            | Self::Rezone => true,
            Self::Create
            | Self::ImportRows
            | Self::UndoImport
            | Self::Edit
            | Self::ResolveContested
            | Self::Claim
            | Self::Comment
            | Self::Resolve
            | Self::Raise
            | Self::AddNote
            | Self::LogContact
            | Self::SettleCash
            | Self::UpsertZone
            | Self::RetireZone
            | Self::UpsertCourier
            | Self::RetireCourier
            | Self::UpsertVehicle
            | Self::RetireVehicle
            | Self::OpenShift
            | Self::CloseShift
            | Self::Transfer
            | Self::Archive
            | Self::UpsertMerchant
            | Self::UpsertHub
            | Self::UpsertStaff
            | Self::SetPolicy
            | Self::Grant => false,
        }
    }

    /// The wire name of its present version.
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::Assign => "assign.v1",
            Self::Reassign => "reassign.v1",
            Self::Unassign => "unassign.v1",
            Self::Dispatch => "dispatch.v1",
            Self::Recall => "recall.v1",
            Self::RecordPickup => "record_pickup.v1",
            Self::Depart => "depart.v1",
            Self::Arrive => "arrive.v1",
            Self::Deliver => "deliver.v1",
            Self::RecordAttempt => "record_attempt.v1",
            Self::HandOver => "hand_over.v1",
            Self::Reschedule => "reschedule.v1",
            Self::Return => "return.v1",
            Self::RecordReturn => "record_return.v1",
            Self::Cancel => "cancel.v1",
            Self::Reinstate => "reinstate.v1",
            Self::Hold => "hold.v1",
            Self::Release => "release.v1",
            Self::MarkLost => "mark_lost.v1",
            Self::CorrectOutcome => "correct_outcome.v1",
            Self::SetPriority => "set_priority.v1",
            Self::Rezone => "rezone.v1",
            Self::Create => "create.v1",
            Self::ImportRows => "import_rows.v1",
            Self::UndoImport => "undo_import.v1",
            Self::Edit => "edit.v1",
            Self::ResolveContested => "resolve_contested.v1",
            Self::Claim => "claim.v1",
            Self::Comment => "comment.v1",
            Self::Resolve => "resolve.v1",
            Self::Raise => "raise.v1",
            Self::AddNote => "add_note.v1",
            Self::LogContact => "log_contact.v1",
            Self::SettleCash => "settle_cash.v1",
            Self::UpsertZone => "upsert_zone.v1",
            Self::RetireZone => "retire_zone.v1",
            Self::UpsertCourier => "upsert_courier.v1",
            Self::RetireCourier => "retire_courier.v1",
            Self::UpsertVehicle => "upsert_vehicle.v1",
            Self::RetireVehicle => "retire_vehicle.v1",
            Self::OpenShift => "open_shift.v1",
            Self::CloseShift => "close_shift.v1",
            Self::Transfer => "transfer.v1",
            Self::Archive => "archive.v1",
            Self::UpsertMerchant => "upsert_merchant.v1",
            Self::UpsertHub => "upsert_hub.v1",
            Self::UpsertStaff => "upsert_staff.v1",
            Self::SetPolicy => "set_policy.v1",
            Self::Grant => "grant.v1",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{command::OnDeliveries, id::HubId};
    use std::collections::BTreeMap;

    /// Whether a payload of that name is one of `T`, complete or not.
    fn carries<T: serde::de::DeserializeOwned>(name: &str) -> bool {
        let read = serde_json::from_value::<T>(serde_json::json!({ "name": name }));
        read.err()
            .is_none_or(|error| !error.to_string().contains("unknown variant"))
    }

    #[test]
    fn each_name_is_carried_where_it_says() {
        for kind in ActionKind::ALL {
            let name = kind.wire_name();
            assert_eq!(carries::<Action>(name), kind.is_on_deliveries(), "{name}");
            assert_eq!(carries::<Other>(name), !kind.is_on_deliveries(), "{name}");
        }
    }

    #[test]
    fn names_are_those_on_the_wire() {
        for kind in ActionKind::ALL {
            assert_eq!(kind.wire_name(), format!("{}.v1", kind.word()));
            assert_eq!(Action::knows(kind.wire_name()), kind.is_on_deliveries());
        }
        let command = Command::Deliveries(OnDeliveries {
            hub: HubId(uuid::Uuid::nil()),
            items: Vec::new(),
            if_rev: BTreeMap::new(),
            saw: BTreeMap::new(),
            overrule: None,
            report: None,
            action: Action::Rezone,
        });
        let json = serde_json::to_value(&command).unwrap();
        assert_eq!(json["name"], command.wire_name());
        assert_eq!(serde_json::from_value::<Command>(json).unwrap(), command);
    }
}
