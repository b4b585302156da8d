//! What a filter and a sort of the deliveries table are in SQL.

use super::{Ctx, estimates, names};
use crate::{error::Result, search};
use domain::units::ServiceDate;
use rusqlite::types::Value as Sql;
use wire::ipc::{DeliveryFilter, Sort, SortKey};

/// A condition on `delivery` and its parameters, in order.
#[derive(Clone)]
pub(super) struct Condition {
    /// An index to use, where the planner does not know how few rows it has.
    pub index: &'static str,
    pub sql: String,
    pub params: Vec<Sql>,
}

impl Condition {
    fn and(&self, index: &'static str, sql: &str, param: Sql) -> Self {
        let mut params = vec![param];
        params.extend(self.params.iter().cloned());
        Self {
            index,
            sql: format!("{sql} AND {}", self.sql),
            params,
        }
    }
}

/// Conditions of which each row of the list fulfils exactly one; none when the filter can show nothing.
/// They are apart because each is found by another index.
pub(super) fn conditions(ctx: &Ctx<'_>, filter: &DeliveryFilter) -> Result<Vec<Condition>> {
    let Some(common) = condition(ctx, filter)? else {
        return Ok(Vec::new());
    };
    let date = |d: ServiceDate| Sql::Text(d.to_string());
    let earlier = |day| {
        common.and(
            "INDEXED BY delivery_open",
            "delivery.open = 1 AND delivery.service_date < ?",
            date(day),
        )
    };
    let begun = |day| Ok::<_, crate::ReplicaError>(ctx.day(filter.hub, day)?.has_begun());
    Ok(match (filter.date, filter.carried_over_only) {
        (Some(day), false) => {
            let mut all = vec![common.and("", "delivery.service_date = ?", date(day))];
            if begun(day)? {
                all.push(earlier(day));
            }
            all
        }
        (Some(day), true) if !begun(day)? => Vec::new(),
        (Some(day), true) => vec![earlier(day)],
        (None, true) => vec![earlier(ctx.today(filter.hub)?)],
        (None, false) => vec![common],
    })
}

/// Everything but the date; `None` when the filter can show nothing.
fn condition(ctx: &Ctx<'_>, filter: &DeliveryFilter) -> Result<Option<Condition>> {
    let mut all: Vec<String> = vec!["delivery.hub_id = ?".into()];
    let mut params = vec![blob(filter.hub.0)];
    if !filter.states.is_empty() {
        let words = filter.states.iter().map(|s| Sql::Text(s.word().into()));
        one_of(&mut all, &mut params, "delivery.state", words);
    }
    if filter.outside_zones {
        all.push("delivery.zone_id IS NULL".into());
    } else if !filter.zones.is_empty() {
        let ids = filter.zones.iter().map(|id| blob(id.0));
        one_of(&mut all, &mut params, "delivery.zone_id", ids);
    }
    if !filter.couriers.is_empty() {
        let ids = filter.couriers.iter().map(|id| blob(id.0));
        one_of(&mut all, &mut params, "delivery.courier_id", ids);
    }
    if !filter.merchants.is_empty() {
        let ids = filter.merchants.iter().map(|id| blob(id.0));
        one_of(&mut all, &mut params, "delivery.merchant_id", ids);
    }
    if let Some(batch) = filter.batch {
        all.push("delivery.import_batch_id = ?".into());
        params.push(blob(batch.0));
    }
    if filter.pending_only {
        all.push(
            "(EXISTS (SELECT 1 FROM shadow WHERE tbl = 'delivery' AND pk = delivery.id)
              OR EXISTS (SELECT 1 FROM outbox_item WHERE entity_id = delivery.id))"
                .into(),
        );
    }
    if filter.late_only {
        all.push("delivery.open = 1".into());
    }
    for (bound, at) in [(">=", filter.due_from), ("<", filter.due_to)] {
        if let Some(at) = at {
            all.push(format!("delivery.due_at {bound} ?"));
            params.push(Sql::Integer(at.0));
        }
    }
    if !filter.search.trim().is_empty() {
        let names = names::names(ctx)?;
        let question = search::Question::new(filter.hub, &filter.search, |word| {
            names.merchants_like(word)
        });
        let Some(question) = question else {
            return Ok(None);
        };
        let (sql, texts) = search::filter_sql(&question);
        all.push(sql);
        params.extend(texts.into_iter().map(Sql::Text));
    }
    Ok(Some(Condition {
        index: "",
        sql: all.join(" AND "),
        params,
    }))
}

fn blob(id: uuid::Uuid) -> Sql {
    Sql::Blob(id.as_bytes().to_vec())
}

fn one_of(
    all: &mut Vec<String>,
    params: &mut Vec<Sql>,
    column: &str,
    values: impl ExactSizeIterator<Item = Sql>,
) {
    let places = vec!["?"; values.len()].join(", ");
    all.push(format!("{column} IN ({places})"));
    params.extend(values);
}

/// What an ordered list depends on besides the filter: for the lists kept in memory.
pub(super) fn version(ctx: &Ctx<'_>, filter: &DeliveryFilter, sort: Sort) -> u64 {
    use domain::entity::Table as T;
    let mut version = ctx.versions.of(&[T::Delivery]);
    match sort.key {
        SortKey::Zone => version += ctx.versions.of(&[T::Zone]),
        SortKey::Courier => version += ctx.versions.of(&[T::Courier]),
        SortKey::Merchant => version += ctx.versions.of(&[T::Merchant]),
        // A row's own.
        SortKey::Reference
        | SortKey::State
        | SortKey::Recipient
        | SortKey::Due
        | SortKey::Cod
        | SortKey::Priority
        | SortKey::Updated => {}
    }
    if !filter.search.is_empty() {
        version += ctx.versions.of(&[T::Merchant]);
    }
    if filter.pending_only {
        version += ctx.versions.local;
    }
    if filter.late_only {
        let (tables, step) = estimates::stamp(ctx);
        version = version
            .wrapping_add(tables)
            .wrapping_add(step.unsigned_abs());
    }
    if filter.carried_over_only && filter.date.is_none() {
        // Which day it is moves on with time.
        version = version.wrapping_add(ctx.now.0.div_euclid(60_000).unsigned_abs());
    }
    version
}
