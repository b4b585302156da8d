//! Handing in cash.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    fleet::not_found,
};
use crate::{
    cash,
    entities::*,
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
    world::Need,
};

/// Settles everything the courier took since the last settlement: what was counted, and why it differs.
pub(super) fn settle_cash(
    draft: &mut Draft<'_>,
    asker: &Asker,
    hub: HubId,
    courier: CourierId,
    counted_halalas: i64,
    variance_reason: &str,
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(draft.each([(courier.0, ())], |draft, ()| {
        draft
            .get::<Courier>(courier)?
            .filter(|row| row.hub_id == hub)
            .ok_or_else(|| not_found(Table::Courier, courier))?;
        let about = |code| Rejection::new(code).on(Table::Courier, courier);
        if counted_halalas < 0 {
            return Err(about(RejectCode::BadAmount)
                .with("field", "counted_halalas")
                .into());
        }
        let unsettled = draft.owned::<Collection>(Need::UnsettledOf(courier), courier)?;
        if unsettled.is_empty() {
            return Err(about(RejectCode::NothingToSettle).into());
        }
        let expected = cash::held(unsettled.iter().copied(), [], []).collected_halalas;
        let variance = counted_halalas - expected;
        if variance != 0 && variance_reason.trim().is_empty() {
            return Err(about(RejectCode::VarianceReasonMissing)
                .with("expected_halalas", expected)
                .with("counted_halalas", counted_halalas)
                .into());
        }
        let id = SettlementId::minted(asker.command, courier.0, "settlement");
        let mut writes = Writes::default();
        writes.put(CashSettlement {
            id,
            hub_id: hub,
            courier_id: courier,
            expected_halalas: expected,
            counted_halalas,
            variance_halalas: variance,
            variance_reason: variance_reason.trim().to_owned(),
            settled_at: asker.now,
            settled_by: asker.user,
            command_id: asker.command,
            #[cfg(feature = "next")]
            next_bag: crate::schema::next::bag(id),
        });
        for collection in unsettled {
            writes.put(Collection {
                settlement_id: Some(id),
                ..collection.clone()
            });
        }
        let mut event = asker.event(hub, Table::Courier, courier);
        event
            .changed
            .insert("held_halalas".to_owned(), (expected.into(), 0.into()));
        writes.events.push(event);
        Ok(Outcome::Applied((Table::CashSettlement, id.0), writes))
    })?)
}
