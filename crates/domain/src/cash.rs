//! How much cash a courier holds or is about to. Pure sums over rows that somebody chose.
//!
//! Source: "Cash held" of the domain design: cash collected since the last settlement, plus cash due on open
//! assignments. Cash of a contested report is collected from the moment it is reported (it has collections),
//! so the same delivery's due is not counted again while a person has not settled the report.

use crate::{
    entities::{Collection, Delivery, Exception, ExceptionKind, PayMethod, Payment},
    id::{CourierId, DeliveryId},
    world::{Need, NotLoaded, World},
};
use std::collections::HashSet;

/// A courier's cash, halalas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CashHeld {
    /// Taken and not yet handed in, contested reports included.
    pub collected_halalas: i64,
    /// Still to be taken on open assignments.
    pub due_halalas: i64,
}

impl CashHeld {
    /// What the cash limit is compared with.
    pub fn total_halalas(self) -> i64 {
        self.collected_halalas + self.due_halalas
    }
}

/// The cash part of `payments`, halalas.
pub fn cash_of(payments: &[Payment]) -> i64 {
    payments
        .iter()
        .filter(|payment| payment.method == PayMethod::Cash)
        .map(|payment| payment.halalas)
        .sum()
}

/// What is still to be collected at the door, halalas.
pub fn due(delivery: &Delivery) -> i64 {
    let taken: i64 = delivery.collected.iter().map(|p| p.halalas).sum();
    (delivery.cod_halalas - taken).max(0)
}

/// Sums one courier's cash from its unsettled collections, open deliveries and open contested exceptions.
pub fn held<'a>(
    unsettled: impl IntoIterator<Item = &'a Collection>,
    open: impl IntoIterator<Item = &'a Delivery>,
    contested: impl IntoIterator<Item = &'a Exception>,
) -> CashHeld {
    let counted: HashSet<DeliveryId> = contested
        .into_iter()
        .filter(|e| e.kind == ExceptionKind::Contested && e.resolved_at.is_none())
        .filter(|e| e.cash_halalas != 0)
        .map(|e| DeliveryId(e.entity_id))
        .collect();
    CashHeld {
        collected_halalas: unsettled
            .into_iter()
            .filter(|c| c.settlement_id.is_none() && c.method == PayMethod::Cash)
            .map(|c| c.halalas)
            .sum(),
        due_halalas: open
            .into_iter()
            .filter(|d| d.state.is_open() && !counted.contains(&d.id))
            .map(due)
            .sum(),
    }
}

/// The cash `courier` holds.
///
/// # Errors
/// Asks for the courier's open deliveries, unsettled collections and contested exceptions.
pub fn cash_held(world: &World, courier: CourierId) -> Result<CashHeld, NotLoaded> {
    let needs = [
        Need::UnsettledOf(courier),
        Need::OpenDeliveriesOf(courier),
        Need::ContestedOf(courier),
    ];
    world.require_all(needs)?;
    Ok(held(
        world.owned(courier),
        world.owned(courier),
        world.owned(courier),
    ))
}
