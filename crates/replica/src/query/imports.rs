//! Imported files: how much of each is here, how much is still to come, and what taking one back would do. Counts are
//! of the rows that are here, never of what a file promised.

use super::Ctx;
use crate::{actor, cache::Cache, decision, error::Result, imports, row};
use domain::{
    command::{Command, ImportPart, Other},
    decide::{Context, Verdict},
    entities::ImportBatch,
    entity::{Synced, Table},
    id::{CommandId, HubId, ImportBatchId},
};
use std::collections::BTreeMap;
use uuid::Uuid;
use wire::ipc::{ImportUndo, ImportView};

/// The hub's imported files, newest first; one of which nothing has come in yet is the newest.
pub(super) fn of_hub(ctx: &Ctx<'_>, hub: HubId) -> Result<Vec<ImportView>> {
    let mut to_come = imports::to_come(ctx.conn, hub)?;
    let here = here(ctx, hub)?;
    let batches = row::select(
        ctx.conn,
        Table::ImportBatch,
        "hub_id = ? ORDER BY created_at DESC, id LIMIT 200",
        [hub.0],
    )?;
    let mut views = Vec::with_capacity(batches.len());
    for row in batches {
        let batch = ImportBatch::from_values(row.values)?;
        views.push(ImportView {
            here: here.get(&batch.id).copied().unwrap_or_default(),
            to_come: to_come.remove(&batch.id).unwrap_or_default(),
            batch,
        });
    }
    for (id, rows) in to_come {
        if let Some(batch) = unbegun(ctx, hub, id)? {
            let view = ImportView {
                here: here.get(&id).copied().unwrap_or_default(),
                to_come: rows,
                batch,
            };
            views.insert(0, view);
        }
    }
    Ok(views)
}

/// How many deliveries of each import are here.
fn here(ctx: &Ctx<'_>, hub: HubId) -> Result<BTreeMap<ImportBatchId, u64>> {
    let mut statement = ctx.conn.prepare_cached(
        "SELECT import_batch_id, count(*) FROM delivery
         WHERE hub_id = ? AND import_batch_id IS NOT NULL GROUP BY import_batch_id",
    )?;
    let counts = statement.query_map([hub.0], |row| {
        Ok((ImportBatchId(row.get::<_, Uuid>(0)?), row.get(1)?))
    })?;
    Ok(counts.collect::<rusqlite::Result<_>>()?)
}

/// An import that is kept here and has no row yet, as it will be.
fn unbegun(ctx: &Ctx<'_>, hub: HubId, id: ImportBatchId) -> Result<Option<ImportBatch>> {
    let Some(Command::Other(Other::ImportRows { import, .. })) = imports::last(ctx.conn, hub, id)?
    else {
        return Ok(None);
    };
    let ImportPart {
        file_name,
        format,
        accepted,
        quarantined,
        ..
    } = import;
    Ok(Some(ImportBatch {
        id,
        hub_id: hub,
        file_name,
        format,
        accepted,
        quarantined,
        created_at: ctx.now,
        created_by: actor::read(ctx.conn)?.user,
        undone_at: None,
        undone_by: None,
    }))
}

/// What taking the import back would do, by asking the rules.
pub(super) fn undo(ctx: &Ctx<'_>, hub: HubId, batch: ImportBatchId) -> Result<ImportUndo> {
    let actor = actor::read(ctx.conn)?;
    let context = Context {
        command: CommandId(Uuid::nil()),
        now: ctx.now,
        issued_at: ctx.now,
    };
    let mut answer = ImportUndo::default();
    let mut after = None;
    loop {
        let items = imports::deliveries(ctx.conn, hub, batch, after)?;
        let Some(last) = items.last().copied() else {
            return Ok(answer);
        };
        let undo = Command::Other(Other::UndoImport { hub, batch, items });
        let mut cache = Cache::new(ctx.conn);
        let decision = decision::ask(&mut cache, &actor, &context, &undo)?.verdict?;
        let goes = decision
            .items
            .iter()
            .filter(|item| matches!(item.verdict, Verdict::Applied { .. }));
        let goes = goes.count() as u64;
        answer.goes += goes;
        answer.stays += decision.items.len() as u64 - goes;
        after = Some(last);
    }
}
