//! Makes a write transaction fail at a chosen step, as a crash or a full disk would.

use crate::error::{ReplicaError, Result};
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

/// Counts steps; fails at the one that was chosen.
pub(crate) struct Faults {
    left: AtomicI64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            left: AtomicI64::new(-1),
        }
    }
}

impl Faults {
    /// The `n`th step from now fails (0 is the next one); negative: none.
    pub fn fail_at(&self, n: i64) {
        self.left.store(n, SeqCst);
    }

    pub fn pass(&self, name: &'static str) -> Result<()> {
        if self.left.load(SeqCst) >= 0 && self.left.fetch_sub(1, SeqCst) == 0 {
            return Err(ReplicaError::Injected(name));
        }
        Ok(())
    }
}
