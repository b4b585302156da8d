//! Signing in and out, and refreshing.

use super::{ApiError, json::Json};
use crate::{
    app::App,
    auth::{AuthError, accounts, accounts::Account, refresh},
    clock,
};
use axum::{
    extract::{ConnectInfo, State},
    http::StatusCode,
};
use domain::{id::DeviceId, units::Millis};
use std::net::SocketAddr;
use wire::http::{Refresh, SignIn, Tokens};

/// `POST /api/v1/auth/sign-in`.
pub async fn sign_in(
    State(app): State<App>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Json(request): Json<SignIn>,
) -> Result<axum::Json<Tokens>, ApiError> {
    let now = clock::now();
    let name: String = request
        .username
        .trim()
        .to_lowercase()
        .chars()
        .take(64)
        .collect();
    let address = address.ip();
    app.limiter
        .check(&name, address, now)
        .map_err(|retry_after_secs| AuthError::RateLimited { retry_after_secs })?;
    let account = match accounts::authenticate(&app.write, &name, request.password).await {
        Ok(account) => account,
        Err(error) => {
            if matches!(error, AuthError::WrongCredentials) {
                app.limiter.failed(&name, address, now);
                metrics::counter!("barq_sign_in_failures_total").increment(1);
            }
            return Err(error.into());
        }
    };
    app.limiter.succeeded(&name, address);
    let device = accounts::device(
        &app.write,
        account.user,
        request.device,
        &request.device_name,
        now,
    )
    .await?;
    let refresh_token = refresh::begin(&app.write, &app.chain, account.user, device, now).await?;
    tokens(&app, account, device, refresh_token, now)
}

/// `POST /api/v1/auth/refresh`.
pub async fn refresh(
    State(app): State<App>,
    Json(request): Json<Refresh>,
) -> Result<axum::Json<Tokens>, ApiError> {
    let now = clock::now();
    let next = refresh::rotate(&app.write, &app.chain, &request.refresh_token, now).await?;
    let account = accounts::welcome(&app.write, next.user, next.device).await?;
    tokens(&app, account, next.device, next.token, now)
}

/// `POST /api/v1/auth/sign-out`.
pub async fn sign_out(
    State(app): State<App>,
    Json(request): Json<Refresh>,
) -> Result<StatusCode, ApiError> {
    refresh::end(&app.write, &request.refresh_token, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tokens(
    app: &App,
    account: Account,
    device: DeviceId,
    refresh_token: String,
    now: Millis,
) -> Result<axum::Json<Tokens>, ApiError> {
    let (access_token, access_expires_at) = app.keys.issue(account.user, device, now)?;
    Ok(axum::Json(Tokens {
        access_token,
        access_expires_at,
        refresh_token,
        user: account.user,
        username: account.username,
        device,
        server_time: now,
        lease_key: app.leases.public_key(),
        lease: app.leases.issue(account.user, device, now),
    }))
}
