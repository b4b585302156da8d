//! A profile's directory: which account it is for, who holds it, and where its files are. Nothing in it but
//! the replica is secret, and that is encrypted. Knows nothing of what is in the replica.
//!
//! Replica, outbox and client id belong to (server, user, device): when somebody else signs in, the files of
//! the one before are put aside under `sealed/` and come back when that account does.

use domain::id::{DeviceId, UserId, hashed};
use replica::points::{Point, reach};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};
use wire::error::{ErrorCode, Problem};

const ACCOUNT: &str = "profile.json";
const LOCK: &str = "profile.lock";
/// A program that is ending has let go of the profile by then.
const LET_GO: Duration = Duration::from_secs(3);
const LOOK_AGAIN: Duration = Duration::from_millis(50);
const SWITCH: &str = "switch.json";
/// How many commands of the account were not sent when it left: the replica that has them is closed to everybody else.
const UNSENT: &str = "unsent.json";
/// What belongs to one account and moves with it; the write-ahead log has to stay beside its database.
const FILES: [&str; 13] = [
    "replica.staging.db-journal",
    "replica.staging.db-wal",
    "replica.staging.db-shm",
    "replica.staging.db",
    "replica.damaged.db-wal",
    "replica.damaged.db",
    "replica.suspect",
    "replica.db-wal",
    "replica.db-shm",
    "replica.db",
    "replica.salt",
    UNSENT,
    ACCOUNT,
];

/// Whose profile it is. Nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub server_url: String,
    pub username: String,
    pub user: UserId,
    pub device: DeviceId,
}

impl Account {
    /// The folder's name while another account uses the profile.
    fn sealed_name(&self) -> String {
        let parts = [self.server_url.as_bytes(), self.user.0.as_bytes()];
        hashed("sealed account", &parts).to_string()
    }
}

/// A profile that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    #[error("another console or barqctl uses the profile {0}")]
    InUse(PathBuf),
    #[error("{path}: {error}", path = .path.display())]
    Io { path: PathBuf, error: io::Error },
    #[error("{path} cannot be read: {why}", path = .path.display())]
    Malformed { path: PathBuf, why: String },
    #[error("there is no place for profiles: neither HOME nor APPDATA is set")]
    NoPlace,
}

impl ProfileError {
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::InUse(_) => ErrorCode::ProfileInUse,
            Self::Io { error, .. } if error.kind() == io::ErrorKind::StorageFull => {
                ErrorCode::DiskFull
            }
            Self::Io { .. } | Self::Malformed { .. } | Self::NoPlace => ErrorCode::FileUnreadable,
        }
    }
}

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Self {
        let title = match &error {
            ProfileError::InUse(_) => "The profile is in use",
            ProfileError::Io { error, .. } if error.kind() == io::ErrorKind::StorageFull => {
                "The disk is full"
            }
            ProfileError::Io { .. } | ProfileError::Malformed { .. } | ProfileError::NoPlace => {
                "The profile cannot be used"
            }
        };
        Problem::new(error.code(), title).detail(format!(
            "{error}. Nothing was changed. Close the other program, or choose another profile."
        ))
    }
}

/// A profile's directory. Held exclusively when opened with [`Profile::open`].
#[derive(Debug)]
pub struct Profile {
    dir: PathBuf,
    _lock: Option<File>,
}

#[derive(Serialize, Deserialize)]
struct Switch {
    from: Option<Account>,
    to: Account,
}

impl Profile {
    /// Where profiles are when nobody says: the system's place for application data.
    pub fn default_dir() -> Result<PathBuf, ProfileError> {
        let var = |name: &str| {
            std::env::var_os(name)
                .filter(|v| !v.is_empty())
                .map(PathBuf::from)
        };
        let base = if cfg!(windows) {
            var("LOCALAPPDATA").or_else(|| var("APPDATA"))
        } else if cfg!(target_os = "macos") {
            var("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            var("XDG_DATA_HOME").or_else(|| var("HOME").map(|home| home.join(".local/share")))
        };
        Ok(base.ok_or(ProfileError::NoPlace)?.join("barq-dispatch"))
    }

    /// Makes the directory where it is missing, and holds it until dropped. Fails with
    /// [`ProfileError::InUse`] when another program does and goes on doing so: one that was killed a moment ago holds
    /// it until the system has ended its last write.
    pub fn open(dir: &Path) -> Result<Self, ProfileError> {
        fs::create_dir_all(dir).map_err(|e| at(dir, e))?;
        let path = dir.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| at(&path, e))?;
        let until = Instant::now() + LET_GO;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    thread::sleep(LOOK_AGAIN)
                }
                Err(TryLockError::WouldBlock) => return Err(ProfileError::InUse(dir.to_owned())),
                Err(TryLockError::Error(error)) => return Err(at(&path, error)),
            }
        }
        let profile = Self {
            dir: dir.to_owned(),
            _lock: Some(lock),
        };
        if profile.wiped()?.is_some() {
            crate::wipe::finish(&profile.dir)?;
        }
        if let Some(switch) = read_json::<Switch>(&profile.dir.join(SWITCH))? {
            profile.finish_switch(&switch)?;
        }
        Ok(profile)
    }

    /// For reading beside a program that holds it.
    pub fn beside(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            _lock: None,
        }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }
    pub fn replica_path(&self) -> PathBuf {
        self.dir.join("replica.db")
    }
    pub fn salt_path(&self) -> PathBuf {
        self.dir.join("replica.salt")
    }
    pub fn settings_path(&self) -> PathBuf {
        self.dir.join("settings.json")
    }
    pub fn logs_dir(&self) -> PathBuf {
        self.dir.join("logs")
    }

    /// The account it is for; `None` before the first sign-in.
    pub fn account(&self) -> Result<Option<Account>, ProfileError> {
        read_json(&self.dir.join(ACCOUNT))
    }

    /// What an administrator had wiped here, until somebody signs in again.
    pub fn wiped(&self) -> Result<Option<crate::wipe::Wiped>, ProfileError> {
        crate::wipe::mark(&self.dir)
    }

    /// The account put aside earlier, when it is this server's user of that name: its device is used again.
    pub fn known_device(&self, server_url: &str, username: &str) -> Option<DeviceId> {
        self.known_account(server_url, username).map(|a| a.device)
    }

    /// This server's user of that name, when the profile is theirs or has their files put aside.
    pub fn known_account(&self, server_url: &str, username: &str) -> Option<Account> {
        let is_it = |a: &Account| a.server_url == server_url && a.username == username;
        std::iter::once(self.dir.clone())
            .chain(self.sealed())
            .filter_map(|dir| read_json::<Account>(&dir.join(ACCOUNT)).ok().flatten())
            .find(is_it)
    }

    /// Notes how many commands of this account stay behind unsent; 0 once it is back.
    pub fn note_unsent(&self, commands: u64) -> Result<(), ProfileError> {
        let path = self.dir.join(UNSENT);
        if commands > 0 {
            return write_json(&path, &commands);
        }
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&path, error)),
            _ => Ok(()),
        }
    }

    /// How many commands are sealed here, of this account and of those put aside, as they were noted.
    pub fn unsent(&self) -> u64 {
        std::iter::once(self.dir.clone())
            .chain(self.sealed())
            .filter_map(|dir| read_json::<u64>(&dir.join(UNSENT)).ok().flatten())
            .sum()
    }

    /// The folders of accounts put aside.
    pub(crate) fn sealed(&self) -> impl Iterator<Item = PathBuf> + use<> {
        let sealed = fs::read_dir(self.dir.join("sealed")).into_iter().flatten();
        sealed.flatten().map(|entry| entry.path())
    }

    /// Makes the profile `account`'s. The replica has to be closed. Another account's files are put aside,
    /// this account's own, put aside earlier, come back.
    pub fn switch_to(&self, account: &Account) -> Result<(), ProfileError> {
        crate::wipe::forget(&self.dir)?;
        let from = self.account()?;
        let same = from
            .as_ref()
            .is_none_or(|f| f.server_url == account.server_url && f.user == account.user);
        if same {
            return write_json(&self.dir.join(ACCOUNT), account);
        }
        let switch = Switch {
            from,
            to: account.clone(),
        };
        write_json(&self.dir.join(SWITCH), &switch)?;
        self.finish_switch(&switch)
    }

    /// May run again after it was interrupted anywhere: what has been moved is not there to move.
    fn finish_switch(&self, switch: &Switch) -> Result<(), ProfileError> {
        let sealed = self.dir.join("sealed");
        let arrived = self
            .account()?
            .is_some_and(|now| now.user == switch.to.user);
        if let (Some(from), false) = (&switch.from, arrived) {
            let aside = sealed.join(from.sealed_name());
            fs::create_dir_all(&aside).map_err(|e| at(&aside, e))?;
            move_files(&self.dir, &aside)?;
        }
        let back = sealed.join(switch.to.sealed_name());
        if back.is_dir() {
            move_files(&back, &self.dir)?;
            fs::remove_dir_all(&back).map_err(|e| at(&back, e))?;
        }
        write_json(&self.dir.join(ACCOUNT), &switch.to)?;
        let done = self.dir.join(SWITCH);
        fs::remove_file(&done).map_err(|e| at(&done, e))
    }
}

fn move_files(from: &Path, to: &Path) -> Result<(), ProfileError> {
    for name in FILES {
        let file = from.join(name);
        if file.exists() {
            fs::rename(&file, to.join(name)).map_err(|e| at(&file, e))?;
            reach(Point::SwitchMoved);
        }
    }
    Ok(())
}

pub(crate) fn at(path: &Path, error: io::Error) -> ProfileError {
    ProfileError::Io {
        path: path.to_owned(),
        error,
    }
}

pub(crate) fn read_json<T: for<'de> Deserialize<'de>>(
    path: &Path,
) -> Result<Option<T>, ProfileError> {
    match fs::read(path) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|e| ProfileError::Malformed {
                    path: path.to_owned(),
                    why: e.to_string(),
                })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path, error)),
    }
}

/// Either the old text or the new one is there, whenever the power fails.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), ProfileError> {
    let text = serde_json::to_vec_pretty(value).map_err(|e| ProfileError::Malformed {
        path: path.to_owned(),
        why: e.to_string(),
    })?;
    write_whole(path, &text).map_err(|e| at(path, e))
}

/// Either the old bytes or the new ones are there, whenever the power fails or the disk is full.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let mut file = File::create(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    reach(Point::ProfileWritten);
    fs::rename(&fresh, path)?;
    reach(Point::ProfileNamed);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn account(user: u128) -> Account {
        Account {
            server_url: "http://localhost:1/".into(),
            username: format!("user{user}"),
            user: UserId(Uuid::from_u128(user)),
            device: DeviceId(Uuid::from_u128(100 + user)),
        }
    }

    #[test]
    fn only_one_program_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let held = Profile::open(dir.path()).unwrap();
        let refused = Problem::from(Profile::open(dir.path()).unwrap_err());
        assert_eq!(refused.code, ErrorCode::ProfileInUse);
        drop(held);
        Profile::open(dir.path()).unwrap();
    }

    #[test]
    fn what_is_sealed_is_counted_whoever_it_belongs_to() {
        let dir = tempfile::tempdir().unwrap();
        let profile = Profile::open(dir.path()).unwrap();
        profile.switch_to(&account(1)).unwrap();
        profile.note_unsent(2).unwrap();
        assert_eq!(profile.unsent(), 2);
        profile.switch_to(&account(2)).unwrap();
        profile.note_unsent(5).unwrap();
        assert_eq!(profile.unsent(), 7);
        // The first one is back and has sent everything.
        profile.switch_to(&account(1)).unwrap();
        profile.note_unsent(0).unwrap();
        assert_eq!(profile.unsent(), 5);
    }

    #[test]
    fn another_user_never_meets_the_replica_of_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let profile = Profile::open(dir.path()).unwrap();
        let files = || fs::read_to_string(profile.replica_path()).ok();
        profile.switch_to(&account(1)).unwrap();
        fs::write(profile.replica_path(), "one").unwrap();
        fs::write(profile.salt_path(), "salt of one").unwrap();
        profile.switch_to(&account(2)).unwrap();
        assert_eq!(files(), None);
        assert!(!profile.salt_path().exists());
        fs::write(profile.replica_path(), "two").unwrap();
        let device = profile.known_device("http://localhost:1/", "user1");
        assert_eq!(device, Some(account(1).device));
        profile.switch_to(&account(1)).unwrap();
        assert_eq!(files().as_deref(), Some("one"));
        assert_eq!(profile.account().unwrap(), Some(account(1)));
        profile.switch_to(&account(2)).unwrap();
        assert_eq!(files().as_deref(), Some("two"));
    }

    #[test]
    fn a_switch_that_was_interrupted_anywhere_is_finished() {
        for moved in 0..=FILES.len() {
            let dir = tempfile::tempdir().unwrap();
            {
                let profile = Profile::open(dir.path()).unwrap();
                profile.switch_to(&account(1)).unwrap();
                for name in ["replica.db", "replica.db-wal", "replica.salt"] {
                    fs::write(dir.path().join(name), name).unwrap();
                }
                // As a crash after `moved` renames leaves it.
                let switch = Switch {
                    from: Some(account(1)),
                    to: account(2),
                };
                write_json(&dir.path().join(SWITCH), &switch).unwrap();
                let aside = dir.path().join("sealed").join(account(1).sealed_name());
                fs::create_dir_all(&aside).unwrap();
                for name in &FILES[..moved] {
                    let file = dir.path().join(name);
                    if file.exists() {
                        fs::rename(&file, aside.join(name)).unwrap();
                    }
                }
            }
            let profile = Profile::open(dir.path()).unwrap();
            assert_eq!(profile.account().unwrap(), Some(account(2)));
            assert!(!profile.replica_path().exists(), "after {moved}");
            profile.switch_to(&account(1)).unwrap();
            for name in ["replica.db", "replica.db-wal", "replica.salt"] {
                assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), name);
            }
        }
    }
}
