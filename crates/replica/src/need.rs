//! Which questions a row is part of the answer of. Owns the hashes under which a command's questions are stored.

use domain::{
    entities::{ExceptionKind, ShiftState},
    entity::Entity,
    world::Need,
};

/// The questions about many rows that this row is an answer to.
pub(crate) fn sets_of(entity: &Entity) -> Vec<Need> {
    match entity {
        Entity::Delivery(d) => {
            let of = d.courier_id.map(Need::OpenDeliveriesOf).into_iter();
            of.chain(d.zone_id.map(Need::OpenDeliveriesIn))
                .filter(|_| d.state.is_open())
                .collect()
        }
        Entity::Shift(s) => {
            let mut needs = vec![Need::ShiftsOf(s.courier_id, s.service_date)];
            if s.state != ShiftState::Closed {
                needs.push(Need::ShiftsAheadOf(s.courier_id));
                needs.extend(s.vehicle_id.map(Need::ShiftsAheadWith));
            }
            needs
        }
        Entity::Collection(c) => {
            let mut needs = vec![Need::CollectionsFor(c.delivery_id)];
            if c.settlement_id.is_none() {
                needs.push(Need::UnsettledOf(c.courier_id));
            }
            needs
        }
        Entity::Exception(e) => {
            let mut needs = vec![Need::ExceptionsAbout(e.entity_id)];
            if e.kind == ExceptionKind::Contested && e.resolved_at.is_none() {
                needs.extend(e.courier_id.map(Need::ContestedOf));
            }
            needs
        }
        Entity::Event(e) => vec![Need::EventsOf(e.entity_id)],
        Entity::Note(n) => vec![Need::NotesOn(n.entity_id)],
        Entity::Courier(c) => c.vehicle_id.map(Need::CouriersWith).into_iter().collect(),
        Entity::Zone(z) => z
            .active
            .then_some(Need::ZonesOf(z.hub_id))
            .into_iter()
            .collect(),
        Entity::Attempt(a) => vec![Need::AttemptsOf(a.delivery_id)],
        Entity::Hub(_)
        | Entity::Policy(_)
        | Entity::Staff(_)
        | Entity::Merchant(_)
        | Entity::Grant(_)
        | Entity::Vehicle(_)
        | Entity::ImportBatch(_)
        | Entity::CashSettlement(_) => Vec::new(),
    }
}

/// A stable hash of the question. Two questions with one hash only cause a needless replay.
pub(crate) fn hash(need: &Need) -> i64 {
    let mut bytes = Vec::with_capacity(48);
    let mut put = |tag: u8, id: uuid::Uuid, rest: &str| {
        bytes.push(tag);
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(rest.as_bytes());
    };
    match need {
        Need::Row(table, id) => put(0, *id, table.name()),
        Need::OpenDeliveriesOf(id) => put(1, id.0, ""),
        Need::ShiftsOf(id, date) => put(2, id.0, &date.to_string()),
        Need::UnsettledOf(id) => put(3, id.0, ""),
        Need::ContestedOf(id) => put(4, id.0, ""),
        Need::ZonesOf(id) => put(5, id.0, ""),
        Need::AttemptsOf(id) => put(6, id.0, ""),
        Need::OpenDeliveriesIn(id) => put(7, id.0, ""),
        Need::ShiftsAheadOf(id) => put(8, id.0, ""),
        Need::ShiftsAheadWith(id) => put(9, id.0, ""),
        Need::CouriersWith(id) => put(10, id.0, ""),
        Need::EventsOf(id) => put(11, *id, ""),
        Need::NotesOn(id) => put(12, *id, ""),
        Need::ExceptionsAbout(id) => put(13, *id, ""),
        Need::CollectionsFor(id) => put(14, id.0, ""),
    }
    let mut head = [0; 8];
    head.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..8]);
    i64::from_le_bytes(head)
}
