//! Errors as they leave the server (RFC 9457): the one place where an internal error becomes a public code.
//! Unexpected errors are opaque to the client and whole in the log.

use super::observe;
use crate::{auth::AuthError, cut::CutError, db::failure, execute::ExecuteError};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use wire::error::{ErrorCode, Problem};

/// A problem on its way out.
#[derive(Debug)]
pub struct ApiError(pub Problem);

impl ApiError {
    pub fn new(code: ErrorCode, title: &str) -> Self {
        Self(Problem::new(code, title))
    }

    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self(self.0.detail(detail))
    }

    pub fn retry_after(mut self, secs: u32) -> Self {
        self.0.retry_after_secs = Some(secs);
        self
    }

    /// Something broke that nobody expected: whole in the log, opaque outside.
    pub fn internal(what: &str) -> Self {
        tracing::error!(what, "unexpected failure");
        Self::new(ErrorCode::Internal, "The server failed").detail(
            "Nothing of this request was kept. Try again; if it stays, give the operator the request id.",
        )
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::MalformedJson => StatusCode::BAD_REQUEST,
        ErrorCode::MalformedRequest => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::NotFound | ErrorCode::UnknownHub => StatusCode::NOT_FOUND,
        ErrorCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::WrongCredentials
        | ErrorCode::TokenMissing
        | ErrorCode::TokenExpired
        | ErrorCode::TokenInvalid
        | ErrorCode::RefreshInvalid => StatusCode::UNAUTHORIZED,
        ErrorCode::AccountDisabled
        | ErrorCode::DeviceRevoked
        | ErrorCode::DeviceWiped
        | ErrorCode::NotGranted => StatusCode::FORBIDDEN,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::NewClient => StatusCode::CONFLICT,
        ErrorCode::ProtocolTooOld | ErrorCode::ProtocolTooNew => StatusCode::UPGRADE_REQUIRED,
        ErrorCode::Overloaded | ErrorCode::ShuttingDown | ErrorCode::DatabaseUnavailable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        // All but the first are a console's own words, and never a server's answer.
        ErrorCode::Internal
        | ErrorCode::LeaseExpired
        | ErrorCode::ChecksumMismatch
        | ErrorCode::ServerRestored
        | ErrorCode::CursorUnknown
        | ErrorCode::Offline
        | ErrorCode::ServerUnreachable
        | ErrorCode::NotASyncServer
        | ErrorCode::SignedOut
        | ErrorCode::WrongPassphrase
        | ErrorCode::NoKeychain
        | ErrorCode::ProfileInUse
        | ErrorCode::ReplicaCorrupt
        | ErrorCode::ReplicaTooNew
        | ErrorCode::DiskFull
        | ErrorCode::FileUnreadable
        | ErrorCode::Rejected
        | ErrorCode::UnsentCommands
        | ErrorCode::Unknown(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut problem = self.0;
        let status = status(problem.code);
        problem.status = status.as_u16();
        problem.request_id = observe::request_id();
        // A problem is plain data; were it not to serialise, the status would still say what happened.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        if let Some(secs) = problem.retry_after_secs {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, secs.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response.extensions_mut().insert(problem.code);
        response
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        match failure::classify(&error) {
            failure::Failure::Unavailable | failure::Failure::Rerun => {
                tracing::warn!(
                    error = failure::anonymous(&error),
                    "the database is unavailable"
                );
                Self::new(
                    ErrorCode::DatabaseUnavailable,
                    "The database cannot be reached",
                )
                .detail("Nothing of this request was kept. It will work again by itself.")
                .retry_after(2)
            }
            failure::Failure::Data | failure::Failure::Internal => {
                Self::internal(&failure::anonymous(&error))
            }
        }
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::WrongCredentials => {
                Self::new(ErrorCode::WrongCredentials, "Wrong name or password")
                    .detail("Nobody was signed in. Check the name and the password.")
            }
            AuthError::RateLimited { retry_after_secs } => {
                Self::new(ErrorCode::RateLimited, "Too many failed sign-ins")
                    .detail(format!("Wait {retry_after_secs} seconds and try again."))
                    .retry_after(retry_after_secs)
            }
            AuthError::AccountDisabled => {
                Self::new(ErrorCode::AccountDisabled, "This account is disabled")
                    .detail("An administrator disabled it. Work on this computer is kept.")
            }
            AuthError::DeviceRevoked => Self::new(
                ErrorCode::DeviceRevoked,
                "This device may not connect any more",
            )
            .detail("An administrator revoked it."),
            AuthError::DeviceWiped => {
                Self::new(ErrorCode::DeviceWiped, "This device is to be wiped")
                    .detail("An administrator wiped it: it destroys its key, then its files.")
            }
            AuthError::TokenMissing => Self::new(ErrorCode::TokenMissing, "Not signed in")
                .detail("Send an access token: Authorization: Bearer …"),
            AuthError::TokenExpired => {
                Self::new(ErrorCode::TokenExpired, "The access token has ended")
                    .detail("Get a new one with the refresh token.")
            }
            AuthError::TokenInvalid => {
                Self::new(ErrorCode::TokenInvalid, "The access token is not valid")
                    .detail("Sign in again.")
            }
            AuthError::RefreshInvalid => {
                Self::new(ErrorCode::RefreshInvalid, "The session has ended")
                    .detail("Sign in again. Work on this computer is kept.")
            }
            AuthError::Hashing => Self::internal("password hashing failed"),
            AuthError::Database(error) => error.into(),
        }
    }
}

impl From<ExecuteError> for ApiError {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::NewClient(why) => {
                Self::new(ErrorCode::NewClient, "This stream of commands cannot go on").detail(format!(
                    "{why}. Nothing of this request was executed. Take a fresh client id, renumber and resend."
                ))
            }
            ExecuteError::Database(error) => error.into(),
        }
    }
}

impl From<CutError> for ApiError {
    fn from(error: CutError) -> Self {
        match error {
            CutError::NotGranted => not_granted(),
            CutError::Database(error) => error.into(),
            CutError::Io(error) => Self::internal(&error.to_string()),
        }
    }
}

/// Says nothing about what is there.
pub fn not_granted() -> ApiError {
    ApiError::new(ErrorCode::NotGranted, "Not allowed")
        .detail("The account holds no grant for this. Nothing was changed.")
}
