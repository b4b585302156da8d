//! The deliveries table: pages, all ids, and search as you type.
//!
//! The ordered row ids of the last few filters are kept while nothing changes, so that scrolling a million rows
//! costs a slice and a page of look-ups.

use super::{
    Ctx, estimates, filter,
    lists::RowIds,
    names,
    order::{self, Sorter},
    rows::Rows,
};
use crate::{error::Result, search};
use domain::{
    id::{DeliveryId, HubId},
    text::{digits, fold},
};
use rusqlite::params_from_iter;
use std::sync::Arc;
use wire::ipc::{DeliveryFilter, DeliveryPage, DeliveryRow, SearchHit, Sort};

/// The most rows of one page.
pub(super) const MAX_PAGE: u32 = 1_000;
/// The most ids of one answer.
const MAX_IDS: usize = 10_000;

pub(super) fn page(
    ctx: &Ctx<'_>,
    filter: &DeliveryFilter,
    sort: Sort,
    offset: u64,
    limit: u32,
) -> Result<DeliveryPage> {
    let list = ordered(ctx, filter, sort)?;
    let from = usize::try_from(offset)
        .unwrap_or(usize::MAX)
        .min(list.len());
    let to = from
        .saturating_add(limit.min(MAX_PAGE) as usize)
        .min(list.len());
    let date = match filter.date {
        Some(date) => date,
        None => ctx.today(filter.hub)?,
    };
    let rows = Rows::new(ctx, filter.hub, date)?.fetch(ctx, &list[from..to])?;
    Ok(DeliveryPage {
        total: list.len() as u64,
        offset,
        rows,
    })
}

pub(super) fn ids(ctx: &Ctx<'_>, filter: &DeliveryFilter, sort: Sort) -> Result<Vec<DeliveryId>> {
    let list = ordered(ctx, filter, sort)?;
    let mut statement = ctx
        .conn
        .prepare_cached("SELECT id FROM delivery WHERE rowid = ?")?;
    list.iter()
        .take(MAX_IDS)
        .map(|row_id| Ok(DeliveryId(statement.query_row([row_id], |row| row.get(0))?)))
        .collect()
}

/// Row ids of everything the filter shows, in order.
pub(super) fn ordered(ctx: &Ctx<'_>, filter: &DeliveryFilter, sort: Sort) -> Result<RowIds> {
    let key = serde_json::to_string(&(filter, sort))?;
    let version = filter::version(ctx, filter, sort);
    if ctx.keeps()
        && let Some(list) = ctx.inner.lists.order(&key, version)
    {
        return Ok(list);
    }
    let conditions = filter::conditions(ctx, filter)?;
    if conditions.is_empty() {
        return Ok(Arc::new(Vec::new()));
    }
    let id = if filter.late_only {
        "delivery.id"
    } else {
        "NULL"
    };
    let key_column = order::column(sort);
    let parts: Vec<String> = conditions
        .iter()
        .map(|c| {
            format!(
                "SELECT delivery.rowid, {key_column}, {id} FROM delivery {} WHERE {}",
                c.index, c.sql
            )
        })
        .collect();
    let mut statement = ctx.conn.prepare_cached(&parts.join(" UNION ALL "))?;
    let params = conditions.into_iter().flat_map(|c| c.params);
    let mut found = statement.query(params_from_iter(params))?;
    let late = if filter.late_only {
        Some(estimates::estimates(ctx, filter.hub)?)
    } else {
        None
    };
    let names = names::names(ctx)?;
    let mut sorter = Sorter::new(sort, &names);
    while let Some(row) = found.next()? {
        if let Some(late) = &late
            && !late.is_late(DeliveryId(row.get(2)?))
        {
            continue;
        }
        sorter.push(row.get(0)?, row.get_ref(1)?)?;
    }
    let list = Arc::new(sorter.finish());
    ctx.inner.lists.keep_order(key, version, &list);
    Ok(list)
}

pub(super) fn search(ctx: &Ctx<'_>, hub: HubId, text: &str, limit: u32) -> Result<Vec<SearchHit>> {
    let names = names::names(ctx)?;
    let Some(question) = search::Question::new(hub, text, |word| names.merchants_like(word)) else {
        return Ok(Vec::new());
    };
    let found: Vec<DeliveryId> = search::hits(ctx.conn, &question, limit.min(200))?
        .into_iter()
        .map(DeliveryId)
        .collect();
    let rows = Rows::of(ctx, hub, ctx.today(hub)?, &found)?;
    let mut hits = Vec::new();
    for id in found {
        if let Some(row) = rows.one(ctx, id)? {
            let field = matched(&row, text).to_owned();
            hits.push(SearchHit { row, field });
        }
    }
    Ok(hits)
}

/// The field a person will recognise the match by.
fn matched(row: &DeliveryRow, text: &str) -> &'static str {
    let typed = fold(text);
    let number = digits(text);
    let has = |field: &str| {
        let folded = fold(field);
        typed.split(' ').any(|word| folded.contains(word))
    };
    let joined = typed.replace(' ', "");
    if fold(&row.reference).replace(' ', "").contains(&joined) {
        "reference"
    } else if number.len() >= 3
        && row
            .phone
            .as_deref()
            .is_some_and(|phone| digits(phone).contains(number.trim_start_matches('0')))
    {
        "phone"
    } else if has(&row.recipient) {
        "name"
    } else if has(&row.merchant.ar) || has(&row.merchant.en) {
        "merchant"
    } else if has(&row.address) {
        "address"
    } else {
        "reference"
    }
}
