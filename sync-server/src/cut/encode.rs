//! Rows as the wire's lines, written straight from what Postgres sent: a first sync is hundreds of thousands of
//! them. The same lines as [`wire::sync::Line::write`]; a test compares the two.

use domain::{
    entity::Table,
    id::ScopeId,
    schema,
    value::{Column, Kind},
};
use sqlx::{Row, ValueRef, postgres::PgRow};
use std::io::Write;
use uuid::Uuid;

/// Appends the line of a row of `v, rev, …`, as the statements `since` and `whole` answer, for a reader of `schema`.
/// Answers whether there is anything of it that such a reader gets.
pub fn row_line(
    out: &mut Vec<u8>,
    scope: ScopeId,
    table: Table,
    row: &PgRow,
    schema: u32,
) -> Result<bool, sqlx::Error> {
    let begun = out.len();
    out.extend_from_slice(b"[\"+\",");
    uuid(out, scope.0);
    out.extend_from_slice(b",\"");
    out.extend_from_slice(table.name().as_bytes());
    out.extend_from_slice(b"\",");
    integer(out, row.try_get(0)?);
    out.push(b',');
    integer(out, row.try_get(1)?);
    out.extend_from_slice(b",[");
    let read = schema::columns(table, schema::own()).enumerate();
    for (i, column) in read.filter(|(_, column)| column.since <= schema) {
        if i > 0 {
            out.push(b',');
        }
        if !cell(out, row, i + 2, column, schema)? {
            out.truncate(begun);
            return Ok(false);
        }
    }
    out.extend_from_slice(b"]]\n");
    Ok(true)
}

/// Appends the line of a row that left.
pub fn eviction_line(out: &mut Vec<u8>, scope: ScopeId, table: &str, id: Uuid, v: i64) {
    out.extend_from_slice(b"[\"-\",");
    uuid(out, scope.0);
    out.extend_from_slice(b",\"");
    out.extend_from_slice(table.as_bytes());
    out.extend_from_slice(b"\",");
    uuid(out, id);
    out.push(b',');
    integer(out, v);
    out.extend_from_slice(b"]\n");
}

/// Answers whether a reader of `schema` gets the row.
fn cell(
    out: &mut Vec<u8>,
    row: &PgRow,
    at: usize,
    column: &Column,
    schema: u32,
) -> Result<bool, sqlx::Error> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        out.extend_from_slice(b"null");
        return Ok(true);
    }
    let bytes = raw.as_bytes().map_err(sqlx::Error::Decode)?;
    match column.kind {
        Kind::Int => integer(out, i64::from_be_bytes(fixed(bytes, column)?)),
        Kind::Bool => out.push(if bytes == [1] { b'1' } else { b'0' }),
        Kind::Uuid => uuid(out, Uuid::from_bytes(fixed(bytes, column)?)),
        Kind::Text | Kind::Json => {
            let text = std::str::from_utf8(bytes).map_err(|_| odd(column))?;
            let text = match schema::stand_in(column.words, text, schema) {
                Some(None) => text,
                Some(Some(other)) => other,
                None => return Ok(false),
            };
            // Writing text into memory cannot fail.
            serde_json::to_writer(&mut *out, text).map_err(|_| odd(column))?;
        }
    }
    Ok(true)
}

fn fixed<const N: usize>(bytes: &[u8], column: &Column) -> Result<[u8; N], sqlx::Error> {
    bytes.try_into().map_err(|_| odd(column))
}

fn odd(column: &Column) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.name.to_owned(),
        source: "not what its type says".into(),
    }
}

fn integer(out: &mut Vec<u8>, n: i64) {
    // Writing into memory cannot fail.
    let _ = write!(out, "{n}");
}

fn uuid(out: &mut Vec<u8>, id: Uuid) {
    let mut text = [0_u8; 36];
    out.push(b'"');
    out.extend_from_slice(id.hyphenated().encode_lower(&mut text).as_bytes());
    out.push(b'"');
}
