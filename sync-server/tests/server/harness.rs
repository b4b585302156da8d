//! A database and a server per test, and a client that speaks to it.

use domain::{id::*, units::Millis};
use reqwest::StatusCode;
use serde_json::Value as Json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use std::{net::SocketAddr, path::Path};
use sync_server::{
    app::{App, Parts},
    auth::{access::Keys, lease::Leases, limiter::Limiter, refresh::Chain},
    clock,
    db::{self, ReadPool, migrations},
    ids, launch,
    settings::Serve,
    snapshots::Snapshots,
    telemetry::figures,
    wake::Wake,
};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, oneshot},
    task::JoinHandle,
};
use wire::{
    error::{ErrorCode, Problem},
    http::Tokens,
    sync::*,
};

fn server_url() -> String {
    std::env::var("DATABASE_URL")
        .expect("DATABASE_URL must name a Postgres server on which tests may create databases")
}

/// A database of the test's own, dropped with it.
pub struct Db {
    pub url: String,
    pub pool: PgPool,
    name: String,
}

impl Db {
    /// Empty.
    pub async fn bare() -> Self {
        let name = format!("barq_test_{}", ids::fresh().simple());
        let server = server_url();
        let mut admin = PgConnection::connect(&server)
            .await
            .expect("Postgres must be reachable");
        let sql = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(sql).execute(&mut admin).await.unwrap();
        let mut url = reqwest::Url::parse(&server).unwrap();
        url.set_path(&name);
        let url = url.to_string();
        let pool = db::pool().max_connections(5).connect(&url).await.unwrap();
        Self { url, pool, name }
    }

    /// A reading pool.
    pub async fn read(&self) -> ReadPool {
        reading(&self.url).await
    }

    /// Migrated.
    pub async fn new() -> Self {
        let db = Self::bare().await;
        migrations::up(&db.pool).await.unwrap();
        db
    }
}

/// A reading pool on the database at `url`.
pub async fn reading(url: &str) -> ReadPool {
    let pool = db::pool().max_connections(3);
    ReadPool::open(pool, url.parse().unwrap()).await.unwrap()
}

/// What handlers have at hand, without a server around them; snapshots are in `folder`.
pub async fn app(url: &str, folder: &Path) -> App {
    let mut settings = Serve::defaults(url);
    settings.snapshots.dir = Some(folder.to_owned());
    App::new(Parts {
        keys: Keys::new(&settings.token_secret, 60),
        chain: Chain::new(&settings.token_secret, 30),
        leases: Leases::new(&settings.token_secret, 60),
        limiter: Limiter::new(10),
        wake: Wake::silent(),
        positions: Default::default(),
        deltas: Default::default(),
        snapshots: Snapshots::new(folder.to_owned()),
        suspects: Default::default(),
        metrics: figures::begin(),
        slots: Semaphore::new(8),
        stop: Default::default(),
        read: reading(url).await,
        write: db::pool().max_connections(3).connect(url).await.unwrap(),
        settings,
    })
}

impl Drop for Db {
    fn drop(&mut self) {
        let name = self.name.clone();
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let mut admin = PgConnection::connect(&server_url()).await.unwrap();
                let sql = AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
                sqlx::query(sql).execute(&mut admin).await.unwrap();
            });
        });
        let _ = dropping.join();
    }
}

/// A running server.
pub struct Server {
    pub db: Db,
    pub settings: Serve,
    pub base: String,
    pub http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<Result<(), sync_server::LaunchError>>,
}

impl Server {
    pub async fn with(change: impl FnOnce(&mut Serve)) -> Self {
        Self::on(Db::new().await, change).await
    }

    pub async fn on(db: Db, change: impl FnOnce(&mut Serve)) -> Self {
        let mut settings = Serve::defaults(&db.url);
        settings.database.connections = 8;
        change(&mut settings);
        let (base, stop, running) = start(settings.clone()).await;
        Self {
            db,
            settings,
            base,
            http: reqwest::Client::new(),
            stop: Some(stop),
            running,
        }
    }

    /// A server that stopped, started again with the same settings.
    pub async fn on_again(stopped: Self) -> Self {
        let (base, stop, running) = start(stopped.settings.clone()).await;
        Self {
            base,
            stop: Some(stop),
            running,
            ..stopped
        }
    }

    pub async fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
            (&mut self.running).await.unwrap().unwrap();
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: &Json) -> (StatusCode, Json) {
        let mut request = self.http.post(self.url(path)).body(body.to_string());
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        answer(request.send().await.unwrap()).await
    }

    pub async fn sign_in(&self, username: &str, password: &str) -> Result<Tokens, Problem> {
        let body = serde_json::json!({
            "username": username, "password": password, "device_name": "test",
        });
        let (status, json) = self.post("/api/v1/auth/sign-in", None, &body).await;
        if status.is_success() {
            Ok(serde_json::from_value(json).unwrap())
        } else {
            Err(serde_json::from_value(json).unwrap())
        }
    }

    /// A signed-in console with a replica's cursors.
    pub async fn console(&self, username: &str) -> Console<'_> {
        let tokens = self.sign_in(username, PASSWORD).await.unwrap();
        Console {
            server: self,
            token: tokens.access_token.clone(),
            tokens,
            client: ClientId(ids::fresh()),
            cursors: Vec::new(),
            next_seq: 1,
            snapshots: false,
            mismatched: Vec::new(),
            schema: wire::SCHEMA,
            backfill: Vec::new(),
        }
    }
}

/// Starts a server with `settings`.
pub async fn start(
    settings: Serve,
) -> (
    String,
    oneshot::Sender<()>,
    JoinHandle<Result<(), sync_server::LaunchError>>,
) {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel();
    let running = tokio::spawn(launch(settings, listener, async {
        let _ = stopped.await;
    }));
    (base, stop, running)
}

pub async fn answer(response: reqwest::Response) -> (StatusCode, Json) {
    let status = response.status();
    let text = response.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Json::String(text)),
    )
}

/// Of every account of the tests.
pub const PASSWORD: &str = "a long enough password";

/// A cut, read.
#[derive(Clone, Debug)]
pub struct Cut {
    pub head: Head,
    pub lines: Vec<Line>,
}

impl Cut {
    pub fn rows(
        &self,
    ) -> impl Iterator<
        Item = (
            ScopeId,
            domain::entity::Table,
            i64,
            i64,
            &Vec<domain::value::Value>,
        ),
    > {
        self.lines.iter().filter_map(|line| match line {
            Line::Row {
                scope,
                table,
                v,
                rev,
                values,
            } => Some((*scope, *table, *v, *rev, values)),
            Line::Evict { .. } => None,
        })
    }

    pub fn evictions(&self) -> impl Iterator<Item = (ScopeId, domain::entity::Table, uuid::Uuid)> {
        self.lines.iter().filter_map(|line| match line {
            Line::Evict {
                scope, table, id, ..
            } => Some((*scope, *table, *id)),
            Line::Row { .. } => None,
        })
    }

    pub fn scope(&self, scope: impl Into<ScopeId>) -> &ScopeCut {
        let scope = scope.into();
        self.head
            .scopes
            .iter()
            .find(|s| s.scope == scope)
            .expect("the scope is in the cut")
    }

    pub fn has(&self, scope: impl Into<ScopeId>) -> bool {
        let scope = scope.into();
        self.head.scopes.iter().any(|s| s.scope == scope)
    }
}

/// A console: signs in, keeps cursors, numbers commands.
pub struct Console<'s> {
    pub server: &'s Server,
    pub token: String,
    pub tokens: Tokens,
    pub client: ClientId,
    pub cursors: Vec<Cursor>,
    pub next_seq: i64,
    /// What it says of itself in each request.
    pub snapshots: bool,
    pub mismatched: Vec<ScopeId>,
    pub schema: u32,
    pub backfill: Vec<Backfill>,
}

impl Console<'_> {
    pub fn envelope(&mut self, command: Json) -> Envelope {
        let envelope = envelope(self.next_seq, command);
        self.next_seq += 1;
        envelope
    }

    /// One exchange; the cursors follow.
    pub async fn sync(&mut self, commands: Vec<Envelope>) -> Cut {
        let cut = self.try_sync(commands).await.unwrap();
        self.cursors = cut
            .head
            .scopes
            .iter()
            .map(|s| Cursor {
                scope: s.scope,
                epoch: s.epoch,
                v: s.to,
            })
            .collect();
        cut
    }

    /// One exchange; the cursors stay.
    pub async fn try_sync(&self, commands: Vec<Envelope>) -> Result<Cut, Problem> {
        let request = SyncRequest {
            client: self.client,
            protocol: wire::PROTOCOL,
            schema: self.schema,
            cursors: self.cursors.clone(),
            commands,
            snapshots: self.snapshots,
            mismatched: self.mismatched.clone(),
            backfill: self.backfill.clone(),
        };
        let response = self
            .server
            .http
            .post(self.server.url("/api/v1/sync"))
            .bearer_auth(&self.token)
            .json(&request)
            .send()
            .await
            .unwrap();
        if !response.status().is_success() {
            return Err(response.json().await.unwrap());
        }
        Ok(read_cut(&response.bytes().await.unwrap()))
    }

    /// Issues one command and answers its outcome.
    pub async fn submit(&mut self, command: Json) -> Outcome {
        let envelope = self.envelope(command);
        let cut = self.sync(vec![envelope]).await;
        cut.head.outcomes.last().unwrap().outcome.clone()
    }
}

pub fn envelope(seq: i64, command: Json) -> Envelope {
    Envelope {
        seq,
        command_id: CommandId(ids::fresh()),
        issued_at: clock::now(),
        command,
    }
}

pub fn read_cut(bytes: &[u8]) -> Cut {
    let text = zstd::decode_all(bytes).unwrap();
    let mut lines: Vec<&[u8]> = text
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .collect();
    let head: Head = serde_json::from_slice(lines.remove(0)).unwrap();
    let end: End = serde_json::from_slice(lines.pop().unwrap()).unwrap();
    let lines: Vec<Line> = lines
        .iter()
        .map(|raw| {
            // What the server writes straight from Postgres is what the wire's own writer writes.
            let line = Line::read(raw, head.schema).unwrap();
            let mut written = Vec::new();
            assert!(line.write(&mut written, head.schema));
            assert_eq!(written.strip_suffix(b"\n").unwrap(), *raw);
            line
        })
        .collect();
    let rows = lines
        .iter()
        .filter(|l| matches!(l, Line::Row { .. }))
        .count() as u64;
    assert_eq!((end.rows, end.evictions), (rows, lines.len() as u64 - rows));
    let first_row = lines.iter().position(|l| matches!(l, Line::Row { .. }));
    let last_eviction = lines.iter().rposition(|l| matches!(l, Line::Evict { .. }));
    assert!(
        first_row
            .zip(last_eviction)
            .is_none_or(|(row, eviction)| eviction < row)
    );
    Cut { head, lines }
}

pub fn code<T>(result: Result<T, Problem>) -> ErrorCode {
    result.err().expect("a problem was expected").code
}

pub fn now() -> Millis {
    clock::now()
}
