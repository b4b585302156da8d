//! What stands before every route: a request id, a place among the requests worked on, a time limit, a net for
//! panics, figures, one log line, and security headers.

use super::ApiError;
use crate::{app::App, ids, telemetry::figures};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Instant};
use tracing::{Instrument, field::Empty};
use wire::error::ErrorCode;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A request id given by a proxy may be this long, in bytes.
const MAX_ID_BYTES: usize = 64;

tokio::task_local! {
    static ID: String;
}

/// The id of the request this task works on.
pub fn request_id() -> Option<String> {
    ID.try_with(Clone::clone).ok()
}

/// The middleware around all routes.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = given_id(request.headers()).unwrap_or_else(|| ids::fresh().simple().to_string());
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", request_id = %id, user = Empty, device = Empty);
    let work = guarded(&app, request, next);
    let mut response = ID.scope(id.clone(), work).instrument(span.clone()).await;

    let status = response.status().as_u16();
    let elapsed = began.elapsed();
    figures::request(&method, &route, status, elapsed);
    let code = response
        .extensions()
        .get::<ErrorCode>()
        .map_or("", |code| code.word());
    let duration_ms = elapsed.as_secs_f64() * 1000.0;
    span.in_scope(|| {
        if route.starts_with("/health") || route == "/metrics" {
            tracing::debug!(%method, route, status, code, duration_ms, "answered");
        } else {
            tracing::info!(%method, route, status, code, duration_ms, "answered");
        }
    });
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in SECURITY {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// An API's answers are never pages, never framed, never cached by strangers.
const SECURITY: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("cache-control", "no-store"),
];

async fn guarded(app: &App, request: Request, next: Next) -> Response {
    let Ok(_slot) = app.slots.try_acquire() else {
        return ApiError::new(ErrorCode::Overloaded, "The server has too much to do")
            .detail("Nothing of this request was kept. Try again shortly.")
            .retry_after(1)
            .into_response();
    };
    let work = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(app.settings.request_timeout(), work).await {
        Ok(Ok(response)) => response,
        // Where it panicked is in the log already.
        Ok(Err(_)) => ApiError::internal("a request panicked").into_response(),
        Err(_) => ApiError::new(ErrorCode::Overloaded, "The server took too long")
            .detail("What was committed before stays; sending the same commands again does nothing twice.")
            .retry_after(5)
            .into_response(),
    }
}

fn given_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (!id.is_empty() && id.len() <= MAX_ID_BYTES && id.bytes().all(plain)).then(|| id.to_owned())
}
