//! The list: one line for what happened, one for its kind, age and who is on it.

use super::{desk::Desk, me, words};
use crate::{
    parts::{Empty, VirtualRows, virtual_rows::Scroller},
    show,
};
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
    let go = move |to: usize| {
        let id = desk
            .shown
            .with_untracked(|all| all.get(to).map(|v| v.exception.id));
        if id.is_some() {
            desk.at.set(id);
        }
    };
    let keys = move |ev: web_sys::KeyboardEvent| {
        if ev.ctrl_key() || ev.alt_key() || ev.meta_key() {
            return;
        }
        let (here, n) = (
            place.get_untracked().unwrap_or(0),
            total.get_untracked() as usize,
        );
        let page = scroller.page() as usize;
        match ev.code().as_str() {
            "ArrowDown" => go((here + 1).min(n.saturating_sub(1))),
            "ArrowUp" => go(here.saturating_sub(1)),
            "PageDown" => go((here + page).min(n.saturating_sub(1))),
            "PageUp" => go(here.saturating_sub(page)),
            "Home" => go(0),
            "End" => go(n.saturating_sub(1)),
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
                    aria-selected=move || if desk.at.get() == Some(id) { "true" } else { "false" }
                    on:click=move |_| desk.at.set(Some(id))
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
