//! A row of an import file that no delivery could be made of: its cells, to put right. The repaired row goes
//! the way of every file: judged first, imported once it is accepted, and then the exception is settled.

use super::{
    desk::{Desk, resolve_command, submit},
    file::{base64, csv},
    words::import_reason,
};
use crate::{
    app::{app, draft},
    ipc,
    parts::{Button, Kind},
    show,
};
use domain::entities::Resolution;
use leptos::prelude::*;
use serde_json::Value;
use std::cell::OnceCell;
use wire::{
    error::Problem,
    ipc::{Control, ControlResult, Event, ExceptionView, FileSource, ImportPreview, JobId},
};

/// A repair under way in this window, and how it ended.
#[derive(Clone, PartialEq)]
enum Job {
    /// With what was put right, for whoever looks at the settled exception.
    Running(JobId, Box<ExceptionView>, String),
    Failed(Problem),
}

/// The repair under way. One at a time: the button waits meanwhile. Outlives the view, so that an exception
/// whose delivery was made is settled also when another is open by then.
fn job() -> RwSignal<Option<Job>> {
    thread_local! { static JOB: OnceCell<RwSignal<Option<Job>>> = const { OnceCell::new() }; }
    JOB.with(|cell| {
        *cell.get_or_init(|| {
            let job = crate::app::lasting(|| RwSignal::new(None));
            ipc::listen(move |event| {
                let Event::Job { state } = event else { return };
                if !state.finished {
                    return;
                }
                let (id, problem) = (state.job, state.problem);
                let Some(Job::Running(running, view, put_right)) = job.get_untracked() else {
                    return;
                };
                if running != id {
                    return;
                }
                job.set(problem.map(Job::Failed));
                if job.with_untracked(Option::is_none) {
                    let done = untrack(|| show::word("resolution", Resolution::Repaired.word()));
                    let command = resolve_command(&view, Resolution::Repaired, put_right);
                    leptos::task::spawn_local(async move {
                        submit(command, done).await;
                    });
                }
            });
            job
        })
    })
}

/// What the last try came to.
#[derive(Clone, PartialEq)]
enum Judged {
    /// Still quarantined, by these codes.
    Refused(Vec<String>),
    Failed(Problem),
}

fn cells_of(view: &ExceptionView) -> Vec<(String, String)> {
    view.exception
        .intended
        .0
        .get("cells")
        .and_then(|cells| serde_json::from_value(cells.clone()).ok())
        .unwrap_or_default()
}

/// What was put right, cell by cell: `Phone: 12 → 0512345678`.
fn changes(before: &[(String, String)], after: &[(String, String)]) -> String {
    before
        .iter()
        .zip(after)
        .filter(|((_, was), (_, is))| was != is)
        .map(|((header, was), (_, is))| format!("{header}: {was} → {is}"))
        .collect::<Vec<_>>()
        .join("; ")
}

fn reason(view: &ExceptionView, name: &str) -> String {
    let value = view.exception.reason.0.get(name).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}

#[component]
pub fn ImportRow(desk: Desk, view: Signal<ExceptionView>, settled: bool) -> impl IntoView {
    if settled {
        view! { <AsItWas view/> }.into_any()
    } else {
        view! { <Repair desk view/> }.into_any()
    }
}

/// The row of a settled one as the file had it; what was taken instead stands in the resolution.
#[component]
fn AsItWas(view: Signal<ExceptionView>) -> impl IntoView {
    let first = view.get_untracked();
    let (code, column) = (reason(&first, "code"), reason(&first, "column"));
    let why = code.clone();
    let cells = cells_of(&first)
        .into_iter()
        .map(|(header, cell)| {
            let bad = header == column;
            view! {
                <dt><bdi>{header}</bdi></dt>
                <dd data-bad=bad.then_some("true")><bdi>{cell}</bdi></dd>
            }
        })
        .collect_view();
    view! {
        <section>
            <h3>{move || show::t("exception-why-not")}</h3>
            <p data-code=code>{move || show::word("import-code", &why)}</p>
        </section>
        <section data-region="row-as-it-was">
            <h3>{move || show::t("exception-row-in-file")}</h3>
            <dl class="facts">{cells}</dl>
        </section>
    }
}

#[component]
fn Repair(desk: Desk, view: Signal<ExceptionView>) -> impl IntoView {
    let first = view.get_untracked();
    let (code, column) = (reason(&first, "code"), reason(&first, "column"));
    let cells: Vec<(String, RwSignal<String>)> = cells_of(&first)
        .into_iter()
        .enumerate()
        .map(|(i, (header, cell))| {
            let value = draft(format!("row/{}/{i}", first.exception.id), cell);
            (header, value)
        })
        .collect();
    let (judged, judging) = (RwSignal::new(None::<Judged>), RwSignal::new(false));
    let running = job();
    let busy = Signal::derive(move || {
        judging.get() || running.with(|job| matches!(job, Some(Job::Running(..))))
    });
    Effect::new(move |_| {
        if let Some(Job::Failed(problem)) = running.get() {
            running.set(None);
            judged.set(Some(Judged::Failed(problem)));
        }
    });
    let typed = cells.clone();
    let send = move || {
        let file: Vec<(String, String)> = typed
            .iter()
            .map(|(header, cell)| (header.clone(), cell.get_untracked()))
            .collect();
        let view = view.get_untracked();
        let name = view
            .exception
            .intended
            .0
            .get("file_name")
            .and_then(Value::as_str)
            .unwrap_or("row")
            .to_owned();
        judging.set(true);
        judged.set(None);
        leptos::task::spawn_local(async move {
            let answer = open(name, &file).await;
            match answer {
                Ok(preview) if accepted(&preview) => {
                    let put_right = changes(&cells_of(&view), &file);
                    running.set(Some(Job::Running(preview.job, Box::new(view), put_right)));
                    if let Err(problem) =
                        ipc::control(&Control::ImportStart { job: preview.job }).await
                    {
                        running.set(Some(Job::Failed(problem)));
                    }
                }
                Ok(preview) => {
                    let codes = preview
                        .quarantined
                        .into_iter()
                        .map(|(code, _)| code)
                        .collect();
                    judged.try_set(Some(Judged::Refused(codes)));
                }
                Err(problem) => {
                    judged.try_set(Some(Judged::Failed(problem)));
                }
            }
            judging.try_set(false);
        });
    };
    let discard = Callback::new(move |()| {
        let done = untrack(|| show::word("resolution", Resolution::Discarded.word()));
        view.with_untracked(|v| desk.resolve(v, Resolution::Discarded, done));
    });
    let (problem, why) = (code.clone(), reason(&first, "why"));
    let inputs = cells
        .into_iter()
        .enumerate()
        .map(|(i, (header, cell))| {
            let bad = header == column;
            let id = format!("cell-{i}");
            view! {
                <div class="field" class:wide=bad>
                    <label for=id.clone() dir="auto">{header.clone()}</label>
                    <input id=id class="input" dir="auto" data-field="import-cell" data-column=header
                        aria-invalid=bad.then_some("true")
                        aria-describedby=bad.then_some("cell-problem")
                        prop:value=move || cell.get()
                        on:input=move |ev| cell.set(event_target_value(&ev))/>
                </div>
            }
        })
        .collect_view();
    view! {
        <section>
            <h3>{move || show::t("exception-why-not")}</h3>
            <p id="cell-problem" class="danger" data-code=code.clone()>
                {move || import_reason(&problem, &why)}
            </p>
        </section>
        <form class="decide" on:submit=move |ev| {
            ev.prevent_default();
            if !busy.get_untracked() { send() }
        }>
            <h3>{move || show::t("exception-repair-row")}</h3>
            <div class="fields cells">{inputs}</div>
            {move || judged.get().map(|judged| view! {
                <p class="banner danger" role="alert" data-region="judged">{match judged {
                    Judged::Refused(codes) => codes
                        .iter()
                        .map(|code| show::word("import-code", code))
                        .collect::<Vec<_>>()
                        .join(&show::t("list-separator")),
                    Judged::Failed(problem) => show::problem_text(&problem),
                }}</p>
            })}
            <div class="row-flex wrap">
                <Button action="import-repair" label="exception-repair-import" kind=Kind::Primary submit=true disabled=busy/>
                <Button action="exception-discard" label="exception-drop-row" press=discard/>
            </div>
        </form>
    }
}

/// Whether nothing of the row is left in quarantine.
fn accepted(preview: &ImportPreview) -> bool {
    preview.quarantined.is_empty() && preview.accepted + preview.already_imported > 0
}

async fn open(name: String, cells: &[(String, String)]) -> Result<ImportPreview, Problem> {
    let Some(hub) = untrack(|| app().hub()) else {
        return Err(Problem::new(
            wire::error::ErrorCode::UnknownHub,
            "no hub is chosen",
        ));
    };
    let file = FileSource::Bytes {
        name,
        base64: base64(csv(cells).as_bytes()),
    };
    match ipc::control(&Control::ImportOpen { file, hub }).await? {
        ControlResult::Import(preview) => Ok(*preview),
        _ => Err(Problem::new(
            wire::error::ErrorCode::Internal,
            "unexpected answer",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_right_is_told_cell_by_cell() {
        let row = |phone: &str| {
            [("Ref", "R-1"), ("Phone", phone)].map(|(h, c)| (h.to_owned(), c.to_owned()))
        };
        assert_eq!(
            changes(&row("12"), &row("0512345678")),
            "Phone: 12 → 0512345678"
        );
        assert_eq!(changes(&row("12"), &row("12")), "");
    }
}
