//! Names of merchants, zones, couriers and staff, for rows that show them.

use super::Ctx;
use crate::{error::Result, store::lock};
use domain::{
    entity::Table,
    id::{CourierId, MerchantId, UserId, ZoneId},
    text::{digits, fold},
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
        couriers: couriers(ctx)?,
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

/// Couriers' names; those whose name another courier of the hub has too with the end of their phone number.
fn couriers(ctx: &Ctx<'_>) -> Result<HashMap<CourierId, Name>> {
    let mut statement = ctx
        .conn
        .prepare_cached("SELECT id, name_ar, name_en, hub_id, phone FROM courier")?;
    let rows = statement.query_map([], |row| {
        let name = Name {
            ar: row.get(1)?,
            en: row.get(2)?,
        };
        Ok((
            CourierId(row.get(0)?),
            name,
            row.get::<_, Uuid>(3)?,
            row.get::<_, String>(4)?,
        ))
    })?;
    let all = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut bearers: HashMap<(Uuid, bool, String), u32> = HashMap::new();
    for (_, name, hub, _) in &all {
        for (arabic, text) in [(true, &name.ar), (false, &name.en)] {
            *bearers.entry((*hub, arabic, fold(text))).or_default() += 1;
        }
    }
    let apart = |arabic, text: String, hub, phone: &str| {
        let shared = bearers
            .get(&(hub, arabic, fold(&text)))
            .is_some_and(|n| *n > 1);
        match text.is_empty() || !shared {
            true => text,
            false => told_apart(&text, phone),
        }
    };
    Ok(all
        .into_iter()
        .map(|(id, name, hub, phone)| {
            let name = Name {
                ar: apart(true, name.ar, hub, &phone),
                en: apart(false, name.en, hub, &phone),
            };
            (id, name)
        })
        .collect())
}

/// A name with the last four digits of a phone number.
fn told_apart(name: &str, phone: &str) -> String {
    let digits = digits(phone);
    let end = &digits[digits.len().saturating_sub(4)..];
    format!("{name} ··{end}")
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
            SortKey::Reference
            | SortKey::State
            | SortKey::Recipient
            | SortKey::Due
            | SortKey::Cod
            | SortKey::Priority
            | SortKey::Updated => Vec::new(),
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
