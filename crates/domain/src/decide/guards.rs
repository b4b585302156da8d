//! Guards on giving a delivery to a courier: is the courier at work, able, roomy and within the cash limit;
//! and which of these a person may overrule. Also whether a delivery that is open again may be with the one it had.
//!
//! Source: the rows assign, reassign and hand_over of the state table; "Guards that a person may overrule":
//! capacity, skills, shift by dispatcher, supervisor or admin; cash limit by supervisor or admin.

use super::{
    Refusal,
    asker::{Asker, words},
    draft::Draft,
    row::on,
};
use crate::{
    cash,
    command::Overrule,
    entities::*,
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
    units::Window,
    world::{Need, NotLoaded},
};
use Role::{Admin, Dispatcher, Supervisor};

/// The courier of this hub, at work.
///
/// # Errors
/// `not_found`, also for another hub's courier; `courier_not_active`.
pub(super) fn active_courier<'a>(
    draft: &'a Draft<'_>,
    hub: HubId,
    id: CourierId,
) -> Result<&'a Courier, Refusal> {
    let courier = draft
        .get::<Courier>(id)?
        .filter(|courier| courier.hub_id == hub)
        .ok_or_else(|| Rejection::new(RejectCode::NotFound).on(Table::Courier, id))?;
    if courier.status != CourierStatus::Active {
        return Err(gone(id, Some(courier)).into());
    }
    Ok(courier)
}

/// Says who does not work here and why; of another hub's courier nothing but that.
fn gone(id: CourierId, courier: Option<&Courier>) -> Rejection {
    match courier {
        Some(courier) => {
            about(courier, RejectCode::CourierNotActive).with("status", courier.status.word())
        }
        None => Rejection::new(RejectCode::CourierNotActive).on(Table::Courier, id),
    }
}

/// Of a delivery that is finished no longer, in its state again: its courier may have left since, or gone to another
/// hub. What waited for a pickup waits for another courier then, a return is at the hub; what they had on the road
/// cannot be there again.
pub(super) fn reopen(
    draft: &Draft<'_>,
    asker: &Asker,
    before: &Delivery,
    next: &mut Delivery,
) -> Result<(), Refusal> {
    let Some(id) = next.courier_id else {
        return Ok(());
    };
    let courier = draft
        .get::<Courier>(id)?
        .filter(|courier| courier.hub_id == before.hub_id);
    if courier.is_some_and(|courier| courier.status != CourierStatus::Left) {
        return Ok(());
    }
    match next.state {
        DeliveryState::Assigned | DeliveryState::Dispatched => {
            super::row::enter(asker, next, DeliveryState::Ready);
        }
        DeliveryState::Returning => next.custody = Custody::Hub,
        DeliveryState::Draft
        | DeliveryState::Ready
        | DeliveryState::PickedUp
        | DeliveryState::EnRoute
        | DeliveryState::Arrived
        | DeliveryState::Delivered
        | DeliveryState::Failed
        | DeliveryState::Returned
        | DeliveryState::Cancelled
        | DeliveryState::OnHold
        | DeliveryState::Lost => return Err(gone(id, courier).into()),
    }
    next.courier_id = None;
    next.sequence = 0;
    Ok(())
}

/// Refuses an open delivery with a courier who is not of its hub.
pub(super) fn of_this_hub(draft: &Draft<'_>, next: &Delivery) -> Result<(), Refusal> {
    let Some(id) = next.courier_id.filter(|_| next.state.is_open()) else {
        return Ok(());
    };
    match draft.get::<Courier>(id)? {
        Some(courier) if courier.hub_id == next.hub_id => Ok(()),
        _ => Err(gone(id, None).into()),
    }
}

fn about(courier: &Courier, code: RejectCode) -> Rejection {
    Rejection::new(code)
        .on(Table::Courier, courier.id)
        .with("courier_ar", courier.name_ar.as_str())
        .with("courier_en", courier.name_en.as_str())
}

/// Checks everything that giving `delivery` to `courier` may break. Returns the reason with which guards
/// were overruled, empty when none had to be.
///
/// # Errors
/// The first broken guard, with the others' codes in `also`; `overridable` when this actor may overrule all
/// that is broken.
pub(super) fn take_on(
    draft: &Draft<'_>,
    asker: &Asker,
    delivery: &Delivery,
    courier: &Courier,
    overrule: Option<&Overrule>,
) -> Result<String, Refusal> {
    if let Custody::Courier(holder) = delivery.custody
        && holder != courier.id
    {
        return Err(on(delivery, RejectCode::ParcelElsewhere)
            .with("custody", delivery.custody.to_string())
            .into());
    }
    let mut broken = broken(draft, delivery, courier)?;
    // What this actor may not overrule says more than what a reason would settle.
    broken.sort_by_key(|(guard, _)| asker.is_any(guard.overruled_by()));
    let also: Vec<&str> = broken.iter().skip(1).map(|(_, r)| r.code.word()).collect();
    let also = serde_json::Value::from(also);
    let Some((guard, first)) = broken.into_iter().next() else {
        return Ok(String::new());
    };
    let may = asker.is_any(guard.overruled_by());
    match overrule {
        Some(overrule) if may => match overrule.reason.trim() {
            "" => Err(on(delivery, RejectCode::ReasonMissing).into()),
            reason => Ok(reason.to_owned()),
        },
        _ => {
            let who = words(guard.overruled_by());
            let rejection = Rejection {
                overridable: may,
                ..first
            };
            Err(rejection.with("also", also).with("overrule_by", who).into())
        }
    }
}

/// The guards that a person may overrule.
#[derive(Clone, Copy)]
enum Guard {
    Skills,
    Shift,
    Capacity,
    CashLimit,
}

impl Guard {
    /// Who may overrule it.
    const fn overruled_by(self) -> &'static [Role] {
        match self {
            Self::Skills | Self::Shift | Self::Capacity => &[Dispatcher, Supervisor, Admin],
            Self::CashLimit => &[Supervisor, Admin],
        }
    }

    const fn code(self) -> RejectCode {
        match self {
            Self::Skills => RejectCode::SkillMissing,
            Self::Shift => RejectCode::OutsideShift,
            Self::Capacity => RejectCode::OverCapacity,
            Self::CashLimit => RejectCode::OverCashLimit,
        }
    }
}

fn broken(
    draft: &Draft<'_>,
    delivery: &Delivery,
    courier: &Courier,
) -> Result<Vec<(Guard, Rejection)>, Refusal> {
    let day = delivery.service_date;
    draft.world.require_all([
        Need::ShiftsOf(courier.id, day),
        Need::OpenDeliveriesOf(courier.id),
        Need::UnsettledOf(courier.id),
        Need::ContestedOf(courier.id),
    ])?;
    let shifts: Vec<&Shift> = draft
        .owned::<Shift>(Need::ShiftsOf(courier.id, day), courier.id)?
        .into_iter()
        .filter(|shift| shift.service_date == day)
        .collect();
    let others: Vec<&Delivery> = draft
        .owned::<Delivery>(Need::OpenDeliveriesOf(courier.id), courier.id)?
        .into_iter()
        .filter(|other| other.id != delivery.id)
        .collect();
    let tell = |guard: Guard| {
        on(delivery, guard.code())
            .with("courier_ar", courier.name_ar.as_str())
            .with("courier_en", courier.name_en.as_str())
    };
    let mut broken = Vec::new();
    let mut add = |guard, rejection| broken.push((guard, rejection));

    let missing: Vec<&str> = delivery
        .skills
        .iter()
        .filter(|skill| {
            !courier
                .skills
                .iter()
                .any(|has| has.eq_ignore_ascii_case(skill))
        })
        .map(String::as_str)
        .collect();
    if !missing.is_empty() {
        add(
            Guard::Skills,
            tell(Guard::Skills).with("skills", missing.join(", ")),
        );
    }

    let covering = shifts.iter().copied().find(|shift| covers(shift, delivery));
    if covering.is_none() && !shifts.is_empty() {
        add(
            Guard::Shift,
            tell(Guard::Shift).with("service_date", day.to_string()),
        );
    }

    let used = covering
        .or_else(|| {
            shifts
                .iter()
                .copied()
                .find(|s| s.state != ShiftState::Closed)
        })
        .and_then(|shift| shift.vehicle_id)
        .or(courier.vehicle_id);
    if let Some(vehicle) = used
        .map(|id| draft.get::<Vehicle>(id))
        .transpose()?
        .flatten()
    {
        let aboard = others.iter().filter(|other| {
            other.service_date == day || other.custody == Custody::Courier(courier.id)
        });
        if let Some((what, load, capacity)) = over_capacity(vehicle, delivery, aboard.copied()) {
            add(
                Guard::Capacity,
                tell(Guard::Capacity)
                    .with("plate", vehicle.plate.as_str())
                    .with("what", what)
                    .with("load", load)
                    .with("capacity", capacity),
            );
        }
    }

    let due = cash::due(delivery);
    if due > 0 {
        let held = cash::held(
            draft.owned::<Collection>(Need::UnsettledOf(courier.id), courier.id)?,
            others,
            draft.owned::<Exception>(Need::ContestedOf(courier.id), courier.id)?,
        );
        let total = held.total_halalas() + due;
        if total > courier.cash_limit_halalas {
            add(
                Guard::CashLimit,
                tell(Guard::CashLimit)
                    .with("held_halalas", held.total_halalas())
                    .with("due_halalas", due)
                    .with("limit_halalas", courier.cash_limit_halalas),
            );
        }
    }
    Ok(broken)
}

/// Whether a shift that is planned or open covers one of the delivery's windows, or its promise when it has
/// no window. A delivery with neither can be done at any time.
fn covers(shift: &Shift, delivery: &Delivery) -> bool {
    let within = |w: &Window| shift.starts_at <= w.from && w.to <= shift.ends_at;
    shift.state != ShiftState::Closed
        && if delivery.windows.is_empty() {
            delivery
                .promised_at
                .is_none_or(|at| shift.starts_at <= at && at <= shift.ends_at)
        } else {
            delivery.windows.iter().any(within)
        }
}

/// The first measure that `delivery` on top of `aboard` exceeds: its name, load, capacity. A capacity of zero
/// is not stated.
fn over_capacity<'a>(
    vehicle: &Vehicle,
    delivery: &'a Delivery,
    aboard: impl Iterator<Item = &'a Delivery>,
) -> Option<(&'static str, i64, i64)> {
    let mut load = [0_i64; 3];
    for d in aboard.chain([delivery]) {
        load[0] += i64::from(d.parcel_count);
        load[1] += d.weight_g;
        load[2] += d.volume_ml;
    }
    let capacity = [
        ("parcels", i64::from(vehicle.capacity_parcels)),
        ("weight_g", vehicle.capacity_weight_g),
        ("volume_ml", vehicle.capacity_volume_ml),
    ];
    load.into_iter()
        .zip(capacity)
        .find(|(load, (_, capacity))| *capacity > 0 && load > capacity)
        .map(|(load, (what, capacity))| (what, load, capacity))
}

/// The place after the courier's last open stop.
pub(super) fn next_sequence(
    draft: &Draft<'_>,
    courier: CourierId,
    except: DeliveryId,
) -> Result<i32, NotLoaded> {
    Ok(draft
        .owned::<Delivery>(Need::OpenDeliveriesOf(courier), courier)?
        .into_iter()
        .filter(|other| other.id != except)
        .map(|other| other.sequence)
        .max()
        .unwrap_or(0)
        .saturating_add(1))
}
