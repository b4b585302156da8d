//! A form that can always be sent: while something is missing, sending says what, where, and goes there. A button that is
//! grey and an Enter that does nothing would not.

use super::Text;
use crate::show;
use leptos::{context::Provider, html, prelude::*};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Whether somebody tried to send the form; fields say what they lack only then. In the context of a [`Form`].
#[derive(Clone, Copy)]
struct Tried {
    tried: RwSignal<bool>,
    /// No field says it: [`Unready`] does.
    untold: RwSignal<bool>,
}

/// What a required field lacks once the form was tried; always nothing outside of a form.
pub(super) fn lacks(
    required: Signal<bool>,
    value: RwSignal<String>,
    words: &'static str,
) -> Signal<Option<String>> {
    let tried = use_context::<Tried>();
    Signal::derive(move || {
        let lacks = required.get() && tried?.tried.get() && value.read().trim().is_empty();
        lacks.then(|| show::t(words))
    })
}

/// A form around `children`, which hold its submit button. `send` runs when it is sent and `valid`.
#[component]
pub fn Form(
    #[prop(into)] valid: Signal<bool>,
    send: Callback<()>,
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let tried = Tried {
        tried: RwSignal::new(false),
        untold: RwSignal::new(false),
    };
    let submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        if valid.get_untracked() {
            send.run(());
            return;
        }
        tried.tried.set(true);
        // After the fields have said what they lack.
        set_timeout(
            move || {
                if let Some(form) = form.get_untracked() {
                    tried.untold.try_set(!focus_first_wrong(&form));
                }
            },
            Duration::ZERO,
        );
    };
    view! {
        <form node_ref=form novalidate on:submit=submit>
            <Provider value=tried>{children()}</Provider>
        </form>
    }
}

/// Says `text` where the form was tried, cannot be sent, and no field says why.
#[component]
pub fn Unready(#[prop(into)] text: Text, #[prop(into)] valid: Signal<bool>) -> impl IntoView {
    let tried = use_context::<Tried>();
    move || {
        let untold = tried.is_some_and(|t| t.untold.get()) && !valid.get();
        untold.then(
            || view! { <p class="danger" role="alert" data-region="unready">{text.get()}</p> },
        )
    }
}

/// Gives the focus to the first field that is wrong; whether there is one.
fn focus_first_wrong(form: &web_sys::HtmlElement) -> bool {
    let Ok(Some(wrong)) = form.query_selector("[aria-invalid=true]") else {
        return false;
    };
    let inside = wrong.query_selector("input").ok().flatten();
    if let Ok(field) = inside.unwrap_or(wrong).dyn_into::<web_sys::HtmlElement>() {
        let _ = field.focus();
    }
    true
}
