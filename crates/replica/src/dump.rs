//! Canonical dumps: the same rows give the same bytes here and on the server.

use crate::{
    error::Result,
    row::{self, Row},
    shadow,
    store::Replica,
};
use domain::{entity::Table, id::ScopeId, schema};
use rusqlite::Connection;
use std::io::Write;
use uuid::Uuid;

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// What the server last said.
    Base,
    /// With the waiting commands' effects; their rows show no version of their own.
    Live,
}

impl Replica {
    /// Writes one line per row ([`wire::sync::dump_line`]), by table and key. `scope` limits it to one hub or the
    /// organisation. Answers the number of lines.
    pub fn dump(&self, layer: Layer, scope: Option<ScopeId>, out: &mut dyn Write) -> Result<u64> {
        self.inner.read(|conn| {
            let mut lines = 0;
            for table in Table::ALL {
                lines += dump_table(conn, layer, scope, *table, out)?;
            }
            out.flush()?;
            Ok(lines)
        })
    }
}

fn dump_table(
    conn: &Connection,
    layer: Layer,
    scope: Option<ScopeId>,
    table: Table,
    out: &mut dyn Write,
) -> Result<u64> {
    let mut bases = match layer {
        Layer::Base => shadow::of_table(conn, table)?,
        Layer::Live => Default::default(),
    };
    let mut statement = conn.prepare(&format!(
        "SELECT {}, id FROM {} ORDER BY id",
        row::sql(table).columns,
        table.name()
    ))?;
    let id_at = schema::columns(table, schema::own()).count() + 4;
    let mut found = statement.query([])?;
    let mut lines = 0;
    let mut emit = |row: &Row| -> Result<()> {
        if scope.is_none_or(|s| s == row.scope) {
            let line = wire::sync::dump_line(row.scope, table, row.v, row.rev, &row.values);
            writeln!(out, "{line}")?;
            lines += 1;
        }
        Ok(())
    };
    while let Some(sql_row) = found.next()? {
        let id: Uuid = sql_row.get(id_at)?;
        while let Some(first) = bases.first_entry().filter(|e| *e.key() < id) {
            if let Some(base) = first.remove() {
                emit(&base)?;
            }
        }
        match bases.remove(&id) {
            Some(Some(base)) => emit(&base)?,
            Some(None) => {}
            None => emit(&row::read(sql_row, table, 0)?)?,
        }
    }
    for base in bases.into_values().flatten() {
        emit(&base)?;
    }
    Ok(lines)
}
