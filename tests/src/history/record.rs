//! Records a history: console commands go through here, and whoever wants to know looks at replicas and server from
//! here. Looking is done in this process, on replicas that nobody writes to at that moment.

use super::{Entry, Reading, Served, Step, check::Checker, rows::Rows};
use crate::{
    console::{Console, Ended, PASSPHRASE, finish},
    fleet::Fleet,
};
use domain::{
    decide::{ItemVerdict, Verdict},
    id::CommandId,
};
use replica::{Key, Layer, Replica};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::{Mutex, PoisonError},
};
use sync::{Profile, sealed::passphrase_key};
use uuid::Uuid;
use wire::{
    ipc::{OutboxState, Query, QueryResult},
    sync::Outcome,
};

/// More commands than any history gives.
const ALL: u32 = 100_000;
/// Of a broken history, so many entries before the break are told.
const TOLD_BEFORE: usize = 40;

/// Writes down one history.
#[derive(Default)]
pub struct Witness {
    entries: Mutex<Vec<Entry>>,
    checker: Mutex<Checker>,
    /// Keys of the profiles looked into: making one from a passphrase takes long on purpose.
    keys: Mutex<BTreeMap<Vec<u8>, Key>>,
}

impl Witness {
    /// Begins with the fleet as it is.
    #[track_caller]
    pub fn of(fleet: &Fleet) -> Self {
        let witness = Self::default();
        witness.note("", Step::Founded(served(fleet)));
        witness
    }

    /// Writes down a step of `who`.
    pub fn note(&self, who: &str, step: Step) {
        let who = who.to_owned();
        lock(&self.entries).push(Entry { who, step });
    }

    /// Runs barqctl with `env` on the console of `who` and writes down every id it printed, however it ended.
    pub fn run(
        &self,
        who: &str,
        console: &Console,
        args: &[&str],
        input: &str,
        env: &[(&str, &str)],
    ) -> Ended {
        let mut command = console.command(args);
        command.envs(env.iter().copied());
        let ended = finish(command, input);
        for id in printed(&ended.stdout) {
            self.note(who, Step::Given(id));
        }
        let code = ended
            .signal
            .map_or_else(|| ended.code.to_string(), |n| format!("signal {n}"));
        let short: Vec<&str> = args.iter().map(|a| a.get(..40).unwrap_or(a)).collect();
        let mut told = format!("barqctl {short:?} {env:?}: {code}");
        if let Some(line) = ended.stderr.lines().last() {
            let _ = write!(told, ", {line}");
        }
        self.note(who, Step::Told(told));
        ended
    }

    /// Gives `commands` on the console of `who`, in one process that may die: they need not all be taken.
    pub fn submit(
        &self,
        who: &str,
        console: &Console,
        commands: &[Value],
        env: &[(&str, &str)],
    ) -> Ended {
        let lines: String = commands.iter().map(|c| format!("{c}\n")).collect();
        self.run(who, console, &["submit", "-"], &lines, env)
    }

    /// Looks at the replica of `who`, which no process writes to now.
    #[track_caller]
    pub fn look(&self, who: &str, console: &Console) {
        let reading = self.reading(console);
        self.note(who, Step::Read(reading));
    }

    #[track_caller]
    fn reading(&self, console: &Console) -> Reading {
        #[cfg(target_os = "linux")]
        if let Some(disk) = console.disk() {
            disk.copy_out(disk.path(), console.dir());
        }
        let key = self.key(console);
        let replica = Replica::open_read_only(console.dir(), &key).expect("the replica opens");
        let cursors = replica.cursors().expect("the cursors");
        let dump = |layer| {
            let mut out = Vec::new();
            replica.dump(layer, None, &mut out).expect("a dump");
            Rows::of(&String::from_utf8(out).expect("UTF-8"))
        };
        let outbox = replica
            .query(&Query::Outbox { limit: ALL }, sync::client::local_now())
            .expect("the outbox");
        let QueryResult::Outbox(items) = outbox else {
            panic!("not an outbox");
        };
        Reading {
            cursors: cursors
                .iter()
                .map(|c| (c.scope.0, (c.epoch, c.v)))
                .collect(),
            base: dump(Layer::Base),
            live: dump(Layer::Live),
            outbox: items.iter().map(|i| (i.command_id, i.state)).collect(),
        }
    }

    #[track_caller]
    fn key(&self, console: &Console) -> Key {
        let profile = Profile::beside(console.dir());
        let salt = std::fs::read(profile.salt_path()).expect("the salt");
        let known = lock(&self.keys).get(&salt).cloned();
        known.unwrap_or_else(|| {
            let key = passphrase_key(&profile, PASSPHRASE).expect("the key");
            lock(&self.keys).insert(salt, key.clone());
            key
        })
    }

    /// Writes down what the server has now.
    #[track_caller]
    pub fn serve(&self, fleet: &Fleet) {
        self.note("", Step::Served(served(fleet)));
    }

    /// Writes down which rows the server has let go.
    pub fn evictions(&self, fleet: &Fleet) {
        for row in fleet.database.rows("SELECT tbl, pk::text FROM eviction") {
            if let [Some(table), Some(id)] = &row[..] {
                let key = (table.clone(), id.parse().expect("an id"));
                self.note("", Step::Evicted(key));
            }
        }
    }

    /// Every rule holds so far.
    #[track_caller]
    pub fn assert_holds(&self) {
        let entries = lock(&self.entries);
        let mut checker = lock(&self.checker);
        let taken = checker.taken;
        for entry in &entries[taken..] {
            checker.take(entry);
        }
        let broken = &checker.broken;
        let Some(first) = broken.first() else {
            return;
        };
        let mut story = String::new();
        let from = first.at.saturating_sub(TOLD_BEFORE);
        for (at, entry) in entries.iter().enumerate().take(first.at + 1).skip(from) {
            let _ = writeln!(story, "{at:4} {:6} {}", entry.who, told(&entry.step));
        }
        let rest: Vec<_> = broken.iter().take(10).collect();
        panic!("{} rules are broken: {rest:#?}\n{story}", broken.len());
    }
}

/// The ids of the commands that were made durable, of whole lines of output.
fn printed(stdout: &str) -> Vec<CommandId> {
    stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|answer| answer["command_id"].as_str()?.parse().ok())
        .map(CommandId)
        .collect()
}

/// What the server has of the fleet's hub, and every outcome.
#[track_caller]
fn served(fleet: &Fleet) -> Served {
    let mut outcomes: BTreeMap<CommandId, Vec<String>> = BTreeMap::new();
    let log = fleet
        .database
        .rows("SELECT command_id::text, outcome::text FROM command_log");
    for row in log {
        if let [Some(id), Some(outcome)] = &row[..] {
            let id: Uuid = id.parse().expect("an id");
            let word = word(&serde_json::from_str(outcome).expect("an outcome"));
            outcomes.entry(CommandId(id)).or_default().push(word);
        }
    }
    Served {
        hub: fleet.hub.0,
        rows: Rows::of(&fleet.dump()),
        outcomes,
    }
}

/// The outcome as a console shows it: with every item refused it is a refusal.
fn word(outcome: &Outcome) -> String {
    let refused = |item: &ItemVerdict| matches!(item.verdict, Verdict::Rejected { .. });
    match outcome {
        Outcome::Applied { items } if !items.is_empty() && items.iter().all(refused) => {
            OutboxState::Rejected.word().into()
        }
        other => serde_json::to_value(other).expect("an outcome")["outcome"]
            .as_str()
            .unwrap_or_default()
            .into(),
    }
}

fn told(step: &Step) -> String {
    match step {
        Step::Given(id) => format!("gave {id}"),
        Step::Read(reading) => {
            let cursors: Vec<i64> = reading.cursors.values().map(|(_, v)| *v).collect();
            let states: BTreeSet<_> = reading.outbox.values().map(|s| s.word()).collect();
            format!(
                "was read at {cursors:?}, {} commands {states:?}",
                reading.outbox.len()
            )
        }
        Step::Founded(_) => "the fleet was founded".into(),
        Step::Served(served) => format!("the server has {} rows", served.rows.0.len()),
        Step::Evicted(key) => format!("the server let {key:?} go"),
        Step::Restored => "the server was restored".into(),
        Step::Retired => "was destroyed".into(),
        Step::Told(what) => what.clone(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
