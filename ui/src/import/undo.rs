//! Undoing an import as a whole: the deliveries it made that nobody touched since.

use crate::{
    act,
    app::{app, toast_problem},
    ipc,
    parts::confirm,
    show,
};
use domain::{
    command::{Command, MAX_ITEMS, Other},
    entities::ImportBatch,
    id::{DeliveryId, HubId},
};
use leptos::prelude::*;
use wire::{
    error::Problem,
    ipc::{DeliveryFilter, Query, Sort, SortKey},
};

/// The newest batch of that file that was not undone.
pub fn newest<'a>(batches: &'a [ImportBatch], file_name: &str) -> Option<&'a ImportBatch> {
    batches
        .iter()
        .filter(|b| b.file_name == file_name && b.undone_at.is_none())
        .max_by_key(|b| b.created_at)
}

async fn made_by(
    hub: HubId,
    file_name: &str,
) -> Result<Option<(ImportBatch, Vec<DeliveryId>)>, Problem> {
    let batches = ipc::query::<Vec<ImportBatch>>(&Query::ImportBatches { hub }).await?;
    let Some(batch) = newest(&batches, file_name) else {
        return Ok(None);
    };
    let mut filter = DeliveryFilter::of(hub, None);
    filter.batch = Some(batch.id);
    let sort = Sort {
        key: SortKey::Reference,
        descending: false,
    };
    let ids = ipc::query::<Vec<DeliveryId>>(&Query::DeliveryIds { filter, sort }).await?;
    Ok(Some((batch.clone(), ids)))
}

/// Asks, then takes back what the import of that file made.
pub fn undo_import(file_name: String) {
    let Some(hub) = untrack(|| app().hub()) else {
        return;
    };
    leptos::task::spawn_local(async move {
        let (batch, ids) = match made_by(hub, &file_name).await {
            Ok(Some(found)) => found,
            Ok(None) => return,
            Err(problem) => return toast_problem(&problem),
        };
        let question = untrack(|| show::tr("confirm-undo-import", &[("n", ids.len().into())]));
        let yes = untrack(|| show::t("import-undo"));
        confirm(question, "", yes, true, move || {
            for items in ids.chunks(MAX_ITEMS) {
                act::send_command(Command::Other(Other::UndoImport {
                    hub,
                    batch: batch.id,
                    items: items.to_vec(),
                }));
            }
        });
    });
}
