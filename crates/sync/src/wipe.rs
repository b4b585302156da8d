//! Wiping a profile because an administrator said so: first the key, then the files. A mark is made before, so that a
//! wipe that was interrupted is finished when the profile is opened next, and so that the next person is told.

use crate::{
    client::local_now,
    profile::{Account, Profile, ProfileError, at, read_json, write_json},
    secrets::{SecretName, Secrets},
};
use domain::units::Millis;
use replica::points::{Point, reach};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};
use wire::error::{ErrorCode, Problem};

const MARK: &str = "wiped.json";

/// A wipe that was ordered; nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wiped {
    pub username: String,
    pub server_url: String,
    /// Local time.
    pub at: Millis,
    /// Commands that had not reached the server, as far as they could still be counted.
    pub unsent: u64,
}

impl From<Wiped> for Problem {
    fn from(wiped: Wiped) -> Self {
        Problem::new(ErrorCode::DeviceWiped, "This device was wiped by an administrator").detail(format!(
            "The key of {} was destroyed, then the replica, with {} commands that had not been sent. Nothing is left here. Sign in to begin afresh.",
            wiped.username, wiped.unsent
        ))
    }
}

/// Wipes the profile in `dir`: the mark, the key, the files. Files that another program still holds (on Windows) go
/// when the profile is opened next; without the key they say nothing.
pub fn wipe(dir: &Path, secrets: &dyn Secrets, unsent: u64) -> Result<Wiped, Problem> {
    let profile = Profile::beside(dir);
    let account = profile.account()?;
    let wiped = Wiped {
        username: account
            .as_ref()
            .map(|a| a.username.clone())
            .unwrap_or_default(),
        server_url: account.map(|a| a.server_url).unwrap_or_default(),
        at: local_now(),
        unsent,
    };
    if mark(dir)?.is_none() {
        write_json(&dir.join(MARK), &wiped)?;
    }
    reach(Point::WipeMarked);
    shred(&profile.salt_path())?;
    reach(Point::WipeShredded);
    secrets.delete(SecretName::ReplicaKey)?;
    reach(Point::WipeKeyless);
    // Where the token is kept in the replica there is nothing left to delete it from.
    if secrets.delete(SecretName::RefreshToken).is_err() {
        tracing::info!("the refresh token went with the replica");
    }
    if let Err(error) = finish(dir) {
        tracing::warn!(%error, "files without a key are left until the profile is opened next");
    }
    Ok(mark(dir)?.unwrap_or(wiped))
}

/// Wipes what this profile has of an account whose sign-in was refused with `device_wiped`: the profile itself, or
/// the files put aside while somebody else uses it. `secrets` are that account's.
pub fn wipe_account(
    profile: &Profile,
    server_url: &str,
    username: &str,
    secrets: &dyn Secrets,
) -> Result<(), Problem> {
    let is_it = |a: &Account| a.server_url == server_url && a.username == username;
    if profile.account()?.as_ref().is_some_and(is_it) {
        wipe(profile.dir(), secrets, 0)?;
        return Ok(());
    }
    for dir in profile.sealed() {
        if !Profile::beside(&dir).account()?.as_ref().is_some_and(is_it) {
            continue;
        }
        shred(&Profile::beside(&dir).salt_path())?;
        secrets.delete(SecretName::ReplicaKey)?;
        secrets.delete(SecretName::RefreshToken)?;
        fs::remove_dir_all(&dir).map_err(|error| at(&dir, error))?;
    }
    Ok(())
}

/// Destroys the replica of a profile whose passphrase is lost, at its owner's wish: nobody can read it any more. The
/// account stays, to sign in anew; what was not sent is gone.
pub fn begin_afresh(profile: &Profile) -> Result<(), Problem> {
    let dir = profile.dir();
    shred(&profile.salt_path())?;
    replica::destroy(dir).map_err(|error| at(dir, io::Error::other(error)))?;
    profile.note_unsent(0)?;
    Ok(())
}

/// What was wiped here and by nobody signed in to since.
pub(crate) fn mark(dir: &Path) -> Result<Option<Wiped>, ProfileError> {
    read_json(&dir.join(MARK))
}

/// Removes what a wipe has to remove; may run again.
pub(crate) fn finish(dir: &Path) -> Result<(), ProfileError> {
    let profile = Profile::beside(dir);
    shred(&profile.salt_path())?;
    replica::destroy(dir).map_err(|error| at(dir, io::Error::other(error)))?;
    profile.note_unsent(0)?;
    remove(&dir.join("profile.json"))?;
    let logs = profile.logs_dir();
    match fs::remove_dir_all(&logs) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&logs, error)),
        _ => Ok(()),
    }
}

/// The next account begins afresh.
pub(crate) fn forget(dir: &Path) -> Result<(), ProfileError> {
    remove(&dir.join(MARK))
}

/// Overwrites a small file before it is removed: without the salt no passphrase makes the key.
fn shred(path: &Path) -> Result<(), ProfileError> {
    let Ok(length) = path.metadata().map(|m| m.len()) else {
        return Ok(());
    };
    let zeros = vec![0; usize::try_from(length).unwrap_or(0)];
    File::options()
        .write(true)
        .open(path)
        .and_then(|mut file| {
            file.write_all(&zeros)?;
            file.sync_all()
        })
        .map_err(|error| at(path, error))?;
    remove(path)
}

fn remove(path: &Path) -> Result<(), ProfileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path, error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretError;
    use domain::id::{DeviceId, UserId};
    use std::sync::Mutex;
    use uuid::Uuid;

    /// Says what was there when each secret went.
    struct Watching<'a>(&'a Path, Mutex<Vec<(SecretName, bool, bool)>>);

    impl Secrets for Watching<'static> {
        fn get(&self, _: SecretName) -> Result<Option<String>, SecretError> {
            Ok(None)
        }
        fn set(&self, _: SecretName, _: &str) -> Result<(), SecretError> {
            Ok(())
        }
        fn delete(&self, name: SecretName) -> Result<(), SecretError> {
            let has = |file: &str| self.0.join(file).exists();
            let seen = (name, has("replica.salt"), has("replica.db"));
            self.1.lock().unwrap().push(seen);
            Ok(())
        }
    }

    /// What there is of a replica: in use, being made, and set aside.
    const FILES: [&str; 6] = [
        "replica.db",
        "replica.db-wal",
        "replica.staging.db",
        "replica.damaged.db",
        "replica.suspect",
        "replica.salt",
    ];

    fn profile(dir: &Path) {
        let profile = Profile::open(dir).unwrap();
        profile
            .switch_to(&Account {
                server_url: "http://localhost:1/".into(),
                username: "dana".into(),
                user: UserId(Uuid::from_u128(1)),
                device: DeviceId(Uuid::from_u128(2)),
            })
            .unwrap();
        for name in FILES {
            fs::write(dir.join(name), "secret").unwrap();
        }
    }

    #[test]
    fn the_key_goes_first_and_then_the_files() {
        let dir = tempfile::tempdir().unwrap();
        profile(dir.path());
        let path: &'static Path = Box::leak(dir.path().to_owned().into_boxed_path());
        let secrets = Watching(path, Mutex::default());
        let wiped = wipe(dir.path(), &secrets, 3).unwrap();
        assert_eq!((wiped.username.as_str(), wiped.unsent), ("dana", 3));
        let seen = secrets.1.lock().unwrap().clone();
        assert_eq!(seen[0], (SecretName::ReplicaKey, false, true));
        for name in FILES.iter().chain(&["profile.json"]) {
            assert!(!dir.path().join(name).exists(), "{name}");
        }
        let profile = Profile::open(dir.path()).unwrap();
        assert_eq!(profile.wiped().unwrap(), Some(wiped));
    }

    #[test]
    fn beginning_afresh_leaves_the_account_and_nothing_of_the_replica() {
        let dir = tempfile::tempdir().unwrap();
        profile(dir.path());
        let held = Profile::open(dir.path()).unwrap();
        held.note_unsent(4).unwrap();
        let account = held.account().unwrap();
        begin_afresh(&held).unwrap();
        for name in FILES {
            assert!(!dir.path().join(name).exists(), "{name}");
        }
        assert!(account.is_some() && held.account().unwrap() == account);
        assert_eq!((held.unsent(), held.wiped().unwrap()), (0, None));
    }

    #[test]
    fn an_account_put_aside_is_wiped_where_it_lies() {
        let dir = tempfile::tempdir().unwrap();
        profile(dir.path());
        let held = Profile::open(dir.path()).unwrap();
        let other = Account {
            username: "omar".into(),
            user: UserId(Uuid::from_u128(8)),
            ..held.account().unwrap().unwrap()
        };
        held.switch_to(&other).unwrap();
        fs::write(held.replica_path(), "of omar").unwrap();
        let server = "http://localhost:1/";
        assert!(held.known_device(server, "dana").is_some());
        wipe_account(&held, server, "dana", &crate::sealed::Nowhere).unwrap();
        assert_eq!(held.known_device(server, "dana"), None);
        assert!(held.replica_path().exists() && held.sealed().next().is_none());
    }

    #[test]
    fn a_wipe_that_was_interrupted_is_finished_at_the_next_start() {
        let dir = tempfile::tempdir().unwrap();
        profile(dir.path());
        let wiped = Wiped {
            username: "dana".into(),
            server_url: String::new(),
            at: Millis(1),
            unsent: 0,
        };
        write_json(&dir.path().join(MARK), &wiped).unwrap();
        let profile = Profile::open(dir.path()).unwrap();
        assert!(!profile.replica_path().exists() && !profile.salt_path().exists());
        assert_eq!(profile.account().unwrap(), None);
        // Until somebody signs in, everybody is told.
        assert_eq!(profile.wiped().unwrap(), Some(wiped));
    }
}
