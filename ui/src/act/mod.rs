//! Doing things to deliveries, from any screen: [`start`] opens the form an action needs (or runs it at once),
//! sends the command, says how it went, offers undo, and shows what was refused and why, item by item, with
//! the way to overrule it. Knows no rule: what may be done is what the replica and the server say.

// What is not listed does not act.
#![cfg_attr(
    not(test),
    warn(
        clippy::wildcard_enum_match_arm,
        clippy::match_wildcard_for_single_variants
    )
)]

mod edit;
pub mod forecast;
mod forms;
mod give;
mod outcome;
mod send;
mod target;
mod verb;
mod whom;

pub use edit::{EDIT_GROUPS, edit};
pub use forms::{FormFrame, hub_clock, reason_text, time_on};
pub use give::Give;
pub use outcome::{Sent, summary};
pub use send::{send, send_command, send_each, send_noted, undo};
pub use target::Target;
pub use verb::{ACTIONS, Verb};

use crate::{
    app::{ToastKind, app, toast, toast_problem},
    parts::{Dialog, Text, confirm},
    show,
};
use domain::id::DeliveryId;
use leptos::prelude::*;
use std::{cell::OnceCell, sync::Arc};
use verb::{Begins, FormKind};

/// A form that is open.
#[derive(Clone)]
struct Open {
    verb: Verb,
    asks: FormKind,
    targets: Arc<Vec<Target>>,
}

#[derive(Clone, Copy)]
struct State {
    form: RwSignal<Option<Open>>,
    edit: RwSignal<Option<edit::Open>>,
    results: RwSignal<Option<outcome::Results>>,
}

fn state() -> State {
    thread_local! { static STATE: OnceCell<State> = const { OnceCell::new() }; }
    // An owner of its own: the first caller's view may go, this stays.
    STATE.with(|cell| {
        *cell.get_or_init(|| {
            crate::app::lasting(|| State {
                form: RwSignal::new(None),
                edit: RwSignal::new(None),
                results: RwSignal::new(None),
            })
        })
    })
}

/// Begins a verb on deliveries. Opens its form, asks where it takes something away from many, or sends it at once.
pub fn start(verb: Verb, ids: Vec<DeliveryId>) {
    if ids.is_empty() {
        return;
    }
    leptos::task::spawn_local(async move {
        let targets = match target::load(&ids).await {
            Ok(targets) => targets,
            Err(problem) => return toast_problem(&problem),
        };
        if targets.is_empty() {
            return toast(ToastKind::Error, untrack(|| show::t("error-not-found")));
        }
        let n = targets.len();
        match verb.begins() {
            Begins::Asked(action) if n > 1 => {
                let question = texts::key("confirm", verb.word());
                let question = untrack(|| show::tr(&question, &[("n", n.into())]));
                let yes = untrack(|| show::command_word(verb.word()));
                confirm(question, "", yes, false, move || {
                    send(targets.clone(), |_| action.clone(), None);
                });
            }
            Begins::Sent(action) | Begins::Asked(action) => {
                send(targets, |_| action.clone(), None);
            }
            Begins::Filled(asks) => state().form.set(Some(Open {
                verb,
                asks,
                targets: Arc::new(targets),
            })),
        }
    });
}

/// Whether there is another hub to hand over to.
pub fn has_other_hub() -> bool {
    app()
        .session
        .read()
        .as_ref()
        .is_some_and(|s| s.hubs.len() > 1)
}

/// The dialogs of this module; once in the frame.
#[component]
pub fn Host() -> impl IntoView {
    let form = state().form;
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if form.read().is_some() {
            open.set(true);
        }
    });
    let title = Text::of(move || {
        form.read().as_ref().map_or_else(String::new, |f| {
            let action = show::command_word(f.verb.word());
            match f.targets.as_slice() {
                [one] => format!("{action} · \u{2068}{}\u{2069}", one.reference),
                many => format!(
                    "{action} · {}",
                    show::tr("unit-deliveries", &[("n", many.len().into())])
                ),
            }
        })
    });
    view! {
        <Dialog open title name="command" asks=true closed=Callback::new(move |()| form.set(None))>
            {move || form.get().map(|f| forms::form(f.asks, f.verb, f.targets, Callback::new(move |()| open.set(false))))}
        </Dialog>
        <edit::EditHost/>
        <outcome::ResultsHost/>
    }
}
