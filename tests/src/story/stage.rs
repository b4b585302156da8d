//! What the story needs before it begins: database, server, an organisation with its day, simulated couriers, a
//! proxy in front of the supervisor.

use super::{Person, files};
use crate::{
    Database, Proxy, Server,
    console::{Ended, finish},
    programs::program,
};
use domain::units::{self, ServiceDate};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use uuid::Uuid;

/// How large, and from which files.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Everything that is written goes here.
    pub folder: PathBuf,
    pub hubs: u32,
    pub zones: u32,
    pub couriers: u32,
    /// Made up by the seed.
    pub deliveries: u32,
    /// Files to import instead of made-up ones.
    pub zone_file: Option<PathBuf>,
    pub delivery_files: Vec<PathBuf>,
    /// When the hubs' business day begins, minutes after midnight.
    pub day_starts_at_min: i32,
}

impl Plan {
    /// Three hubs and a full day.
    pub fn full(folder: PathBuf) -> Self {
        Self {
            folder,
            hubs: 3,
            zones: 40,
            couriers: 120,
            deliveries: 3000,
            zone_file: None,
            delivery_files: Vec::new(),
            day_starts_at_min: 4 * 60,
        }
    }

    /// A business day that began some hours ago, so that it does not end while the story is played. Given files
    /// keep the usual day: their windows were written for it.
    pub fn under_way(mut self) -> Self {
        if self.delivery_files.is_empty() {
            let now = units::minute_of_day(sync::client::local_now(), "Asia/Riyadh");
            self.day_starts_at_min = (now - 10 * 60).rem_euclid(24 * 60) / 60 * 60;
        }
        self
    }

    /// As much as a test needs.
    pub fn small(folder: PathBuf) -> Self {
        Self {
            hubs: 1,
            zones: 4,
            couriers: 8,
            deliveries: 60,
            ..Self::full(folder)
        }
        .under_way()
    }
}

/// Running parts. They end with the value, unless they are left.
pub struct Stage {
    drive: Option<Drive>,
    pub proxy: Proxy,
    pub server: Server,
    pub database: Database,
    pub plan: Plan,
    /// The hub everybody works in.
    pub hub: String,
    pub today: ServiceDate,
    /// Of every account.
    pub password: String,
    /// Of every profile's replica.
    pub passphrase: String,
    /// What people import.
    pub zone_file: PathBuf,
    pub delivery_files: Vec<PathBuf>,
}

impl Stage {
    /// Sets up everything. Needs DATABASE_URL.
    pub fn set(plan: Plan) -> Self {
        let profiles = plan.folder.join("profiles");
        if profiles.exists() {
            std::fs::remove_dir_all(&profiles)
                .expect("the profiles of an earlier run can be removed");
        }
        std::fs::create_dir_all(&profiles).expect("a folder for the profiles");
        let database = Database::named("barq_demo");
        let server = Server::start(&database, &[]);
        let password = Uuid::new_v4().simple().to_string();
        let passphrase = Uuid::new_v4().simple().to_string();
        let given = !plan.delivery_files.is_empty();
        let count = |name: &str, n: u32| [format!("--{name}"), n.to_string()];
        let mut seed = vec!["seed".to_owned()];
        seed.extend(count("hubs", plan.hubs));
        seed.extend(count("zones", plan.zones));
        seed.extend(count("couriers", plan.couriers));
        seed.extend(count("deliveries", if given { 0 } else { plan.deliveries }));
        seed.push(format!("--day-starts-at-min={}", plan.day_starts_at_min));
        let seed: Vec<&str> = seed.iter().map(String::as_str).collect();
        let said = server.admin(&seed, &[("BARQ_PASSWORD", &password)]);
        let said: Value = serde_json::from_str(&said).expect("seed answers in JSON");
        let hub = said["hubs"][0]
            .as_str()
            .expect("seed names its hubs")
            .to_owned();
        let today = ServiceDate::of(
            sync::client::local_now(),
            "Asia/Riyadh",
            plan.day_starts_at_min,
        );
        let files = files::prepare(&plan, today);
        let proxy = Proxy::start(server.address()).expect("a port for the proxy");
        let mut stage = Self {
            drive: None,
            proxy,
            server,
            database,
            hub,
            today,
            password,
            passphrase,
            zone_file: files.zones,
            delivery_files: files.deliveries,
            plan,
        };
        stage.drive = Some(stage.drive());
        stage
    }

    /// A profile of this stage's people.
    pub fn profile(&self, username: &str) -> PathBuf {
        self.plan.folder.join("profiles").join(username)
    }

    /// Someone who works here, through `server`.
    pub fn person(&self, username: &'static str, server: String) -> Person {
        Person::new(username, self.profile(username), server, &self.passphrase)
    }

    /// barqctl on a profile, with password and passphrase.
    pub fn barqctl(&self, username: &str) -> Command {
        barqctl(&self.profile(username), &self.passphrase, &self.password)
    }

    /// Signs a profile in and syncs it, without a window.
    pub fn sign_in(&self, profile: &str, username: &str) -> Ended {
        let mut command = self.barqctl(profile);
        command.args(["sign-in", username, "--server", &self.server.url()]);
        let ended = finish(command, "");
        assert_eq!(ended.code, 0, "{ended:?}");
        ended
    }

    /// Imports a file into the hub, without a window.
    pub fn import(&self, profile: &str, file: &Path) {
        let mut command = self.barqctl(profile);
        command.arg("import").arg(file).args(["--hub", &self.hub]);
        let ended = finish(command, "");
        assert_eq!(ended.code, 0, "{ended:?}");
    }

    /// Couriers that move, until the stage is struck.
    fn drive(&self) -> Drive {
        self.sign_in("tracker", "admin");
        let child = self
            .barqctl("tracker")
            .args(["drive", "--username", "tracker"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("barqctl drive starts");
        Drive(child)
    }

    /// The hub's canonical rows on the server.
    pub fn dump(&self) -> String {
        self.server.admin(&["dump", "--hub", &self.hub], &[])
    }

    /// Leaves server, database and profiles in place; says where they are.
    pub fn leave(mut self, people: &[&str]) -> Value {
        self.database.keep();
        // Without what only our own driver understands: psql is to take it too.
        let url = self.database.url();
        let database_url = url.split('?').next().unwrap_or(&url).to_owned();
        let server_url = self.server.url();
        let log = self.plan.folder.join("server.log");
        let users: Vec<Value> = ["noura", "faisal", "reem", "admin", "tracker"]
            .iter()
            .map(|username| json!({ "username": username, "password": self.password }))
            .collect();
        let profiles: Vec<Value> = people
            .iter()
            .map(|username| {
                json!({ "username": username, "dir": self.profile(username), "passphrase": self.passphrase })
            })
            .collect();
        let Self { drive, server, .. } = self;
        drop(drive);
        let process = server.leave(&log).expect("the server starts again");
        eprintln!(
            "the server goes on running as process {process}, its log is {}",
            log.display()
        );
        json!({
            "database_url": database_url,
            "server_url": server_url,
            "users": users,
            "profiles": profiles,
        })
    }

    /// Ends what runs and removes the profiles.
    pub fn strike(self) {
        let profiles = self.plan.folder.join("profiles");
        drop(self);
        // What cannot be removed is removed by the next run.
        let _ = std::fs::remove_dir_all(profiles);
    }
}

/// barqctl driving couriers; ends with the value.
struct Drive(Child);

impl Drop for Drive {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// barqctl on a profile.
pub fn barqctl(profile: &Path, passphrase: &str, password: &str) -> Command {
    let mut command = Command::new(program("barqctl"));
    command
        .arg("--profile")
        .arg(profile)
        .arg("--json")
        .env("BARQ_PASSPHRASE", passphrase)
        .env("BARQ_PASSWORD", password)
        .env_remove("BARQ_SERVER")
        .env_remove("BARQ_PROFILE");
    command
}
