//! Plays a plan: carries its steps out one after the other, checks after each, and at the end lets faults stop and
//! waits until everyone agrees. The same plan gives the same play, to the last byte.

use super::{
    checks::{Broken, Checks},
    commands,
    console::{Console, Died, fold},
    network::{Load, Message, Network},
    plan::{Fate, Plan, Step, What},
    server::{Answer, Record, Server},
    world,
};
use domain::{entity::Table, id::*, units::Millis};
use replica::{Replica, ReplicaError};
use std::{collections::BTreeMap, rc::Rc};
use sync::engine::{Closed, Input};
use uuid::Uuid;

/// Everything is checked after so many steps.
const CHECK_EVERY: usize = 25;
/// Half seconds after which everyone listening has a change.
const PROMPT_ROUNDS: usize = 5;
/// Rounds after which nobody will agree any more.
const MAX_ROUNDS: usize = 300;

/// What came of a plan.
#[derive(Clone, Debug, Default)]
pub struct Played {
    pub steps: usize,
    /// The step after which an invariant was broken (one beyond the last: when faults had stopped).
    pub broken: Option<(usize, Broken)>,
    /// How often each invariant was looked at.
    pub looked: BTreeMap<&'static str, u64>,
    /// Folded over everything that happened.
    pub trace: u64,
}

struct Play {
    now: u64,
    seed: u64,
    hubs: u8,
    users: u8,
    commands: u64,
    server: Server,
    consoles: Vec<Console>,
    network: Network,
    checks: Checks,
    trace: u64,
}

type Stepped = Result<(), Broken>;

fn failed(error: ReplicaError) -> Broken {
    Broken {
        invariant: "OutboxDurable",
        what: format!("the replica could not be opened again: {error}"),
    }
}

/// The bytes of an empty replica, to start every console from.
pub fn template() -> Result<Vec<u8>, ReplicaError> {
    Replica::volatile(None)?.image()
}

/// Plays the plan; `template` as of [`template`].
pub fn play(plan: &Plan, template: &[u8]) -> Played {
    let mut played = Played::default();
    let mut play = match Play::new(plan, template) {
        Ok(play) => play,
        Err(error) => {
            played.broken = Some((0, failed(error)));
            return played;
        }
    };
    let run = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for (n, step) in plan.steps.iter().enumerate() {
            played.steps = n + 1;
            let everything = (n + 1) % CHECK_EVERY == 0;
            if let Err(broken) = play.step(step, everything) {
                return Some((n, broken));
            }
        }
        play.settle().err().map(|broken| (plan.steps.len(), broken))
    }));
    played.broken = run.unwrap_or_else(|_| {
        let broken = Broken {
            invariant: "NoPoisonBlock",
            what: "the program panicked".into(),
        };
        Some((played.steps, broken))
    });
    for looked in [&play.checks.looked, &play.server.looked] {
        for (invariant, times) in looked {
            *played.looked.entry(invariant).or_default() += times;
        }
    }
    played.trace = play.trace;
    for console in &play.consoles {
        played.trace = fold(played.trace, &console.trace.to_le_bytes());
    }
    played
}

impl Play {
    fn new(plan: &Plan, template: &[u8]) -> Result<Self, ReplicaError> {
        let users = plan.consoles.iter().map(|c| c.user + 1).max().unwrap_or(1);
        let mut play = Self {
            now: 0,
            seed: plan.seed,
            hubs: plan.hubs.max(1),
            users,
            commands: 0,
            server: Server::new(plan.hubs.max(1), users),
            consoles: Vec::new(),
            network: Network::default(),
            checks: Checks::default(),
            trace: 0,
        };
        for (n, seat) in plan.consoles.iter().enumerate() {
            let mut console = Console::new(n, seat, plan.seed ^ n as u64, template)?;
            let started = console.tell(0, Input::SignedIn { token: true }, &mut play.network);
            debug_assert!(started.is_ok(), "nothing fails yet");
            play.consoles.push(console);
        }
        Ok(play)
    }

    fn step(&mut self, step: &Step, everything: bool) -> Stepped {
        self.pass(u64::from(step.after_ms))?;
        self.carry_out(step.what)?;
        self.spread()?;
        if everything {
            self.check_everything()?;
        }
        Ok(())
    }

    /// Time goes by.
    fn pass(&mut self, ms: u64) -> Stepped {
        self.now += ms;
        let now = Millis(world::NOON.0 + 37_000 + self.now as i64);
        self.server.now = now.max(self.server.now);
        for n in 0..self.consoles.len() {
            if self.consoles[n].due(self.now) {
                self.tell(n, Input::Timer)?;
            }
        }
        Ok(())
    }

    /// What the server's commits set off.
    fn spread(&mut self) -> Stepped {
        for (scope, v) in std::mem::take(&mut self.server.moved) {
            for console in self.consoles.iter().filter(|c| c.stream && c.connected) {
                if self.server.visible(console.principal.user).contains(&scope) {
                    self.network
                        .poke(console.principal.console, console.life, scope, v);
                }
            }
        }
        let noticed = self.server.complaints.pop();
        let noticed = noticed.or_else(|| self.consoles.iter_mut().find_map(|c| c.complaints.pop()));
        match noticed {
            Some((invariant, what)) => Err(Broken { invariant, what }),
            None => Ok(()),
        }
    }

    fn at(&self, console: u8) -> usize {
        usize::from(console) % self.consoles.len()
    }

    fn hub(&self, n: u8) -> u8 {
        n % self.hubs
    }

    fn next_command(&mut self) -> CommandId {
        self.commands += 1;
        let bytes = [self.seed.to_le_bytes(), self.commands.to_le_bytes()].concat();
        CommandId(hashed("simulated", &[&bytes]))
    }

    fn carry_out(&mut self, what: What) -> Stepped {
        match what {
            What::Command { console, a, b } => self.give(self.at(console), a, b, false),
            What::Poison { console, a, b } => self.give(self.at(console), a, b, true),
            What::Undo { console } => {
                let (n, id) = (self.at(console), self.next_command());
                let undone = self.consoles[n].undo(self.now, id);
                self.given(n, undone)
            }
            What::SyncNow { console } => self.tell(self.at(console), Input::SyncNow),
            What::Network { pick, fate } => match self.network.pick(pick) {
                Some(message) => self.deliver(message, fate),
                None => Ok(()),
            },
            What::CutOff { console } => {
                let n = self.at(console);
                self.consoles[n].connected = false;
                self.break_off(n)
            }
            What::Reconnect { console } => {
                let n = self.at(console);
                self.consoles[n].connected = true;
                self.tell(n, Input::NetworkChanged)
            }
            What::Crash { console, power } => self.restart(self.at(console), power),
            What::CrashLater { console, at, power } => {
                let n = self.at(console);
                self.consoles[n].power = power;
                self.consoles[n].replica.crash_at(i64::from(at));
                Ok(())
            }
            What::Skew { console, skew_ms } => {
                let n = self.at(console);
                self.consoles[n].skew_ms = skew_ms;
                Ok(())
            }
            What::CopyDisk { console } => {
                let n = self.at(console);
                self.consoles[n].copy = Some(self.consoles[n].disk().map_err(failed)?);
                Ok(())
            }
            What::RestoreDisk { console } => {
                let n = self.at(console);
                match self.consoles[n].copy.clone() {
                    Some(disk) => self.insert(n, &disk),
                    None => Ok(()),
                }
            }
            What::Clone { from, to } if self.at(from) != self.at(to) => {
                let disk = self.consoles[self.at(from)].disk().map_err(failed)?;
                self.insert(self.at(to), &disk)
            }
            What::Clone { .. } => Ok(()),
            What::Grant { user, hub, role } => {
                let role = (role < 2).then(|| world::role(role));
                let (id, hub) = (self.next_command(), self.hub(hub));
                self.server
                    .grant(id, world::user(user % self.users), world::hub(hub), role);
                Ok(())
            }
            What::Office { hub, a, b } => {
                let (id, hub) = (self.next_command(), self.hub(hub));
                let server = &self.server;
                let command = commands::choose(hub, a, b, id, &mut |t, k| server.see(t, k));
                self.server.office(id, &command);
                Ok(())
            }
            What::Move { pick, hub } => {
                let (id, to) = (self.next_command(), world::hub(self.hub(hub)));
                self.server.transfer(id, pick, to);
                Ok(())
            }
            What::Archive { pick } => {
                let id = self.next_command();
                self.server.archive(id, pick);
                Ok(())
            }
            What::CollectEvictions { hub } => {
                self.server.collect_evictions(world::hub(self.hub(hub)));
                Ok(())
            }
            What::Sick { for_ms } => {
                self.server.sick_until = Millis(self.server.now.0 + i64::from(for_ms));
                Ok(())
            }
            What::Backup => {
                self.server.backup();
                Ok(())
            }
            What::Restore { pick } => {
                // The old server is gone, with all that was under way.
                for n in 0..self.consoles.len() {
                    self.break_off(n)?;
                }
                self.network = Network::default();
                self.server.restore(pick);
                Ok(())
            }
        }
    }

    fn give(&mut self, n: usize, a: u32, b: u32, poison: bool) -> Stepped {
        let id = self.next_command();
        let hub = self.hub((b >> 20) as u8);
        let replica = self.consoles[n].replica.clone();
        let mut see =
            |table: Table, key: Uuid| replica.live_row(table, key).ok().flatten().map(|r| r.0);
        let command = commands::choose(hub, a, b, id, &mut see);
        if poison {
            self.server.poison.insert(id);
        }
        let given = self.consoles[n].give(self.now, id, &command);
        self.given(n, given)
    }

    fn given(&mut self, n: usize, given: Result<bool, Died>) -> Stepped {
        match given {
            Ok(true) => self.tell(n, Input::Submitted),
            Ok(false) => Ok(()),
            Err(Died) => self.revive(n),
        }
    }

    fn tell(&mut self, n: usize, input: Input) -> Stepped {
        let told = self.consoles[n].tell(self.now, input, &mut self.network);
        self.survive(n, told)
    }

    fn survive(&mut self, n: usize, done: Result<(), Died>) -> Stepped {
        match done {
            Ok(()) => Ok(()),
            Err(Died) => self.revive(n),
        }
    }

    fn revive(&mut self, n: usize) -> Stepped {
        let power = self.consoles[n].power;
        self.restart(n, power)
    }

    fn restart(&mut self, n: usize, power: bool) -> Stepped {
        let network = &mut self.network;
        self.consoles[n]
            .restart(self.now, power, network)
            .map_err(failed)?;
        self.check_console(n)
    }

    /// Another disk is put into the laptop; its old one is gone.
    fn insert(&mut self, n: usize, disk: &super::console::Disk) -> Stepped {
        // Two disks share a client now, until the server tells them apart.
        self.consoles.iter_mut().for_each(|c| c.numbers.clear());
        let network = &mut self.network;
        self.consoles[n]
            .insert(self.now, disk, network)
            .map_err(failed)?;
        self.check_console(n)
    }

    fn break_off(&mut self, n: usize) -> Stepped {
        self.network.break_off(n);
        if std::mem::take(&mut self.consoles[n].stream) {
            self.tell(n, Input::StreamClosed(Closed::Broken))?;
        }
        let failed = self.consoles[n].fail(self.now, &mut self.network);
        self.survive(n, failed)
    }

    fn deliver(&mut self, message: Message, fate: Fate) -> Stepped {
        let Message {
            console: n,
            life,
            load,
        } = message;
        let alive = self.consoles[n].life == life;
        match load {
            Load::Request {
                principal,
                request,
                places,
                wanted,
            } => {
                let wanted = wanted && alive;
                if matches!(fate, Fate::Lose | Fate::Cut(_)) {
                    return if wanted { self.fail(n) } else { Ok(()) };
                }
                if matches!(fate, Fate::Twice) {
                    let load = Load::Request {
                        principal,
                        request: request.clone(),
                        places: places.clone(),
                        wanted: false,
                    };
                    self.network.send(n, life, load);
                }
                let begun = self.server.begin(principal, request, places);
                if fate == Fate::Begin {
                    let begun = Box::new(begun);
                    self.network.send(n, life, Load::Begun { begun, wanted });
                    return Ok(());
                }
                self.finish(n, life, begun, wanted);
                Ok(())
            }
            Load::Begun { begun, wanted } => {
                let wanted = wanted && alive;
                if fate == Fate::Lose {
                    return if wanted { self.fail(n) } else { Ok(()) };
                }
                self.finish(n, life, *begun, wanted);
                Ok(())
            }
            _ if !alive => Ok(()),
            Load::Cut { body, record } => match fate {
                Fate::Lose => self.fail(n),
                Fate::Begin => {
                    self.network.send(n, life, Load::Cut { body, record });
                    Ok(())
                }
                Fate::Cut(permille) => {
                    let len = body.len() * usize::from(permille) / 1000;
                    self.apply(n, body[..len].to_vec(), &record, true)
                }
                Fate::Twice => {
                    let load = Load::Late {
                        body: body.clone(),
                        record: record.clone(),
                    };
                    self.network.send(n, life, load);
                    self.apply(n, body, &record, true)
                }
                Fate::Arrive => self.apply(n, body, &record, true),
            },
            Load::Late { .. } if !self.consoles[n].connected => Ok(()),
            Load::Late { body, record } => self.apply(n, body, &record, false),
            Load::NewClient => {
                let told = self.consoles[n].refused(self.now, &mut self.network);
                self.survive(n, told)
            }
            Load::Pokes(pokes) => {
                if fate != Fate::Lose {
                    for (scope, v) in pokes {
                        self.tell(n, Input::Poke { scope, v })?;
                    }
                }
                Ok(())
            }
        }
    }

    fn finish(&mut self, n: usize, life: u64, begun: super::server::Begun, wanted: bool) {
        let answer = self.server.finish(begun);
        let load = match answer {
            Answer::Cut { body, record } if wanted => Load::Cut { body, record },
            // Nobody waits for it: should it come nevertheless, it comes beside all others.
            Answer::Cut { body, record } => Load::Late { body, record },
            Answer::NewClient if !wanted => return,
            Answer::NewClient => Load::NewClient,
        };
        self.network.send(n, life, load);
    }

    fn fail(&mut self, n: usize) -> Stepped {
        let failed = self.consoles[n].fail(self.now, &mut self.network);
        self.survive(n, failed)
    }

    /// The console takes a cut in; the engine waits for it, or it comes late and the engine knows nothing of it.
    fn apply(&mut self, n: usize, body: Vec<u8>, record: &Rc<Record>, waited_for: bool) -> Stepped {
        let console = &mut self.consoles[n];
        let Ok(behind) = console.look_back(&body, &mut self.network) else {
            return self.revive(n);
        };
        let before = console.replica.cursors().map_err(failed)?;
        let sent = !record.outcomes.is_empty() && !behind;
        match console.apply(self.now, body, record) {
            Err(Died) => self.revive(n),
            Ok(applied) => {
                if let Ok(applied) = &applied {
                    let console = &self.consoles[n];
                    self.checks
                        .after_cut(console, &self.server, &before, applied, record)?;
                }
                if !waited_for {
                    return Ok(());
                }
                let told = self.consoles[n].took(self.now, sent, applied, &mut self.network);
                self.survive(n, told)
            }
        }
    }

    fn check_console(&mut self, n: usize) -> Stepped {
        self.checks.console(&self.consoles[n], &self.server)
    }

    fn check_everything(&mut self) -> Stepped {
        for n in 0..self.consoles.len() {
            self.check_console(n)?;
        }
        self.server.check_sums();
        self.spread()
    }

    /// Faults stop: everyone must come to the same, with nothing left to send.
    fn settle(&mut self) -> Stepped {
        self.server.sick_until = Millis(0);
        for n in 0..self.consoles.len() {
            self.consoles[n].replica.crash_at(-1);
            self.consoles[n].connected = true;
            self.tell(n, Input::NetworkChanged)?;
        }
        for round in 0..MAX_ROUNDS {
            while let Some(message) = self.network.pick(0) {
                self.deliver(message, Fate::Arrive)?;
                self.spread()?;
            }
            if self.agreed()? {
                self.check_agreement()?;
                return self.check_promptness();
            }
            // At first only what is told; later also who asks of their own.
            self.pass(if round < 3 { 250 } else { 2_500 })?;
            self.spread()?;
        }
        Err(Broken {
            invariant: "EventualConvergence",
            what: "faults have stopped, and there is no agreement".into(),
        })
    }

    /// In calm, a change reaches whoever is listening long before anyone would ask of their own.
    fn check_promptness(&mut self) -> Stepped {
        let listening: Vec<usize> = (0..self.consoles.len())
            .filter(|n| self.consoles[*n].stream)
            .collect();
        let id = self.next_command();
        self.server.office(id, &commands::announcement(id));
        for _ in 0..PROMPT_ROUNDS {
            self.spread()?;
            while let Some(message) = self.network.pick(0) {
                self.deliver(message, Fate::Arrive)?;
                self.spread()?;
            }
            self.pass(500)?;
        }
        *self.checks.looked.entry("EventualConvergence").or_default() += 1;
        match listening
            .into_iter()
            .find(|n| !self.agrees(&self.consoles[*n]).unwrap_or(false))
        {
            None => Ok(()),
            Some(n) => Err(Broken {
                invariant: "EventualConvergence",
                what: format!("console {n} was told of a change and did not ask for it"),
            }),
        }
    }

    fn agreed(&self) -> Result<bool, Broken> {
        for console in &self.consoles {
            if !self.agrees(console)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn agrees(&self, console: &Console) -> Result<bool, Broken> {
        let cursors = console.replica.cursors().map_err(failed)?;
        let visible = self.server.visible(console.principal.user);
        let there = visible.len() == cursors.len()
            && cursors.iter().all(|c| {
                visible.contains(&c.scope) && self.server.stands(c.scope) == (c.epoch, c.v)
            });
        Ok(there && console.replica.waiting().map_err(failed)? == 0)
    }

    fn check_agreement(&mut self) -> Stepped {
        *self.checks.looked.entry("EventualConvergence").or_default() += 1;
        self.check_everything()?;
        for console in &self.consoles {
            self.checks.settled(console, &self.server)?;
            let standing = console.standing().unwrap_or_default();
            let same = standing.is_some_and(|r| {
                let truly = |scope: &ScopeId| self.server.truth(*scope);
                r.scopes.iter().all(|(scope, at)| at.truth == truly(scope))
            });
            if !same {
                return Err(Broken {
                    invariant: "EventualConvergence",
                    what: "a console agrees with the server in versions, not in rows".into(),
                });
            }
        }
        self.trace = fold(self.trace, &self.now.to_le_bytes());
        Ok(())
    }
}
