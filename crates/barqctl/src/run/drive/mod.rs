//! Simulated couriers: they ride along the open stops the replica knows, and a reporting account tells the
//! server where they are. Owns the clock and the requests; how a courier moves is [`ride`]'s.

mod ride;

use crate::{args::Drive, exit::Failure, output::Output, session::Session};
use domain::{
    entities::{CourierStatus, DeliveryState},
    id::{CourierId, HubId},
    units::{Millis, Point, ServiceDate},
};
use ride::Ride;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};
use sync::{Client, Transport, client};
use tokio::time::{Instant, MissedTickBehavior, interval};
use wire::{
    error::{ErrorCode, Problem},
    http::{PositionReport, Tokens},
    ipc::{CourierView, DeliveryRow, HubView, MapView, Query, QueryResult},
};

/// Positions are reported this often.
const EVERY: Duration = Duration::from_secs(1);
/// Who is on shift, and their stops, are looked up anew this often.
const LOOK: Duration = Duration::from_secs(15);
/// As many as one request may bring.
const AT_ONCE: usize = 1000;
/// The speeds that can be asked for, km/h.
const SPEEDS: std::ops::RangeInclusive<f64> = 1.0..=150.0;

pub async fn drive(dir: &Path, args: Drive, output: Output) -> Result<(), Failure> {
    if !SPEEDS.contains(&args.speed) {
        return Err(Failure::Usage(format!(
            "--speed takes {} to {} km/h",
            SPEEDS.start(),
            SPEEDS.end()
        )));
    }
    let session = Session::open(dir)?.unlocked()?;
    let client = session.client()?;
    client.start().await?;
    let mut reporter = Reporter::sign_in(&session.account.server_url, &args.username).await?;
    let mut fleet = Fleet::default();
    let until = async {
        match args.for_secs {
            Some(secs) => tokio::time::sleep(Duration::from_secs(secs)).await,
            None => std::future::pending().await,
        }
    };
    tokio::pin!(until);
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut looked, mut moved) = (None::<Instant>, Instant::now());
    let (mut reported, mut last_problem) = (0_u64, None);
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            () = &mut until => break,
            _ = tokio::signal::ctrl_c() => break,
        }
        if looked.is_none_or(|at| at.elapsed() > LOOK) {
            fleet.look(&client).await?;
            looked = Some(Instant::now());
        }
        let secs = moved.elapsed().as_secs_f64();
        moved = Instant::now();
        let reports = fleet.advance(secs, args.speed, client.server_now());
        match reporter.report(&reports).await {
            Ok(()) => {
                reported += reports.len() as u64;
                last_problem = None;
            }
            // A server that is away or busy comes back; couriers ride on meanwhile.
            Err(problem) if mends(problem.code) => {
                if last_problem.replace(problem.code) != Some(problem.code) {
                    tracing::warn!(code = %problem.code, "positions are not taken at present");
                }
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    client.stop();
    let said = json!({ "couriers": fleet.rides.len(), "positions": reported });
    output.print(&said, |_| {
        format!(
            "{reported} positions of {} couriers reported",
            fleet.rides.len()
        )
    })
}

fn mends(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::Offline
            | ErrorCode::ServerUnreachable
            | ErrorCode::Overloaded
            | ErrorCode::ShuttingDown
            | ErrorCode::DatabaseUnavailable
            | ErrorCode::RateLimited
    )
}

/// The account that reports; its tokens live as long as the program.
struct Reporter {
    transport: Transport,
    tokens: Tokens,
}

impl Reporter {
    async fn sign_in(server: &str, username: &str) -> Result<Self, Failure> {
        let password = std::env::var("BARQ_PASSWORD").map_err(|_| {
            Failure::Usage(format!("set BARQ_PASSWORD to the password of {username}"))
        })?;
        let tokens = client::sign_in(server, username, &password, None, "barqctl drive").await?;
        Ok(Self {
            transport: Transport::new(server)?,
            tokens,
        })
    }

    async fn report(&mut self, reports: &[PositionReport]) -> Result<(), Problem> {
        for part in reports.chunks(AT_ONCE) {
            let token = &self.tokens.access_token;
            match self.transport.report_positions(token, part).await {
                Err(problem) if problem.code == ErrorCode::TokenExpired => {
                    self.tokens = self.transport.refresh(&self.tokens.refresh_token).await?;
                    let token = &self.tokens.access_token;
                    self.transport.report_positions(token, part).await?;
                }
                done => done?,
            }
        }
        Ok(())
    }
}

/// Every courier on shift, on the way.
#[derive(Default)]
struct Fleet {
    rides: BTreeMap<CourierId, Ride>,
}

impl Fleet {
    /// Takes over shifts and stops as the replica has them now.
    async fn look(&mut self, client: &Client) -> Result<(), Failure> {
        let QueryResult::Hubs(hubs) = client.query(Query::Hubs).await? else {
            return Ok(());
        };
        let mut riding = BTreeSet::new();
        for hub in hubs {
            let Some(map) = map_of(client, hub.id, today(&hub, client.server_now())).await? else {
                continue;
            };
            let mut stops = stops(map.deliveries);
            for courier in map.couriers.iter().filter(|c| on_shift(c)) {
                riding.insert(courier.id);
                let stops = stops.remove(&courier.id).unwrap_or_default();
                // Nobody has heard of them yet: they are out already, at the far end of their round.
                let known = courier.position.map(|p| p.point);
                let start = known.or(stops.last().copied()).unwrap_or(hub.point);
                self.rides
                    .entry(courier.id)
                    .or_insert_with(|| Ride::from(start, courier.id))
                    .go(stops);
            }
        }
        self.rides.retain(|id, _| riding.contains(id));
        Ok(())
    }

    /// Rides on for so many seconds; where everybody is then.
    fn advance(&mut self, secs: f64, speed_kmh: f64, at: Millis) -> Vec<PositionReport> {
        self.rides
            .iter_mut()
            .map(|(courier, ride)| {
                ride.advance(secs, speed_kmh);
                PositionReport {
                    courier: *courier,
                    lon: ride.lon,
                    lat: ride.lat,
                    at,
                    heading_deg: Some(ride.heading_deg),
                    speed_kmh: Some(ride.speed_kmh),
                    battery_pct: None,
                }
            })
            .collect()
    }
}

async fn map_of(
    client: &Client,
    hub: HubId,
    date: ServiceDate,
) -> Result<Option<MapView>, Failure> {
    Ok(match client.query(Query::Map { hub, date }).await? {
        QueryResult::Map(map) => Some(map),
        _ => None,
    })
}

fn today(hub: &HubView, now: Millis) -> ServiceDate {
    ServiceDate::of(now, &hub.time_zone, hub.day_starts_at_min)
}

fn on_shift(courier: &CourierView) -> bool {
    courier.status == CourierStatus::Active && courier.shift.is_some()
}

/// Where each courier still has to go, what is due first at the front.
fn stops(mut rows: Vec<DeliveryRow>) -> BTreeMap<CourierId, Vec<Point>> {
    use DeliveryState::{Arrived, Assigned, Dispatched, EnRoute, PickedUp};
    rows.retain(|row| {
        matches!(
            row.state,
            Assigned | Dispatched | PickedUp | EnRoute | Arrived
        )
    });
    rows.sort_by_key(|row| (row.due_at, row.id));
    let mut stops = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        if let (Some(courier), Some(point)) = (row.courier, row.point) {
            stops.entry(courier).or_default().push(point);
        }
    }
    stops
}
