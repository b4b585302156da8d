//! `GET /api/v1/sync/events`: wake-ups, server-sent. Hints only; what changed comes by [`super::sync`].

use super::{ApiError, caller::SignedIn, problem::not_granted};
use crate::{
    app::App,
    clock,
    cut::granted,
    positions::{Batch, latest},
    rights,
    telemetry::figures,
    wake::Hint,
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
use wire::sync::{Position, WakeUp};

/// Silence for longer than this means that the connection is dead.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// What consoles are told to wait when the server stops, in milliseconds.
const COME_BACK_MS: i64 = 2000;

/// Opens the stream. It ends with the access token, so that a console comes back with a new one.
pub async fn events(
    State(app): State<App>,
    caller: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    let user = caller.0.user;
    let told = told(&app, user).await?.ok_or_else(not_granted)?;
    let (send, receive) = mpsc::channel(64);
    let left = caller.0.expires_at.0 - clock::now().0;
    let ends = Instant::now() + Duration::from_millis(u64::try_from(left).unwrap_or(0));
    let listener = Listener {
        app,
        user,
        hubs: told.hubs,
        send,
        ends,
    };
    tokio::spawn(listener.run(told.positions));
    Ok(Sse::new(ReceiverStream::new(receive)))
}

/// What a stream may tell.
#[derive(Default)]
struct Told {
    /// Hubs where the account has a console, and which Postgres shows it.
    hubs: BTreeSet<HubId>,
    /// The latest in them.
    positions: Vec<Position>,
}

/// What the account may be told now; `None` when all its grants are for programs.
async fn told(app: &App, user: UserId) -> Result<Option<Told>, sqlx::Error> {
    let mut answer = app.read.answer(user).await?;
    let grants = granted(&mut answer, user).await?;
    if grants.is_empty() {
        return Ok(Some(Told::default()));
    }
    let mut hubs: BTreeSet<HubId> = grants
        .into_iter()
        .filter(|(_, role)| rights::works_at_a_console(*role))
        .map(|(hub, _)| hub)
        .collect();
    hubs.retain(|hub| answer.inside().contains(&ScopeId::from(*hub)));
    if hubs.is_empty() {
        return Ok(None);
    }
    let positions = latest(&mut answer, &hubs).await?;
    Ok(Some(Told { hubs, positions }))
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
    async fn run(mut self, positions: Vec<Position>) {
        let _connected = figures::Connected::open();
        let _ = self.talk(positions).await;
    }

    async fn talk(&mut self, positions: Vec<Position>) -> Result<(), Gone> {
        let app = self.app.clone();
        let mut hints = app.wake.subscribe();
        let mut batches = app.positions.subscribe();
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.say(&WakeUp::Heartbeat {
            server_time: clock::now(),
        })
        .await?;
        self.say(&WakeUp::Positions { positions }).await?;
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
            self.all_positions().await?;
            newest.retain(|scope, _| self.sees(*scope));
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

    /// Where couriers are, and what else the stream may tell, as the database has it now.
    async fn all_positions(&mut self) -> Result<(), Gone> {
        let told = told(&self.app, self.user).await.map_err(|_| Gone)?;
        let Told { hubs, positions } = told.unwrap_or_default();
        self.hubs = hubs;
        self.say(&WakeUp::Positions { positions }).await
    }

    async fn say(&self, what: &WakeUp) -> Result<(), Gone> {
        let event = Event::default().json_data(what).map_err(|_| Gone)?;
        self.send.send(Ok(event)).await.map_err(|_| Gone)
    }
}
