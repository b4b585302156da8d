//! A console: the product's engine and replica, driven by hand. What stands here for `sync::client` is no more than
//! carrying the engine's wishes out one after the other.

use super::{
    network::{Load, Network},
    plan::Seat,
    server::{Principal, Record},
    world,
};
use domain::{command::Command, id::*, units::Millis};
use replica::{Applied, Cut, Identity, Replica, ReplicaError, Requeue};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io::Cursor as Bytes,
    rc::Rc,
};
use sync::engine::{Closed, Effect, Engine, Heard, Input, Order, Pace};
use wire::error::{ErrorCode, Problem};

/// What a laptop's disk holds, and what the checks know about it.
#[derive(Clone)]
pub struct Disk {
    image: Vec<u8>,
    principal: Principal,
    given: BTreeSet<CommandId>,
    records: Vec<Rc<Record>>,
    lost: BTreeSet<ScopeId>,
}

/// See the module.
pub struct Console {
    pub principal: Principal,
    pub replica: Replica,
    engine: Engine,
    seed: u64,
    /// Which run of the program this is.
    pub life: u64,
    pub connected: bool,
    /// The exchange under way, if any, waits for its answer.
    pub waiting: bool,
    pub stream: bool,
    timer: Option<u64>,
    pub skew_ms: i64,
    /// Server time minus the local clock, as last seen.
    offset_ms: i64,
    renewed: u64,
    /// Commands whose id was given out.
    pub given: BTreeSet<CommandId>,
    /// The cuts this disk has taken, oldest first.
    pub records: Vec<Rc<Record>>,
    /// Scopes that were lost at some time.
    pub lost: BTreeSet<ScopeId>,
    pub copy: Option<Disk>,
    /// How it dies when a write fails: with the power, or alone.
    pub power: bool,
    /// Numbers given to commands, by client; emptied when two disks share a client.
    pub numbers: BTreeMap<(ClientId, i64), CommandId>,
    /// What two exchanges at once, or a number used twice, was noticed as.
    pub complaints: Vec<(&'static str, String)>,
    /// Folded over everything it did.
    pub trace: u64,
}

/// Why something could not be finished.
pub struct Died;

impl Console {
    pub fn new(
        number: usize,
        seat: &Seat,
        seed: u64,
        template: &[u8],
    ) -> Result<Self, ReplicaError> {
        let principal = Principal {
            user: world::user(seat.user),
            device: DeviceId(uuid::Uuid::from_u128(0xE000 + number as u128)),
            console: number,
            disk: number as u64,
        };
        let replica = Replica::volatile(Some(template))?;
        replica.set_identity(&Identity {
            server_url: "http://localhost".into(),
            user: principal.user,
            username: format!("user{}", seat.user),
            device: principal.device,
            client: ClientId(uuid::Uuid::from_u128(0xF000 + number as u128)),
        })?;
        Ok(Self {
            principal,
            replica,
            engine: Engine::new(Pace::default(), seed),
            seed,
            life: 0,
            connected: true,
            waiting: false,
            stream: false,
            timer: None,
            skew_ms: seat.skew_ms,
            offset_ms: 0,
            renewed: 0,
            given: BTreeSet::new(),
            records: Vec::new(),
            lost: BTreeSet::new(),
            copy: None,
            power: false,
            numbers: BTreeMap::new(),
            complaints: Vec::new(),
            trace: 0,
        })
    }

    /// The local clock at `now` milliseconds of the simulation.
    pub fn clock(&self, now: u64) -> Millis {
        Millis(world::NOON.0 + now as i64 + self.skew_ms)
    }

    pub fn server_now(&self, now: u64) -> Millis {
        Millis(self.clock(now).0 + self.offset_ms)
    }

    /// Whether the timer's moment has come.
    pub fn due(&self, now: u64) -> bool {
        self.timer.is_some_and(|at| at <= now)
    }

    /// Tells the engine, and does what it then wants.
    pub fn tell(&mut self, now: u64, input: Input, network: &mut Network) -> Result<(), Died> {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            if matches!(input, Input::Timer) {
                self.timer = None;
            }
            for effect in self.engine.step(now, input) {
                match effect {
                    Effect::Exchange(order) => inputs.extend(self.exchange(&order, network)?),
                    Effect::Refresh => inputs.push_back(Input::RefreshDone(match self.connected {
                        true => Ok(()),
                        false => Err(unreachable()),
                    })),
                    Effect::RenewClient => {
                        network.forget_late(self.principal.console);
                        let renewed = self.renew();
                        self.alive()?;
                        inputs.push_back(Input::ClientRenewed(renewed.map_err(|e| e.problem())));
                    }
                    Effect::OpenStream => {
                        self.stream = self.connected;
                        inputs.push_back(match self.connected {
                            true => Input::StreamOpened,
                            false => Input::StreamClosed(Closed::Broken),
                        });
                    }
                    Effect::CloseStream => self.stream = false,
                    // Nothing is ever swallowed here: who is connected is answered, who is not is refused.
                    Effect::Probe => inputs.push_back(match self.connected {
                        true => Input::Heard(Heard::Answer),
                        false => Input::ProbeFailed,
                    }),
                    Effect::GiveUp => {
                        self.waiting = false;
                        inputs.push_back(Input::ExchangeDone(Err(unreachable())));
                    }
                    Effect::SetTimer(at) => self.timer = at,
                    Effect::Report(_) | Effect::SessionEnded(_) => {}
                }
            }
        }
        Ok(())
    }

    /// Sends a request; or says at once that it cannot.
    fn exchange(&mut self, order: &Order, network: &mut Network) -> Result<Option<Input>, Died> {
        if self.waiting {
            let what = "a second exchange began while one was under way".to_owned();
            self.complaints.push(("ClientFifo", what));
        }
        let request = sync::exchange::request(&self.replica, order);
        self.alive()?;
        let request = match request {
            Ok(request) => request,
            Err(problem) => return Ok(Some(Input::ExchangeDone(Err(problem)))),
        };
        for command in &request.commands {
            let number = (request.client, command.seq);
            let known = self.numbers.insert(number, command.command_id);
            if known.is_some_and(|known| known != command.command_id) {
                let what = format!("number {} of {} is used twice", command.seq, request.client);
                self.complaints.push(("ClientFifo", what));
            }
        }
        if !self.connected {
            return Ok(Some(Input::ExchangeDone(Err(unreachable()))));
        }
        let mut places = BTreeMap::new();
        if !request.commands.is_empty() {
            let entries = self.replica.waiting_entries().unwrap_or_default();
            places.extend(entries.iter().map(|e| (e.command_id, e.position)));
        }
        self.waiting = true;
        let load = Load::Request {
            principal: self.principal,
            request,
            places,
            wanted: true,
        };
        network.send(self.principal.console, self.life, load);
        Ok(None)
    }

    /// The exchange under way ends without an answer.
    pub fn fail(&mut self, now: u64, network: &mut Network) -> Result<(), Died> {
        if !std::mem::take(&mut self.waiting) {
            return Ok(());
        }
        self.tell(now, Input::ExchangeDone(Err(unreachable())), network)
    }

    /// The server wants a fresh client.
    pub fn refused(&mut self, now: u64, network: &mut Network) -> Result<(), Died> {
        self.waiting = false;
        let problem = Problem::new(ErrorCode::NewClient, "This stream of commands cannot go on");
        self.tell(now, Input::ExchangeDone(Err(problem)), network)
    }

    fn renew(&mut self) -> Result<(), ReplicaError> {
        let client = self.fresh_client();
        self.replica.new_client(client, &Requeue::Waiting)
    }

    fn fresh_client(&mut self) -> ClientId {
        self.renewed += 1;
        let number = [
            self.principal.console as u64,
            self.life,
            self.renewed,
            self.seed,
        ];
        let bytes: Vec<u8> = number.iter().flat_map(|n| n.to_le_bytes()).collect();
        ClientId(hashed("client", &[&bytes]))
    }

    /// What a restored server has lost waits again, before its cut is taken in. True when the server was restored.
    pub fn look_back(&mut self, body: &[u8], network: &mut Network) -> Result<bool, Died> {
        let Ok(cut) = Cut::read(Bytes::new(body.to_vec())) else {
            return Ok(false);
        };
        let cursors = self.replica.cursors().unwrap_or_default();
        let restored = sync::exchange::restored(&cut.head, &cursors);
        if restored.is_empty() {
            return Ok(false);
        }
        let client = self.fresh_client();
        let again = self.replica.send_again(&restored, client);
        self.alive()?;
        if again.is_ok_and(|again| again > 0) {
            network.forget_late(self.principal.console);
        }
        Ok(true)
    }

    /// Takes a cut in; `None` when it could not be applied. The engine is to be told by [`Console::took`].
    pub fn apply(
        &mut self,
        now: u64,
        body: Vec<u8>,
        record: &Rc<Record>,
    ) -> Result<Result<Applied, Problem>, Died> {
        self.trace = fold(self.trace, &body);
        let applied = Cut::read(Bytes::new(body)).and_then(|cut| {
            let server_time = cut.head.server_time;
            // Noted before, so that a crash in the middle finds whichever cut the disk then has.
            self.records.push(record.clone());
            let applied = self.replica.apply(cut, self.clock(now))?;
            Ok((applied, server_time))
        });
        self.alive()?;
        Ok(match applied {
            Ok((applied, server_time)) => {
                self.offset_ms = server_time.0 - self.clock(now).0;
                if applied.stale {
                    self.records.pop();
                }
                self.lost.extend(&applied.lost);
                Ok(applied)
            }
            Err(error) => {
                self.forget_record(record);
                Err(error.problem())
            }
        })
    }

    fn forget_record(&mut self, record: &Rc<Record>) {
        if self
            .records
            .last()
            .is_some_and(|last| Rc::ptr_eq(last, record))
        {
            self.records.pop();
        }
    }

    /// Tells the engine what became of the exchange.
    pub fn took(
        &mut self,
        now: u64,
        sent: bool,
        applied: Result<Applied, Problem>,
        network: &mut Network,
    ) -> Result<(), Died> {
        self.waiting = false;
        let done = applied.and_then(|applied| {
            let cursors = self.replica.cursors().map_err(|e| e.problem())?;
            let waiting = self.replica.waiting().map_err(|e| e.problem())?;
            Ok(sync::exchange::exchanged(
                &applied, cursors, waiting, sent, 1,
            ))
        });
        self.tell(now, Input::ExchangeDone(done), network)
    }

    /// A person gives a command; true when it was taken.
    pub fn give(&mut self, now: u64, id: CommandId, command: &Command) -> Result<bool, Died> {
        let (server, local) = (self.server_now(now), self.clock(now));
        let answer = self.replica.submit(command, id, server, local);
        let taken = matches!(&answer, Ok(submitted) if submitted.command_id.is_some());
        self.noted(id, taken)
    }

    /// A person takes back what they did last; true when that was taken.
    pub fn undo(&mut self, now: u64, id: CommandId) -> Result<bool, Died> {
        let (server, local) = (self.server_now(now), self.clock(now));
        let answer = self.replica.undo(None, id, server, local);
        let taken = matches!(&answer, Ok(submitted) if submitted.command_id == Some(id));
        self.noted(id, taken)
    }

    fn noted(&mut self, id: CommandId, taken: bool) -> Result<bool, Died> {
        self.trace = fold(self.trace, &[u8::from(taken)]);
        if taken {
            self.given.insert(id);
        }
        self.alive()?;
        Ok(taken)
    }

    fn alive(&self) -> Result<(), Died> {
        match self.replica.has_crashed() {
            true => Err(Died),
            false => Ok(()),
        }
    }

    /// The program dies and is started again.
    pub fn restart(
        &mut self,
        now: u64,
        power: bool,
        network: &mut Network,
    ) -> Result<(), ReplicaError> {
        let image = match power {
            true => self.replica.durable_image()?,
            false => self.replica.image()?,
        };
        self.start_from(now, &image, network)
    }

    fn start_from(
        &mut self,
        now: u64,
        image: &[u8],
        network: &mut Network,
    ) -> Result<(), ReplicaError> {
        network.break_off(self.principal.console);
        self.replica = Replica::volatile(Some(image))?;
        self.life += 1;
        self.engine = Engine::new(Pace::default(), self.seed ^ self.life);
        (self.waiting, self.stream, self.timer) = (false, false, None);
        // Cuts that the power took, or the crash stopped, are not there any more.
        let at = match self.standing() {
            Ok(Some(standing)) => self.records.iter().rposition(|r| Rc::ptr_eq(r, &standing)),
            _ => None,
        };
        if let Some(at) = at {
            self.records.truncate(at + 1);
        }
        // Commands that became durable though nobody was told.
        for entry in self.replica.waiting_entries()? {
            self.given.insert(entry.command_id);
        }
        // A replica that was just started has no step that fails.
        let _ = self.tell(now, Input::SignedIn { token: true }, network);
        Ok(())
    }

    /// What the disk holds now.
    pub fn disk(&self) -> Result<Disk, ReplicaError> {
        Ok(Disk {
            image: self.replica.image()?,
            principal: self.principal,
            given: self.given.clone(),
            records: self.records.clone(),
            lost: self.lost.clone(),
        })
    }

    /// The laptop goes on with this disk.
    pub fn insert(
        &mut self,
        now: u64,
        disk: &Disk,
        network: &mut Network,
    ) -> Result<(), ReplicaError> {
        self.principal = Principal {
            console: self.principal.console,
            disk: self.principal.disk + 1000,
            ..disk.principal
        };
        self.given.clone_from(&disk.given);
        self.records.clone_from(&disk.records);
        self.lost.clone_from(&disk.lost);
        self.start_from(now, &disk.image, network)
    }

    /// The cut the disk stands at, by its cursors and the server's time; `None` before the first. Fails where no cut explains them.
    pub fn standing(&self) -> Result<Option<Rc<Record>>, String> {
        let cursors = self.replica.cursors().map_err(|e| e.to_string())?;
        if cursors.is_empty() {
            return Ok(None);
        }
        let made_at = self.replica.cut_made_at().map_err(|e| e.to_string())?;
        let explains = |record: &&Rc<Record>| {
            made_at == Some(record.made_at.0)
                && record.scopes.len() == cursors.len()
                && cursors.iter().all(|c| {
                    let at = record.scopes.get(&c.scope);
                    at.is_some_and(|at| (at.epoch, at.v) == (c.epoch, c.v))
                })
        };
        match self.records.iter().rev().find(explains) {
            Some(record) => Ok(Some(record.clone())),
            None => Err(format!("no cut explains the cursors {cursors:?}")),
        }
    }
}

fn unreachable() -> Problem {
    Problem::new(ErrorCode::ServerUnreachable, "The server cannot be reached")
}

/// Takes `bytes` into a running hash.
pub fn fold(trace: u64, bytes: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    (trace, bytes).hash(&mut hasher);
    hasher.finish()
}
