//! The client: one replica kept in step with one server. The facade that the desktop shell and barqctl use;
//! it owns the run loop, the tokens and what the pill says. Rules are `domain`'s, rows the replica's, decisions
//! about when the [`engine`](crate::engine)'s.

mod bootstrap;
mod exchange;
mod history;
mod imports;
mod lock;
mod one_thread;
mod outbox;
mod returned;
mod run;
mod session;
mod status;
mod stream;

use crate::{
    clock::Clock,
    engine::{Input, Pace, ends_session},
    secrets::Secrets,
    transport::Transport,
};
use domain::{
    command::Command,
    entity::{Entity, Table},
    id::CommandId,
    units::Millis,
};
use replica::Replica;
use status::{Round, Status};
use std::sync::{Arc, Mutex, PoisonError, atomic::AtomicBool};
use tokio::{
    sync::{broadcast, mpsc, watch},
    task::JoinHandle,
};
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Event, Query, QueryResult, Submitted, SyncState},
};

pub use session::sign_in;

/// Events a slow listener may be behind before it loses some (and should ask for everything again).
const EVENTS: usize = 1024;

/// What a client needs to know.
#[derive(Clone)]
pub struct Options {
    /// The server's address.
    pub server: String,
    pub secrets: Arc<dyn Secrets>,
    pub pace: Pace,
}

/// See the module. Cheap to clone; all clones are one client.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    replica: Replica,
    transport: Transport,
    secrets: Arc<dyn Secrets>,
    pace: Pace,
    /// The access token; lives in memory only.
    access: Mutex<Option<String>>,
    inputs: mpsc::UnboundedSender<Input>,
    waiting_inputs: Mutex<Option<mpsc::UnboundedReceiver<Input>>>,
    running: Mutex<Option<JoinHandle<()>>>,
    status: Status,
    clock: Clock,
    in_flight: outbox::InFlight,
    guard: lock::Guard,
    /// The search index is being completed.
    indexing: AtomicBool,
}

impl Client {
    /// A client that does nothing yet; see [`Client::start`]. Fails when the server's address is none.
    pub fn new(replica: Replica, options: Options) -> Result<Self, Problem> {
        let (inputs, waiting_inputs) = mpsc::unbounded_channel();
        let status = Status::new(&replica)?;
        let inner = Arc::new(Inner {
            transport: Transport::new(&options.server)?,
            secrets: options.secrets,
            pace: options.pace,
            access: Mutex::new(None),
            inputs,
            waiting_inputs: Mutex::new(Some(waiting_inputs)),
            running: Mutex::new(None),
            status,
            clock: Clock::open(&replica)?,
            in_flight: Default::default(),
            guard: lock::Guard::new(&replica)?,
            indexing: AtomicBool::new(false),
            replica,
        });
        inner.tell_time();
        let events = inner.status.events.clone();
        inner.replica.on_change(move |tables| {
            // No listener is no error.
            let _ = events.send(Event::Changed {
                tables: tables.to_vec(),
            });
        });
        Ok(Self { inner })
    }

    /// Starts the run loop on the present tokio runtime; a second call does nothing. With a refresh token
    /// stored it syncs at once, else after [`Client::accept`].
    pub async fn start(&self) -> Result<(), Problem> {
        let Some(inputs) = lock(&self.inner.waiting_inputs).take() else {
            return Ok(());
        };
        let task = tokio::spawn(run::run(self.inner.clone(), inputs));
        *lock(&self.inner.running) = Some(task);
        self.inner.tell_of_rescue().await?;
        self.inner.complete_search();
        if self.inner.has_session().await? {
            let token = lock(&self.inner.access).is_some();
            self.inner.tell(Input::SignedIn { token });
        }
        Ok(())
    }

    /// Ends the run loop; an exchange under way is given up, or applied wholly.
    pub fn stop(&self) {
        if let Some(task) = lock(&self.inner.running).take() {
            task.abort();
        }
    }

    pub fn replica(&self) -> &Replica {
        &self.inner.replica
    }

    /// What the pill shows; changes when it does.
    pub fn state(&self) -> watch::Receiver<SyncState> {
        self.inner.status.state.subscribe()
    }

    /// Tables changed, positions changed, commands refused by the server, and every new sync state.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.status.events.subscribe()
    }

    /// Server time minus local time, milliseconds.
    pub fn clock_offset_ms(&self) -> i64 {
        self.inner.clock.offset_ms()
    }

    /// The server's time, estimated.
    pub fn server_now(&self) -> Millis {
        self.inner.clock.now()
    }

    /// Decides `command` on the replica and, unless it is refused, makes it durable in the outbox. Sent at once
    /// when online.
    pub async fn submit(&self, command: Command) -> Result<Submitted, Problem> {
        let now = self.server_now();
        self.inner.unlocked(now)?;
        let submitted = self
            .inner
            .blocking(move |replica| {
                let id = CommandId(uuid::Uuid::now_v7());
                let command = replica.as_seen(command).map_err(|e| e.problem())?;
                replica
                    .submit(&command, id, now, now)
                    .map_err(|e| e.problem())
            })
            .await?;
        self.after_submit(&submitted).await;
        Ok(submitted)
    }

    /// Takes back the command named, or the last one that can be.
    pub async fn undo(&self, command: Option<CommandId>) -> Result<Submitted, Problem> {
        let now = self.server_now();
        self.inner.unlocked(now)?;
        let submitted = self
            .inner
            .blocking(move |replica| {
                let id = CommandId(uuid::Uuid::now_v7());
                replica.undo(command, id, now, now).map_err(|e| e.problem())
            })
            .await?;
        self.after_submit(&submitted).await;
        Ok(submitted)
    }

    async fn after_submit(&self, submitted: &Submitted) {
        if submitted.command_id.is_some() {
            self.inner.tell(Input::Submitted);
            self.inner.refresh_counts().await;
        }
    }

    /// Commands were made durable by other means than [`Client::submit`] (in groups, say): send them.
    pub fn submitted(&self) {
        self.inner.tell(Input::Submitted);
    }

    /// Asks the replica. What only this client knows, the pill, is filled in.
    pub async fn query(&self, query: Query) -> Result<QueryResult, Problem> {
        let now = self.server_now();
        // How things stand, and what is waiting, is told to whoever is locked out too.
        if !matches!(query, Query::Sync | Query::Outbox { .. }) {
            self.inner.unlocked(now)?;
        }
        let asked = self
            .inner
            .blocking(move |replica| replica.query(&query, now).map_err(|e| e.problem()))
            .await;
        let mut result = match asked {
            Err(problem) if self.inner.rescued(&problem).await => {
                self.sync_now();
                return Err(problem);
            }
            other => other?,
        };
        if let QueryResult::Sync(view) = &mut result {
            view.state = self.inner.status.state.borrow().clone();
        }
        self.inner.mark_sending(&mut result);
        Ok(result)
    }

    /// One row as it now is in the replica, with its revision.
    pub async fn row(
        &self,
        table: Table,
        id: uuid::Uuid,
    ) -> Result<Option<(Entity, i64)>, Problem> {
        self.inner.unlocked(self.server_now())?;
        self.inner
            .blocking(move |replica| replica.live_row(table, id).map_err(|e| e.problem()))
            .await
    }

    /// Syncs without waiting for anything.
    pub fn sync_now(&self) {
        self.inner.tell(Input::SyncNow);
    }

    /// The system says that the network changed.
    pub fn network_changed(&self) {
        self.inner.tell(Input::NetworkChanged);
    }

    /// Syncs, and returns once an exchange that began after this call has ended and no command is left unsent.
    /// Fails with the first problem that is not mended by itself.
    pub async fn synced(&self) -> Result<SyncState, Problem> {
        let mut rounds = self.inner.status.rounds.subscribe();
        let before = rounds.borrow_and_update().clone();
        // Without a session nothing follows, so nothing would end the waiting.
        if let Some(problem) = before.problem.clone()
            && ends_session(problem.code)
        {
            return Err(problem);
        }
        self.sync_now();
        loop {
            rounds
                .changed()
                .await
                .map_err(|_| Problem::new(ErrorCode::Internal, "Sync has ended"))?;
            let round: Round = rounds.borrow_and_update().clone();
            if let Some(problem) = round.problem {
                return Err(problem);
            }
            if round.exchange > before.begun && !round.more {
                return Ok(self.inner.status.state.borrow().clone());
            }
        }
    }
}

impl Inner {
    /// Tells the run loop; it may have ended, which is no error here.
    fn tell(&self, input: Input) {
        let _ = self.inputs.send(input);
    }

    /// Does `work` on the replica, on a thread that may block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Replica) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let replica = self.replica.clone();
        tokio::task::spawn_blocking(move || work(&replica))
            .await
            .map_err(|e| ended(&e))?
    }
}

/// A task that ended without an answer.
fn ended(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(ErrorCode::Internal, "Something went wrong in this program").detail(format!(
        "{error}. What was durable is kept. Please start the program again."
    ))
}

/// Refuses while the offline lease of `replica` has run out; notes what time it has become where it may write.
pub fn check_lease(replica: &Replica) -> Result<(), Problem> {
    let now = Clock::open(replica)?.now();
    let standing = crate::lease::Standing::of(replica)?;
    let later = now.0 - standing.seen.0 > lock::STORE_EVERY_MS;
    if replica.is_writer() && standing.until.is_some() && later {
        crate::lease::see(replica, now)?;
    }
    standing.check(now)
}

/// What this computer's clock says, right or wrong.
pub fn local_now() -> Millis {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A mutex whose holder panicked still holds good data here: every write is one assignment.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
