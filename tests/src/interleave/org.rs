//! The organisation of the scenes: two hubs, a merchant, a dispatcher of the one hub, two who may do anything in both, and what
//! they do.

use crate::commands::{self, delivery_id, merchant};
use domain::{
    command::{Command, CourierSpec, Other},
    entities::*,
    id::*,
    units::*,
    value::Json,
};
use serde_json::{Value, json};
use sqlx::PgPool;
use sync_server::{
    clock,
    execute::Principal,
    people::{self, NewPerson, OPERATOR},
};
use uuid::Uuid;
use wire::sync::Envelope;

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub const HERE: HubId = HubId(id(1));
pub const THERE: HubId = HubId(id(2));
pub const COURIER: CourierId = CourierId(id(4));
const DEVICE: u128 = 0x100;

/// Works in the first hub.
pub const NOURA: &str = "noura";
/// Works in both.
pub const BADR: &str = "badr";
/// Works in both.
pub const HIND: &str = "hind";

/// The person of that name.
pub fn user(name: &str) -> UserId {
    UserId(domain::id::hashed("user", &[name.as_bytes()]))
}

/// Acts at the person's only laptop.
pub fn principal(user: UserId) -> Principal {
    Principal {
        user,
        device: Some(DeviceId(Uuid::from_u128(user.0.as_u128() ^ DEVICE))),
        service: false,
    }
}

/// The `n`th client of the scenes.
pub fn client(n: u128) -> ClientId {
    ClientId(id(0x1000 + n))
}

/// The `n`th command of the scenes.
pub fn command_id(n: u128) -> CommandId {
    CommandId(id(0x2000 + n))
}

/// The service day of what is delivered in the scenes.
pub fn date() -> ServiceDate {
    ServiceDate::of(clock::now(), "Asia/Riyadh", 240)
}

/// `command` as the `seq`th of a client, with the `n`th command's id.
pub fn envelope(seq: i64, n: u128, command: Value) -> Envelope {
    Envelope {
        seq,
        command_id: command_id(n),
        issued_at: clock::now(),
        command,
    }
}

/// The delivery with that number, which was made in the first hub.
pub fn delivery(n: u32) -> DeliveryId {
    delivery_id(HERE, n)
}

pub fn create(hub: HubId, numbers: &[u32]) -> Value {
    commands::create(hub, numbers.iter().copied(), date())
}

pub fn note(hub: HubId, n: u32) -> Value {
    commands::add_note(hub, delivery_id(hub, n), "gate 3")
}

pub fn priority(n: u32, priority: i32) -> Value {
    commands::set_priority(HERE, &[delivery(n)], priority)
}

pub fn transfer(from: HubId, to: HubId, id: DeliveryId) -> Value {
    json!({ "name": "transfer.v1", "hub": from, "to_hub": to, "entity_table": "delivery", "items": [id] })
}

pub fn grant(name: &str, hub: HubId, role: Option<Role>) -> Value {
    json!({ "name": "grant.v1", "user": user(name), "hub": hub, "role": role })
}

pub fn import(batch: u128, n: u32) -> Value {
    json!({
        "name": "import_rows.v1", "hub": HERE,
        "import": { "batch": id(0x3000 + batch), "file_name": "a.csv", "format": "onfleet", "part": 1, "parts": 1,
                    "accepted": 1, "quarantined": 0 },
        "rows": [commands::new_delivery(n, date())], "problems": [],
    })
}

pub fn undo_import(batch: u128, n: u32) -> Value {
    json!({ "name": "undo_import.v1", "hub": HERE, "batch": id(0x3000 + batch), "items": [delivery(n)] })
}

/// Makes it in a migrated database.
pub async fn make(pool: &PgPool) {
    let hub = |id, name: &str| Hub {
        id,
        name_ar: String::new(),
        name_en: name.into(),
        city: "Riyadh".into(),
        time_zone: "Asia/Riyadh".into(),
        day_starts_at_min: 240,
        lon_e7: 466_800_000,
        lat_e7: 247_100_000,
        active: true,
    };
    let merchant = Merchant {
        id: merchant(),
        name_ar: "مطبخ".into(),
        name_en: "Test Kitchen".into(),
        phone: None,
        lon_e7: None,
        lat_e7: None,
        active: true,
    };
    let courier = CourierSpec {
        id: COURIER,
        name_ar: String::new(),
        name_en: "Fahad".into(),
        phone: "+966500000001".into(),
        skills: Json(Vec::new()),
        home_zone_id: None,
        vehicle_id: None,
        cash_limit_halalas: 10_000_000,
        status: CourierStatus::Active,
    };
    let commands = [
        Other::UpsertHub {
            hubs: vec![hub(HERE, "Here"), hub(THERE, "There")],
        },
        Other::SetPolicy {
            policy: Policy::standard(),
        },
        Other::UpsertMerchant {
            merchants: vec![merchant],
        },
        Other::UpsertCourier {
            hub: HERE,
            couriers: vec![courier],
        },
    ]
    .map(Command::Other);
    let now = clock::now();
    people::run(pool, OPERATOR, &commands, now)
        .await
        .expect("the organisation");
    let both = vec![(HERE, Role::Admin), (THERE, Role::Admin)];
    for (name, grants) in [
        (NOURA, vec![(HERE, Role::Dispatcher)]),
        (BADR, both.clone()),
        (HIND, both),
    ] {
        let person = NewPerson {
            username: name.into(),
            name_ar: String::new(),
            name_en: name.into(),
            password: "a long enough password".into(),
            admin: false,
            grants,
        };
        people::add(pool, person, now).await.expect("a person");
        let device = principal(user(name)).device.expect("a device");
        sqlx::query(
            "INSERT INTO device (device_id, user_id, name, created_at, last_contact_at) VALUES ($1, $2, 'laptop', 0, 0)",
        )
        .bind(device.0)
        .bind(user(name).0)
        .execute(pool)
        .await
        .expect("a device");
    }
}
