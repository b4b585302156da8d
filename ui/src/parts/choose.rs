//! Choosing: a select, radio choices, a checkbox.

use super::{Text, form::lacks, fresh_id};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

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
    /// One has to be chosen.
    #[prop(optional, into)]
    required: Signal<bool>,
    /// The text field of the same form that takes what is typed while the focus is on a choice.
    #[prop(default = "")]
    words_go_to: &'static str,
    /// Called with the new value when a person chooses.
    #[prop(optional)]
    changed: Option<Callback<String>>,
) -> impl IntoView {
    let group = fresh_id("choice");
    let heading = format!("{group}-label");
    let labelled = heading.clone();
    let lacking = lacks(required, value, "form-choose");
    view! {
        <div class="field wide" role="radiogroup" aria-labelledby=labelled data-field=name
            aria-required=move || required.get().then_some("true")
            aria-invalid=move || lacking.get().is_some().then_some("true")
            on:keydown=move |ev| if !words_go_to.is_empty() { pass_words_on(&ev, words_go_to) }>
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
            {move || lacking.get().map(|words| view! { <p class="error" role="alert">{words}</p> })}
        </div>
    }
}

/// Whether a key writes something: not a step between choices, not a shortcut.
fn writes(key: &str, ctrl: bool, alt: bool) -> bool {
    let mut chars = key.chars();
    let one = chars.next().is_some_and(|c| !c.is_whitespace()) && chars.next().is_none();
    one && !ctrl && !alt
}

/// Gives the focus to the text field before the key writes, so that the words are not lost on a choice.
fn pass_words_on(ev: &web_sys::KeyboardEvent, field: &str) {
    if !writes(&ev.key(), ev.ctrl_key() || ev.meta_key(), ev.alt_key()) {
        return;
    }
    let input = ev
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|choice| choice.closest("form").ok().flatten())
        .and_then(|form| {
            form.query_selector(&format!("[data-field={field}]"))
                .ok()
                .flatten()
        })
        .and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(input) = input {
        let _ = input.focus();
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

#[cfg(test)]
mod tests {
    use super::writes;

    #[test]
    fn letters_are_words_and_steps_are_not() {
        assert!(writes("a", false, false) && writes("ق", false, false));
        for step in ["ArrowDown", " ", "Enter", "Tab"] {
            assert!(!writes(step, false, false), "{step}");
        }
        assert!(!writes("a", true, false) && !writes("a", false, true));
    }
}
