//! Import rows that no delivery could be made of: kept as exceptions for the hub to repair, none dropped.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    reports::json,
};
use crate::{
    command::{ImportPart, ProblemRow},
    entities::*,
    entity::Table,
    id::*,
};
use serde_json::json;

/// The exception of a row, made of what is in it: importing the file again, here or elsewhere, meets the same.
pub(super) fn id(hub: HubId, problem: &ProblemRow) -> ExceptionId {
    let cells = json(&problem.cells).to_string();
    ExceptionId(hashed(
        "import row",
        &[
            hub.0.as_bytes(),
            &problem.row.to_le_bytes(),
            problem.code.as_bytes(),
            cells.as_bytes(),
        ],
    ))
}

/// Keeps the problem rows of one part. A row that is still waiting from an earlier import is left as it is;
/// one that had been settled then is raised anew.
pub(super) fn keep(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    import: &ImportPart,
    problems: &[ProblemRow],
) -> Result<Vec<ItemVerdict>, Refusal> {
    let items = problems.iter().map(|problem| {
        let id = id(hub, problem);
        (id.0, (id, problem))
    });
    Ok(draft.each(items, |draft, (mut id, problem)| {
        if let Some(earlier) = draft.get::<Exception>(id)? {
            if earlier.resolved_at.is_none() {
                return Ok(Outcome::Unchanged);
            }
            id = ExceptionId::minted(asker.command, id.0, "again");
        }
        let mut writes = Writes::default();
        writes.put(Exception {
            id,
            hub_id: hub,
            kind: ExceptionKind::ImportRow,
            entity_table: Table::ImportBatch,
            entity_id: import.batch.0,
            label: match problem.sheet.as_str() {
                "" => format!("{}:{}", import.file_name, problem.row),
                sheet => format!("{}:{sheet}:{}", import.file_name, problem.row),
            },
            command_id: asker.command,
            command_name: asker.kind.wire_name().into(),
            intended: json!({
                "file_name": import.file_name,
                "format": import.format,
                "row": problem.row,
                "cells": problem.cells,
            })
            .into(),
            reason: json!({
                "code": problem.code,
                "why": problem.why,
                "row": problem.row,
                "column": problem.column,
                "cell": problem.cell,
            })
            .into(),
            cash_halalas: 0,
            courier_id: None,
            raised_by: asker.user,
            device_at: asker.issued_at,
            raised_at: asker.now,
            claimed_by: None,
            claimed_at: None,
            resolved_by: None,
            resolved_at: None,
            resolution: None,
            resolution_reason: String::new(),
        });
        Ok(Outcome::Applied((Table::Exception, id.0), writes))
    })?)
}
