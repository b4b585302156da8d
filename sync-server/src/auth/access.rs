//! Access tokens: short-lived JWTs that every server of one database can check alone.

use super::{AuthError, Caller};
use domain::{
    id::{DeviceId, UserId},
    units::Millis,
};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, errors::ErrorKind,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const ISSUER: &str = "barq-dispatch";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: Uuid,
    dev: Uuid,
    /// Seconds since 1970.
    iat: i64,
    exp: i64,
}

/// The keys made from the server's secret.
pub struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    lifetime_secs: i64,
}

impl Keys {
    pub fn new(secret: &str, lifetime_secs: u32) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        validation.leeway = 0;
        Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
            lifetime_secs: lifetime_secs.into(),
        }
    }

    /// A token for the caller, and when it ends.
    pub fn issue(
        &self,
        user: UserId,
        device: DeviceId,
        now: Millis,
    ) -> Result<(String, Millis), AuthError> {
        let iat = now.0 / 1000;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: user.0,
            dev: device.0,
            iat,
            exp: iat + self.lifetime_secs,
        };
        let token = encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(|_| AuthError::TokenInvalid)?;
        Ok((token, Millis(claims.exp * 1000)))
    }

    pub fn check(&self, token: &str) -> Result<Caller, AuthError> {
        let claims = decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|error| {
                if *error.kind() == ErrorKind::ExpiredSignature {
                    AuthError::TokenExpired
                } else {
                    AuthError::TokenInvalid
                }
            })?
            .claims;
        Ok(Caller {
            user: UserId(claims.sub),
            device: DeviceId(claims.dev),
            expires_at: Millis(claims.exp * 1000),
        })
    }
}
