//! A profile without a keychain: the key comes from a passphrase and the salt beside the replica, and the
//! refresh token is kept inside the replica, which that key encrypts.

use crate::{Profile, SecretError, SecretName, Secrets, profile::write_whole};
use replica::{Key, Replica, SALT_BYTES};
use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::Path,
};
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
        let laid = lay(&path, &salt).map_err(|e| {
            let full = e.kind() == ErrorKind::StorageFull;
            let code = if full {
                ErrorCode::DiskFull
            } else {
                ErrorCode::FileUnreadable
            };
            failed(code, e.to_string())
        })?;
        if !laid {
            return passphrase_key(profile, passphrase);
        }
        salt
    };
    Key::from_passphrase(passphrase, &salt).map_err(|e| e.problem())
}

/// Puts a whole salt where none is; `false` where another program was quicker: both have to go by the same one.
fn lay(path: &Path, salt: &[u8]) -> io::Result<bool> {
    let fresh = path.with_extension(format!("salt.{}.new", std::process::id()));
    let written = File::create(&fresh).and_then(|mut file| {
        file.write_all(salt)?;
        file.sync_all()
    });
    let laid = written.map(|()| fs::hard_link(&fresh, path));
    // What could not be removed is a few bytes nobody reads.
    let _ = fs::remove_file(&fresh);
    match laid? {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        // No links here: nothing keeps two beginners apart, and a half-written salt would be for ever.
        Err(_) if !path.exists() => write_whole(path, salt).map(|()| true),
        Err(error) => Err(error),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_salts_the_first_stays_and_nothing_else_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("replica.salt");
        assert!(lay(&path, &[1; SALT_BYTES]).unwrap());
        assert!(!lay(&path, &[2; SALT_BYTES]).unwrap());
        assert_eq!(fs::read(&path).unwrap(), [1; SALT_BYTES]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
