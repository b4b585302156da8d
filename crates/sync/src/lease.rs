//! The offline lease on this side: checked with the server's public key, kept in the encrypted replica, and judged
//! by the highest time ever seen, so that setting the clock back opens nothing. A replica whose server gives no
//! lease is never locked.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use domain::units::Millis;
use replica::Replica;
use wire::{
    error::{ErrorCode, Problem},
    http::Tokens,
    lease::{self, Lease},
};

const KEY: &str = "lease_key";
const LEASE: &str = "lease";
const SEEN: &str = "time_seen_ms";

/// The lease as the replica has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Server time from which the console is locked; `None` without a lease.
    pub until: Option<Millis>,
    /// The highest server time ever seen or estimated here.
    pub seen: Millis,
}

impl Standing {
    /// Reads it.
    pub fn of(replica: &Replica) -> Result<Self, Problem> {
        Ok(Self {
            until: stored(replica)?.map(|lease| lease.until),
            seen: seen(replica)?,
        })
    }

    /// Whether questions and commands are refused at `now`, an estimate of the server's time.
    pub fn is_locked(&self, now: Millis) -> bool {
        self.until.is_some_and(|until| now.max(self.seen) >= until)
    }

    /// Refuses while it is locked.
    pub fn check(&self, now: Millis) -> Result<(), Problem> {
        if self.is_locked(now) {
            Err(expired())
        } else {
            Ok(())
        }
    }
}

/// What is said while the console is locked.
pub fn expired() -> Problem {
    Problem::new(
        ErrorCode::LeaseExpired,
        "This console was offline for too long and is locked",
    )
    .detail(
        "Everything is kept, what is waiting to be sent too. Connect to the server and sync: that unlocks it.",
    )
}

/// Takes key and first lease from a sign-in. The key of this sign-in counts from now on.
pub fn signed_in(replica: &Replica, tokens: &Tokens) -> Result<(), Problem> {
    let Some(key) = &tokens.lease_key else {
        return Ok(());
    };
    replica.set_meta(KEY, Some(key.as_bytes()))?;
    if let Some(lease) = &tokens.lease {
        renew(replica, lease)?;
    }
    Ok(())
}

/// Takes a new lease, when it is the server's, for this user and device. The time in it counts as the time, however
/// far ahead this computer's clock has been. Answers whether it was taken.
pub fn renew(replica: &Replica, sealed: &str) -> Result<bool, Problem> {
    let Some(lease) = opened(replica, sealed)? else {
        tracing::warn!("a lease was not the server's; the one before stays");
        return Ok(false);
    };
    replica.set_meta(LEASE, Some(sealed.as_bytes()))?;
    let seen = lease.issued_at.0.to_string();
    replica.set_meta(SEEN, Some(seen.as_bytes()))?;
    Ok(true)
}

/// Notes durably that it is `now`, unless a later time was seen already.
pub fn see(replica: &Replica, now: Millis) -> Result<(), Problem> {
    if Standing::of(replica)?.seen < now {
        replica.set_meta(SEEN, Some(now.0.to_string().as_bytes()))?;
    }
    Ok(())
}

/// The highest server time ever seen or estimated here; 0 where none was.
pub(crate) fn seen(replica: &Replica) -> Result<Millis, Problem> {
    let seen = text(replica, SEEN)?.and_then(|text| text.parse().ok());
    Ok(Millis(seen.unwrap_or(0)))
}

fn text(replica: &Replica, name: &str) -> Result<Option<String>, Problem> {
    let bytes = replica.meta(name)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

fn stored(replica: &Replica) -> Result<Option<Lease>, Problem> {
    match text(replica, LEASE)? {
        Some(sealed) => opened(replica, &sealed),
        None => Ok(None),
    }
}

/// The lease inside, when its signature is that of the key and it names this replica's user and device.
fn opened(replica: &Replica, sealed: &str) -> Result<Option<Lease>, Problem> {
    let Some(identity) = replica.identity()? else {
        return Ok(None);
    };
    let key = text(replica, KEY)?.and_then(|key| lease::bytes(&key));
    let (Some(key), Some((payload, signature))) = (key, lease::open(sealed)) else {
        return Ok(None);
    };
    if UnparsedPublicKey::new(&ED25519, key)
        .verify(&payload, &signature)
        .is_err()
    {
        return Ok(None);
    }
    let lease: Option<Lease> = serde_json::from_slice(&payload).ok();
    Ok(lease.filter(|l| l.user == identity.user && l.device == identity.device))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use domain::id::{ClientId, DeviceId, UserId};
    use replica::{Identity, Key};
    use uuid::Uuid;

    pub(crate) const DAY: i64 = 86_400_000;
    pub(crate) const NOW: Millis = Millis(1_764_500_400_000);

    pub(crate) struct Desk {
        _dir: tempfile::TempDir,
        pub(crate) replica: Replica,
        pair: Ed25519KeyPair,
    }

    pub(crate) fn lease(at: Millis) -> Lease {
        Lease {
            user: UserId(Uuid::from_u128(1)),
            device: DeviceId(Uuid::from_u128(2)),
            issued_at: at,
            until: Millis(at.0 + 14 * DAY),
        }
    }

    impl Desk {
        pub(crate) fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let replica = Replica::open(dir.path(), &Key::from_bytes([7; 32])).unwrap();
            replica
                .set_identity(&Identity {
                    server_url: "http://localhost/".into(),
                    user: lease(NOW).user,
                    username: "dana".into(),
                    device: lease(NOW).device,
                    client: ClientId(Uuid::from_u128(3)),
                })
                .unwrap();
            let pair = Ed25519KeyPair::from_seed_unchecked(&[1; 32]).unwrap();
            let key = lease::hex(pair.public_key().as_ref());
            replica.set_meta(KEY, Some(key.as_bytes())).unwrap();
            Self {
                _dir: dir,
                replica,
                pair,
            }
        }

        pub(crate) fn sealed(&self, lease: &Lease) -> String {
            let payload = serde_json::to_vec(lease).unwrap();
            lease::seal(&payload, self.pair.sign(&payload).as_ref())
        }

        fn locked(&self, now: Millis) -> bool {
            Standing::of(&self.replica).unwrap().is_locked(now)
        }
    }

    #[test]
    fn it_locks_when_it_runs_out_and_opens_with_the_next_one() {
        let desk = Desk::new();
        assert!(!desk.locked(Millis(NOW.0 + 100 * DAY)), "no lease, no lock");
        assert!(renew(&desk.replica, &desk.sealed(&lease(NOW))).unwrap());
        assert!(!desk.locked(Millis(NOW.0 + 14 * DAY - 1)));
        assert!(desk.locked(Millis(NOW.0 + 14 * DAY)));
        let later = Millis(NOW.0 + 20 * DAY);
        assert!(renew(&desk.replica, &desk.sealed(&lease(later))).unwrap());
        assert!(!desk.locked(later));
    }

    #[test]
    fn setting_the_clock_back_opens_nothing() {
        let desk = Desk::new();
        renew(&desk.replica, &desk.sealed(&lease(NOW))).unwrap();
        see(&desk.replica, Millis(NOW.0 + 15 * DAY)).unwrap();
        see(&desk.replica, NOW).unwrap();
        assert!(desk.locked(NOW));
        // A clock that ran ahead locks no longer than until the server says what time it is.
        renew(&desk.replica, &desk.sealed(&lease(Millis(NOW.0 + DAY)))).unwrap();
        assert!(!desk.locked(Millis(NOW.0 + DAY)));
    }

    #[test]
    fn nobody_but_the_server_gives_one_and_to_nobody_else() {
        let desk = Desk::new();
        let sealed = desk.sealed(&lease(NOW));
        let (mut payload, signature) = lease::open(&sealed).unwrap();
        let at = payload.len() - 3;
        payload[at] = if payload[at] == b'9' { b'8' } else { b'9' };
        assert!(!renew(&desk.replica, &lease::seal(&payload, &signature)).unwrap());
        let other = Lease {
            device: DeviceId(Uuid::from_u128(9)),
            ..lease(NOW)
        };
        assert!(!renew(&desk.replica, &desk.sealed(&other)).unwrap());
        assert_eq!(Standing::of(&desk.replica).unwrap(), Standing::default());
    }
}
