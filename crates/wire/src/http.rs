//! Bodies of the other HTTP requests: signing in, tokens, positions.

use domain::{id::*, units::Millis};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/auth/sign-in`.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignIn {
    pub username: String,
    pub password: String,
    /// Kept by the profile between sign-ins; absent at the first.
    #[serde(default)]
    pub device: Option<DeviceId>,
    pub device_name: String,
}

/// `POST /api/v1/auth/refresh`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Refresh {
    pub refresh_token: String,
}

/// The answer to both.
#[derive(Clone, Serialize, Deserialize)]
pub struct Tokens {
    pub access_token: String,
    pub access_expires_at: Millis,
    /// Opaque; rotates at every use.
    pub refresh_token: String,
    pub user: UserId,
    pub username: String,
    pub device: DeviceId,
    pub server_time: Millis,
    /// What the console checks offline leases with, in hexadecimal digits; see [`crate::lease`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_key: Option<String>,
    /// The first lease.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<String>,
}

domain::text_enum! {
    /// Whether a device may connect.
    DeviceState {
        Active = "active",
        /// It signs out at its next contact; its unsent work stays sealed on it.
        Revoked = "revoked",
        /// It destroys its key and its files at its next contact.
        Wipe = "wipe",
    }
}

/// A device, for administrators: `GET /api/v1/devices` answers `Vec<DeviceView>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceView {
    pub device: DeviceId,
    pub user: UserId,
    pub username: String,
    pub name: String,
    pub state: DeviceState,
    pub created_at: Millis,
    pub last_contact_at: Millis,
    pub state_changed_at: Option<Millis>,
    /// When the device learned that it is shut out.
    pub told_at: Option<Millis>,
}

/// `POST /api/v1/devices/{device}/state`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetDeviceState {
    pub state: DeviceState,
}

/// `POST /api/v1/positions`: the couriers' phones (and the demo's simulated ones). 1 to 1000 at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PositionReport {
    pub courier: CourierId,
    pub lon: f64,
    pub lat: f64,
    pub at: Millis,
    #[serde(default)]
    pub heading_deg: Option<i32>,
    #[serde(default)]
    pub speed_kmh: Option<i32>,
    #[serde(default)]
    pub battery_pct: Option<i32>,
}

/// `POST /api/v1/commands`: commands by an admin's program, outside any replica. The answer is
/// `Vec<`[`crate::sync::CommandOutcome`]`>` with `seq` 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubmitCommands {
    pub commands: Vec<ApiCommand>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiCommand {
    /// Chosen by the caller: sending it again does nothing twice.
    pub command_id: CommandId,
    pub command: serde_json::Value,
}
