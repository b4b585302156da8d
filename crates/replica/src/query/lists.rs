//! What is kept in memory between questions, each under the versions of the tables it was made from.

use super::{estimates::Estimates, names::Names, open::OpenWork};
use crate::store::lock;
use domain::id::HubId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// Sorted lists kept.
const KEPT_LISTS: usize = 8;

/// The rows a filter shows, in a sort's order, as row ids of the delivery table.
pub(crate) type RowIds = Arc<Vec<i64>>;

/// A value and the version it was made from.
type Kept<T> = Option<(u64, Arc<T>)>;

/// See the module.
#[derive(Default)]
pub(crate) struct Lists {
    pub(super) names: Mutex<Kept<Names>>,
    pub(super) open: Mutex<HashMap<HubId, (u64, Arc<OpenWork>)>>,
    pub(super) estimates: Mutex<HashMap<HubId, (EstimateKey, Arc<Estimates>)>>,
    /// By filter and sort, the last used at the end.
    orders: Mutex<Vec<(String, u64, RowIds)>>,
}

/// What estimates depend on: tables, and the time in steps.
pub(super) type EstimateKey = (u64, i64);

impl Lists {
    pub(super) fn order(&self, key: &str, version: u64) -> Option<RowIds> {
        let mut orders = lock(&self.orders);
        let at = orders
            .iter()
            .position(|(k, v, _)| k == key && *v == version)?;
        let found = orders.remove(at);
        let ids = found.2.clone();
        orders.push(found);
        Some(ids)
    }

    pub(super) fn keep_order(&self, key: String, version: u64, ids: &RowIds) {
        let mut orders = lock(&self.orders);
        orders.retain(|(k, ..)| *k != key);
        if orders.len() >= KEPT_LISTS {
            orders.remove(0);
        }
        orders.push((key, version, ids.clone()));
    }
}
