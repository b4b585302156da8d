//! Accounts and devices: signing in, and whether a caller is still welcome.

use super::{AuthError, Caller, devices, password};
use domain::{
    id::{DeviceId, UserId},
    units::Millis,
};
use sqlx::{PgPool, Row};
use uuid::Uuid;

/// A device's contact is noted at most this often, in milliseconds.
const CONTACT_EVERY_MS: i64 = 60_000;
/// Device names are shown in lists; longer ones are cut, in characters.
const MAX_NAME_CHARS: usize = 80;

/// No name or password is longer, in bytes: what is need not be looked at.
const MAX_GIVEN_BYTES: usize = 1024;

/// An account that may sign in.
#[derive(Clone, Debug)]
pub struct Account {
    pub user: UserId,
    pub username: String,
}

/// Checks a name and password.
pub async fn authenticate(
    pool: &PgPool,
    username: &str,
    given: String,
) -> Result<Account, AuthError> {
    if username.len() > MAX_GIVEN_BYTES || given.len() > MAX_GIVEN_BYTES {
        return Err(AuthError::WrongCredentials);
    }
    let row = sqlx::query(
        "SELECT user_id, username, password_hash, disabled_at FROM account WHERE username = $1",
    )
    .bind(username.trim().to_lowercase())
    .fetch_optional(pool)
    .await?;
    let stored = row.as_ref().map(|row| row.try_get(2)).transpose()?;
    let right = password::verify(given, stored).await?;
    match row {
        Some(row) if right => {
            if row.try_get::<Option<i64>, _>(3)?.is_some() {
                return Err(AuthError::AccountDisabled);
            }
            account(&row)
        }
        _ => Err(AuthError::WrongCredentials),
    }
}

fn account(row: &sqlx::postgres::PgRow) -> Result<Account, AuthError> {
    Ok(Account {
        user: UserId(row.try_get("user_id")?),
        username: row.try_get("username")?,
    })
}

/// The account behind a refresh token, if it and the device are not shut out.
pub async fn welcome(pool: &PgPool, user: UserId, device: DeviceId) -> Result<Account, AuthError> {
    let row = sqlx::query(
        "SELECT a.user_id, a.username, a.disabled_at, d.state
         FROM account AS a JOIN device AS d USING (user_id) WHERE user_id = $1 AND device_id = $2",
    )
    .bind(user.0)
    .bind(device.0)
    .fetch_optional(pool)
    .await?
    .ok_or(AuthError::TokenInvalid)?;
    if row.try_get::<Option<i64>, _>("disabled_at")?.is_some() {
        return Err(AuthError::AccountDisabled);
    }
    admitted(pool, device, row.try_get("state")?).await?;
    account(&row)
}

/// Refuses a device that is shut out, and notes that it was told.
async fn admitted(pool: &PgPool, device: DeviceId, state: &str) -> Result<(), AuthError> {
    let refusal = match state {
        "active" => return Ok(()),
        "wipe" => AuthError::DeviceWiped,
        _ => AuthError::DeviceRevoked,
    };
    devices::told(pool, device, crate::clock::now()).await?;
    Err(refusal)
}

/// The device a sign-in comes from: the known one, or a new one. Another account's device is not taken over:
/// that person gets a device of their own.
pub async fn device(
    pool: &PgPool,
    user: UserId,
    known: Option<DeviceId>,
    name: &str,
    now: Millis,
) -> Result<DeviceId, AuthError> {
    if let Some(known) = known {
        let row = sqlx::query(
            "UPDATE device SET last_contact_at = $3 WHERE device_id = $1 AND user_id = $2 RETURNING state",
        )
        .bind(known.0)
        .bind(user.0)
        .bind(now.0)
        .fetch_optional(pool)
        .await?;
        if let Some(row) = row {
            admitted(pool, known, row.try_get(0)?).await?;
            return Ok(known);
        }
    }
    let device: Uuid = crate::ids::fresh();
    sqlx::query(
        "INSERT INTO device (device_id, user_id, name, created_at, last_contact_at)
         VALUES ($1, $2, $3, $4, $4)",
    )
    .bind(device)
    .bind(user.0)
    .bind(name.chars().take(MAX_NAME_CHARS).collect::<String>())
    .bind(now.0)
    .execute(pool)
    .await?;
    Ok(DeviceId(device))
}

/// Whether the caller of a valid token is still welcome; notes the contact.
pub async fn still_welcome(pool: &PgPool, caller: &Caller, now: Millis) -> Result<(), AuthError> {
    let row = sqlx::query(
        "SELECT a.disabled_at, d.state, d.last_contact_at
         FROM account AS a JOIN device AS d USING (user_id) WHERE user_id = $1 AND device_id = $2",
    )
    .bind(caller.user.0)
    .bind(caller.device.0)
    .fetch_optional(pool)
    .await?
    .ok_or(AuthError::TokenInvalid)?;
    if row.try_get::<Option<i64>, _>(0)?.is_some() {
        return Err(AuthError::AccountDisabled);
    }
    admitted(pool, caller.device, row.try_get(1)?).await?;
    if now.0 - row.try_get::<i64, _>(2)? > CONTACT_EVERY_MS {
        sqlx::query("UPDATE device SET last_contact_at = $2 WHERE device_id = $1")
            .bind(caller.device.0)
            .bind(now.0)
            .execute(pool)
            .await?;
    }
    Ok(())
}
