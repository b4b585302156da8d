//! Settings: language, theme, digits, notifications, map, tray; the account and signing out.

use crate::{
    app::{ToastKind, app, toast, toast_problem},
    ipc,
    parts::{Button, Checkbox, Choices, Kind, TextField, TimeField, confirm},
    show,
};
use leptos::prelude::*;
use wire::{
    error::ErrorCode,
    ipc::{Control, Settings as Values},
};

/// Signs out; with unsent commands only after asking, and then they stay sealed here.
pub fn sign_out() {
    leave(false);
}

fn leave(keep_unsent: bool) {
    leptos::task::spawn_local(async move {
        match ipc::control(&Control::SignOut { keep_unsent }).await {
            Ok(_) => {}
            Err(problem) if problem.code == ErrorCode::UnsentCommands && !keep_unsent => {
                let n = app().sync.with_untracked(|s| s.waiting);
                let question = untrack(|| show::tr("confirm-sign-out-unsent", &[("n", n.into())]));
                confirm(
                    question,
                    "",
                    untrack(|| show::t("user-sign-out")),
                    false,
                    || leave(true),
                );
            }
            Err(problem) => toast_problem(&problem),
        }
    });
}

/// `HH:MM` as minutes after midnight.
fn minutes(text: &str) -> Option<i32> {
    let (h, m) = text.split_once(':')?;
    Some(h.parse::<i32>().ok()? * 60 + m.get(..2)?.parse::<i32>().ok()?)
}

fn clock(minutes: i32) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

/// A row of choices bound to one setting.
#[component]
fn Setting(
    name: &'static str,
    label: &'static str,
    read: fn(&Values) -> &'static str,
    write: fn(&mut Values, &str),
    options: &'static [(&'static str, &'static str)],
) -> impl IntoView {
    let value = RwSignal::new(String::new());
    Effect::new(move |_| value.set(read(&app().settings.read()).to_owned()));
    let options = Signal::derive(move || {
        options
            .iter()
            .map(|(code, key)| ((*code).to_owned(), show::t(key)))
            .collect::<Vec<_>>()
    });
    let changed = Callback::new(move |chosen: String| app().change_settings(|s| write(s, &chosen)));
    view! { <Choices name label value options changed/> }
}

/// A tick bound to one setting.
#[component]
fn Tick(
    name: &'static str,
    label: &'static str,
    read: fn(&Values) -> bool,
    write: fn(&mut Values, bool),
) -> impl IntoView {
    view! {
        <Checkbox name label value=Signal::derive(move || read(&app().settings.read()))
            change=Callback::new(move |on| app().change_settings(|s| write(s, on)))/>
    }
}

#[component]
pub fn Settings() -> impl IntoView {
    view! {
        <section class="screen flow" data-screen="settings" aria-labelledby="settings-title">
            <div class="page">
                <header><h1 id="settings-title">{move || show::t("settings-title")}</h1></header>
                <Appearance/>
                <Notifications/>
                <Map/>
                <Account/>
            </div>
        </section>
    }
}

#[component]
fn Appearance() -> impl IntoView {
    view! {
        <section class="stack">
            <h2>{move || show::t("settings-appearance")}</h2>
            <Setting name="language" label="settings-language" read=|s| s.language.word()
                write=|s, v| if let Ok(v) = v.parse() { s.language = v }
                options=&[("en", "language-en"), ("ar", "language-ar")]/>
            <Setting name="theme" label="settings-theme" read=|s| s.theme.word()
                write=|s, v| if let Ok(v) = v.parse() { s.theme = v }
                options=&[("system", "settings-theme-system"), ("light", "settings-theme-light"), ("dark", "settings-theme-dark")]/>
            <Setting name="digits" label="settings-digits" read=|s| s.digits.word()
                write=|s, v| if let Ok(v) = v.parse() { s.digits = v }
                options=&[("latn", "settings-digits-latin"), ("arab", "settings-digits-arabic")]/>
            <Tick name="close-to-tray" label="settings-close-to-tray" read=|s| s.close_to_tray write=|s, on| s.close_to_tray = on/>
        </section>
    }
}

#[component]
fn Notifications() -> impl IntoView {
    let held = app().settings.with_untracked(|s| s.quiet_hours);
    let (from, to) = (
        RwSignal::new(held.map(|q| clock(q[0])).unwrap_or_else(|| "22:00".into())),
        RwSignal::new(held.map(|q| clock(q[1])).unwrap_or_else(|| "06:00".into())),
    );
    let quiet = Signal::derive(|| app().settings.read().quiet_hours.is_some());
    let typed = move || Some([minutes(&from.read())?, minutes(&to.read())?]);
    Effect::new(move |before: Option<Option<[i32; 2]>>| {
        let hours = typed();
        let changed = before.is_some_and(|before| before != hours);
        if changed && hours.is_some() && quiet.get_untracked() {
            app().change_settings(|s| s.quiet_hours = hours);
        }
        hours
    });
    view! {
        <section class="stack">
            <h2>{move || show::t("settings-notifications")}</h2>
            <p class="muted">{move || show::t("settings-notify-hint")}</p>
            <Tick name="notify-rejected" label="settings-notify-rejected" read=|s| s.notify_rejected write=|s, on| s.notify_rejected = on/>
            <Tick name="notify-exception" label="settings-notify-exception" read=|s| s.notify_exception write=|s, on| s.notify_exception = on/>
            <Tick name="notify-late" label="settings-notify-late-risk" read=|s| s.notify_late write=|s, on| s.notify_late = on/>
            <Tick name="notify-offline" label="settings-notify-sync-broken" read=|s| s.notify_offline write=|s, on| s.notify_offline = on/>
            <Checkbox name="quiet" label="settings-notify-quiet" value=quiet change=Callback::new(move |on: bool| {
                let hours = if on { untrack(typed) } else { None };
                app().change_settings(|s| s.quiet_hours = hours);
            })/>
            <Show when=move || quiet.get()>
                <div class="fields" style="max-inline-size: 320px">
                    <TimeField name="quiet-from" label="settings-notify-quiet-from" value=from/>
                    <TimeField name="quiet-to" label="settings-notify-quiet-to" value=to/>
                </div>
            </Show>
        </section>
    }
}

#[component]
fn Map() -> impl IntoView {
    let url = RwSignal::new(app().settings.with_untracked(|s| s.basemap_url.clone()));
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        app().change_settings(|s| s.basemap_url = url.get_untracked().trim().to_owned());
        toast(ToastKind::Done, untrack(|| show::t("settings-saved")));
    };
    view! {
        <section class="stack">
            <h2>{move || show::t("settings-map")}</h2>
            <form class="stack" style="max-inline-size: 520px" novalidate on:submit=save>
                <TextField name="basemap" label="settings-map-source" value=url hint="settings-map-source-hint" ltr=true/>
                <div><Button action="save-map" label="action-save" submit=true
                    disabled=Signal::derive(move || app().settings.read().basemap_url == url.read().trim())/></div>
            </form>
        </section>
    }
}

#[component]
fn Account() -> impl IntoView {
    view! {
        <section class="stack">
            <h2>{move || show::t("settings-account")}</h2>
            {move || app().session.get().map(|s| view! {
                <dl class="facts">
                    <dt>{show::t("sync-user")}</dt><dd>{show::name(&s.name)}" · "<bdi dir="ltr">{s.username.clone()}</bdi></dd>
                    <dt>{show::t("settings-server")}</dt><dd><bdi dir="ltr">{s.server_url.clone()}</bdi></dd>
                    <dt>{show::t("settings-security")}</dt>
                    <dd>{show::t(if s.needs_passphrase { "settings-keychain-none" } else { "settings-keychain-ok" })}</dd>
                    <dt>{show::t("settings-about")}</dt><dd>{show::tr("settings-version", &[("version", s.version.clone().into())])}</dd>
                </dl>
            })}
            <div><Button action="sign-out" label="settings-sign-out" kind=Kind::Plain press=Callback::new(|()| sign_out())/></div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::{clock, minutes};

    #[test]
    fn quiet_hours_read_back() {
        assert_eq!(minutes("22:05"), Some(1_325));
        assert_eq!(clock(1_325), "22:05");
        assert_eq!(minutes(""), None);
    }
}
