//! A chip that opens a list to tick in: long lists, found by typing.

use crate::parts::{Choice, Icon, Text, fresh_id, matching, place_below};
use crate::show;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

#[component]
pub fn Picker(
    action: &'static str,
    #[prop(into)] label: Text,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    /// The values ticked.
    #[prop(into)]
    picked: Signal<Vec<String>>,
    pick: Callback<String>,
    /// Whether the list is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let (button, panel) = (NodeRef::<html::Button>::new(), NodeRef::<html::Div>::new());
    let id = fresh_id("picker");
    let typed = RwSignal::new(String::new());
    let place = move || {
        if let (Some(button), Some(panel)) = (button.get_untracked(), panel.get_untracked()) {
            place_below(&button, &panel);
        }
    };
    let opening = |ev: &ev::Event| {
        ev.dyn_ref::<web_sys::ToggleEvent>()
            .is_some_and(|t| t.new_state() == "open")
    };
    // What is ticked comes first as the list opens; ticking does not move rows under the pointer.
    let shown = Memo::new(move |_| {
        let ticked = picked.get_untracked();
        let mut found = choices.with(|all| matching(all, &typed.read()));
        found.sort_by_key(|choice| !ticked.contains(&choice.value));
        found
    });
    view! {
        <button
            node_ref=button
            type="button"
            class="chip"
            class:on=move || !picked.read().is_empty()
            data-action=action
            aria-haspopup="dialog"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            popovertarget=id.clone()
        >
            <span>{move || label.get()}</span>
            <Icon name="down" small=true/>
        </button>
        <div
            node_ref=panel
            id=id
            class="menu picker"
            role="dialog"
            aria-label=move || label.get()
            on:keydown=move |ev| if let Some(panel) = panel.get_untracked() { steer(&panel, &ev) }
            popover="auto"
            on:beforetoggle=move |ev: ev::Event| if opening(&ev) { typed.set(String::new()); open.set(true); place() }
            on:toggle=move |ev: ev::Event| {
                if opening(&ev) {
                    place();
                    let input = panel.get_untracked().and_then(|p| p.query_selector("input").ok().flatten());
                    if let Some(input) = input.and_then(|i| i.dyn_into::<web_sys::HtmlElement>().ok()) {
                        let _ = input.focus();
                    }
                } else {
                    open.set(false);
                }
            }
        >
            <Show when=move || open.get()>
                <input class="input" type="search" data-field="picker-search"
                    dir=move || typed.with(|typed| (!typed.is_empty()).then_some("auto"))
                    aria-label=move || show::t("action-filter")
                    placeholder=move || show::t("action-filter")
                    on:input=move |ev| typed.set(event_target_value(&ev))/>
                <div class="picker-list">
                    {move || shown.get().into_iter().map(|choice| {
                        let (held, value) = (choice.value.clone(), choice.value.clone());
                        view! {
                            <label class="check">
                                <input type="checkbox" data-action="picker-item" data-value=choice.value
                                    prop:checked=move || picked.read().contains(&held)
                                    on:change=move |_| pick.run(value.clone())/>
                                <span class="ellipsis">{choice.label}</span>
                                <span class="muted push">{choice.note}</span>
                            </label>
                        }
                    }).collect_view()}
                </div>
            </Show>
        </div>
    }
}

/// The arrows step from the search through what it found; Enter in the search goes to the first. Space ticks it.
fn steer(panel: &web_sys::HtmlElement, ev: &web_sys::KeyboardEvent) {
    let Ok(found) = panel.query_selector_all("input") else {
        return;
    };
    let inputs: Vec<web_sys::HtmlElement> = (0..found.length())
        .filter_map(|i| found.item(i)?.dyn_into().ok())
        .collect();
    let active = document().active_element();
    let here = inputs
        .iter()
        .position(|input| active.as_ref() == Some(input.as_ref()))
        .unwrap_or(0);
    let next = match ev.code().as_str() {
        "Escape" => return ev.stop_propagation(),
        "ArrowDown" => here + 1,
        "ArrowUp" => here.saturating_sub(1),
        "Enter" | "NumpadEnter" if here == 0 && !ev.is_composing() => 1,
        _ => return,
    };
    ev.prevent_default();
    ev.stop_propagation();
    if let Some(input) = inputs.get(next) {
        let _ = input.focus();
    }
}
