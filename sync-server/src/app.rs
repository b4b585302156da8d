//! What every request shares. Cheap to clone.

use crate::{
    auth::{access::Keys, lease::Leases, limiter::Limiter, refresh::Chain},
    cut::DeltaCache,
    db::ReadPool,
    positions::Positions,
    scrub::Suspects,
    settings::Serve,
    snapshots::Snapshots,
    wake::Wake,
};
use metrics_exporter_prometheus::PrometheusHandle;
use sqlx::PgPool;
use std::{ops::Deref, sync::Arc};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// The parts of a running server.
pub struct Parts {
    /// For every answer to an account: sees nothing until it says for whom.
    pub read: ReadPool,
    /// For what changes rows, and for what the server does for nobody: sees everything.
    pub write: PgPool,
    pub settings: Serve,
    pub keys: Keys,
    pub leases: Leases,
    pub chain: Chain,
    pub limiter: Limiter,
    pub wake: Wake,
    pub positions: Positions,
    pub deltas: DeltaCache,
    pub snapshots: Snapshots,
    /// Scopes being looked through because a console found them different.
    pub suspects: Suspects,
    pub metrics: PrometheusHandle,
    /// Requests that may still begin.
    pub slots: Semaphore,
    /// Cancelled when the server stops.
    pub stop: CancellationToken,
}

/// The application.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
