//! The history of exchanges with the server, for the Sync screen.

use crate::{
    error::Result,
    points::Point,
    store::{Durability, Replica},
};
use domain::units::Millis;
use rusqlite::Connection;
use wire::ipc::ExchangeView;

/// Exchanges remembered.
const KEPT: i64 = 200;

impl Replica {
    /// Remembers an exchange; only the last two hundred are kept.
    pub fn record_exchange(&self, exchange: &ExchangeView) -> Result<()> {
        self.inner.write(
            Durability::Normal,
            [Point::ExchangeWritten, Point::ExchangeCommitted],
            |tx| {
                tx.conn
                .prepare_cached(
                    "INSERT INTO exchange (at, duration_ms, rows, evictions, commands, bytes, error)
                     VALUES (?, ?, ?, ?, ?, ?, ?)",
                )?
                .execute((
                    exchange.at.0,
                    exchange.duration_ms,
                    exchange.rows,
                    exchange.evictions,
                    exchange.commands,
                    exchange.bytes,
                    &exchange.error,
                ))?;
                tx.conn
                    .prepare_cached(
                        "DELETE FROM exchange WHERE id <= (SELECT max(id) FROM exchange) - ?",
                    )?
                    .execute([KEPT])?;
                Ok(())
            },
        )
    }

    /// The last exchanges, newest first.
    pub fn exchanges(&self, limit: u32) -> Result<Vec<ExchangeView>> {
        self.inner.read(|conn| list(conn, limit))
    }
}

pub(crate) fn list(conn: &Connection, limit: u32) -> Result<Vec<ExchangeView>> {
    let mut statement = conn.prepare_cached(
        "SELECT at, duration_ms, rows, evictions, commands, bytes, error FROM exchange ORDER BY id DESC LIMIT ?",
    )?;
    let rows = statement.query_map([limit], |row| {
        Ok(ExchangeView {
            at: Millis(row.get(0)?),
            duration_ms: row.get(1)?,
            rows: row.get(2)?,
            evictions: row.get(3)?,
            commands: row.get(4)?,
            bytes: row.get(5)?,
            error: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
