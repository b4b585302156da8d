//! Many connected consoles in one process: each is the product's sync engine with its own connection to the server's
//! wake-ups and its own exchanges, but without a replica, so that hundreds fit beside what is measured.

use super::samples::quantile;
use domain::id::ClientId;
use serde_json::Value;
use std::{
    future::pending,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};
use sync::engine::{Effect, Engine, Exchanged, Heard, Input, Pace};
use tokio::{
    runtime::Runtime,
    time::{sleep, sleep_until},
};
use wire::sync::{Cursor, Head, SyncRequest, WakeUp};

/// What takes longer does not happen.
const PATIENCE: Duration = Duration::from_secs(120);
/// Connections are opened this many at a time.
const AT_ONCE: usize = 50;

/// Consoles of one account; they go with the value.
pub struct Crowd {
    runtime: Runtime,
    told: Arc<Told>,
}

/// What all of them were told.
#[derive(Default)]
struct Told {
    exchanged: AtomicUsize,
    news: Mutex<News>,
    /// Something was added to the news.
    more: Condvar,
}

#[derive(Default)]
struct News {
    connected: usize,
    /// When each heard of news since the last question.
    pokes: Vec<Instant>,
}

impl Told {
    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, add: impl FnOnce(&mut News)) {
        add(&mut self.news());
        self.more.notify_all();
    }

    /// The news once `enough` of it is there.
    fn wait(&self, what: &str, enough: impl Fn(&News) -> bool) -> MutexGuard<'_, News> {
        let (news, late) = self
            .more
            .wait_timeout_while(self.news(), PATIENCE, |news| !enough(news))
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!late.timed_out(), "{what}");
        news
    }
}

#[derive(Clone)]
struct Seat {
    http: reqwest::Client,
    url: String,
    token: String,
    told: Arc<Told>,
    /// Whether it follows pokes, or only listens.
    follows: bool,
}

impl Crowd {
    /// Connects `count` consoles with the account's `token`; those that follow pokes have taken their first cut.
    pub fn gather(url: &str, token: &str, count: usize, follows: bool) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let told = Arc::<Told>::default();
        sync::install_tls_provider();
        let seat = Seat {
            http: reqwest::Client::builder()
                .pool_max_idle_per_host(8)
                .build()
                .expect("an HTTP client"),
            url: url.to_owned(),
            token: token.to_owned(),
            told: told.clone(),
            follows,
        };
        // A follower starts from where the first one stands: what is measured is following.
        let start = match follows {
            true => runtime.block_on(seat.exchange(ClientId(uuid::Uuid::new_v4()), &[])),
            false => Vec::new(),
        };
        for n in 0..count {
            let (seat, start) = (seat.clone(), start.clone());
            runtime.spawn(async move {
                sleep(Duration::from_millis((n / AT_ONCE) as u64 * 100)).await;
                seat.sit(n as u64, start).await;
            });
        }
        drop(told.wait("not all consoles could connect", |n| n.connected >= count));
        Self { runtime, told }
    }

    /// Forgets what was heard so far.
    pub fn listen(&self) {
        self.told.news().pokes.clear();
    }

    /// Milliseconds after `since` until `count` consoles had heard of it.
    pub fn heard_ms(&self, since: Instant, count: usize) -> f64 {
        let heard = |news: &News| news.pokes.len() >= count;
        let news = self.told.wait("not everybody heard of it", heard);
        let after: Vec<f64> = news
            .pokes
            .iter()
            .map(|at| at.saturating_duration_since(since).as_secs_f64() * 1000.0)
            .collect();
        quantile(&after, 1.0)
    }

    /// Exchanges made so far.
    pub fn exchanges(&self) -> usize {
        self.told.exchanged.load(SeqCst)
    }

    /// Disconnects all.
    pub fn leave(self) {
        self.runtime.shutdown_timeout(Duration::from_secs(5));
    }
}

impl Seat {
    async fn sit(self, seed: u64, mut cursors: Vec<Cursor>) {
        let client = ClientId(uuid::Uuid::new_v4());
        let mut stream = self
            .http
            .get(format!("{}/api/v1/sync/events", self.url))
            .bearer_auth(&self.token)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .expect("the server takes one more console");
        self.told.add(|news| news.connected += 1);
        let began = Instant::now();
        let mut engine = Engine::new(Pace::default(), seed);
        let (mut text, mut timer) = (String::new(), None);
        if self.follows {
            let signed_in = Input::SignedIn { token: true };
            self.tell(
                &mut engine,
                began,
                signed_in,
                client,
                &mut cursors,
                &mut timer,
            )
            .await;
        }
        loop {
            let alarm = async {
                match timer {
                    Some(at) => sleep_until((began + Duration::from_millis(at)).into()).await,
                    None => pending().await,
                }
            };
            let inputs = tokio::select! {
                chunk = stream.chunk() => {
                    let Ok(Some(chunk)) = chunk else { return };
                    text.push_str(&String::from_utf8_lossy(&chunk));
                    self.heard(&mut text)
                }
                () = alarm => {
                    timer = None;
                    vec![Input::Timer]
                }
            };
            for input in inputs.into_iter().filter(|_| self.follows) {
                self.tell(&mut engine, began, input, client, &mut cursors, &mut timer)
                    .await;
            }
        }
    }

    /// The news in what has come, complete events only.
    fn heard(&self, text: &mut String) -> Vec<Input> {
        let mut inputs = Vec::new();
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            let data = event.lines().find_map(|line| line.strip_prefix("data:"));
            let said = data.and_then(|data| serde_json::from_str(data.trim()).ok());
            if let Some(WakeUp::Poke { scope, v }) = said {
                self.told.add(|news| news.pokes.push(Instant::now()));
                inputs.push(Input::Poke { scope, v });
            }
        }
        inputs
    }

    /// Tells the engine, and does what it wants.
    async fn tell(
        &self,
        engine: &mut Engine,
        began: Instant,
        input: Input,
        client: ClientId,
        cursors: &mut Vec<Cursor>,
        timer: &mut Option<u64>,
    ) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            let now = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            for effect in engine.step(now, input) {
                match effect {
                    Effect::Exchange(_) => {
                        *cursors = self.exchange(client, cursors).await;
                        inputs.push(Input::ExchangeDone(Ok(Exchanged {
                            cursors: cursors.clone(),
                            ..Exchanged::default()
                        })));
                    }
                    Effect::Refresh => inputs.push(Input::RefreshDone(Ok(()))),
                    Effect::OpenStream => inputs.push(Input::StreamOpened),
                    Effect::Probe => inputs.push(Input::Heard(Heard::Bytes)),
                    Effect::SetTimer(at) => *timer = at,
                    _ => {}
                }
            }
        }
    }

    /// One exchange; where it leads.
    async fn exchange(&self, client: ClientId, cursors: &[Cursor]) -> Vec<Cursor> {
        let request = SyncRequest {
            client,
            protocol: wire::PROTOCOL,
            schema: wire::SCHEMA,
            cursors: cursors.to_vec(),
            commands: Vec::new(),
            snapshots: false,
            mismatched: Vec::new(),
            backfill: Vec::new(),
        };
        let body = super::post(&self.http, &self.url, &self.token, &request).await;
        self.told.exchanged.fetch_add(1, SeqCst);
        let head: Head = serde_json::from_slice(body.split(|b| *b == b'\n').next().unwrap_or(&[]))
            .expect("a cut begins with its head");
        let stand = |part: wire::sync::ScopeCut| Cursor {
            scope: part.scope,
            epoch: part.epoch,
            v: part.to,
        };
        head.scopes.into_iter().map(stand).collect()
    }
}

/// The token of `username`, from a sign-in of its own.
pub fn token(server: &crate::Server, username: &str, password: &str) -> String {
    let sign_in =
        serde_json::json!({ "username": username, "password": password, "device_name": "bench" });
    let tokens: Value = server.post("/api/v1/auth/sign-in", "", &sign_in);
    tokens["access_token"].as_str().expect("a token").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fleet, commands, fleet::PASSWORD};

    #[test]
    fn every_console_of_a_crowd_hears_of_a_change_once() {
        const MANY: usize = 20;
        let fleet = Fleet::start();
        fleet.command(&commands::create(fleet.hub, 0..1, fleet.today));
        let token = token(&fleet.server, "sara", PASSWORD);
        let crowd = Crowd::gather(&fleet.server.url(), &token, MANY, false);
        for priority in [10, 20, 30] {
            crowd.listen();
            let began = Instant::now();
            fleet.command(&commands::set_priority(
                fleet.hub,
                &[fleet.delivery(0)],
                priority,
            ));
            assert!(crowd.heard_ms(began, MANY) > 0.0);
            assert_eq!(crowd.told.news().pokes.len(), MANY);
        }
        crowd.leave();
    }
}
