//! Devices, for administrators of the organisation: listing, revoking, wiping, letting in again.

use super::{ApiError, caller::SignedIn, json::Json, problem::not_granted};
use crate::{app::App, auth::devices, clock};
use axum::extract::{Path, State};
use domain::id::DeviceId;
use wire::{
    error::ErrorCode,
    http::{DeviceView, SetDeviceState},
};

/// An administrator of the organisation, as the database has it now.
async fn admin(app: &App, caller: &SignedIn) -> Result<(), ApiError> {
    let is_admin: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM staff WHERE id = $1 AND admin AND active)")
            .bind(caller.0.user.0)
            .fetch_one(&app.pool)
            .await?;
    if is_admin { Ok(()) } else { Err(not_granted()) }
}

/// `GET /api/v1/devices`.
pub async fn list(
    State(app): State<App>,
    caller: SignedIn,
) -> Result<axum::Json<Vec<DeviceView>>, ApiError> {
    admin(&app, &caller).await?;
    Ok(axum::Json(devices::list(&app.pool, None).await?))
}

/// `POST /api/v1/devices/{device}/state`.
pub async fn set_state(
    State(app): State<App>,
    caller: SignedIn,
    Path(device): Path<String>,
    Json(wanted): Json<SetDeviceState>,
) -> Result<axum::Json<DeviceView>, ApiError> {
    admin(&app, &caller).await?;
    let unknown = || {
        ApiError::new(ErrorCode::NotFound, "There is no such device")
            .detail("Nothing was changed. GET /api/v1/devices lists them.")
    };
    let device: DeviceId = device.parse().map_err(|_| unknown())?;
    devices::set_state(&app.pool, device, wanted.state, clock::now()).await?;
    let all = devices::list(&app.pool, None).await?;
    let it = all.into_iter().find(|view| view.device == device);
    it.map(axum::Json).ok_or_else(unknown)
}
