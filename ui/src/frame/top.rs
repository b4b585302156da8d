//! The top bar: hub, search, service date, the sync pill, the account.

use super::hub_counts;
use crate::{
    act,
    app::{address, app},
    parts::{Button, Kind, Menu, MenuGroup, MenuItem, MenuLine, Text},
    show,
};
use domain::units::{Millis, ServiceDate};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[component]
pub fn TopBar() -> impl IntoView {
    view! {
        <header class="topbar">
            <span class="brand">
                <svg viewBox="0 0 12 14" aria-hidden="true"><path d="M7 0 1 8h4l-1 6 7-9H7z"></path></svg>
                <bdi>{move || show::t("app-short")}</bdi>
            </span>
            <Hubs/>
            <button type="button" class="btn search-button" data-action="palette"
                aria-keyshortcuts="Control+K" on:click=move |_| app().palette_open.set(true)>
                <span class="ellipsis">{move || show::t("search-placeholder")}</span>
                <kbd aria-hidden="true">"Ctrl K"</kbd>
            </button>
            <Day/>
            <Pill/>
            <Account/>
        </header>
    }
}

#[component]
fn Hubs() -> impl IntoView {
    let counts = hub_counts::hubs();
    let label = Text::of(|| {
        app()
            .hub_view()
            .map_or_else(|| show::t("hub-none"), |h| show::name(&h.name))
    });
    view! {
        <Menu action="hub-switch" label>
            <MenuGroup label="hub-switch"/>
            {move || {
                let hubs = app().session.read().as_ref().map(|s| s.hubs.clone()).unwrap_or_default();
                hubs.into_iter().map(|hub| {
                    let id = hub.id;
                    let words = Text::of(move || match counts.of(id) {
                        0 => show::name(&hub.name),
                        n => format!("{} · {}", show::name(&hub.name), show::tr("sync-exceptions", &[("n", n.into())])),
                    });
                    let checked = Signal::derive(move || app().hub() == Some(id));
                    view! {
                        <MenuItem action="hub" label=words one_of=true checked=checked value=id.to_string()
                            press=Callback::new(move |()| app().set_hub(id))/>
                    }
                }).collect_view()
            }}
        </Menu>
    }
}

/// Moves the service date by days.
pub fn step(days: i64) {
    if let Some(date) = untrack(|| app().date()) {
        app().set_date(date.plus_days(days));
    }
}

/// Goes to the hub's present service date.
pub fn today() {
    if let Some(today) = untrack(|| app().today()) {
        app().set_date(today);
    }
}

#[component]
fn Day() -> impl IntoView {
    let words = move || match (app().date(), app().today()) {
        (Some(date), Some(today)) if date == today => {
            format!("{} · {}", show::t("today"), show::day(date))
        }
        (Some(date), _) => show::day(date),
        _ => String::new(),
    };
    let value = move || app().date().map(|d| d.to_string()).unwrap_or_default();
    view! {
        <div class="date" role="group" aria-label=move || show::t("service-date")>
            <Button action="date-previous" label="service-date-previous" icon="back" icon_only=true
                press=Callback::new(|()| step(-1))/>
            <label class="btn">
                <span aria-hidden="true">{words}</span>
                <input type="date" data-field="service-date" aria-label=move || show::t("service-date")
                    prop:value=value
                    on:click=move |ev| {
                        let input = ev.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
                        if let Some(input) = input { let _ = input.show_picker(); }
                    }
                    on:change=move |ev| {
                        if let Ok(date) = event_target_value(&ev).parse::<ServiceDate>() {
                            app().set_date(date);
                        }
                    }/>
            </label>
            <Button action="date-next" label="service-date-next" icon="forward" icon_only=true
                press=Callback::new(|()| step(1))/>
            {move || (app().today().is_some() && app().today() != app().date()).then(|| view! {
                <Button action="date-today" label="today"
                    press=Callback::new(|()| today())/>
            })}
        </div>
    }
}

/// The time of day; of another day with its weekday.
fn since_when(at: Millis) -> String {
    if app().now.get().secs_since(at) < 12 * 3_600 {
        show::time(at)
    } else {
        show::weekday_time(at)
    }
}

/// Always true: online or not, what waits, when the last cut came, what needs a person in this hub.
#[component]
fn Pill() -> impl IntoView {
    let sync = app().sync;
    let hubs = hub_counts::hubs();
    let fault = move || sync.with(|s| show::sync_fault(s.problem.as_ref()));
    let state = Memo::new(move |_| {
        let s = sync.read();
        if let Some(word) = fault() {
            show::t(word)
        } else if !s.online {
            match s.offline_since {
                Some(since) => {
                    show::tr("sync-offline-since", &[("time", since_when(since).into())])
                }
                None => show::t("sync-offline"),
            }
        } else {
            match s.last_cut_at {
                Some(at) => show::tr("sync-synced-ago", &[("age", show::age(at).into())]),
                None => show::t("sync-connecting"),
            }
        }
    });
    let title = move || {
        let s = sync.get();
        let mut lines = vec![show::tr(
            "sync-pill-title",
            &[
                ("state", state.get().into()),
                ("waiting", s.waiting.into()),
                ("exceptions", hubs.here().into()),
            ],
        )];
        lines.extend(Some(hubs.words()).filter(|words| !words.is_empty()));
        lines.extend(s.problem.as_ref().map(show::problem_text));
        lines.extend(s.lease_until.map(show::lease));
        lines.extend(s.update_wanted.then(|| show::t("sync-update-wanted")));
        lines.join("\n")
    };
    view! {
        <a
            class="pill push"
            href=address("sync", None)
            data-action="sync-pill"
            data-online=move || sync.read().online.to_string()
            data-waiting=move || sync.read().waiting.to_string()
            data-exceptions=move || hubs.here().to_string()
            data-exceptions-elsewhere=move || hubs.elsewhere().to_string()
            data-broken=move || fault().is_some().to_string()
            title=title
        >
            <span class="dot" aria-hidden="true"></span>
            <span class="state-word">{state}</span>
            <span class="muted">{move || show::tr("sync-waiting", &[("n", sync.read().waiting.into())])}</span>
            {move || match (hubs.here(), hubs.elsewhere()) {
                (0, 0) => None,
                // None to settle on this hub's desk; the title says where they are.
                (0, n) => Some(view! {
                    <span class="muted">{show::tr("sync-exceptions-elsewhere", &[("n", n.into())])}</span>
                }.into_any()),
                (n, _) => Some(view! {
                    <span class="exceptions">{show::tr("sync-exceptions", &[("n", n.into())])}</span>
                }.into_any()),
            }}
        </a>
    }
}

#[component]
fn Account() -> impl IntoView {
    let who = Text::of(|| {
        let name = app()
            .session
            .read()
            .as_ref()
            .map(|s| show::name(&s.name))
            .unwrap_or_default();
        show::tr("user-signed-in-as", &[("name", name.into())])
    });
    view! {
        <Menu action="account" label="user-menu" icon="person" icon_only=true kind=Kind::Quiet>
            <MenuGroup label=who/>
            <MenuItem action="shortcuts" label="shortcut-help" keys="?" press=Callback::new(|()| app().shortcuts_open.set(true))/>
            <MenuItem action="new-window" label="window-open" keys="Ctrl N" press=Callback::new(|()| {
                let screen = app().route.with_untracked(|r| crate::screens::find(&r.screen).name);
                super::open_window(screen);
            })/>
            <MenuItem action="undo" label="action-undo" keys="Ctrl Z" press=Callback::new(|()| act::undo(None))/>
            <MenuLine/>
            <MenuItem action="sign-out" label="user-sign-out" press=Callback::new(|()| crate::screens::sign_out())/>
        </Menu>
    }
}
