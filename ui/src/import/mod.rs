//! Importing a file: dropped anywhere or chosen, judged first, shown, repaired, then imported with progress,
//! and undone as a whole. The shell reads and judges; this shows.

mod drop;
mod preview;
mod undo;

use crate::{
    app::{app, navigate, toast_problem},
    ipc,
    parts::{Button, Dialog, Kind, ProblemBanner, Text},
    show,
};
use leptos::prelude::*;
use std::{cell::OnceCell, sync::Arc};
use wasm_bindgen::{JsCast, closure::Closure};
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Control, ControlResult, Event, FileSource, ImportPreview, JobId},
};

/// How far an import has come.
#[derive(Clone, PartialEq)]
enum Phase {
    Reading(String),
    Preview(Arc<ImportPreview>),
    Running {
        preview: Arc<ImportPreview>,
        done: u64,
        total: u64,
    },
    Finished {
        preview: Arc<ImportPreview>,
        created: u64,
        skipped: u64,
        cancelled: bool,
    },
    Failed(String, Problem),
}

#[derive(Clone, Copy)]
struct State {
    phase: RwSignal<Option<Phase>>,
    /// A file hovers over the window.
    hovering: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
}

fn state() -> State {
    thread_local! { static STATE: OnceCell<State> = const { OnceCell::new() }; }
    STATE.with(|cell| {
        *cell.get_or_init(|| {
            crate::app::lasting(|| State {
                phase: RwSignal::new(None),
                hovering: RwSignal::new(false),
                problem: RwSignal::new(None),
            })
        })
    })
}

/// The file field's id; it is in the page as long as the frame is.
const CHOOSER: &str = "import-chooser";

/// Asks for a file to import.
pub fn choose_file() {
    let chooser = document().get_element_by_id(CHOOSER);
    if let Some(chooser) = chooser.and_then(|c| c.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        chooser.click();
    }
}

/// Takes the file that was chosen. The field is emptied: choosing the same file again is a choice too.
fn take_chosen(ev: &web_sys::Event) {
    let chooser = ev
        .target()
        .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(chooser) = chooser else { return };
    let chosen = chooser.files().and_then(|files| files.get(0));
    if let Some(file) = chosen {
        open_file(&file);
        chooser.set_value("");
    }
}

/// Reads a file and has it judged; nothing is written.
fn open_file(file: &web_sys::File) {
    let name = file.name();
    let Some(hub) = untrack(|| app().hub()) else {
        let problem = Problem::new(ErrorCode::UnknownHub, "no hub is chosen");
        return toast_problem(&problem);
    };
    state().problem.set(None);
    state().phase.set(Some(Phase::Reading(name.clone())));
    let Ok(reader) = web_sys::FileReader::new() else {
        return;
    };
    let held = reader.clone();
    let loaded = Closure::once_into_js(move || {
        let url = held
            .result()
            .ok()
            .and_then(|r| r.as_string())
            .unwrap_or_default();
        // `data:…;base64,AAAA`; an empty file has nothing after the comma, or no comma at all.
        let base64 = url
            .split_once(',')
            .map(|(_, b)| b.to_owned())
            .unwrap_or_default();
        let file = FileSource::Bytes {
            name: name.clone(),
            base64,
        };
        leptos::task::spawn_local(async move {
            let phase = match ipc::control(&Control::ImportOpen { file, hub }).await {
                Ok(ControlResult::Import(preview)) => Phase::Preview(Arc::new(*preview)),
                Ok(_) => return,
                Err(problem) => Phase::Failed(name, problem),
            };
            // Closed meanwhile: the answer is not wanted.
            if state()
                .phase
                .with_untracked(|p| matches!(p, Some(Phase::Reading(_))))
            {
                state().phase.set(Some(phase));
            }
        });
    });
    reader.set_onloadend(Some(loaded.unchecked_ref()));
    if reader.read_as_data_url(file).is_err() {
        state().phase.set(Some(Phase::Failed(
            file.name(),
            Problem::new(ErrorCode::FileUnreadable, "the file cannot be read"),
        )));
    }
}

fn start(preview: &Arc<ImportPreview>) {
    let (job, preview) = (preview.job, Arc::clone(preview));
    let total = u64::from(preview.accepted.max(preview.zones));
    state().phase.set(Some(Phase::Running {
        preview: Arc::clone(&preview),
        done: 0,
        total,
    }));
    leptos::task::spawn_local(async move {
        if let Err(problem) = ipc::control(&Control::ImportStart { job }).await {
            state().problem.set(Some(problem));
            state().phase.set(Some(Phase::Preview(preview)));
        }
    });
}

fn cancel(job: JobId) {
    leptos::task::spawn_local(async move {
        if let Err(problem) = ipc::control(&Control::JobCancel { job }).await {
            toast_problem(&problem);
        }
    });
}

/// Puts a cell right; the shell judges the row again.
fn repair(job: JobId, row: u32, column: String, cell: String) {
    leptos::task::spawn_local(async move {
        match ipc::control(&Control::ImportRepair {
            job,
            row,
            column,
            cell,
        })
        .await
        {
            Ok(ControlResult::Import(preview)) => {
                state().phase.set(Some(Phase::Preview(Arc::new(*preview))))
            }
            Ok(_) => {}
            Err(problem) => state().problem.set(Some(problem)),
        }
    });
}

/// Follows the import this window started; other windows' jobs are theirs.
pub fn hear_job(event: Event) {
    let Event::Job {
        job,
        done,
        total,
        finished,
        problem,
        created,
        skipped,
    } = event
    else {
        return;
    };
    let phase = state().phase;
    let Some(Phase::Running { preview, .. }) = phase.get_untracked() else {
        return;
    };
    if preview.job != job {
        return;
    }
    let cancelled = problem.is_some() || done < total;
    state().problem.set(problem);
    phase.set(Some(if finished {
        Phase::Finished {
            preview,
            created,
            skipped,
            cancelled,
        }
    } else {
        Phase::Running {
            preview,
            done,
            total,
        }
    }));
}

/// The dialog and the drop; once in the frame.
#[component]
pub fn Host() -> impl IntoView {
    drop::hear_drops();
    let state = state();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if state.phase.read().is_some() {
            open.set(true);
        }
    });
    let title = Text::of(move || {
        let file = match state.phase.get() {
            Some(Phase::Reading(name) | Phase::Failed(name, _)) => name,
            Some(
                Phase::Preview(p)
                | Phase::Running { preview: p, .. }
                | Phase::Finished { preview: p, .. },
            ) => p.file_name.clone(),
            None => String::new(),
        };
        format!("{} · \u{2068}{file}\u{2069}", show::t("import-title"))
    });
    let close = Callback::new(move |()| open.set(false));
    let closed = Callback::new(move |()| {
        if let Some(Phase::Running { preview, .. }) = state.phase.get_untracked() {
            cancel(preview.job);
        }
        state.phase.set(None);
    });
    view! {
        <input type="file" id=CHOOSER class="visually-hidden" data-field="import-file" tabindex="-1"
            accept=".csv,.tsv,.txt,.xlsx,.geojson,.json,.kml,.kmz,.wkt"
            aria-label=move || show::t("import-choose-file") on:change=move |ev| take_chosen(&ev)/>
        <Dialog open title class="wide" name="import" closed>
            {move || state.phase.get().map(|phase| match phase {
                Phase::Reading(name) => view! {
                    <div class="body" aria-busy="true">
                        <p>{show::tr("import-reading", &[("file", name.into())])}</p>
                        <progress aria-label=show::t("progress-label")></progress>
                    </div>
                }.into_any(),
                Phase::Failed(name, problem) => view! {
                    <div class="body" data-import="failed" data-error=problem.code.word()>
                        <p class="banner danger" role="alert">{failure(&name, &problem)}</p>
                    </div>
                    <footer>
                        <Button action="import-choose" label="import-choose-file" press=Callback::new(|()| choose_file())/>
                        <Button action="import-close" label="action-close" kind=Kind::Primary press=close/>
                    </footer>
                }.into_any(),
                Phase::Preview(preview) => view! {
                    <preview::Preview preview problem=state.problem close/>
                }.into_any(),
                Phase::Running { preview, done, total } => view! {
                    <div class="body" aria-live="polite" data-import="running">
                        <p>{show::tr("import-running", &[("n", done.into()), ("total", total.into())])}</p>
                        <progress aria-label=show::t("progress-label") max=total.to_string() value=done.to_string()></progress>
                    </div>
                    <footer>
                        <Button action="import-cancel" label="import-cancel" press=Callback::new(move |()| cancel(preview.job))/>
                    </footer>
                }.into_any(),
                Phase::Finished { preview, created, skipped, cancelled } => view! {
                    <Finished preview created skipped cancelled close/>
                }.into_any(),
            })}
        </Dialog>
        {move || state.hovering.get().then(|| view! {
            <div class="drop-veil" role="status">
                <strong>{show::t("import-drop-here")}</strong>
                <span>{show::t("import-drop-hint")}</span>
            </div>
        })}
    }
}

/// What is wrong with the file, in its own words where the shell gave a reason.
fn failure(name: &str, problem: &Problem) -> String {
    let reason = texts::key("import-error", problem.title.trim());
    let words = show::tr(
        &reason,
        &[
            ("file", name.into()),
            ("max", show::bytes(64_000_000).into()),
        ],
    );
    if words != reason {
        words
    } else if problem.code == ErrorCode::FileUnreadable {
        show::tr("import-error-unreadable", &[("file", name.into())])
    } else {
        show::problem_text(problem)
    }
}

#[component]
fn Finished(
    preview: Arc<ImportPreview>,
    created: u64,
    skipped: u64,
    cancelled: bool,
    close: Callback<()>,
) -> impl IntoView {
    let zones = preview.zones > 0;
    let left = preview.problems.len();
    let done = move || {
        if cancelled {
            show::tr("import-cancelled", &[("n", created.into())])
        } else if zones {
            show::tr("import-done-zones", &[("n", created.into())])
        } else {
            show::tr("import-done", &[("n", created.into())])
        }
    };
    let file = preview.file_name.clone();
    view! {
        <div class="body" data-import="finished" data-created=created.to_string() data-skipped=skipped.to_string()>
            <p class="strong">{done}</p>
            {(skipped > 0).then(|| view! { <p class="muted">{move || show::tr("import-done-skipped", &[("n", skipped.into())])}</p> })}
            {(left > 0).then(|| view! { <p class="muted">{move || show::tr("import-problems-kept", &[("n", left.into())])}</p> })}
            <ProblemBanner problem=state().problem/>
        </div>
        <footer>
            {(created > 0 && !zones).then(|| view! {
                <Button action="import-undo" label="import-undo" icon="undo"
                    press=Callback::new(move |()| { close.run(()); undo::undo_import(file.clone()) })/>
            })}
            <span class="push"></span>
            {(left > 0).then(|| view! {
                <Button action="import-exceptions" label="rail-exceptions"
                    press=Callback::new(move |()| { close.run(()); navigate("exceptions") })/>
            })}
            <Button action="import-close" label="action-done" kind=Kind::Primary press=close/>
        </footer>
    }
}
