//! Commands as tests give them, in JSON.

use domain::{
    command::{NewDelivery, Stop},
    entities::{DeliveryKind, Proof},
    id::{CourierId, DeliveryId, HubId, MerchantId},
    units::{Millis, Point, ServiceDate, Window},
};
use serde_json::{Value, json};

/// The merchant of every test's deliveries.
pub fn merchant() -> MerchantId {
    MerchantId::named("Test Kitchen")
}

/// A delivery that is complete, so that it will be ready; `n` moves its point and names it.
pub fn new_delivery(n: u32, date: ServiceDate) -> NewDelivery {
    let midday = date
        .0
        .and_hms_opt(12, 0, 0)
        .unwrap_or_default()
        .and_utc()
        .timestamp_millis();
    NewDelivery {
        reference: format!("T-{n:05}"),
        merchant_id: merchant(),
        kind: DeliveryKind::Dropoff,
        pickup: Stop::default(),
        dropoff: Stop {
            name: format!("Recipient {n}"),
            phone: Some(format!("+9665{:08}", n % 100_000_000)),
            address: format!("{n} Olaya Street"),
            point: Point::from_degrees(
                46.6 + f64::from(n % 100) * 0.002,
                24.6 + f64::from(n % 97) * 0.002,
            ),
            ..Stop::default()
        },
        instructions: String::new(),
        parcel_count: 1,
        weight_g: 500,
        volume_ml: 1000,
        barcodes: Vec::new(),
        service_date: date,
        windows: vec![Window {
            from: Millis(midday),
            to: Millis(midday + 4 * 3_600_000),
        }],
        promised_at: None,
        service_secs: 180,
        priority: 50,
        skills: Vec::new(),
        cod_halalas: 0,
        proof_required: Proof::None,
        note: String::new(),
    }
}

/// The id of [`new_delivery`]'s row.
pub fn delivery_id(hub: HubId, n: u32) -> DeliveryId {
    DeliveryId::of(hub, merchant(), &format!("T-{n:05}"))
}

pub fn create(hub: HubId, numbers: impl IntoIterator<Item = u32>, date: ServiceDate) -> Value {
    let deliveries: Vec<_> = numbers.into_iter().map(|n| new_delivery(n, date)).collect();
    json!({ "name": "create.v1", "hub": hub, "deliveries": deliveries })
}

pub fn assign(hub: HubId, items: &[DeliveryId], courier: CourierId) -> Value {
    json!({ "name": "assign.v1", "hub": hub, "items": items, "courier": courier,
            "overrule": { "reason": "a test" } })
}

/// `name` without its version, for actions without further fields.
pub fn action(name: &str, hub: HubId, items: &[DeliveryId]) -> Value {
    json!({ "name": format!("{name}.v1"), "hub": hub, "items": items })
}

pub fn set_priority(hub: HubId, items: &[DeliveryId], priority: i32) -> Value {
    json!({ "name": "set_priority.v1", "hub": hub, "items": items, "priority": priority })
}

pub fn add_note(hub: HubId, delivery: DeliveryId, body: &str) -> Value {
    json!({ "name": "add_note.v1", "hub": hub, "entity_table": "delivery", "items": [delivery], "body": body })
}

pub fn cancel(hub: HubId, items: &[DeliveryId], reason: &str) -> Value {
    json!({ "name": "cancel.v1", "hub": hub, "items": items, "reason": reason })
}
