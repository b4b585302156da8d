//! Starting the page: the session, the shell's events, the clock, the address, and the document's attributes.

use super::{
    Dep, Route, ToastAction, ToastKind, app, drafts, navigate, navigate_to, toast, toast_problem,
    toast_staying,
};
use crate::{ipc, show};
use domain::id::HubId;
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
    close_what_another_hub_has();
}

/// What is open belongs to the hub that is left, in whichever window it was left: it is closed, so that nothing is done
/// to what is not looked at any more.
fn close_what_another_hub_has() {
    let app = app();
    let hub = Memo::new(move |_| app.hub());
    Effect::new(move |before: Option<Option<HubId>>| {
        let hub = hub.get();
        if before.flatten().is_some_and(|before| hub != Some(before)) {
            app.palette_open.set(false);
            let open = app
                .route
                .with_untracked(|r| r.entity.is_some().then(|| r.screen.clone()));
            if let Some(screen) = open {
                navigate(&screen);
            }
        }
        hub
    });
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
    let another = app()
        .session
        .with_untracked(|held| held.as_ref().is_some_and(|held| held.user != session.user));
    if another {
        drafts::forget();
    }
    if is_left(&session) {
        // The screens go first: what they show must not change under them.
        app().session.set(Some(session.clone()));
        set_timeout(
            move || {
                forget_what_was_open();
                take_state(&session);
            },
            Duration::ZERO,
        );
        return;
    }
    take_state(&session);
    app().session.set(Some(session));
}

/// What comes with a session.
fn take_state(session: &Session) {
    let app = app();
    take_clock(session.clock_offset_ms);
    if app
        .settings
        .with_untracked(|held| *held != session.settings)
    {
        app.settings.set(session.settings.clone());
    }
    app.sync.set(session.sync.clone());
    if session.focus.is_some() && app.focus_sent.get_value().is_none() {
        if app.focus.with_untracked(|held| *held != session.focus) {
            app.focus.set(session.focus.clone());
        }
    } else if session.focus.is_none() {
        app.focus.set(None);
    }
}

/// The shell knows the server's time; this computer's clock may be set at any moment.
fn take_clock(offset_ms: i64) {
    let app = app();
    if app.clock_offset_ms.get_value() != offset_ms {
        app.clock_offset_ms.set_value(offset_ms);
        app.changes.bump(Dep::Clock);
    }
    app.now.set(app.exact_now());
}

/// What became of the work that waited, once all of it has an outcome.
fn say_what_was_sent(sent: u64, need_you: u64) {
    let args = [("n", sent.into()), ("need", need_you.into())];
    if need_you == 0 {
        return toast(ToastKind::Done, show::tr("returned-sent", &args));
    }
    let look = ToastAction {
        name: "returned-look",
        label: show::t("returned-look"),
        run: Callback::new(|()| {
            super::app().exceptions_from_me.set(true);
            navigate("exceptions");
        }),
    };
    toast_staying(
        ToastKind::Note,
        show::tr("returned-need-you", &args),
        Some(look),
    );
}

/// Whether whoever worked here until now is gone.
fn is_left(session: &Session) -> bool {
    app().session.with_untracked(|held| {
        held.as_ref().is_some_and(|held| {
            held.state == SessionState::Ready
                && (session.state != SessionState::Ready || session.user != held.user)
        })
    })
}

/// Whoever signs in next does not see what the one before had open, nor what they were told.
fn forget_what_was_open() {
    let app = app();
    let screen = app.route.with_untracked(|route| route.screen.clone());
    navigate_to(&screen, None);
    app.toasts.set(Vec::new());
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
                take_clock(sync.clock_offset_ms);
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
        Event::Returned { sent, need_you } => say_what_was_sent(sent, need_you),
        Event::Job { state } => crate::import::hear_job(state),
        Event::CommandRejected {
            name,
            label,
            refused,
            items,
            quarantined,
            rejection,
            ..
        } => {
            let refusal = texts::Refusal {
                label: &label,
                refused,
                items,
                quarantined,
            };
            let text = show::refusal(&name, &refusal, &rejection);
            toast(ToastKind::Error, text);
        }
        Event::CommandUnknown { name, label, .. } => {
            toast(ToastKind::Error, show::unknown_answer(&name, &label));
        }
        Event::Navigate { screen, entity } => navigate_to(&screen, entity),
    }
}
