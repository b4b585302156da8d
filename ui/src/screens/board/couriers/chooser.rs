//! The box above the couriers: typing finds one, the arrow keys step through those found, Enter gives them what is
//! in hand.

use super::super::{desk::Desk, list::focus_list};
use crate::{
    keys::{self, Keys},
    show,
};
use domain::id::CourierId;
use leptos::{html, prelude::*};
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// The box to find a courier in; with something selected, Enter assigns.
#[component]
pub fn Chooser(
    desk: Desk,
    typed: RwSignal<String>,
    shown: Memo<Arc<Vec<CourierId>>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    keys::bind(
        "shortcut-assign",
        "shortcuts-board",
        Keys::plain("KeyA", "A"),
        move || {
            if let Some(input) = input.get_untracked() {
                let _ = input.focus();
                input.select();
            }
        },
    );
    // The first found is meant until the arrows say otherwise.
    Effect::new(move |_| {
        let (shown, alone) = (shown.get(), typed.with(|t| !t.is_empty()));
        if !desk.choosing.get() {
            return;
        }
        let held = desk.candidate.get_untracked();
        if held.is_none_or(|id| !shown.contains(&id)) || (alone && shown.len() == 1) {
            desk.candidate.set(shown.first().copied());
        }
    });
    let leave = move || {
        typed.set(String::new());
        desk.candidate.set(None);
        focus_list();
    };
    let step = move |by: isize| {
        let shown = shown.get_untracked();
        let here = desk
            .candidate
            .get_untracked()
            .and_then(|id| shown.iter().position(|c| *c == id));
        let next = here.map_or(0, |i| {
            i.saturating_add_signed(by)
                .min(shown.len().saturating_sub(1))
        });
        desk.candidate.set(shown.get(next).copied());
        if let Some(id) = shown.get(next) {
            reveal(*id);
        }
    };
    let enter = move || {
        let Some(courier) = meant(desk.candidate.get_untracked(), &shown.get_untracked()) else {
            return;
        };
        let rows = untrack(|| desk.in_hand());
        if rows.is_empty() {
            desk.opened.set(Some(courier));
        } else {
            desk.give(&rows, courier);
        }
        leave();
    };
    let on_keys = move |ev: web_sys::KeyboardEvent| {
        match ev.code().as_str() {
            "ArrowDown" => step(1),
            "ArrowUp" => step(-1),
            "Enter" | "NumpadEnter" => enter(),
            "Escape" => leave(),
            _ => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    };
    let in_hand = Memo::new(move |_| desk.in_hand().len());
    let label = move || match in_hand.get() {
        0 => show::t("board-filter-couriers"),
        n => show::tr("board-assign-title", &[("n", n.into())]),
    };
    view! {
        <div class="pane-search chooser" class:armed=move || desk.choosing.get() && in_hand.get() != 0>
            <input
                node_ref=input
                class="input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                data-field="courier"
                data-count=move || in_hand.get().to_string()
                aria-label=label
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls="board-couriers"
                aria-activedescendant=move || {
                    desk.choosing.get().then(|| desk.candidate.get()).flatten().map(|id| format!("courier-{id}"))
                }
                placeholder=label
                prop:value=move || typed.get()
                on:input=move |ev| {
                    desk.candidate.set(None);
                    typed.set(event_target_value(&ev));
                }
                on:focus=move |_| desk.choosing.set(true)
                on:blur=move |_| desk.choosing.set(false)
                on:keydown=on_keys
            />
            <kbd aria-hidden="true">"A"</kbd>
        </div>
    }
}

/// Whom Enter means: the one that is marked where what is typed finds them, else the first found.
fn meant(marked: Option<CourierId>, shown: &[CourierId]) -> Option<CourierId> {
    marked
        .filter(|id| shown.contains(id))
        .or_else(|| shown.first().copied())
}

fn reveal(id: CourierId) {
    let Some(element) = document().get_element_by_id(&format!("courier-{id}")) else {
        return;
    };
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    if let Some(element) = element.dyn_ref::<web_sys::Element>() {
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn enter_means_somebody_who_is_found() {
        let id = |n: u128| CourierId(Uuid::from_u128(n));
        let shown = [id(1), id(2)];
        assert_eq!(meant(Some(id(2)), &shown), Some(id(2)));
        assert_eq!(meant(Some(id(9)), &shown), Some(id(1)), "found before");
        assert_eq!(meant(None, &shown), Some(id(1)));
        assert_eq!(meant(Some(id(1)), &[]), None);
    }
}
