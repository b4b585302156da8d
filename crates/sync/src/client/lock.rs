//! When the client refuses to work: the offline lease has run out, or the device was wiped. Owns the lease as it is in
//! memory, and noting durably which time it has become.

use super::{Inner, local_now};
use crate::lease::{self, Standing};
use domain::units::Millis;
use replica::Replica;
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use wire::error::{ErrorCode, Problem};

/// The time seen is stored anew when it has become later by more.
pub(super) const STORE_EVERY_MS: i64 = 60_000;

pub(super) struct Guard {
    standing: Mutex<Standing>,
    wiped: AtomicBool,
}

impl Guard {
    pub(super) fn new(replica: &Replica) -> Result<Self, Problem> {
        Ok(Self {
            standing: Mutex::new(Standing::of(replica)?),
            wiped: AtomicBool::new(false),
        })
    }

    fn standing(&self) -> Standing {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, standing: Standing) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }
}

fn wiped() -> Problem {
    Problem::new(
        ErrorCode::DeviceWiped,
        "This device was wiped by an administrator",
    )
    .detail("Its key was destroyed, then its files, unsent work included. Sign in to begin afresh.")
}

impl Inner {
    /// Refuses while the client may not work; `now` is the server's time, estimated.
    pub(super) fn unlocked(&self, now: Millis) -> Result<(), Problem> {
        if self.guard.wiped.load(Ordering::Relaxed) {
            return Err(wiped());
        }
        self.guard.standing().check(now)
    }

    fn estimated(&self) -> Millis {
        Millis(local_now().0 + self.clock_offset_ms.load(Ordering::Relaxed))
    }

    /// Tells the pill how the lease stands.
    pub(super) fn tell_lease(&self) {
        let standing = self.guard.standing();
        self.status
            .lease(standing.until, standing.is_locked(self.estimated()));
    }

    /// Reads the lease again from the replica.
    pub(super) async fn reread_lease(&self) -> Result<(), Problem> {
        let standing = self.blocking(Standing::of).await?;
        self.guard.set(standing);
        self.tell_lease();
        Ok(())
    }

    /// Takes the lease that came with an exchange.
    pub(super) async fn renew_lease(&self, sealed: String) -> Result<(), Problem> {
        self.blocking(move |replica| lease::renew(replica, &sealed))
            .await?;
        self.reread_lease().await
    }

    /// Notes what time it has become, so that a clock set back later opens nothing.
    pub(super) async fn note_time(&self) {
        let now = self.estimated();
        let mut standing = self.guard.standing();
        if standing.until.is_none() || self.guard.wiped.load(Ordering::Relaxed) {
            return;
        }
        if now.0 - standing.seen.0 > STORE_EVERY_MS {
            let stored = self.blocking(move |replica| lease::see(replica, now)).await;
            if let Err(problem) = stored {
                tracing::warn!(code = %problem.code, "the time was not noted");
            }
            standing.seen = standing.seen.max(now);
            self.guard.set(standing);
        }
        self.tell_lease();
    }

    /// Destroys the key, then the files: an administrator said so.
    pub(super) async fn wipe(&self) {
        let unsent = self.counts().await.map_or(0, |counts| counts.waiting);
        self.guard.wiped.store(true, Ordering::Relaxed);
        let secrets = self.secrets.clone();
        let done = self
            .blocking(move |replica| crate::wipe::wipe(replica.dir(), &*secrets, unsent))
            .await;
        match done {
            Ok(_) => tracing::warn!(unsent, "the device was wiped"),
            Err(problem) => tracing::error!(%problem, "the device could not be wiped wholly"),
        }
    }
}
