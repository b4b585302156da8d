//! A console without a window: a profile in a directory of its own, and barqctl run on it as a process.

use crate::programs::program;
use serde_json::Value;
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Output, Stdio},
};
use tempfile::TempDir;

/// The passphrase of every test's replica.
pub const PASSPHRASE: &str = "correct horse battery staple";

/// One profile. Its directory goes when it is dropped.
pub struct Console {
    dir: TempDir,
    /// Where the profile is instead, when it has a disk of its own.
    #[cfg(target_os = "linux")]
    disk: Option<crate::disk::SmallDisk>,
}

/// What a run of barqctl ended with.
#[derive(Debug)]
pub struct Ended {
    /// -1 when a signal ended it.
    pub code: i32,
    pub signal: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The lines of standard output as JSON.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e} in {line:?}")))
            .collect()
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The code of the typed error on standard error.
    #[track_caller]
    pub fn error(&self) -> String {
        let line = self.stderr.lines().last().unwrap_or_default();
        let json: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {self:?}"));
        json["error"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

impl Console {
    #[expect(clippy::new_without_default, reason = "making one touches the disk")]
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a directory for the profile"),
            #[cfg(target_os = "linux")]
            disk: None,
        }
    }

    /// A profile on a small disk; its directory here stays empty.
    #[cfg(target_os = "linux")]
    pub fn on(disk: crate::disk::SmallDisk) -> Self {
        Self {
            disk: Some(disk),
            ..Self::new()
        }
    }

    /// The small disk it is on.
    #[cfg(target_os = "linux")]
    pub fn disk(&self) -> Option<&crate::disk::SmallDisk> {
        self.disk.as_ref()
    }

    /// Signs `username` in to `server` and syncs.
    #[track_caller]
    pub fn signed_in(server: &str, username: &str, password: &str) -> Self {
        let console = Self::new();
        let ended = console.sign_in(server, username, password);
        assert_eq!(ended.code, 0, "{ended:?}");
        console
    }

    pub fn sign_in(&self, server: &str, username: &str, password: &str) -> Ended {
        let mut command = self.command(["sign-in", username, "--server", server]);
        command.env("BARQ_PASSWORD", password);
        finish(command, "")
    }

    /// The same profile a second time, as it is now: a cloned laptop, or a backup of one.
    pub fn cloned(&self) -> Self {
        let clone = Self::new();
        copy(self.dir(), clone.dir());
        clone
    }

    /// Puts the profile back to what `backup` has.
    pub fn restore(&self, backup: &Self) {
        for entry in std::fs::read_dir(self.dir()).expect("the profile") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                std::fs::remove_file(path).expect("a file of the profile");
            }
        }
        copy(backup.dir(), self.dir());
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// barqctl on this profile, `--json`, not yet started.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.program(program("barqctl"));
        command
            .arg("--profile")
            .arg(self.path())
            .arg("--json")
            .args(args)
            .env("BARQ_PASSPHRASE", PASSPHRASE)
            .env_remove("BARQ_PASSWORD")
            .env_remove("BARQ_SERVER")
            .env_remove("BARQ_PROFILE");
        command
    }

    #[cfg(target_os = "linux")]
    fn program(&self, program: PathBuf) -> Command {
        match &self.disk {
            Some(disk) => disk.command(program),
            None => Command::new(program),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn program(&self, program: PathBuf) -> Command {
        Command::new(program)
    }

    /// The profile as its programs see it.
    fn path(&self) -> &Path {
        #[cfg(target_os = "linux")]
        if let Some(disk) = &self.disk {
            return disk.path();
        }
        self.dir()
    }

    /// Runs barqctl to its end.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ended {
        finish(self.command(args), "")
    }

    /// Runs barqctl with `input` on its standard input.
    pub fn run_with<S: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = S>,
        input: &str,
    ) -> Ended {
        finish(self.command(args), input)
    }

    /// Runs barqctl; it has to end with 0. Its output as JSON.
    #[track_caller]
    pub fn ask<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Value {
        let ended = self.run(args);
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.json()
    }

    /// Submits one command that has to be accepted; its id.
    #[track_caller]
    pub fn submit(&self, command: &Value) -> String {
        // By standard input: a large command is longer than an argument may be.
        let ended = self.run_with(["submit", "-"], &format!("{command}\n"));
        assert_eq!(ended.code, 0, "{ended:?}");
        let id = &ended.json()["command_id"];
        id.as_str()
            .unwrap_or_else(|| panic!("{ended:?}"))
            .to_owned()
    }

    #[track_caller]
    pub fn sync(&self) -> Value {
        self.ask(["sync"])
    }

    /// The hub's rows in canonical form: `--base` or `--live`.
    #[track_caller]
    pub fn dump(&self, which: &str, hub: &str) -> String {
        let ended = self.run(["dump", which, "--hub", hub]);
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.stdout
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("the profile") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let name = path.file_name().expect("a file has a name");
            std::fs::copy(&path, to.join(name)).expect("a file of the profile");
        }
    }
}

/// The signal that ended a process.
pub fn signal(status: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    return std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    {
        let _ = status;
        None
    }
}

/// Runs `command` to its end with `input` on its standard input.
pub fn finish(mut command: Command, input: &str) -> Ended {
    use std::io::Write;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        // A program that ends before it has read everything is judged by its exit code.
        let _ = stdin.write_all(input.as_bytes());
    });
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("the program's output");
    writer.join().expect("the writing thread");
    Ended {
        code: status.code().unwrap_or(-1),
        signal: signal(status),
        stdout: String::from_utf8(stdout).expect("UTF-8"),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    }
}
