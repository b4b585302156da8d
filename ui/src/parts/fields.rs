//! Labelled text fields. `name` becomes `data-field`, by which tests find them.

use super::{Text, fresh_id};
use leptos::prelude::*;

/// One line of text, a number, a phone or a password.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: Text,
    value: RwSignal<String>,
    /// The input's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] hint: Option<Text>,
    /// Words of what is wrong with it; none: nothing is.
    #[prop(optional, into)]
    error: Option<Signal<Option<String>>>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] required: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
    /// Written left to right in either language: numbers, addresses of servers, phones.
    #[prop(optional)]
    ltr: bool,
    #[prop(optional)] wide: bool,
) -> impl IntoView {
    let id = fresh_id("field");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = [
        hint.map(|_| hint_id.clone()),
        error.map(|_| error_id.clone()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ");
    let wrong = move || error.and_then(|e| e.get());
    view! {
        <div class="field" class:wide=wide>
            <label for=id.clone()>{move || label.get()}</label>
            <input
                id=id
                class="input"
                class:ltr=ltr
                type=kind
                data-field=name
                prop:value=move || value.get()
                on:input=move |ev| value.set(event_target_value(&ev))
                aria-describedby=(!described.is_empty()).then_some(described)
                aria-invalid=move || wrong().is_some().then_some("true")
                aria-required=required.then_some("true")
                data-autofocus=autofocus.then_some("")
                autocomplete=autocomplete.unwrap_or("off")
                spellcheck="false"
            />
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{move || hint.get()}</p> })}
            {error.map(|_| view! { <p class="error" id=error_id role="alert">{wrong}</p> })}
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: Text,
    value: RwSignal<String>,
    #[prop(optional, into)] placeholder: Option<Text>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = fresh_id("field");
    view! {
        <div class="field wide">
            <label for=id.clone()>{move || label.get()}</label>
            <textarea
                id=id
                class="input"
                dir="auto"
                data-field=name
                placeholder=move || placeholder.map(|p| p.get())
                prop:value=move || value.get()
                on:input=move |ev| value.set(event_target_value(&ev))
                aria-required=required.then_some("true")
                data-autofocus=autofocus.then_some("")
            ></textarea>
        </div>
    }
}

/// A day, `YYYY-MM-DD`.
#[component]
pub fn DateField(
    name: &'static str,
    #[prop(into)] label: Text,
    value: RwSignal<String>,
) -> impl IntoView {
    view! { <TextField name label value kind="date" ltr=true/> }
}

/// A time of day, `HH:MM`.
#[component]
pub fn TimeField(
    name: &'static str,
    #[prop(into)] label: Text,
    value: RwSignal<String>,
) -> impl IntoView {
    view! { <TextField name label value kind="time" ltr=true/> }
}
