//! Health and metrics, for whoever operates the server.

use crate::{
    app::App,
    db::{failure, migrations},
    telemetry::figures,
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Serialize;
use std::time::Duration;

/// A database that does not answer within this is not ready.
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    checks: Checks,
}

#[derive(Serialize)]
struct Checks {
    database: &'static str,
    migrations: &'static str,
    /// The version the database is at, and the one this build expects.
    migrated_to: Option<i64>,
    expected: i64,
    /// Whether what accounts are answered with can be read: as the role, forced on the tables' owner, or not.
    fence: &'static str,
    stopping: bool,
}

async fn check(app: &App) -> Health {
    let expected = migrations::expected();
    let answer = tokio::time::timeout(PATIENCE, migrations::current(&app.write)).await;
    let (database, migrated_to) = match answer {
        Ok(Ok(version)) => ("ok", version),
        Ok(Err(_)) => ("failed", None),
        Err(_) => ("silent", None),
    };
    let fence = match tokio::time::timeout(PATIENCE, app.read.stands()).await {
        Ok(Ok(true)) => "role",
        Ok(Ok(false)) => "forced",
        Ok(Err(error)) => {
            let error = failure::anonymous(&error);
            tracing::warn!(error, "what accounts are answered with cannot be read");
            "failed"
        }
        Err(_) => "silent",
    };
    let readable = matches!(fence, "role" | "forced");
    let current = migrated_to >= Some(expected);
    let stopping = app.stop.is_cancelled();
    Health {
        status: if database == "ok" && current && readable && !stopping {
            "ready"
        } else {
            "not_ready"
        },
        version: env!("CARGO_PKG_VERSION"),
        checks: Checks {
            database,
            migrations: if current { "ok" } else { "behind" },
            migrated_to,
            expected,
            fence,
            stopping,
        },
    }
}

/// `GET /health/live`: the process works.
pub async fn live() -> &'static str {
    "live\n"
}

/// `GET /health/ready`: the database answers, is at the version this build expects, and accounts can be answered.
pub async fn ready(State(app): State<App>) -> impl IntoResponse {
    let health = check(&app).await;
    let status = if health.status == "ready" {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(health))
}

/// `GET /health`: the version and every check.
pub async fn health(State(app): State<App>) -> impl IntoResponse {
    Json(check(&app).await)
}

/// `GET /metrics`: figures for Prometheus.
pub async fn metrics(State(app): State<App>) -> impl IntoResponse {
    figures::pool("read", app.read.size());
    figures::pool("write", (app.write.size(), app.write.num_idle()));
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics.render())
}
