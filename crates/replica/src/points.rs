//! Named points before and after every commit of a console, at which tests kill it. Without the feature `points`
//! nothing of it is left, and a shipped console never has it.
//!
//! A process dies at a point with `BARQ_KILL_AT=NAME` in its environment, or `NAME:N` for the Nth time it is reached
//! (1 is the first), as with `kill -9`; with `BARQ_STOP_AT` it stops there until it is told to go on (SIGCONT). Commits are made by [`commit`], so that none is without its points.

use rusqlite::{Connection, Transaction};

domain::text_enum! {
    /// One point. Written: all of the transaction but its commit. Committed: nobody was told yet.
    Point {
        SchemaWritten = "schema.written",
        SchemaCommitted = "schema.committed",
        /// Whose replica this is.
        OwnerWritten = "owner.written",
        OwnerCommitted = "owner.committed",
        /// A value kept for the caller: the refresh token, the lease, the clock.
        ValueWritten = "value.written",
        ValueCommitted = "value.committed",
        SubmitWritten = "submit.written",
        SubmitCommitted = "submit.committed",
        UndoWritten = "undo.written",
        UndoCommitted = "undo.committed",
        /// Commands get their numbers at their first sending.
        NumbersWritten = "numbers.written",
        NumbersCommitted = "numbers.committed",
        FreshClientWritten = "fresh_client.written",
        FreshClientCommitted = "fresh_client.committed",
        /// What a restored server lost waits again.
        ResendWritten = "resend.written",
        ResendCommitted = "resend.committed",
        /// A cut, with the outcomes it settles.
        ApplyWritten = "apply.written",
        ApplyCommitted = "apply.committed",
        /// A line of the Sync screen's history.
        ExchangeWritten = "exchange.written",
        ExchangeCommitted = "exchange.committed",
        PositionsWritten = "positions.written",
        PositionsCommitted = "positions.committed",
        /// Deliveries of a snapshot get into the search index.
        IndexWritten = "index.written",
        IndexCommitted = "index.committed",
        /// A scope whose sum is wrong is to come anew.
        ForgetWritten = "forget.written",
        ForgetCommitted = "forget.committed",
        /// The sums of what came as snapshots were compared.
        CheckedWritten = "checked.written",
        CheckedCommitted = "checked.committed",
        /// A lost hub's bytes: the file is written anew, then the log emptied, then nothing is owed.
        PurgeRewritten = "purge.rewritten",
        PurgeEmptied = "purge.emptied",
        PurgeWritten = "purge.written",
        PurgeCommitted = "purge.committed",
        /// The tables of a replica in the making.
        StagingWritten = "staging.written",
        StagingCommitted = "staging.committed",
        SnapshotBegunWritten = "snapshot_begun.written",
        SnapshotBegunCommitted = "snapshot_begun.committed",
        ChunkWritten = "chunk.written",
        ChunkCommitted = "chunk.committed",
        StagedIndexWritten = "staged_index.written",
        StagedIndexCommitted = "staged_index.committed",
        StagedWritten = "staged.written",
        StagedCommitted = "staged.committed",
        /// What only this computer knows is in the staged replica.
        CarryWritten = "carry.written",
        CarryCommitted = "carry.committed",
        /// The staged file stands alone; the one in use has its log folded in; nothing stands beside it; the name is
        /// the staged one's.
        AdoptClosed = "adopt.closed",
        AdoptFolded = "adopt.folded",
        AdoptAlone = "adopt.alone",
        AdoptRenamed = "adopt.renamed",
        /// Of a damaged replica: what could be read is in a file of its own; that file is complete; the damaged one
        /// is aside; the saved one is in its place.
        RescueCopied = "rescue.copied",
        RescueNamed = "rescue.named",
        RescueAside = "rescue.aside",
        RescuePlaced = "rescue.placed",
        /// People were told of the damage.
        ToldWritten = "told.written",
        ToldCommitted = "told.committed",
        /// A file of the profile beside the replica: the new text is written; it has the name.
        ProfileWritten = "profile.written",
        ProfileNamed = "profile.named",
        /// Another account takes the profile over: each file of the one before is put aside.
        SwitchMoved = "switch.moved",
        /// A wipe: the mark, the key, each file.
        WipeMarked = "wipe.marked",
        WipeShredded = "wipe.shredded",
        WipeKeyless = "wipe.keyless",
        WipeRemoved = "wipe.removed",
    }
}

/// Commits, between two points at which tests may kill the process.
pub(crate) fn commit(
    tx: Transaction<'_>,
    [written, committed]: [Point; 2],
) -> rusqlite::Result<()> {
    reach(written);
    tx.commit()?;
    reach(committed);
    Ok(())
}

/// As [`commit`], where the transaction was begun by an earlier call.
pub(crate) fn commit_begun(
    conn: &Connection,
    [written, committed]: [Point; 2],
) -> rusqlite::Result<()> {
    reach(written);
    conn.execute_batch("COMMIT")?;
    reach(committed);
    Ok(())
}

#[cfg(feature = "points")]
pub use reached::reach;

/// This point is reached.
#[cfg(not(feature = "points"))]
#[inline]
pub fn reach(_: Point) {}

#[cfg(feature = "points")]
mod reached {
    use super::Point;
    use std::sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering::SeqCst},
    };

    /// This point is reached.
    pub fn reach(point: Point) {
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
            // A name the server has and the console has not is not for this process.
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
