//! Passes a client's events on to the windows, and turns some of them into system notifications: a rejected
//! command, a new exception, deliveries at risk, sync broken for five minutes.

use crate::{
    notify::{self, Kind},
    shell::Shell,
    tray,
};
use domain::{
    entities::ExceptionKind,
    entity::Table,
    id::{ExceptionId, UserId},
};
use std::{collections::HashSet, sync::Arc, time::Duration};
use sync::{Client, client::local_now};
use tokio::{sync::broadcast::error::RecvError, time::interval};
use wire::ipc::{Event, ExceptionView, Query, QueryResult, SyncState};

/// Offline for longer is worth a notification.
const BROKEN_MS: i64 = 5 * 60 * 1000;

/// What was already told, so that nothing is told twice.
#[derive(Default)]
struct Told {
    /// Open exceptions; `None` before the first look, which tells nothing.
    exceptions: Option<HashSet<ExceptionId>>,
    at_risk: u64,
    offline_since: Option<i64>,
    broken: bool,
}

/// Runs until the client ends.
pub async fn follow(shell: &Arc<Shell>, client: &Client) {
    let mut events = client.events();
    let mut minute = interval(Duration::from_secs(60));
    let mut told = Told::default();
    let mut ready = false;
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(event) => {
                    let session = session_changed(&event, &mut ready);
                    shell.emit(&event);
                    react(shell, client, &event, &mut told).await;
                    if session {
                        shell.tell_session().await;
                    }
                }
                Err(RecvError::Lagged(_)) => shell.emit(&Event::Changed { tables: Table::ALL.to_vec() }),
                Err(RecvError::Closed) => return,
            },
            _ = minute.tick() => look_around(shell, client, &mut told).await,
        }
    }
}

/// Whether the event changes who may see what: grants, hubs, names, or the first cut.
fn session_changed(event: &Event, ready: &mut bool) -> bool {
    match event {
        Event::Changed { tables } => tables
            .iter()
            .any(|t| matches!(t, Table::Hub | Table::Grant | Table::Staff)),
        Event::Sync { sync } => {
            let now = sync.last_cut_at.is_some();
            let first = now && !*ready;
            *ready = now;
            first
                || sync
                    .problem
                    .as_ref()
                    .is_some_and(|p| p.code == wire::error::ErrorCode::SignedOut)
        }
        _ => false,
    }
}

async fn react(shell: &Arc<Shell>, client: &Client, event: &Event, told: &mut Told) {
    match event {
        Event::Sync { sync } => note_sync(shell, sync, told),
        Event::CommandRejected {
            name,
            label,
            rejection,
            ..
        } => {
            let texts = shell.texts();
            let action = name.split('.').next().unwrap_or(name);
            let command = texts.t(&texts::key("command", action));
            let reason = texts.t(&texts::key("rejection", rejection.code.word()));
            let body = texts.t_args(
                "notify-rejected-body",
                &[
                    ("command", command.into()),
                    ("ref", label.as_str().into()),
                    ("reason", reason.into()),
                ],
            );
            tell(
                shell,
                Kind::Rejected,
                texts.t("notify-rejected-title"),
                body,
                "exceptions",
                None,
            );
        }
        Event::Changed { tables } if tables.contains(&Table::Exception) => {
            look_at_exceptions(shell, client, told).await;
        }
        _ => {}
    }
}

fn note_sync(shell: &Arc<Shell>, sync: &SyncState, told: &mut Told) {
    tray::update(shell.app(), shell.texts(), sync);
    if sync.online {
        told.offline_since = None;
        told.broken = false;
    } else {
        told.offline_since.get_or_insert(local_now().0);
    }
}

/// New exceptions somebody else caused (one's own rejection was told already).
async fn look_at_exceptions(shell: &Arc<Shell>, client: &Client, told: &mut Told) {
    let Some(focus) = shell.focus() else { return };
    let query = Query::Exceptions {
        hub: focus.hub,
        open: true,
    };
    let Ok(QueryResult::Exceptions(open)) = client.query(query).await else {
        return;
    };
    let ids: HashSet<ExceptionId> = open.iter().map(|view| view.exception.id).collect();
    let me = shell
        .profile()
        .account()
        .ok()
        .flatten()
        .map(|account| account.user);
    if let Some(known) = &told.exceptions {
        for view in open
            .iter()
            .filter(|view| !known.contains(&view.exception.id))
        {
            tell_exception(shell, view, me);
        }
    }
    told.exceptions = Some(ids);
}

fn tell_exception(shell: &Arc<Shell>, view: &ExceptionView, me: Option<UserId>) {
    let exception = &view.exception;
    let mine = Some(exception.raised_by) == me;
    if matches!(exception.kind, ExceptionKind::ImportRow)
        || (mine && exception.kind == ExceptionKind::Rejected)
    {
        return;
    }
    let texts = shell.texts();
    let what = texts.t(&texts::key("exception-kind", exception.kind.word()));
    let body = texts.t_args(
        "notify-exception-body",
        &[("what", format!("{what}: {}", exception.label).into())],
    );
    let title = texts.t("notify-exception-title");
    tell(
        shell,
        Kind::Exception,
        title,
        body,
        "exceptions",
        Some(exception.id.0),
    );
}

/// Once a minute: lateness moves with the clock, and being offline lasts.
async fn look_around(shell: &Arc<Shell>, client: &Client, told: &mut Told) {
    if told.exceptions.is_none() {
        look_at_exceptions(shell, client, told).await;
    }
    let texts = shell.texts();
    if let Some(focus) = shell.focus()
        && let Ok(QueryResult::Counts(counts)) = client
            .query(Query::Counts {
                hub: focus.hub,
                // Of today, whatever day is looked at.
                date: None,
            })
            .await
    {
        if counts.at_risk > told.at_risk {
            let body = texts.t_args("notify-late-body", &[("n", (counts.at_risk as i64).into())]);
            tell(
                shell,
                Kind::LateRisk,
                texts.t("notify-late-title"),
                body,
                "board",
                None,
            );
        }
        told.at_risk = counts.at_risk;
    }
    let offline_ms = told.offline_since.map_or(0, |since| local_now().0 - since);
    if offline_ms > BROKEN_MS && !told.broken {
        told.broken = true;
        let waiting = client.state().borrow().waiting as i64;
        let args = [
            ("n", (offline_ms / 60_000).into()),
            ("waiting", waiting.into()),
        ];
        let body = texts.t_args("notify-sync-broken-body", &args);
        tell(
            shell,
            Kind::Offline,
            texts.t("notify-sync-broken-title"),
            body,
            "sync",
            None,
        );
    }
}

/// Shows a notification whose click opens `screen`.
fn tell(
    shell: &Arc<Shell>,
    kind: Kind,
    title: String,
    body: String,
    screen: &str,
    entity: Option<uuid::Uuid>,
) {
    if !notify::wanted(&shell.settings(), kind, notify::riyadh_minute(local_now())) {
        return;
    }
    let (shell, screen) = (shell.clone(), screen.to_owned());
    notify::show(title, body, move || {
        shell.show_main();
        shell.emit(&Event::Navigate { screen, entity });
    });
}
