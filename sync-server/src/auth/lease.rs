//! Offline leases: signed with a key made from the server's secret, so that every server of one database signs
//! alike and consoles check them with the public half alone.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use domain::{
    id::{DeviceId, UserId},
    units::Millis,
};
use sha2::{Digest, Sha256};
use wire::lease::{Lease, hex, seal};

/// Signs leases.
pub struct Leases {
    pair: Option<Ed25519KeyPair>,
    lifetime_secs: i64,
}

impl Leases {
    pub fn new(secret: &str, lifetime_secs: u32) -> Self {
        let mut seed = Sha256::new();
        seed.update(b"barq dispatch 2026 offline lease v1");
        seed.update(secret.as_bytes());
        Self {
            // Any 32 bytes are a seed.
            pair: Ed25519KeyPair::from_seed_unchecked(&seed.finalize()).ok(),
            lifetime_secs: lifetime_secs.into(),
        }
    }

    /// What consoles check leases with, in hexadecimal digits.
    pub fn public_key(&self) -> Option<String> {
        self.pair
            .as_ref()
            .map(|pair| hex(pair.public_key().as_ref()))
    }

    /// A lease for the device from `now` on.
    pub fn issue(&self, user: UserId, device: DeviceId, now: Millis) -> Option<String> {
        let lease = Lease {
            user,
            device,
            issued_at: now,
            until: now.plus_secs(self.lifetime_secs),
        };
        let payload = serde_json::to_vec(&lease).ok()?;
        let signature = self.pair.as_ref()?.sign(&payload);
        Some(seal(&payload, signature.as_ref()))
    }
}
