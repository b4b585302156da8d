//! Choosing: a select, radio choices, a checkbox.

use super::{Text, fresh_id};
use leptos::prelude::*;

/// A short list to choose one of. Options are value and words.
#[component]
pub fn Select(
    name: &'static str,
    #[prop(into)] label: Text,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let id = fresh_id("field");
    view! {
        <div class="field">
            <label for=id.clone()>{move || label.get()}</label>
            <select
                id=id
                class="input"
                data-field=name
                data-autofocus=autofocus.then_some("")
                on:change=move |ev| value.set(event_target_value(&ev))
                prop:value=move || value.get()
            >
                {move || options.get().into_iter().map(|(option, words)| {
                    let held = option.clone();
                    view! { <option value=option selected=move || value.get() == held>{words}</option> }
                }).collect_view()}
            </select>
        </div>
    }
}

/// Radio buttons in a row, for few options.
#[component]
pub fn Choices(
    name: &'static str,
    #[prop(into)] label: Text,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional)] autofocus: bool,
    /// Called with the new value when a person chooses.
    #[prop(optional)]
    changed: Option<Callback<String>>,
) -> impl IntoView {
    let group = fresh_id("choice");
    let heading = format!("{group}-label");
    let labelled = heading.clone();
    view! {
        <div class="field wide" role="radiogroup" aria-labelledby=labelled data-field=name>
            <span class="label" id=heading>{move || label.get()}</span>
            <div class="choices">
                {move || options.get().into_iter().enumerate().map(|(i, (option, words))| {
                    let (held, chosen) = (option.clone(), option.clone());
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=group.clone()
                                value=option
                                data-autofocus=(autofocus && i == 0).then_some("")
                                prop:checked=move || value.get() == held
                                on:change=move |_| {
                                    value.set(chosen.clone());
                                    if let Some(changed) = changed { changed.run(chosen.clone()) }
                                }
                            />
                            {words}
                        </label>
                    }
                }).collect_view()}
            </div>
        </div>
    }
}

/// On or off.
#[component]
pub fn Checkbox(
    name: &'static str,
    #[prop(into)] label: Text,
    #[prop(into)] value: Signal<bool>,
    change: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                data-field=name
                prop:checked=move || value.get()
                on:change=move |ev| change.run(event_target_checked(&ev))
            />
            <span>{move || label.get()}</span>
        </label>
    }
}
