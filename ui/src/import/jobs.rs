//! Jobs the shell does for a window: following them, saying how they ended, stopping one and going on with it. A job is
//! in sight as long as it runs: in the dialog, or in the status bar when that is closed.

use super::{Phase, past, past::Past, state, undo_import};
use crate::{
    app::{Dep, ToastAction, ToastKind, app, navigate, toast_problem, toast_with},
    ipc::{self, live},
    parts::{Button, Kind, ProblemBanner, Text},
    show,
};
use domain::{entity::Table, id::HubId};
use leptos::prelude::*;
use wire::{
    error::Problem,
    ipc::{Control, ControlResult, ImportPreview, ImportView, JobId, JobState, JobWork, Query},
};

/// Ended jobs that are remembered, for an answer that comes after the end.
const REMEMBERED: usize = 8;

/// The jobs of the console, and which of them this window began.
#[derive(Clone, Copy)]
pub struct Jobs {
    running: RwSignal<Vec<JobState>>,
    mine: StoredValue<Vec<JobId>>,
    ended: RwSignal<Vec<JobState>>,
    /// To be shown as soon as the shell says anything of it.
    wanted: StoredValue<Option<JobId>>,
    /// Rows kept to be repaired, of the job that was begun last.
    problems: StoredValue<(JobId, usize)>,
}

impl Jobs {
    pub(super) fn new() -> Self {
        Self {
            running: RwSignal::new(Vec::new()),
            mine: StoredValue::new(Vec::new()),
            ended: RwSignal::new(Vec::new()),
            wanted: StoredValue::new(None),
            problems: StoredValue::new((0, 0)),
        }
    }

    /// The file that is shown is about to be imported: shows that, before the shell says so.
    pub(super) fn expect(&self, preview: &ImportPreview, hub: HubId) {
        let work = match preview.zones {
            0 => JobWork::Import,
            _ => JobWork::Zones,
        };
        let begun = JobState {
            job: preview.job,
            work,
            hub,
            batch: None,
            file_name: preview.file_name.clone(),
            done: 0,
            total: u64::from(preview.accepted.max(preview.zones)),
            applied: 0,
            unchanged: 0,
            refused: 0,
            finished: false,
            cancelled: false,
            problem: None,
        };
        self.problems
            .set_value((preview.job, preview.problems.len()));
        self.mine.update_value(|mine| mine.push(preview.job));
        state().phase.set(Some(Phase::Job(Box::new(begun))));
    }

    /// It did not begin.
    pub(super) fn forget(&self, job: JobId) {
        self.mine.update_value(|mine| mine.retain(|id| *id != job));
    }

    /// This window began the job: shows it, and says how it ended.
    fn follow(&self, job: JobId) {
        self.mine.update_value(|mine| mine.push(job));
        let known = |jobs: &Vec<JobState>| jobs.iter().find(|known| known.job == job).cloned();
        let ended = self.ended.with_untracked(known);
        match ended.or_else(|| self.running.with_untracked(known)) {
            Some(now) => state().phase.set(Some(Phase::Job(Box::new(now)))),
            None => self.wanted.set_value(Some(job)),
        }
    }

    /// Has a view follow the ends of jobs.
    pub(super) fn track_ends(&self) {
        self.ended.track();
    }

    /// The job that is about this import, while it runs.
    pub(super) fn about(&self, batch: domain::id::ImportBatchId) -> Option<JobState> {
        let about = |job: &&JobState| job.batch == Some(batch);
        self.running.with(|jobs| jobs.iter().find(about).cloned())
    }
}

/// Follows every job; the end of one this window began is said where it is not seen.
pub fn hear_job(job: JobState) {
    let jobs = state().jobs;
    jobs.running.update(|running| {
        running.retain(|known| known.job != job.job);
        if !job.finished {
            running.push(job.clone());
        }
    });
    if job.finished {
        jobs.ended.update(|ended| {
            ended.push(job.clone());
            if ended.len() > REMEMBERED {
                ended.remove(0);
            }
        });
    }
    let shown = state()
        .phase
        .with_untracked(|phase| matches!(phase, Some(Phase::Job(shown)) if shown.job == job.job));
    let mine = jobs.mine.with_value(|mine| mine.contains(&job.job));
    let wanted = jobs.wanted.get_value() == Some(job.job);
    if wanted {
        jobs.wanted.set_value(None);
    }
    // The view follows what runs by itself, so that its buttons stay where they are.
    if wanted || (shown && job.finished) {
        state().phase.set(Some(Phase::Job(Box::new(job))));
    } else if job.finished && mine {
        say_ended(job);
    }
}

fn say_ended(job: JobState) {
    let kind = match (&job.problem, job.cancelled || job.refused > 0) {
        (Some(_), _) => ToastKind::Error,
        (None, true) => ToastKind::Note,
        (None, false) => ToastKind::Done,
    };
    let text = untrack(|| format!("{} · \u{2068}{}\u{2069}", headline(&job), job.file_name));
    let action = ToastAction {
        name: "toast-show-job",
        label: untrack(|| show::t("import-show")),
        run: Callback::new(move |()| state().phase.set(Some(Phase::Job(Box::new(job.clone()))))),
    };
    toast_with(kind, text, Some(action));
}

/// How far a job is, or what it came to, in one sentence.
fn headline(job: &JobState) -> String {
    let stopped = job.cancelled || job.problem.is_some();
    let of = |key: &str, n: u64| show::tr(key, &[("n", n.into()), ("total", job.total.into())]);
    match (job.work, job.finished, stopped) {
        (JobWork::Import | JobWork::Zones, false, _) => of("import-running", job.done),
        (JobWork::Undo, false, _) => of("import-undoing", job.done),
        (JobWork::Import | JobWork::Zones, true, true) => {
            of("import-stopped", job.applied + job.unchanged)
        }
        (JobWork::Undo, true, true) => of("import-undo-stopped", job.applied),
        (JobWork::Import, true, false) => of("import-done", job.applied),
        (JobWork::Zones, true, false) => of("import-done-zones", job.applied),
        (JobWork::Undo, true, false) => of("import-undone", job.applied),
    }
}

/// What else there is to say of a job that has ended.
fn remarks(job: &JobState) -> Vec<String> {
    let keys = match job.work {
        JobWork::Import | JobWork::Zones => ["import-done-skipped", "import-done-refused"],
        JobWork::Undo => ["", "import-undo-kept"],
    };
    [job.unchanged, job.refused]
        .into_iter()
        .zip(keys)
        .filter(|(n, key)| *n > 0 && !key.is_empty())
        .map(|(n, key)| show::tr(key, &[("n", n.into())]))
        .collect()
}

/// Stops a job. What it did stays.
fn cancel(job: JobId) {
    leptos::task::spawn_local(async move {
        if let Err(problem) = ipc::control(&Control::JobCancel { job }).await {
            toast_problem(&problem);
        }
    });
}

/// Has the shell do something about an import, and shows the job that does it.
pub(super) fn ask(control: Control) {
    leptos::task::spawn_local(async move {
        match ipc::control(&control).await {
            Ok(ControlResult::Job(job)) => state().jobs.follow(job),
            Ok(_) => {}
            Err(problem) => failed(problem),
        }
        past::look_again();
    });
}

fn failed(problem: Problem) {
    match state().phase.with_untracked(Option::is_some) {
        true => state().problem.set(Some(problem)),
        false => toast_problem(&problem),
    }
}

/// A job in the dialog: while it goes how far it is, then what it came to and what can be done.
#[component]
pub fn JobView(job: JobState, close: Callback<()>) -> impl IntoView {
    if job.finished {
        view! { <Ended job close/> }.into_any()
    } else {
        view! { <Running job close/> }.into_any()
    }
}

#[component]
fn Running(job: JobState, close: Callback<()>) -> impl IntoView {
    let id = job.job;
    let label = match job.work {
        JobWork::Import | JobWork::Zones => "import-cancel",
        JobWork::Undo => "import-undo-cancel",
    };
    let jobs = state().jobs;
    let now = Memo::new(move |_| {
        let same = |running: &&JobState| running.job == id;
        let found = jobs.running.with(|jobs| jobs.iter().find(same).cloned());
        found.unwrap_or_else(|| job.clone())
    });
    view! {
        <div class="body" aria-live="polite" data-import="running" data-done=move || now.with(|job| job.done.to_string())>
            <p>{move || now.with(headline)}</p>
            <progress aria-label=show::t("progress-label") max=move || now.with(|job| job.total.to_string())
                value=move || now.with(|job| job.done.to_string())></progress>
            <p class="muted">{move || show::t("import-goes-on")}</p>
        </div>
        <footer>
            <Button action="import-cancel" label=label press=Callback::new(move |()| cancel(id))/>
            <span class="push"></span>
            <Button action="import-close" label="import-in-background" kind=Kind::Primary press=close/>
        </footer>
    }
}

#[component]
fn Ended(job: JobState, close: Callback<()>) -> impl IntoView {
    let (of, problems) = state().jobs.problems.get_value();
    let left = if of == job.job { problems } else { 0 };
    let (hub, batch) = (job.hub, job.batch);
    let undoable = batch.filter(|_| job.work == JobWork::Import && job.applied > 0);
    let stopped = job.cancelled || job.problem.is_some();
    let problem = RwSignal::new(job.problem.clone());
    let (created, skipped) = (job.applied.to_string(), job.unchanged.to_string());
    let refused = job.refused.to_string();
    let said = job.clone();
    view! {
        <div class="body" data-import="finished" data-created=created data-skipped=skipped
            data-refused=refused data-stopped=stopped.then_some("")>
            <p class="strong">{move || headline(&job)}</p>
            {move || remarks(&said).into_iter().map(|words| view! { <p class="muted">{words}</p> }).collect_view()}
            {(left > 0 && !stopped).then(|| view! {
                <p class="muted">{move || show::tr("import-problems-kept", &[("n", left.into())])}</p>
            })}
            <ProblemBanner problem/>
            <ProblemBanner problem=state().problem/>
            {batch.filter(|_| stopped).map(|batch| view! { <Past only=batch/> })}
        </div>
        <footer>
            {undoable.filter(|_| !stopped).map(|batch| view! {
                <Button action="import-undo" label="import-undo" icon="undo"
                    press=Callback::new(move |()| undo_import(hub, batch))/>
            })}
            <span class="push"></span>
            {(left > 0 && !stopped).then(|| view! {
                <Button action="import-exceptions" label="rail-exceptions"
                    press=Callback::new(move |()| { close.run(()); navigate("exceptions") })/>
            })}
            <Button action="import-close" label="action-done" kind=Kind::Primary press=close/>
        </footer>
    }
}

/// In the status bar: the job that runs, else what an import that was stopped has still to do. Opens the dialog.
#[component]
pub fn JobChip() -> impl IntoView {
    let jobs = state().jobs;
    let imports = live::<Vec<ImportView>>(&[Dep::Table(Table::ImportBatch)], || {
        past::track();
        Some(Query::ImportBatches { hub: app().hub()? })
    });
    let to_come = move || {
        imports.with(|all| {
            all.map_or(0, |all| {
                all.iter().map(|import| import.to_come).sum::<u64>()
            })
        })
    };
    let chip = move |action: &'static str, words: String, press: Callback<()>| {
        view! { <Button action=action label=Text::of(move || words.clone()) kind=Kind::Link press/> }
    };
    move || {
        if let Some(job) = jobs.running.with(|running| running.last().cloned()) {
            let words = headline(&job);
            let show = move |()| state().phase.set(Some(Phase::Job(Box::new(job.clone()))));
            return Some(chip("import-job", words, Callback::new(show)));
        }
        let rest = to_come();
        (rest > 0).then(|| {
            let words = show::tr("import-unfinished", &[("n", rest.into())]);
            chip(
                "import-unfinished",
                words,
                Callback::new(|()| super::choose_file()),
            )
        })
    }
}
