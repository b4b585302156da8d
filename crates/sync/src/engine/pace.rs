//! How often and how long: the numbers the engine goes by, and the allowance for exchanges on pokes.
//! Knows no clock; moments are handed in.

/// Milliseconds on a clock that never goes back; only differences mean anything.
pub type Ticks = u64;

/// The engine's numbers, all in milliseconds unless named otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Exchanges on pokes that may follow each other without any wait.
    pub poke_burst: u32,
    /// One more is allowed every so many times the duration of the last exchange: quick with few consoles, and where
    /// many wait for one server, each waits for the others.
    pub poke_factor: u64,
    /// One more is allowed no more often than this, however quick exchanges are.
    pub poke_least_ms: u64,
    /// One more is allowed at least this often, however slow they are.
    pub poke_most_ms: u64,
    /// Without any reason, exchange about this often (jittered by a quarter either way).
    pub idle_ms: u64,
    /// The first retry waits at most this long, each further one at most twice the one before.
    pub backoff_first_ms: u64,
    /// No retry waits longer (unless the server names a time).
    pub backoff_cap_ms: u64,
    /// No retry follows sooner.
    pub backoff_floor_ms: u64,
    /// A stream that lasted this long counts as having worked.
    pub stream_good_ms: u64,
    /// With commands waiting, cuts follow each other no faster than this many times the last one's work.
    pub rebase_factor: u64,
    /// In one exchange. What still waits after it is rebased on its cut: few large batches cost less than many.
    pub max_commands: usize,
    pub max_command_bytes: usize,
    /// While something is expected of the server and nothing has come for so long, it is probed.
    pub quiet_ms: u64,
    /// A probe without an answer for so long means that nothing comes through.
    pub probe_ms: u64,
    /// A command too large for what stands before the server is tried again after so long.
    pub too_large_again_ms: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poke_burst: 5,
            poke_factor: 4,
            poke_least_ms: 20,
            poke_most_ms: 200,
            idle_ms: 30_000,
            backoff_first_ms: 500,
            backoff_cap_ms: 15_000,
            backoff_floor_ms: 100,
            stream_good_ms: 5_000,
            rebase_factor: 5,
            max_commands: 5_000,
            max_command_bytes: 2 * 1024 * 1024,
            quiet_ms: 4_000,
            probe_ms: 5_000,
            too_large_again_ms: 600_000,
        }
    }
}

/// A token bucket for exchanges on pokes: a single poke is answered at once, a storm as often as exchanges are quick.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    burst: u32,
    every_ms: u64,
    left: u32,
    since: Ticks,
}

impl Allowance {
    pub(super) fn new(pace: &Pace) -> Self {
        Self {
            burst: pace.poke_burst.max(1),
            every_ms: pace.poke_least_ms.max(1),
            left: pace.poke_burst.max(1),
            since: 0,
        }
    }

    /// An exchange took `ms`; from now on one more is earned accordingly often.
    pub(super) fn took(&mut self, now: Ticks, ms: u64, pace: &Pace) {
        self.refill(now);
        let least = pace.poke_least_ms.max(1);
        self.every_ms = (ms * pace.poke_factor).clamp(least, pace.poke_most_ms.max(least));
    }

    fn refill(&mut self, now: Ticks) {
        let earned = now.saturating_sub(self.since) / self.every_ms;
        if self
            .left
            .saturating_add(u32::try_from(earned).unwrap_or(u32::MAX))
            >= self.burst
        {
            self.left = self.burst;
            self.since = now;
        } else {
            self.left += earned as u32;
            self.since += earned * self.every_ms;
        }
    }

    /// Takes one, or says when there will be one.
    pub(super) fn take(&mut self, now: Ticks) -> Result<(), Ticks> {
        self.refill(now);
        if self.left == 0 {
            return Err(self.since + self.every_ms);
        }
        self.left -= 1;
        Ok(())
    }
}
