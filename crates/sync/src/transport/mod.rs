//! Talking to the server: HTTP requests, the cut's lines as they come in, the wake-up stream. Owns timeouts,
//! limits and the translation of every failure into a [`Problem`]. Decides nothing: no retry, no waiting.

mod auth;
mod body;
mod cut;
mod events;
mod failure;
mod link;
mod positions;
mod resolve;
mod snapshots;
mod sse;

pub use cut::{CutBody, MAX_CUT_BYTES, Watched};
pub use events::WakeUps;
pub(crate) use failure::unreadable as unreadable_answer;

use body::BodyReader;
use link::Link;
use serde::Serialize;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use wire::{
    error::{ErrorCode, Problem},
    sync::SyncRequest,
};

/// A connection takes no longer, or the server counts as unreachable.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The server says nothing for longer: the request has failed.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(60);
/// Signing in and refreshing are short.
const SHORT_TIMEOUT: Duration = Duration::from_secs(15);
/// The wake-up stream has heartbeats; silence for longer means that the connection is dead.
const STREAM_SILENCE: Duration = Duration::from_secs(25);

/// Makes aws-lc-rs the TLS provider of this process; call first thing in `main`. Calling again does nothing.
pub fn install_tls_provider() {
    // An error says that one is installed already, which is what is wanted.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// One server, spoken to over pooled connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Transport {
    http: reqwest::Client,
    base: reqwest::Url,
    link: Link,
}

impl Transport {
    /// `server` is an `http` or `https` address, with or without a path below which the API lives.
    pub fn new(server: &str) -> Result<Self, Problem> {
        let no_address = |why: &str| failure::no_address(server, why);
        let mut base = reqwest::Url::parse(server).map_err(|e| no_address(&e.to_string()))?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(no_address("it has to begin with http:// or https://"));
        }
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .tcp_keepalive(Duration::from_secs(15))
            .dns_resolver(Arc::new(resolve::Resolver))
            .user_agent(concat!("barq-dispatch/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|e| no_address(&e.to_string()))?;
        let link = Link::new();
        Ok(Self { http, base, link })
    }

    /// The server's address, with a slash at the end.
    pub fn server(&self) -> &str {
        self.base.as_str()
    }

    fn url(&self, path: &str) -> Result<reqwest::Url, Problem> {
        self.base
            .join(path)
            .map_err(|e| failure::no_address(self.base.as_str(), &e.to_string()))
    }

    /// One exchange. What comes back reads the answer on a thread that may block, while it is still coming in;
    /// `watched` tells others how far it is.
    pub async fn exchange(
        &self,
        token: &str,
        request: &SyncRequest,
        watched: Arc<Watched>,
    ) -> Result<impl std::io::Read + Send + 'static + use<>, Problem> {
        let url = self.url("api/v1/sync")?;
        let body = written(request)?;
        watched.sent.store(body.len() as u64, Ordering::Relaxed);
        let answer = self
            .post_bytes(url, Some(token), body, SILENCE_TIMEOUT)
            .await?;
        let update = answer.headers().contains_key(wire::UPDATE_HEADER);
        watched.update_wanted.store(update, Ordering::Relaxed);
        let lease = answer.headers().get(wire::lease::HEADER);
        watched.take_lease(lease.and_then(|text| text.to_str().ok()).map(str::to_owned));
        Ok(BodyReader::spawn(
            answer,
            SILENCE_TIMEOUT,
            watched,
            self.link.clone(),
        ))
    }

    /// A request of somebody who has a replica here.
    async fn post(
        &self,
        url: reqwest::Url,
        token: Option<&str>,
        body: &(impl Serialize + Sync + ?Sized),
        patience: Duration,
    ) -> Result<reqwest::Response, Problem> {
        self.post_bytes(url, token, written(body)?, patience).await
    }

    async fn post_bytes(
        &self,
        url: reqwest::Url,
        token: Option<&str>,
        body: Vec<u8>,
        patience: Duration,
    ) -> Result<reqwest::Response, Problem> {
        self.ask(url, token, body, patience)
            .await
            .map_err(failure::kept)
    }

    async fn ask(
        &self,
        url: reqwest::Url,
        token: Option<&str>,
        body: Vec<u8>,
        patience: Duration,
    ) -> Result<reqwest::Response, Problem> {
        let mut request = self
            .http
            .post(url)
            .header("content-type", "application/json")
            .header("content-length", body.len())
            .body(self.link.body(body));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        self.send(request, patience).await
    }

    /// The answer to a request, if it is not a refusal.
    async fn send(
        &self,
        request: reqwest::RequestBuilder,
        patience: Duration,
    ) -> Result<reqwest::Response, Problem> {
        let answer = self
            .link
            .wait(patience, request.send())
            .await
            .ok_or_else(|| failure::silent(&self.base, patience))?
            .map_err(|e| failure::unreachable(&self.base, &e))?;
        self.link.moved();
        failure::refused(answer, patience).await
    }
}

fn written(body: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(|e| {
        Problem::new(ErrorCode::Internal, "The request could not be written").detail(e.to_string())
    })
}
#[cfg(test)]
mod tests;
