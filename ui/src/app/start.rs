//! Starting the page: the session, the shell's events, the clock, the address, and the document's attributes.

use super::{Dep, Route, ToastKind, app, navigate_to, toast, toast_problem};
use crate::{ipc, show};
use leptos::prelude::*;
use std::time::Duration;
use texts::Lang;
use wire::ipc::{Control, ControlResult, Event, Session, SessionState, Theme};

/// Starts everything that runs beside the views. Call once, under the page's root owner.
pub fn start() {
    super::fault::catch_faults();
    if let Some(root) = Owner::current() {
        super::ROOT.with(|cell| {
            let _ = cell.set(root);
        });
    }
    let app = app();
    app.now.set(app.exact_now());
    app.route.set(current_route());
    ipc::listen(hear);
    leptos::task::spawn_local(async {
        match ipc::control(&Control::Session).await {
            Ok(ControlResult::Session(session)) => take_session(*session),
            Ok(_) => {}
            Err(problem) => toast_problem(&problem),
        }
    });
    set_interval(move || app.now.set(app.exact_now()), Duration::from_secs(1));
    set_interval(
        move || app.changes.bump(Dep::Clock),
        Duration::from_secs(30),
    );
    let _ = window_event_listener(leptos::ev::hashchange, move |_| {
        let route = current_route();
        if app.route.with_untracked(|held| *held != route) {
            app.route.set(route);
        }
    });
    Effect::new(move |_| dress_document());
}

fn current_route() -> Route {
    Route::parse(&window().location().hash().unwrap_or_default())
}

/// Language, direction and theme live on `<html>`, where the style sheet reads them.
fn dress_document() {
    let app = app();
    let (lang, theme) = (app.lang(), app.settings.read().theme);
    let Some(root) = document().document_element() else {
        return;
    };
    let _ = root.set_attribute("lang", lang.code());
    let _ = root.set_attribute("dir", lang.dir().as_str());
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.word()),
    };
    document().set_title(match lang {
        Lang::En | Lang::Ar => "BARQ Dispatch",
    });
}

fn take_session(session: Session) {
    let app = app();
    app.clock_offset_ms.set_value(session.clock_offset_ms);
    app.now.set(app.exact_now());
    if app
        .settings
        .with_untracked(|held| *held != session.settings)
    {
        app.settings.set(session.settings.clone());
    }
    app.sync.set(session.sync.clone());
    leave_what_was_open(&session);
    if session.focus.is_some() && app.focus_sent.get_value().is_none() {
        if app.focus.with_untracked(|held| *held != session.focus) {
            app.focus.set(session.focus.clone());
        }
    } else if session.focus.is_none() {
        app.focus.set(None);
    }
    app.session.set(Some(session));
}

/// Whoever signs in next does not see what the one before had open, nor what they were told.
fn leave_what_was_open(session: &Session) {
    let app = app();
    let left = app.session.with_untracked(|held| {
        held.as_ref().is_some_and(|held| {
            held.state == SessionState::Ready
                && (session.state != SessionState::Ready || session.user != held.user)
        })
    });
    if left {
        let screen = app.route.with_untracked(|route| route.screen.clone());
        navigate_to(&screen, None);
        app.toasts.set(Vec::new());
    }
}

fn hear(event: Event) {
    let app = app();
    match event {
        Event::Changed { tables } => {
            for table in tables {
                app.changes.bump(Dep::Table(table));
            }
            app.changes.bump(Dep::Sync);
        }
        Event::PositionsChanged => app.changes.bump(Dep::Positions),
        Event::Sync { sync } => {
            let (same, waiting) = app
                .sync
                .with_untracked(|held| (*held == sync, held.waiting));
            if !same {
                let moved = waiting != sync.waiting;
                app.sync.set(sync);
                app.changes.bump(Dep::Sync);
                if moved {
                    app.changes.bump(Dep::Outbox);
                }
            }
        }
        Event::Session { session } => take_session(*session),
        Event::Focus { focus } => app.hear_focus(focus),
        Event::Settings { settings } => {
            if app.settings.with_untracked(|held| *held != settings) {
                app.settings.set(settings);
            }
        }
        job @ Event::Job { .. } => crate::import::hear_job(job),
        Event::CommandRejected {
            name,
            label,
            rejection,
            set_aside,
            ..
        } => {
            let action = show::command_word(&name);
            let key = if set_aside {
                "notify-set-aside-body"
            } else {
                "notify-rejected-body"
            };
            toast(
                ToastKind::Error,
                show::tr(
                    key,
                    &[
                        ("command", action.into()),
                        ("ref", label.into()),
                        ("reason", show::rejection_text(&rejection).into()),
                    ],
                ),
            );
        }
        Event::Navigate { screen, entity } => navigate_to(&screen, entity),
    }
}
