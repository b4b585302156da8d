//! Exit codes, and how a problem is said on the command line. The codes are in `--help`.

use std::process::ExitCode;
use wire::error::{ErrorCode, Problem};

/// Done.
pub const DONE: u8 = 0;
/// The command line or its input cannot be read.
pub const USAGE: u8 = 2;
/// Refused by the rules, wholly or for some items.
pub const REFUSED: u8 = 3;

/// Why a command ends without success.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The command line, or what it names, makes no sense.
    #[error("{0}")]
    Usage(String),
    /// The file cannot be imported.
    #[error("{0}")]
    File(String),
    /// What there was to say has been printed already.
    #[error("")]
    Said(u8),
    #[error("{0:#}")]
    Unexpected(#[from] anyhow::Error),
}

impl From<replica::ReplicaError> for Failure {
    fn from(error: replica::ReplicaError) -> Self {
        Self::Problem(error.problem())
    }
}

impl From<sync::profile::ProfileError> for Failure {
    fn from(error: sync::profile::ProfileError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Unexpected(error.into())
    }
}

impl Failure {
    pub fn code(&self) -> u8 {
        match self {
            Self::Problem(problem) => code_of(problem.code),
            Self::Usage(_) => USAGE,
            Self::File(_) => 7,
            Self::Said(code) => *code,
            Self::Unexpected(_) => 1,
        }
    }

    /// The problem as JSON has it.
    fn problem(&self) -> Problem {
        match self {
            Self::Problem(problem) => problem.clone(),
            Self::Usage(why) => {
                Problem::new(ErrorCode::MalformedRequest, "That cannot be understood").detail(why)
            }
            Self::File(why) => {
                Problem::new(ErrorCode::FileUnreadable, "The file cannot be imported").detail(why)
            }
            Self::Said(_) => Problem::new(ErrorCode::Rejected, "Refused"),
            Self::Unexpected(error) => {
                Problem::new(ErrorCode::Internal, "Something unexpected happened")
                    .detail(format!("{error:#}. What was durable is kept."))
            }
        }
    }

    /// Says it on standard error (with `--json` as one line of JSON) and gives the exit code.
    pub fn report(&self, json: bool) -> ExitCode {
        if !matches!(self, Self::Said(_)) {
            eprintln!("{}", self.line(json));
        }
        ExitCode::from(self.code())
    }

    fn line(&self, json: bool) -> String {
        let problem = self.problem();
        if json {
            serde_json::json!({ "error": problem }).to_string()
        } else if problem.detail.is_empty() {
            format!("barqctl: {} ({})", problem.title, problem.code)
        } else {
            format!(
                "barqctl: {} ({}): {}",
                problem.title, problem.code, problem.detail
            )
        }
    }
}

fn code_of(code: ErrorCode) -> u8 {
    use ErrorCode as E;
    match code {
        E::Rejected | E::UnsentCommands => REFUSED,
        E::SignedOut | E::TokenMissing | E::TokenExpired | E::TokenInvalid | E::RefreshInvalid => 4,
        E::Offline
        | E::ServerUnreachable
        | E::NotASyncServer
        | E::Overloaded
        | E::ShuttingDown
        | E::DatabaseUnavailable => 5,
        E::WrongPassphrase | E::WrongCredentials => 6,
        E::FileUnreadable => 7,
        E::ProfileInUse => 8,
        E::ReplicaCorrupt | E::ReplicaTooNew | E::DiskFull | E::NoKeychain => 10,
        E::MalformedJson | E::MalformedRequest | E::NotFound => USAGE,
        E::Internal => 1,
        E::BodyTooLarge
        | E::MethodNotAllowed
        | E::AccountDisabled
        | E::DeviceRevoked
        | E::DeviceWiped
        | E::LeaseExpired
        | E::NotGranted
        | E::UnknownHub
        | E::RateLimited
        | E::NewClient
        | E::ProtocolTooOld
        | E::ProtocolTooNew
        | E::ChecksumMismatch
        | E::ServerRestored
        | E::CursorUnknown
        | E::Unknown(_) => 9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_another_release_is_a_refusal_said_with_its_own_word() {
        let said = r#"{"code":"depot_closed","title":"The depot is closed","status":409}"#;
        let failure = Failure::Problem(serde_json::from_str(said).unwrap());
        assert_eq!(failure.code(), 9);
        assert_eq!(
            failure.line(false),
            "barqctl: The depot is closed (depot_closed)"
        );
        let line: serde_json::Value = serde_json::from_str(&failure.line(true)).unwrap();
        assert_eq!(line["error"]["code"], "depot_closed");
    }
}
