//! What a file would bring: counts and days, which sheets and columns were understood as what, what became of the
//! first rows' cells, and the rows to put right before.

use super::{repair, start, state};
use crate::{
    app::{ToastKind, draft, toast},
    ipc,
    parts::{Button, Checkbox, Kind, ProblemBanner, Text, leave},
    show,
};
use domain::units::ServiceDate;
use leptos::prelude::*;
use std::sync::Arc;
use wire::{
    error::Problem,
    ipc::{
        Control, ControlResult, ImportPlace, ImportPreview, ImportProblem, ImportSheet, ImportedRow,
    },
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
    let job = preview.job;
    let export = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            match ipc::control(&Control::ImportExportProblems { job }).await {
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
    let exportable = !preview.problems.is_empty() && !of_zones(&preview);
    let agreed = RwSignal::new(!asks(&preview));
    let back = leave(close);
    view! {
        <div class="body" data-import="preview" data-format=preview.format.clone()
            data-accepted=preview.accepted.to_string() data-quarantined=total(&preview.quarantined).to_string()>
            <ProblemBanner problem/>
            <Counts preview=Arc::clone(&preview)/>
            <Days preview=Arc::clone(&preview)/>
            <Sheets preview=Arc::clone(&preview) agreed/>
            <Problems preview=Arc::clone(&preview)/>
            <Columns preview=Arc::clone(&preview)/>
            <Sample preview=Arc::clone(&preview)/>
        </div>
        <footer>
            {exportable.then(|| view! { <Button action="import-export" label="import-repair-export" icon="export" press=export/> })}
            <span class="push"></span>
            <Button action="import-close" label="action-back" press=back/>
            <button type="button" class=Kind::Primary.class() data-action="import-start" data-autofocus=""
                disabled=move || n == 0 || !agreed.get() on:click=move |_| start(&go)>{move || submit.get()}</button>
        </footer>
    }
}

fn of_zones(preview: &ImportPreview) -> bool {
    preview.zones > 0 || preview.format == "geojson"
}

/// Whether something of the file is left out that a person has to agree to.
fn asks(preview: &ImportPreview) -> bool {
    let mut unread = preview.unread_sheets.iter();
    unread.any(|sheet| sheet.orders && !sheet.hidden)
}

/// What a code means; zones have codes of their own.
fn code_words(zones: bool, code: &str) -> String {
    show::word(if zones { "import-zone" } else { "import-code" }, code)
}

/// Where a row is: its number, after the name of its sheet where rows of several were read.
fn place_words(place: &ImportPlace) -> String {
    match place.sheet.as_str() {
        "" => show::tr("import-row", &[("row", place.row.into())]),
        sheet => show::tr(
            "import-sheet-row",
            &[("sheet", sheet.into()), ("row", place.row.into())],
        ),
    }
}

fn total(counts: &[(String, u32)]) -> u32 {
    counts.iter().map(|(_, n)| n).sum()
}

#[component]
fn Counts(preview: Arc<ImportPreview>) -> impl IntoView {
    move || {
        let p = &preview;
        let quarantined = total(&p.quarantined);
        let zones = of_zones(p);
        let codes = |counts: &[(String, u32)], class: &'static str| {
            counts
                .iter()
                .map(|(code, n)| {
                    let words = format!("{} · {}", code_words(zones, code), show::number((*n).into()));
                    view! { <span class=class data-code=code.clone() data-n=n.to_string()>{words}</span> }
                })
                .collect_view()
        };
        view! {
            <p>{show::tr("import-recognised", &[("format", show::word("import-format", &p.format).into())])}</p>
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

/// Days so far ahead are no plan but a date read wrong.
const FAR_AHEAD: i64 = 31;
/// Days of one kind told one by one; more are told as a span.
const TOLD: usize = 3;

/// The days the rows are of, and a warning for those that are not today's work.
#[component]
fn Days(preview: Arc<ImportPreview>) -> impl IntoView {
    let days = !preview.days.is_empty();
    days.then_some({
        move || {
            let today = preview.today;
            let ahead = |day: ServiceDate| (day.0 - today.0).num_days();
            let past = preview.days.iter().copied().filter(|(day, _)| ahead(*day) < 0);
            let far = preview.days.iter().copied().filter(|(day, _)| ahead(*day) > FAR_AHEAD);
            let warnings = [past.collect::<Vec<_>>(), far.collect()]
                .into_iter()
                .flat_map(|days| day_warnings(&days, ahead))
                .map(|words| view! { <p class="banner notice" role="status" data-import-day="odd">{words}</p> })
                .collect_view();
            let days = preview.days.iter().map(|(day, n)| {
                let words = format!("{} · {}", show::day(*day), show::number((*n).into()));
                view! { <span class="tag" data-day=day.to_string() data-n=n.to_string()>{words}</span> }
            });
            view! {
                <p class="row-flex wrap">{days.collect_view()}</p>
                {warnings}
            }
        }
    })
}

fn day_warnings(days: &[(ServiceDate, u32)], ahead: impl Fn(ServiceDate) -> i64) -> Vec<String> {
    let rows = |n: u32| show::tr("import-rows", &[("n", n.into())]);
    if let (Some((first, _)), Some((last, _)), true) =
        (days.first(), days.last(), days.len() > TOLD)
    {
        let all = days.iter().map(|(_, n)| n).sum();
        return vec![show::tr(
            "import-days-odd",
            &[
                ("rows", rows(all).into()),
                ("from", show::day_long(*first).into()),
                ("to", show::day_long(*last).into()),
            ],
        )];
    }
    days.iter()
        .map(|(day, n)| {
            let by = ahead(*day);
            let key = if by < 0 {
                "import-days-ago"
            } else {
                "import-days-ahead"
            };
            let when = show::tr(key, &[("n", by.abs().into())]);
            show::tr(
                "import-day-odd",
                &[
                    ("rows", rows(*n).into()),
                    ("day", show::day_long(*day).into()),
                    ("when", when.into()),
                ],
            )
        })
        .collect()
}

/// Which sheets of a workbook were read, and which were not; those that look like orders have to be agreed to.
#[component]
fn Sheets(preview: Arc<ImportPreview>, agreed: RwSignal<bool>) -> impl IntoView {
    let ask = asks(&preview);
    let names = |sheets: &[ImportSheet]| {
        let sheet = |sheet: &ImportSheet| {
            let rows = show::tr("import-rows", &[("n", sheet.rows.into())]);
            let key = if sheet.hidden {
                "import-sheet-hidden"
            } else {
                "import-sheet"
            };
            show::tr(
                key,
                &[("name", sheet.name.as_str().into()), ("rows", rows.into())],
            )
        };
        let sheets: Vec<String> = sheets.iter().map(sheet).collect();
        sheets.join(&show::t("list-separator"))
    };
    let (read, unread) = (preview.sheets.clone(), preview.unread_sheets.clone());
    let any = !unread.is_empty();
    view! {
        {(!read.is_empty()).then(|| view! {
            <p data-import-sheets="read">{move || show::tr("import-sheets-read", &[("sheets", names(&read).into())])}</p>
        })}
        {any.then(|| view! {
            <p data-import-sheets="unread" class=if ask { "banner notice" } else { "muted" }>
                {move || show::tr("import-sheets-unread", &[("sheets", names(&unread).into())])}
            </p>
        })}
        {ask.then(|| view! {
            <p class="muted">{move || show::t("import-sheets-unread-why")}</p>
            <Checkbox name="import-without-sheets" label="import-sheets-leave" value=agreed
                change=Callback::new(move |yes| agreed.set(yes))/>
        })}
    }
}

#[component]
fn Problems(preview: Arc<ImportPreview>) -> impl IntoView {
    (!preview.problems.is_empty()).then(move || {
        let job = preview.job;
        let zones = of_zones(&preview);
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
fn Repair(job: u64, row: ImportProblem, zones: bool) -> impl IntoView {
    let number = row.row;
    // What is half typed outlives the repair of another row.
    let about = format!("import/{job}/{number}/{}", row.column);
    let cell = draft(about, row.cell.clone());
    let (code, why, place) = (row.code.clone(), row.why.clone(), row.place.clone());
    let (label_column, typed_column, column) = (row.column.clone(), row.column.clone(), row.column);
    let (original, typed_place) = (row.cell, row.place);
    view! {
        <tr data-row=number.to_string() data-code=row.code>
            <td class="num keep">{move || place_words(&place)}</td>
            <td class="ellipsis"><bdi>{row.reference}</bdi></td>
            <td class="danger" data-why=row.why>{move || match why.as_str() {
                "" => code_words(zones, &code),
                why => show::word("import-why", why),
            }}</td>
            // An outline is not put right by typing.
            {(!zones).then(|| view! { <td>
                <form class="row-flex" on:submit=move |ev| {
                    ev.prevent_default();
                    repair(job, number, column.clone(), cell.get_untracked());
                }>
                    <bdi class="muted keep">{label_column}</bdi>
                    <input class="input" dir="auto" data-field="import-cell" data-row=number.to_string()
                        aria-label=move || format!("{} {}", place_words(&typed_place), typed_column)
                        prop:value=move || cell.get()
                        on:input=move |ev| cell.set(event_target_value(&ev))/>
                    <Button action="import-repair" label="import-repair-retry" submit=true
                        disabled=Signal::derive(move || *cell.read() == original)/>
                </form>
            </td> })}
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
                        {columns.into_iter().map(|(header, field)| view! { <Column header field/> }).collect_view()}
                    </tbody>
                </table>
            </details>
        }
    })
}

#[component]
fn Column(header: String, field: String) -> impl IntoView {
    let (name, taken_for) = (header.clone(), field.clone());
    let words = move || match field.as_str() {
        "" => show::t("import-mapping-unknown"),
        field => show::word("import-field", field),
    };
    view! {
        <tr data-column=name data-field=taken_for><td><bdi>{header}</bdi></td><td>{words}</td></tr>
    }
}

#[component]
fn Sample(preview: Arc<ImportPreview>) -> impl IntoView {
    const HEADINGS: &[&str] = &[
        "import-sample-row",
        "field-ref",
        "field-recipient",
        "field-phone",
        "field-address",
        "field-merchant",
        "field-service-date",
        "field-window",
        "field-cod",
    ];
    let zones = preview.zone_names.clone();
    let rows = preview.sample.clone();
    let any = !(rows.is_empty() && zones.is_empty());
    any.then(move || {
        let headings = (!rows.is_empty()).then(|| {
            let names = HEADINGS
                .iter()
                .map(|key| view! { <th scope="col">{move || show::t(key)}</th> });
            view! { <thead><tr>{names.collect_view()}</tr></thead> }
        });
        view! {
            <details open="">
                <summary>{move || show::t("import-sample")}</summary>
                <table class="list-table">
                    {headings}
                    <tbody>
                        {rows.into_iter().map(|row| view! { <Imported row/> }).collect_view()}
                        {zones.into_iter().map(|(arabic, latin)| view! {
                            <tr>
                                <td class="ellipsis" dir="auto"><bdi>{arabic}</bdi></td>
                                <td class="ellipsis" dir="auto"><bdi>{latin}</bdi></td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </details>
        }
    })
}

/// What became of a row's cells.
#[component]
fn Imported(row: ImportedRow) -> impl IntoView {
    let (place, day, windows, cod) = (row.place, row.service_date, row.windows, row.cod_halalas);
    let reference = row.reference.clone();
    let words = [
        row.reference,
        row.recipient,
        show::phone_spaced(&row.phone),
        row.address,
        row.merchant,
    ];
    let windows = move || {
        let lines = windows.iter().map(show::window_text);
        lines
            .map(|words| view! { <div>{words}</div> })
            .collect_view()
    };
    view! {
        <tr data-reference=reference data-day=day.to_string() data-cod=cod.to_string()>
            <td class="num keep">{move || place_words(&place)}</td>
            {words.into_iter().map(|cell| view! { <td class="ellipsis" dir="auto"><bdi>{cell}</bdi></td> }).collect_view()}
            <td class="keep">{move || show::day(day)}</td>
            <td class="num keep">{windows}</td>
            <td class="num keep">{move || (cod > 0).then(|| show::money(cod))}</td>
        </tr>
    }
}
