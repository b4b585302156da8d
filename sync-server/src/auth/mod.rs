//! Who gets in: passwords, access tokens, refresh tokens that rotate, devices, and a limit on guessing. Knows
//! nothing of HTTP.

pub mod access;
pub mod accounts;
pub mod devices;
pub mod lease;
pub mod limiter;
pub mod password;
pub mod refresh;

use domain::id::{DeviceId, UserId};

/// Who a valid access token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub user: UserId,
    pub device: DeviceId,
    /// When the access token ends.
    pub expires_at: domain::units::Millis,
}

/// Why somebody does not get in.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The same for an unknown name and a wrong password.
    #[error("wrong name or password")]
    WrongCredentials,
    #[error("too many failed sign-ins")]
    RateLimited { retry_after_secs: u32 },
    #[error("the account is disabled")]
    AccountDisabled,
    #[error("the device is revoked")]
    DeviceRevoked,
    /// It is to destroy what it has.
    #[error("the device is to be wiped")]
    DeviceWiped,
    #[error("no access token")]
    TokenMissing,
    #[error("the access token has ended")]
    TokenExpired,
    #[error("the access token is not valid")]
    TokenInvalid,
    /// Unknown, ended, revoked, or used a second time.
    #[error("the refresh token is not valid")]
    RefreshInvalid,
    #[error("hashing failed")]
    Hashing,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
