//! A small organisation to test with, and a replica in a directory that goes when the test does.

use super::server::Server;
use crate::{Cut, Identity, Key, Replica};
use domain::{
    command::{Action, Command, NewDelivery, OnDeliveries, Other, Stop},
    entities::*,
    id::*,
    units::{Millis, Point, ServiceDate, Window},
    value::Json,
};
use uuid::Uuid;

/// 2026-11-02 12:00 in Riyadh.
pub(crate) const NOON: Millis = Millis(1_793_610_000_000);

pub(crate) fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) fn hub(n: u128) -> HubId {
    HubId(uuid(0xA000 + n))
}

pub(crate) fn user(n: u128) -> UserId {
    UserId(uuid(0xB000 + n))
}

pub(crate) fn courier(hub: u128, n: u128) -> CourierId {
    CourierId(uuid(0xC000 + hub * 0x100 + n))
}

pub(crate) fn merchant() -> MerchantId {
    MerchantId::named("Shawarma House")
}

pub(crate) fn command_id(n: u128) -> CommandId {
    CommandId(uuid(0xD_0000_0000 + n))
}

pub(crate) fn date() -> ServiceDate {
    ServiceDate::of(NOON, "Asia/Riyadh", 240)
}

/// The rows every test starts from: two hubs, three couriers each, a dispatcher and a supervisor with
/// grants in both.
pub(crate) fn organisation() -> Vec<domain::entity::Entity> {
    let mut rows: Vec<domain::entity::Entity> = vec![
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
    for h in 0..2 {
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
        for n in 0..3 {
            rows.push(
                Courier {
                    id: courier(h, n),
                    hub_id: hub(h),
                    name_ar: "سائق".into(),
                    name_en: format!("Courier {n}"),
                    phone: format!("+96650000000{n}"),
                    skills: Json(vec![]),
                    home_zone_id: None,
                    vehicle_id: None,
                    cash_limit_halalas: 100_000,
                    status: CourierStatus::Active,
                    updated_at: NOON,
                    updated_by: user(0),
                }
                .into(),
            );
        }
    }
    for u in 0..2 {
        rows.push(
            Staff {
                id: user(u),
                name_ar: String::new(),
                name_en: format!("Dispatcher {u}"),
                admin: false,
                active: true,
            }
            .into(),
        );
        for h in 0..2 {
            rows.push(grant(u, h).into());
        }
    }
    rows
}

pub(crate) fn grant(u: u128, h: u128) -> Grant {
    Grant {
        id: GrantId::of(user(u), hub(h)),
        user_id: user(u),
        hub_id: hub(h),
        role: if u == 0 {
            Role::Dispatcher
        } else {
            Role::Supervisor
        },
    }
}

/// A complete delivery: created, it is ready.
pub(crate) fn new_delivery(reference: &str) -> NewDelivery {
    NewDelivery {
        reference: reference.into(),
        merchant_id: merchant(),
        kind: DeliveryKind::Dropoff,
        pickup: Stop::default(),
        dropoff: Stop {
            name: "نورة القحطاني".into(),
            phone: Some("+966501234567".into()),
            address: "King Fahd Road 12".into(),
            district: "العليا".into(),
            postal_code: "12211".into(),
            short_address: "RRRD2929".into(),
            point: Some(Point {
                lon_e7: 466_800_000,
                lat_e7: 246_900_000,
            }),
        },
        instructions: String::new(),
        parcel_count: 1,
        weight_g: 500,
        volume_ml: 0,
        barcodes: vec![],
        service_date: date(),
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

pub(crate) fn delivery_id(h: u128, reference: &str) -> DeliveryId {
    DeliveryId::of(hub(h), merchant(), reference)
}

pub(crate) fn create(h: u128, references: &[&str]) -> Command {
    Command::Other(Other::Create {
        hub: hub(h),
        deliveries: references.iter().map(|r| new_delivery(r)).collect(),
    })
}

pub(crate) fn act(h: u128, items: &[DeliveryId], action: Action) -> Command {
    Command::Deliveries(OnDeliveries {
        hub: hub(h),
        items: items.to_vec(),
        if_rev: Default::default(),
        saw: Default::default(),
        overrule: None,
        report: None,
        action,
    })
}

/// A signed-in replica and its directory.
pub(crate) struct Desk {
    pub replica: Replica,
    pub key: Key,
    pub dir: tempfile::TempDir,
    pub user: u128,
}

impl Desk {
    pub fn new(u: u128) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::from_bytes([u as u8 + 1; 32]);
        let replica = Replica::open(dir.path(), &key).unwrap();
        replica
            .set_identity(&Identity {
                server_url: "http://localhost".into(),
                user: user(u),
                username: format!("user{u}"),
                device: DeviceId(uuid(0xE000 + u)),
                client: ClientId(uuid(0xF000 + u)),
            })
            .unwrap();
        Self {
            replica,
            key,
            dir,
            user: u,
        }
    }

    /// A desk that has synced once.
    pub fn synced(u: u128, server: &mut Server) -> Self {
        let desk = Self::new(u);
        desk.exchange(server);
        desk
    }

    /// One whole exchange.
    pub fn exchange(&self, server: &mut Server) -> crate::Applied {
        let commands = self.replica.next_commands(100, 1 << 20).unwrap();
        let client = self.replica.identity().unwrap().unwrap().client;
        let cut = server.exchange(
            self.user,
            client,
            &self.replica.cursors().unwrap(),
            &commands,
        );
        self.replica.apply(Cut::of(cut.0, cut.1), NOON).unwrap()
    }

    pub fn submit(&self, n: u128, command: &Command) -> crate::Result<wire::ipc::Submitted> {
        self.replica.submit(command, command_id(n), NOON, NOON)
    }

    /// As a process that was killed and started again.
    pub fn reopen(&mut self) {
        self.replica = Replica::open(self.dir.path(), &self.key).unwrap();
    }

    pub fn dump(&self, layer: crate::Layer) -> String {
        let mut out = Vec::new();
        self.replica.dump(layer, None, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }
}
