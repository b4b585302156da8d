//! Columns of the live tables that are made from the synced ones, so that lists can be filtered and sorted by them.

use crate::error::{ReplicaError, Result};
use domain::{
    entities::{Delivery, DeliveryState},
    entity::{Synced, Table},
    units::Window,
    value::Value,
};
use rusqlite::{Connection, functions::FunctionFlags};
use std::sync::OnceLock;

/// Names of the derived columns of a table; they stand behind all others.
pub(crate) fn columns(table: Table) -> &'static [&'static str] {
    if table == Table::Delivery {
        &["open", "due_at"]
    } else {
        &[]
    }
}

/// A function of SQL: when the last of a delivery's windows ends. Not `json_each`: a table-valued function keeps
/// pointing into the schema of a main database that was exchanged for another.
const LATEST: &str = "latest_window";

/// Makes the functions that [`expressions`] name known to the connection.
pub(crate) fn register(conn: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function(LATEST, 1, flags, |call| {
        let text = call.get_raw(0).as_str()?;
        let windows: Vec<Window> =
            serde_json::from_str(text).map_err(|e| rusqlite::Error::UserFunctionError(e.into()))?;
        Ok(windows.iter().map(|window| window.to.0).max())
    })?;
    Ok(())
}

/// The same values as SQL over the synced columns, in the same order: a snapshot's rows are copied by the database
/// alone. A test compares the two.
pub(crate) fn expressions(table: Table) -> &'static [String] {
    static DELIVERY: OnceLock<[String; 2]> = OnceLock::new();
    if table != Table::Delivery {
        return &[];
    }
    DELIVERY.get_or_init(|| {
        let open: Vec<String> = DeliveryState::ALL
            .iter()
            .filter(|state| state.is_open())
            .map(|state| format!("'{}'", state.word()))
            .collect();
        [
            format!("state IN ({})", open.join(", ")),
            format!("coalesce(promised_at, {LATEST}(windows))"),
        ]
    })
}

/// Their values for a row, in the same order.
pub(crate) fn values(table: Table, row: &[Value]) -> Result<Vec<Option<i64>>> {
    if table != Table::Delivery {
        return Ok(Vec::new());
    }
    let [state, promised_at, windows] = places();
    let broken = |what: &str| ReplicaError::Unreadable(format!("delivery.{what}"));
    let open = match row.get(*state) {
        Some(Value::Text(word)) => word
            .parse::<DeliveryState>()
            .map_err(|_| broken("state"))?
            .is_open(),
        _ => return Err(broken("state")),
    };
    let due_at = match (row.get(*promised_at), row.get(*windows)) {
        (Some(Value::Int(at)), _) => Some(*at),
        (_, Some(Value::Json(text))) => serde_json::from_str::<Vec<Window>>(text)
            .map_err(|_| broken("windows"))?
            .iter()
            .map(|window| window.to.0)
            .max(),
        _ => None,
    };
    Ok(vec![Some(i64::from(open)), due_at])
}

/// Where state, promise and windows stand in the column list.
fn places() -> &'static [usize; 3] {
    static PLACES: OnceLock<[usize; 3]> = OnceLock::new();
    PLACES.get_or_init(|| {
        ["state", "promised_at", "windows"].map(|name| {
            Delivery::COLUMNS
                .iter()
                .position(|column| column.name == name)
                .unwrap_or(usize::MAX)
        })
    })
}
