//! The order of the deliveries table. Keys are read with the row ids and sorted here, which is several times
//! faster than sorting in SQL. Rows without a key stand last, whichever way; ties are broken by row id, so that
//! pages never overlap.

use super::names::Names;
use crate::error::Result;
use domain::entities::DeliveryState;
use rusqlite::types::ValueRef;
use std::{cmp::Reverse, collections::HashMap};
use uuid::Uuid;
use wire::ipc::{Sort, SortKey};

/// The column a sort looks at.
pub(super) fn column(sort: Sort) -> &'static str {
    match sort.key {
        SortKey::Reference => "delivery.reference",
        SortKey::State => "delivery.state",
        SortKey::Recipient => "delivery.dropoff_name",
        SortKey::Zone => "delivery.zone_id",
        SortKey::Courier => "delivery.courier_id",
        SortKey::Merchant => "delivery.merchant_id",
        SortKey::Due => "delivery.due_at",
        SortKey::Cod => "delivery.cod_halalas",
        SortKey::Priority => "delivery.priority",
        SortKey::Updated => "delivery.updated_at",
    }
}

/// Row ids with their keys, as they are collected.
pub(super) struct Sorter {
    sort: Sort,
    /// For names: where each id stands.
    ranks: HashMap<Uuid, u32>,
    numbers: Vec<(i64, i64)>,
    texts: Vec<(Box<str>, i64)>,
    without: Vec<i64>,
}

impl Sorter {
    pub fn new(sort: Sort, names: &Names) -> Self {
        Self {
            sort,
            ranks: names.ranks(sort.key),
            numbers: Vec::new(),
            texts: Vec::new(),
            without: Vec::new(),
        }
    }

    /// Takes in row `n` with its value of [`column`].
    pub fn push(&mut self, n: i64, value: ValueRef<'_>) -> Result<()> {
        let rank = |position: Option<usize>| position.and_then(|p| i64::try_from(p).ok());
        let number = match (self.sort.key, value) {
            (_, ValueRef::Integer(number)) => Some(number),
            (SortKey::State, ValueRef::Text(word)) => rank(
                DeliveryState::ALL
                    .iter()
                    .position(|state| state.word().as_bytes() == word),
            ),
            (SortKey::Recipient, ValueRef::Text(text)) => {
                let text = String::from_utf8_lossy(text).to_lowercase();
                self.texts.push((text.into(), n));
                return Ok(());
            }
            (_, ValueRef::Text(text)) => {
                self.texts.push((String::from_utf8_lossy(text).into(), n));
                return Ok(());
            }
            (_, ValueRef::Blob(id)) => Uuid::from_slice(id)
                .ok()
                .and_then(|id| self.ranks.get(&id))
                .map(|rank| i64::from(*rank)),
            _ => None,
        };
        match number {
            Some(number) => self.numbers.push((number, n)),
            None => self.without.push(n),
        }
        Ok(())
    }

    /// The row ids in order.
    pub fn finish(mut self) -> Vec<i64> {
        if self.sort.descending {
            self.numbers
                .sort_unstable_by_key(|(key, n)| (Reverse(*key), *n));
            self.texts
                .sort_unstable_by(|(a, n), (b, m)| b.cmp(a).then(n.cmp(m)));
        } else {
            self.numbers.sort_unstable();
            self.texts.sort_unstable();
        }
        self.without.sort_unstable();
        let texts = self.texts.into_iter().map(|(_, n)| n);
        let numbers = self.numbers.into_iter().map(|(_, n)| n);
        numbers.chain(texts).chain(self.without).collect()
    }
}
