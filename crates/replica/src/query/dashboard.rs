//! The dashboard's figures and series, one entry per hour of the service day: of the deliveries that the table shows
//! for it.

use super::{Ctx, counts, day::Day, estimates, open};
use crate::error::Result;
use domain::{
    cash,
    entities::DeliveryState,
    id::HubId,
    units::{Millis, ServiceDate},
};
use std::collections::BTreeMap;
use wire::ipc::{DashboardHour, DashboardView};

const HOUR_MS: i64 = 3_600_000;
const HOURS: i64 = 24;
/// Width of a lateness bin, minutes.
const BIN_MIN: i64 = 5;
/// Lateness beyond this many minutes counts in the outermost bins.
const MAX_MIN: i64 = 180;

pub(super) fn dashboard(ctx: &Ctx<'_>, hub: HubId, date: ServiceDate) -> Result<DashboardView> {
    let day = ctx.day(hub, date)?;
    let start = day_start(ctx, hub, date)?;
    let mut hours: Vec<(BTreeMap<DeliveryState, u32>, u32, u32)> =
        vec![Default::default(); HOURS as usize];
    let (mut delivered, mut failed, mut open) = (0, 0, 0);
    let mut lateness: BTreeMap<i64, u32> = BTreeMap::new();
    for (state, due_at, count) in due(ctx, hub, day)? {
        if state == DeliveryState::Delivered {
            delivered += u64::from(count);
        } else if state == DeliveryState::Failed {
            failed += u64::from(count);
        }
        open += if state.is_open() { u64::from(count) } else { 0 };
        if let Some(hour) = due_at.and_then(|at| hours.get_mut(hour_of(start, at)?)) {
            *hour.0.entry(state).or_default() += count;
        }
    }
    for (at, due) in done(ctx, hub, date)? {
        if let Some(hour) = hour_of(start, at).and_then(|h| hours.get_mut(h)) {
            hour.1 += 1;
            hour.2 += u32::from(at <= due);
        }
        *lateness
            .entry(bin((at.0 - due.0).div_euclid(60_000)))
            .or_default() += 1;
    }
    let estimates = estimates::estimates(ctx, hub)?;
    let work = open::work(ctx, hub)?;
    for delivery in work.deliveries.values().filter(|d| day.holds(d)) {
        if let Some(slack) = estimates.slack_secs(delivery.id) {
            *lateness.entry(bin((-slack).div_euclid(60))).or_default() += 1;
        }
    }
    let due_cash: i64 = work
        .deliveries
        .values()
        .filter(|d| d.courier_id.is_some())
        .map(|d| cash::due(d))
        .sum();
    Ok(DashboardView {
        hours: hours
            .into_iter()
            .enumerate()
            .map(|(i, (by_state, delivered, on_time))| DashboardHour {
                from: Millis(start.0 + i as i64 * HOUR_MS),
                by_state: by_state.into_iter().collect(),
                delivered,
                on_time,
            })
            .collect(),
        lateness: lateness
            .into_iter()
            .map(|(from, count)| (i32::try_from(from).unwrap_or(i32::MAX), count))
            .collect(),
        on_time_target_pct: ctx.policy()?.on_time_target_pct,
        on_time_pct: counts::on_time_pct(ctx, hub, date)?,
        delivered,
        failed,
        open,
        cod_outstanding_halalas: due_cash + collected(ctx, hub)?,
    })
}

/// When the service day begins.
fn day_start(ctx: &Ctx<'_>, hub: HubId, date: ServiceDate) -> Result<Millis> {
    let hub = ctx.hub(hub)?;
    let (zone, starts_at) = hub.as_ref().map_or(("Asia/Riyadh", 240), |h| {
        (h.time_zone.as_str(), h.day_starts_at_min)
    });
    Ok(date.at_minute(starts_at, zone).unwrap_or_default())
}

fn hour_of(start: Millis, at: Millis) -> Option<usize> {
    usize::try_from((at.0 - start.0).div_euclid(HOUR_MS)).ok()
}

/// The lower bound of the bin, minutes late.
fn bin(minutes_late: i64) -> i64 {
    minutes_late.clamp(-MAX_MIN, MAX_MIN).div_euclid(BIN_MIN) * BIN_MIN
}

/// The day's deliveries: state, when due, how many alike.
fn due(ctx: &Ctx<'_>, hub: HubId, day: Day) -> Result<Vec<(DeliveryState, Option<Millis>, u32)>> {
    let mut found = alike(
        ctx,
        hub,
        day.date,
        "SELECT state, due_at, count(*) FROM delivery WHERE hub_id = ? AND service_date = ?
         GROUP BY due_at, state",
    )?;
    if day.has_begun() {
        found.extend(alike(
            ctx,
            hub,
            day.date,
            "SELECT state, due_at, count(*) FROM delivery INDEXED BY delivery_open
             WHERE hub_id = ? AND open = 1 AND service_date < ? GROUP BY due_at, state",
        )?);
    }
    Ok(found)
}

fn alike(
    ctx: &Ctx<'_>,
    hub: HubId,
    date: ServiceDate,
    sql: &str,
) -> Result<Vec<(DeliveryState, Option<Millis>, u32)>> {
    let mut statement = ctx.conn.prepare_cached(sql)?;
    let mut rows = statement.query((hub.0, date.to_string()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let state: DeliveryState = row
            .get_ref(0)?
            .as_str()
            .unwrap_or_default()
            .parse()
            .map_err(crate::error::ReplicaError::Unreadable)?;
        found.push((
            state,
            row.get::<_, Option<i64>>(1)?.map(Millis),
            row.get(2)?,
        ));
    }
    Ok(found)
}

/// The day's delivered ones that were promised: when, and when they were due.
fn done(ctx: &Ctx<'_>, hub: HubId, date: ServiceDate) -> Result<Vec<(Millis, Millis)>> {
    let mut statement = ctx.conn.prepare_cached(
        "SELECT delivered_at, due_at FROM delivery WHERE hub_id = ? AND service_date = ?
           AND state = 'delivered' AND delivered_at IS NOT NULL AND due_at IS NOT NULL",
    )?;
    let rows = statement.query_map((hub.0, date.to_string()), |row| {
        Ok((Millis(row.get(0)?), Millis(row.get(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Cash taken and not handed in.
fn collected(ctx: &Ctx<'_>, hub: HubId) -> Result<i64> {
    Ok(ctx
        .conn
        .prepare_cached(
            "SELECT coalesce(sum(halalas), 0) FROM collection
             WHERE hub_id = ? AND settlement_id IS NULL AND method = 'cash'",
        )?
        .query_row([hub.0], |row| row.get(0))?)
}
