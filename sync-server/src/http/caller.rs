//! Whoever calls, from the access token. Tokens are checked alone; whether account and device are still welcome
//! is asked of the database each time, so that shutting out works at once.

use super::{ApiError, problem::not_granted};
use crate::{
    app::App,
    auth::{AuthError, Caller, accounts},
    clock,
    execute::Principal,
    people,
    rights::Need,
};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::Response,
};

/// A caller with a valid token who is still welcome. Only [`admit`] makes one: a handler that asks for it on a route
/// that needs nothing fails.
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

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let admitted = parts.extensions.get::<Self>().copied();
        admitted.ok_or_else(|| ApiError::internal("a route that needs nothing asks who calls"))
    }
}

/// Stands before every route that needs something: a handler that forgets to ask who calls is not open.
pub async fn admit(
    State((app, need)): State<(App, Need)>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let caller = caller(&app, request.headers()).await?;
    if need == Need::Admin {
        let mut answer = app.read.answer(caller.user).await?;
        if !people::is_admin(&mut answer, caller.user).await? {
            return Err(not_granted());
        }
    }
    request.extensions_mut().insert(SignedIn(caller));
    Ok(next.run(request).await)
}

async fn caller(app: &App, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let token = headers
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
    accounts::still_welcome(&app.write, &caller, clock::now()).await?;
    Ok(caller)
}
