//! What happened: attempts, collections, settlements, notes, events. Append-only, but for a collection's settlement.

#[cfg(feature = "next")]
use crate::schema::NEXT;
use crate::{
    entities::{DeliveryState, PayMethod},
    entity::Table,
};
use crate::{entity, id::*, text_enum, units::*, value::Json};
use std::collections::BTreeMap;

text_enum! { AttemptOutcome { Delivered = "delivered", Failed = "failed" } }
text_enum! {
    /// Why an attempt failed.
    AttemptReason {
        NoAnswer = "no_answer",
        NotHome = "not_home",
        WrongAddress = "wrong_address",
        Refused = "refused",
        NoCash = "no_cash",
        Damaged = "damaged",
        AccessDenied = "access_denied",
        RescheduleRequested = "reschedule_requested",
        Other = "other",
    }
}
text_enum! { ReportedBy { Courier = "courier", Phone = "phone", Merchant = "merchant", Recipient = "recipient" } }

entity! {
    Attempt in attempt, scope hub_id {
        id: AttemptId,
        hub_id: HubId,
        delivery_id: DeliveryId,
        /// 1, 2, 3 …
        number: i32,
        outcome: AttemptOutcome,
        reason: Option<AttemptReason>,
        /// By the reporter's clock; shown, not trusted.
        device_at: Millis,
        received_at: Millis,
        lon_e7: Option<i32>,
        lat_e7: Option<i32>,
        courier_id: Option<CourierId>,
        reported_by: ReportedBy,
        recorded_by: UserId,
        command_id: CommandId,
    }
}

entity! {
    /// Money a courier took (or, negative, a correction gives back); held until a settlement names it.
    Collection in collection, scope hub_id {
        id: CollectionId,
        hub_id: HubId,
        delivery_id: DeliveryId,
        courier_id: CourierId,
        method: PayMethod,
        halalas: i64,
        collected_at: Millis,
        settlement_id: Option<SettlementId>,
        command_id: CommandId,
    }
}

entity! {
    CashSettlement in cash_settlement, scope hub_id {
        id: SettlementId,
        hub_id: HubId,
        courier_id: CourierId,
        expected_halalas: i64,
        counted_halalas: i64,
        /// counted − expected.
        variance_halalas: i64,
        variance_reason: String,
        settled_at: Millis,
        settled_by: UserId,
        command_id: CommandId,
        #[cfg(feature = "next")]
        next_bag: String = since NEXT or String::new(),
    }
}

text_enum! { NoteKind { Note = "note", Contact = "contact", Comment = "comment", Import = "import" } }
text_enum! { ContactWho { Recipient = "recipient", Courier = "courier", Merchant = "merchant" } }
text_enum! { ContactOutcome { Reached = "reached", NoAnswer = "no_answer", Busy = "busy", WrongNumber = "wrong_number", MessageLeft = "message_left" } }

entity! {
    /// A remark on any entity; appended, never edited.
    Note in note, scope hub_id {
        id: NoteId,
        hub_id: HubId,
        entity_table: Table,
        entity_id: uuid::Uuid,
        kind: NoteKind,
        body: String,
        contact_who: Option<ContactWho>,
        contact_outcome: Option<ContactOutcome>,
        written_at: Millis,
        written_by: UserId,
        command_id: CommandId,
    }
}

/// Field name → (value before, value after), as JSON.
pub type ChangedFields = Json<BTreeMap<String, (serde_json::Value, serde_json::Value)>>;

entity! {
    /// One thing that happened to an entity: the timeline and the audit trail.
    Event in event, scope hub_id {
        id: EventId,
        hub_id: HubId,
        entity_table: Table,
        entity_id: uuid::Uuid,
        /// The command's action without its version (`assign`, `deliver`, …).
        action: String,
        actor_id: UserId,
        /// When the actor's device says it was asked for or happened.
        device_at: Millis,
        server_at: Millis,
        from_state: Option<DeliveryState>,
        to_state: Option<DeliveryState>,
        changed: ChangedFields,
        /// A step nobody reported but that a later report proves.
        implied: bool,
        /// Why a guard was overruled.
        override_reason: String,
        /// Order within the command's events for this entity.
        part: i32,
        command_id: CommandId,
    }
}
