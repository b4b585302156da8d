//! Refresh tokens: opaque, only their hashes stored, rotated at every use. Each sign-in begins a family of tokens
//! that follow one another, each derived from the one before it with the server's secret. So a copy of a request that
//! crossed with it (a retry, a proxy that repeats) is answered with the very token the first one was, and neither
//! answer shuts the other out. Later the previous token still works until the current one is first used, or a lost
//! answer would sign people out, but then it begins another branch and the one before is worth nothing. A token older
//! than that means that somebody else holds it, and ends the family, once no copy of a request can be under way.

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

/// A copy of a request comes within this time of the request, or it is none: no longer is a request worked on.
const CROSSING_MS: i64 = 120_000;

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

/// How tokens follow one another, and how long one lasts: the same on every server of one database.
pub struct Chain {
    key: [u8; 32],
    days: u32,
}

impl Chain {
    pub fn new(secret: &str, days: u32) -> Self {
        let key = blake3::derive_key("barq dispatch 2026 refresh token v1", secret.as_bytes());
        Self { key, days }
    }

    /// The token that follows `token` as its family's `rotation`th.
    fn after(&self, token: &Token, rotation: i64) -> Token {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(token.family.as_bytes());
        hasher.update(&token.secret);
        hasher.update(&rotation.to_le_bytes());
        Token {
            family: token.family,
            secret: *hasher.finalize().as_bytes(),
        }
    }

    fn lifetime_ms(&self) -> i64 {
        i64::from(self.days) * 86_400_000
    }

    fn expiry(&self, now: Millis) -> i64 {
        now.0 + self.lifetime_ms()
    }

    /// Whether a copy of the request that set `expires_at` may still be under way; servers' clocks differ a little.
    /// Just after a change of `days` nothing counts as a copy.
    fn crossing(&self, expires_at: i64, now: Millis) -> bool {
        let rotated_at = expires_at - self.lifetime_ms();
        (now.0 - rotated_at).abs() <= CROSSING_MS
    }
}

/// Begins a family for a sign-in that succeeded.
pub async fn begin(
    pool: &PgPool,
    chain: &Chain,
    user: UserId,
    device: DeviceId,
    now: Millis,
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
    .bind(chain.expiry(now))
    .execute(pool)
    .await?;
    Ok(token.text())
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
    chain: &Chain,
    text: &str,
    now: Millis,
) -> Result<Rotated, AuthError> {
    let token = Token::read(text).ok_or(AuthError::RefreshInvalid)?;
    let mut tx = transaction::begin(pool).await?;
    let row = sqlx::query(
        "SELECT user_id, device_id, current_hash, previous_hash, expires_at, revoked_at, rotation
         FROM refresh_token WHERE family = $1 FOR UPDATE",
    )
    .bind(token.family)
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(AuthError::RefreshInvalid)?;
    let revoked = row.try_get::<Option<i64>, _>(5)?.is_some();
    let expires_at: i64 = row.try_get(4)?;
    if revoked || expires_at <= now.0 {
        return Err(AuthError::RefreshInvalid);
    }
    let (hash, rotation) = (token.hash(), row.try_get::<i64, _>(6)?);
    let current: &[u8] = row.try_get(2)?;
    let is_previous = row.try_get::<Option<&[u8]>, _>(3)? == Some(&hash);
    let crossing = chain.crossing(expires_at, now);
    let rotated = |next: &Token| -> Result<Rotated, AuthError> {
        Ok(Rotated {
            user: UserId(row.try_get(0)?),
            device: DeviceId(row.try_get(1)?),
            token: next.text(),
        })
    };
    if current != hash && !is_previous {
        if !crossing {
            revoke(&mut tx, token.family, now).await?;
            commit(tx, [Point::RevocationWritten, Point::RevocationCommitted]).await?;
            tracing::warn!(family = %token.family, "a used refresh token came again: its family is revoked");
        }
        return Err(AuthError::RefreshInvalid);
    }
    if is_previous && crossing {
        let answered = chain.after(&token, rotation);
        if answered.hash() == current {
            return rotated(&answered);
        }
    }
    let next = chain.after(&token, rotation + 1);
    sqlx::query(
        "UPDATE refresh_token SET current_hash = $2, previous_hash = $3, expires_at = $4, rotation = $5
         WHERE family = $1",
    )
    .bind(token.family)
    .bind(next.hash())
    .bind(&hash)
    .bind(chain.expiry(now))
    .bind(rotation + 1)
    .execute(&mut *tx)
    .await?;
    commit(tx, [Point::RefreshWritten, Point::RefreshCommitted]).await?;
    rotated(&next)
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
