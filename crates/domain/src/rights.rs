//! Who may give which command. Every word says it here, and a word that says nothing does not compile. The state
//! table takes its column "who" from here; who may overrule a guard is said beside the guards.

use crate::{entities::Role, name::ActionKind};
use Role::{Admin, Courier, Dispatcher, Service, Supervisor};

/// The roles that may give `command` where they hold a grant. A service acts as anybody.
pub const fn who(command: ActionKind) -> &'static [Role] {
    use ActionKind as K;
    match command {
        K::Create | K::ImportRows | K::UndoImport | K::Cancel => &[Dispatcher, Admin],
        K::Assign
        | K::Reassign
        | K::Unassign
        | K::Dispatch
        | K::Recall
        | K::HandOver
        | K::Reschedule
        | K::Return
        | K::RecordReturn
        | K::Reinstate
        | K::Hold
        | K::Release
        | K::ResolveContested => &[Dispatcher, Supervisor],
        // What happens in the street is told by the courier, too.
        K::RecordPickup | K::Depart | K::Arrive | K::Deliver | K::RecordAttempt => {
            &[Dispatcher, Supervisor, Courier]
        }
        K::Edit
        | K::SetPriority
        | K::Claim
        | K::Comment
        | K::Resolve
        | K::Raise
        | K::AddNote
        | K::LogContact
        | K::UpsertZone
        | K::RetireZone
        | K::OpenShift
        | K::CloseShift
        // Couriers and vehicles ask for more: see `decide::transfer`.
        | K::Transfer
        // Unknown merchants only; who may change known ones is said in `decide::org`.
        | K::UpsertMerchant => &[Dispatcher, Supervisor, Admin],
        K::Rezone => &[Dispatcher, Supervisor, Admin, Service],
        K::CorrectOutcome
        | K::SettleCash
        | K::UpsertCourier
        | K::RetireCourier
        | K::UpsertVehicle
        | K::RetireVehicle => &[Supervisor, Admin],
        K::MarkLost | K::UpsertHub | K::UpsertStaff | K::SetPolicy | K::Grant => &[Admin],
        K::Archive => &[Service],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_somebodys_and_nobody_gives_one_by_looking_on() {
        for command in ActionKind::ALL {
            assert!(!who(*command).is_empty(), "{command}");
            assert!(!who(*command).contains(&Role::Viewer), "{command}");
        }
    }
}
