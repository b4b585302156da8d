//! The corner where notices appear.

use super::{Button, Kind};
use crate::app::{app, dismiss_toast};
use leptos::prelude::*;

/// All notices; once in the frame. A live region, so that they are spoken.
#[component]
pub(crate) fn Toasts() -> impl IntoView {
    let toasts = app().toasts;
    view! {
        <div class="toasts" role="region" aria-live="polite" aria-label=move || crate::show::t("notices-label")>
            <For each=move || toasts.get() key=|toast| toast.id let:toast>
                <div class="toast" data-kind=toast.kind.word()>
                    <p>{toast.text.clone()}</p>
                    {toast.action.clone().map(|action| {
                        let id = toast.id;
                        view! {
                            <button type="button" class=Kind::Plain.class() data-action=action.name
                                on:click=move |_| { dismiss_toast(id); action.run.run(()); }>
                                {action.label.clone()}
                            </button>
                        }
                    })}
                    <Button action="toast-dismiss" label="dismiss" icon="close" icon_only=true kind=Kind::Quiet
                        press=Callback::new(move |()| dismiss_toast(toast.id))/>
                </div>
            </For>
        </div>
    }
}
