//! The key of a replica. Owns how it is made from random bytes or a passphrase; where it is kept between runs
//! (keychain, a person's memory) is the caller's affair.

use crate::error::{ReplicaError, Result};
use zeroize::Zeroizing;

/// Bytes in a key.
pub const KEY_BYTES: usize = 32;
/// Bytes in a passphrase's salt (`replica.salt`).
pub const SALT_BYTES: usize = 16;

/// Argon2id's cost: RFC 9106's second recommended choice, 64 MiB, 3 passes, 4 lanes; about 0.2 s.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// A SQLCipher key; wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// The key made of exactly these bytes, as a keychain gives them back.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A fresh key from the system's random numbers.
    pub fn random_bytes() -> Result<Self> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        fill(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    /// Argon2id (64 MiB, 3 passes, 4 lanes) of the passphrase and the profile's salt.
    pub fn from_passphrase(passphrase: &str, salt: &[u8; SALT_BYTES]) -> Result<Self> {
        use argon2::{Algorithm, Argon2, Params, Version};
        let failed = |e: argon2::Error| ReplicaError::Random(e.to_string());
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(KEY_BYTES)).map_err(failed)?;
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, bytes.as_mut())
            .map_err(failed)?;
        Ok(Self(bytes))
    }

    /// A fresh salt for [`Key::from_passphrase`].
    pub fn new_salt() -> Result<[u8; SALT_BYTES]> {
        let mut salt = [0; SALT_BYTES];
        fill(&mut salt)?;
        Ok(salt)
    }

    /// For a keychain.
    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// The first bytes of a file encrypted with this key. SQLCipher keeps its salt there in the clear; ours is
    /// a one-way hash of the (unique) key, so that a wrong key can be told from a damaged file.
    pub(crate) fn file_salt(&self) -> [u8; SALT_BYTES] {
        let hash = blake3::derive_key("barq dispatch 2026 replica file salt v1", self.0.as_ref());
        let mut salt = [0; SALT_BYTES];
        salt.copy_from_slice(&hash[..SALT_BYTES]);
        salt
    }

    /// The raw key and salt as SQLCipher's `PRAGMA key` takes them.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let literal = self.literal();
        let mut text = Zeroizing::new(String::with_capacity(literal.len() + 16));
        text.push_str("PRAGMA key = \"");
        text.push_str(&literal);
        text.push('"');
        text
    }

    /// The raw key and salt as the `KEY` of `ATTACH` takes them.
    pub(crate) fn literal(&self) -> Zeroizing<String> {
        use std::fmt::Write;
        let mut text = Zeroizing::new(String::with_capacity(4 + 2 * (KEY_BYTES + SALT_BYTES)));
        text.push_str("x'");
        for byte in self.0.iter().chain(self.file_salt().iter()) {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\'');
        text
    }
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|e| ReplicaError::Random(e.to_string()))
}
