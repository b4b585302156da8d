//! The numbers beside the values of a filter: how many the table would show if that value alone of its kind were
//! chosen. Counted by the table's own conditions.

use super::{Ctx, estimates, filter};
use crate::error::Result;
use domain::id::DeliveryId;
use rusqlite::{params_from_iter, types::ValueRef};
use std::collections::BTreeMap;
use uuid::Uuid;
use wire::ipc::{DeliveryFilter, FilterBy, FilterCount};

pub(super) fn counts(
    ctx: &Ctx<'_>,
    filter: &DeliveryFilter,
    by: FilterBy,
) -> Result<Vec<FilterCount>> {
    let mut others = filter.clone();
    let column = match by {
        FilterBy::State => {
            others.states.clear();
            "delivery.state"
        }
        FilterBy::Zone => {
            others.zones.clear();
            others.outside_zones = false;
            "delivery.zone_id"
        }
        FilterBy::Courier => {
            others.couriers.clear();
            "delivery.courier_id"
        }
        FilterBy::Merchant => {
            others.merchants.clear();
            "delivery.merchant_id"
        }
    };
    // What is late is known delivery by delivery.
    let (late, id) = if others.late_only {
        let late = estimates::estimates(ctx, others.hub)?;
        (Some(late), "delivery.id")
    } else {
        (None, "NULL")
    };
    let mut counts: BTreeMap<Option<String>, u64> = BTreeMap::new();
    for condition in filter::conditions(ctx, &others)? {
        let mut statement = ctx.conn.prepare_cached(&format!(
            "SELECT {column}, {id}, count(*) FROM delivery {} WHERE {} GROUP BY 1, 2",
            condition.index, condition.sql
        ))?;
        let mut found = statement.query(params_from_iter(condition.params))?;
        while let Some(row) = found.next()? {
            if let Some(late) = &late
                && !late.is_late(DeliveryId(row.get(1)?))
            {
                continue;
            }
            let value = match row.get_ref(0)? {
                ValueRef::Text(word) => Some(String::from_utf8_lossy(word).into_owned()),
                ValueRef::Blob(id) => Uuid::from_slice(id).ok().map(|id| id.to_string()),
                ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => None,
            };
            *counts.entry(value).or_default() += row.get::<_, u64>(2)?;
        }
    }
    Ok(counts
        .into_iter()
        .map(|(value, count)| FilterCount { value, count })
        .collect())
}
