//! Couriers' shifts as a day shows them, and who is on shift: said here once, for lists, numbers and estimates.

use super::{Ctx, day::Day};
use crate::{error::Result, row};
use domain::{
    entities::{Shift, ShiftState},
    entity::{Synced, Table},
    id::{CourierId, HubId},
};
use std::collections::{HashMap, HashSet};

/// Each courier's shift of the day that is open or planned: the one under way before the next, before one that is
/// over. Today has also what began the day before, is open and not over.
pub(super) fn of_day(ctx: &Ctx<'_>, hub: HubId, day: Day) -> Result<HashMap<CourierId, Shift>> {
    let mut shifts: HashMap<CourierId, Shift> = HashMap::new();
    let from = if day.date == day.today {
        day.date.plus_days(-1)
    } else {
        day.date
    };
    let rank = |shift: &Shift| {
        (
            !shift.is_under_way(ctx.now),
            shift.service_date != day.date,
            shift.state != ShiftState::Open,
            shift.ends_at <= ctx.now,
            shift.starts_at,
            shift.id,
        )
    };
    for row in row::select(
        ctx.conn,
        Table::Shift,
        "hub_id = ? AND service_date BETWEEN ? AND ? AND state <> 'closed'",
        (hub.0, from.to_string(), day.date.to_string()),
    )? {
        let shift = Shift::from_values(row.values)?;
        let of_before = shift.service_date != day.date;
        if of_before && (shift.state != ShiftState::Open || shift.ends_at <= ctx.now) {
            continue;
        }
        let known = shifts.get(&shift.courier_id);
        if known.is_none_or(|known| rank(&shift) < rank(known)) {
            shifts.insert(shift.courier_id, shift);
        }
    }
    Ok(shifts)
}

/// Couriers of the hub, and not gone, whose shift of the day is under way.
pub(super) fn on_shift(ctx: &Ctx<'_>, hub: HubId, day: Day) -> Result<HashSet<CourierId>> {
    let mut working: HashSet<CourierId> = of_day(ctx, hub, day)?
        .into_values()
        .filter(|shift| shift.is_under_way(ctx.now))
        .map(|shift| shift.courier_id)
        .collect();
    let mut here = ctx
        .conn
        .prepare_cached("SELECT id FROM courier WHERE hub_id = ? AND status <> 'left'")?;
    let here: HashSet<CourierId> = here
        .query_map([hub.0], |row| Ok(CourierId(row.get(0)?)))?
        .collect::<rusqlite::Result<_>>()?;
    working.retain(|courier| here.contains(courier));
    Ok(working)
}
