//! Safeguards that the simulation breaks, one at a time and on its own thread, to see that its checks find each.
//! Without the feature `simulation` nothing is ever broken, and no code for it is left.

domain::text_enum! {
    /// One broken safeguard.
    Bug {
        /// Every step of a write commits by itself.
        ApplyWithoutTransaction = "apply_without_transaction",
        /// The cursors are stored, and committed, before the rows they speak of.
        CursorBeforeRows = "cursor_before_rows",
        /// A cut is taken although its end line did not come.
        EndLineNotRequired = "end_line_not_required",
        /// A row that no waiting command changes any more keeps what a command made of it.
        ShadowNotRestored = "shadow_not_restored",
        /// A cut's row goes over what waiting commands made of it.
        ShadowIgnored = "shadow_ignored",
        /// Evictions are read over.
        EvictionIgnored = "eviction_ignored",
        /// An eviction deletes a row that belongs to another scope by now.
        EvictionOfForeignRow = "eviction_of_foreign_row",
        /// The old row's hash stays in the checksum.
        OldHashKept = "old_hash_kept",
        /// The row that came last wins, whatever its revision.
        HigherRevNotPreferred = "higher_rev_not_preferred",
        /// A whole scope is laid over the old one instead of in its place.
        FullKeepsOldRows = "full_keeps_old_rows",
        /// A cut from the past is applied.
        StaleCutApplied = "stale_cut_applied",
        /// Rows of a scope that was lost stay.
        LostScopeKept = "lost_scope_kept",
        /// The search index is not merged after a scope was lost.
        SearchNotPurged = "search_not_purged",
        /// Payloads of a scope that was lost stay.
        PayloadKept = "payload_kept",
        /// Commands whose rows changed under them are not replayed.
        ReplaySkipped = "replay_skipped",
        /// What a decision asked is forgotten, so nothing is known to have changed under it.
        NeedsForgotten = "needs_forgotten",
        /// A command whose effect is in the base is replayed over it.
        AcknowledgedReplayed = "acknowledged_replayed",
        /// A command that has no effect in a replay is thrown away.
        DoubtfulDropped = "doubtful_dropped",
        /// A command the server refused keeps waiting.
        OutcomeDropped = "outcome_dropped",
        /// "Again, later" is taken for an outcome.
        RetrySettles = "retry_settles",
        /// A command is reported as given before it is durable.
        SubmitNotDurable = "submit_not_durable",
        /// The last number given is guessed from what still waits.
        SeqReassigned = "seq_reassigned",
        /// A fresh client does not send again what a restored server has lost.
        NewClientDoesNotResend = "new_client_does_not_resend",
        /// A fresh client keeps the old client's numbers.
        NewClientKeepsNumbers = "new_client_keeps_numbers",
        /// A poke is taken for news already known.
        PokeIgnored = "poke_ignored",
        /// The server's wish for a fresh client is taken for a mere failure.
        NewClientNotTaken = "new_client_not_taken",
        /// A second exchange begins while one is under way.
        TwoExchanges = "two_exchanges",
    }
}

#[cfg(feature = "simulation")]
mod switch {
    use super::Bug;
    use std::cell::Cell;

    thread_local! {
        static BROKEN: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Breaks one safeguard on this thread, or none.
    pub fn break_only(bug: Option<Bug>) {
        BROKEN.set(bug);
    }

    /// Whether this safeguard is the broken one.
    pub fn broken(bug: Bug) -> bool {
        BROKEN.get() == Some(bug)
    }
}

#[cfg(feature = "simulation")]
pub use switch::{break_only, broken};

/// Whether this safeguard is the broken one.
#[cfg(not(feature = "simulation"))]
#[inline(always)]
pub const fn broken(_: Bug) -> bool {
    false
}
