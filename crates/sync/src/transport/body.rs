//! A response's body as a blocking reader: the network is read on the runtime, the bytes are used on a thread
//! that may block, and a bounded channel between them keeps memory small however large the body is.

use super::{Watched, failure, link::Link};
use bytes::Bytes;
use reqwest::Response;
use std::{
    io::{self, Read},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::sync::mpsc;
use wire::error::Problem;

/// Chunks under way between network and reader.
const CHUNKS: usize = 16;

/// Reads what a task receives. Dropping it ends the task and with it the connection's use.
pub(super) struct BodyReader {
    chunks: mpsc::Receiver<Result<Bytes, Problem>>,
    current: Bytes,
}

impl BodyReader {
    pub(super) fn spawn(
        mut answer: Response,
        patience: Duration,
        watched: Arc<Watched>,
        link: Link,
    ) -> Self {
        let (send, chunks) = mpsc::channel(CHUNKS);
        let server = answer.url().clone();
        tokio::spawn(async move {
            loop {
                let chunk = match link.wait(patience, answer.chunk()).await {
                    None => Err(failure::kept(failure::silent(&server, patience))),
                    Some(Err(error)) => {
                        Err(failure::kept(failure::interrupted(&error.to_string())))
                    }
                    Some(Ok(None)) => return,
                    Some(Ok(Some(chunk))) => {
                        link.moved();
                        watched
                            .bytes
                            .fetch_add(chunk.len() as u64, Ordering::Relaxed);
                        Ok(chunk)
                    }
                };
                let over = chunk.is_err();
                if send.send(chunk).await.is_err() || over {
                    return;
                }
            }
        });
        Self {
            chunks,
            current: Bytes::new(),
        }
    }
}

impl Read for BodyReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.chunks.blocking_recv() {
                None => return Ok(0),
                Some(Err(problem)) => return Err(io::Error::other(problem)),
                Some(Ok(chunk)) => self.current = chunk,
            }
        }
        let n = self.current.len().min(out.len());
        out[..n].copy_from_slice(&self.current.split_to(n));
        Ok(n)
    }
}
