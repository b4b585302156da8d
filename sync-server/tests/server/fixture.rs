//! A small organisation: two hubs, a zone, couriers and a merchant each, and people in the first hub.

use crate::harness::{PASSWORD, Server, now};
use domain::{
    command::{Command, CourierSpec, NewDelivery, Other, Stop},
    entities::*,
    id::*,
    units::*,
    value::Json,
};
use serde_json::{Value, json};
use sqlx::PgPool;
use sync_server::people::{self, NewPerson, OPERATOR};
use uuid::Uuid;

pub const PHONE: &str = "+966500012345";

pub struct Org {
    /// Where people work.
    pub here: HubId,
    /// Where they do not.
    pub there: HubId,
    pub merchant: MerchantId,
    pub courier: CourierId,
    /// A courier of the other hub.
    pub stranger: CourierId,
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn date() -> ServiceDate {
    ServiceDate::of(now(), "Asia/Riyadh", 240)
}

impl Org {
    /// Makes the organisation, with the dispatchers `noura` and `faisal`.
    pub async fn new(pool: &PgPool) -> Self {
        let org = Self {
            here: HubId(id(1)),
            there: HubId(id(2)),
            merchant: MerchantId(id(3)),
            courier: CourierId(id(4)),
            stranger: CourierId(id(5)),
        };
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
            id: org.merchant,
            name_ar: "متجر".into(),
            name_en: "Shop".into(),
            phone: None,
            lon_e7: None,
            lat_e7: None,
            active: true,
        };
        let courier = |id, name: &str| CourierSpec {
            id,
            name_ar: String::new(),
            name_en: name.into(),
            phone: "+966500000001".into(),
            skills: Json(Vec::new()),
            home_zone_id: None,
            vehicle_id: None,
            cash_limit_halalas: 10_000_000,
            status: CourierStatus::Active,
        };
        let couriers = |hub, id| Other::UpsertCourier {
            hub,
            couriers: vec![courier(id, "Fahad")],
        };
        let commands = [
            Other::UpsertHub {
                hubs: vec![hub(org.here, "Here"), hub(org.there, "There")],
            },
            Other::SetPolicy {
                policy: Policy::standard(),
            },
            Other::UpsertMerchant {
                merchants: vec![merchant],
            },
            couriers(org.here, org.courier),
            couriers(org.there, org.stranger),
        ]
        .map(Command::Other);
        people::run(pool, OPERATOR, &commands, now()).await.unwrap();
        org.person(pool, "noura", &[(org.here, Role::Dispatcher)], false)
            .await;
        org.person(pool, "faisal", &[(org.here, Role::Dispatcher)], false)
            .await;
        org
    }

    pub async fn person(
        &self,
        pool: &PgPool,
        username: &str,
        grants: &[(HubId, Role)],
        admin: bool,
    ) -> UserId {
        let person = NewPerson {
            username: username.into(),
            name_ar: String::new(),
            name_en: username.into(),
            password: PASSWORD.into(),
            admin,
            grants: grants.to_vec(),
        };
        people::add(pool, person, now()).await.unwrap()
    }

    /// Gives or takes a role.
    pub async fn grant(&self, pool: &PgPool, user: UserId, hub: HubId, role: Option<Role>) {
        let command = Command::Other(Other::Grant { user, hub, role });
        people::run(pool, OPERATOR, &[command], now())
            .await
            .unwrap();
    }

    pub fn new_delivery(&self, reference: &str) -> NewDelivery {
        let mut json = json!({
            "reference": reference,
            "merchant_id": self.merchant,
            "dropoff": Stop::default(),
            "service_date": date(),
        });
        json["dropoff"] = serde_json::to_value(Stop {
            name: "Sara".into(),
            phone: Some(PHONE.into()),
            address: "1234 King Road".into(),
            point: Point::from_degrees(46.68, 24.71),
            ..Stop::default()
        })
        .unwrap();
        let from = now();
        json["windows"] = json!([{ "from": from, "to": from.plus_secs(7200) }]);
        serde_json::from_value(json).unwrap()
    }

    /// `create.v1` in `hub`.
    pub fn create(&self, hub: HubId, references: &[&str]) -> Value {
        let deliveries = references.iter().map(|r| self.new_delivery(r)).collect();
        serde_json::to_value(Command::Other(Other::Create { hub, deliveries })).unwrap()
    }

    pub fn delivery(&self, reference: &str) -> DeliveryId {
        DeliveryId::of(self.here, self.merchant, reference)
    }

    /// An action on deliveries of the first hub.
    pub fn on(&self, name: &str, references: &[&str], more: Value) -> Value {
        let items: Vec<_> = references.iter().map(|r| self.delivery(r)).collect();
        let mut command = json!({ "name": name, "hub": self.here, "items": items });
        for (key, value) in more.as_object().cloned().unwrap_or_default() {
            command[key] = value;
        }
        command
    }

    pub fn assign(&self, references: &[&str]) -> Value {
        self.on("assign.v1", references, json!({ "courier": self.courier }))
    }

    pub fn note(&self, body: &str, references: &[&str]) -> Value {
        let items: Vec<_> = references.iter().map(|r| self.delivery(r)).collect();
        json!({ "name": "add_note.v1", "hub": self.here, "entity_table": "delivery",
                "items": items, "body": body })
    }
}

/// A server with the organisation.
pub async fn served() -> (Server, Org) {
    served_with(|_| {}).await
}

/// The same with other settings.
pub async fn served_with(change: impl FnOnce(&mut sync_server::settings::Serve)) -> (Server, Org) {
    let server = Server::with(change).await;
    let org = Org::new(&server.db.pool).await;
    (server, org)
}
