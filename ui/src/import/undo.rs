//! Undoing an import as a whole: the deliveries it made that nobody touched since.

use super::{Phase, jobs, state};
use crate::{
    app::{ToastKind, toast, toast_problem},
    ipc,
    parts::confirm,
    show,
};
use domain::id::{HubId, ImportBatchId};
use leptos::prelude::*;
use wire::ipc::{Control, ImportUndo, Query};

/// Asks, with how many go and how many stay, then takes back what the import made.
pub fn undo_import(hub: HubId, batch: ImportBatchId) {
    if let Some(job) = untrack(|| state().jobs.about(batch)) {
        // It is being imported, or taken back already: there it can be stopped.
        return state().phase.set(Some(Phase::Job(Box::new(job))));
    }
    leptos::task::spawn_local(async move {
        let query = Query::ImportUndo { hub, batch };
        let ImportUndo { goes, stays } = match ipc::query::<ImportUndo>(&query).await {
            Ok(told) => told,
            Err(problem) => return toast_problem(&problem),
        };
        let kept = match stays {
            0 => String::new(),
            n => untrack(|| show::tr("import-undo-kept", &[("n", n.into())])),
        };
        if goes == 0 && stays > 0 {
            return toast(ToastKind::Note, kept);
        }
        let question = untrack(|| show::tr("confirm-undo-import", &[("n", goes.into())]));
        let yes = untrack(|| show::t("import-undo"));
        confirm(question, kept, yes, true, move || {
            jobs::ask(Control::ImportUndo { hub, batch });
        });
    });
}
