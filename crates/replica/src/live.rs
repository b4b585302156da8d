//! One live row: writing it, its place in the search index, and the note that its table changed; reading it.

use crate::{
    cache::RowKey,
    error::Result,
    row::{self, Row},
    search,
    store::{Replica, Tx},
};
use domain::entity::{Entity, Table};
use uuid::Uuid;

/// Makes the live row `wanted`, or removes it.
pub(crate) fn write(tx: &mut Tx<'_>, key: RowKey, wanted: Option<&Row>) -> Result<()> {
    let (table, id) = key;
    match wanted {
        Some(row) => row::put(tx.conn, table, row)?,
        None => row::delete(tx.conn, table, id)?,
    }
    if table == Table::Delivery {
        match wanted {
            Some(row) => search::put(tx.conn, &row.values)?,
            None => search::remove(tx.conn, id)?,
        }
        tx.deliveries.add(id);
    }
    tx.tables.insert(table);
    Ok(())
}

impl Replica {
    /// The row as it now is here, with its revision; `None` where there is none.
    pub fn live_row(&self, table: Table, id: Uuid) -> Result<Option<(Entity, i64)>> {
        self.inner.read(|conn| {
            let Some(row) = row::get(conn, table, id)? else {
                return Ok(None);
            };
            Ok(Some((row.entity(table)?, row.rev)))
        })
    }
}
