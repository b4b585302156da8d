//! Writing a live row: the row itself, its place in the search index, and the note that its table changed.

use crate::{
    cache::RowKey,
    error::Result,
    row::{self, Row},
    search,
    store::Tx,
};
use domain::entity::Table;

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
