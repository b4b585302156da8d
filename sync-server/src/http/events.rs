//! `GET /api/v1/sync/events`: wake-ups, server-sent. Hints only; what changed comes by [`super::sync`].

use super::{ApiError, caller::SignedIn};
use crate::{
    app::App, clock, cut::granted, positions::Batch, rights, telemetry::figures, wake::Hint,
};
use axum::{
    extract::State,
    response::{
        IntoResponse,
        sse::{Event, Sse},
    },
};
use domain::id::{HubId, ORG_SCOPE, ScopeId, UserId};
use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    time::Duration,
};
use tokio::{
    sync::{broadcast::error::RecvError, mpsc},
    time::{Instant, MissedTickBehavior, interval_at, sleep_until},
};
use tokio_stream::wrappers::ReceiverStream;
use wire::sync::WakeUp;

/// Silence for longer than this means that the connection is dead.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// What consoles are told to wait when the server stops, in milliseconds.
const COME_BACK_MS: i64 = 2000;

/// Opens the stream. It ends with the access token, so that a console comes back with a new one.
pub async fn events(
    State(app): State<App>,
    caller: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    let hubs = console_hubs(&app, caller.0.user).await?;
    let (send, receive) = mpsc::channel(64);
    let left = caller.0.expires_at.0 - clock::now().0;
    let ends = Instant::now() + Duration::from_millis(u64::try_from(left).unwrap_or(0));
    let listener = Listener {
        app,
        user: caller.0.user,
        hubs,
        send,
        ends,
    };
    tokio::spawn(listener.run());
    Ok(Sse::new(ReceiverStream::new(receive)))
}

async fn console_hubs(app: &App, user: UserId) -> Result<BTreeSet<HubId>, sqlx::Error> {
    let grants = granted(&app.pool, user).await?;
    let at_a_console = |(hub, role)| rights::works_at_a_console(role).then_some(hub);
    Ok(grants.into_iter().filter_map(at_a_console).collect())
}

/// One console's stream.
struct Listener {
    app: App,
    user: UserId,
    hubs: BTreeSet<HubId>,
    send: mpsc::Sender<Result<Event, Infallible>>,
    ends: Instant,
}

/// The console is gone.
struct Gone;

impl Listener {
    async fn run(mut self) {
        let _connected = figures::Connected::open();
        let _ = self.talk().await;
    }

    async fn talk(&mut self) -> Result<(), Gone> {
        let app = self.app.clone();
        let mut hints = app.wake.subscribe();
        let mut batches = app.positions.subscribe();
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.say(&WakeUp::Heartbeat {
            server_time: clock::now(),
        })
        .await?;
        self.all_positions().await?;
        loop {
            tokio::select! {
                () = app.stop.cancelled() => {
                    return self.say(&WakeUp::Goodbye { after_ms: COME_BACK_MS }).await;
                }
                () = sleep_until(self.ends) => return Ok(()),
                _ = heartbeat.tick() => {
                    self.say(&WakeUp::Heartbeat { server_time: clock::now() }).await?;
                }
                hint = hints.recv() => match hint {
                    Ok(first) => {
                        // Whatever has gathered meanwhile goes along: one hint per scope.
                        let mut all = vec![first];
                        while let Ok(next) = hints.try_recv() {
                            all.push(next);
                        }
                        self.poke(all).await?;
                    }
                    // Hints were missed: name every scope, the console finds out.
                    Err(RecvError::Lagged(_)) => self.poke_all().await?,
                    Err(RecvError::Closed) => return Ok(()),
                },
                batch = batches.recv() => match batch {
                    Ok(batch) => self.positions(&batch).await?,
                    Err(RecvError::Lagged(_)) => self.all_positions().await?,
                    Err(RecvError::Closed) => return Ok(()),
                },
            }
        }
    }

    fn sees(&self, scope: ScopeId) -> bool {
        scope == ORG_SCOPE || scope.0 == self.user.0 || self.hubs.contains(&HubId(scope.0))
    }

    async fn poke(&mut self, hints: Vec<Hint>) -> Result<(), Gone> {
        let mut newest = BTreeMap::new();
        for hint in hints {
            if let Hint::Moved(scope, v) = hint
                && self.sees(scope)
            {
                let known = newest.entry(scope).or_insert(v);
                *known = v.max(*known);
            }
        }
        // The own scope holds the grants: what this stream may tell has changed.
        if newest.contains_key(&ScopeId::from(self.user)) {
            self.hubs = console_hubs(&self.app, self.user).await.map_err(|_| Gone)?;
            newest.retain(|scope, _| self.sees(*scope));
            self.all_positions().await?;
        }
        for (scope, v) in newest {
            self.say(&WakeUp::Poke { scope, v }).await?;
        }
        Ok(())
    }

    async fn poke_all(&mut self) -> Result<(), Gone> {
        let own = [ORG_SCOPE, self.user.into()];
        let hubs = self.hubs.clone().into_iter().map(ScopeId::from);
        for scope in own.into_iter().chain(hubs) {
            self.say(&WakeUp::Poke { scope, v: 0 }).await?;
        }
        Ok(())
    }

    async fn positions(&mut self, batch: &Batch) -> Result<(), Gone> {
        if !self.hubs.contains(&batch.hub) {
            return Ok(());
        }
        self.say(&WakeUp::Positions {
            positions: batch.positions.to_vec(),
        })
        .await
    }

    async fn all_positions(&mut self) -> Result<(), Gone> {
        let positions = self.app.positions.all(self.hubs.iter());
        self.say(&WakeUp::Positions { positions }).await
    }

    async fn say(&self, what: &WakeUp) -> Result<(), Gone> {
        let event = Event::default().json_data(what).map_err(|_| Gone)?;
        self.send.send(Ok(event)).await.map_err(|_| Gone)
    }
}
