//! The organisation every simulation starts from. What belongs to a hub carries that hub's mark, so that a byte of it
//! can be looked for where it must not be.

use domain::{
    command::{NewDelivery, Stop},
    entities::*,
    entity::Entity,
    id::*,
    units::{Millis, Point, ServiceDate, Window},
    value::Json,
};
use uuid::Uuid;

/// 2026-11-02 12:00 in Riyadh: when every simulation starts.
pub const NOON: Millis = Millis(1_793_610_000_000);
/// Couriers of each hub.
pub const COURIERS: u32 = 2;
/// Deliveries a hub's people talk about.
pub const REFERENCES: u32 = 7;

pub fn hub(n: u8) -> HubId {
    HubId(Uuid::from_u128(0xA000 + u128::from(n)))
}

/// The number of a hub.
pub fn number(hub: HubId) -> u8 {
    (hub.0.as_u128() - 0xA000) as u8
}

pub fn user(n: u8) -> UserId {
    UserId(Uuid::from_u128(0xB000 + u128::from(n)))
}

/// The admin who acts through the server's interface.
pub fn office() -> UserId {
    user(200)
}

pub fn courier(hub: u8, n: u32) -> CourierId {
    CourierId(Uuid::from_u128(
        0xC000 + u128::from(hub) * 0x100 + u128::from(n % COURIERS),
    ))
}

pub fn merchant() -> MerchantId {
    MerchantId::named("Shawarma House")
}

pub fn delivery(hub_number: u8, reference: u32) -> DeliveryId {
    DeliveryId::of(hub(hub_number), merchant(), &called(reference))
}

fn called(reference: u32) -> String {
    format!("R{}", reference % REFERENCES)
}

/// What stands in the texts of everything that belongs to this hub.
pub fn mark(hub: HubId) -> String {
    format!("zqmark{}qz", number(hub))
}

pub fn today() -> ServiceDate {
    ServiceDate::of(NOON, "Asia/Riyadh", 240)
}

/// The rows at the start: policy, merchant, `hubs` hubs with couriers, `users` people with grants in most.
pub fn organisation(hubs: u8, users: u8) -> Vec<Entity> {
    let mut rows: Vec<Entity> = vec![
        Policy::standard().into(),
        Merchant {
            id: merchant(),
            name_ar: "بيت الشاورما".into(),
            name_en: "Shawarma House".into(),
            phone: None,
            lon_e7: None,
            lat_e7: None,
            active: true,
        }
        .into(),
    ];
    for h in 0..hubs {
        rows.push(
            Hub {
                id: hub(h),
                name_ar: String::new(),
                name_en: format!("Hub {h}"),
                city: "Riyadh".into(),
                time_zone: "Asia/Riyadh".into(),
                day_starts_at_min: 240,
                lon_e7: 467_000_000,
                lat_e7: 247_000_000,
                active: true,
            }
            .into(),
        );
        rows.extend((0..COURIERS).map(|n| a_courier(h, n).into()));
    }
    for u in (0..users).chain([200]) {
        rows.push(
            Staff {
                id: user(u),
                name_ar: String::new(),
                name_en: format!("Person {u}"),
                admin: u == 200,
                active: true,
            }
            .into(),
        );
        for h in 0..hubs {
            // One grant in four is not there at first.
            if u == 200 || (u + h) % 4 != 3 {
                rows.push(
                    Grant {
                        id: GrantId::of(user(u), hub(h)),
                        user_id: user(u),
                        hub_id: hub(h),
                        role: role(u % 2),
                    }
                    .into(),
                );
            }
        }
    }
    rows
}

/// 0: dispatcher, else supervisor.
pub fn role(n: u8) -> Role {
    match n {
        0 => Role::Dispatcher,
        _ => Role::Supervisor,
    }
}

fn a_courier(h: u8, n: u32) -> Courier {
    Courier {
        id: courier(h, n),
        hub_id: hub(h),
        name_ar: "سائق".into(),
        name_en: format!("Courier {n} {}", mark(hub(h))),
        phone: format!("+96650000000{n}"),
        skills: Json(vec![]),
        home_zone_id: None,
        vehicle_id: None,
        cash_limit_halalas: 60_000,
        status: CourierStatus::Active,
        updated_at: NOON,
        updated_by: office(),
    }
}

/// A complete delivery: created, it is ready.
pub fn new_delivery(h: u8, reference: u32) -> NewDelivery {
    NewDelivery {
        reference: called(reference),
        merchant_id: merchant(),
        kind: DeliveryKind::Dropoff,
        pickup: Stop::default(),
        dropoff: Stop {
            name: format!("نورة {}", mark(hub(h))),
            phone: Some(format!("+9665012345{:02}", reference % 100)),
            address: "King Fahd Road 12".into(),
            district: "العليا".into(),
            postal_code: "12211".into(),
            short_address: "RRRD2929".into(),
            point: Some(Point {
                lon_e7: 466_800_000,
                lat_e7: 246_900_000,
            }),
        },
        instructions: mark(hub(h)),
        parcel_count: 1,
        weight_g: 500,
        volume_ml: 0,
        barcodes: vec![],
        service_date: today(),
        windows: vec![Window {
            from: NOON,
            to: NOON.plus_secs(7200),
        }],
        promised_at: None,
        service_secs: 120,
        priority: 50,
        skills: vec![],
        cod_halalas: 10_000,
        proof_required: Proof::None,
        note: String::new(),
    }
}
