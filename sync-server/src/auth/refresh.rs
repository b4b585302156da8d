//! Refresh tokens: opaque, only their hashes stored, rotated at every use. Each sign-in begins a family of tokens
//! that follow one another. The previous token works until the current one is first used, or a lost answer would
//! sign people out; a token older than that means that somebody else holds it, and ends the family.

use super::AuthError;
use crate::{
    db::transaction::{self, commit},
    points::Point,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    id::{DeviceId, UserId},
    units::Millis,
};
use sha2::{Digest, Sha256};
use sqlx::{PgPool, Row};
use uuid::Uuid;

/// A token names its family, so that reuse of an old one is noticed: 16 bytes of it, 32 random ones.
struct Token {
    family: Uuid,
    secret: [u8; 32],
}

impl Token {
    fn new(family: Uuid) -> Self {
        Self {
            family,
            secret: rand::random(),
        }
    }

    fn text(&self) -> String {
        let mut bytes = [0_u8; 48];
        bytes[..16].copy_from_slice(self.family.as_bytes());
        bytes[16..].copy_from_slice(&self.secret);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn read(text: &str) -> Option<Self> {
        let bytes: [u8; 48] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let mut token = Self {
            family: Uuid::nil(),
            secret: [0; 32],
        };
        token.family = Uuid::from_slice(&bytes[..16]).ok()?;
        token.secret.copy_from_slice(&bytes[16..]);
        Some(token)
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.secret).to_vec()
    }
}

/// Begins a family for a sign-in that succeeded.
pub async fn begin(
    pool: &PgPool,
    user: UserId,
    device: DeviceId,
    now: Millis,
    days: u32,
) -> Result<String, AuthError> {
    let token = Token::new(crate::ids::fresh());
    sqlx::query(
        "INSERT INTO refresh_token (family, user_id, device_id, current_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(token.family)
    .bind(user.0)
    .bind(device.0)
    .bind(token.hash())
    .bind(now.0)
    .bind(expiry(now, days))
    .execute(pool)
    .await?;
    Ok(token.text())
}

fn expiry(now: Millis, days: u32) -> i64 {
    now.plus_secs(i64::from(days) * 86_400).0
}

/// Whom a rotated token speaks for, and the token that follows it.
#[derive(Debug)]
pub struct Rotated {
    pub user: UserId,
    pub device: DeviceId,
    pub token: String,
}

/// Exchanges a token for the one that follows it.
pub async fn rotate(
    pool: &PgPool,
    text: &str,
    now: Millis,
    days: u32,
) -> Result<Rotated, AuthError> {
    let token = Token::read(text).ok_or(AuthError::RefreshInvalid)?;
    let mut tx = transaction::begin(pool).await?;
    let row = sqlx::query(
        "SELECT user_id, device_id, current_hash, previous_hash, expires_at, revoked_at
         FROM refresh_token WHERE family = $1 FOR UPDATE",
    )
    .bind(token.family)
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(AuthError::RefreshInvalid)?;
    let revoked = row.try_get::<Option<i64>, _>(5)?.is_some();
    if revoked || row.try_get::<i64, _>(4)? <= now.0 {
        return Err(AuthError::RefreshInvalid);
    }
    let hash = token.hash();
    let is_current = row.try_get::<&[u8], _>(2)? == hash;
    let is_previous = row.try_get::<Option<&[u8]>, _>(3)? == Some(&hash);
    if !is_current && !is_previous {
        revoke(&mut tx, token.family, now).await?;
        commit(tx, [Point::RevocationWritten, Point::RevocationCommitted]).await?;
        tracing::warn!(family = %token.family, "a used refresh token came again: its family is revoked");
        return Err(AuthError::RefreshInvalid);
    }
    let next = Token::new(token.family);
    sqlx::query(
        "UPDATE refresh_token SET current_hash = $2, previous_hash = $3, expires_at = $4,
             rotation = rotation + 1 WHERE family = $1",
    )
    .bind(token.family)
    .bind(next.hash())
    .bind(&hash)
    .bind(expiry(now, days))
    .execute(&mut *tx)
    .await?;
    commit(tx, [Point::RefreshWritten, Point::RefreshCommitted]).await?;
    Ok(Rotated {
        user: UserId(row.try_get(0)?),
        device: DeviceId(row.try_get(1)?),
        token: next.text(),
    })
}

/// Ends the family of a token, whichever of its tokens that is. An unknown one is as good as ended.
pub async fn end(pool: &PgPool, text: &str, now: Millis) -> Result<(), AuthError> {
    let Some(token) = Token::read(text) else {
        return Ok(());
    };
    let mut connection = pool.acquire().await?;
    Ok(revoke(&mut connection, token.family, now).await?)
}

async fn revoke(
    connection: &mut sqlx::PgConnection,
    family: Uuid,
    now: Millis,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE refresh_token SET revoked_at = $2 WHERE family = $1 AND revoked_at IS NULL",
    )
    .bind(family)
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}
