//! The hub's past imports: how much of each is here, and what can be done about it. Found whatever became of an import:
//! undone in part, cancelled, interrupted by a restart.

use super::{jobs, state, undo_import};
use crate::{
    app::{DELIVERY_ROWS, app},
    ipc::live,
    parts::{Button, Kind},
    show,
};
use domain::id::ImportBatchId;
use leptos::prelude::*;
use std::cell::OnceCell;
use wire::ipc::{Control, ImportView, Query};

/// Imports listed.
const LISTED: usize = 30;

/// What is still to come changes with no row: lists ask again when this does.
fn again() -> RwSignal<u32> {
    thread_local! { static AGAIN: OnceCell<RwSignal<u32>> = const { OnceCell::new() }; }
    AGAIN.with(|cell| *cell.get_or_init(|| crate::app::lasting(|| RwSignal::new(0))))
}

pub(super) fn look_again() {
    again().update(|n| *n += 1);
}

pub(super) fn track() {
    again().track();
    state().jobs.track_ends();
}

/// The imports of the hub, newest first, or one of them.
#[component]
pub fn Past(#[prop(optional)] only: Option<ImportBatchId>) -> impl IntoView {
    let imports = live::<Vec<ImportView>>(DELIVERY_ROWS, || {
        track();
        Some(Query::ImportBatches { hub: app().hub()? })
    });
    move || {
        let all = imports.get()?;
        let lines: Vec<_> = all
            .iter()
            .filter(|import| only.is_none_or(|only| import.batch.id == only))
            .take(LISTED)
            .cloned()
            .map(|import| view! { <Line import/> })
            .collect();
        let none = lines.is_empty() && only.is_none();
        Some(view! {
            <section data-region="past-imports">
                {only.is_none().then(|| view! { <h3>{show::t("import-past")}</h3> })}
                {none.then(|| view! { <p class="muted">{show::t("import-past-none")}</p> })}
                <table class="list-table"><tbody>{lines}</tbody></table>
            </section>
        })
    }
}

/// What there is to say of an import, in one line.
fn words(import: &ImportView) -> String {
    let n = |key: &str, n: u64| show::tr(key, &[("n", n.into())]);
    let rows = u64::try_from(import.batch.accepted).unwrap_or_default();
    let mut words = vec![
        n("import-past-rows", rows),
        n("import-past-here", import.here),
    ];
    if import.to_come > 0 {
        words.push(n("import-past-to-come", import.to_come));
    }
    if let Some(at) = import.batch.undone_at {
        words.push(show::tr(
            "import-past-undone",
            &[("when", show::moment(at).into())],
        ));
    }
    words.join(" · ")
}

#[component]
fn Line(import: ImportView) -> impl IntoView {
    let (hub, batch) = (import.batch.hub_id, import.batch.id);
    let (here, to_come) = (import.here, import.to_come);
    let idle = move || state().jobs.about(batch).is_none();
    let file = import.batch.file_name.clone();
    let at = import.batch.created_at;
    let press = |control: Control| Callback::new(move |()| jobs::ask(control.clone()));
    let (resume, forget) = (
        press(Control::ImportResume { hub, batch }),
        press(Control::ImportForget { hub, batch }),
    );
    view! {
        <tr data-row="import" data-value=batch.to_string() data-here=here.to_string() data-to-come=to_come.to_string()>
            <td>
                <span class="strong" dir="auto"><bdi>{file}</bdi></span>" "
                <span class="muted">{move || show::moment(at)}</span>
                <p class="muted">{move || words(&import)}</p>
            </td>
            <td class="num">
                {move || idle().then(|| view! {
                    <span class="row-flex wrap">
                        {(to_come > 0).then(|| view! {
                            <Button action="import-resume" label="import-resume" kind=Kind::Primary press=resume/>
                            <Button action="import-forget" label="import-forget" press=forget/>
                        })}
                        {(here > 0).then(|| view! {
                            <Button action="import-undo" label="import-undo" icon="undo"
                                press=Callback::new(move |()| undo_import(hub, batch))/>
                        })}
                    </span>
                })}
            </td>
        </tr>
    }
}
