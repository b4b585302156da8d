//! A private Postgres for tests, demo and measurements, unless DATABASE_URL names one.
//!
//! Made anew in a folder of its own at every start, with fsync on, on a free port of this machine
//! and with a random password. It is stopped and removed when the value is dropped; a watcher
//! process does the same when this process dies in any other way (Ctrl-C, kill -9).

use crate::process;
use crate::workspace::Workspace;
use anyhow::Result;

/// A running Postgres. Keep the value for as long as the database is needed.
#[derive(Debug)]
pub struct Postgres {
    url: String,
    #[cfg(unix)]
    server: Option<private::Server>,
}

impl Postgres {
    /// The one DATABASE_URL names, else a private one. Fails where Postgres is not installed.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        if let Some(url) = Self::given() {
            return Ok(Self {
                url,
                #[cfg(unix)]
                server: None,
            });
        }
        start_private(workspace)
    }

    /// The address in DATABASE_URL, when there is one.
    pub fn given() -> Option<String> {
        std::env::var("DATABASE_URL")
            .ok()
            .filter(|url| !url.is_empty())
    }

    /// Whether `start` can work here.
    pub fn is_possible() -> bool {
        Self::given().is_some() || (cfg!(unix) && binaries().is_some())
    }

    /// The address of a database whose user may create further databases.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Leaves a private server running when this program ends, and says how it is stopped and removed. Does
    /// nothing to one that DATABASE_URL names.
    pub fn leave(self) -> Result<()> {
        #[cfg(unix)]
        if let Some(server) = self.server {
            let holder = server.leave()?;
            eprintln!("Postgres goes on running; `kill {holder}` stops and removes it");
        }
        Ok(())
    }
}

#[cfg(unix)]
fn start_private(workspace: &Workspace) -> Result<Postgres> {
    let server = private::Server::start(workspace)?;
    Ok(Postgres {
        url: server.url(),
        server: Some(server),
    })
}

#[cfg(not(unix))]
fn start_private(_workspace: &Workspace) -> Result<Postgres> {
    anyhow::bail!("on this system a private Postgres is not started: set DATABASE_URL to one")
}

/// The folder with initdb and pg_ctl: Debian keeps them off PATH, one folder per version.
fn binaries() -> Option<std::path::PathBuf> {
    let mut found: Vec<(u32, std::path::PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    found.sort();
    if let Some((_, bin)) = found.pop() {
        return Some(bin);
    }
    let bin = process::read(std::process::Command::new("pg_config").arg("--bindir")).ok()?;
    let bin = std::path::PathBuf::from(bin);
    bin.join("initdb").is_file().then_some(bin)
}

#[cfg(unix)]
mod private;
