//! Reports of the street. Reality is not rejected: what the state forbids is kept as a contested exception,
//! its payload as an event, its cash as held, until a person settles it.
//!
//! Source: "Intents and reports" of the domain design. Only malformed reports are rejected here, and
//! unauthorised ones before.

use super::{
    Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    history::History,
    outcome::{self, Reported},
    row::{self, on},
};
use crate::{
    cash,
    command::{Action, Command, OnDeliveries, Report},
    entities::*,
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
    state,
    value::Json,
};
use std::collections::BTreeMap;

pub(super) fn item(
    draft: &Draft<'_>,
    asker: &Asker,
    command: &OnDeliveries,
    before: &Delivery,
) -> Result<Outcome, Refusal> {
    well_formed(&command.action, before)?;
    let mut reported = reported(asker, command, before);
    if state::transition(before.state, asker.kind).is_none() {
        let why = row::wrong_state(asker, before);
        return Ok(contested(asker, command, before, &reported, &why));
    }
    let about = command.report.as_ref().and_then(|report| report.courier);
    if about.is_some() && about != before.courier_id {
        let why = on(before, RejectCode::ParcelElsewhere)
            .with("action", asker.kind.word())
            .with("custody", before.custody.to_string());
        return Ok(contested(asker, command, before, &reported, &why));
    }
    let waived = complete(&command.action, before)?;
    // Mostly it is reported after the state it leaves was recorded, and nothing has to be looked up.
    if matches!(command.action, Action::Deliver { .. })
        && reported.report.device_at < before.state_since
    {
        reported.follow(&History::of(draft, before)?);
    }
    let mut writes = Writes::default();
    let mut from = before.state;
    if matches!(
        command.action,
        Action::Deliver { .. } | Action::RecordAttempt { .. }
    ) {
        for (at, step, to) in state::skipped(before.state) {
            let mut event = asker.step(before.hub_id, before.id, *at, *to);
            event.action = step.word().into();
            event.device_at = reported.report.device_at;
            event.implied = true;
            writes.events.push(event);
            from = *to;
        }
    }
    let mut next = before.clone();
    outcome::take(asker, &reported, &mut next, &mut writes);
    outcome::money_in(
        asker,
        before,
        reported.courier,
        command.action.collected(),
        &mut writes,
    );
    row::write(asker, &mut writes, before, next, waived);
    if let Some(event) = writes.events.last_mut() {
        event.from_state = Some(from);
        event.device_at = reported.report.device_at;
    }
    Ok(Outcome::Applied((Table::Delivery, before.id.0), writes))
}

/// The report with what it leaves open filled in: phoned in, now, about the delivery's courier.
pub(super) fn reported<'a>(
    asker: &Asker,
    command: &'a OnDeliveries,
    delivery: &Delivery,
) -> Reported<'a> {
    let report = command.report.clone().unwrap_or(Report {
        reported_by: ReportedBy::Phone,
        device_at: asker.issued_at,
        point: None,
        courier: None,
    });
    Reported {
        action: &command.action,
        kind: command.action.kind(),
        courier: report
            .courier
            .or(delivery.courier_id)
            .or(delivery.custody.courier()),
        report,
        recorded_by: asker.user,
        not_before: delivery.created_at,
    }
}

/// What no world makes sense of.
fn well_formed(action: &Action, delivery: &Delivery) -> Result<(), Rejection> {
    match action {
        Action::Deliver { collected, .. } => match collected.iter().any(|p| p.halalas < 0) {
            true => Err(on(delivery, RejectCode::BadAmount).with("field", "collected")),
            false => Ok(()),
        },
        Action::RecordReturn { to } => match to {
            Custody::Merchant | Custody::Hub => Ok(()),
            Custody::Recipient | Custody::Courier(_) => {
                Err(on(delivery, RejectCode::BadField).with("field", "to"))
            }
        },
        Action::Assign { .. }
        | Action::Reassign { .. }
        | Action::Unassign
        | Action::Dispatch
        | Action::Recall
        | Action::RecordPickup
        | Action::Depart
        | Action::Arrive
        | Action::RecordAttempt { .. }
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
        | Action::Rezone => Ok(()),
    }
}

/// Whether a report says all it has to: the proof asked for and the amount due, or why not. Returns the
/// reasons given.
fn complete(action: &Action, delivery: &Delivery) -> Result<String, Rejection> {
    let Action::Deliver {
        collected,
        variance_reason,
        proof,
        proof_waived,
    } = action
    else {
        return Ok(String::new());
    };
    let mut reasons = Vec::new();
    let taken: i64 = collected.iter().map(|p| p.halalas).sum();
    if taken != delivery.cod_halalas {
        match variance_reason.trim() {
            "" => {
                return Err(on(delivery, RejectCode::CollectedMismatch)
                    .with("due_halalas", delivery.cod_halalas)
                    .with("collected_halalas", taken));
            }
            reason => reasons.push(reason),
        }
    }
    if delivery.proof_required != Proof::None && *proof != delivery.proof_required {
        match proof_waived.trim() {
            "" => {
                return Err(on(delivery, RejectCode::ProofMissing)
                    .with("proof_required", delivery.proof_required.word()));
            }
            reason => reasons.push(reason),
        }
    }
    Ok(reasons.join("; "))
}

/// Keeps a report that cannot be applied: exception, event, money. The delivery stays as it is.
pub(super) fn contested(
    asker: &Asker,
    command: &OnDeliveries,
    delivery: &Delivery,
    reported: &Reported<'_>,
    why: &Rejection,
) -> Outcome {
    let id = ExceptionId::minted(asker.command, delivery.id.0, "contested");
    let mut writes = Writes::default();
    outcome::money_in(
        asker,
        delivery,
        reported.courier,
        command.action.collected(),
        &mut writes,
    );

    let one = OnDeliveries {
        hub: command.hub,
        items: vec![delivery.id],
        if_rev: BTreeMap::new(),
        saw: BTreeMap::new(),
        overrule: None,
        report: Some(Report {
            courier: reported.courier,
            ..reported.report.clone()
        }),
        action: command.action.clone(),
    };
    let intended = json(&Command::Deliveries(one));
    writes.put(Exception {
        id,
        hub_id: delivery.hub_id,
        kind: ExceptionKind::Contested,
        entity_table: Table::Delivery,
        entity_id: delivery.id.0,
        label: delivery.reference.clone(),
        command_id: asker.command,
        command_name: asker.kind.wire_name().into(),
        intended: intended.clone().into(),
        reason: json(why).into(),
        cash_halalas: cash::cash_of(command.action.collected()),
        courier_id: reported.courier,
        raised_by: asker.user,
        device_at: reported.report.device_at,
        raised_at: asker.now,
        claimed_by: None,
        claimed_at: None,
        resolved_by: None,
        resolved_at: None,
        resolution: None,
        resolution_reason: String::new(),
    });

    let mut event = asker.step(delivery.hub_id, delivery.id, delivery.state, delivery.state);
    event.device_at = reported.report.device_at;
    let said = |value| (serde_json::Value::Null, value);
    event.changed = Json(BTreeMap::from([
        ("contested".to_owned(), said(id.to_string().into())),
        ("reported".to_owned(), said(intended)),
    ]));
    writes.events.push(event);
    Outcome::Contested(id, writes)
}

/// Plain data with string keys as JSON; serialising it cannot fail.
pub(super) fn json(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}
