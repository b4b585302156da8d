//! Rows before and after: what an event records of a change, and marking who changed a row when.

use super::{asker::Asker, draft::Writes};
use crate::{
    entities::{ChangedFields, Delivery, DeliveryState},
    entity::{Synced, Table},
    rejection::{RejectCode, Rejection},
    state,
    value::{Json, Value},
};

/// Columns that an event says in other words, or that say nothing.
const NOT_RECORDED: &[&str] = &[
    "state",
    "state_before",
    "state_since",
    "updated_at",
    "updated_by",
];

/// The longest value an event repeats; of a longer one only that it changed.
const LONGEST_RECORDED: usize = 2000;

fn recorded(value: Value) -> serde_json::Value {
    match value {
        Value::Bool(b) => b.into(),
        Value::Json(text) | Value::Text(text) if text.len() > LONGEST_RECORDED => "…".into(),
        Value::Json(text) => serde_json::from_str(&text).unwrap_or_default(),
        Value::Null | Value::Int(_) | Value::Uuid(_) | Value::Text(_) => value.to_json(),
    }
}

/// The fields in which `after` differs, in compact form.
pub(super) fn changed<T: Synced>(before: &T, after: &T) -> ChangedFields {
    Json(
        before
            .diff(after)
            .into_iter()
            .filter(|(name, ..)| !NOT_RECORDED.contains(name))
            .map(|(name, from, to)| (name.to_owned(), (recorded(from), recorded(to))))
            .collect(),
    )
}

/// The state table's refusal: no such transition from where the delivery is.
pub(super) fn wrong_state(asker: &Asker, delivery: &Delivery) -> Rejection {
    let mut rejection = on(delivery, RejectCode::WrongState).with("action", asker.kind.word());
    rejection.from = Some(delivery.state);
    rejection.allowed = state::allowed(delivery.state)
        .map(|action| action.word().to_owned())
        .collect();
    rejection
}

/// A rejection about one delivery.
pub(super) fn on(delivery: &Delivery, code: RejectCode) -> Rejection {
    Rejection::new(code)
        .on(Table::Delivery, delivery.id)
        .with("reference", delivery.reference.as_str())
}

/// Puts the delivery into `to`.
pub(super) fn enter(asker: &Asker, next: &mut Delivery, to: DeliveryState) {
    if next.state != to {
        next.state = to;
        next.state_since = asker.now;
    }
}

/// Marks `next` as changed by the asker and writes it with its event.
pub(super) fn write(
    asker: &Asker,
    writes: &mut Writes,
    before: &Delivery,
    mut next: Delivery,
    override_reason: String,
) {
    next.updated_at = asker.now;
    next.updated_by = asker.user;
    let mut event = asker.step(before.hub_id, before.id, before.state, next.state);
    event.changed = changed(before, &next);
    event.override_reason = override_reason;
    writes.events.push(event);
    writes.put(next);
}
