//! What happened to a delivery: open exceptions, what waits to be sent, notes, the timeline.

use super::Latest;
use crate::{
    act,
    app::navigate_to,
    parts::{Button, Kind},
    show,
};
use domain::{
    command::{Command, Other},
    entities::NoteKind,
    entity::Table,
};
use leptos::prelude::*;
use std::sync::Arc;
use wire::ipc::{DeliveryDetail, EventView, ExceptionView, NoteView, OutboxItem};

#[component]
pub fn Exceptions(detail: Arc<DeliveryDetail>) -> impl IntoView {
    let mut open: Vec<ExceptionView> = detail
        .exceptions
        .iter()
        .filter(|e| e.exception.resolved_at.is_none())
        .cloned()
        .collect();
    // Each contested report names all that are open; they are settled as one.
    let mut told = false;
    open.retain(|e| e.reports.is_empty() || !std::mem::replace(&mut told, true));
    open.into_iter()
        .map(|view| {
            let exception = view.exception;
            let (id, kind) = (exception.id, exception.kind);
            let commands: Vec<String> = match view.reports.as_slice() {
                [] => vec![exception.command_name.clone()],
                reports => reports
                    .iter()
                    .map(|report| report.exception.command_name.clone())
                    .collect(),
            };
            let why = view.rejection.clone();
            let fields: Vec<String> = view.conflict.iter().map(|f| f.column.clone()).collect();
            view! {
                <section class="conflict-card" data-exception=id.to_string() data-kind=kind.word()>
                    <h3>{move || show::word("exception-kind", kind.word())}</h3>
                    <p>{move || commands
                        .iter()
                        .map(|command| show::command_word(command))
                        .collect::<Vec<_>>()
                        .join(&show::t("list-separator"))}</p>
                    {why.map(|why| view! { <p class="muted">{move || show::rejection_text(&why)}</p> })}
                    {(!fields.is_empty()).then(|| view! {
                        <p class="muted">{move || fields.iter().map(|f| field_name(f)).collect::<Vec<_>>().join(&show::t("list-separator"))}</p>
                    })}
                    <Button action="open-exception" label="action-open" press=Callback::new(move |()| navigate_to("exceptions", Some(id.0)))/>
                </section>
            }
        })
        .collect_view()
}

/// A column's name in words, where the catalogue has it.
fn field_name(column: &str) -> String {
    let bare = column
        .trim_start_matches("dropoff_")
        .trim_start_matches("pickup_");
    let bare = bare
        .trim_end_matches("_halalas")
        .trim_end_matches("_id")
        .trim_end_matches("_secs");
    let known = match bare {
        "lon_e7" | "lat_e7" => "point",
        "name" => "contact",
        "reference" => "ref",
        "parcel_count" => "parcels",
        "weight_g" => "weight",
        "volume_ml" => "volume",
        "service" => "service-time",
        "proof_required" | "proof_given" => "proof",
        "attempt_no" => "attempts",
        "state_reason" => "reason",
        other => other,
    };
    let key = texts::key("field", known);
    let words = show::t(&key);
    if words == key {
        column.to_owned()
    } else {
        words
    }
}

#[component]
pub fn Pending(detail: Arc<DeliveryDetail>) -> impl IntoView {
    let pending: Vec<OutboxItem> = detail.pending.clone();
    (!pending.is_empty()).then(move || {
        let n = pending.len();
        view! {
            <section class="pending-list" data-region="pending">
                <h3>{move || show::tr("drawer-pending-commands", &[("n", n.into())])}</h3>
                <ul>
                    {pending.into_iter().map(|item| view! {
                        <li class="row-flex" data-state=item.state.word()>
                            <span>{move || show::command_word(&item.name)}</span>
                            <span class="muted">{move || show::word("outbox-state", item.state.word())}</span>
                            <span class="muted push">{move || show::time(item.issued_at)}</span>
                        </li>
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}

/// The notes, and a line for one more; `body` is what is typed there.
#[component]
pub fn Notes(still: Latest, body: RwSignal<String>) -> impl IntoView {
    let notes =
        Memo::new(move |_| still.with(|d| d.as_ref().map(|d| d.notes.clone()).unwrap_or_default()));
    let add = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let text = body.get_untracked().trim().to_owned();
        let about = still.with_untracked(|d| d.as_ref().map(|d| (d.delivery.hub_id, d.row.id)));
        let Some((hub, id)) = about.filter(|_| !text.is_empty()) else {
            return;
        };
        body.set(String::new());
        act::send_command(Command::Other(Other::AddNote {
            hub,
            entity_table: Table::Delivery,
            items: vec![id.0],
            body: text,
        }));
    };
    view! {
        <section data-region="notes">
            <h3>{move || show::t("drawer-notes")}</h3>
            <ul class="note-list">
                {move || notes.get().into_iter().map(|view| view! { <NoteLine view/> }).collect_view()}
            </ul>
            <form class="row-flex" on:submit=add>
                <input class="input" dir="auto" data-field="note" aria-label=move || show::t("drawer-note-placeholder")
                    placeholder=move || show::t("drawer-note-placeholder")
                    prop:value=move || body.get()
                    on:input=move |ev| body.set(event_target_value(&ev))/>
                <Button action="add-note" label="action-add" kind=Kind::Plain submit=true
                    disabled=Signal::derive(move || body.read().trim().is_empty())/>
            </form>
        </section>
    }
}

#[component]
fn NoteLine(view: NoteView) -> impl IntoView {
    let NoteView { note, author } = view;
    let contact = note.contact_who.zip(note.contact_outcome);
    let (kind, at) = (note.kind, note.written_at);
    view! {
        <li data-note=note.id.to_string()>
            <p dir="auto">{move || match contact {
                Some((who, outcome)) => format!(
                    "{} · {}",
                    show::word("contact-who", who.word()),
                    show::word("contact-outcome", outcome.word()),
                ),
                None => note.body.clone(),
            }}</p>
            <p class="muted small">
                {move || (kind != NoteKind::Note).then(|| format!("{} · ", show::word("note-kind", kind.word())))}
                {move || show::tr("timeline-by", &[("who", show::name(&author).into()), ("time", show::weekday_time(at).into())])}
            </p>
        </li>
    }
}

#[component]
pub fn Timeline(detail: Arc<DeliveryDetail>) -> impl IntoView {
    let events: Vec<EventView> = detail.timeline.clone();
    view! {
        <section data-region="timeline">
            <h3>{move || show::t("timeline-title")}</h3>
            <ol class="timeline">
                {events.into_iter().enumerate().map(|(i, view)| view! { <Entry view now=i == 0/> }).collect_view()}
            </ol>
        </section>
    }
}

/// What was done, in words: of a settlement also what had been reported, of a choice the courier.
fn done(view: &EventView) -> String {
    let event = &view.event;
    let changed = |name: &str| event.changed.get(name);
    let reported =
        |value: &serde_json::Value| show::command_word(value.as_str().unwrap_or_default());
    if let Some((_, what)) = changed("accepted") {
        return show::tr("timeline-accepted", &[("what", reported(what).into())]);
    }
    if let Some((what, _)) = changed("refused") {
        return show::tr("timeline-refused", &[("what", reported(what).into())]);
    }
    let done = show::command_done(&event.action);
    let couriers = match (&view.courier_before, &view.courier) {
        (Some(from), Some(to)) => show::tr(
            "timeline-courier-change",
            &[
                ("from", show::name(from).into()),
                ("to", show::name(to).into()),
            ],
        ),
        (None, Some(courier)) | (Some(courier), None) => show::name(courier),
        (None, None) => return done,
    };
    format!("{done} · {couriers}")
}

/// What a step changed, for edits: fields with plain values, before and after.
fn changes(view: &EventView) -> Vec<String> {
    if !matches!(
        view.event.action.as_str(),
        "edit" | "reschedule" | "set_priority" | "rezone"
    ) {
        return Vec::new();
    }
    let plain = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(n) => Some(n.to_string()),
        serde_json::Value::Null => Some(show::t("none")),
        _ => None,
    };
    let hidden = |column: &str| {
        column.ends_with("_e7")
            || column.ends_with("_id")
            || column.ends_with("_at")
            || column.ends_with("geo_quality")
    };
    view.event
        .changed
        .iter()
        .filter(|(column, _)| !hidden(column))
        .filter_map(|(column, (from, to))| {
            let (from, to) = if column.ends_with("_halalas") {
                (show::riyals(from.as_i64()?), show::riyals(to.as_i64()?))
            } else {
                (plain(from)?, plain(to)?)
            };
            let from = if from.is_empty() {
                show::t("none")
            } else {
                from
            };
            Some(show::tr(
                "timeline-change",
                &[
                    ("field", field_name(column).into()),
                    ("from", from.into()),
                    ("to", to.into()),
                ],
            ))
        })
        .collect()
}

#[component]
fn Entry(view: EventView, now: bool) -> impl IntoView {
    /// Later than this the server learned of it afterwards: told on the phone, or done without a network.
    const AFTERWARDS_SECS: i64 = 120;
    let event = &view.event;
    let action = event.action.clone();
    let (implied, pending) = (event.implied, view.pending);
    let contested = event.changed.contains_key("contested");
    let settles = event.changed.contains_key("accepted") || event.changed.contains_key("refused");
    let overruled = event.override_reason.clone();
    let (at, server) = (view.at, event.server_at);
    // A settlement is dated by itself; what it settles happened before.
    let happened = (settles && event.device_at < at).then_some(event.device_at);
    let afterwards = server.secs_since(at) > AFTERWARDS_SECS;
    let command = event.command_id.to_string();
    let actor = view.actor.clone();
    let (for_words, for_changes) = (view.clone(), view);
    view! {
        <li class:now=now data-event=action data-pending=pending.to_string() data-command=command>
            <p>
                <b>{move || done(&for_words)}</b>
                {contested.then(|| view! { " "<span class="tag">{move || show::t("timeline-contested")}</span> })}
                {implied.then(|| view! { " "<span class="tag" title=show::t("timeline-implied-hint")>{move || show::t("timeline-implied")}</span> })}
                {pending.then(|| view! { " "<span class="tag accent">{move || show::t("pending")}</span> })}
            </p>
            <p class="muted small">
                {move || show::tr("timeline-by", &[("who", show::name(&actor).into()), ("time", show::weekday_time(at).into())])}
                {happened.map(|at| view! { <span>" · "{move || show::tr("timeline-happened", &[("time", show::time(at).into())])}</span> })}
                {afterwards.then(|| view! { <span>" · "{move || show::tr("timeline-arrived", &[("time", show::time(server).into())])}</span> })}
            </p>
            {move || changes(&for_changes).into_iter().map(|text| view! { <p class="muted small" dir="auto">{text}</p> }).collect_view()}
            {(!overruled.is_empty()).then(|| view! {
                <p class="muted small">{move || show::tr("timeline-override", &[("reason", overruled.clone().into())])}</p>
            })}
        </li>
    }
}
