//! What a file would bring: counts, how its columns were understood, and the rows to put right before.

use super::{repair, start, state};
use crate::{
    app::{ToastKind, toast},
    ipc,
    parts::{Button, Kind, ProblemBanner, Text},
    show,
};
use domain::command::ProblemRow;
use leptos::prelude::*;
use std::sync::Arc;
use wire::{
    error::Problem,
    ipc::{Control, ControlResult, ImportPreview},
};

/// Problems listed at once; the rest waits in the exceptions after the import.
const LISTED: usize = 100;

#[component]
pub fn Preview(
    preview: Arc<ImportPreview>,
    problem: RwSignal<Option<Problem>>,
    close: Callback<()>,
) -> impl IntoView {
    let n = preview.accepted.max(preview.zones);
    let go = Arc::clone(&preview);
    let (job, path) = (preview.job, problems_file(&preview.file_name));
    let export = Callback::new(move |()| {
        let path = path.clone();
        leptos::task::spawn_local(async move {
            match ipc::control(&Control::ImportExportProblems { job, path }).await {
                Ok(ControlResult::Path(file)) => {
                    let text =
                        untrack(|| show::tr("import-problems-exported", &[("file", file.into())]));
                    toast(ToastKind::Done, text);
                }
                Ok(_) => {}
                Err(p) => state().problem.set(Some(p)),
            }
        });
    });
    let submit = Text::of(move || show::tr("import-start", &[("n", n.into())]));
    let has_problems = !preview.problems.is_empty();
    view! {
        <div class="body" data-import="preview" data-format=preview.format.clone()
            data-accepted=preview.accepted.to_string() data-quarantined=total(&preview.quarantined).to_string()>
            <ProblemBanner problem/>
            <Counts preview=Arc::clone(&preview)/>
            <Problems preview=Arc::clone(&preview)/>
            <Columns preview=Arc::clone(&preview)/>
            <Sample preview=Arc::clone(&preview)/>
        </div>
        <footer>
            {has_problems.then(|| view! { <Button action="import-export" label="import-repair-export" icon="export" press=export/> })}
            <span class="push"></span>
            <Button action="import-close" label="action-back" press=close/>
            <button type="button" class=Kind::Primary.class() data-action="import-start" data-autofocus=""
                disabled=n == 0 on:click=move |_| start(&go)>{move || submit.get()}</button>
        </footer>
    }
}

/// What a code means; zones have codes of their own.
fn code_words(zones: bool, code: &str) -> String {
    show::word(if zones { "import-zone" } else { "import-code" }, code)
}

fn total(counts: &[(String, u32)]) -> u32 {
    counts.iter().map(|(_, n)| n).sum()
}

/// `night.csv` → `night-to-repair.csv`, the format kept.
fn problems_file(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-to-repair.{ending}"),
        None => format!("{name}-to-repair.csv"),
    }
}

#[component]
fn Counts(preview: Arc<ImportPreview>) -> impl IntoView {
    move || {
        let p = &preview;
        let quarantined = total(&p.quarantined);
        let zones = p.zones > 0 || p.format == "geojson";
        let codes = |counts: &[(String, u32)], class: &'static str| {
            counts
                .iter()
                .map(|(code, n)| {
                    let words = format!("{} · {}", code_words(zones, code), show::number((*n).into()));
                    view! { <span class=class data-code=code.clone() data-n=n.to_string()>{words}</span> }
                })
                .collect_view()
        };
        let dates = p
            .service_dates
            .iter()
            .map(|d| show::day(*d))
            .collect::<Vec<_>>()
            .join(&show::t("list-separator"));
        view! {
            <p>{show::tr("import-recognised", &[("format", show::word("import-format", &p.format).into())])}
                {(!dates.is_empty()).then(|| format!(" · {dates}"))}</p>
            <p class="row-flex wrap">
                {if p.zones > 0 {
                    view! { <span class="strong">{show::tr("import-zones", &[("n", p.zones.into())])}</span> }.into_any()
                } else {
                    view! {
                        <span class="strong">{show::tr("import-accepted", &[("n", p.accepted.into())])}</span>
                        {(p.of_which_draft > 0).then(|| view! { <span class="muted">{show::tr("import-drafts", &[("n", p.of_which_draft.into())])}</span> })}
                    }.into_any()
                }}
                {(p.already_imported > 0).then(|| view! { <span class="muted">{show::tr("import-skipped", &[("n", p.already_imported.into())])}</span> })}
                {(quarantined > 0).then(|| view! { <span class="danger strong">{show::tr("import-quarantined", &[("n", quarantined.into())])}</span> })}
            </p>
            <p class="row-flex wrap">{codes(&p.quarantined, "tag danger")}{codes(&p.warnings, "tag notice")}</p>
        }
    }
}

#[component]
fn Problems(preview: Arc<ImportPreview>) -> impl IntoView {
    (!preview.problems.is_empty()).then(move || {
        let job = preview.job;
        let zones = preview.zones > 0 || preview.format == "geojson";
        let more = preview.problems.len().saturating_sub(LISTED);
        let rows = preview.problems.iter().take(LISTED).cloned().map(|row| view! { <Repair job row zones/> }).collect_view();
        view! {
            <section>
                <h3>{move || show::t("import-repair-title")}</h3>
                <p class="muted">{move || show::t("import-repair-hint")}</p>
                <table class="list-table"><tbody>{rows}</tbody></table>
                {(more > 0).then(|| view! { <p class="muted">{move || show::tr("import-more-problems", &[("n", more.into())])}</p> })}
            </section>
        }
    })
}

#[component]
fn Repair(job: u64, row: ProblemRow, zones: bool) -> impl IntoView {
    let number = row.row;
    let cell = RwSignal::new(row.cell.clone());
    let (code, column) = (row.code.clone(), row.column.clone());
    let code_shown = code.clone();
    let (label_column, typed_column) = (column.clone(), column.clone());
    let original = row.cell.clone();
    view! {
        <tr data-row=number.to_string() data-code=code>
            <td class="num">{move || show::tr("import-row", &[("row", number.into())])}</td>
            <td class="danger">{move || code_words(zones, &code_shown)}</td>
            <td>
                <form class="row-flex" on:submit=move |ev| {
                    ev.prevent_default();
                    repair(job, number, column.clone(), cell.get_untracked());
                }>
                    <bdi class="muted ellipsis">{label_column}</bdi>
                    <input class="input" dir="auto" data-field="import-cell" data-row=number.to_string()
                        aria-label=move || format!("{} {}", show::tr("import-row", &[("row", number.into())]), typed_column)
                        prop:value=move || cell.get()
                        on:input=move |ev| cell.set(event_target_value(&ev))/>
                    <Button action="import-repair" label="import-repair-retry" submit=true
                        disabled=Signal::derive(move || *cell.read() == original)/>
                </form>
            </td>
        </tr>
    }
}

#[component]
fn Columns(preview: Arc<ImportPreview>) -> impl IntoView {
    (!preview.columns.is_empty()).then(move || {
        let columns = preview.columns.clone();
        view! {
            <details>
                <summary>{move || show::t("import-mapping")}</summary>
                <table class="list-table">
                    <thead><tr>
                        <th scope="col">{move || show::t("import-mapping-file")}</th>
                        <th scope="col">{move || show::t("import-mapping-field")}</th>
                    </tr></thead>
                    <tbody>
                        {columns.into_iter().map(|(header, field)| view! {
                            <tr><td><bdi>{header}</bdi></td><td>{move || if field.is_empty() {
                                show::t("import-mapping-unknown")
                            } else {
                                let key = texts::key("field", &field);
                                let words = show::t(&key);
                                if words == key { field.clone() } else { words }
                            }}</td></tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </details>
        }
    })
}

#[component]
fn Sample(preview: Arc<ImportPreview>) -> impl IntoView {
    (!preview.sample.is_empty()).then(move || {
        let rows = preview.sample.clone();
        view! {
            <details open="">
                <summary>{move || show::t("import-sample")}</summary>
                <table class="list-table"><tbody>
                    {rows.into_iter().map(|cells| view! {
                        <tr>{cells.into_iter().map(|cell| view! { <td class="ellipsis" dir="auto"><bdi>{cell}</bdi></td> }).collect_view()}</tr>
                    }).collect_view()}
                </tbody></table>
            </details>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::problems_file;

    #[test]
    fn the_file_of_problems_keeps_its_format() {
        assert_eq!(problems_file("night.csv"), "night-to-repair.csv");
        assert_eq!(problems_file("night.2.xlsx"), "night.2-to-repair.xlsx");
        assert_eq!(problems_file("night"), "night-to-repair.csv");
    }
}
