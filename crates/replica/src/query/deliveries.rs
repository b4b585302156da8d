//! The deliveries table: pages and all ids.
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
use crate::error::Result;
use domain::id::DeliveryId;
use rusqlite::params_from_iter;
use std::sync::Arc;
use wire::ipc::{DeliveryFilter, DeliveryPage, Sort};

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
    let day = ctx.day_or_today(filter.hub, filter.date)?;
    let rows = Rows::new(ctx, filter.hub, day)?.fetch(ctx, &list[from..to])?;
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
    // What is carried over to a day depends on whether it has begun.
    let day = ctx.day_or_today(filter.hub, filter.date)?;
    let key = serde_json::to_string(&(filter, sort, day.has_begun()))?;
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
