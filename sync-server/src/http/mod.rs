//! HTTP: routes, what stands before them, and the answers. Owns nothing but the translation between requests and
//! the modules that do the work.

mod auth;
mod caller;
mod commands;
mod devices;
mod events;
mod health;
mod json;
mod observe;
mod positions;
mod problem;
mod snapshots;
mod sync;

pub use problem::ApiError;

use crate::app::App;
use axum::{
    Router,
    routing::{get, post},
};
use wire::error::ErrorCode;

/// Every route; which right each needs is in [`crate::rights::ROUTES`].
pub fn router(app: App) -> Router {
    Router::new()
        .route("/api/v1/auth/sign-in", post(auth::sign_in))
        .route("/api/v1/auth/refresh", post(auth::refresh))
        .route("/api/v1/auth/sign-out", post(auth::sign_out))
        .route("/api/v1/sync", post(sync::sync))
        .route("/api/v1/sync/events", get(events::events))
        .route("/api/v1/sync/snapshots/{scope}", get(snapshots::manifest))
        .route(
            "/api/v1/sync/snapshots/{scope}/{id}/{n}",
            get(snapshots::chunk),
        )
        .route("/api/v1/commands", post(commands::submit))
        .route("/api/v1/positions", post(positions::report))
        .route("/api/v1/devices", get(devices::list))
        .route("/api/v1/devices/{device}/state", post(devices::set_state))
        .route("/health", get(health::health))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(async || ApiError::new(ErrorCode::NotFound, "There is nothing at this address"))
        .method_not_allowed_fallback(async || {
            ApiError::new(
                ErrorCode::MethodNotAllowed,
                "This address does not take this method",
            )
        })
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            observe::observe,
        ))
        .with_state(app)
}
