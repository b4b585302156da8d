//! The two figures of the sync pill that the replica knows: when the last cut came, and what people have to look
//! at. (How many commands wait is [`Replica::waiting`].)

use crate::{error::Result, meta, query::TO_SETTLE, store::Replica};
use domain::units::Millis;

impl Replica {
    /// When the last cut was applied, server time; `None` before the first.
    pub fn last_cut_at(&self) -> Result<Option<Millis>> {
        let bytes = self.inner.read(|conn| meta::get(conn, "last_cut_at"))?;
        Ok(bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(|bytes| Millis(i64::from_le_bytes(bytes))))
    }

    /// Exceptions of all hubs here that nobody has resolved; contested reports about one delivery are one.
    pub fn open_exceptions(&self) -> Result<u64> {
        self.inner.read(|conn| {
            let count = format!("SELECT {TO_SETTLE} FROM exception WHERE resolved_at IS NULL");
            Ok(conn
                .prepare_cached(&count)?
                .query_row([], |row| row.get(0))?)
        })
    }
}
