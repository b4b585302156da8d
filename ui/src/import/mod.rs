//! Importing a file: dropped anywhere or chosen, judged first, shown, repaired, then imported in the background, gone
//! on with where it was stopped, and undone as a whole. The shell reads, judges and does it; this shows.

mod drop;
mod jobs;
mod past;
mod preview;
mod undo;

pub use jobs::{JobChip, hear_job};
pub use undo::undo_import;

use crate::{
    app::{app, toast_problem},
    ipc,
    parts::{Button, Dialog, Kind, ProblemBanner, Text, focus_anew},
    show,
};
use jobs::JobView;
use leptos::prelude::*;
use std::{cell::OnceCell, sync::Arc};
use wasm_bindgen::{JsCast, closure::Closure};
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Control, ControlResult, FileSource, ImportPreview, JobId, JobState},
};

/// What the dialog shows.
#[derive(Clone, PartialEq)]
enum Phase {
    /// A file can be chosen, and what was imported before be seen.
    Start,
    Reading(String),
    Preview(Arc<ImportPreview>),
    /// A job as it goes, or as it ended.
    Job(Box<JobState>),
    Failed(String, Problem),
}

#[derive(Clone, Copy)]
struct State {
    phase: RwSignal<Option<Phase>>,
    /// A file hovers over the window.
    hovering: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    /// A cell of the file that is shown was put right: nobody else has that.
    repaired: RwSignal<bool>,
    jobs: jobs::Jobs,
}

fn state() -> State {
    thread_local! { static STATE: OnceCell<State> = const { OnceCell::new() }; }
    STATE.with(|cell| {
        *cell.get_or_init(|| {
            crate::app::lasting(|| State {
                phase: RwSignal::new(None),
                hovering: RwSignal::new(false),
                problem: RwSignal::new(None),
                repaired: RwSignal::new(false),
                jobs: jobs::Jobs::new(),
            })
        })
    })
}

/// The file field's id; it is in the page as long as the frame is.
const CHOOSER: &str = "import-chooser";

/// Opens the dialog: a file can be chosen, and what was imported before be seen.
pub fn choose_file() {
    state().problem.set(None);
    state().phase.set(Some(Phase::Start));
}

/// Asks for a file to import.
fn browse() {
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
    state().repaired.set(false);
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

/// Imports the file that is shown. It goes on when the dialog is closed.
fn start(preview: &Arc<ImportPreview>) {
    let preview = Arc::clone(preview);
    let Some(hub) = untrack(|| app().hub()) else {
        return;
    };
    state().jobs.expect(&preview, hub);
    leptos::task::spawn_local(async move {
        let job = preview.job;
        if let Err(problem) = ipc::control(&Control::ImportStart { job }).await {
            state().jobs.forget(job);
            state().problem.set(Some(problem));
            state().phase.set(Some(Phase::Preview(preview)));
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
                state().repaired.set(true);
                state().phase.set(Some(Phase::Preview(Arc::new(*preview))))
            }
            Ok(_) => {}
            Err(problem) => state().problem.set(Some(problem)),
        }
    });
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
            Some(Phase::Preview(p)) => p.file_name.clone(),
            Some(Phase::Job(job)) => job.file_name,
            Some(Phase::Start) | None => return show::t("import-title"),
        };
        format!("{} · \u{2068}{file}\u{2069}", show::t("import-title"))
    });
    let close = Callback::new(move |()| open.set(false));
    // A job goes on: the status bar shows how far it is.
    let closed = Callback::new(move |()| state.phase.set(None));
    let unsaved = Signal::derive(move || {
        state.repaired.get() && matches!(&*state.phase.read(), Some(Phase::Preview(_)))
    });
    // A file that was read takes the place of the wait for it; a repaired row takes nobody's place.
    Effect::new(move |before: Option<bool>| {
        let preview = matches!(&*state.phase.read(), Some(Phase::Preview(_)));
        if preview && before == Some(false) {
            focus_anew("import");
        }
        preview
    });
    view! {
        <input type="file" id=CHOOSER class="visually-hidden" data-field="import-file" tabindex="-1"
            accept=".csv,.tsv,.txt,.xlsx,.geojson,.json,.kml,.kmz,.wkt"
            aria-label=move || show::t("import-choose-file") on:change=move |ev| take_chosen(&ev)/>
        <Dialog open title class="sheet" name="import" asks=true unsaved closed>
            {move || state.phase.get().map(|phase| match phase {
                Phase::Start => view! { <Start close/> }.into_any(),
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
                        <Button action="import-choose" label="import-choose-file" press=Callback::new(|()| browse())/>
                        <Button action="import-close" label="action-close" kind=Kind::Primary press=close/>
                    </footer>
                }.into_any(),
                Phase::Preview(preview) => view! {
                    <preview::Preview preview problem=state.problem close/>
                }.into_any(),
                Phase::Job(job) => view! { <JobView job=*job close/> }.into_any(),
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
fn Start(close: Callback<()>) -> impl IntoView {
    view! {
        <div class="body" data-import="start">
            <ProblemBanner problem=state().problem/>
            <p class="muted">{move || show::t("import-drop-hint")}</p>
            <past::Past/>
        </div>
        <footer>
            <Button action="import-close" label="action-close" press=close/>
            <span class="push"></span>
            <button type="button" class=Kind::Primary.class() data-action="import-choose" data-autofocus=""
                on:click=move |_| browse()>{move || show::t("import-choose-file")}</button>
        </footer>
    }
}
