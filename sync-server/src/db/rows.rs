//! Synced rows between Postgres and the domain's values. Owns the column order of the statements in
//! [`super::schema`].

use domain::{
    entity::{RowHash, Table},
    id::ScopeId,
    schema,
    value::{Kind, Value},
};
use sqlx::{
    Arguments, Row,
    postgres::{PgArguments, PgRow},
};
use uuid::Uuid;

/// A row as stored.
#[derive(Clone, Debug)]
pub struct StoredRow {
    pub scope: ScopeId,
    pub v: i64,
    pub rev: i64,
    pub hash: RowHash,
    pub values: Vec<Value>,
}

/// A row to write.
#[derive(Clone, Debug)]
pub struct NewRow {
    pub scope: ScopeId,
    pub v: i64,
    pub rev: i64,
    pub hash: RowHash,
    pub values: Vec<Value>,
}

/// Reads the values of `table` that start at column `first`.
pub fn values(row: &PgRow, table: Table, first: usize) -> Result<Vec<Value>, sqlx::Error> {
    let (own, mut next) = (schema::own(), first);
    table
        .columns()
        .iter()
        .map(|column| {
            if column.since > own {
                return Ok(column.default());
            }
            let at = next;
            next += 1;
            let value = match column.kind {
                Kind::Uuid => row.try_get::<Option<Uuid>, _>(at)?.map(Value::Uuid),
                Kind::Int => row.try_get::<Option<i64>, _>(at)?.map(Value::Int),
                Kind::Bool => row.try_get::<Option<bool>, _>(at)?.map(Value::Bool),
                Kind::Text => row.try_get::<Option<String>, _>(at)?.map(Value::Text),
                Kind::Json => row.try_get::<Option<String>, _>(at)?.map(Value::Json),
            };
            Ok(value.unwrap_or(Value::Null))
        })
        .collect()
}

/// Reads a row of [`super::schema::Statements::by_ids`].
pub fn stored(row: &PgRow, table: Table) -> Result<StoredRow, sqlx::Error> {
    Ok(StoredRow {
        scope: ScopeId(row.try_get(0)?),
        v: row.try_get(1)?,
        rev: row.try_get(2)?,
        hash: sum_from_bytes(row.try_get::<&[u8], _>(3)?),
        values: values(row, table, 4)?,
    })
}

/// The arguments of `insert` and `update`.
pub fn arguments(table: Table, rows: &[NewRow]) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    let mut add = |i: usize, kind: Kind| {
        let cells = rows.iter().map(|r| &r.values[i]);
        match kind {
            Kind::Uuid => arguments.add(cells.map(as_uuid).collect::<Vec<_>>()),
            Kind::Int => arguments.add(cells.map(as_int).collect::<Vec<_>>()),
            Kind::Bool => arguments.add(cells.map(as_bool).collect::<Vec<_>>()),
            Kind::Text | Kind::Json => arguments.add(cells.map(as_text).collect::<Vec<_>>()),
        }
    };
    let own = schema::own();
    for (i, column) in table.columns().iter().enumerate() {
        if column.since > own {
            continue;
        }
        add(i, column.kind).map_err(sqlx::Error::Encode)?;
    }
    let tail = [
        arguments.add(rows.iter().map(|r| r.scope.0).collect::<Vec<_>>()),
        arguments.add(rows.iter().map(|r| r.v).collect::<Vec<_>>()),
        arguments.add(rows.iter().map(|r| r.rev).collect::<Vec<_>>()),
        arguments.add(
            rows.iter()
                .map(|r| sum_to_bytes(r.hash))
                .collect::<Vec<_>>(),
        ),
    ];
    for added in tail {
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn as_uuid(value: &Value) -> Option<Uuid> {
    let Value::Uuid(id) = value else { return None };
    Some(*id)
}
fn as_int(value: &Value) -> Option<i64> {
    let Value::Int(n) = value else { return None };
    Some(*n)
}
fn as_bool(value: &Value) -> Option<bool> {
    let Value::Bool(b) = value else { return None };
    Some(*b)
}
fn as_text(value: &Value) -> Option<&str> {
    let (Value::Text(text) | Value::Json(text)) = value else {
        return None;
    };
    Some(text)
}

/// A hash or sum as stored: 16 bytes, big-endian, so that its hexadecimal form reads like
/// [`wire::sync::hex_sum`].
pub fn sum_to_bytes(sum: RowHash) -> Vec<u8> {
    sum.to_be_bytes().to_vec()
}

/// The reverse of [`sum_to_bytes`]; the schema keeps the length at 16.
pub fn sum_from_bytes(bytes: &[u8]) -> RowHash {
    let mut all = [0_u8; 16];
    let n = bytes.len().min(16);
    all[16 - n..].copy_from_slice(&bytes[..n]);
    RowHash::from_be_bytes(all)
}
