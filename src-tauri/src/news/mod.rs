//! Passes a client's events on to the windows, and turns some of them into system notifications: refused commands,
//! new exceptions, deliveries at risk, no syncing for five minutes. Which are worth one says [`told`].

mod told;
mod words;

use crate::{
    notify::{self, Kind},
    shell::Shell,
    tray,
};
use domain::{entity::Table, id::HubId};
use std::{sync::Arc, time::Duration};
use sync::{Client, client::local_now};
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Interval, MissedTickBehavior, interval},
};
use told::{Refused, Told, Unknown};
use wire::ipc::{Event, Query, QueryResult, SyncState};
use words::Notice;

/// How often it is looked whether something gathered is due.
const DUE_EVERY: Duration = Duration::from_secs(1);

/// Runs until the client ends.
pub async fn follow(shell: &Arc<Shell>, client: &Client) {
    let mut events = client.events();
    let mut focus = shell.focus_moves();
    let (mut minute, mut second) = (every(Duration::from_secs(60)), every(DUE_EVERY));
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
            // At once: whatever comes up in another hub later is new.
            Ok(()) = focus.changed() => {
                let hub = focus.borrow_and_update().as_ref().map(|focus| focus.hub);
                if let Some(hub) = hub.filter(|hub| !told.knows(*hub)) {
                    look_at_exceptions(shell, client, hub, &mut told).await;
                    look_at_risks(shell, client, hub, &mut told).await;
                }
            }
            _ = minute.tick() => look_around(shell, client, &mut told).await,
            _ = second.tick() => tell_what_is_due(shell, &mut told),
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
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
                    .is_some_and(|p| sync::engine::ends_session(p.code))
        }
        _ => false,
    }
}

async fn react(shell: &Arc<Shell>, client: &Client, event: &Event, told: &mut Told) {
    match event {
        Event::Sync { sync } => note_sync(shell, sync, told),
        // Whoever has a window of ours before them reads it there.
        Event::CommandRejected {
            name,
            label,
            refused,
            items,
            quarantined,
            rejection,
            ..
        } if !shell.watched() => {
            let refused = Refused {
                name: name.clone(),
                label: label.clone(),
                refused: *refused,
                items: *items,
                quarantined: *quarantined,
                rejection: rejection.clone(),
            };
            told.refused.add(refused, local_now());
        }
        Event::CommandUnknown { name, label, .. } if !shell.watched() => {
            let unknown = Unknown {
                name: name.clone(),
                label: label.clone(),
            };
            told.unknown.add(unknown, local_now());
        }
        Event::Changed { tables } if tables.contains(&Table::Exception) => {
            if let Some(focus) = shell.focus() {
                look_at_exceptions(shell, client, focus.hub, told).await;
            }
        }
        _ => {}
    }
}

fn note_sync(shell: &Arc<Shell>, sync: &SyncState, told: &mut Told) {
    tray::update(shell.app(), shell.texts(), sync);
    told.sync(sync, local_now());
}

async fn look_at_exceptions(shell: &Arc<Shell>, client: &Client, hub: HubId, told: &mut Told) {
    let query = Query::Exceptions { hub, open: true };
    let Ok(QueryResult::Exceptions(open)) = client.query(query).await else {
        return;
    };
    let account = shell.profile().account().ok().flatten();
    let me = account.map(|account| account.user);
    told.look(hub, open.iter().map(|v| &v.exception), me, local_now());
}

/// Of the hub's present day, whichever day is looked at.
async fn look_at_risks(shell: &Arc<Shell>, client: &Client, hub: HubId, told: &mut Told) {
    let Some(date) = shell.today(client, hub).await else {
        return;
    };
    let Ok(QueryResult::Counts(counts)) = client
        .query(Query::Counts {
            hub,
            date: Some(date),
        })
        .await
    else {
        return;
    };
    if let Some(n) = told.at_risk(hub, date, counts.at_risk) {
        tell(shell, words::at_risk(shell.texts(), n));
    }
}

/// Once a minute: lateness moves with the clock, and not syncing lasts.
async fn look_around(shell: &Arc<Shell>, client: &Client, told: &mut Told) {
    if let Some(focus) = shell.focus() {
        if !told.knows(focus.hub) {
            look_at_exceptions(shell, client, focus.hub, told).await;
        }
        look_at_risks(shell, client, focus.hub, told).await;
    }
    if let Some(outage) = told.lasting_outage(local_now()) {
        tell(shell, words::outage(shell.texts(), &outage));
    }
}

fn tell_what_is_due(shell: &Arc<Shell>, told: &mut Told) {
    let refused = told.refused.take(local_now());
    if !refused.is_empty() {
        tell(shell, words::refused(shell.texts(), &refused));
    }
    let unknown = told.unknown.take(local_now());
    if !unknown.is_empty() {
        tell(shell, words::unknown(shell.texts(), &unknown));
    }
    let raised = told.raised.take(local_now());
    if !raised.is_empty() {
        tell(shell, words::raised(shell.texts(), &raised));
    }
}

/// Shows a notification whose click opens what it is about.
fn tell(shell: &Arc<Shell>, notice: Notice) {
    let kind: Kind = notice.kind;
    if !notify::wanted(&shell.settings(), kind, notify::riyadh_minute(local_now())) {
        return;
    }
    let (shell, open) = (shell.clone(), shell.texts().t("notify-open"));
    notify::show(notice.title, notice.body, open, move || {
        shell.navigate(notice.screen, notice.entity);
    });
}
