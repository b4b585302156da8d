//! Error codes that leave the server (RFC 9457 problem details) or the shell, each with words in the catalogue
//! under `error-<code>`.

use serde::{Deserialize, Serialize};

domain::open_enum! {
    ErrorCode {
        // The request
        MalformedJson = "malformed_json",
        MalformedRequest = "malformed_request",
        BodyTooLarge = "body_too_large",
        NotFound = "not_found",
        MethodNotAllowed = "method_not_allowed",
        // The account
        WrongCredentials = "wrong_credentials",
        TokenMissing = "token_missing",
        TokenExpired = "token_expired",
        TokenInvalid = "token_invalid",
        RefreshInvalid = "refresh_invalid",
        AccountDisabled = "account_disabled",
        DeviceRevoked = "device_revoked",
        /// An administrator wiped the device: key and files are gone.
        DeviceWiped = "device_wiped",
        /// The console was offline for too long and is locked until it syncs.
        LeaseExpired = "lease_expired",
        NotGranted = "not_granted",
        UnknownHub = "unknown_hub",
        RateLimited = "rate_limited",
        // Sync
        /// Same seq with another command, a gap, or a restored server: take a fresh client id and resend.
        NewClient = "new_client",
        ProtocolTooOld = "protocol_too_old",
        ProtocolTooNew = "protocol_too_new",
        // Sync's own repairs: in the history of exchanges, never an answer
        /// The replica's checksum was not the server's: the scope is taken anew.
        ChecksumMismatch = "checksum_mismatch",
        /// The server was restored to an earlier state.
        ServerRestored = "server_restored",
        /// The server does not know the history this replica was at.
        CursorUnknown = "cursor_unknown",
        // The server
        Overloaded = "overloaded",
        ShuttingDown = "shutting_down",
        DatabaseUnavailable = "database_unavailable",
        Internal = "internal",
        // The console
        Offline = "offline",
        ServerUnreachable = "server_unreachable",
        NotASyncServer = "not_a_sync_server",
        SignedOut = "signed_out",
        WrongPassphrase = "wrong_passphrase",
        NoKeychain = "no_keychain",
        ProfileInUse = "profile_in_use",
        ReplicaCorrupt = "replica_corrupt",
        ReplicaTooNew = "replica_too_new",
        DiskFull = "disk_full",
        FileUnreadable = "file_unreadable",
        Rejected = "rejected",
        UnsentCommands = "unsent_commands",
    }
}

impl ErrorCode {
    /// Whether a console goes on by itself once this is over: no network, or a server that is not to be had at the
    /// moment. Anything else needs a person, one that is not known here too.
    pub const fn passes(self) -> bool {
        matches!(
            self,
            Self::Offline
                | Self::ServerUnreachable
                | Self::NotASyncServer
                | Self::Overloaded
                | Self::ShuttingDown
                | Self::DatabaseUnavailable
                | Self::RateLimited
        )
    }
}

domain::text_enum! {
    /// What stands between a console and its server. Consoles alone find it out and say it, with words in the
    /// catalogue under `obstacle-<kind>`; no server ever sends it.
    ObstacleKind {
        /// What was given for the server's address is none.
        NoAddress = "no_address",
        /// No computer of that name is known.
        HostUnknown = "host_unknown",
        /// The computer is there, but no server listens.
        Refused = "refused",
        /// Nothing answers in time.
        Silent = "silent",
        /// The connection broke while an answer came.
        Broken = "broken",
        /// The server's certificate has ended, or this computer's clock is wrong.
        CertificateExpired = "certificate_expired",
        /// The server's certificate is for another name.
        CertificateOfAnother = "certificate_of_another",
        /// This computer does not trust who signed the server's certificate.
        CertificateUntrusted = "certificate_untrusted",
        /// `https` was asked for, and something answered without encryption.
        NotEncrypted = "not_encrypted",
        /// The address sends its callers on to another one.
        Elsewhere = "elsewhere",
        /// A proxy before the server has no answer from it.
        Gateway = "gateway",
        /// A proxy or the network wants its users to sign in to it first.
        ProxySignIn = "proxy_sign_in",
        /// Something else answers: a web page, another program.
        AnotherProgram = "another_program",
        /// A server of ours, whose answer cannot be read.
        Unreadable = "unreadable",
    }
}

/// See [`ObstacleKind`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    pub kind: ObstacleKind,
    /// The address, the name or the status that the kind is about.
    pub about: String,
}

/// An error as a client sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{title}: {detail}")]
pub struct Problem {
    pub code: ErrorCode,
    /// Short English sentence; screens use the catalogue instead.
    pub title: String,
    /// What happened, what was kept, what to do.
    #[serde(default)]
    pub detail: String,
    /// HTTP status, 0 where there was none.
    #[serde(default)]
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Seconds to wait before trying again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_secs: Option<u32>,
    #[serde(
        default,
        deserialize_with = "domain::open::or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub rejection: Option<domain::rejection::Rejection>,
    /// Why the server could not be spoken to.
    #[serde(
        default,
        deserialize_with = "domain::open::or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub obstacle: Option<Obstacle>,
}

impl Problem {
    pub fn new(code: ErrorCode, title: impl Into<String>) -> Self {
        Self {
            code,
            title: title.into(),
            detail: String::new(),
            status: 0,
            request_id: None,
            retry_after_secs: None,
            rejection: None,
            obstacle: None,
        }
    }
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
    pub fn obstacle(mut self, kind: ObstacleKind, about: impl Into<String>) -> Self {
        self.obstacle = Some(Obstacle {
            kind,
            about: about.into(),
        });
        self
    }
}
