//! Columns of the live tables that are made from the synced ones, so that lists can be filtered and sorted by them.

use crate::error::{ReplicaError, Result};
use domain::{
    entities::{Delivery, DeliveryState},
    entity::{Synced, Table},
    units::Window,
    value::Value,
};
use std::sync::OnceLock;

/// Names of the derived columns of a table; they stand behind all others.
pub(crate) fn columns(table: Table) -> &'static [&'static str] {
    match table {
        Table::Delivery => &["open", "due_at"],
        _ => &[],
    }
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
