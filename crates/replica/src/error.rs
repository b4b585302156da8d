//! What can go wrong with a replica, in words a person can act on. Owns the translation from SQLite's codes.

use domain::{rejection::Rejection, value::FieldError};
use wire::error::{ErrorCode, ObstacleKind, Problem};

/// An operation on the replica failed; unless the words say otherwise nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    #[error("the key or passphrase does not open this replica; its data is untouched")]
    WrongKey,
    #[error(
        "the replica's file is damaged ({0}); nothing was changed: keep a copy of it for unsent work, then sync afresh"
    )]
    Corrupt(String),
    #[error(
        "the replica was written by a newer version of the program (schema {found}, this one knows {known}); update the program"
    )]
    TooNew { found: i64, known: i64 },
    #[error("there is no replica in {0}")]
    Missing(String),
    #[error(
        "the replica's schema {found} is older than {known}; open it for writing once to bring it up to date"
    )]
    TooOld { found: i64, known: i64 },
    #[error(
        "the snapshot cannot be used: {0}; nothing of it is shown, and what is here stays as it is"
    )]
    Snapshot(snapshot::SnapshotError),
    #[error("another program reads the replica; it is exchanged for the new one at the next try")]
    Busy,
    #[error(
        "the disk is full; nothing was written, and what was there before is kept: free some space and try again"
    )]
    DiskFull,
    #[error(
        "this replica belongs to {username}; it was left as it is: use another profile, or sign in as {username}"
    )]
    OtherUser { username: String },
    #[error("nobody is signed in to this replica")]
    NotSignedIn,
    /// The command as a whole is refused by the rules; nothing was queued.
    #[error("refused: {0}")]
    Rejected(Box<Rejection>),
    #[error("there is nothing to undo")]
    NothingToUndo,
    #[error("the cut cannot be applied: {0}; nothing of it was kept")]
    BadCut(String),
    #[error(
        "the cut of scope {scope} starts at {from}, the replica is at {at}; nothing of it was kept"
    )]
    Gap {
        scope: domain::id::ScopeId,
        from: i64,
        at: i64,
    },
    #[error("{0}; nothing of the cut was kept: update the program")]
    UnknownMode(wire::sync::HeadError),
    #[error("the data of the replica cannot be read: {0}")]
    Unreadable(String),
    #[error("the replica's files cannot be used: {0}")]
    Io(#[from] std::io::Error),
    #[error("the random number generator of the system failed: {0}")]
    Random(String),
    #[error("the replica's database failed: {0}")]
    Sqlite(rusqlite::Error),
    #[cfg(any(test, feature = "simulation"))]
    #[error("injected at {0}")]
    Injected(&'static str),
}

pub type Result<T, E = ReplicaError> = std::result::Result<T, E>;

fn extended(error: &rusqlite::Error) -> Option<std::ffi::c_int> {
    error.sqlite_error().map(|e| e.extended_code)
}

impl From<rusqlite::Error> for ReplicaError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Corrupt(error.to_string()),
            Some(Code::DiskFull) => Self::DiskFull,
            // The index of the log stands in a file of its own, and found no room for it.
            _ if extended(&error) == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            _ if matches!(
                error,
                rusqlite::Error::FromSqlConversionFailure(..)
                    | rusqlite::Error::IntegralValueOutOfRange(..)
                    | rusqlite::Error::InvalidColumnType(..)
            ) =>
            {
                Self::Unreadable(error.to_string())
            }
            _ => Self::Sqlite(error),
        }
    }
}

impl From<snapshot::SnapshotError> for ReplicaError {
    fn from(error: snapshot::SnapshotError) -> Self {
        use snapshot::SnapshotError as E;
        match error {
            E::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Self::DiskFull,
            other @ (E::Manifest(_) | E::Damaged(_) | E::Io(_) | E::Sqlite(_)) => {
                Self::Snapshot(other)
            }
        }
    }
}

impl From<FieldError> for ReplicaError {
    fn from(error: FieldError) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<serde_json::Error> for ReplicaError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<wire::sync::LineError> for ReplicaError {
    fn from(error: wire::sync::LineError) -> Self {
        Self::BadCut(error.0)
    }
}

impl From<wire::sync::HeadError> for ReplicaError {
    fn from(error: wire::sync::HeadError) -> Self {
        match error {
            wire::sync::HeadError::UnknownMode { .. } => Self::UnknownMode(error),
            wire::sync::HeadError::Unreadable(_) => Self::BadCut(error.to_string()),
        }
    }
}

impl From<Rejection> for ReplicaError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(Box::new(rejection))
    }
}

impl ReplicaError {
    /// The public code of this error.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::WrongKey => ErrorCode::WrongPassphrase,
            Self::Corrupt(_) | Self::Unreadable(_) => ErrorCode::ReplicaCorrupt,
            Self::TooNew { .. } => ErrorCode::ReplicaTooNew,
            Self::DiskFull => ErrorCode::DiskFull,
            Self::NotSignedIn | Self::Missing(_) => ErrorCode::SignedOut,
            Self::OtherUser { .. } => ErrorCode::ProfileInUse,
            Self::Rejected(_) => ErrorCode::Rejected,
            Self::NothingToUndo => ErrorCode::NotFound,
            Self::Snapshot(_) => ErrorCode::NotASyncServer,
            Self::UnknownMode(_) => ErrorCode::ProtocolTooOld,
            Self::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => {
                ErrorCode::DiskFull
            }
            Self::Io(_) => ErrorCode::FileUnreadable,
            Self::TooOld { .. }
            | Self::Busy
            | Self::BadCut(_)
            | Self::Gap { .. }
            | Self::Random(_)
            | Self::Sqlite(_) => ErrorCode::Internal,
            #[cfg(any(test, feature = "simulation"))]
            Self::Injected(_) => ErrorCode::Internal,
        }
    }

    /// The error as screens and scripts get it.
    pub fn problem(&self) -> Problem {
        let mut problem = Problem::new(self.code(), self.code().word()).detail(self.to_string());
        if let Self::Rejected(rejection) = self {
            problem.rejection = Some((**rejection).clone());
        }
        if let Self::Snapshot(error) = self {
            problem = problem.obstacle(ObstacleKind::Unreadable, error.to_string());
        }
        problem
    }
}

impl From<ReplicaError> for Problem {
    fn from(error: ReplicaError) -> Self {
        error.problem()
    }
}
