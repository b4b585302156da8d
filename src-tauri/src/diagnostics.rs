//! Looking under the bonnet: verifying the replica's checksums, and a diagnostics file without personal data.

use crate::shell::{Shell, internal};
use std::sync::Arc;
use sync::{Client, client::local_now};
use wire::{
    error::{ErrorCode, Problem},
    ipc::{ControlResult, Query, QueryResult},
};

/// Recomputes every scope's checksum by scan.
pub async fn verify(client: &Client) -> Result<ControlResult, Problem> {
    let replica = client.replica().clone();
    let verified = tokio::task::spawn_blocking(move || replica.verify())
        .await
        .map_err(|e| internal(&e.to_string()))?;
    let (rows, mismatched) = verified.map_err(Problem::from)?;
    Ok(ControlResult::Verified { rows, mismatched })
}

/// Writes `diagnostics-TIME.json` into the profile's log folder: versions, settings, scopes, exchanges, the
/// outbox by command name and state. No names, phones, addresses or payloads.
pub async fn export(shell: &Arc<Shell>) -> Result<String, Problem> {
    let client = shell.client()?;
    let QueryResult::Sync(sync) = client.query(Query::Sync).await? else {
        return Err(internal("no sync state"));
    };
    let QueryResult::Outbox(outbox) = client.query(Query::Outbox { limit: 1000 }).await? else {
        return Err(internal("no outbox"));
    };
    let scopes: Vec<_> = sync
        .scopes
        .iter()
        .map(|s| serde_json::json!({"scope": s.scope, "epoch": s.epoch, "v": s.v, "sum": s.sum}))
        .collect();
    let outbox: Vec<_> = outbox
        .iter()
        .map(|c| serde_json::json!({"command_id": c.command_id, "seq": c.seq, "name": c.name, "state": c.state, "issued_at": c.issued_at, "items": c.items}))
        .collect();
    let file = serde_json::json!({
        "version": env!("CARGO_PKG_VERSION"),
        "protocol": wire::PROTOCOL,
        "schema": wire::SCHEMA,
        "os": std::env::consts::OS,
        "written_at": local_now(),
        "clock_offset_ms": client.clock_offset_ms(),
        "settings": shell.settings(),
        "state": sync.state,
        "scopes": scopes,
        "exchanges": sync.exchanges,
        "replica_bytes": sync.replica_bytes,
        "rows": sync.rows,
        "outbox": outbox,
    });
    let path = shell
        .profile()
        .logs_dir()
        .join(format!("diagnostics-{}.json", local_now().0));
    let json = serde_json::to_vec_pretty(&file).map_err(|e| internal(&e.to_string()))?;
    std::fs::write(&path, json).map_err(|e| {
        Problem::new(
            ErrorCode::FileUnreadable,
            "The diagnostics could not be written",
        )
        .detail(format!("{}: {e}", path.display()))
    })?;
    Ok(path.display().to_string())
}
