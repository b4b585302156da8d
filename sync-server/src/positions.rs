//! Where couriers are: the latest position of each, handed to consoles in batches of at most one a second and
//! hub. Volatile: no version, no checksum, no outbox.

use crate::wake::{Hint, Wake};
use domain::{
    id::{CourierId, HubId, ScopeId},
    units::Millis,
};
use sqlx::{PgConnection, PgPool, Row};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::sync::Position;

/// How long a hub's changes are gathered.
const GATHER: Duration = Duration::from_secs(1);

/// Changed positions of one hub.
#[derive(Clone, Debug)]
pub struct Batch {
    pub hub: HubId,
    pub positions: Arc<Vec<Position>>,
}

#[derive(Default)]
struct Latest {
    by_hub: HashMap<HubId, HashMap<CourierId, Position>>,
    changed: HashMap<HubId, BTreeSet<CourierId>>,
}

impl Latest {
    fn take(&mut self, position: Position) {
        let hub = self.by_hub.entry(position.hub).or_default();
        let newer = hub
            .get(&position.courier)
            .is_none_or(|old| old.at < position.at);
        if newer {
            self.changed
                .entry(position.hub)
                .or_default()
                .insert(position.courier);
            hub.insert(position.courier, position);
        }
    }
}

/// The latest positions, in memory.
pub struct Positions {
    latest: Mutex<Latest>,
    batches: broadcast::Sender<Batch>,
}

impl Default for Positions {
    fn default() -> Self {
        Self {
            latest: Mutex::default(),
            batches: broadcast::channel(1024).0,
        }
    }
}

impl Positions {
    pub fn subscribe(&self) -> broadcast::Receiver<Batch> {
        self.batches.subscribe()
    }

    fn take(&self, positions: impl IntoIterator<Item = Position>) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        positions.into_iter().for_each(|p| latest.take(p));
    }

    /// What changed since the last call, hub by hub.
    fn gather(&self) -> Vec<Batch> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = std::mem::take(&mut latest.changed);
        changed
            .into_iter()
            .filter_map(|(hub, couriers)| {
                let known = latest.by_hub.get(&hub)?;
                let positions = couriers
                    .iter()
                    .filter_map(|c| known.get(c).cloned())
                    .collect();
                Some(Batch {
                    hub,
                    positions: Arc::new(positions),
                })
            })
            .collect()
    }

    /// Stores reported positions (of couriers whose hubs were checked) and passes them on.
    pub async fn report(
        &self,
        pool: &PgPool,
        wake: &Wake,
        positions: Vec<Position>,
        now: Millis,
    ) -> Result<(), sqlx::Error> {
        store(pool, &positions, now).await?;
        let hubs: BTreeSet<HubId> = positions.iter().map(|p| p.hub).collect();
        self.take(positions);
        wake.elsewhere(
            hubs.into_iter()
                .map(|h| Hint::Positions(ScopeId::from(h)))
                .collect(),
        );
        Ok(())
    }

    /// Reads the latest positions back: all of them at the start, one hub's when another server was told them.
    pub async fn reload(&self, pool: &PgPool, hub: Option<HubId>) -> Result<(), sqlx::Error> {
        let hubs = hub.map(|hub| vec![hub]);
        self.take(read(&mut *pool.acquire().await?, hubs).await?);
        Ok(())
    }
}

/// The latest positions in `hubs`, for an account that sees them.
pub async fn latest(
    answer: &mut PgConnection,
    hubs: &BTreeSet<HubId>,
) -> Result<Vec<Position>, sqlx::Error> {
    read(answer, Some(hubs.iter().copied().collect())).await
}

async fn read(
    connection: &mut PgConnection,
    hubs: Option<Vec<HubId>>,
) -> Result<Vec<Position>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT courier_id, hub_id, lon_e7, lat_e7, at, heading_deg, speed_kmh, battery_pct
         FROM courier_position WHERE $1::uuid[] IS NULL OR hub_id = ANY($1)",
    )
    .bind(hubs.map(|hubs| hubs.into_iter().map(|h| h.0).collect::<Vec<_>>()))
    .fetch_all(connection)
    .await?;
    let small = |n: Option<i64>| n.and_then(|n| i32::try_from(n).ok());
    rows.iter()
        .map(|row| {
            Ok(Position {
                courier: CourierId(row.try_get(0)?),
                hub: HubId(row.try_get(1)?),
                lon_e7: small(row.try_get(2)?).unwrap_or_default(),
                lat_e7: small(row.try_get(3)?).unwrap_or_default(),
                at: Millis(row.try_get(4)?),
                heading_deg: small(row.try_get(5)?),
                speed_kmh: small(row.try_get(6)?),
                battery_pct: small(row.try_get(7)?),
            })
        })
        .collect()
}

/// The hub of each courier that is in one of `hubs`. Part of storing what is reported, not an answer: whoever reports
/// may hold a role to which no rows are shown.
pub async fn hubs_of(
    pool: &PgPool,
    couriers: &[CourierId],
    hubs: &[HubId],
) -> Result<HashMap<CourierId, HubId>, sqlx::Error> {
    let rows: Vec<(Uuid, Uuid)> =
        sqlx::query_as("SELECT id, hub_id FROM courier WHERE id = ANY($1) AND hub_id = ANY($2)")
            .bind(couriers.iter().map(|c| c.0).collect::<Vec<_>>())
            .bind(hubs.iter().map(|h| h.0).collect::<Vec<_>>())
            .fetch_all(pool)
            .await?;
    let of = |(courier, hub)| (CourierId(courier), HubId(hub));
    Ok(rows.into_iter().map(of).collect())
}

async fn store(pool: &PgPool, positions: &[Position], now: Millis) -> Result<(), sqlx::Error> {
    // A report may name a courier several times: the newest is the latest, all are history.
    const SQL: &str = "WITH given AS (
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[],
                 $6::bigint[], $7::bigint[], $8::bigint[])
                 AS given(courier_id, hub_id, lon_e7, lat_e7, at, heading_deg, speed_kmh, battery_pct)
         ), kept AS (
             INSERT INTO position_history (courier_id, at, hub_id, lon_e7, lat_e7, received_at)
             SELECT courier_id, at, hub_id, lon_e7, lat_e7, $9 FROM given ON CONFLICT DO NOTHING
         )
         INSERT INTO courier_position AS stored
             (courier_id, hub_id, lon_e7, lat_e7, at, heading_deg, speed_kmh, battery_pct)
         SELECT DISTINCT ON (courier_id) * FROM given ORDER BY courier_id, at DESC
         ON CONFLICT (courier_id) DO UPDATE SET hub_id = EXCLUDED.hub_id, lon_e7 = EXCLUDED.lon_e7,
             lat_e7 = EXCLUDED.lat_e7, at = EXCLUDED.at, heading_deg = EXCLUDED.heading_deg,
             speed_kmh = EXCLUDED.speed_kmh, battery_pct = EXCLUDED.battery_pct
         WHERE stored.at < EXCLUDED.at";
    let wide = |f: fn(&Position) -> Option<i32>| -> Vec<Option<i64>> {
        positions.iter().map(|p| f(p).map(i64::from)).collect()
    };
    sqlx::query(SQL)
        .bind(positions.iter().map(|p| p.courier.0).collect::<Vec<_>>())
        .bind(positions.iter().map(|p| p.hub.0).collect::<Vec<_>>())
        .bind(
            positions
                .iter()
                .map(|p| i64::from(p.lon_e7))
                .collect::<Vec<_>>(),
        )
        .bind(
            positions
                .iter()
                .map(|p| i64::from(p.lat_e7))
                .collect::<Vec<_>>(),
        )
        .bind(positions.iter().map(|p| p.at.0).collect::<Vec<_>>())
        .bind(wide(|p| p.heading_deg))
        .bind(wide(|p| p.speed_kmh))
        .bind(wide(|p| p.battery_pct))
        .bind(now.0)
        .execute(pool)
        .await?;
    Ok(())
}

/// Hands out batches once a second, and reads back what other servers were told, until `stop`.
pub async fn run(app: crate::app::App, stop: CancellationToken) {
    let mut hints = app.wake.subscribe();
    let mut tick = tokio::time::interval(GATHER);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told: BTreeSet<HubId> = BTreeSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            hint = hints.recv() => match hint {
                Ok(Hint::Positions(scope)) => { told.insert(HubId(scope.0)); }
                Err(broadcast::error::RecvError::Closed) => return,
                Ok(Hint::Moved(..)) | Err(broadcast::error::RecvError::Lagged(_)) => {}
            },
            _ = tick.tick() => {
                for hub in std::mem::take(&mut told) {
                    if let Err(error) = app.positions.reload(&app.write, Some(hub)).await {
                        let error = crate::db::failure::anonymous(&error);
                        tracing::warn!(error, "positions told to another server could not be read");
                    }
                }
                for batch in app.positions.gather() {
                    let _ = app.positions.batches.send(batch);
                }
            }
        }
    }
}
