//! Holding a task at the points of the server: it stops at those that matter, says so, and goes on when it is its
//! turn.

use std::{pin::Pin, sync::Arc};
use sync_server::points::{Hold, Point};
use tokio::sync::{Semaphore, mpsc::UnboundedSender};

/// Which points a task stops at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// Every one.
    Every,
    /// Without those at which nothing shared lies between the one before and the one after.
    Essential,
    /// Locks, commits and snapshots alone: for three at once, or long ones.
    Coarse,
}

impl Grain {
    /// Whether a task stops at `point`.
    pub fn stops_at(self, point: Point) -> bool {
        match self {
            Self::Every => true,
            Self::Essential => !matches!(
                point,
                Point::CommandsBegun
                    | Point::CommandsDecided
                    | Point::CommandsTold
                    | Point::CutClosed
            ),
            Self::Coarse => !matches!(
                point,
                Point::CommandsBegun
                    | Point::ClientLocked
                    | Point::CommandsDecided
                    | Point::CommandsTold
                    | Point::CutPlanned
                    | Point::CutRead
                    | Point::CutClosed
            ),
        }
    }
}

/// What a task says.
#[derive(Debug)]
pub enum Said<T> {
    At(Point),
    Done(T),
}

/// One task's turnstile.
pub struct Turns<T> {
    pub task: usize,
    pub grain: Grain,
    pub said: UnboundedSender<(usize, Said<T>)>,
    pub go: Arc<Semaphore>,
}

impl<T> Turns<T> {
    /// Waits for the next turn.
    pub async fn turn(&self) {
        // Closed when the play is over: then nothing is waited for any more.
        if let Ok(turn) = self.go.acquire().await {
            turn.forget();
        }
    }
}

impl<T: Send> Hold for Turns<T> {
    fn at(&self, point: Point) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            if self.grain.stops_at(point) {
                // Nobody listens when the play is over.
                let _ = self.said.send((self.task, Said::At(point)));
                self.turn().await;
            }
        })
    }
}
