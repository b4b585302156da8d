//! What the whole organisation shares: hubs, staff, merchants, the policy, and who may do what where.

use super::{
    ItemVerdict, Refusal,
    asker::Asker,
    draft::{Draft, Outcome, Writes},
    fleet::{named, not_found},
};
use crate::{
    entities::*,
    entity::{Synced, Table},
    id::*,
    rejection::{RejectCode, Rejection},
    units::{Point, is_e164},
};

/// Puts rows in as they are given, when `valid` finds nothing wrong with them.
fn put_all<T: Synced + PartialEq>(
    draft: &mut Draft<'_>,
    rows: &[T],
    valid: impl Fn(&T) -> Result<(), Rejection>,
) -> Result<Vec<ItemVerdict>, Refusal> {
    Ok(
        draft.each(rows.iter().map(|row| (row.key(), row)), |draft, row| {
            valid(row).map_err(|rejection| rejection.on(T::TABLE, row.key()))?;
            if draft.get::<T>(row.key())? == Some(row) {
                return Ok(Outcome::Unchanged);
            }
            let mut writes = Writes::default();
            writes.put(row.clone());
            Ok(Outcome::Applied((T::TABLE, row.key()), writes))
        })?,
    )
}

fn bad(field: &str) -> Rejection {
    Rejection::new(RejectCode::BadField).with("field", field)
}

pub(super) fn upsert_hubs(
    draft: &mut Draft<'_>,
    hubs: &[Hub],
) -> Result<Vec<ItemVerdict>, Refusal> {
    put_all(draft, hubs, |hub| {
        named(&hub.name_ar, &hub.name_en)?;
        if hub.time_zone.parse::<chrono_tz::Tz>().is_err() {
            return Err(bad("time_zone"));
        }
        if !(0..24 * 60).contains(&hub.day_starts_at_min) {
            return Err(bad("day_starts_at_min"));
        }
        let point = Point {
            lon_e7: hub.lon_e7,
            lat_e7: hub.lat_e7,
        };
        if point.in_service_area() {
            Ok(())
        } else {
            Err(Rejection::new(RejectCode::BadPoint))
        }
    })
}

pub(super) fn upsert_staff(
    draft: &mut Draft<'_>,
    staff: &[Staff],
) -> Result<Vec<ItemVerdict>, Refusal> {
    put_all(draft, staff, |staff| named(&staff.name_ar, &staff.name_en))
}

/// Merchants. Whoever is no admin adds unknown ones, as an import does, but changes none.
pub(super) fn upsert_merchants(
    draft: &mut Draft<'_>,
    asker: &Asker,
    merchants: &[Merchant],
) -> Result<Vec<ItemVerdict>, Refusal> {
    let may_change = asker.is_any(&[Role::Admin]);
    let items = merchants.iter().map(|merchant| (merchant.id.0, merchant));
    Ok(draft.each(items, |draft, merchant| {
        let about = |rejection: Rejection| rejection.on(Table::Merchant, merchant.id);
        named(&merchant.name_ar, &merchant.name_en).map_err(about)?;
        if merchant
            .phone
            .as_deref()
            .is_some_and(|phone| !is_e164(phone))
        {
            return Err(about(Rejection::new(RejectCode::BadPhone)).into());
        }
        match draft.get::<Merchant>(merchant.id)? {
            Some(existing) if existing == merchant || !may_change => Ok(Outcome::Unchanged),
            _ => {
                let mut writes = Writes::default();
                writes.put(merchant.clone());
                Ok(Outcome::Applied((Table::Merchant, merchant.id.0), writes))
            }
        }
    })?)
}

pub(super) fn set_policy(
    draft: &mut Draft<'_>,
    policy: &Policy,
) -> Result<Vec<ItemVerdict>, Refusal> {
    put_all(draft, std::slice::from_ref(policy), |policy| {
        if policy.id != Policy::ID {
            return Err(bad("id"));
        }
        for (field, number, range) in [
            ("speed_kmh", policy.speed_kmh, 1..=150),
            ("detour_pct", policy.detour_pct, 100..=500),
            ("at_risk_secs", policy.at_risk_secs, 0..=24 * 3600),
            ("correction_hours", policy.correction_hours, 0..=24 * 30),
            ("max_attempts", policy.max_attempts, 1..=20),
            ("on_time_target_pct", policy.on_time_target_pct, 0..=100),
        ] {
            if !range.contains(&number) {
                return Err(bad(field));
            }
        }
        Ok(())
    })
}

/// Gives a user a role in a hub, or takes it away.
pub(super) fn grant(
    draft: &mut Draft<'_>,
    user: UserId,
    hub: HubId,
    role: Option<Role>,
) -> Result<Vec<ItemVerdict>, Refusal> {
    let id = GrantId::of(user, hub);
    Ok(draft.each([(user.0, ())], |draft, ()| {
        if draft.get::<Hub>(hub)?.is_none() {
            return Err(not_found(Table::Hub, hub).into());
        }
        let before = draft.get::<Grant>(id)?;
        let mut writes = Writes::default();
        match (before, role) {
            (None, None) => return Ok(Outcome::Unchanged),
            (Some(grant), Some(role)) if grant.role == role => return Ok(Outcome::Unchanged),
            (Some(_), None) => writes.deleted.push((Table::Grant, id.0)),
            (_, Some(role)) => writes.put(Grant {
                id,
                user_id: user,
                hub_id: hub,
                role,
            }),
        }
        Ok(Outcome::Applied((Table::Grant, id.0), writes))
    })?)
}
