//! Settings: command-line flags over environment over defaults. A bad value stops the start with its name, the
//! value and what is allowed; in production a default or short secret does too.

use clap::{Args, ValueEnum};
use std::{net::SocketAddr, path::PathBuf, time::Duration};

/// What development uses when no secret is given; production refuses it.
pub const DEVELOPMENT_SECRET: &str = "development only: not a secret, never in production";
/// Secrets are at least this long in production, in bytes.
const MIN_SECRET_BYTES: usize = 32;

/// How to reach the database.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// Postgres 15 or newer, as postgres://user:password@host:port/database
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// Connections kept open to the database, 4 to 500; while serving, half of them read for accounts
    #[arg(long = "db-connections", env = "BARQ_DB_CONNECTIONS", default_value_t = 16,
          value_parser = clap::value_parser!(u32).range(4..=500))]
    pub connections: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    Development,
    Production,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Json,
    Text,
}

/// How to log.
#[derive(Args, Clone, Debug)]
pub struct Logging {
    /// What to log: a level (error, warn, info, debug, trace) or directives such as info,sync_server=debug
    #[arg(
        long = "log",
        env = "BARQ_LOG",
        default_value = "info,sqlx=warn",
        global = true
    )]
    pub filter: String,
    /// json for machines, text for a terminal; production defaults to json, development to text
    #[arg(long = "log-format", env = "BARQ_LOG_FORMAT", global = true)]
    pub format: Option<LogFormat>,
    /// development, or production: which insists on a secret of its own
    #[arg(
        long = "environment",
        env = "BARQ_ENV",
        default_value = "development",
        global = true
    )]
    pub environment: Environment,
}

/// Everything `serve` needs.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "BARQ_LISTEN", default_value = "127.0.0.1:8470")]
    pub listen: SocketAddr,
    /// Signs access tokens; at least 32 bytes, the same on every server of one database
    #[arg(long, env = "BARQ_TOKEN_SECRET", hide_env_values = true, hide_default_value = true,
          default_value = DEVELOPMENT_SECRET)]
    pub token_secret: String,
    /// How long an access token works, in seconds, 5 to 3600
    #[arg(long, env = "BARQ_ACCESS_TOKEN_SECS", default_value_t = 900,
          value_parser = clap::value_parser!(u32).range(5..=3600))]
    pub access_token_secs: u32,
    /// How long a console may stay away before it has to sign in anew, in days, 1 to 90
    #[arg(long, env = "BARQ_REFRESH_TOKEN_DAYS", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(1..=90))]
    pub refresh_token_days: u32,
    /// The largest request body, in bytes, 65536 to 268435456
    #[arg(long, env = "BARQ_MAX_BODY_BYTES", default_value_t = 16 << 20,
          value_parser = clap::value_parser!(u64).range(65_536..=268_435_456))]
    pub max_body_bytes: u64,
    /// Requests worked on at once; more are answered 503, 1 to 100000
    #[arg(long, env = "BARQ_MAX_REQUESTS", default_value_t = 512,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_requests: u32,
    /// A request may take this long, in seconds, 1 to 600
    #[arg(long, env = "BARQ_REQUEST_TIMEOUT_SECS", default_value_t = 120,
          value_parser = clap::value_parser!(u32).range(1..=600))]
    pub request_timeout_secs: u32,
    /// Time to finish requests after SIGTERM, in seconds, 0 to 300
    #[arg(long, env = "BARQ_SHUTDOWN_GRACE_SECS", default_value_t = 20,
          value_parser = clap::value_parser!(u32).range(0..=300))]
    pub shutdown_grace_secs: u32,
    /// How often finished deliveries of thirty days ago are archived, in seconds, 60 to 604800
    #[arg(long, env = "BARQ_ARCHIVE_EVERY_SECS", default_value_t = 3600,
          value_parser = clap::value_parser!(u32).range(60..=604_800))]
    pub archive_every_secs: u32,
    /// How long a console may work offline before it locks, in seconds, 1 to 31536000; fourteen days by default
    #[arg(long, env = "BARQ_OFFLINE_LEASE_SECS", default_value_t = 1_209_600,
          value_parser = clap::value_parser!(u32).range(1..=31_536_000))]
    pub offline_lease_secs: u32,
    /// Failed sign-ins per account and address in five minutes before it is asked to wait, 1 to 1000
    #[arg(long, env = "BARQ_SIGN_IN_FAILURES", default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub sign_in_failures: u32,
    #[command(flatten)]
    pub snapshots: Snapshots,
    /// Every so often all rows are compared with their checksums and old evictions removed, in seconds, 1 to 604800;
    /// 0 never
    #[arg(long, env = "BARQ_SCRUB_SECS", default_value_t = 21_600,
          value_parser = clap::value_parser!(u32).range(0..=604_800))]
    pub scrub_secs: u32,
    /// A console that stays away longer takes everything anew, in days, 1 to 365
    #[arg(long, env = "BARQ_EVICTION_DAYS", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(1..=365))]
    pub eviction_days: u32,
    /// Apply missing migrations before listening
    #[arg(long, env = "BARQ_MIGRATE")]
    pub migrate: bool,
}

/// Large scopes as files.
#[derive(Args, Clone, Debug)]
pub struct Snapshots {
    /// The folder of the snapshots' files; several servers may share one [default: barq-snapshots in the folder for
    /// temporary files]
    #[arg(long = "snapshots", env = "BARQ_SNAPSHOTS", value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// A scope with so many rows of one kind is taken as a snapshot, 1 to 100000000
    #[arg(long = "snapshot-rows", env = "BARQ_SNAPSHOT_ROWS", default_value_t = 20_000,
          value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub rows: u32,
    /// A snapshot is used until its scope is so many versions further, 0 to 1000000
    #[arg(long = "snapshot-changes", env = "BARQ_SNAPSHOT_CHANGES", default_value_t = 1_000,
          value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub changes: u32,
    /// Chunks are closed at this size before compression, in KiB, 64 to 49152; a console holds two in memory
    #[arg(long = "snapshot-chunk-kib", env = "BARQ_SNAPSHOT_CHUNK_KIB", default_value_t = 8_192,
          value_parser = clap::value_parser!(u32).range(64..=49_152))]
    pub chunk_kib: u32,
}

impl Snapshots {
    /// Where the files are.
    pub fn folder(&self) -> PathBuf {
        self.dir
            .clone()
            .unwrap_or_else(|| std::env::temp_dir().join("barq-snapshots"))
    }
}

/// Settings that do not go together.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error(
        "token-secret (BARQ_TOKEN_SECRET) is {0}; production needs a random one of at least {MIN_SECRET_BYTES} bytes, such as from: openssl rand -base64 48"
    )]
    Secret(&'static str),
}

impl Serve {
    /// Settings for a server on `database_url` with everything else at its default.
    pub fn defaults(database_url: &str) -> Self {
        Self {
            database: Database {
                database_url: database_url.to_owned(),
                connections: 16,
            },
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            token_secret: DEVELOPMENT_SECRET.to_owned(),
            access_token_secs: 900,
            refresh_token_days: 30,
            max_body_bytes: 16 << 20,
            max_requests: 512,
            request_timeout_secs: 120,
            shutdown_grace_secs: 20,
            archive_every_secs: 3600,
            offline_lease_secs: 1_209_600,
            sign_in_failures: 10,
            snapshots: Snapshots {
                dir: None,
                rows: 20_000,
                changes: 1_000,
                chunk_kib: 8_192,
            },
            scrub_secs: 21_600,
            eviction_days: 30,
            migrate: false,
        }
    }

    /// Refuses what production must not run with.
    pub fn check(&self, environment: Environment) -> Result<(), SettingsError> {
        if environment == Environment::Development {
            return Ok(());
        }
        if self.token_secret == DEVELOPMENT_SECRET {
            return Err(SettingsError::Secret("not set"));
        }
        if self.token_secret.len() < MIN_SECRET_BYTES {
            return Err(SettingsError::Secret("too short"));
        }
        Ok(())
    }

    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_secs.into())
    }

    pub fn archive_every(&self) -> Duration {
        Duration::from_secs(self.archive_every_secs.into())
    }

    pub fn shutdown_grace(&self) -> Duration {
        Duration::from_secs(self.shutdown_grace_secs.into())
    }
}
