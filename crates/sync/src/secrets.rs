//! Where secrets are kept: an interface that the shell fills with the system's keychain, and barqctl with
//! the encrypted replica itself. Knows neither.

use wire::error::{ErrorCode, Problem};

/// The only two secrets a console keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretName {
    /// Opaque; replaced at every refresh.
    RefreshToken,
    /// The replica's key, in hexadecimal digits. Absent where a passphrase takes its place.
    ReplicaKey,
}

impl SecretName {
    pub const fn word(self) -> &'static str {
        match self {
            Self::RefreshToken => "refresh_token",
            Self::ReplicaKey => "replica_key",
        }
    }
}

/// A store that could not be used; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {name} could not be {action}: {why}", name = .name.word())]
pub struct SecretError {
    pub name: SecretName,
    /// `read`, `written` or `deleted`.
    pub action: &'static str,
    pub why: String,
    /// There was no room for it.
    pub disk_full: bool,
}

impl From<SecretError> for Problem {
    fn from(error: SecretError) -> Self {
        if error.disk_full {
            return Problem::new(ErrorCode::DiskFull, "The disk is full").detail(format!(
                "{error}. Your work is kept. Free some space and try again."
            ));
        }
        Problem::new(ErrorCode::NoKeychain, "The keychain cannot be used").detail(format!(
            "{error}. Your work is kept. Unlock the system's keychain, or use a passphrase instead."
        ))
    }
}

/// Keeps secrets. Calls may block; they are made off the async threads.
pub trait Secrets: Send + Sync + 'static {
    /// `None` when there is none.
    fn get(&self, name: SecretName) -> Result<Option<String>, SecretError>;
    /// Replaces the one there; durable when it returns.
    fn set(&self, name: SecretName, secret: &str) -> Result<(), SecretError>;
    /// No error when there is none.
    fn delete(&self, name: SecretName) -> Result<(), SecretError>;
}
