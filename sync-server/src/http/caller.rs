//! Whoever calls, from the access token. Tokens are checked alone; whether account and device are still welcome
//! is asked of the database each time, so that shutting out works at once.

use super::ApiError;
use crate::{
    app::App,
    auth::{AuthError, Caller, accounts},
    clock,
    execute::Principal,
};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

/// A caller with a valid token who is still welcome.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(pub Caller);

impl SignedIn {
    pub fn principal(&self) -> Principal {
        Principal {
            user: self.0.user,
            device: Some(self.0.device),
            service: false,
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .ok_or(AuthError::TokenMissing)?
            .to_str()
            .ok()
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(AuthError::TokenInvalid)?;
        let caller = app.keys.check(token.trim())?;
        let span = tracing::Span::current();
        span.record("user", tracing::field::display(caller.user));
        span.record("device", tracing::field::display(caller.device));
        accounts::still_welcome(&app.pool, &caller, clock::now()).await?;
        Ok(Self(caller))
    }
}
