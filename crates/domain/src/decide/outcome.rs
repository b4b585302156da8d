//! What a report of the street does to a delivery: state, custody, attempt, money. Used where the state table
//! allows the report, and where a person accepts a contested one.

use super::{asker::Asker, draft::Writes, history::History};
use crate::{
    command::{Action, Report},
    entities::*,
    id::*,
    name::ActionKind,
    state::{self, To},
    units::Millis,
};
use DeliveryState as S;

/// A report with everything it leaves to be assumed filled in.
pub(super) struct Reported<'a> {
    pub action: &'a Action,
    pub kind: ActionKind,
    pub report: Report,
    /// Who is reported about: as the reporter saw it, else the delivery's courier, else who has the parcels.
    pub courier: Option<CourierId>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// It cannot have happened earlier, by what else is known of the delivery.
    pub not_before: Millis,
}

impl Reported<'_> {
    /// It happened after the steps that led to it.
    pub fn follow(&mut self, history: &History) {
        self.not_before = self
            .not_before
            .max(history.last_before_outcome().unwrap_or_default());
    }

    /// When it happened: as reported, but not in the future, nor before what it follows.
    pub fn happened(&self, asker: &Asker) -> Millis {
        self.report.device_at.min(asker.now).max(self.not_before)
    }
}

/// The state the table gives a report.
pub(super) fn reported_state(kind: ActionKind) -> Option<DeliveryState> {
    state::TABLE
        .iter()
        .filter(|row| row.action == kind)
        .find_map(|row| match row.to {
            To::State(state) => Some(state),
            To::DraftOrReady | To::Same | To::Before | To::OneOf(_) => None,
        })
}

/// Whether a delivery in `state` is under way with a courier.
pub(super) fn on_the_road(state: DeliveryState) -> bool {
    matches!(state, S::PickedUp | S::EnRoute | S::Arrived)
}

/// Whether a delivery in `state` moves on when a person accepts a report: how it ended stays as it is, and nothing
/// takes a step back behind what is known to have happened later.
pub(super) fn moves(reported: &Reported<'_>, state: DeliveryState, history: &History) -> bool {
    let Some(to) = reported_state(reported.kind) else {
        return false;
    };
    match (state, to) {
        (S::Delivered | S::Returned, _) => false,
        (_, S::Delivered) => true,
        (S::Lost, to) if !to.is_outcome() => false,
        (_, to) => !history.goes_past(reported.report.device_at, to),
    }
}

/// Notes in `next` what an accepted report says where the delivery does not move: an attempt counts, and of two
/// payments the accepted one is right. Writes attempts, but no money.
pub(super) fn note(
    asker: &Asker,
    reported: &Reported<'_>,
    next: &mut Delivery,
    writes: &mut Writes,
) {
    match reported.action {
        Action::Deliver {
            collected, proof, ..
        } => {
            next.courier_id = reported.courier.or(next.courier_id);
            next.collected = collected.clone().into();
            if next.state == S::Delivered {
                next.delivered_at = Some(reported.happened(asker));
                next.proof_given = *proof;
            }
        }
        Action::RecordAttempt { reason } => {
            let reason = Some(*reason);
            attempt(
                asker,
                reported,
                next,
                AttemptOutcome::Failed,
                reason,
                writes,
            );
        }
        Action::RecordPickup | Action::Depart | Action::Arrive | Action::RecordReturn { .. } => {}
        // Nothing that happened in the street.
        Action::Assign { .. }
        | Action::Reassign { .. }
        | Action::Unassign
        | Action::Dispatch
        | Action::Recall
        | Action::HandOver { .. }
        | Action::Reschedule { .. }
        | Action::Return { .. }
        | Action::Cancel { .. }
        | Action::Reinstate
        | Action::Hold { .. }
        | Action::Release
        | Action::MarkLost { .. }
        | Action::CorrectOutcome { .. }
        | Action::SetPriority { .. }
        | Action::Rezone => {}
    }
}

/// Lets `next` take the outcome; writes attempts, but no money.
pub(super) fn take(
    asker: &Asker,
    reported: &Reported<'_>,
    next: &mut Delivery,
    writes: &mut Writes,
) {
    if let Some(state) = reported_state(reported.kind) {
        super::row::enter(asker, next, state);
    }
    next.state_before = None;
    let with_courier = reported.courier.map(Custody::Courier);
    match reported.action {
        Action::Deliver {
            collected, proof, ..
        } => {
            next.delivered_at = Some(reported.happened(asker));
            next.collected = collected.clone().into();
            next.proof_given = *proof;
            next.custody = Custody::Recipient;
            next.state_reason.clear();
            attempt(
                asker,
                reported,
                next,
                AttemptOutcome::Delivered,
                None,
                writes,
            );
        }
        Action::RecordAttempt { reason } => {
            undeliver(next);
            next.custody = with_courier.unwrap_or(next.custody);
            let reason = Some(*reason);
            attempt(
                asker,
                reported,
                next,
                AttemptOutcome::Failed,
                reason,
                writes,
            );
        }
        Action::RecordReturn { to } => {
            undeliver(next);
            next.custody = *to;
        }
        Action::RecordPickup | Action::Depart | Action::Arrive => {
            undeliver(next);
            next.custody = with_courier.unwrap_or(next.custody);
        }
        // Nothing that happened in the street.
        Action::Assign { .. }
        | Action::Reassign { .. }
        | Action::Unassign
        | Action::Dispatch
        | Action::Recall
        | Action::HandOver { .. }
        | Action::Reschedule { .. }
        | Action::Return { .. }
        | Action::Cancel { .. }
        | Action::Reinstate
        | Action::Hold { .. }
        | Action::Release
        | Action::MarkLost { .. }
        | Action::CorrectOutcome { .. }
        | Action::SetPriority { .. }
        | Action::Rezone => {}
    }
}

/// Takes back what a delivery says of having been delivered. The courier has the parcels again.
pub(super) fn undeliver(next: &mut Delivery) {
    if next.delivered_at.take().is_some() {
        next.collected.clear();
        next.proof_given = Proof::None;
        next.custody = next.courier_id.map_or(Custody::Hub, Custody::Courier);
    }
    if next.state != S::Returned && next.state != S::Returning {
        next.state_reason.clear();
    }
}

fn attempt(
    asker: &Asker,
    reported: &Reported<'_>,
    next: &mut Delivery,
    outcome: AttemptOutcome,
    reason: Option<AttemptReason>,
    writes: &mut Writes,
) {
    next.attempt_no = next.attempt_no.saturating_add(1);
    let point = reported.report.point;
    writes.put(Attempt {
        id: AttemptId::minted(asker.command, next.id.0, "attempt"),
        hub_id: next.hub_id,
        delivery_id: next.id,
        number: next.attempt_no,
        outcome,
        reason,
        device_at: reported.report.device_at,
        received_at: asker.now,
        lon_e7: point.map(|p| p.lon_e7),
        lat_e7: point.map(|p| p.lat_e7),
        courier_id: reported.courier,
        reported_by: reported.report.reported_by,
        recorded_by: reported.recorded_by,
        command_id: asker.command,
    });
}

/// Books `payments` as held by `courier`; nobody holds what nobody is known to have taken.
pub(super) fn money_in(
    asker: &Asker,
    delivery: &Delivery,
    courier: Option<CourierId>,
    payments: &[Payment],
    writes: &mut Writes,
) {
    book(asker, delivery, courier, payments, 1, "collection", writes);
}

/// Books `payments` as not held after all.
pub(super) fn money_back(
    asker: &Asker,
    delivery: &Delivery,
    courier: Option<CourierId>,
    payments: &[Payment],
    writes: &mut Writes,
) {
    book(asker, delivery, courier, payments, -1, "money back", writes);
}

fn book(
    asker: &Asker,
    delivery: &Delivery,
    courier: Option<CourierId>,
    payments: &[Payment],
    sign: i64,
    kind: &str,
    writes: &mut Writes,
) {
    let Some(courier_id) = courier else { return };
    for (n, payment) in payments.iter().enumerate().filter(|(_, p)| p.halalas != 0) {
        writes.put(Collection {
            id: CollectionId::minted(asker.command, delivery.id.0, &format!("{kind} {n}")),
            hub_id: delivery.hub_id,
            delivery_id: delivery.id,
            courier_id,
            method: payment.method,
            halalas: sign * payment.halalas,
            collected_at: asker.now,
            settlement_id: None,
            command_id: asker.command,
        });
    }
}
