//! A row of a synced table and its SQL, all made from the domain's column lists. Knows nothing of base and live.

use crate::{
    derived,
    error::{ReplicaError, Result},
};
use domain::{
    entity::{Entity, RowHash, Table, row_hash},
    id::ScopeId,
    schema::{self, Made},
    value::{Kind, Value},
};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, types::ValueRef};
use uuid::Uuid;

/// A stored row. `hash` is absent while the row is only what a waiting command made of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub scope: ScopeId,
    pub v: i64,
    pub rev: i64,
    pub hash: Option<RowHash>,
    pub values: Vec<Value>,
}

impl Row {
    /// A row as a cut brings it.
    pub fn of_cut(scope: ScopeId, table: Table, v: i64, rev: i64, values: Vec<Value>) -> Self {
        let hash = Some(row_hash(scope, table, rev, &values));
        Self {
            scope,
            v,
            rev,
            hash,
            values,
        }
    }

    /// A row as a waiting command would have it; `v` is the base row's, 0 where there is none.
    pub fn of_command(entity: &Entity, rev: i64, v: i64) -> Self {
        Self {
            scope: entity.scope(),
            v,
            rev,
            hash: None,
            values: entity.values(),
        }
    }

    pub fn entity(&self, table: Table) -> Result<Entity> {
        Ok(table.parse(self.values.clone())?)
    }
}

/// The statements of one table.
pub(crate) struct Sql {
    /// The columns of a row, for `SELECT`; [`read`] reads them.
    pub columns: String,
    get: String,
    put: String,
    delete: String,
    mark: String,
}

/// The statements of `table`.
pub(crate) fn sql(table: Table) -> &'static Sql {
    static ALL: Made<Vec<Sql>> = Made::new();
    let all = ALL.get(|| Table::ALL.iter().map(|t| build(*t)).collect());
    let at = Table::ALL.iter().position(|t| *t == table).unwrap_or(0);
    &all[at]
}

fn build(table: Table) -> Sql {
    let name = table.name();
    let mut names: Vec<&str> = vec!["scope_id", "v", "rev", "row_hash"];
    names.extend(schema::columns(table, schema::own()).map(|c| c.name));
    let columns = names
        .iter()
        .map(|n| format!("{name}.{n}"))
        .collect::<Vec<_>>()
        .join(", ");
    names.extend(derived::columns(table));
    let places = vec!["?"; names.len()].join(", ");
    let updates = names
        .iter()
        .filter(|n| **n != "id")
        .map(|n| format!("{n} = excluded.{n}"))
        .collect::<Vec<_>>()
        .join(", ");
    Sql {
        get: format!("SELECT {columns} FROM {name} WHERE id = ?"),
        put: format!(
            "INSERT INTO {name} ({}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {updates}",
            names.join(", ")
        ),
        delete: format!("DELETE FROM {name} WHERE id = ?"),
        mark: format!("SELECT scope_id, rev, row_hash FROM {name} WHERE id = ?"),
        columns,
    }
}

fn hash_of(bytes: Option<&[u8]>) -> Result<Option<RowHash>> {
    match bytes {
        None => Ok(None),
        Some(bytes) => bytes
            .try_into()
            .map(|b| Some(RowHash::from_le_bytes(b)))
            .map_err(|_| ReplicaError::Unreadable("a row hash is not 16 bytes".into())),
    }
}

/// Reads [`Sql::columns`] from a result row, starting at column `at`.
pub(crate) fn read(sql_row: &SqlRow<'_>, table: Table, at: usize) -> Result<Row> {
    let mut values = Vec::with_capacity(table.columns().len());
    let (own, mut cell) = (schema::own(), at + 4);
    for column in table.columns() {
        if column.since > own {
            values.push(column.default());
            continue;
        }
        let wrong = || ReplicaError::Unreadable(format!("{table}.{}", column.name));
        let found = sql_row.get_ref(cell)?;
        cell += 1;
        values.push(match (column.kind, found) {
            (_, ValueRef::Null) => Value::Null,
            (Kind::Int, ValueRef::Integer(n)) => Value::Int(n),
            (Kind::Bool, ValueRef::Integer(n)) => Value::Bool(n != 0),
            (Kind::Uuid, ValueRef::Blob(b)) => {
                Value::Uuid(Uuid::from_slice(b).map_err(|_| wrong())?)
            }
            (Kind::Text, ValueRef::Text(t)) => {
                Value::Text(std::str::from_utf8(t).map_err(|_| wrong())?.to_owned())
            }
            (Kind::Json, ValueRef::Text(t)) => {
                Value::Json(std::str::from_utf8(t).map_err(|_| wrong())?.to_owned())
            }
            _ => return Err(wrong()),
        });
    }
    Ok(Row {
        scope: ScopeId(sql_row.get(at)?),
        v: sql_row.get(at + 1)?,
        rev: sql_row.get(at + 2)?,
        hash: hash_of(
            sql_row
                .get_ref(at + 3)?
                .as_blob_or_null()
                .map_err(|_| ReplicaError::Unreadable(format!("{table}.row_hash")))?,
        )?,
        values,
    })
}

pub(crate) fn get(conn: &Connection, table: Table, id: Uuid) -> Result<Option<Row>> {
    let mut statement = conn.prepare_cached(&sql(table).get)?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => Ok(Some(read(row, table, 0)?)),
        None => Ok(None),
    }
}

/// Scope, revision and hash of a stored row: what applying a cut needs of it.
pub(crate) fn mark(
    conn: &Connection,
    table: Table,
    id: Uuid,
) -> Result<Option<(ScopeId, i64, Option<RowHash>)>> {
    let found = conn
        .prepare_cached(&sql(table).mark)?
        .query_row([id], |row| {
            Ok((
                row.get::<_, Uuid>(0)?,
                row.get(1)?,
                row.get::<_, Option<Vec<u8>>>(2)?,
            ))
        })
        .optional()?;
    match found {
        None => Ok(None),
        Some((scope, rev, hash)) => Ok(Some((ScopeId(scope), rev, hash_of(hash.as_deref())?))),
    }
}

pub(crate) fn put(conn: &Connection, table: Table, row: &Row) -> Result<()> {
    let mut statement = conn.prepare_cached(&sql(table).put)?;
    statement.raw_bind_parameter(1, row.scope.0)?;
    statement.raw_bind_parameter(2, row.v)?;
    statement.raw_bind_parameter(3, row.rev)?;
    statement.raw_bind_parameter(4, row.hash.map(RowHash::to_le_bytes))?;
    let (own, mut at) = (schema::own(), 5);
    for (column, value) in table.columns().iter().zip(&row.values) {
        if column.since > own {
            continue;
        }
        match value {
            Value::Null => statement.raw_bind_parameter(at, rusqlite::types::Null)?,
            Value::Int(n) => statement.raw_bind_parameter(at, n)?,
            Value::Bool(b) => statement.raw_bind_parameter(at, b)?,
            Value::Uuid(id) => statement.raw_bind_parameter(at, id)?,
            Value::Text(t) | Value::Json(t) => statement.raw_bind_parameter(at, t)?,
        }
        at += 1;
    }
    let derived = derived::values(table, &row.values)?;
    for (i, value) in derived.into_iter().enumerate() {
        statement.raw_bind_parameter(at + i, value)?;
    }
    statement.raw_execute()?;
    Ok(())
}

pub(crate) fn delete(conn: &Connection, table: Table, id: Uuid) -> Result<()> {
    conn.prepare_cached(&sql(table).delete)?.execute([id])?;
    Ok(())
}

/// All rows of `table` that `clause` (after `WHERE`) selects.
pub(crate) fn select(
    conn: &Connection,
    table: Table,
    clause: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Row>> {
    let text = format!(
        "SELECT {} FROM {} WHERE {clause}",
        sql(table).columns,
        table.name()
    );
    let mut statement = conn.prepare_cached(&text)?;
    let mut found = statement.query(params)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(read(row, table, 0)?);
    }
    Ok(rows)
}
