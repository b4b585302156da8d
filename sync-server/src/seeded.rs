//! Safeguards around transactions that tests break, one at a time and in one task, to see that the checks of the
//! interleavings find each. Without the feature `seeded` nothing is ever broken, and no code for it is left.

domain::text_enum! {
    /// One broken safeguard.
    Bug {
        /// A scope's version and sum are read before its lock is held.
        VersionBeforeLock = "version_before_lock",
        /// Scopes are read and not locked.
        ScopeNotLocked = "scope_not_locked",
        /// Scopes are locked in the order in which commands name them.
        LocksUnsorted = "locks_unsorted",
        /// The client's row is read and not locked.
        ClientNotLocked = "client_not_locked",
        /// The actor's rights are read before the scopes are locked.
        RightsBeforeLock = "rights_before_lock",
        /// The log is not asked whether a command was decided already.
        DedupeOff = "dedupe_off",
        /// A number that was used for another command is taken.
        NumberUsedTwice = "number_used_twice",
        /// A stream with a gap is taken.
        GapAccepted = "gap_accepted",
        /// Outcomes are logged in a transaction of their own, after that of the effects.
        OutcomeLoggedLater = "outcome_logged_later",
        /// The last number of a client is not moved on.
        SeqNotAdvanced = "seq_not_advanced",
        /// The hash of the old row stays in the scope's sum.
        OldHashKept = "old_hash_kept",
        /// A row that is deleted, or moves, leaves no eviction.
        EvictionNotWritten = "eviction_not_written",
        /// A row that is archived leaves no eviction.
        ArchiveWithoutEviction = "archive_without_eviction",
        /// Consoles are woken before the commit.
        WokenBeforeCommit = "woken_before_commit",
        /// Outcomes and the last number are read beside the snapshot the rows come from.
        AckOutsideSnapshot = "ack_outside_snapshot",
        /// Grants are read before the snapshot the rows come from.
        GrantsOutsideSnapshot = "grants_outside_snapshot",
        /// A cut is read in READ COMMITTED.
        CutReadCommitted = "cut_read_committed",
        /// Each scope of a cut is read in a snapshot of its own.
        CutInPieces = "cut_in_pieces",
        /// A cursor below the floor gets a delta.
        FloorNotCompared = "floor_not_compared",
        /// Evictions are cleaned away without raising the floor.
        FloorNotRaised = "floor_not_raised",
        /// A cursor of another epoch is taken for one of this epoch.
        EpochNotCompared = "epoch_not_compared",
        /// A cursor of the parent epoch gets a delta from beyond the fork.
        ForkNotCompared = "fork_not_compared",
        /// A cut is made of all hubs, whatever the grants say. Row-level security still stands.
        GrantsNotAsked = "grants_not_asked",
        /// Row-level security is not raised around a cut. The grants are still asked.
        FenceNotRaised = "fence_not_raised",
        /// Neither are the grants asked nor is row-level security raised.
        NoFenceAtAll = "no_fence_at_all",
        /// Kept deltas are found again by where they end, not by where they begin.
        CacheWithoutFrom = "cache_without_from",
        /// Kept deltas are found again whatever their scope.
        CacheWithoutScope = "cache_without_scope",
        /// A snapshot's rows are read in READ COMMITTED.
        SnapshotReadCommitted = "snapshot_read_committed",
        /// The version a snapshot is written down with is read beside it.
        SnapshotOfOtherVersion = "snapshot_of_other_version",
        /// Two servers may make the same snapshot at the same time.
        SnapshotLockNotTaken = "snapshot_lock_not_taken",
        /// A repaired row goes without a version of its own.
        RepairWithoutVersion = "repair_without_version",
        /// The beginning of a transaction is left where its caller goes away.
        BeginAbandoned = "begin_abandoned",
    }
}

#[cfg(feature = "seeded")]
mod switch {
    use super::Bug;

    tokio::task_local! {
        static BROKEN: Option<Bug>;
    }

    /// Runs `work` with one safeguard broken, or none.
    pub async fn under<T>(bug: Option<Bug>, work: impl Future<Output = T>) -> T {
        BROKEN.scope(bug, work).await
    }

    /// Whether this safeguard is the broken one.
    pub fn broken(bug: Bug) -> bool {
        BROKEN
            .try_with(|broken| *broken == Some(bug))
            .unwrap_or(false)
    }
}

#[cfg(feature = "seeded")]
pub use switch::{broken, under};

/// Whether this safeguard is the broken one.
#[cfg(not(feature = "seeded"))]
#[inline(always)]
pub const fn broken(_: Bug) -> bool {
    false
}
