//! The list: one line for what happened, one for its kind, age and who is on it.

use super::{bulk, desk::Desk, me, words};
use crate::{
    parts::{Empty, VirtualRows, virtual_rows::Scroller},
    screens::deliveries::selection::{Gesture, moved},
    show,
};
use domain::{entities::Resolution, id::ExceptionId};
use leptos::prelude::*;
use std::sync::Arc;

/// Pixels; the style sheet's `.exception-row`.
const ROW: f64 = 56.0;

#[component]
pub fn List(desk: Desk) -> impl IntoView {
    let total = Signal::derive(move || desk.shown.with(|all| all.len() as u64));
    let scroller = Scroller::new(total, ROW);
    let place = Memo::new(move |_| {
        let at = desk.at.get();
        desk.shown
            .with(|all| all.iter().position(|v| Some(v.exception.id) == at))
    });
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            scroller.reveal(place as u64);
        }
    });
    let step = move |to: usize, gesture: Gesture| {
        let id = desk
            .shown
            .with_untracked(|all| all.get(to).map(|v| v.exception.id));
        if let Some(id) = id {
            pick(desk, id, gesture);
        }
    };
    let keys = move |ev: web_sys::KeyboardEvent| {
        if select_key(desk, &ev) {
            ev.prevent_default();
            return;
        }
        if ev.ctrl_key() || ev.alt_key() || ev.meta_key() {
            return;
        }
        let (here, n) = (
            place.get_untracked().unwrap_or(0),
            total.get_untracked() as usize,
        );
        let page = scroller.page() as usize;
        let code = ev.code();
        if let Some(to) = moved(&code, here as u64, n as u64, page as u64) {
            let gesture = Gesture::of(false, ev.shift_key(), true);
            step(to as usize, gesture);
            ev.prevent_default();
            return;
        }
        match code.as_str() {
            "Enter" | "NumpadEnter" => focus_detail(),
            _ => return,
        }
        ev.prevent_default();
    };
    let render: Arc<dyn Fn(u64) -> AnyView + Send + Sync> =
        Arc::new(move |i| view! { <Row desk i=i as usize/> }.into_any());
    let empty = move || desk.all.get().is_some() && total.get() == 0;
    view! {
        <div class="pane">
            <div
                id="exceptions-list"
                class="listbox-pane"
                role="listbox"
                tabindex="0"
                aria-multiselectable="true"
                aria-label=move || show::t("exceptions-list-label")
                aria-activedescendant=move || place.get().map(|i| format!("exception-{i}"))
                on:keydown=keys
                hidden=empty
            >
                <VirtualRows scroller class="exception-rows" render=Arc::clone(&render)/>
            </div>
            <Show when=empty>
                {move || view! {
                    <Empty icon="check" text=if desk.settled.get() || desk.kind.get().is_some() || desk.mine.get() || desk.from_me.get() {
                        "exceptions-none-here"
                    } else {
                        "empty-exceptions"
                    }/>
                }}
            </Show>
        </div>
    }
}

/// Opens one, and selects as the gesture says. Settled ones are not worked on, so none is selected.
fn pick(desk: Desk, id: ExceptionId, gesture: Gesture) {
    let open = desk.at.get_untracked();
    match gesture {
        _ if desk.settled.get_untracked() => {}
        Gesture::Only | Gesture::Move => desk.chosen.clear(Some(id)),
        Gesture::Toggle => desk.chosen.toggle(id, open),
        Gesture::Extend => desk.chosen.extend(&desk.ids(), id, open),
    }
    desk.at.set(Some(id));
}

/// Whether the key was one that selects, or acts on what is selected.
fn select_key(desk: Desk, ev: &web_sys::KeyboardEvent) -> bool {
    if desk.settled.get_untracked() || ev.alt_key() {
        return false;
    }
    let ctrl = ev.ctrl_key() || ev.meta_key();
    let at = desk.at.get_untracked();
    match (ev.code().as_str(), ctrl) {
        ("KeyA", true) => desk.chosen.all(&desk.ids()),
        ("Space", _) => {
            if let Some(at) = at {
                desk.chosen.toggle(at, None);
            }
        }
        ("Escape", false) if !untrack(|| desk.chosen.is_empty()) => desk.chosen.clear(at),
        ("Delete", false) if !untrack(|| desk.chosen.is_empty()) => {
            bulk::settle(desk, Resolution::Discarded);
        }
        _ => return false,
    }
    true
}

/// The first thing to do in the open one.
fn focus_detail() {
    let wanted = "[data-region=exception-detail] .decide button:not(:disabled), [data-region=exception-detail] button";
    super::desk::focus(wanted);
}

#[component]
fn Row(desk: Desk, i: usize) -> impl IntoView {
    let row = Memo::new(move |_| desk.shown.with(|all| all.get(i).cloned()));
    move || {
        row.get().map(|view| {
            let id = view.exception.id;
            let (kind, open) = (view.exception.kind, view.exception.resolved_at.is_none());
            let raised = view.exception.raised_at;
            let title = {
                let view = view.clone();
                move || words::title(&view)
            };
            let mine = view.exception.claimed_by.is_some() && view.exception.claimed_by == untrack(me);
            let (claimed, resolved) = (view.claimed_by.clone(), view.exception.resolution);
            let who = move || match (&claimed, resolved) {
                (_, Some(resolution)) => show::word("resolution", resolution.word()),
                (Some(_), None) if mine => show::t("exception-claimed-by-me"),
                (Some(name), None) => show::tr("exception-claimed-by", &[("who", show::name(name).into())]),
                (None, None) => String::new(),
            };
            view! {
                <div
                    id=format!("exception-{i}")
                    class="exception-row"
                    role="option"
                    data-id=id.to_string()
                    data-kind=kind.word()
                    data-pending=if view.pending { "true" } else { "false" }
                    data-claimed=if view.exception.claimed_by.is_some() { "true" } else { "false" }
                    data-at=move || if desk.at.get() == Some(id) { "true" } else { "false" }
                    aria-selected=move || {
                        let chosen = if desk.chosen.is_empty() {
                            desk.at.get() == Some(id)
                        } else {
                            desk.chosen.contains(id)
                        };
                        if chosen { "true" } else { "false" }
                    }
                    on:click=move |ev| {
                        let ctrl = ev.ctrl_key() || ev.meta_key();
                        pick(desk, id, Gesture::of(ctrl, ev.shift_key(), false));
                    }
                >
                    <span class="mark" data-open=if open { "true" } else { "false" } aria-hidden="true"></span>
                    <span class="ellipsis what">{title}</span>
                    <span class="ellipsis about">
                        <span>{move || show::word("exception-kind", kind.word())}</span>
                        <span aria-hidden="true">" · "</span>
                        <span>{move || show::age(raised)}</span>
                        {view.pending.then(|| view! {
                            <span class="tag">{move || show::t("exception-pending")}</span>
                        })}
                    </span>
                    <span class="who small">{who}</span>
                </div>
            }
        })
    }
}
