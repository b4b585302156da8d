//! Commands: what people and services ask for. Owns their names, versions and payloads; what they do is in
//! [`crate::decide`]. On the wire a command is a JSON object whose `name` carries its version (`assign.v1`);
//! a name never changes meaning.

mod payload;

pub use payload::*;

use crate::{entities::*, entity::Table, id::*, rejection::Rejection, units::*};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most items one command may name.
pub const MAX_ITEMS: usize = 500;
/// The most bytes one command's JSON may have.
pub const MAX_BYTES: usize = 256 * 1024;
/// Work that is cut into several commands is cut into pieces of at most so many bytes: a command cannot be cut any more
/// once it is given, and what stands before servers often lets no more than 128 KiB pass.
pub const PART_BYTES: usize = 96 * 1024;

/// Why a person overrules guards that may be overruled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overrule {
    pub reason: String,
}

/// Where a report of something in the street comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub reported_by: ReportedBy,
    /// When it happened, by the reporter's clock.
    pub device_at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// Whom the report is about, as the reporter saw it; absent: the delivery's courier. When the delivery is
    /// another's by now the report is contested, so that cash is counted with who took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub courier: Option<CourierId>,
}

/// One of the actions on deliveries. `name` on the wire is the action's word and version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name")]
pub enum Action {
    #[serde(rename = "assign.v1")]
    Assign { courier: CourierId },
    #[serde(rename = "reassign.v1")]
    Reassign { courier: CourierId },
    #[serde(rename = "unassign.v1")]
    Unassign,
    #[serde(rename = "dispatch.v1")]
    Dispatch,
    #[serde(rename = "recall.v1")]
    Recall,
    #[serde(rename = "record_pickup.v1")]
    RecordPickup,
    #[serde(rename = "depart.v1")]
    Depart,
    #[serde(rename = "arrive.v1")]
    Arrive,
    #[serde(rename = "deliver.v1")]
    Deliver {
        /// What was taken; must sum to the COD amount unless `variance_reason` says why not.
        #[serde(default)]
        collected: Vec<Payment>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        variance_reason: String,
        #[serde(default = "payload::no_proof")]
        proof: Proof,
        /// Why a required proof is missing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        proof_waived: String,
    },
    #[serde(rename = "record_attempt.v1")]
    RecordAttempt { reason: AttemptReason },
    #[serde(rename = "hand_over.v1")]
    HandOver { courier: CourierId },
    #[serde(rename = "reschedule.v1")]
    Reschedule {
        service_date: ServiceDate,
        window: Window,
        /// The parcel stays with the same courier instead of being back in the hub.
        #[serde(default)]
        stays_with_courier: bool,
    },
    #[serde(rename = "return.v1")]
    Return { reason: String },
    #[serde(rename = "record_return.v1")]
    RecordReturn {
        /// `merchant` or `hub`.
        to: Custody,
    },
    #[serde(rename = "cancel.v1")]
    Cancel { reason: String },
    #[serde(rename = "reinstate.v1")]
    Reinstate,
    #[serde(rename = "hold.v1")]
    Hold { reason: String },
    #[serde(rename = "release.v1")]
    Release,
    #[serde(rename = "mark_lost.v1")]
    MarkLost { reason: String },
    #[serde(rename = "correct_outcome.v1")]
    CorrectOutcome {
        /// The state to go back to, as the table allows.
        to: DeliveryState,
        reason: String,
    },
    #[serde(rename = "set_priority.v1")]
    SetPriority { priority: i32 },
    /// Puts deliveries into the zones their dropoff points now lie in.
    #[serde(rename = "rezone.v1")]
    Rezone,
}

impl Action {
    /// The courier it gives deliveries to.
    pub const fn gives_to(&self) -> Option<CourierId> {
        match self {
            Self::Assign { courier } | Self::Reassign { courier } | Self::HandOver { courier } => {
                Some(*courier)
            }
            Self::Unassign
            | Self::Dispatch
            | Self::Recall
            | Self::RecordPickup
            | Self::Depart
            | Self::Arrive
            | Self::Deliver { .. }
            | Self::RecordAttempt { .. }
            | Self::Reschedule { .. }
            | Self::Return { .. }
            | Self::RecordReturn { .. }
            | Self::Cancel { .. }
            | Self::Reinstate
            | Self::Hold { .. }
            | Self::Release
            | Self::MarkLost { .. }
            | Self::CorrectOutcome { .. }
            | Self::SetPriority { .. }
            | Self::Rezone => None,
        }
    }

    /// The payments it reports.
    pub fn collected(&self) -> &[Payment] {
        match self {
            Self::Deliver { collected, .. } => collected,
            Self::Assign { .. }
            | Self::Reassign { .. }
            | Self::Unassign
            | Self::Dispatch
            | Self::Recall
            | Self::RecordPickup
            | Self::Depart
            | Self::Arrive
            | Self::RecordAttempt { .. }
            | Self::HandOver { .. }
            | Self::Reschedule { .. }
            | Self::Return { .. }
            | Self::RecordReturn { .. }
            | Self::Cancel { .. }
            | Self::Reinstate
            | Self::Hold { .. }
            | Self::Release
            | Self::MarkLost { .. }
            | Self::CorrectOutcome { .. }
            | Self::SetPriority { .. }
            | Self::Rezone => &[],
        }
    }

    /// Whether it would overwrite what another person chose: its author says what they saw.
    pub const fn is_choice(&self) -> bool {
        match self {
            Self::Assign { .. }
            | Self::Reassign { .. }
            | Self::Unassign
            | Self::Dispatch
            | Self::Recall
            | Self::HandOver { .. }
            | Self::SetPriority { .. } => true,
            Self::RecordPickup
            | Self::Depart
            | Self::Arrive
            | Self::Deliver { .. }
            | Self::RecordAttempt { .. }
            | Self::Reschedule { .. }
            | Self::Return { .. }
            | Self::RecordReturn { .. }
            | Self::Cancel { .. }
            | Self::Reinstate
            | Self::Hold { .. }
            | Self::Release
            | Self::MarkLost { .. }
            | Self::CorrectOutcome { .. }
            | Self::Rezone => false,
        }
    }
}

/// What the author of a command saw of an item that the command would change. Where somebody has chosen otherwise
/// since, the item is refused and both are told: the one who arrives second does not silently win. Commands of earlier
/// releases say nothing of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saw {
    /// Whose it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub courier: Option<CourierId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
}

impl Saw {
    /// What there is to see of `delivery`.
    pub fn of(delivery: &Delivery) -> Self {
        Self {
            courier: delivery.courier_id,
            priority: Some(delivery.priority),
        }
    }
}

/// A command on deliveries of one hub: an action for each item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnDeliveries {
    pub hub: HubId,
    pub items: Vec<DeliveryId>,
    /// For an undo: the revision each item must still have.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub if_rev: BTreeMap<DeliveryId, i64>,
    /// What its author saw of the items; see [`Saw`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub saw: BTreeMap<DeliveryId, Saw>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overrule: Option<Overrule>,
    /// Reports only: where it comes from. Absent means phoned in, now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    #[serde(flatten)]
    pub action: Action,
}

/// An item of a command, and why it was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    pub id: Uuid,
    pub rejection: Rejection,
}

/// Everything else that can be asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name")]
pub enum Other {
    #[serde(rename = "create.v1")]
    Create {
        hub: HubId,
        deliveries: Vec<NewDelivery>,
    },
    #[serde(rename = "import_rows.v1")]
    ImportRows {
        hub: HubId,
        import: ImportPart,
        rows: Vec<NewDelivery>,
        problems: Vec<ProblemRow>,
    },
    #[serde(rename = "undo_import.v1")]
    UndoImport {
        hub: HubId,
        batch: ImportBatchId,
        items: Vec<DeliveryId>,
    },
    #[serde(rename = "edit.v1")]
    Edit {
        hub: HubId,
        edits: Vec<GroupEdit>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        if_rev: BTreeMap<DeliveryId, i64>,
    },
    #[serde(rename = "resolve_contested.v1")]
    ResolveContested {
        hub: HubId,
        exception: ExceptionId,
        accept: bool,
        reason: String,
    },
    #[serde(rename = "claim.v1")]
    Claim { hub: HubId, items: Vec<ExceptionId> },
    #[serde(rename = "comment.v1")]
    Comment {
        hub: HubId,
        exception: ExceptionId,
        body: String,
    },
    /// Settles any exception that is not contested. For a conflict `kept_mine` writes the exception's value.
    #[serde(rename = "resolve.v1")]
    Resolve {
        hub: HubId,
        items: Vec<ExceptionId>,
        resolution: Resolution,
        #[serde(default)]
        reason: String,
    },
    /// Puts what a console refused, and a person saw refused, on the hub's desk: one exception for all of it.
    /// Nothing of `intended` is done.
    #[serde(rename = "raise.v1")]
    Raise {
        hub: HubId,
        intended: Box<Command>,
        refused: Vec<Refused>,
    },
    #[serde(rename = "add_note.v1")]
    AddNote {
        hub: HubId,
        entity_table: Table,
        items: Vec<Uuid>,
        body: String,
    },
    #[serde(rename = "log_contact.v1")]
    LogContact {
        hub: HubId,
        items: Vec<DeliveryId>,
        who: ContactWho,
        outcome: ContactOutcome,
    },
    #[serde(rename = "settle_cash.v1")]
    SettleCash {
        hub: HubId,
        courier: CourierId,
        counted_halalas: i64,
        #[serde(default)]
        variance_reason: String,
    },
    #[serde(rename = "upsert_zone.v1")]
    UpsertZone { hub: HubId, zones: Vec<ZoneSpec> },
    #[serde(rename = "retire_zone.v1")]
    RetireZone { hub: HubId, items: Vec<ZoneId> },
    #[serde(rename = "upsert_courier.v1")]
    UpsertCourier {
        hub: HubId,
        couriers: Vec<CourierSpec>,
    },
    #[serde(rename = "retire_courier.v1")]
    RetireCourier { hub: HubId, items: Vec<CourierId> },
    #[serde(rename = "upsert_vehicle.v1")]
    UpsertVehicle {
        hub: HubId,
        vehicles: Vec<VehicleSpec>,
    },
    #[serde(rename = "retire_vehicle.v1")]
    RetireVehicle { hub: HubId, items: Vec<VehicleId> },
    #[serde(rename = "open_shift.v1")]
    OpenShift { hub: HubId, shifts: Vec<ShiftSpec> },
    #[serde(rename = "close_shift.v1")]
    CloseShift { hub: HubId, items: Vec<ShiftId> },
    /// Hands rows over to another hub: deliveries, couriers or vehicles. Events and notes go with them.
    #[serde(rename = "transfer.v1")]
    Transfer {
        hub: HubId,
        to_hub: HubId,
        /// `delivery`, `courier` or `vehicle`.
        entity_table: Table,
        items: Vec<Uuid>,
        /// For an undo: the revision each item must still have.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        if_rev: BTreeMap<Uuid, i64>,
    },
    /// By services alone: finished deliveries leave the hub's scope, with all that belongs to them, and stay on
    /// the server.
    #[serde(rename = "archive.v1")]
    Archive { hub: HubId, items: Vec<DeliveryId> },
    #[serde(rename = "upsert_merchant.v1")]
    UpsertMerchant { merchants: Vec<Merchant> },
    #[serde(rename = "upsert_hub.v1")]
    UpsertHub { hubs: Vec<Hub> },
    #[serde(rename = "upsert_staff.v1")]
    UpsertStaff { staff: Vec<Staff> },
    #[serde(rename = "set_policy.v1")]
    SetPolicy { policy: Policy },
    /// Gives a user a role in a hub, or takes it away (`role: null`). Writes the user's scope.
    #[serde(rename = "grant.v1")]
    Grant {
        user: UserId,
        hub: HubId,
        role: Option<Role>,
    },
}

/// Whose rows a command may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteScope {
    Hub(HubId),
    /// Rows go from one hub to the other.
    Hubs {
        from: HubId,
        to: HubId,
    },
    Organisation,
    /// What belongs to an account: its grants.
    Account(UserId),
}

/// Any command. Reads and writes as one JSON object with its `name` inside.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Deliveries(OnDeliveries),
    Other(Other),
}

impl Serialize for Command {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Deliveries(inner) => inner.serialize(s),
            Self::Other(inner) => inner.serialize(s),
        }
    }
}

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let json = serde_json::Value::deserialize(d)?;
        let name = json
            .get("name")
            .and_then(|n| n.as_str())
            .ok_or_else(|| D::Error::missing_field("name"))?;
        if Action::knows(name) {
            serde_json::from_value(json)
                .map(Self::Deliveries)
                .map_err(D::Error::custom)
        } else {
            serde_json::from_value(json)
                .map(Self::Other)
                .map_err(D::Error::custom)
        }
    }
}

impl Command {
    /// The wire name with its version.
    pub fn name(&self) -> String {
        self.wire_name().to_owned()
    }

    /// Whose rows the command may write.
    pub fn write_scope(&self) -> WriteScope {
        match self {
            Self::Deliveries(c) => WriteScope::Hub(c.hub),
            Self::Other(other) => match other {
                Other::UpsertMerchant { .. }
                | Other::UpsertHub { .. }
                | Other::UpsertStaff { .. }
                | Other::SetPolicy { .. } => WriteScope::Organisation,
                Other::Grant { user, .. } => WriteScope::Account(*user),
                Other::Transfer { hub, to_hub, .. } => WriteScope::Hubs {
                    from: *hub,
                    to: *to_hub,
                },
                Other::Create { hub, .. }
                | Other::ImportRows { hub, .. }
                | Other::UndoImport { hub, .. }
                | Other::Edit { hub, .. }
                | Other::ResolveContested { hub, .. }
                | Other::Claim { hub, .. }
                | Other::Comment { hub, .. }
                | Other::Resolve { hub, .. }
                | Other::Raise { hub, .. }
                | Other::AddNote { hub, .. }
                | Other::LogContact { hub, .. }
                | Other::SettleCash { hub, .. }
                | Other::UpsertZone { hub, .. }
                | Other::RetireZone { hub, .. }
                | Other::UpsertCourier { hub, .. }
                | Other::RetireCourier { hub, .. }
                | Other::UpsertVehicle { hub, .. }
                | Other::RetireVehicle { hub, .. }
                | Other::OpenShift { hub, .. }
                | Other::CloseShift { hub, .. }
                | Other::Archive { hub, .. } => WriteScope::Hub(*hub),
            },
        }
    }

    /// The hub whose scope the command writes; `None` for commands on the organisation or an account.
    pub fn hub(&self) -> Option<HubId> {
        match self.write_scope() {
            WriteScope::Hub(hub) | WriteScope::Hubs { from: hub, .. } => Some(hub),
            WriteScope::Organisation | WriteScope::Account(_) => None,
        }
    }

    /// The hub that rows are handed over to.
    pub fn to_hub(&self) -> Option<HubId> {
        match self.write_scope() {
            WriteScope::Hubs { to, .. } => Some(to),
            WriteScope::Hub(_) | WriteScope::Organisation | WriteScope::Account(_) => None,
        }
    }

    /// The scope the command belongs to.
    pub fn scope(&self) -> ScopeId {
        match self.write_scope() {
            WriteScope::Hub(hub) | WriteScope::Hubs { from: hub, .. } => hub.into(),
            WriteScope::Organisation => ORG_SCOPE,
            WriteScope::Account(user) => user.into(),
        }
    }

    /// The scopes whose rows the command may write: what a server locks before it loads. The first is the scope
    /// the command belongs to.
    pub fn scopes(&self) -> Vec<ScopeId> {
        match self.write_scope() {
            WriteScope::Hub(hub) => vec![hub.into()],
            WriteScope::Hubs { from, to } => vec![from.into(), to.into()],
            WriteScope::Organisation => vec![ORG_SCOPE],
            WriteScope::Account(user) => vec![user.into()],
        }
    }
}
