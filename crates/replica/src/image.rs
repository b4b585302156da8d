//! A whole row as bytes, for the shadow table: the schema it was written in, then version, revision, scope, hash and the
//! canonical values. What was written in schema 1 begins with the version: it says no schema.

use crate::{
    error::{ReplicaError, Result},
    row::Row,
};
use domain::{
    entity::{RowHash, Table},
    id::ScopeId,
    schema,
    value::Value,
};
use uuid::Uuid;

/// Before the schema's number. No value begins with it.
const SCHEMA: u8 = 0x53;

/// The row as bytes.
pub(crate) fn write(table: Table, row: &Row) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    let own = schema::own();
    if own > schema::FIRST {
        out.push(SCHEMA);
        out.extend_from_slice(&own.to_le_bytes());
    }
    Value::Uuid(row.scope.0).canonical(&mut out);
    Value::Int(row.v).canonical(&mut out);
    Value::Int(row.rev).canonical(&mut out);
    let hash = row
        .hash
        .map_or(Value::Null, |h| Value::Uuid(Uuid::from_u128(h)));
    hash.canonical(&mut out);
    for (column, value) in table.columns().iter().zip(&row.values) {
        if column.since <= own {
            value.canonical(&mut out);
        }
    }
    out
}

/// The row written by [`write()`], by this program or one of an older schema.
pub(crate) fn read(table: Table, mut bytes: &[u8]) -> Result<Row> {
    let broken = || ReplicaError::Unreadable("a shadow row is broken".into());
    let written = match bytes.split_first() {
        Some((&SCHEMA, rest)) => {
            bytes = rest;
            let number = take(&mut bytes, 4).and_then(|n| n.try_into().ok());
            number.map(u32::from_le_bytes).ok_or_else(broken)?
        }
        Some(_) | None => schema::FIRST,
    };
    let mut head = || match value(&mut bytes) {
        Some(value) => Ok(value),
        None => Err(broken()),
    };
    let (scope, v, rev, hash) = match (head()?, head()?, head()?, head()?) {
        (Value::Uuid(s), Value::Int(v), Value::Int(rev), Value::Uuid(h)) => {
            (s, v, rev, Some(h.as_u128() as RowHash))
        }
        (Value::Uuid(s), Value::Int(v), Value::Int(rev), Value::Null) => (s, v, rev, None),
        _ => return Err(broken()),
    };
    let mut values = Vec::with_capacity(64);
    while !bytes.is_empty() {
        values.push(value(&mut bytes).ok_or_else(broken)?);
    }
    let values = schema::widen(table, values, written).ok_or_else(broken)?;
    Ok(Row {
        scope: ScopeId(scope),
        v,
        rev,
        hash,
        values,
    })
}

/// Takes one canonical value off the front.
fn value(bytes: &mut &[u8]) -> Option<Value> {
    let (tag, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(match tag {
        0 => Value::Null,
        1 => Value::Int(i64::from_le_bytes(take(bytes, 8)?.try_into().ok()?)),
        2 => Value::Bool(take(bytes, 1)?[0] != 0),
        3 => Value::Uuid(Uuid::from_slice(take(bytes, 16)?).ok()?),
        4 => Value::Text(text(bytes)?),
        5 => Value::Json(text(bytes)?),
        _ => return None,
    })
}

fn text(bytes: &mut &[u8]) -> Option<String> {
    let len = u32::from_le_bytes(take(bytes, 4)?.try_into().ok()?);
    String::from_utf8(take(bytes, len as usize)?.to_vec()).ok()
}

fn take<'a>(bytes: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (front, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(front)
}
