//! Many deliveries for measurements. They go past the rules, because a hundred thousand of them would take
//! minutes to decide, but through the same lock and stamp as every other row: versions are dense, sums are right.

use super::{
    Options,
    day::{self, Span},
    layout::Layout,
};
use crate::{
    db::transaction::begin,
    execute::{AttemptError, RowWrite, lock_scopes, stamp},
};
use domain::{
    entities::{Custody, Delivery, DeliveryState, Event, GeoQuality, Proof},
    entity::{Entity, Table},
    id::{CommandId, EventId, HubId, ScopeId, UserId, hashed},
    units::Millis,
};
use rand::{SeedableRng, rngs::StdRng};
use sqlx::PgPool;
use std::collections::{BTreeMap, BTreeSet};

/// Deliveries written by one transaction, with their events.
const AT_ONCE: usize = 500;
/// An open delivery has had these steps, and so this many events.
const STEPS: [(&str, DeliveryState); 4] = [
    ("create", DeliveryState::Ready),
    ("assign", DeliveryState::Assigned),
    ("dispatch", DeliveryState::Dispatched),
    ("record_pickup", DeliveryState::PickedUp),
];
/// Of this many deliveries one is still open; the others are delivered, and their events no longer replicate.
const ONE_OPEN_IN: usize = 2;

/// Writes `rows` deliveries into the first hub, those that are open with four events each. Answers how many rows
/// of all kinds were written: none when they are there already.
pub async fn run(
    pool: &PgPool,
    options: &Options,
    rows: usize,
    now: Millis,
) -> Result<u64, AttemptError> {
    let one_hub = Options {
        hubs: 1,
        deliveries: rows,
        ..options.clone()
    };
    let mut rng = StdRng::seed_from_u64(options.seed);
    let layout = Layout::new(&one_hub, &mut rng);
    let span = Span::new(options, now);
    let hub = layout.hubs[0].id;
    let author = UserId(hashed("user", &[b"noura"]));
    let plans = day::deliveries(&one_hub, &layout, span, &mut rng);
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM delivery WHERE id = ANY($1)")
        .bind(plans.iter().take(100).map(|p| p.id.0).collect::<Vec<_>>())
        .fetch_one(pool)
        .await?;
    if there > 0 {
        return Ok(0);
    }
    let mut written = 0;
    for (part, plans) in plans.chunks(AT_ONCE).enumerate() {
        let mut writes = Vec::with_capacity(AT_ONCE * 5);
        for (index, plan) in plans.iter().enumerate() {
            let open = (part * AT_ONCE + index).is_multiple_of(ONE_OPEN_IN);
            let zone = plan
                .courier
                .map(|c| layout.zones[layout.couriers[c].zone].spec.id);
            let mut row = delivery(hub, plan, open, author, span.from);
            row.zone_id = zone;
            row.courier_id = plan.courier.map(|c| layout.couriers[c].courier.id);
            if open {
                let events = (0..STEPS.len()).map(|n| event(&row, n, author, span.from));
                writes.extend(events.map(|e| insert(e.into())));
            }
            writes.push(insert(row.into()));
        }
        written += writes.len() as u64;
        let mut tx = begin(pool).await?;
        let scopes = BTreeSet::from([ScopeId::from(hub)]);
        let locked = lock_scopes(&mut tx, &scopes).await?;
        stamp(&mut tx, &locked, writes).await?;
        tx.commit().await?;
    }
    Ok(written)
}

fn insert(entity: Entity) -> RowWrite {
    let values = entity.values();
    RowWrite {
        key: (entity.table(), entity.key()),
        before: None,
        after: Some((entity.scope(), values)),
        rev: 1,
        archived: false,
    }
}

fn delivery(
    hub: HubId,
    plan: &day::DeliveryPlan,
    open: bool,
    author: UserId,
    at: Millis,
) -> Delivery {
    let new = plan.new.clone();
    let (pickup, dropoff) = (new.pickup, new.dropoff);
    let quality = |known: bool| {
        if known {
            GeoQuality::Exact
        } else {
            GeoQuality::Unknown
        }
    };
    Delivery {
        id: plan.id,
        hub_id: hub,
        reference: new.reference,
        merchant_id: new.merchant_id,
        kind: new.kind,
        pickup_name: pickup.name,
        pickup_phone: pickup.phone,
        pickup_address: pickup.address,
        pickup_district: pickup.district,
        pickup_postal_code: pickup.postal_code,
        pickup_short_address: pickup.short_address,
        pickup_lon_e7: pickup.point.map(|p| p.lon_e7),
        pickup_lat_e7: pickup.point.map(|p| p.lat_e7),
        pickup_geo_quality: quality(pickup.point.is_some()),
        dropoff_name: dropoff.name,
        dropoff_phone: dropoff.phone,
        dropoff_address: dropoff.address,
        dropoff_district: dropoff.district,
        dropoff_postal_code: dropoff.postal_code,
        dropoff_short_address: dropoff.short_address,
        dropoff_lon_e7: dropoff.point.map(|p| p.lon_e7),
        dropoff_lat_e7: dropoff.point.map(|p| p.lat_e7),
        dropoff_geo_quality: quality(dropoff.point.is_some()),
        instructions: new.instructions,
        parcel_count: new.parcel_count,
        weight_g: new.weight_g,
        volume_ml: new.volume_ml,
        barcodes: new.barcodes.into(),
        service_date: new.service_date,
        windows: new.windows.into(),
        promised_at: new.promised_at,
        service_secs: new.service_secs,
        priority: new.priority,
        skills: new.skills.into(),
        cod_halalas: new.cod_halalas,
        currency: "SAR".into(),
        collected: Vec::new().into(),
        zone_id: None,
        courier_id: None,
        custody: if open {
            Custody::Hub
        } else {
            Custody::Recipient
        },
        sequence: 0,
        state: if open {
            DeliveryState::PickedUp
        } else {
            DeliveryState::Delivered
        },
        state_before: None,
        state_reason: String::new(),
        attempt_no: i32::from(!open),
        max_attempts: 3,
        proof_required: new.proof_required,
        proof_given: Proof::None,
        delivered_at: (!open).then_some(at),
        state_since: at,
        import_batch_id: None,
        created_at: at,
        updated_at: at,
        updated_by: author,
    }
}

fn event(delivery: &Delivery, step: usize, author: UserId, at: Millis) -> Event {
    let (action, to) = STEPS[step];
    let command = CommandId(hashed(
        "demo bulk",
        &[delivery.id.0.as_bytes(), action.as_bytes()],
    ));
    Event {
        id: EventId::minted(command, delivery.id.0, "event"),
        hub_id: delivery.hub_id,
        entity_table: Table::Delivery,
        entity_id: delivery.id.0,
        action: action.into(),
        actor_id: author,
        device_at: at,
        server_at: at,
        from_state: step.checked_sub(1).map(|before| STEPS[before].1),
        to_state: Some(to),
        changed: BTreeMap::from([(
            "state".to_owned(),
            (serde_json::Value::Null, to.word().into()),
        )])
        .into(),
        implied: false,
        override_reason: String::new(),
        part: 0,
        command_id: command,
    }
}
