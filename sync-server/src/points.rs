//! Named points around every commit and inside every cut, at which tests hold a transaction or kill the server.
//! Without the feature `points` nothing of it is left, and a shipped server never has it.
//!
//! A process dies at a point with `BARQ_KILL_AT=NAME` in its environment, or `NAME:N` for the Nth time it is reached
//! (1 is the first), as with `kill -9`; with `BARQ_STOP_AT` it stops there until it is told to go on (SIGCONT). A task is held by [`under`]: whoever drives it says when it goes on.

domain::text_enum! {
    /// One point. Written: all of the transaction but its commit. Committed: nobody was told yet.
    Point {
        CommandsBegun = "commands.begun",
        ClientLocked = "commands.client_locked",
        ScopesLocked = "commands.scopes_locked",
        CommandsDecided = "commands.decided",
        CommandsWritten = "commands.written",
        CommandsCommitted = "commands.committed",
        /// Consoles were woken, the answer was not sent.
        CommandsTold = "commands.told",
        FailureWritten = "failure.written",
        FailureRecorded = "failure.recorded",
        /// The snapshot exists, nothing was read in it.
        CutBegun = "cut.begun",
        CutPlanned = "cut.planned",
        CutAcknowledged = "cut.acknowledged",
        CutRead = "cut.read",
        /// The transaction is closed, nothing was sent.
        CutClosed = "cut.closed",
        EpochWritten = "epoch.written",
        EpochCommitted = "epoch.committed",
        IdentityWritten = "identity.written",
        IdentityCommitted = "identity.committed",
        RefreshWritten = "refresh.written",
        RefreshCommitted = "refresh.committed",
        RevocationWritten = "revocation.written",
        RevocationCommitted = "revocation.committed",
        RowsRepairWritten = "rows_repair.written",
        RowsRepairCommitted = "rows_repair.committed",
        SumRepairWritten = "sum_repair.written",
        SumRepairCommitted = "sum_repair.committed",
        FloorWritten = "floor.written",
        FloorCommitted = "floor.committed",
        /// All rows were read, nothing was compared under a lock.
        ScrubRead = "scrub.read",
        /// The snapshot exists, and its version is known; no row was read.
        SnapshotBegun = "snapshot.begun",
        SnapshotBuilt = "snapshot.built",
        SnapshotRegistered = "snapshot.registered",
    }
}

#[cfg(feature = "points")]
pub use reached::{Hold, reach, under};

/// This point is reached.
#[cfg(not(feature = "points"))]
pub(crate) async fn reach(_: Point) {}

#[cfg(feature = "points")]
mod reached {
    use super::Point;
    use std::{
        pin::Pin,
        sync::{
            Arc, LazyLock,
            atomic::{AtomicU64, Ordering::SeqCst},
        },
    };

    /// Asked at every point a task reaches; the task goes on when the answer is there.
    pub trait Hold: Send + Sync {
        fn at(&self, point: Point) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
    }

    tokio::task_local! {
        static HELD: Arc<dyn Hold>;
    }

    /// Runs `work` with `hold` asked at every point.
    pub async fn under<T>(hold: Arc<dyn Hold>, work: impl Future<Output = T>) -> T {
        HELD.scope(hold, work).await
    }

    /// This point is reached.
    pub async fn reach(point: Point) {
        if let Some(death) = &*DEATH
            && death.is_due(point)
        {
            die();
        }
        if let Some(stop) = &*STOP
            && stop.is_due(point)
        {
            pause();
        }
        if let Ok(hold) = HELD.try_with(Arc::clone) {
            hold.at(point).await;
        }
    }

    /// Where something is to happen to this process.
    struct Chosen {
        point: Point,
        /// How often it is still to be reached.
        left: AtomicU64,
    }

    static DEATH: LazyLock<Option<Chosen>> = LazyLock::new(|| Chosen::read("BARQ_KILL_AT"));
    static STOP: LazyLock<Option<Chosen>> = LazyLock::new(|| Chosen::read("BARQ_STOP_AT"));

    impl Chosen {
        fn read(variable: &str) -> Option<Self> {
            let text = std::env::var(variable).ok()?;
            let (name, times) = text.split_once(':').unwrap_or((&text, "1"));
            // A name the console has and the server has not is not for this process.
            let point = name.parse().ok()?;
            let left = AtomicU64::new(times.parse().ok()?);
            Some(Self { point, left })
        }

        fn is_due(&self, point: Point) -> bool {
            self.point == point && self.left.fetch_sub(1, SeqCst) == 1
        }
    }

    /// Stops the whole process; whoever stopped it lets it go on.
    fn pause() {
        #[cfg(unix)]
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
    }

    /// As `kill -9`: nothing is flushed, closed or told.
    fn die() -> ! {
        #[cfg(unix)]
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        std::process::abort()
    }
}
