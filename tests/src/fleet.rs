//! A small organisation to work in: one hub, its people, its couriers.

use crate::{
    commands,
    console::Console,
    database::Database,
    server::{self, Server},
};
use domain::{
    id::{CourierId, DeliveryId, HubId, UserId},
    units::{Millis, ServiceDate},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Everybody's password.
pub const PASSWORD: &str = "a password for tests";

/// A server with a hub, an administrator, two dispatchers, a supervisor and couriers.
pub struct Fleet {
    // Dropped before the database.
    pub server: Server,
    pub database: Database,
    pub hub: HubId,
    pub couriers: Vec<CourierId>,
    /// The hub's present service date.
    pub today: ServiceDate,
}

impl Fleet {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// `options` are further options of `sync-server serve`.
    pub fn start_with(options: &[&str]) -> Self {
        Self::over(Database::create(), options)
    }

    /// As [`Fleet::start_with`], on an empty database.
    pub fn over(database: Database, options: &[&str]) -> Self {
        let server = Server::start(&database, options);
        let hub = HubId(Uuid::now_v7());
        let mut fleet = Self {
            hub,
            couriers: (0..4).map(|_| CourierId(Uuid::now_v7())).collect(),
            today: ServiceDate::of(sync::client::local_now(), "Asia/Riyadh", 240),
            server,
            database,
        };
        fleet.found();
        fleet
    }

    fn found(&mut self) {
        let hub = self.hub;
        let url = self.server.database_url();
        add_user(url, "admin", &["--admin"]);
        let admin = self.console("admin");
        admin.submit(&json!({ "name": "upsert_hub.v1", "hubs": [{
            "id": hub, "name_ar": "الرياض شمال", "name_en": "Riyadh North", "city": "Riyadh",
            "time_zone": "Asia/Riyadh", "day_starts_at_min": 240,
            "lon_e7": 466_800_000, "lat_e7": 247_500_000, "active": true }] }));
        admin.sync();
        admin.submit(&grant(own_id(&admin), hub, Some("admin")));
        admin.sync();
        for (username, role) in [
            ("dana", "dispatcher"),
            ("omar", "dispatcher"),
            ("sara", "supervisor"),
        ] {
            add_user(url, username, &["--role", role, "--hub", &hub.to_string()]);
        }
        let couriers: Vec<Value> = self
            .couriers
            .iter()
            .enumerate()
            .map(|(n, id)| {
                json!({ "id": id, "name_ar": format!("مندوب {n}"), "name_en": format!("Courier {n}"),
                        "phone": format!("+96651234500{n}"), "home_zone_id": null, "vehicle_id": null,
                        "cash_limit_halalas": 1_000_000, "status": "active" })
            })
            .collect();
        admin.submit(&json!({ "name": "upsert_courier.v1", "hub": hub, "couriers": couriers }));
        let state = admin.sync();
        assert_eq!(state["waiting"], 0, "{state}");
    }

    /// A console of one of the fleet's people, signed in and in step.
    #[track_caller]
    pub fn console(&self, username: &str) -> Console {
        Console::signed_in(&self.server.url(), username, PASSWORD)
    }

    pub fn delivery(&self, n: u32) -> DeliveryId {
        commands::delivery_id(self.hub, n)
    }

    /// Deliveries of today, created by `console` (not yet sent).
    #[track_caller]
    pub fn create(&self, console: &Console, numbers: std::ops::Range<u32>) {
        console.submit(&commands::create(self.hub, numbers, self.today));
    }

    /// Gives a command as the administrator, through the API; it has to be applied.
    #[track_caller]
    pub fn command(&self, command: &Value) {
        let sign_in = json!({ "username": "admin", "password": PASSWORD, "device_name": "API" });
        let tokens = self.server.post("/api/v1/auth/sign-in", "", &sign_in);
        let token = tokens["access_token"].as_str().expect("a token");
        let commands =
            json!({ "commands": [{ "command_id": Uuid::now_v7(), "command": command }] });
        let outcomes = self.server.post("/api/v1/commands", token, &commands);
        assert_eq!(outcomes[0]["outcome"], "applied", "{outcomes}");
        let items = outcomes[0]["items"].as_array().expect("verdicts");
        assert!(
            items.iter().all(|i| i["verdict"] != "rejected"),
            "{outcomes}"
        );
    }

    /// The server's canonical rows of the hub.
    pub fn dump(&self) -> String {
        server::administer(
            self.server.database_url(),
            &["dump", "--hub", &self.hub.to_string()],
            &[],
        )
    }

    /// All waiting work is done and every replica's base is the server's, byte for byte.
    #[track_caller]
    pub fn assert_equal(&self, consoles: &[&Console]) {
        for console in consoles {
            let state = console.sync();
            assert_eq!(state["waiting"], 0, "{state}");
        }
        let dump = self.dump();
        assert!(!dump.is_empty());
        for console in consoles {
            console.sync();
            for layer in ["--base", "--live"] {
                let mine = console.dump(layer, &self.hub.to_string());
                assert_same(layer, &mine, &dump);
            }
        }
        assert_eq!(self.dump(), dump, "the server stood still meanwhile");
    }
}

#[track_caller]
fn assert_same(layer: &str, mine: &str, server: &str) {
    if mine == server {
        return;
    }
    let (a, b): (Vec<_>, Vec<_>) = (mine.lines().collect(), server.lines().collect());
    let at = a
        .iter()
        .zip(&b)
        .position(|(x, y)| x != y)
        .unwrap_or(a.len().min(b.len()));
    panic!(
        "the console's {layer} has {} rows, the server {}; the first difference is in line {}:\n{}\n{}",
        a.len(),
        b.len(),
        at + 1,
        a.get(at).unwrap_or(&"(end)"),
        b.get(at).unwrap_or(&"(end)")
    );
}

/// The user whose console it is.
pub fn own_id(console: &Console) -> UserId {
    let text =
        std::fs::read(console.dir().join("profile.json")).expect("the profile has an account");
    let account: Value = serde_json::from_slice(&text).expect("it is JSON");
    serde_json::from_value(account["user"].clone()).expect("it names the user")
}

pub fn grant(user: UserId, hub: HubId, role: Option<&str>) -> Value {
    json!({ "name": "grant.v1", "user": user, "hub": hub, "role": role })
}

/// Adds an account; its id.
pub fn add_user(database_url: &str, username: &str, options: &[&str]) -> UserId {
    let args = [&["user", "add", "--username", username], options].concat();
    let said = server::administer(database_url, &args, &[("BARQ_PASSWORD", PASSWORD)]);
    said.trim()
        .parse()
        .unwrap_or_else(|e| panic!("{e}: {said}"))
}

/// The local clock, for commands that name a moment.
pub fn now() -> Millis {
    sync::client::local_now()
}
