//! Safeguards of the server that can be broken, one at a time and on one thread; the model server asks here, as the
//! console's parts ask [`replica::seeded`].

use std::cell::Cell;

domain::text_enum! {
    /// One broken safeguard.
    ServerBug {
        /// The next version is read before the scope is locked.
        StampBeforeLock = "stamp_before_lock",
        /// A changed row keeps the version it had.
        VersionNotStamped = "version_not_stamped",
        /// Outcomes and the last number are read after the snapshot the rows come from.
        AckOutsideSnapshot = "ack_outside_snapshot",
        /// The grants are read before the snapshot the rows come from.
        GrantOutsideCut = "grant_outside_cut",
        /// Each scope of a cut is read in a snapshot of its own.
        CutInPieces = "cut_in_pieces",
        /// A command that comes again is decided again.
        DedupeOff = "dedupe_off",
        /// Outcomes are not kept with the command's effects.
        OutcomeNotLogged = "outcome_not_logged",
        /// The last number of a client is not moved on.
        SeqNotAdvanced = "seq_not_advanced",
        /// A stream with a gap is taken.
        GapAccepted = "gap_accepted",
        /// A number that was used for another command is taken.
        NumberUsedTwice = "number_used_twice",
        /// The hash of the old row stays in the scope's sum.
        OldHashKept = "server_old_hash_kept",
        /// A row that goes, or moves, leaves no eviction.
        EvictionNotWritten = "eviction_not_written",
        /// A cursor below the floor gets a delta.
        FloorNotCompared = "floor_not_compared",
        /// A cursor of another epoch gets a delta.
        EpochNotCompared = "server_epoch_not_compared",
        /// A cursor of the parent epoch gets a delta from beyond the fork.
        ForkNotCompared = "fork_not_compared",
        /// A restore goes on in the old epoch.
        EpochNotRotated = "epoch_not_rotated",
        /// Whoever lost a grant still gets the hub's rows.
        GrantNotChecked = "grant_not_checked",
        /// The console's clock is taken for the server's.
        ClockTrusted = "clock_trusted",
        /// One command that always fails keeps all behind it waiting.
        PoisonBlocks = "poison_blocks",
        /// The commands of a request are decided last first.
        OrderReversed = "order_reversed",
        /// Commands of a console that knows more than a restored server are decided before what it has to send again.
        BeyondForkExecuted = "beyond_fork_executed",
        /// A restored server takes the console's history for its own to the end.
        RestoreUnnoticed = "restore_unnoticed",
    }
}

thread_local! {
    static BROKEN: Cell<Option<ServerBug>> = const { Cell::new(None) };
}

/// Breaks one safeguard of the server on this thread, or none.
pub fn break_only(bug: Option<ServerBug>) {
    BROKEN.set(bug);
}

pub(super) fn broken(bug: ServerBug) -> bool {
    BROKEN.get() == Some(bug)
}
