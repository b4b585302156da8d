//! Why a command, or one item of it, is refused. Typed; the words come from the text catalogue under
//! `rejection-<code>` with `params`.

use crate::{entities::DeliveryState, entity::Table, open, open_enum};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

open_enum! {
    RejectCode {
        /// The actor holds no grant for this hub (says nothing about what is in it).
        NotGranted = "not_granted",
        /// The actor's role does not allow it.
        NotAllowed = "not_allowed",
        NotFound = "not_found",
        AlreadyExists = "already_exists",
        /// The state table has no such transition; `allowed` says what it has.
        WrongState = "wrong_state",
        /// Changed since the revision an undo names; params `by`.
        ChangedSince = "changed_since",
        CourierNotActive = "courier_not_active",
        CourierUnchanged = "courier_unchanged",
        /// Overridable guards.
        OutsideShift = "outside_shift",
        SkillMissing = "skill_missing",
        OverCapacity = "over_capacity",
        OverCashLimit = "over_cash_limit",
        ParcelElsewhere = "parcel_elsewhere",
        ProofMissing = "proof_missing",
        CollectedMismatch = "collected_mismatch",
        ReasonMissing = "reason_missing",
        AttemptsExhausted = "attempts_exhausted",
        WindowMissing = "window_missing",
        WindowInvalid = "window_invalid",
        PastServiceDate = "past_service_date",
        TooLate = "too_late",
        BadPhone = "bad_phone",
        BadPoint = "bad_point",
        BadPolygon = "bad_polygon",
        BadField = "bad_field",
        BadAmount = "bad_amount",
        NameMissing = "name_missing",
        OpenWork = "open_work",
        ShiftOverlaps = "shift_overlaps",
        NothingToSettle = "nothing_to_settle",
        VarianceReasonMissing = "variance_reason_missing",
        AlreadyClaimed = "already_claimed",
        AlreadyResolved = "already_resolved",
        BatchTouched = "batch_touched",
        EmptySelection = "empty_selection",
        TooManyItems = "too_many_items",
        TooLarge = "too_large",
        /// The command's name or version is not known here.
        UnknownCommand = "unknown_command",
        /// The payload does not fit the command's name.
        MalformedCommand = "malformed_command",
    }
}

/// A typed refusal. Nothing was written for what it refuses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejection {
    pub code: RejectCode,
    /// Values for the words: numbers with their unit in the name, names, ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, serde_json::Value>,
    /// Left out where another release names a table this one does not have: the code stands without it.
    #[serde(
        default,
        deserialize_with = "open::or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub entity: Option<(Table, Uuid)>,
    /// Left out like `entity`.
    #[serde(
        default,
        deserialize_with = "open::or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub from: Option<DeliveryState>,
    /// What the state table allows from there, as action words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// The same command of the same actor passes with `overrule: {reason}`. Otherwise `overrule_by` in params
    /// names the roles that may overrule, where any may.
    #[serde(default)]
    pub overridable: bool,
}

impl Rejection {
    pub fn new(code: RejectCode) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
            entity: None,
            from: None,
            allowed: Vec::new(),
            overridable: false,
        }
    }
    pub fn on(mut self, table: Table, id: impl Into<Uuid>) -> Self {
        self.entity = Some((table, id.into()));
        self
    }
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }
    pub fn overridable(mut self) -> Self {
        self.overridable = true;
        self
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        for (name, value) in &self.params {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Rejection {}
