//! The numbers of pill, rail and status bar. Each counts what a list of the same hub and day shows.

use super::{
    Ctx, TO_SETTLE,
    day::Day,
    estimates::{self, Estimates},
    open::{self, OpenWork},
    shifts, small,
};
use crate::error::Result;
use domain::{entities::DeliveryState, id::HubId, units::ServiceDate};
use std::collections::HashMap;
use wire::ipc::{Counts, HubCounts};

/// The hub's numbers on that day, without a date today's.
pub(super) fn counts(ctx: &Ctx<'_>, hub: HubId, date: Option<ServiceDate>) -> Result<Counts> {
    let day = ctx.day_or_today(hub, date)?;
    let work = open::work(ctx, hub)?;
    let estimates = estimates::estimates(ctx, hub)?;
    let (late, at_risk) = late(&work, &estimates, day);
    let mut counts = Counts {
        couriers_on_shift: shifts::on_shift(ctx, hub, day)?.len() as u64,
        open_exceptions: open_exceptions(ctx)?.get(&hub).copied().unwrap_or_default(),
        on_time_pct: on_time_pct(ctx, hub, day.date)?,
        late,
        at_risk,
        ..Counts::default()
    };
    for delivery in work.deliveries.values().filter(|d| day.holds(d)) {
        counts.unassigned += u64::from(delivery.state == DeliveryState::Ready);
        counts.carried_over += u64::from(day.carries(delivery.service_date));
    }
    Ok(counts)
}

/// What needs a person in each of the user's hubs, by the hubs' names.
pub(super) fn of_hubs(ctx: &Ctx<'_>) -> Result<Vec<HubCounts>> {
    let open = open_exceptions(ctx)?;
    Ok(small::hubs(ctx)?
        .into_iter()
        .map(|hub| HubCounts {
            hub: hub.id,
            name: hub.name,
            open_exceptions: open.get(&hub.id).copied().unwrap_or_default(),
        })
        .collect())
}

/// How many of the day's open deliveries are late, and how many at risk.
pub(super) fn late(work: &OpenWork, estimates: &Estimates, day: Day) -> (u64, u64) {
    let mut counted = (0, 0);
    for delivery in work.deliveries.values().filter(|d| day.holds(d)) {
        counted.0 += u64::from(estimates.is_late(delivery.id));
        counted.1 += u64::from(estimates.is_at_risk(delivery.id));
    }
    counted
}

fn open_exceptions(ctx: &Ctx<'_>) -> Result<HashMap<HubId, u64>> {
    let mut statement = ctx.conn.prepare_cached(&format!(
        "SELECT hub_id, {TO_SETTLE} FROM exception WHERE resolved_at IS NULL GROUP BY hub_id"
    ))?;
    let rows = statement.query_map([], |row| Ok((HubId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Share of the day's delivered that were on time, percent with one decimal.
pub(super) fn on_time_pct(ctx: &Ctx<'_>, hub: HubId, date: ServiceDate) -> Result<Option<f64>> {
    let (all, on_time): (i64, i64) = ctx
        .conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(delivered_at <= due_at), 0) FROM delivery
             WHERE hub_id = ? AND service_date = ? AND state = 'delivered'
               AND delivered_at IS NOT NULL AND due_at IS NOT NULL",
        )?
        .query_row((hub.0, date.to_string()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok((all > 0).then(|| (on_time as f64 * 1000.0 / all as f64).round() / 10.0))
}
