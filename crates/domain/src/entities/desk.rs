//! The dispatchers' desk: exceptions that people settle, and import batches.

use crate::{entity, entity::Table, id::*, text_enum, units::*, value::Json};

text_enum! {
    ExceptionKind {
        /// The server refused a command its console had accepted.
        Rejected = "rejected",
        /// A command that fails on the server again and again.
        Quarantined = "quarantined",
        /// A report of something the state forbids.
        Contested = "contested",
        /// An edit of a value that someone else had changed.
        Conflict = "conflict",
        /// A row of an import file to repair.
        ImportRow = "import_row",
        LateRisk = "late_risk",
    }
}

text_enum! {
    /// How an exception was settled.
    Resolution {
        Accepted = "accepted",
        Refused = "refused",
        KeptMine = "kept_mine",
        KeptTheirs = "kept_theirs",
        Retried = "retried",
        Repaired = "repaired",
        Discarded = "discarded",
    }
}

entity! {
    /// Something a person must look at; the whole hub sees it, so that the next shift does too.
    Exception in exception, scope hub_id {
        id: ExceptionId,
        hub_id: HubId,
        kind: ExceptionKind,
        entity_table: Table,
        entity_id: uuid::Uuid,
        /// What people call the entity (a reference, a name).
        label: String,
        command_id: CommandId,
        /// The command's name with its version.
        command_name: String,
        /// What was intended: the command for this one item ([`crate::command::Command`] as JSON), or for an
        /// import row its raw cells.
        intended: Json<serde_json::Value>,
        /// Why not: a [`crate::rejection::Rejection`], or for a conflict `{group, from, mine, theirs}`.
        reason: Json<serde_json::Value>,
        /// Cash of a contested report, counted as held while open or accepted.
        cash_halalas: i64,
        courier_id: Option<CourierId>,
        raised_by: UserId,
        device_at: Millis,
        raised_at: Millis,
        claimed_by: Option<UserId>,
        claimed_at: Option<Millis>,
        resolved_by: Option<UserId>,
        resolved_at: Option<Millis>,
        resolution: Option<Resolution>,
        resolution_reason: String,
    }
}

entity! {
    /// One imported file; its deliveries name it.
    ImportBatch in import_batch, scope hub_id {
        id: ImportBatchId,
        hub_id: HubId,
        file_name: String,
        format: String,
        accepted: i32,
        quarantined: i32,
        created_at: Millis,
        created_by: UserId,
        undone_at: Option<Millis>,
        undone_by: Option<UserId>,
    }
}
