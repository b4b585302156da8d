//! Figures for Prometheus. Names follow its conventions; label values are bounded: routes, methods, statuses,
//! outcomes.

use crate::{
    cut::Cut,
    epoch::Cause,
    execute::{Executed, word},
};
use axum::http::Method;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::{sync::OnceLock, time::Duration};

const SECONDS: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// Begins to count, once per process.
pub fn begin() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = PrometheusBuilder::new();
            // Refused only for an empty list.
            let recorder = match builder
                .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)
            {
                Ok(builder) => builder.build_recorder(),
                Err(_) => PrometheusBuilder::new().build_recorder(),
            };
            let handle = recorder.handle();
            // Refused only when another recorder is installed; then figures go there.
            let _ = metrics::set_global_recorder(recorder);
            gauge!("barq_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
            gauge!("barq_connected_consoles").set(0.0);
            handle
        })
        .clone()
}

/// A request was answered.
pub fn request(method: &Method, route: &str, status: u16, took: Duration) {
    let method = match method.as_str() {
        known @ ("GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS") => known,
        _ => "other",
    };
    let labels = [
        ("method", method.to_owned()),
        ("route", route.to_owned()),
        ("status", status.to_string()),
    ];
    counter!("http_requests_total", &labels).increment(1);
    histogram!("http_request_duration_seconds", &labels).record(took.as_secs_f64());
}

/// Of a longer queue, the log names only the commands that were not applied.
const NAMED_AT_ONCE: usize = 100;

/// Commands were executed: counted, and named in the log.
pub fn executed(executed: &Executed, took: Duration) {
    histogram!("barq_execute_duration_seconds").record(took.as_secs_f64());
    let few = executed.outcomes.len() <= NAMED_AT_ONCE;
    for command in &executed.outcomes {
        let outcome = word(&command.outcome);
        counter!("barq_commands_total", "outcome" => outcome).increment(1);
        let (command_id, seq) = (command.command_id, command.seq);
        if few || outcome != "applied" {
            tracing::info!(%command_id, seq, outcome, "command");
        } else {
            tracing::debug!(%command_id, seq, outcome, "command");
        }
    }
}

/// A cut was made.
pub fn cut(cut: &Cut, took: Duration) {
    counter!("barq_cut_rows_total").increment(cut.lines.rows);
    counter!("barq_cut_evictions_total").increment(cut.lines.evictions);
    counter!("barq_cut_bytes_total").increment(cut.bytes);
    counter!("barq_cut_wire_bytes_total").increment(cut.body.len());
    histogram!("barq_cut_duration_seconds").record(took.as_secs_f64());
}

/// A snapshot was made.
pub fn snapshot_built(rows: u64, bytes: u64, took: Duration) {
    counter!("barq_snapshot_builds_total").increment(1);
    counter!("barq_snapshot_rows_total").increment(rows);
    counter!("barq_snapshot_bytes_total").increment(bytes);
    histogram!("barq_snapshot_build_duration_seconds").record(took.as_secs_f64());
}

/// A console takes a scope anew.
pub fn taken_anew(cause: &'static str) {
    counter!("barq_resnapshots_total", "cause" => cause).increment(1);
}

/// Rows and checksum did not agree.
pub fn checksum_mismatch(seen_by: &'static str) {
    counter!("barq_checksum_mismatches_total", "seen_by" => seen_by).increment(1);
}

/// A scope began a new epoch.
pub fn epoch_rotated(cause: Cause) {
    counter!("barq_epochs_rotated_total", "cause" => cause.word()).increment(1);
}

/// A scrub put rows right, or a sum.
pub fn repaired(rows: u64, sum: bool) {
    counter!("barq_repaired_rows_total").increment(rows);
    counter!("barq_repaired_sums_total").increment(u64::from(sum));
}

/// The state of a connection pool, read when asked for: its connections, and how many are idle.
pub fn pool(name: &'static str, (size, idle): (u32, usize)) {
    let size = f64::from(size);
    // The count of the idle ones wraps for a moment: see `db::pool`.
    let idle = (idle as f64).min(size);
    gauge!("barq_db_connections", "pool" => name, "state" => "idle").set(idle);
    gauge!("barq_db_connections", "pool" => name, "state" => "in_use").set(size - idle);
}

/// A console's open stream; counted while it lives.
pub struct Connected(());

impl Connected {
    pub fn open() -> Self {
        gauge!("barq_connected_consoles").increment(1.0);
        Self(())
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        gauge!("barq_connected_consoles").decrement(1.0);
    }
}
