//! Unlocking a replica that a passphrase protects, and the ways out for whoever does not have it.

use crate::{
    app::{app, toast_problem},
    ipc,
    parts::{Button, Kind, ProblemBanner, TextField, confirm},
    show,
};
use leptos::prelude::*;
use wire::{error::Problem, ipc::Control};

/// `other` is set when somebody else is to sign in.
#[component]
pub fn Unlock(other: RwSignal<bool>) -> impl IntoView {
    let pass = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let passphrase = pass.get_untracked();
        leptos::task::spawn_local(async move {
            let answer = ipc::control(&Control::Unlock { passphrase }).await;
            busy.try_set(false);
            if let Err(p) = answer {
                problem.try_set(Some(p));
            }
        });
    };
    let whose = move || {
        let session = app().session.read();
        let (user, server) = session
            .as_ref()
            .map(|s| (s.username.clone(), s.server_url.clone()))
            .unwrap_or_default();
        show::tr(
            "firstrun-unlock-whose",
            &[("user", user.into()), ("server", server.into())],
        )
    };
    view! {
        <form novalidate class="stack" on:submit=submit>
            <div>
                <h1>{move || show::t("firstrun-unlock-title")}</h1>
                <p class="muted">{whose}</p>
            </div>
            <ProblemBanner problem/>
            <TextField name="passphrase" label="firstrun-passphrase" value=pass kind="password" ltr=true autofocus=true/>
            <div class="row-flex">
                <Button action="unlock" label="firstrun-unlock" kind=Kind::Primary submit=true
                    disabled=Signal::derive(move || busy.get() || pass.read().is_empty())/>
                <Button action="unlock-other" label="firstrun-unlock-other" kind=Kind::Quiet
                    press=Callback::new(move |()| other.set(true))/>
                <Button action="unlock-forgotten" label="firstrun-unlock-forgotten" kind=Kind::Quiet
                    press=Callback::new(|()| forgotten())/>
            </div>
        </form>
    }
}

/// Without the passphrase nobody reads what is here; says what goes with it, and lets it go.
fn forgotten() {
    let (question, hint, yes) = untrack(|| {
        (
            show::t("firstrun-forgotten-question"),
            show::t("firstrun-forgotten-hint"),
            show::t("firstrun-forgotten-yes"),
        )
    });
    confirm(question, hint, yes, true, || {
        leptos::task::spawn_local(async {
            if let Err(problem) = ipc::control(&Control::BeginAfresh).await {
                toast_problem(&problem);
            }
        });
    });
}
