//! A profile opened for one run of barqctl: its lock, the replica behind its passphrase, a client on it. The
//! refresh token is kept inside the encrypted replica.

use crate::exit::Failure;
use domain::id::ClientId;
use replica::{Identity, Key, Replica};
use std::{path::Path, sync::Arc};
use sync::{
    Client, Options, Profile,
    engine::Pace,
    profile::Account,
    sealed::{InReplica, passphrase_key},
};
use wire::error::{ErrorCode, Problem};

/// Held for as long as the command runs.
pub struct Session {
    /// Its lock is held until the session is dropped.
    _profile: Profile,
    pub account: Account,
    pub replica: Replica,
}

impl Session {
    /// Opens the profile's replica. Fails with `signed_out` before the first sign-in.
    pub fn open(dir: &Path) -> Result<Self, Failure> {
        if !dir.is_dir() {
            return Err(nobody(&Profile::beside(dir)).into());
        }
        let profile = Profile::open(dir)?;
        let Some(account) = profile.account()? else {
            return Err(nobody(&profile).into());
        };
        let key = key(&profile)?;
        let replica = Replica::open_or_rescue(profile.dir(), &key)?;
        belong(&replica, &account)?;
        Ok(Self {
            _profile: profile,
            account,
            replica,
        })
    }

    /// Opens it only for looking, beside a console that may be running.
    pub fn look(dir: &Path) -> Result<Self, Failure> {
        let profile = Profile::beside(dir);
        let Some(account) = profile.account()? else {
            return Err(nobody(&profile).into());
        };
        let replica = Replica::open_read_only(dir, &key(&profile)?)?;
        Ok(Self {
            _profile: profile,
            account,
            replica,
        })
    }

    /// Refuses while the offline lease has run out: only syncing and looking at what is waiting go on then.
    pub fn unlocked(self) -> Result<Self, Failure> {
        sync::client::check_lease(&self.replica)?;
        Ok(self)
    }

    /// A client on the replica; does nothing until it is started.
    pub fn client(&self) -> Result<Client, Failure> {
        let client = Client::new(
            self.replica.clone(),
            Options {
                server: self.account.server_url.clone(),
                secrets: Arc::new(InReplica(self.replica.clone())),
                pace: Pace::default(),
            },
        )?;
        Ok(client)
    }
}

/// Refuses where the session has ended: nothing would be sent.
pub async fn signed_in(client: &Client) -> Result<(), Failure> {
    if client.signed_in().await? {
        return Ok(());
    }
    let why = match client.ended_by().await {
        Some(problem) => format!(" ({})", problem.title),
        None => String::new(),
    };
    let problem = Problem::new(ErrorCode::SignedOut, "Nobody is signed in");
    Err(problem
        .detail(format!(
            "The session has ended{why}; what is waiting is kept. Sign in again."
        ))
        .into())
}

/// A replica that was made anew after damage may not know whose it is.
fn belong(replica: &Replica, account: &Account) -> Result<(), Failure> {
    if replica.identity()?.is_none() {
        replica.set_identity(&Identity {
            server_url: account.server_url.clone(),
            user: account.user,
            username: account.username.clone(),
            device: account.device,
            client: ClientId(uuid::Uuid::new_v4()),
        })?;
    }
    Ok(())
}

fn nobody(profile: &Profile) -> Problem {
    if let Ok(Some(wiped)) = profile.wiped() {
        return wiped.into();
    }
    let dir = profile.dir();
    Problem::new(ErrorCode::SignedOut, "Nobody is signed in").detail(format!(
        "The profile {} has no account yet. Use barqctl sign-in.",
        dir.display()
    ))
}

/// No passphrase opens it, and none is asked for.
fn in_keychain(profile: &Profile) -> Problem {
    let dir = profile.dir().display();
    Problem::new(ErrorCode::NoKeychain, "Only the console opens this profile").detail(format!(
        "The key of the replica in {dir} is in its user's system keychain, which barqctl does not read; no passphrase \
         opens it. Nothing was changed. Look in the console (its Sync screen verifies the replica and exports \
         diagnostics), or let barqctl make a replica of its own: BARQ_PASSPHRASE=… barqctl --profile ANOTHER-DIR \
         sign-in, then sync."
    ))
}

/// The key of the profile's replica, or of one that is about to be made.
pub fn key(profile: &Profile) -> Result<Key, Failure> {
    if profile.replica_path().exists() && !profile.salt_path().exists() {
        return Err(in_keychain(profile).into());
    }
    Ok(passphrase_key(profile, &passphrase()?)?)
}

fn passphrase() -> Result<String, Failure> {
    std::env::var("BARQ_PASSPHRASE")
        .ok()
        .filter(|text| !text.is_empty())
        .ok_or_else(|| {
            Failure::Usage("set BARQ_PASSPHRASE to the passphrase of this profile's replica".into())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_whose_key_is_in_a_keychain_asks_for_no_passphrase() {
        let dir = tempfile::tempdir().unwrap();
        let profile = Profile::open(dir.path()).unwrap();
        std::fs::write(profile.replica_path(), "a replica").unwrap();
        let failure = key(&profile).err().unwrap();
        let Failure::Problem(problem) = &failure else {
            panic!("{failure}");
        };
        assert_eq!((problem.code, failure.code()), (ErrorCode::NoKeychain, 10));
        assert!(problem.detail.contains("no passphrase"), "{problem}");
        assert!(!profile.salt_path().exists());
    }
}
