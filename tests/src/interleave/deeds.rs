//! What one task of a scene does, through the same functions as the server's routes and its upkeep.

use super::{
    cuts::{Console, ReadCut},
    org::{self, principal},
};
use domain::{
    decide::ARCHIVE_AFTER_MS,
    id::{CommandId, HubId, ScopeId, UserId},
    units::Millis,
};
use serde_json::Value;
use snapshot::Manifest;
use sqlx::PgPool;
use std::{pin::pin, sync::Arc, task::Poll};
use sync_server::{
    app::{App, Parts},
    archive, clock,
    cut::{self, DeltaCache, cut},
    db::{self, ReadPool},
    epoch::{self, Cause},
    execute::{ExecuteError, Executed, Incoming, Source, execute},
    people::OPERATOR,
    points::{Point, reach},
    scrub,
    settings::Serve,
    snapshots::{self, Snapshots},
    telemetry::figures,
    wake::Wake,
};
use tokio::sync::Semaphore;
use wire::sync::{CommandOutcome, Envelope};

/// Evictions older than this are cleaned away in the scenes.
const EVICTION_DAYS: u32 = 30;

/// One task's work.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A console's commands, and a cut where it asks for one.
    Exchange {
        console: Console,
        commands: Vec<Envelope>,
        cut: bool,
    },
    /// A caller hangs up while a cut's transaction begins; the next request on that connection is this one's.
    AfterOneWhoHungUp { console: Console, polls: usize },
    /// A command from outside any replica: of the operator, or of a person.
    Call {
        user: Option<UserId>,
        id: CommandId,
        command: Value,
    },
    /// Finished deliveries leave.
    Archive,
    /// New epochs, as after a restore.
    Rotate,
    /// Old evictions go.
    Clean,
    /// A scope is looked through.
    Scrub(ScopeId),
    /// A snapshot is made for somebody who works in both hubs, on a server of its own.
    Snapshot(ScopeId),
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Done {
    pub outcomes: Vec<CommandOutcome>,
    pub new_client: Option<&'static str>,
    pub cut: Option<ReadCut>,
    pub manifest: Option<Manifest>,
    /// It failed otherwise.
    pub failed: Option<String>,
}

/// What a deed has at hand.
#[derive(Clone)]
pub struct Server {
    pub read: ReadPool,
    pub write: PgPool,
    pub wake: Wake,
    pub deltas: Arc<DeltaCache>,
    /// Where snapshots are.
    pub folder: std::path::PathBuf,
}

impl Deed {
    /// Does it.
    pub async fn run(self, server: Server) -> Done {
        let mut done = Done::default();
        if let Err(failed) = self.try_run(&server, &mut done).await {
            done.failed = Some(failed);
        }
        done
    }

    async fn try_run(self, server: &Server, done: &mut Done) -> Result<(), String> {
        let text = |e: &dyn std::fmt::Display| e.to_string();
        match self {
            Self::Exchange {
                console,
                commands,
                cut,
            } => exchange(server, &console, commands, cut, done).await,
            Self::AfterOneWhoHungUp { console, polls } => {
                // Not asked whether it lives: that would be the first thing the caller leaves.
                let one = db::pool().max_connections(1).test_before_acquire(false);
                let options = server.write.connect_options().as_ref().clone();
                let read = ReadPool::open(one, options).await.map_err(|e| text(&e))?;
                left_after(read.answer(console.user), polls).await;
                // Somebody asks whether the server is ready before the cut, and it is held between.
                read.stands().await.map_err(|e| text(&e))?;
                let server = Server {
                    read,
                    ..server.clone()
                };
                reach(Point::CommandsCommitted).await;
                exchange(&server, &console, Vec::new(), true, done).await
            }
            Self::Call { user, id, command } => {
                let incoming = Incoming {
                    seq: 0,
                    id,
                    issued_at: clock::now(),
                    command,
                };
                let who = user.map_or(OPERATOR, principal);
                let Server { write, wake, .. } = server;
                let run = execute(write, wake, who, Source::Api, vec![incoming], clock::now());
                done.outcomes = run.await.map_err(|e| text(&e))?.outcomes;
                Ok(())
            }
            Self::Archive => archive::once(&server.write, &server.wake, clock::now())
                .await
                .map(drop)
                .map_err(|e| text(&e)),
            Self::Rotate => epoch::rotate(&server.write, None, Cause::Restore)
                .await
                .map(drop)
                .map_err(|e| text(&e)),
            Self::Clean => scrub::evictions(&server.write, EVICTION_DAYS)
                .await
                .map(drop)
                .map_err(|e| text(&e)),
            Self::Scrub(scope) => scrub::scope(&server.write, &server.wake, scope)
                .await
                .map(drop)
                .map_err(|e| text(&e)),
            Self::Snapshot(scope) => {
                let made = snapshots::ready_or_built(
                    &app(server),
                    org::user(org::BADR),
                    scope,
                    wire::SCHEMA,
                )
                .await;
                done.manifest = Some(made.map_err(|e| text(&e))?);
                Ok(())
            }
        }
    }
}

/// Goes on with `work` for `polls` steps, then drops it.
async fn left_after<T>(work: impl Future<Output = T>, polls: usize) {
    let (mut work, mut taken) = (pin!(work), 0);
    std::future::poll_fn(|context| {
        taken += 1;
        match work.as_mut().poll(context) {
            Poll::Pending if taken < polls => Poll::Pending,
            _ => Poll::Ready(()),
        }
    })
    .await;
}

/// As the route does it.
async fn exchange(
    server: &Server,
    console: &Console,
    commands: Vec<Envelope>,
    wants_cut: bool,
    done: &mut Done,
) -> Result<(), String> {
    let Server {
        read, write, wake, ..
    } = server;
    let last_sent = commands.last().map_or(0, |c| c.seq);
    let executed = if commands.is_empty() {
        Some(Executed::default())
    } else if behind(read, console).await.map_err(|e| e.to_string())? {
        None
    } else {
        let incoming = commands.into_iter().map(Incoming::from).collect();
        let (who, source) = (principal(console.user), Source::Client(console.client));
        match execute(write, wake, who, source, incoming, clock::now()).await {
            Ok(executed) => Some(executed),
            Err(ExecuteError::NewClient(why)) => {
                done.new_client = Some(why);
                return Ok(());
            }
            Err(error) => return Err(error.to_string()),
        }
    };
    if let Some(executed) = &executed {
        done.outcomes = executed.outcomes.clone();
    }
    if wants_cut {
        let wanted = cut::Wanted {
            user: console.user,
            client: console.client,
            schema: wire::SCHEMA,
            cursors: &console.cursors,
            backfill: &[],
            large: None,
            last_sent,
            now: clock::now(),
        };
        let cut = cut(read, write, &server.deltas, &wanted, executed)
            .await
            .map_err(|e| e.to_string())?;
        done.cut = Some(ReadCut::read(cut.body)?);
    }
    Ok(())
}

async fn behind(read: &ReadPool, console: &Console) -> Result<bool, sqlx::Error> {
    epoch::behind(&mut *read.answer(console.user).await?, &console.cursors).await
}

fn app(server: &Server) -> App {
    let mut settings = Serve::defaults("");
    settings.snapshots.dir = Some(server.folder.clone());
    App::new(Parts {
        keys: sync_server::auth::access::Keys::new(&settings.token_secret, 60),
        chain: sync_server::auth::refresh::Chain::new(&settings.token_secret, 30),
        leases: sync_server::auth::lease::Leases::new(&settings.token_secret, 60),
        limiter: sync_server::auth::limiter::Limiter::new(10),
        wake: server.wake.clone(),
        positions: Default::default(),
        deltas: Default::default(),
        snapshots: Snapshots::new(server.folder.clone()),
        suspects: Default::default(),
        metrics: figures::begin(),
        slots: Semaphore::new(8),
        stop: Default::default(),
        read: server.read.clone(),
        write: server.write.clone(),
        settings,
    })
}

/// When deliveries that are archived today were finished.
pub fn long_ago() -> Millis {
    Millis(clock::now().0 - ARCHIVE_AFTER_MS - 86_400_000)
}

/// A console's commands without a cut.
pub fn given(console: &Console, commands: Vec<Envelope>) -> Deed {
    Deed::Exchange {
        console: console.clone(),
        commands,
        cut: false,
    }
}

/// A cut without commands.
pub fn looking(console: &Console) -> Deed {
    both(console, Vec::new())
}

/// Commands and a cut.
pub fn both(console: &Console, commands: Vec<Envelope>) -> Deed {
    Deed::Exchange {
        console: console.clone(),
        commands,
        cut: true,
    }
}

/// The operator's `n`th command.
pub fn ordered(n: u128, command: Value) -> Deed {
    Deed::Call {
        user: None,
        id: org::command_id(n),
        command,
    }
}

impl Deed {
    /// The commands it gives, and the hub each is for.
    pub fn commands(&self) -> Vec<(CommandId, Option<HubId>)> {
        let hub = |command: &Value| serde_json::from_value(command["hub"].clone()).ok();
        match self {
            Self::Exchange { commands, .. } => commands
                .iter()
                .map(|c| (c.command_id, hub(&c.command)))
                .collect(),
            Self::Call { id, command, .. } => vec![(*id, hub(command))],
            _ => Vec::new(),
        }
    }

    /// On whose behalf, when it is a person.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Exchange { console, .. } | Self::AfterOneWhoHungUp { console, .. } => {
                Some(console.user)
            }
            Self::Call { user, .. } => *user,
            _ => None,
        }
    }

    /// The console that takes a cut.
    pub fn console(&self) -> Option<&Console> {
        match self {
            Self::Exchange { console, .. } | Self::AfterOneWhoHungUp { console, .. } => {
                Some(console)
            }
            _ => None,
        }
    }
}
