//! Makes a write transaction fail at a chosen step, as a crash or a full disk would. For tests and the simulation.

use crate::error::{ReplicaError, Result};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::SeqCst};

/// Counts steps; fails at the one that was chosen.
pub(crate) struct Faults {
    left: AtomicI64,
    fired: AtomicBool,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            left: AtomicI64::new(-1),
            fired: AtomicBool::new(false),
        }
    }
}

impl Faults {
    /// The `n`th step from now fails (0 is the next one); negative: none.
    pub fn fail_at(&self, n: i64) {
        self.left.store(n, SeqCst);
    }

    /// Whether a step has failed.
    #[cfg(feature = "simulation")]
    pub fn has_fired(&self) -> bool {
        self.fired.load(SeqCst)
    }

    pub fn pass(&self, name: &'static str) -> Result<()> {
        if self.left.load(SeqCst) >= 0 && self.left.fetch_sub(1, SeqCst) == 0 {
            self.fired.store(true, SeqCst);
            return Err(ReplicaError::Injected(name));
        }
        Ok(())
    }
}
