//! The board: deliveries nobody has yet, grouped by zone, beside the couriers.

use super::{Ctx, couriers, names, rows::Rows};
use crate::error::Result;
use domain::{
    id::{HubId, ZoneId},
    text::{digits, fold},
    units::ServiceDate,
};
use std::collections::HashMap;
use wire::ipc::{Board, BoardGroup, BoardSort, DeliveryRow};

pub(super) fn board(
    ctx: &Ctx<'_>,
    hub: HubId,
    date: ServiceDate,
    sort: BoardSort,
    search: &str,
) -> Result<Board> {
    let day = ctx.day(hub, date)?;
    let text = date.to_string();
    let mut rows = Rows::new(ctx, hub, day)?.select(
        ctx,
        &format!(
            "INDEXED BY delivery_open WHERE hub_id = ? AND open = 1 AND {} AND state = 'ready'",
            day.holds_sql()
        ),
        &[&hub.0, &text],
    )?;
    if !search.trim().is_empty() {
        let wanted = fold(search);
        let number = digits(search);
        rows.retain(|row| fits(row, &wanted, &number));
    }
    rows.sort_by(|a, b| order(a, b, sort));
    let mut groups = grouped(ctx, rows)?;
    if sort == BoardSort::LateRisk {
        // Rows are sorted: a group's first is its most urgent.
        groups.sort_by(|a, b| match (a.rows.first(), b.rows.first()) {
            (Some(a), Some(b)) => order(a, b, sort),
            _ => std::cmp::Ordering::Equal,
        });
    }
    Ok(Board {
        groups,
        couriers: couriers::of_hub(ctx, hub, day)?,
    })
}

fn order(a: &DeliveryRow, b: &DeliveryRow, sort: BoardSort) -> std::cmp::Ordering {
    // Absent goes last.
    let last = |n: Option<i64>| n.unwrap_or(i64::MAX);
    let due = |row: &DeliveryRow| last(row.due_at.map(|at| at.0));
    match sort {
        BoardSort::LateRisk => last(a.slack_secs).cmp(&last(b.slack_secs)),
        BoardSort::Due => due(a).cmp(&due(b)),
        BoardSort::Cod => b.cod_halalas.cmp(&a.cod_halalas),
        BoardSort::Reference => a.reference.cmp(&b.reference),
    }
    .then_with(|| b.priority.cmp(&a.priority))
    .then_with(|| a.id.cmp(&b.id))
}

fn fits(row: &DeliveryRow, wanted: &str, number: &str) -> bool {
    let all = fold(&format!(
        "{} {} {} {} {} {} {}",
        row.reference,
        row.recipient,
        row.address,
        row.merchant.ar,
        row.merchant.en,
        row.zone_name.ar,
        row.zone_name.en
    ));
    wanted.split(' ').all(|word| all.contains(word))
        || (number.len() >= 3
            && row
                .phone
                .as_deref()
                .is_some_and(|p| digits(p).contains(number.trim_start_matches('0'))))
}

/// Groups by zone, by name, those outside all zones last.
fn grouped(ctx: &Ctx<'_>, rows: Vec<DeliveryRow>) -> Result<Vec<BoardGroup>> {
    let names = names::names(ctx)?;
    let mut by_zone: HashMap<Option<ZoneId>, Vec<DeliveryRow>> = HashMap::new();
    for row in rows {
        by_zone.entry(row.zone).or_default().push(row);
    }
    let mut color = ctx
        .conn
        .prepare_cached("SELECT color FROM zone WHERE id = ?")?;
    let mut groups = Vec::with_capacity(by_zone.len());
    for (zone, rows) in by_zone {
        let found: Option<String> = match zone {
            Some(id) => color
                .query_map([id.0], |row| row.get(0))?
                .next()
                .transpose()?,
            None => None,
        };
        groups.push(BoardGroup {
            zone,
            name: names.zone(zone),
            color: found.unwrap_or_default(),
            rows,
        });
    }
    groups.sort_by(|a, b| {
        (a.zone.is_none(), &a.name.en, &a.name.ar, a.zone).cmp(&(
            b.zone.is_none(),
            &b.name.en,
            &b.name.ar,
            b.zone,
        ))
    });
    Ok(groups)
}
