//! The drawer: one delivery whole. What may be done comes from the answer's `allowed`, nowhere else.

mod facts;
mod story;

use super::copy_text;
use crate::{
    act,
    app::{DELIVERY_ROWS, navigate_to, toast_problem},
    ipc::{self, live},
    keys::{self, Keys},
    parts::{
        Button, Empty, Kind, Menu, MenuGroup, MenuItem, MenuLine, ProblemBanner, Reference,
        StateBadge, Text,
    },
    show,
};
use domain::id::DeliveryId;
use leptos::prelude::*;
use std::sync::Arc;
use wire::ipc::{Control, DeliveryDetail, Query};

/// The likeliest next steps, shown as buttons when allowed; the rest is under the menu.
const NEXT: &[&str] = &[
    "assign",
    "dispatch",
    "record_pickup",
    "deliver",
    "record_attempt",
    "reschedule",
    "record_return",
    "release",
    "reinstate",
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
    view! {
        <aside class="drawer" data-region="drawer" data-id=id.to_string()
            aria-label=move || {
                let reference = detail.with(|d| d.and_then(|d| d.as_ref().map(|d| d.row.reference.clone())));
                show::tr("drawer-label", &[("ref", reference.unwrap_or_default().into())])
            }>
            <ProblemBanner problem=Signal::derive(move || detail.problem()) retry=Callback::new(move |()| detail.refresh())/>
            {move || detail.get().map(|d| match d.as_ref() {
                Some(d) => view! { <Whole detail=Arc::new(d.as_ref().clone())/> }.into_any(),
                None => view! {
                    <Empty text="error-not-found" icon="deliveries">
                        <Button action="drawer-close" label="action-close" press=Callback::new(|()| close())/>
                    </Empty>
                }.into_any(),
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

#[component]
fn Whole(detail: Arc<DeliveryDetail>) -> impl IntoView {
    let (reference, state) = (detail.row.reference.clone(), detail.row.state);
    view! {
        <header class="row-flex">
            <h2><Reference text=Signal::stored(reference)/></h2>
            <StateBadge state=Signal::stored(state)/>
            {detail.row.pending.then(|| view! { <span class="tag" title=show::t("pending-hint")>{move || show::t("pending")}</span> })}
            <span class="push"></span>
            <More detail=Arc::clone(&detail)/>
            <Button action="drawer-close" label="action-close" icon="close" icon_only=true kind=Kind::Quiet press=Callback::new(|()| close())/>
        </header>
        <Actions detail=Arc::clone(&detail)/>
        <story::Exceptions detail=Arc::clone(&detail)/>
        <facts::Facts detail=Arc::clone(&detail)/>
        <story::Pending detail=Arc::clone(&detail)/>
        <story::Notes detail=Arc::clone(&detail)/>
        <story::Timeline detail/>
    }
}

/// The likeliest next steps the answer allows.
fn next_of(detail: &DeliveryDetail) -> Vec<&'static str> {
    let may = |action: &&str| detail.allowed.iter().any(|a| a == action);
    NEXT.iter().copied().filter(may).take(3).collect()
}

#[component]
fn Actions(detail: Arc<DeliveryDetail>) -> impl IntoView {
    let id = detail.row.id;
    let buttons = next_of(&detail)
        .into_iter()
        .enumerate()
        .map(|(i, action)| {
            let kind = if i == 0 { Kind::Primary } else { Kind::Plain };
            let label = Text::of(move || show::command_word(action));
            view! { <Button action label kind press=Callback::new(move |()| act::start(action, vec![id]))/> }
        })
        .collect_view();
    view! { <div class="row-flex wrap" role="group" aria-label=move || show::t("drawer-actions")>{buttons}</div> }
}

/// Everything else: the other actions, notes and calls, the edits.
#[component]
fn More(detail: Arc<DeliveryDetail>) -> impl IntoView {
    let id = detail.row.id;
    let next = next_of(&detail);
    let may = |action: &&str| detail.allowed.iter().any(|a| a == action);
    let rest: Vec<&'static str> = act::ACTIONS
        .iter()
        .copied()
        .filter(|a| may(a) && !next.contains(a))
        .collect();
    let can_edit = may(&"edit");
    let rest = StoredValue::new(rest);
    view! {
        <Menu action="more" label="action-more" icon="more" icon_only=true>
            {rest.get_value().into_iter().map(|action| {
                let label = Text::of(move || show::command_word(action));
                view! {
                    <MenuItem action label destructive=act::is_destructive(action)
                        press=Callback::new(move |()| act::start(action, vec![id]))/>
                }
            }).collect_view()}
            <MenuLine/>
            <MenuItem action="add-note" label="command-add-note" press=Callback::new(move |()| act::start("add_note", vec![id]))/>
            <MenuItem action="log-contact" label="command-log-contact" press=Callback::new(move |()| act::start("log_contact", vec![id]))/>
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
