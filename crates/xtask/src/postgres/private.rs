//! Makes, starts, watches and removes one private Postgres server.
//!
//! initdb refuses root, so root runs all of it as the user `postgres`, in a folder that user can
//! reach and that is on a disk (fsync means something there).

use super::binaries;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// More at once than anybody runs; only keeps the search for a free folder finite.
const FOLDERS_AT_MOST: u32 = 64;

/// Waits for its input to end, which it does however our process ends, then stops and removes.
/// `$1` is pg_ctl, `$2` the data folder, `$3` the folder of everything. Its output is the lock, so
/// that the folder stays taken until it is done.
const WATCHER: &str =
    r#"cat >/dev/null; "$1" stop -D "$2" -m immediate -w -s >/dev/null; rm -rf "$3""#;

/// A server of our own, with the process that ends it.
#[derive(Debug)]
pub struct Server {
    port: u16,
    password: String,
    watcher: Child,
}

impl Server {
    /// initdb, then a start that waits until connections are taken.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let bin = binaries().context(
            "PostgreSQL's initdb was not found: `cargo xtask setup` installs it on Debian and Ubuntu; \
             or set DATABASE_URL to a running server",
        )?;
        let owner = Owner::of_this_process();
        let (folder, lock) = free_folder(&owner.base(workspace), &owner, &bin)?;
        let data = folder.join("data");
        let password = random_hex()?;
        let password_file = folder.join("password");
        owner.write(&password_file, &password)?;
        process::read(
            owner
                .command(&bin.join("initdb"))
                .arg("-D")
                .arg(&data)
                .args(["-U", "barq", "-E", "UTF8", "--locale=C.UTF-8"])
                .args(["--no-sync", "--auth=scram-sha-256"])
                .arg("--pwfile")
                .arg(&password_file),
        )
        .context("making a private Postgres failed")?;
        let port = free_port()?;
        owner.write(&data.join("postgresql.auto.conf"), &settings(port))?;
        let watcher = watch(&owner, &bin, &folder, lock)?;
        let server = Self {
            port,
            password,
            watcher,
        };
        let log = folder.join("log");
        process::read(
            owner
                .command(&bin.join("pg_ctl"))
                .args(["start", "-w", "-s", "-D"])
                .arg(&data)
                .arg("-l")
                .arg(&log),
        )
        .with_context(|| {
            let said = fs::read_to_string(&log).unwrap_or_default();
            format!("the private Postgres did not start: {}", said.trim())
        })?;
        Ok(server)
    }

    /// Where it listens, as the user who owns everything in it.
    pub fn url(&self) -> String {
        format!(
            "postgres://barq:{}@127.0.0.1:{}/postgres",
            self.password, self.port
        )
    }

    /// Leaves it to another process, whose id is answered: when that one ends, the server is stopped and
    /// removed.
    pub fn leave(mut self) -> Result<u32> {
        let input = self.watcher.stdin.take();
        let held = input.context("the private Postgres' watcher has no input")?;
        let holder = Command::new("sleep")
            .arg("infinity")
            .stdin(Stdio::null())
            .stdout(held)
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("could not leave the private Postgres running")?;
        // Dropping would wait for the watcher, which now outlives this program.
        std::mem::forget(self);
        Ok(holder.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        // A failure changes nothing here: the next start cleans what is left.
        let _ = self.watcher.wait();
    }
}

/// Who runs the server: this user, or `postgres` when this user is root.
struct Owner {
    as_postgres: bool,
}

impl Owner {
    fn of_this_process() -> Self {
        Self {
            as_postgres: process::is_root(),
        }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = if self.as_postgres {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // The owner may not enter the folder we stand in. A language of ours must not reach initdb.
        command.current_dir("/").env("LC_ALL", "C.UTF-8");
        command
    }

    fn give(&self, path: &Path) -> Result<()> {
        if self.as_postgres {
            process::read(Command::new("chown").arg("postgres:").arg(path))?;
        }
        Ok(())
    }

    fn write(&self, path: &Path, text: &str) -> Result<()> {
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
        self.give(path)
    }

    /// The folder that holds the servers' folders.
    fn base(&self, workspace: &Workspace) -> PathBuf {
        if self.as_postgres {
            let name = Sha256::digest(workspace.target.to_string_lossy().as_bytes());
            PathBuf::from("/var/tmp").join(format!("barq-postgres-{:.8}", format!("{name:x}")))
        } else {
            workspace.target.join("postgres")
        }
    }
}

/// The first folder no other process of ours uses, emptied, private to the owner.
fn free_folder(base: &Path, owner: &Owner, bin: &Path) -> Result<(PathBuf, File)> {
    fs::create_dir_all(base).with_context(|| format!("making {}", base.display()))?;
    if owner.as_postgres && fs::symlink_metadata(base)?.uid() != 0 {
        bail!("{} belongs to somebody else: remove it", base.display());
    }
    for number in 0..FOLDERS_AT_MOST {
        let lock = File::create(base.join(format!("{number}.lock")))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => continue,
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let folder = base.join(number.to_string());
        if folder.exists() {
            // Nobody watches this one any more: the machine stopped, or the watcher was killed.
            let mut stop = owner.command(&bin.join("pg_ctl"));
            process::succeeds(
                stop.args(["stop", "-m", "immediate", "-D"])
                    .arg(folder.join("data")),
            );
            fs::remove_dir_all(&folder)?;
        }
        DirBuilder::new().mode(0o700).create(&folder)?;
        owner.give(&folder)?;
        return Ok((folder, lock));
    }
    bail!(
        "no free folder for a private Postgres in {}: too many are running",
        base.display()
    )
}

/// Its own process group: the terminal's Ctrl-C ends us, not the one that must tidy up after us.
fn watch(owner: &Owner, bin: &Path, folder: &Path, lock: File) -> Result<Child> {
    owner
        .command(Path::new("/bin/sh"))
        .args(["-c", WATCHER, "watcher"])
        .arg(bin.join("pg_ctl"))
        .arg(folder.join("data"))
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(lock)
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .context("could not start the private Postgres' watcher")
}

fn settings(port: u16) -> String {
    format!(
        "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\n\
         max_connections = 200\nshared_buffers = '256MB'\nfsync = on\nsynchronous_commit = on\n"
    )
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

fn random_hex() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(bin: &Path, url: &str, sql: &str) -> Result<String> {
        process::read(Command::new(bin.join("psql")).args(["-XAt", url, "-c", sql]))
    }

    /// Says nothing about machines without Postgres.
    #[test]
    fn a_server_is_durable_while_held_and_gone_afterwards() {
        let Some(bin) = binaries() else { return };
        let target = std::env::temp_dir().join(format!("barq-xtask-test-{}", std::process::id()));
        let workspace = Workspace {
            root: target.clone(),
            target: target.clone(),
        };
        let first = Server::start(&workspace).unwrap();
        let second = Server::start(&workspace).unwrap();
        assert_ne!(first.port, second.port);
        assert_eq!(ask(&bin, &first.url(), "show fsync").unwrap(), "on");
        assert_eq!(ask(&bin, &second.url(), "select 1 + 1").unwrap(), "2");
        let url = first.url();
        let base = Owner::of_this_process().base(&workspace);
        drop(first);
        assert!(ask(&bin, &url, "select 1").is_err());
        assert_eq!(ask(&bin, &second.url(), "select 1 + 1").unwrap(), "2");
        drop(second);
        fs::remove_dir_all(base).unwrap();
    }
}
