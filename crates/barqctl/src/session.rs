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
    let problem = Problem::new(ErrorCode::SignedOut, "Nobody is signed in");
    Err(problem
        .detail("The session has ended; what is waiting is kept. Sign in again.")
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

/// The key of the profile's replica, or of one that is about to be made.
pub fn key(profile: &Profile) -> Result<Key, Failure> {
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
