//! A Postgres server of a test's own, made with the programs of this machine, which can be stopped in the middle of
//! everything and started again. Removed with the value, and by a watcher process when the test dies otherwise.

use std::{
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Waits for its input to end, which it does however the test ends, then stops the server and removes its folder.
const WATCHER: &str =
    r#"cat >/dev/null; "$1" stop -D "$2" -m immediate -w -s >/dev/null; rm -rf "$3""#;
/// Where folders are made that another user can reach.
const REACHED_BY_ALL: &str = "/var/tmp";

/// See the module.
pub struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    port: u16,
    watcher: Child,
}

impl Cluster {
    /// Makes and starts one; `None` where Postgres' programs are not installed.
    pub fn start() -> Option<Self> {
        let bin = programs()?;
        let name = format!("barq-cluster-{}", uuid::Uuid::now_v7().simple());
        let folder = Path::new(REACHED_BY_ALL).join(name);
        run(as_owner("mkdir").args(["-m", "700"]).arg(&folder));
        let data = folder.join("data");
        run(as_owner(bin.join("initdb"))
            .arg("-D")
            .arg(&data)
            .args(["-U", "barq", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
            .arg("--auth=trust"));
        let watcher = as_owner("/bin/sh")
            .args(["-c", WATCHER, "watcher"])
            .arg(bin.join("pg_ctl"))
            .args([&data, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("the watcher starts");
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let cluster = Self {
            bin,
            folder,
            port,
            watcher,
        };
        cluster.go_on();
        Some(cluster)
    }

    /// Its address, as the user who owns everything in it.
    pub fn url(&self) -> String {
        format!("postgres://barq@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops it as a crash would: no checkpoint, every connection gone. What was committed is in its log.
    pub fn stop_immediately(&self) {
        run(self.control("stop").args(["-m", "immediate"]));
    }

    /// Starts it, and waits until it has recovered and takes connections.
    pub fn go_on(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=on -c max_connections=100",
            self.port
        );
        run(self
            .control("start")
            .arg("-l")
            .arg(self.folder.join("log"))
            .args(["-o", &options]));
    }

    fn control(&self, what: &str) -> Command {
        let mut command = as_owner(self.bin.join("pg_ctl"));
        command
            .args([what, "-w", "-s", "-D"])
            .arg(self.folder.join("data"));
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let _ = self.watcher.wait();
    }
}

/// The folder with initdb and pg_ctl: Debian keeps them off PATH, one folder per version.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
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
    let said = Command::new("pg_config").arg("--bindir").output().ok()?;
    let bin = PathBuf::from(String::from_utf8(said.stdout).ok()?.trim());
    bin.join("initdb").is_file().then_some(bin)
}

/// `program`, run by this user, or by `postgres` when this user is root, which Postgres refuses.
fn as_owner(program: impl AsRef<Path>) -> Command {
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|said| said.stdout.trim_ascii() == b"0");
    let mut command = if is_root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program.as_ref());
        command
    } else {
        Command::new(program.as_ref())
    };
    command.current_dir("/").env("LC_ALL", "C.UTF-8");
    command
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
