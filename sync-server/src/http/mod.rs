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

use crate::{
    app::App,
    rights::{Method, Need, Route},
};
use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{MethodFilter, MethodRouter, on},
};
use wire::error::ErrorCode;

/// Every route of [`crate::rights`], and before each what it needs. There is no other way to a handler.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in Route::ALL {
        let right = route.right();
        router = router.route(right.path, behind(&app, right.need, answered_by(*route)));
    }
    router
        .fallback(async || ApiError::new(ErrorCode::NotFound, "There is nothing at this address"))
        .method_not_allowed_fallback(async || {
            ApiError::new(
                ErrorCode::MethodNotAllowed,
                "This address does not take this method",
            )
        })
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}

/// `handler` behind what its route needs.
pub fn behind(app: &App, need: Need, handler: MethodRouter<App>) -> MethodRouter<App> {
    match need {
        Need::Nothing => handler,
        Need::SignedIn | Need::Console | Need::Admin | Need::Positions => {
            handler.route_layer(from_fn_with_state((app.clone(), need), caller::admit))
        }
    }
}

fn answered_by(route: Route) -> MethodRouter<App> {
    let method = match route.right().method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
    };
    match route {
        Route::SignIn => on(method, auth::sign_in),
        Route::Refresh => on(method, auth::refresh),
        Route::SignOut => on(method, auth::sign_out),
        Route::Sync => on(method, sync::sync),
        Route::Events => on(method, events::events),
        Route::Manifest => on(method, snapshots::manifest),
        Route::Chunk => on(method, snapshots::chunk),
        Route::Commands => on(method, commands::submit),
        Route::Positions => on(method, positions::report),
        Route::Devices => on(method, devices::list),
        Route::DeviceState => on(method, devices::set_state),
        Route::Health => on(method, health::health),
        Route::Live => on(method, health::live),
        Route::Ready => on(method, health::ready),
        Route::Metrics => on(method, health::metrics),
    }
}
