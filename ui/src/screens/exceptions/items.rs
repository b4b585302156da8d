//! The items of a command that was refused, or set aside, for several: each with why not, and what would come of
//! trying again now.

use crate::{
    app::navigate_to,
    parts::{Reference, StateBadge},
    show,
};
use domain::decide::{ItemVerdict, Verdict};
use leptos::prelude::*;
use uuid::Uuid;
use wire::ipc::{ExceptionView, RefusedView};

#[component]
pub fn Items(
    view: Signal<ExceptionView>,
    /// What the rules say to the same command now; empty while nobody asked.
    #[prop(into)]
    now: Signal<Vec<ItemVerdict>>,
) -> impl IntoView {
    let items = Memo::new(move |_| view.with(|v| v.items.clone()));
    let rows = move || {
        items
            .get()
            .into_iter()
            .map(|item| view! { <Row item now/> })
            .collect_view()
    };
    view! {
        <table class="list-table" data-region="refused-items">
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(item: RefusedView, now: Signal<Vec<ItemVerdict>>) -> impl IntoView {
    let id = item.id;
    let code = item.rejection.as_ref().map(|why| why.code.to_string());
    let (state, here) = (item.state, item.state.is_some());
    let label = item.label.clone();
    let name = if label.is_empty() {
        view! { <span class="muted">{move || show::t("exception-item-unknown")}</span> }.into_any()
    } else {
        let text = Signal::stored(label);
        view! {
            <button type="button" class="link" data-action="exception-item-open" disabled=!here
                on:click=move |_| navigate_to("deliveries", Some(id))>
                <Reference text/>
            </button>
        }
        .into_any()
    };
    let why = move || {
        item.rejection
            .as_ref()
            .map(show::rejection_text)
            .unwrap_or_default()
    };
    view! {
        <tr data-id=id.to_string() data-code=code>
            <td>{name}</td>
            <td>{state.map(|state| view! { <StateBadge state=Signal::stored(state)/> })}</td>
            <td>{why}</td>
            <td class="muted">{move || now.with(|all| would(all, id))}</td>
        </tr>
    }
}

/// What would come of trying this one again, in a word.
fn would(now: &[ItemVerdict], id: Uuid) -> String {
    let Some(item) = now.iter().find(|item| item.id == id) else {
        return String::new();
    };
    show::t(match item.verdict {
        Verdict::Rejected { .. } => "exception-item-refused-now",
        Verdict::Applied { .. } => "exception-item-possible-now",
        Verdict::Unchanged => "exception-item-done-already",
        Verdict::Contested { .. } | Verdict::Conflict { .. } => "exception-item-disputed-now",
        Verdict::Unknown(_) => "outbox-state-unknown",
    })
}
