//! What is told with a contested report: the other open ones about the same delivery, and what is recorded already where
//! the delivery was delivered before.

use super::{Ctx, names};
use crate::{error::Result, row};
use domain::{
    entities::{Delivery, DeliveryState, Event, Exception, ExceptionKind},
    entity::{Synced, Table},
    name::ActionKind,
    rejection::Rejection,
};
use wire::ipc::{ContestedReport, RecordedDelivery};

/// Both, for an exception that is an open contested report; nothing for any other.
pub(super) fn of(
    ctx: &Ctx<'_>,
    exception: &Exception,
    state: Option<DeliveryState>,
) -> Result<(Vec<ContestedReport>, Option<RecordedDelivery>)> {
    if exception.kind != ExceptionKind::Contested || exception.resolved_at.is_some() {
        return Ok((Vec::new(), None));
    }
    let reports = reports(ctx, exception)?;
    let again = reports
        .iter()
        .any(|report| report.exception.command_name == ActionKind::Deliver.wire_name());
    let recorded = match state {
        Some(DeliveryState::Delivered) if again => recorded(ctx, exception)?,
        _ => None,
    };
    Ok((reports, recorded))
}

/// The open reports about the same delivery, in the order in which they happened.
fn reports(ctx: &Ctx<'_>, exception: &Exception) -> Result<Vec<ContestedReport>> {
    let names = names::names(ctx)?;
    row::select(
        ctx.conn,
        Table::Exception,
        "entity_id = ? AND hub_id = ? AND kind = 'contested' AND resolved_at IS NULL
         ORDER BY device_at, raised_at, command_id",
        (exception.entity_id, exception.hub_id.0),
    )?
    .into_iter()
    .map(|row| {
        let exception = Exception::from_values(row.values)?;
        let courier = exception.courier_id.map(|id| names.courier(Some(id)));
        Ok(ContestedReport {
            raised_by: names.person(exception.raised_by),
            courier,
            rejection: serde_json::from_value::<Rejection>(exception.reason.0.clone()).ok(),
            exception,
        })
    })
    .collect()
}

/// What is recorded of the delivery, and by whom.
fn recorded(ctx: &Ctx<'_>, exception: &Exception) -> Result<Option<RecordedDelivery>> {
    let Some(stored) = row::get(ctx.conn, Table::Delivery, exception.entity_id)? else {
        return Ok(None);
    };
    let delivery = Delivery::from_values(stored.values)?;
    let event = row::select(
        ctx.conn,
        Table::Event,
        "entity_id = ? AND to_state = 'delivered'
         AND (from_state IS NOT 'delivered' OR json_extract(changed, '$.accepted[1]') = ?)
         ORDER BY server_at DESC, part DESC LIMIT 1",
        (exception.entity_id, ActionKind::Deliver.word()),
    )?
    .into_iter()
    .next();
    let event = event
        .map(|row| Event::from_values(row.values))
        .transpose()?;
    let names = names::names(ctx)?;
    let by = event.map_or(delivery.updated_by, |event| event.actor_id);
    Ok(Some(RecordedDelivery {
        by: names.person(by),
        courier: delivery.courier_id.map(|id| names.courier(Some(id))),
        at: delivery.delivered_at.unwrap_or(delivery.state_since),
        collected: delivery.collected.0,
    }))
}
