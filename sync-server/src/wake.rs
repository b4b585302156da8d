//! Wake-ups: tells this process's event streams, and the other servers on the same database, which scopes have
//! moved. Hints only: a console that misses one syncs a little later.

use domain::id::ScopeId;
use serde::{Deserialize, Serialize};
use sqlx::{PgPool, postgres::PgListener};
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The Postgres channel servers tell one another on.
const CHANNEL: &str = "barq_wake";
/// A notification's payload must stay below 8,000 bytes.
const MAX_PER_NOTE: usize = 80;
/// How long to wait before listening again when the database refuses.
const LISTEN_AGAIN: Duration = Duration::from_secs(2);

/// Something worth waking consoles for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hint {
    /// The scope has reached a version.
    #[serde(rename = "v")]
    Moved(ScopeId, i64),
    /// Couriers of the hub (whose scope this is) have new positions.
    #[serde(rename = "p")]
    Positions(ScopeId),
}

#[derive(Serialize, Deserialize)]
struct Note {
    from: Uuid,
    hints: Vec<Hint>,
}

/// Where hints go in and come out; cheap to clone.
#[derive(Clone, Debug)]
pub struct Wake {
    here: broadcast::Sender<Hint>,
    elsewhere: mpsc::UnboundedSender<Vec<Hint>>,
}

impl Wake {
    /// Tells consoles of this process; hints for others are handed to the relay that [`run`] drives.
    pub fn new() -> (Self, Relay) {
        let (here, _) = broadcast::channel(4096);
        let (elsewhere, outgoing) = mpsc::unbounded_channel();
        let relay = Relay {
            here: here.clone(),
            outgoing,
        };
        (Self { here, elsewhere }, relay)
    }

    /// For commands run outside a server: nobody listens here, and there is no relay.
    pub fn silent() -> Self {
        Self::new().0
    }

    /// Call after the commit, never before.
    pub fn committed(&self, moved: &[(ScopeId, i64)]) {
        self.tell(
            moved
                .iter()
                .map(|(scope, v)| Hint::Moved(*scope, *v))
                .collect(),
        );
    }

    fn tell(&self, hints: Vec<Hint>) {
        for hint in &hints {
            // Nobody listening is fine.
            let _ = self.here.send(*hint);
        }
        self.elsewhere(hints);
    }

    /// Tells the other servers alone.
    pub fn elsewhere(&self, hints: Vec<Hint>) {
        if !hints.is_empty() {
            // Without a relay there is nobody else to tell.
            let _ = self.elsewhere.send(hints);
        }
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Hint> {
        self.here.subscribe()
    }
}

/// The bridge between this process and the others.
#[derive(Debug)]
pub struct Relay {
    here: broadcast::Sender<Hint>,
    outgoing: mpsc::UnboundedReceiver<Vec<Hint>>,
}

/// Relays hints until `stop`. Notifications are sent after the commit on a connection of their own: inside the
/// transaction they would take a lock that the whole database shares.
pub async fn run(pool: PgPool, relay: Relay, stop: CancellationToken) {
    let from = Uuid::from_u128(rand::random());
    let Relay { here, outgoing } = relay;
    tokio::join!(
        stop.run_until_cancelled(outwards(&pool, from, outgoing)),
        stop.run_until_cancelled(inwards(&pool, from, here)),
    );
}

async fn outwards(pool: &PgPool, from: Uuid, mut outgoing: mpsc::UnboundedReceiver<Vec<Hint>>) {
    while let Some(hints) = outgoing.recv().await {
        send(pool, from, hints, &mut outgoing).await;
    }
}

async fn inwards(pool: &PgPool, from: Uuid, here: broadcast::Sender<Hint>) {
    loop {
        if let Some(mut listener) = listen(pool).await {
            // A lost connection is taken up again by itself; hints missed meanwhile do no harm.
            while let Ok(note) = listener.try_recv().await {
                if let Some(note) = note {
                    receive(note.payload(), from, &here);
                }
            }
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

async fn listen(pool: &PgPool) -> Option<PgListener> {
    let mut listener = PgListener::connect_with(pool).await.ok()?;
    listener.listen(CHANNEL).await.ok()?;
    Some(listener)
}

async fn send(
    pool: &PgPool,
    from: Uuid,
    mut hints: Vec<Hint>,
    more: &mut mpsc::UnboundedReceiver<Vec<Hint>>,
) {
    while let Ok(next) = more.try_recv() {
        hints.extend(next);
    }
    for hints in hints.chunks(MAX_PER_NOTE) {
        let note = Note {
            from,
            hints: hints.to_vec(),
        };
        let Ok(payload) = serde_json::to_string(&note) else {
            continue;
        };
        let sent = sqlx::query("SELECT pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(payload)
            .execute(pool)
            .await;
        if let Err(error) = sent {
            let error = crate::db::failure::anonymous(&error);
            tracing::warn!(error, "other servers were not told of a change");
        }
    }
}

fn receive(payload: &str, from: Uuid, here: &broadcast::Sender<Hint>) {
    match serde_json::from_str::<Note>(payload) {
        Ok(note) if note.from != from => {
            for hint in note.hints {
                let _ = here.send(hint);
            }
        }
        _ => {}
    }
}
