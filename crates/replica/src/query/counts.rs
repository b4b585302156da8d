//! The numbers of pill, rail and status bar.

use super::{Ctx, TO_SETTLE, estimates, open};
use crate::error::Result;
use domain::{entities::DeliveryState, id::HubId, units::ServiceDate};
use wire::ipc::Counts;

pub(super) fn counts(ctx: &Ctx<'_>, hub: HubId, date: ServiceDate) -> Result<Counts> {
    let work = open::work(ctx, hub)?;
    let estimates = estimates::estimates(ctx, hub)?;
    let mut counts = Counts {
        couriers_on_shift: estimates::on_shift(ctx, hub)?.len() as u64,
        open_exceptions: ctx
            .conn
            .prepare_cached(&format!(
                "SELECT {TO_SETTLE} FROM exception WHERE hub_id = ? AND resolved_at IS NULL"
            ))?
            .query_row([hub.0], |row| row.get(0))?,
        on_time_pct: on_time_pct(ctx, hub, date)?,
        ..Counts::default()
    };
    for delivery in work.deliveries.values().filter(|d| d.service_date <= date) {
        counts.unassigned += u64::from(delivery.state == DeliveryState::Ready);
        counts.carried_over += u64::from(delivery.service_date < date);
        counts.late += u64::from(estimates.is_late(delivery.id));
        counts.at_risk += u64::from(estimates.is_at_risk(delivery.id));
    }
    Ok(counts)
}

/// Share of the day's delivered that were on time, percent with one decimal.
fn on_time_pct(ctx: &Ctx<'_>, hub: HubId, date: ServiceDate) -> Result<Option<f64>> {
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
