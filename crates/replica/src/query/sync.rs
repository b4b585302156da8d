//! The Sync screen: scopes, history, outbox, sizes.

use super::Ctx;
use crate::{error::Result, exchange, identity, meta, outbox, row, scope, search};
use domain::{
    entities::Hub,
    entity::{Synced, Table},
    id::{ORG_SCOPE, ScopeId},
    units::Millis,
};
use wire::ipc::{Name, OutboxItem, ScopeView, SyncState, SyncView};

pub(super) fn view(ctx: &Ctx<'_>) -> Result<SyncView> {
    let waiting = outbox::waiting(ctx.conn)?;
    let count = |sql: &str| -> Result<u64> {
        Ok(ctx
            .conn
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?)
    };
    let last_cut_at = meta::get(ctx.conn, "last_cut_at")?
        .and_then(|bytes| bytes.try_into().ok())
        .map(|bytes| Millis(i64::from_le_bytes(bytes)));
    let mut scopes = Vec::new();
    for (id, at) in scope::all(ctx.conn)? {
        scopes.push(ScopeView {
            scope: id,
            name: name(ctx, id)?,
            epoch: at.epoch,
            v: at.v,
            sum: wire::sync::hex_sum(at.sum),
        });
    }
    let mut rows = Vec::new();
    for table in Table::ALL {
        rows.push((
            *table,
            count(&format!("SELECT count(*) FROM {}", table.name()))?,
        ));
    }
    Ok(SyncView {
        state: SyncState {
            waiting,
            last_cut_at,
            exceptions: count("SELECT count(*) FROM exception WHERE resolved_at IS NULL")?,
            ..SyncState::default()
        },
        scopes,
        exchanges: exchange::list(ctx.conn, 200)?,
        search_left: search::left(ctx.conn)?,
        outbox_queued: waiting,
        outbox_doubtful: count(
            "SELECT count(*) FROM outbox WHERE settled IS NULL AND doubtful = 1",
        )?,
        replica_bytes: size(ctx),
        rows,
    })
}

/// A hub's name, or the user's for their own scope; the organisation's is empty.
fn name(ctx: &Ctx<'_>, scope: ScopeId) -> Result<Name> {
    if scope == ORG_SCOPE {
        return Ok(Name::default());
    }
    if let Some(row) = row::get(ctx.conn, Table::Hub, scope.0)? {
        let hub = Hub::from_values(row.values)?;
        return Ok(Name {
            ar: hub.name_ar,
            en: hub.name_en,
        });
    }
    let username = identity::read(ctx.conn)?
        .filter(|identity| ScopeId::from(identity.user) == scope)
        .map(|identity| identity.username)
        .unwrap_or_default();
    Ok(Name {
        ar: String::new(),
        en: username,
    })
}

/// Bytes of the database file and its log.
fn size(ctx: &Ctx<'_>) -> u64 {
    let path = &ctx.inner.path;
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    [path.as_os_str(), &wal]
        .iter()
        .filter_map(|p| std::fs::metadata(p).ok())
        .map(|m| m.len())
        .sum()
}

/// Waiting commands first, in order; then the settled, newest first.
pub(super) fn outbox(ctx: &Ctx<'_>, limit: u32) -> Result<Vec<OutboxItem>> {
    let mut entries = outbox::select(
        ctx.conn,
        "settled IS NULL ORDER BY position LIMIT ?",
        [limit],
    )?;
    let left = limit.saturating_sub(u32::try_from(entries.len()).unwrap_or(u32::MAX));
    entries.extend(outbox::select(
        ctx.conn,
        "settled IS NOT NULL ORDER BY settled_at DESC, position DESC LIMIT ?",
        [left],
    )?);
    entries.iter().map(outbox::Entry::view).collect()
}
