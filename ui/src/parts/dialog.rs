//! Dialogs on the native element: modal, closed by Escape, focus back where it was. One that `asks` does not let go of
//! what was typed in it without a question.

mod typed;

use self::typed::Typed;
use super::{Button, Kind, Text, fresh_id};
use crate::show;
use leptos::{context::Provider, html, prelude::*};
use std::{sync::Arc, time::Duration};
use wasm_bindgen::JsCast;

/// A modal dialog. Its inside exists while `open`. Put a `div.body` and a `footer` inside.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Text,
    /// `small`, `wide` or nothing.
    #[prop(optional)]
    class: &'static str,
    /// `data-dialog`, by which tests find it.
    name: &'static str,
    /// Called after it closed, however that came.
    #[prop(optional)]
    closed: Option<Callback<()>>,
    /// Asks before what was typed in it is let go.
    #[prop(optional)]
    asks: bool,
    /// What else would be lost, besides typed text.
    #[prop(optional, into)]
    unsaved: Signal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = fresh_id("dialog-title");
    let typed = Typed::default();
    let leave = Callback::new(move |()| {
        let loses = asks && (unsaved.get_untracked() || typed.differs());
        if loses {
            let (question, yes) =
                untrack(|| (show::t("confirm-discard-form"), show::t("confirm-discard")));
            confirm(question, "", yes, true, move || open.set(false));
        } else {
            open.set(false);
        }
    });
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            typed.forget();
            let _ = dialog.show_modal();
            set_timeout(move || focus_inside(&dialog), Duration::ZERO);
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let inside = Arc::new(children);
    let heading_id = heading.clone();
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {class}")
            data-dialog=name
            aria-labelledby=heading
            on:focusin=move |ev| typed.watch(&ev)
            on:keydown=move |ev: web_sys::KeyboardEvent| if ev.code() == "Escape" && !ev.default_prevented() {
                ev.prevent_default();
                leave.run(());
            }
            // Ways to close that are no key: the back gesture, an assistive tool.
            on:cancel=move |ev: leptos::ev::Event| if is_of_dialog(&ev, node) {
                ev.prevent_default();
                leave.run(());
            }
            on:close=move |_| {
                open.set(false);
                if let Some(closed) = closed { closed.run(()) }
            }
        >
            <Show when=move || open.get()>
                {
                    let inside = Arc::clone(&inside);
                    view! {
                        <header>
                            <h2 id=heading_id.clone()>{move || title.get()}</h2>
                            <span class="push"></span>
                            <Button action="dialog-close" label="action-close" icon="close" icon_only=true kind=Kind::Quiet
                                press=leave/>
                        </header>
                        <Provider value=Leave(leave)>{inside()}</Provider>
                    }
                }
            </Show>
        </dialog>
    }
}

/// How a dialog is left without doing what it is for: asks where something would be lost. In its inside's context.
#[derive(Clone, Copy)]
struct Leave(Callback<()>);

/// Leaves the dialog this is in, asking where something would be lost; `otherwise` outside of dialogs.
pub fn leave(otherwise: Callback<()>) -> Callback<()> {
    use_context::<Leave>().map_or(otherwise, |Leave(leave)| leave)
}

/// `cancel` bubbles from file inputs too.
fn is_of_dialog(ev: &leptos::ev::Event, node: NodeRef<html::Dialog>) -> bool {
    let dialog = node.get_untracked();
    ev.target().as_ref()
        == dialog
            .as_ref()
            .map(|dialog| -> &web_sys::EventTarget { dialog })
}

/// Focuses what asked for it, else the first field, else the main button.
fn focus_inside(dialog: &web_sys::HtmlDialogElement) {
    for wanted in [
        "[data-autofocus]",
        ".body input, .body select, .body textarea",
        "footer .primary",
        "footer button",
    ] {
        if let Ok(Some(element)) = dialog.query_selector(wanted) {
            if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
                let _ = element.focus();
            }
            return;
        }
    }
}

/// Focuses anew in the open dialog of that name: what it shows has become something else.
pub fn focus_anew(name: &str) {
    let css = format!("dialog[data-dialog='{name}'][open]");
    request_animation_frame(move || {
        let dialog = document().query_selector(&css).ok().flatten();
        if let Some(dialog) = dialog.and_then(|found| found.dyn_into().ok()) {
            focus_inside(&dialog);
        }
    });
}

/// A question that is open.
#[derive(Clone)]
struct Question {
    text: String,
    hint: String,
    yes: String,
    destructive: bool,
    run: Callback<()>,
}

fn question() -> RwSignal<Option<Question>> {
    thread_local! { static QUESTION: std::cell::OnceCell<RwSignal<Option<Question>>> = const { std::cell::OnceCell::new() }; }
    QUESTION.with(|cell| *cell.get_or_init(|| crate::app::lasting(|| RwSignal::new(None))))
}

/// Asks once, in words; runs `then` on yes.
pub fn confirm(
    text: impl Into<String>,
    hint: impl Into<String>,
    yes: impl Into<String>,
    destructive: bool,
    then: impl Fn() + Send + Sync + 'static,
) {
    question().set(Some(Question {
        text: text.into(),
        hint: hint.into(),
        yes: yes.into(),
        destructive,
        run: Callback::new(move |()| then()),
    }));
}

/// Shows the question of [`confirm`]; once in the frame.
#[component]
pub(crate) fn ConfirmHost() -> impl IntoView {
    let asked = question();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if asked.read().is_some() {
            open.set(true);
        }
    });
    view! {
        <Dialog open title="confirm-title" class="small" name="confirm"
            closed=Callback::new(move |()| asked.set(None))>
            {move || asked.get().map(|q| {
                let run = q.run;
                let (yes, kind) = (q.yes, if q.destructive { Kind::DestructivePrimary } else { Kind::Primary });
                view! {
                    <div class="body">
                        <p class="strong">{q.text}</p>
                        {(!q.hint.is_empty()).then(|| view! { <p class="muted">{q.hint}</p> })}
                    </div>
                    <footer>
                        // An Enter too many takes nothing away.
                        <button type="button" class=Kind::Plain.class() data-action="confirm-no"
                            data-autofocus=q.destructive.then_some("") on:click=move |_| open.set(false)>
                            {show::t("action-back")}
                        </button>
                        <button type="button" class=kind.class() data-action="confirm-yes"
                            data-autofocus=(!q.destructive).then_some("")
                            on:click=move |_| { open.set(false); run.run(()); }>{yes}</button>
                    </footer>
                }
            })}
        </Dialog>
    }
}
