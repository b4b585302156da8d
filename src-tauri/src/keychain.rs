//! The operating system's keychain: the replica's key and the refresh token, and nothing else. Where there is
//! none, this says so and the person gives a passphrase; nothing secret is ever written to a plain file.

use std::{sync::mpsc, time::Duration};
use sync::{SecretError, SecretName, Secrets};

/// A locked or broken keychain may never answer; longer than this counts as none.
const PATIENCE: Duration = Duration::from_secs(5);
const SERVICE: &str = "sa.barq.dispatch";

/// One profile's entries. Calls block, at most [`PATIENCE`].
#[derive(Clone, Debug)]
pub struct Keychain {
    profile: String,
}

impl Keychain {
    /// `profile` tells the entries of several profiles on one machine apart.
    pub fn new(profile: String) -> Self {
        Self { profile }
    }

    /// Whether there is a keychain that answers.
    pub fn usable(&self) -> Result<(), SecretError> {
        self.get(SecretName::ReplicaKey).map(drop)
    }

    fn with<T: Send + 'static>(
        &self,
        name: SecretName,
        action: &'static str,
        work: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, SecretError> {
        let failed = |why: String| SecretError {
            name,
            action,
            why,
            disk_full: false,
        };
        let account = format!("{} {}", self.profile, name.word());
        let (answer, answered) = mpsc::channel();
        // A thread of its own: a call that never returns must not hold up a pool.
        std::thread::Builder::new()
            .name("keychain".into())
            .spawn(move || {
                let result = keyring::Entry::new(SERVICE, &account).and_then(|entry| work(&entry));
                let _ = answer.send(result.map_err(|error| error.to_string()));
            })
            .map_err(|error| failed(error.to_string()))?;
        match answered.recv_timeout(PATIENCE) {
            Ok(result) => result.map_err(failed),
            Err(_) => Err(failed(
                "the keychain did not answer within five seconds".into(),
            )),
        }
    }
}

impl Secrets for Keychain {
    fn get(&self, name: SecretName) -> Result<Option<String>, SecretError> {
        self.with(name, "read", |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, name: SecretName, secret: &str) -> Result<(), SecretError> {
        let secret = secret.to_owned();
        self.with(name, "written", move |entry| entry.set_password(&secret))
    }

    fn delete(&self, name: SecretName) -> Result<(), SecretError> {
        self.with(name, "deleted", |entry| match entry.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }
}
