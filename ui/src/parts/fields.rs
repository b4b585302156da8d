//! Labelled text fields. `name` becomes `data-field`, by which tests find them.

use super::{Text, form::lacks, fresh_id};
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
    #[prop(optional, into)] placeholder: Option<Text>,
    /// Words of what is wrong with it; none: nothing is.
    #[prop(optional, into)]
    error: Option<Signal<Option<String>>>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] required: Signal<bool>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    /// Written left to right in either language: numbers, addresses of servers, phones.
    #[prop(optional)]
    ltr: bool,
    #[prop(optional)] wide: bool,
) -> impl IntoView {
    let id = fresh_id("field");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let lacking = lacks(required, value, "form-invalid");
    let wrong = move || error.and_then(|e| e.get()).or_else(|| lacking.get());
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || {
            let ids = [
                hint.map(|_| hint_id.clone()),
                wrong().map(|_| error_id.clone()),
            ];
            let ids: Vec<String> = ids.into_iter().flatten().collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    view! {
        <div class="field" class:wide=wide>
            <label for=id.clone()>{move || label.get()}</label>
            <input
                id=id
                class="input"
                class:ltr=ltr
                type=kind
                data-field=name
                placeholder=move || placeholder.map(|p| p.get())
                prop:value=move || value.get()
                on:input=move |ev| value.set(event_target_value(&ev))
                aria-describedby=described
                aria-invalid=move || wrong().is_some().then_some("true")
                aria-required=move || required.get().then_some("true")
                data-autofocus=autofocus.then_some("")
                autocomplete=autocomplete.unwrap_or("off")
                spellcheck="false"
            />
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{move || hint.get()}</p> })}
            {move || wrong().map(|words| view! { <p class="error" id=error_id.clone() role="alert">{words}</p> })}
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
    #[prop(optional, into)] required: Signal<bool>,
) -> impl IntoView {
    let id = fresh_id("field");
    let error_id = format!("{id}-error");
    let lacking = lacks(required, value, "form-invalid");
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
                aria-required=move || required.get().then_some("true")
                aria-invalid=move || lacking.get().is_some().then_some("true")
                aria-describedby={
                    let error_id = error_id.clone();
                    move || lacking.get().map(|_| error_id.clone())
                }
                data-autofocus=autofocus.then_some("")
            ></textarea>
            {move || lacking.get().map(|words| view! { <p class="error" id=error_id.clone() role="alert">{words}</p> })}
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
