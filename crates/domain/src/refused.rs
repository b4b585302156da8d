//! What an exception of refused items says of each: kept in its `reason`, beside the rejection of the first.
//! A program that does not know the list reads the exception as one about the first item.

use crate::{
    entities::{Exception, ExceptionKind},
    rejection::Rejection,
};
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

impl Exception {
    /// The items a refused or set aside command's exception is about; empty for other kinds.
    pub fn refused_items(&self) -> Vec<RefusedItem> {
        if !matches!(
            self.kind,
            ExceptionKind::Rejected | ExceptionKind::Quarantined
        ) {
            return Vec::new();
        }
        let listed = self.reason.0.get(ITEMS).cloned();
        listed
            .and_then(|items| serde_json::from_value(items).ok())
            .unwrap_or_else(|| {
                vec![RefusedItem {
                    id: self.entity_id,
                    label: self.label.clone(),
                    rejection: serde_json::from_value(self.reason.0.clone()).ok(),
                }]
            })
    }
}
