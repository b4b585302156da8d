//! Names of merchants, zones, couriers and staff, for rows that show them.

use super::Ctx;
use crate::{error::Result, store::lock};
use domain::{
    entity::Table,
    id::{CourierId, MerchantId, UserId, ZoneId},
    text::fold,
};
use std::{collections::HashMap, hash::Hash, sync::Arc};
use uuid::Uuid;
use wire::ipc::{Name, SortKey};

/// See the module.
#[derive(Default)]
pub(crate) struct Names {
    merchants: HashMap<MerchantId, Name>,
    /// Folded words of the merchants' names.
    merchant_words: Vec<(String, MerchantId)>,
    zones: HashMap<ZoneId, Name>,
    couriers: HashMap<CourierId, Name>,
    staff: HashMap<UserId, Name>,
}

const TABLES: &[Table] = &[Table::Merchant, Table::Zone, Table::Courier, Table::Staff];

/// The names as they are in this snapshot.
pub(super) fn names(ctx: &Ctx<'_>) -> Result<Arc<Names>> {
    let version = ctx.versions.of(TABLES);
    if let Some((kept, names)) = &*lock(&ctx.inner.lists.names)
        && *kept == version
        && ctx.keeps()
    {
        return Ok(names.clone());
    }
    let merchants: HashMap<MerchantId, Name> = read(ctx, "merchant", MerchantId)?;
    let mut merchant_words = Vec::new();
    for (id, name) in &merchants {
        for text in [&name.ar, &name.en] {
            let folded = fold(text);
            merchant_words.extend(folded.split_whitespace().map(|w| (w.to_owned(), *id)));
        }
    }
    merchant_words.sort_unstable();
    merchant_words.dedup();
    let names = Arc::new(Names {
        merchants,
        merchant_words,
        zones: read(ctx, "zone", ZoneId)?,
        couriers: read(ctx, "courier", CourierId)?,
        staff: read(ctx, "staff", UserId)?,
    });
    *lock(&ctx.inner.lists.names) = Some((version, names.clone()));
    Ok(names)
}

fn read<K: Eq + Hash>(
    ctx: &Ctx<'_>,
    table: &str,
    key: impl Fn(Uuid) -> K,
) -> Result<HashMap<K, Name>> {
    let mut statement = ctx
        .conn
        .prepare_cached(&format!("SELECT id, name_ar, name_en FROM {table}"))?;
    let rows = statement.query_map([], |row| {
        Ok((
            key(row.get(0)?),
            Name {
                ar: row.get(1)?,
                en: row.get(2)?,
            },
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Names {
    pub fn merchant(&self, id: MerchantId) -> Name {
        self.merchants.get(&id).cloned().unwrap_or_default()
    }

    pub fn zone(&self, id: Option<ZoneId>) -> Name {
        id.and_then(|id| self.zones.get(&id).cloned())
            .unwrap_or_default()
    }

    pub fn courier(&self, id: Option<CourierId>) -> Name {
        id.and_then(|id| self.couriers.get(&id).cloned())
            .unwrap_or_default()
    }

    pub fn person(&self, id: UserId) -> Name {
        self.staff.get(&id).cloned().unwrap_or_default()
    }

    /// Where each zone's, courier's or merchant's name stands among the others.
    pub fn ranks(&self, key: SortKey) -> HashMap<Uuid, u32> {
        let mut named: Vec<(String, Uuid)> = match key {
            SortKey::Zone => sortable(self.zones.iter().map(|(id, name)| (id.0, name))),
            SortKey::Courier => sortable(self.couriers.iter().map(|(id, name)| (id.0, name))),
            SortKey::Merchant => sortable(self.merchants.iter().map(|(id, name)| (id.0, name))),
            _ => Vec::new(),
        };
        named.sort_unstable();
        (0..).zip(named).map(|(rank, (_, id))| (id, rank)).collect()
    }

    /// The merchants one of whose folded words begins with `start`.
    pub fn merchants_like(&self, start: &str) -> Vec<MerchantId> {
        let from = self
            .merchant_words
            .partition_point(|(w, _)| w.as_str() < start);
        let mut ids: Vec<MerchantId> = self.merchant_words[from..]
            .iter()
            .take_while(|(word, _)| word.starts_with(start))
            .map(|(_, id)| *id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Names as they are sorted: in lower case, English before Arabic where there are both.
fn sortable<'a>(names: impl Iterator<Item = (Uuid, &'a Name)>) -> Vec<(String, Uuid)> {
    names
        .map(|(id, name)| (name.get(false).to_lowercase(), id))
        .collect()
}
