//! The first run and every run before the work is in sight: server address, sign-in, passphrase where there
//! is no keychain, the first sync with its progress. Also unlocks a replica that a passphrase protects, and says why
//! somebody who was signed in no longer is.

mod address;
mod progress;
mod unlock;
mod why;

use crate::{
    app::app,
    ipc,
    parts::{Button, Kind, ProblemBanner, TextField},
    show,
};
use address::server_address;
use leptos::prelude::*;
use wire::{
    error::Problem,
    ipc::{Control, Language, SessionState, Theme},
};

/// The shortest passphrase taken for a new replica.
const MIN_PASSPHRASE: usize = 8;

#[component]
pub fn FirstRun() -> impl IntoView {
    let state = Memo::new(move |_| app().session.read().as_ref().map(|s| s.state));
    // Instead of unlocking, somebody else signs in.
    let other = RwSignal::new(false);
    view! {
        <div class="first-run">
            <header class="row-flex">
                <span class="brand">
                    <svg viewBox="0 0 12 14" aria-hidden="true"><path d="M7 0 1 8h4l-1 6 7-9H7z"></path></svg>
                    <bdi>{move || show::t("app-name")}</bdi>
                </span>
                <span class="push"></span>
                <Language/>
            </header>
            <main class="first-card" data-screen="first-run" data-state=move || state.get().map(|s| s.word())>
                {move || match state.get() {
                    Some(SessionState::Locked) if !other.get() => view! { <unlock::Unlock other/> }.into_any(),
                    Some(SessionState::Bootstrapping) => view! { <progress::FirstSync/> }.into_any(),
                    Some(SessionState::Locked) => view! { <SignIn instead=other/> }.into_any(),
                    Some(SessionState::SignedOut | SessionState::Ready) | None => view! { <SignIn/> }.into_any(),
                }}
            </main>
        </div>
    }
}

#[component]
fn Language() -> impl IntoView {
    let other = move || {
        if app().arabic() {
            Language::English
        } else {
            Language::Arabic
        }
    };
    view! {
        <button type="button" class="btn quiet" data-action="language"
            lang=move || other().word()
            on:click=move |_| app().change_settings(|s| s.language = untrack(other))>
            {move || show::word("language", other().word())}
        </button>
        <button type="button" class="btn quiet" data-action="theme"
            on:click=move |_| app().change_settings(|s| s.theme = match s.theme {
                Theme::Dark => Theme::Light,
                Theme::Light | Theme::System => Theme::Dark,
            })>
            {move || show::t("settings-theme")}
        </button>
    }
}

/// `instead`: shown instead of unlocking, until it is set to false.
#[component]
fn SignIn(#[prop(optional)] instead: Option<RwSignal<bool>>) -> impl IntoView {
    let (server, user) = app().session.with_untracked(|s| {
        s.as_ref()
            .map(|s| (s.server_url.clone(), s.username.clone()))
            .unwrap_or_default()
    });
    let user = if instead.is_some() {
        String::new()
    } else {
        user
    };
    let known = !server.is_empty();
    let (server, user) = (RwSignal::new(server), RwSignal::new(user));
    let password = RwSignal::new(String::new());
    let (pass, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let needs_pass = Memo::new(move |_| {
        app()
            .session
            .read()
            .as_ref()
            .is_some_and(|s| s.needs_passphrase)
    });
    let problem = RwSignal::new(None::<Problem>);
    let (busy, tried) = (RwSignal::new(false), RwSignal::new(false));
    let address = Memo::new(move |_| server_address(&server.read()));
    let wrong_server = Signal::derive(move || {
        (tried.get() && address.get().is_none()).then(|| show::t("firstrun-server-invalid"))
    });
    let wrong_pass = Signal::derive(move || {
        (tried.get() && needs_pass.get() && pass.read().chars().count() < MIN_PASSPHRASE).then(
            || {
                show::tr(
                    "firstrun-passphrase-short",
                    &[("min", MIN_PASSPHRASE.into())],
                )
            },
        )
    });
    let wrong_again = Signal::derive(move || {
        (tried.get() && needs_pass.get() && pass.get() != again.get())
            .then(|| show::t("firstrun-passphrase-differs"))
    });
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        tried.set(true);
        // What was said of the last try is not said of this one.
        problem.set(None);
        let (Some(server_url), false) = (address.get_untracked(), busy.get_untracked()) else {
            return;
        };
        if untrack(|| wrong_pass.get().is_some() || wrong_again.get().is_some()) {
            return;
        }
        busy.set(true);
        let control = Control::SignIn {
            server_url,
            username: user.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            passphrase: needs_pass.get_untracked().then(|| pass.get_untracked()),
        };
        leptos::task::spawn_local(async move {
            let answer = ipc::control(&control).await;
            busy.try_set(false);
            if let Err(p) = answer {
                // A keychain that failed only now: ask for the passphrase and try again.
                if p.code == wire::error::ErrorCode::NoKeychain {
                    app().session.update(|s| {
                        if let Some(s) = s {
                            s.needs_passphrase = true
                        }
                    });
                    tried.try_set(false);
                }
                problem.try_set(Some(p));
            }
        });
    };
    view! {
        <form novalidate class="stack" on:submit=submit>
            <div>
                <h1>{move || show::t("firstrun-title")}</h1>
                <p class="muted">{move || show::t("firstrun-intro")}</p>
            </div>
            <why::Why hidden=Signal::derive(move || problem.read().is_some())/>
            <ProblemBanner problem signing_in=true/>
            <TextField name="server" label="firstrun-server-label" value=server hint="firstrun-server-hint" kind="url"
                ltr=true error=wrong_server autofocus=!known autocomplete="url"/>
            <TextField name="username" label="firstrun-user" value=user ltr=true autofocus=known autocomplete="username"/>
            <TextField name="password" label="firstrun-password" value=password kind="password" ltr=true autocomplete="current-password"/>
            <Show when=move || needs_pass.get()>
                <p class="banner notice">{move || show::t("firstrun-passphrase-hint")}</p>
                <TextField name="passphrase" label="firstrun-passphrase" value=pass kind="password" ltr=true error=wrong_pass autocomplete="new-password"/>
                <TextField name="passphrase-again" label="firstrun-passphrase-again" value=again kind="password" ltr=true error=wrong_again autocomplete="new-password"/>
            </Show>
            <button type="submit" class=Kind::Primary.class() data-action="sign-in" disabled=move || busy.get()>
                {move || show::t(if busy.get() { "firstrun-signing-in" } else { "firstrun-sign-in" })}
            </button>
            {instead.map(|instead| view! {
                <Button action="unlock-back" label="firstrun-unlock-back" kind=Kind::Quiet
                    press=Callback::new(move |()| instead.set(false))/>
            })}
        </form>
    }
}
