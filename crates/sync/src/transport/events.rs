//! The wake-up stream: opened once, read until it ends.

use super::{CONNECT_TIMEOUT, STREAM_SILENCE, Transport, failure, link::Link, sse::EventParser};
use std::{collections::VecDeque, time::Duration};
use wire::{error::Problem, sync::WakeUp};

/// Opening takes a connection and an answer, not more.
const OPEN_TIMEOUT: Duration = Duration::from_secs(CONNECT_TIMEOUT.as_secs() + 8);

/// An open wake-up stream.
pub struct WakeUps {
    answer: reqwest::Response,
    parser: EventParser,
    ready: VecDeque<WakeUp>,
    link: Link,
}

impl Transport {
    /// Opens the wake-up stream.
    pub async fn wake_ups(&self, token: &str) -> Result<WakeUps, Problem> {
        let request = self
            .http
            .get(self.url("api/v1/sync/events")?)
            .header("accept", "text/event-stream")
            .bearer_auth(token);
        let answer = self
            .send(request, OPEN_TIMEOUT)
            .await
            .map_err(failure::kept)?;
        let is_stream = answer
            .headers()
            .get("content-type")
            .is_some_and(|v| v.as_bytes().starts_with(b"text/event-stream"));
        if !is_stream {
            return Err(failure::no_stream(&self.base));
        }
        Ok(WakeUps {
            answer,
            parser: EventParser::default(),
            ready: VecDeque::new(),
            link: self.link.clone(),
        })
    }
}

impl WakeUps {
    /// The next event; `None` when the stream is over: ended, broken, or silent for too long.
    pub async fn next(&mut self) -> Option<WakeUp> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let chunk = tokio::time::timeout(STREAM_SILENCE, self.answer.chunk())
                .await
                .ok()?
                .ok()??;
            self.link.moved();
            for data in self.parser.feed(&chunk).ok()? {
                match serde_json::from_slice(&data) {
                    Ok(event) => self.ready.push_back(event),
                    // A newer server may say more than this console understands.
                    Err(error) => {
                        tracing::debug!(%error, "an event of an unknown kind was passed over")
                    }
                }
            }
        }
    }
}
