//! What an exception of refused items says of each: kept in its `reason`, beside the rejection of the first.
//! A program that does not know the list reads the exception as one about the first item.

use crate::rejection::Rejection;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// The field of an exception's reason that lists its items, where they are several.
const ITEMS: &str = "items";

/// One item that was refused or set aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedItem {
    pub id: Uuid,
    /// What people call it; empty where it may not be told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Why not; absent when it was set aside without being decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Rejection>,
}

/// The reason of an exception of `items`, of which `first` says why the first was refused.
pub(crate) fn reason(mut first: Value, items: &[RefusedItem]) -> Value {
    if items.len() > 1
        && let Some(fields) = first.as_object_mut()
    {
        let listed = serde_json::to_value(items).unwrap_or_default();
        fields.insert(ITEMS.to_owned(), listed);
    }
    first
}

/// The items a reason lists; none where the exception is about one.
pub fn listed(reason: &Value) -> Vec<RefusedItem> {
    let items = reason.get(ITEMS).cloned().map(serde_json::from_value);
    items.and_then(Result::ok).unwrap_or_default()
}

/// As [`listed`]; the reason is left as that of the first.
pub fn take_listed(reason: &mut Value) -> Vec<RefusedItem> {
    let items = listed(reason);
    if let Some(fields) = reason.as_object_mut() {
        fields.remove(ITEMS);
    }
    items
}
