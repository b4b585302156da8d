//! The timeline of an entity: its events in the order in which they happened, each with the time it is shown at and
//! the courier it names. The newest line agrees with how things are: what changed the state or the courier stands in
//! the order in which the server took it, whatever the clocks say that told of it.

use super::{Ctx, names};
use crate::{error::Result, row};
use domain::{
    entities::Event,
    entity::{Synced, Table},
    id::CourierId,
    name::ActionKind,
    units::Millis,
};
use uuid::Uuid;
use wire::ipc::{EventView, Name};

/// Events of the timeline, at most.
const MAX_EVENTS: u32 = 500;

/// Events of an entity, newest first.
pub(super) fn of(ctx: &Ctx<'_>, entity: Uuid) -> Result<Vec<EventView>> {
    let names = names::names(ctx)?;
    let rows = row::select(
        ctx.conn,
        Table::Event,
        "entity_id = ? ORDER BY server_at DESC, part DESC, id LIMIT ?",
        (entity, MAX_EVENTS),
    )?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        // An event that no cut brought is a waiting command's.
        let pending = row.hash.is_none();
        events.push((Event::from_values(row.values)?, pending));
    }
    let couriers = |event: &Event| {
        let (from, to) = event.changed.get("courier_id")?;
        let name = |id: &serde_json::Value| {
            let id: CourierId = serde_json::from_value(id.clone()).ok()?;
            Some(names.courier(Some(id))).filter(|name| *name != Name::default())
        };
        Some((name(from), name(to)))
    };
    Ok(in_order(events)
        .into_iter()
        .map(|(event, pending, at)| {
            let (courier_before, courier) = couriers(&event).unwrap_or_default();
            EventView {
                actor: names.person(event.actor_id),
                courier_before,
                courier,
                at,
                event,
                pending,
            }
        })
        .collect())
}

/// Whether the event says how the delivery is since then: where it stands, or whose it is.
fn moves(event: &Event) -> bool {
    event.from_state != event.to_state || event.changed.contains_key("courier_id")
}

/// Newest first, with the time each is shown at: a settlement when it was made; else when the device says it happened,
/// but not after the server knew of it, nor before what it changed had come about.
fn in_order(events: Vec<(Event, bool)>) -> Vec<(Event, bool, Millis)> {
    let mut shown = Vec::with_capacity(events.len());
    let mut since = Millis(i64::MIN);
    for (event, pending) in as_taken(events) {
        let settlement = event.action == ActionKind::ResolveContested.word();
        let mut at = match settlement {
            true => event.server_at,
            false => event.device_at.min(event.server_at),
        };
        if moves(&event) {
            at = at.max(since);
            since = at;
        }
        shown.push((event, pending, at));
    }
    // Nothing is older than the first that is known of it, which made it.
    let first = shown.first().map_or(Millis(i64::MIN), |(.., at)| *at);
    for (.., at) in &mut shown {
        *at = (*at).max(first);
    }
    shown.sort_by_key(|(.., at)| *at);
    shown.reverse();
    shown
}

/// The events in the order in which the server took them. Those of one moment have no order of their own: commands
/// are numbered by time where a console made them, and what leaves a state follows what led to it.
fn as_taken(mut events: Vec<(Event, bool)>) -> Vec<(Event, bool)> {
    events
        .sort_by_key(|(event, pending)| (*pending, event.server_at, event.command_id, event.part));
    let mut taken: Vec<(Event, bool)> = Vec::with_capacity(events.len());
    let mut state = None;
    while let Some((first, _)) = events.first() {
        let moment = first.server_at;
        let next = events
            .iter()
            .take_while(|(event, _)| event.server_at == moment)
            .position(|(event, _)| event.from_state == state && event.part == 0)
            .unwrap_or(0);
        // The steps of one command follow one another.
        let command = events[next].0.command_id;
        let after = events[next..]
            .iter()
            .take_while(|(event, _)| event.command_id == command)
            .count();
        for step in events.drain(next..next + after) {
            state = step.0.to_state.or(state);
            taken.push(step);
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        entities::DeliveryState::{self as S, *},
        id::*,
        value::Json,
    };

    /// An event of command `n` that the device dates `device` and the server `server`.
    fn event(n: u128, action: &str, from: S, to: S, device: i64, server: i64) -> (Event, bool) {
        let event = Event {
            id: EventId(Uuid::from_u128(1000 - n)),
            hub_id: HubId(Uuid::nil()),
            entity_table: Table::Delivery,
            entity_id: Uuid::nil(),
            action: action.into(),
            actor_id: UserId(Uuid::nil()),
            device_at: Millis(device),
            server_at: Millis(server),
            from_state: Some(from),
            to_state: Some(to),
            changed: Json(Default::default()),
            implied: false,
            override_reason: String::new(),
            part: 0,
            command_id: CommandId(Uuid::from_u128(n)),
        };
        (event, false)
    }

    fn told(events: Vec<(Event, bool)>) -> Vec<(String, i64)> {
        in_order(events)
            .into_iter()
            .map(|(event, _, at)| (event.action, at.0))
            .collect()
    }

    fn lines(lines: &[(&str, i64)]) -> Vec<(String, i64)> {
        lines.iter().map(|(a, at)| ((*a).to_owned(), *at)).collect()
    }

    #[test]
    fn steps_of_one_moment_follow_the_states() {
        // Executed together, under ids that say nothing of their order.
        let events = vec![
            event(3, "depart", PickedUp, EnRoute, 42, 50),
            event(1, "deliver", Arrived, Delivered, 42, 50),
            event(2, "arrive", EnRoute, Arrived, 42, 50),
            event(9, "record_pickup", Dispatched, PickedUp, 40, 50),
            event(4, "dispatch", Assigned, Dispatched, 30, 30),
        ];
        assert_eq!(
            told(events),
            lines(&[
                ("deliver", 42),
                ("arrive", 42),
                ("depart", 42),
                ("record_pickup", 40),
                ("dispatch", 30),
            ])
        );
    }

    #[test]
    fn a_time_typed_to_the_minute_is_not_before_the_step_it_followed() {
        let events = vec![
            event(1, "arrive", EnRoute, Arrived, 42_500, 42_600),
            event(2, "deliver", Arrived, Delivered, 42_000, 43_000),
        ];
        assert_eq!(
            told(events),
            lines(&[("deliver", 42_500), ("arrive", 42_500)])
        );
    }

    #[test]
    fn a_clock_of_another_day_hides_no_present_state() {
        let events = vec![
            event(1, "record_pickup", Dispatched, PickedUp, 100, 110),
            event(2, "edit", PickedUp, PickedUp, 120, 121),
            event(3, "deliver", PickedUp, Delivered, -9_000, 130),
        ];
        assert_eq!(
            told(events),
            lines(&[("edit", 120), ("deliver", 100), ("record_pickup", 100)])
        );
    }

    #[test]
    fn a_settlement_stands_where_it_was_made() {
        let mut reported = event(2, "deliver", Cancelled, Cancelled, 4, 16);
        reported
            .0
            .changed
            .insert("contested".into(), (serde_json::Value::Null, "x".into()));
        let events = vec![
            event(0, "assign", Ready, Assigned, 1, 1),
            event(1, "cancel", Assigned, Cancelled, 5, 5),
            reported,
            event(3, "resolve_contested", Cancelled, Delivered, 4, 18),
        ];
        assert_eq!(
            told(events),
            lines(&[
                ("resolve_contested", 18),
                ("cancel", 5),
                ("deliver", 4),
                ("assign", 1),
            ])
        );
    }
}
