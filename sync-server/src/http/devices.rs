//! Devices, for administrators of the organisation: listing, revoking, wiping, letting in again.

use super::{ApiError, caller::SignedIn, json::Json};
use crate::{app::App, auth::devices, clock};
use axum::extract::{Path, State};
use domain::id::DeviceId;
use wire::{
    error::ErrorCode,
    http::{DeviceView, SetDeviceState},
};

/// `GET /api/v1/devices`.
pub async fn list(
    State(app): State<App>,
    caller: SignedIn,
) -> Result<axum::Json<Vec<DeviceView>>, ApiError> {
    let mut answer = app.read.answer(caller.0.user).await?;
    Ok(axum::Json(devices::list(&mut answer, None).await?))
}

/// `POST /api/v1/devices/{device}/state`.
pub async fn set_state(
    State(app): State<App>,
    caller: SignedIn,
    Path(device): Path<String>,
    Json(wanted): Json<SetDeviceState>,
) -> Result<axum::Json<DeviceView>, ApiError> {
    let unknown = || {
        ApiError::new(ErrorCode::NotFound, "There is no such device")
            .detail("Nothing was changed. GET /api/v1/devices lists them.")
    };
    let device: DeviceId = device.parse().map_err(|_| unknown())?;
    devices::set_state(&app.write, device, wanted.state, clock::now()).await?;
    let mut answer = app.read.answer(caller.0.user).await?;
    let it = devices::list(&mut answer, Some(device)).await?.pop();
    it.map(axum::Json).ok_or_else(unknown)
}
