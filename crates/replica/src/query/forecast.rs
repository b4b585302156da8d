//! What giving deliveries to a courier would do: the commands decided one after another as a submit would, and the
//! day's numbers then, by the estimates that every list has afterwards. Nothing is written.

use super::{
    Ctx, counts,
    couriers::Fleet,
    estimates::{self, Estimates},
    open::{self, OpenWork},
    preview::refused,
};
use crate::{actor, cache::Cache, decision, error::Result, row};
use domain::{
    command::Command,
    decide::{Context, ItemVerdict},
    entities::{Courier, Delivery},
    entity::{Synced, Table},
    id::{CommandId, CourierId, DeliveryId, HubId},
    units::ServiceDate,
    world::Change,
};
use std::collections::HashMap;
use uuid::Uuid;
use wire::ipc::Forecast;

pub(super) fn forecast(
    ctx: &Ctx<'_>,
    hub: HubId,
    date: ServiceDate,
    commands: &[Command],
) -> Result<Forecast> {
    let day = ctx.day(hub, date)?;
    let (items, changed) = decided(ctx, hub, commands)?;
    let given: Vec<DeliveryId> = changed.keys().copied().collect();
    let work = open::work(ctx, hub)?;
    let then = work.with(changed.into_values().collect());
    let before = estimates::estimates(ctx, hub)?;
    let after = before.with(ctx, hub, (&*work, &then), &given)?;
    let courier = commands.iter().find_map(receiver);
    let mut forecast = Forecast {
        items,
        courier: None,
        late_before: counts::late(&work, &before, day).0,
        late_after: counts::late(&then, &after, day).0,
        newly_late: 0,
        newly_at_risk: 0,
        no_longer_late: 0,
        still_late: 0,
        later_secs: None,
    };
    // Of whatever day: what is given may be another day's than the one looked at.
    for id in then.deliveries.keys().copied() {
        let (was, is) = (before.is_late(id), after.is_late(id));
        forecast.newly_late += u64::from(is && !was);
        forecast.no_longer_late += u64::from(was && !is);
        forecast.newly_at_risk += u64::from(after.is_at_risk(id) && !before.is_at_risk(id) && !was);
    }
    let stays_late = |id: &&DeliveryId| before.is_late(**id) && after.is_late(**id);
    forecast.still_late = given.iter().filter(stays_late).count() as u64;
    if let Some(courier) = courier {
        let done = |work: &OpenWork, estimates: &Estimates| {
            let ahead = work.ahead(courier, day.today);
            let last = ahead.into_iter().rfind(|d| day.holds(d));
            last.and_then(|d| estimates.eta(d.id))
        };
        // Whoever has nothing to do is done now.
        let (begin, end) = (done(&work, &before), done(&then, &after));
        forecast.later_secs = end.map(|end| end.secs_since(begin.unwrap_or(ctx.now)));
        if let Some(row) = row::get(ctx.conn, Table::Courier, courier.0)? {
            let fleet = Fleet::read(ctx, hub, day)?.with(then, after);
            forecast.courier = Some(fleet.view(Courier::from_values(row.values)?));
        }
    }
    Ok(forecast)
}

/// Each command's verdicts on what those before it leave, and the hub's deliveries as all leave them.
fn decided(
    ctx: &Ctx<'_>,
    hub: HubId,
    commands: &[Command],
) -> Result<(Vec<ItemVerdict>, HashMap<DeliveryId, Delivery>)> {
    let actor = actor::read(ctx.conn)?;
    let mut cache = Cache::new(ctx.conn);
    let (mut items, mut changed) = (Vec::new(), HashMap::new());
    for (n, command) in (0_u128..).zip(commands) {
        let context = Context {
            command: CommandId(Uuid::from_u128(n)),
            now: ctx.now,
            issued_at: ctx.now,
        };
        let decision = match decision::ask(&mut cache, &actor, &context, command)?.verdict {
            Ok(decision) => decision,
            Err(rejection) => {
                items.extend(refused(command, &rejection));
                continue;
            }
        };
        for change in &decision.changes {
            cache.apply(change);
            if let Change::Put { entity, .. } = change
                && let Some(delivery) = Delivery::of(entity).filter(|d| d.hub_id == hub)
            {
                changed.insert(delivery.id, delivery.clone());
            }
        }
        items.extend(decision.items);
    }
    Ok((items, changed))
}

/// Who gets them.
fn receiver(command: &Command) -> Option<CourierId> {
    match command {
        Command::Deliveries(on) => on.action.gives_to(),
        Command::Other(_) => None,
    }
}
