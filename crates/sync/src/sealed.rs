//! A profile without a keychain: the key comes from a passphrase and the salt beside the replica, and the
//! refresh token is kept inside the replica, which that key encrypts.

use crate::{Profile, SecretError, SecretName, Secrets, profile::write_whole};
use replica::{Key, Replica, SALT_BYTES};
use std::io::ErrorKind;
use wire::error::{ErrorCode, Problem};

/// The key of the profile's replica for `passphrase`. Makes the salt for a replica that is not there yet;
/// refuses one whose key is in a keychain instead.
pub fn passphrase_key(profile: &Profile, passphrase: &str) -> Result<Key, Problem> {
    let path = profile.salt_path();
    let failed = |code, what: String| {
        Problem::new(code, "The replica cannot be opened")
            .detail(format!("{}: {what}. Nothing was changed.", path.display()))
    };
    let salt: [u8; SALT_BYTES] = if path.exists() {
        let salt =
            std::fs::read(&path).map_err(|e| failed(ErrorCode::FileUnreadable, e.to_string()))?;
        salt.try_into()
            .map_err(|_| failed(ErrorCode::FileUnreadable, "the file is damaged".into()))?
    } else if profile.replica_path().exists() {
        let why =
            "there is no salt; the key is in the system's keychain, so only the console opens it";
        return Err(failed(ErrorCode::WrongPassphrase, why.into()));
    } else {
        let salt = Key::new_salt().map_err(|e| e.problem())?;
        write_whole(&path, &salt).map_err(|e| match e.kind() {
            ErrorKind::StorageFull => failed(ErrorCode::DiskFull, e.to_string()),
            _ => failed(ErrorCode::FileUnreadable, e.to_string()),
        })?;
        salt
    };
    Key::from_passphrase(passphrase, &salt).map_err(|e| e.problem())
}

/// The refresh token inside the replica.
pub struct InReplica(pub Replica);

impl InReplica {
    fn failed(
        name: SecretName,
        action: &'static str,
    ) -> impl Fn(replica::ReplicaError) -> SecretError {
        move |error| SecretError {
            name,
            action,
            disk_full: error.code() == ErrorCode::DiskFull,
            why: error.to_string(),
        }
    }
}

impl Secrets for InReplica {
    fn get(&self, name: SecretName) -> Result<Option<String>, SecretError> {
        let stored = self
            .0
            .meta(name.word())
            .map_err(Self::failed(name, "read"))?;
        Ok(stored.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }
    fn set(&self, name: SecretName, secret: &str) -> Result<(), SecretError> {
        self.0
            .set_meta(name.word(), Some(secret.as_bytes()))
            .map_err(Self::failed(name, "written"))
    }
    fn delete(&self, name: SecretName) -> Result<(), SecretError> {
        self.0
            .set_meta(name.word(), None)
            .map_err(Self::failed(name, "deleted"))
    }
}

/// Keeps nothing: for wiping a profile without a keychain, whose key goes with its salt.
pub struct Nowhere;

impl Secrets for Nowhere {
    fn get(&self, _: SecretName) -> Result<Option<String>, SecretError> {
        Ok(None)
    }
    fn set(&self, name: SecretName, _: &str) -> Result<(), SecretError> {
        Err(SecretError {
            name,
            action: "written",
            why: "there is no place for it".into(),
            disk_full: false,
        })
    }
    fn delete(&self, _: SecretName) -> Result<(), SecretError> {
        Ok(())
    }
}
