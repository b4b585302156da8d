//! Listening to the wake-up stream: pokes go to the engine, positions into the replica.

use super::{Inner, lock};
use crate::engine::{Closed, Input};
use wire::{ipc::Event, sync::WakeUp};

impl Inner {
    /// Opens the stream and listens until it ends; says how.
    pub(super) async fn listen(&self) -> Closed {
        let token = lock(&self.access).clone().unwrap_or_default();
        let mut stream = match self.transport.wake_ups(&token).await {
            Ok(stream) => stream,
            Err(problem) => return Closed::Refused(problem),
        };
        self.tell(Input::StreamOpened);
        while let Some(event) = stream.next().await {
            match event {
                WakeUp::Poke { scope, v } => self.tell(Input::Poke { scope, v }),
                WakeUp::Positions { positions } => {
                    let stored = self
                        .blocking(move |replica| {
                            replica.set_positions(&positions).map_err(|e| e.problem())
                        })
                        .await;
                    match stored {
                        Ok(()) => drop(self.status.events.send(Event::PositionsChanged)),
                        Err(problem) => {
                            tracing::warn!(code = %problem.code, "positions were not stored")
                        }
                    }
                }
                WakeUp::Heartbeat { .. } => {}
                WakeUp::Goodbye { after_ms } => {
                    return Closed::Goodbye {
                        after_ms: u64::try_from(after_ms).unwrap_or(0),
                    };
                }
            }
        }
        Closed::Broken
    }
}
