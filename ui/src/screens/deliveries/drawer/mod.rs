//! The drawer: one delivery whole. What may be done comes from the answer's `allowed`, nowhere else.

mod facts;
mod story;

use crate::{
    act::{self, Verb},
    app::{DELIVERY_ROWS, copy_text, draft, navigate_to, toast_problem},
    ipc::{self, live},
    keys::{self, Keys},
    parts::{
        Button, Empty, Kind, Menu, MenuGroup, MenuItem, MenuLine, ProblemBanner, Reference,
        StateBadge, Text,
    },
    show,
};
use domain::{id::DeliveryId, name::ActionKind};
use leptos::prelude::*;
use std::sync::Arc;
use wire::ipc::{Control, DeliveryDetail, Query};

/// The likeliest next steps, shown as buttons when allowed; the rest is under the menu.
const NEXT: &[Verb] = &[
    Verb::Assign,
    Verb::Dispatch,
    Verb::RecordPickup,
    Verb::Deliver,
    Verb::RecordAttempt,
    Verb::Reschedule,
    Verb::RecordReturn,
    Verb::Release,
    Verb::Reinstate,
];

#[component]
pub fn Drawer(id: DeliveryId) -> impl IntoView {
    let detail =
        live::<Option<Box<DeliveryDetail>>>(DELIVERY_ROWS, move || Some(Query::Delivery { id }));
    keys::bind(
        "shortcut-copy-phone",
        "shortcuts-list",
        Keys::plain("KeyC", "C"),
        move || {
            let phone = detail
                .get_untracked()
                .and_then(|d| d.as_ref().as_ref().and_then(|d| d.row.phone.clone()));
            if let Some(phone) = phone {
                copy_phone(phone);
            }
        },
    );
    keys::bind(
        "shortcut-close",
        "shortcuts-list",
        Keys::plain("Escape", "Esc"),
        close,
    );
    let latest: Latest =
        Memo::new(move |_| detail.with(|d| d.and_then(|d| d.clone().map(|d| Arc::new(*d)))));
    let still: Latest = Memo::new(move |_| latest.get().map(|d| Arc::new(without_motion(&d))));
    let there = Memo::new(move |_| detail.with(|d| d.map(|d| d.is_some())));
    view! {
        <aside class="drawer" data-region="drawer" data-id=id.to_string()
            aria-label=move || {
                let reference = detail.with(|d| d.and_then(|d| d.as_ref().map(|d| d.row.reference.clone())));
                show::tr("drawer-label", &[("ref", reference.unwrap_or_default().into())])
            }>
            <ProblemBanner problem=Signal::derive(move || detail.problem()) retry=Callback::new(move |()| detail.refresh())/>
            {move || there.get().map(|there| if there {
                view! { <Whole id latest still/> }.into_any()
            } else {
                view! {
                    <Empty text="error-not-found" icon="deliveries">
                        <Button action="drawer-close" label="action-close" press=Callback::new(|()| close())/>
                    </Empty>
                }.into_any()
            })}
        </aside>
    }
}

fn close() {
    navigate_to("deliveries", None);
}

fn copy_phone(phone: String) {
    copy_text(phone, || show::t("drawer-phone-copied"));
}

fn call(phone: String) {
    leptos::task::spawn_local(async move {
        if let Err(problem) = ipc::control(&Control::OpenTel { phone }).await {
            toast_problem(&problem);
        }
    });
}

/// A delivery's detail as it now is.
type Latest = Memo<Option<Arc<DeliveryDetail>>>;

/// The detail without what changes while a courier rides: what is drawn from it keeps its focus and what is typed.
fn without_motion(detail: &DeliveryDetail) -> DeliveryDetail {
    let mut still = detail.clone();
    if let Some(courier) = &mut still.courier {
        courier.position = None;
    }
    still.row.slack_secs = still.row.slack_secs.map(|slack| slack.min(0).signum());
    still
}

#[component]
fn Whole(id: DeliveryId, latest: Latest, still: Latest) -> impl IntoView {
    let (note, allowed) = (
        draft(format!("note/{id}"), ""),
        Memo::new(move |_| still.with(|d| d.as_ref().map(|d| (d.row.id, d.allowed.clone())))),
    );
    let whole = move |part: fn(Arc<DeliveryDetail>) -> AnyView| move || still.get().map(part);
    view! {
        <header class="row-flex">
            {whole(|detail| {
                let (reference, state) = (detail.row.reference.clone(), detail.row.state);
                view! {
                    <h2><Reference text=Signal::stored(reference)/></h2>
                    <StateBadge state=Signal::stored(state)/>
                    {detail.row.pending.then(|| view! { <span class="tag" title=show::t("pending-hint")>{move || show::t("pending")}</span> })}
                }.into_any()
            })}
            <span class="push"></span>
            {move || allowed.get().map(|(id, allowed)| view! { <More id allowed/> })}
            <Button action="drawer-close" label="action-close" icon="close" icon_only=true kind=Kind::Quiet press=Callback::new(|()| close())/>
        </header>
        {move || allowed.get().map(|(id, allowed)| view! { <Actions id allowed/> })}
        {whole(|detail| view! { <story::Exceptions detail/> }.into_any())}
        {move || still.get().map(|detail| view! { <facts::Facts detail latest/> })}
        {whole(|detail| view! { <story::Pending detail/> }.into_any())}
        <story::Notes still body=note/>
        {whole(|detail| view! { <story::Timeline detail/> }.into_any())}
    }
}

/// The likeliest next steps the answer allows.
fn next_of(allowed: &[String]) -> Vec<Verb> {
    let may = |verb: &Verb| allowed.iter().any(|a| a == verb.word());
    NEXT.iter().copied().filter(may).take(3).collect()
}

#[component]
fn Actions(id: DeliveryId, allowed: Vec<String>) -> impl IntoView {
    let buttons = next_of(&allowed)
        .into_iter()
        .enumerate()
        .map(|(i, verb)| {
            let kind = if i == 0 { Kind::Primary } else { Kind::Plain };
            let label = Text::of(move || show::command_word(verb.word()));
            view! { <Button action=verb.word() label kind press=Callback::new(move |()| act::start(verb, vec![id]))/> }
        })
        .collect_view();
    view! { <div class="row-flex wrap" role="group" aria-label=move || show::t("drawer-actions")>{buttons}</div> }
}

/// Everything else: the other actions, notes and calls, the edits.
#[component]
fn More(id: DeliveryId, allowed: Vec<String>) -> impl IntoView {
    let next = next_of(&allowed);
    let may = |word: &str| allowed.iter().any(|a| a == word);
    let rest: Vec<Verb> = act::ACTIONS
        .iter()
        .copied()
        .filter(|verb| may(verb.word()) && !next.contains(verb))
        .collect();
    let can_edit = may(ActionKind::Edit.word());
    let rest = StoredValue::new(rest);
    view! {
        <Menu action="more" label="action-more" icon="more" icon_only=true>
            {rest.get_value().into_iter().map(|verb| {
                let label = Text::of(move || show::command_word(verb.word()));
                view! {
                    <MenuItem action=verb.word() label destructive=verb.is_destructive()
                        press=Callback::new(move |()| act::start(verb, vec![id]))/>
                }
            }).collect_view()}
            <MenuLine/>
            <MenuItem action="add-note" label="command-add-note" press=Callback::new(move |()| act::start(Verb::AddNote, vec![id]))/>
            <MenuItem action="log-contact" label="command-log-contact" press=Callback::new(move |()| act::start(Verb::LogContact, vec![id]))/>
            <Show when=act::has_other_hub>
                <MenuItem action="transfer" label="command-transfer" press=Callback::new(move |()| act::start(Verb::Transfer, vec![id]))/>
            </Show>
            <Show when=move || can_edit>
                <MenuLine/>
                <MenuGroup label="action-edit"/>
                {act::EDIT_GROUPS.iter().map(|group| {
                    let group = *group;
                    view! {
                        <MenuItem action="edit" value=group.word() label=Text::of(move || show::edit_group(group))
                            press=Callback::new(move |()| act::edit(id, group))/>
                    }
                }).collect_view()}
            </Show>
        </Menu>
    }
}

/// How far the courier's last known place is from the drop-off.
fn distance_text(detail: &DeliveryDetail) -> Option<String> {
    let position = detail.courier.as_ref()?.position?;
    let metres = detail.row.point?.distance_m(position.point);
    Some(show::tr(
        "drawer-away",
        &[("distance", show::distance(metres).into())],
    ))
}

/// The courier's position in words: how old, how far, and the slack.
fn position_text(detail: &DeliveryDetail) -> String {
    let Some(position) = detail.courier.as_ref().and_then(|c| c.position) else {
        return show::t("drawer-no-position");
    };
    let mut parts = vec![show::age(position.at)];
    parts.extend(distance_text(detail));
    if let Some(slack) = detail.row.slack_secs {
        parts.push(if slack < 0 {
            show::tr("lateness-late-by", &[("n", (-slack / 60).into())])
        } else {
            show::tr("lateness-slack", &[("n", (slack / 60).into())])
        });
    }
    parts.join(&show::t("list-separator"))
}
