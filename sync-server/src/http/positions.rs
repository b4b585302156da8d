//! `POST /api/v1/positions`: where couriers are, by their phones or by a service for many of them.

use super::{ApiError, caller::SignedIn, json::Json, problem::not_granted};
use crate::{app::App, clock, cut::granted, positions::hubs_of, rights};
use axum::{extract::State, http::StatusCode};
use domain::{
    id::{CourierId, HubId},
    units::{Millis, Point},
};
use wire::{error::ErrorCode, http::PositionReport, sync::Position};

/// The most positions one request may bring.
const MAX_POSITIONS: usize = 1000;
/// A phone whose clock runs ahead by more than this is set right, in seconds.
const CLOCK_AHEAD_SECS: i64 = 300;

/// Stores the positions and passes them on; all of them or none.
pub async fn report(
    State(app): State<App>,
    caller: SignedIn,
    Json(reports): Json<Vec<PositionReport>>,
) -> Result<StatusCode, ApiError> {
    if reports.is_empty() || reports.len() > MAX_POSITIONS {
        return Err(bad("1 to 1000 positions are taken at once"));
    }
    let grants = granted(&mut *app.read.answer(caller.0.user).await?, caller.0.user).await?;
    let hubs: Vec<HubId> = grants
        .into_iter()
        .filter(|(_, role)| rights::reports_positions(*role))
        .map(|(hub, _)| hub)
        .collect();
    let couriers: Vec<CourierId> = reports.iter().map(|r| r.courier).collect();
    let hubs = hubs_of(&app.write, &couriers, &hubs).await?;
    let now = clock::now();
    let mut positions = Vec::with_capacity(reports.len());
    for report in reports {
        // An unknown courier and one of a foreign hub are told apart by nobody.
        let hub = *hubs.get(&report.courier).ok_or_else(not_granted)?;
        positions.push(position(report, hub, now)?);
    }
    app.positions
        .report(&app.write, &app.wake, positions, now)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn position(report: PositionReport, hub: HubId, now: Millis) -> Result<Position, ApiError> {
    let point = Point::from_degrees(report.lon, report.lat)
        .ok_or_else(|| bad("a longitude or latitude is out of range"))?;
    let ahead = report.at.secs_since(now) > CLOCK_AHEAD_SECS;
    Ok(Position {
        courier: report.courier,
        hub,
        lon_e7: point.lon_e7,
        lat_e7: point.lat_e7,
        at: if ahead { now } else { report.at },
        heading_deg: report.heading_deg,
        speed_kmh: report.speed_kmh,
        battery_pct: report.battery_pct,
    })
}

fn bad(why: &str) -> ApiError {
    ApiError::new(ErrorCode::MalformedRequest, "The positions cannot be used")
        .detail(format!("{why}. None was stored."))
}
