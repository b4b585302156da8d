//! A few consoles that work at the same time while something is killed, and how they come to agree afterwards.

use domain::id::DeliveryId;
use serde_json::Value;
use std::{
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};
use tests::{
    Console, Fleet, commands, console::Ended, fleet::PASSWORD, history::Step, history::Witness,
};

/// Deliveries there are from the beginning.
const DELIVERIES: u32 = 60;
/// Consoles that need more syncs than this to agree do not come to an end.
const ROUNDS: u32 = 6;
/// What takes longer does not happen.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// The signal of `kill -9`.
pub const KILLED: Option<i32> = Some(9);

/// A fleet, its consoles by name, and what they are told.
pub struct Team {
    pub fleet: Fleet,
    pub witness: Witness,
    pub consoles: Vec<Member>,
    given: AtomicU32,
}

/// One console.
pub struct Member {
    /// Of the account.
    pub username: &'static str,
    /// In the history.
    pub name: String,
    pub console: Console,
    /// Its server's address.
    pub url: String,
}

impl Team {
    /// `options` are further options of the server.
    pub fn start(options: &[&str]) -> Self {
        Self::of(Fleet::start_with(options))
    }

    /// Dana and Omar of a fleet.
    pub fn of(fleet: Fleet) -> Self {
        let first = fleet.console("dana");
        fleet.create(&first, 0..DELIVERIES);
        first.sync();
        let witness = Witness::of(&fleet);
        let url = fleet.server.url();
        let mut team = Self {
            fleet,
            witness,
            consoles: Vec::new(),
            given: AtomicU32::new(0),
        };
        team.consoles.push(Member {
            username: "dana",
            name: "dana".into(),
            console: first,
            url: url.clone(),
        });
        // What the first console did before the history began is the server's.
        team.founded();
        team.join("omar", "omar", &url);
        team
    }

    fn founded(&self) {
        self.consoles[0].sync(&self.witness, &[]);
        self.witness.look("dana", &self.consoles[0].console);
    }

    /// A further console, of `username`, against the server at `url`.
    pub fn join(&mut self, username: &'static str, name: &str, url: &str) {
        let member = Member {
            username,
            name: name.into(),
            console: Console::new(),
            url: url.into(),
        };
        let ended = member.sign_in(&self.witness, &[]);
        assert_eq!(ended.code, 0, "{ended:?}");
        self.consoles.push(member);
    }

    /// A number that no command has had yet.
    pub fn next(&self) -> u32 {
        self.given.fetch_add(1, Relaxed)
    }

    /// A delivery; one after the other, for different numbers.
    pub fn delivery(&self, n: u32) -> DeliveryId {
        self.fleet.delivery(n % DELIVERIES)
    }

    /// A few commands: two notes nobody else writes, and an assignment that the other consoles want too.
    pub fn commands(&self, round: u32, courier: usize) -> Vec<Value> {
        let hub = self.fleet.hub;
        let note = || {
            let n = self.next();
            commands::add_note(hub, self.delivery(n), &format!("note {n}"))
        };
        let contested = [self.delivery(round)];
        vec![
            note(),
            commands::assign(hub, &contested, self.fleet.couriers[courier]),
            note(),
        ]
    }

    /// Every console gives commands and syncs, all of them at once; nobody minds whether the server lives.
    pub fn work(&self, round: u32) {
        std::thread::scope(|scope| {
            for (n, member) in self.consoles.iter().enumerate() {
                scope.spawn(move || {
                    member.give(&self.witness, &self.commands(round, n % 4), &[]);
                    self.witness.look(&member.name, &member.console);
                });
            }
        });
    }

    /// Faults have stopped: everybody syncs until nothing waits, is looked at, and every rule has to hold.
    #[track_caller]
    pub fn settle(&self) {
        for member in &self.consoles {
            member.catch_up(&self.witness);
        }
        // What the later ones sent; the last has seen all.
        for member in self.consoles.iter().rev() {
            if member.name != self.consoles[self.consoles.len() - 1].name {
                member.catch_up(&self.witness);
            }
            self.witness.look(&member.name, &member.console);
        }
        self.witness.serve(&self.fleet);
        self.witness.assert_holds();
    }

    /// Lets a console go that is no longer needed.
    pub fn leave(&mut self, name: &str) {
        self.witness.note(name, Step::Retired);
        self.consoles.retain(|member| member.name != name);
    }

    #[track_caller]
    pub fn member(&self, name: &str) -> &Member {
        let mut all = self.consoles.iter();
        all.find(|member| member.name == name).unwrap()
    }
}

impl Member {
    pub fn sign_in(&self, witness: &Witness, env: &[(&str, &str)]) -> Ended {
        self.sign_in_as(self.username, witness, env)
    }

    pub fn sign_in_as(&self, username: &str, witness: &Witness, env: &[(&str, &str)]) -> Ended {
        let env = [env, &[("BARQ_PASSWORD", PASSWORD)]].concat();
        let args = ["sign-in", username, "--server", &self.url];
        witness.run(&self.name, &self.console, &args, "", &env)
    }

    pub fn submit(&self, witness: &Witness, commands: &[Value], env: &[(&str, &str)]) -> Ended {
        witness.submit(&self.name, &self.console, commands, env)
    }

    /// Gives `commands` and syncs, in one process.
    pub fn give(&self, witness: &Witness, commands: &[Value], env: &[(&str, &str)]) -> Ended {
        let lines: String = commands.iter().map(|c| format!("{c}\n")).collect();
        let args = ["submit", "-", "--sync"];
        witness.run(&self.name, &self.console, &args, &lines, env)
    }

    /// Signs in without syncing.
    pub fn sign_in_only(&self, witness: &Witness) {
        let env = [("BARQ_PASSWORD", PASSWORD)];
        let args = ["sign-in", self.username, "--no-sync", "--server", &self.url];
        let ended = witness.run(&self.name, &self.console, &args, "", &env);
        assert_eq!(ended.code, 0, "{ended:?}");
    }

    pub fn sync(&self, witness: &Witness, env: &[(&str, &str)]) -> Ended {
        witness.run(&self.name, &self.console, &["sync"], "", env)
    }

    /// Stays in sync until something ends it, at most a minute.
    pub fn watch(&self, witness: &Witness, env: &[(&str, &str)]) -> Ended {
        let args = ["watch", "--for", "60"];
        witness.run(&self.name, &self.console, &args, "", env)
    }

    /// Syncs until nothing waits, signing in again where the session has ended.
    #[track_caller]
    pub fn catch_up(&self, witness: &Witness) {
        for _ in 0..ROUNDS {
            let ended = self.sync(witness, &[]);
            match ended.code {
                0 if ended.json()["waiting"] == 0 => return,
                0 => {}
                4 => {
                    let ended = self.sign_in(witness, &[]);
                    assert_eq!(ended.code, 0, "{ended:?}");
                }
                _ => panic!("{}: {ended:?}", self.name),
            }
        }
        panic!("{} does not come to an end", self.name);
    }
}
