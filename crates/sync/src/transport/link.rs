//! What all requests of one server share: that something came of it, and that what is under way is to be given up.

use super::{CONNECT_TIMEOUT, Transport, failure};
use crate::engine::Heard;
use bytes::Bytes;
use futures_util::stream;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::sync::watch;
use wire::error::Problem;

/// A probe lives no longer; others may have been sent meanwhile.
const PROBE_TIMEOUT: Duration = Duration::from_secs(30);
/// A body goes out in pieces of so many bytes, so that a slow line shows that it moves.
const PIECE: usize = 16 * 1024;

/// See the module. Clones are one.
#[derive(Clone, Debug)]
pub(super) struct Link {
    moved: Arc<watch::Sender<()>>,
    given_up: Arc<watch::Sender<()>>,
}

impl Link {
    pub(super) fn new() -> Self {
        Self {
            moved: Arc::new(watch::Sender::new(())),
            given_up: Arc::new(watch::Sender::new(())),
        }
    }

    /// Bytes came, or went out.
    pub(super) fn moved(&self) {
        self.moved.send_replace(());
    }

    /// Waits for `work`; `None` when it takes too long or is given up.
    pub(super) async fn wait<T>(
        &self,
        patience: Duration,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let mut given_up = self.given_up.subscribe();
        tokio::select! {
            done = tokio::time::timeout(patience, work) => done.ok(),
            // The sender lives as long as `self`.
            _ = given_up.changed() => None,
        }
    }

    /// A body whose pieces count as moving when they go out.
    pub(super) fn body(&self, bytes: Vec<u8>) -> reqwest::Body {
        if bytes.len() <= PIECE {
            return bytes.into();
        }
        let bytes = Bytes::from(bytes);
        let pieces = (0..bytes.len().div_ceil(PIECE)).map({
            let link = self.clone();
            move |n| {
                link.moved();
                Ok::<_, Infallible>(bytes.slice(n * PIECE..bytes.len().min((n + 1) * PIECE)))
            }
        });
        reqwest::Body::wrap_stream(stream::iter(pieces))
    }
}

impl Transport {
    /// Ends every request under way, as if its connection had broken.
    pub fn give_up(&self) {
        self.link.given_up.send_replace(());
    }

    /// Asks whether the server is there; what comes of other requests meanwhile says so too.
    pub async fn probe(&self) -> Result<Heard, Problem> {
        let mut moved = self.link.moved.subscribe();
        let asked = self.http.get(self.url("health/live")?).send();
        tokio::select! {
            answer = tokio::time::timeout(PROBE_TIMEOUT + CONNECT_TIMEOUT, asked) => match answer {
                Ok(Ok(_)) => Ok(Heard::Answer),
                Ok(Err(error)) => Err(failure::kept(failure::unreachable(&self.base, &error))),
                Err(_) => Err(failure::kept(failure::silent(&self.base, PROBE_TIMEOUT))),
            },
            // The sender lives as long as `self`.
            _ = moved.changed() => Ok(Heard::Bytes),
        }
    }
}
