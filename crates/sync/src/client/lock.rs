//! When the client refuses to work: the offline lease has run out, or the device was wiped. Owns the lease as it is in
//! memory, and noting durably which time it has become.

use super::Inner;
use crate::lease::{self, Standing};
use domain::{entity::Table, units::Millis};
use replica::Replica;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use wire::{
    error::{ErrorCode, Problem},
    ipc::Event,
};

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

    /// A lease that came meanwhile stays.
    fn saw(&self, now: Millis) {
        let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        standing.seen = standing.seen.max(now);
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

    /// Tells the pill how the lease and this computer's clock stand. Whoever was locked out and is not any more has
    /// everything to ask again.
    pub(super) fn tell_time(&self) {
        let standing = self.guard.standing();
        let locked = standing.is_locked(self.clock.now());
        let was_locked = self.status.lease(standing.until, locked);
        self.status
            .clock(self.clock.offset_ms(), self.clock.from_memory());
        if was_locked && !locked {
            // No listener is no error.
            let _ = self.status.events.send(Event::Changed {
                tables: Table::ALL.to_vec(),
            });
        }
    }

    /// Reads the lease again from the replica.
    pub(super) async fn reread_lease(&self) -> Result<(), Problem> {
        let standing = self.blocking(Standing::of).await?;
        self.guard.set(standing);
        self.tell_time();
        Ok(())
    }

    /// Takes the lease that came with an exchange.
    pub(super) async fn renew_lease(&self, sealed: String) -> Result<(), Problem> {
        self.blocking(move |replica| lease::renew(replica, &sealed))
            .await?;
        self.reread_lease().await
    }

    /// Notes what time it has become: whatever this computer's clock is set to later opens nothing, and dates nothing
    /// anew.
    pub(super) async fn note_time(self: &Arc<Self>) {
        if self.guard.wiped.load(Ordering::Relaxed) {
            return;
        }
        let now = self.clock.now();
        let standing = self.guard.standing();
        let later = standing.until.is_some() && now.0 - standing.seen.0 > STORE_EVERY_MS;
        if later || self.clock.is_due() {
            let inner = self.clone();
            let stored = self
                .blocking(move |replica| {
                    inner.clock.store(replica)?;
                    if later {
                        lease::see(replica, now)?;
                    }
                    Ok(())
                })
                .await;
            if let Err(problem) = stored {
                tracing::warn!(code = %problem.code, "the time was not noted");
            }
        }
        if later {
            self.guard.saw(now);
        }
        self.tell_time();
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

#[cfg(test)]
mod tests {
    use crate::{
        Client, Options,
        lease::{
            renew,
            tests::{DAY, Desk, NOW, lease},
        },
        sealed::InReplica,
    };
    use domain::{entity::Table, units::Millis};
    use std::sync::Arc;
    use wire::{
        error::ErrorCode,
        ipc::{Event, Query},
    };

    /// What was asked while it was locked was refused, and nobody would ask again by themselves.
    #[tokio::test]
    async fn a_console_that_unlocks_asks_everything_again_without_a_restart() {
        crate::install_tls_provider();
        let desk = Desk::new();
        renew(&desk.replica, &desk.sealed(&lease(NOW))).unwrap();
        let options = Options {
            server: "http://localhost".into(),
            secrets: Arc::new(InReplica(desk.replica.clone())),
            pace: Default::default(),
        };
        let client = Client::new(desk.replica.clone(), options).unwrap();
        client.inner.clock.learn(Millis(NOW.0 + 15 * DAY));
        client.inner.note_time().await;
        let state = client.state();
        assert!(state.borrow().locked);
        assert_eq!(
            state.borrow().lease_until,
            Some(Millis(NOW.0 + 14 * DAY)),
            "it says until when it might work"
        );
        let refused = client.query(Query::Hubs).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::LeaseExpired);
        assert!(client.query(Query::Outbox { limit: 9 }).await.is_ok());
        let mut events = client.events();
        let fresh = desk.sealed(&lease(Millis(NOW.0 + 15 * DAY)));
        client.inner.renew_lease(fresh).await.unwrap();
        assert!(!state.borrow().locked);
        let mut all = None;
        while let Ok(event) = events.try_recv() {
            if let Event::Changed { tables } = event {
                all = Some(tables);
            }
        }
        assert_eq!(all, Some(Table::ALL.to_vec()));
        assert!(client.query(Query::Hubs).await.is_ok());
    }
}
