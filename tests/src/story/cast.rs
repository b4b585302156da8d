//! Someone at a console: an account, a profile, a window, and the process that may be killed.

use super::stage::barqctl;
use crate::{Window, console::finish};
use serde_json::Value;
use std::{path::PathBuf, process::Command, time::Duration};
use tokio::time::interval;

/// A person with a console of their own.
pub struct Person {
    pub username: &'static str,
    pub profile: PathBuf,
    /// The address they type at the first sign-in.
    pub server: String,
    passphrase: String,
    window: Option<Window>,
}

impl Person {
    pub fn new(username: &'static str, profile: PathBuf, server: String, passphrase: &str) -> Self {
        Self {
            username,
            profile,
            server,
            passphrase: passphrase.to_owned(),
            window: None,
        }
    }

    /// Starts their console.
    pub async fn open(&mut self) -> &Window {
        std::fs::create_dir_all(&self.profile).expect("a folder for the profile");
        let environment = [("BARQ_PASSPHRASE", self.passphrase.as_str())];
        let window = Window::open(&self.profile, &environment).await;
        self.window.insert(window)
    }

    /// Their window.
    #[track_caller]
    pub fn at(&self) -> &Window {
        self.window.as_ref().expect("the console is open")
    }

    /// Ends the console's process with SIGKILL: nothing of it runs on, nothing is written any more.
    pub async fn kill(&mut self) {
        let process = self.process().expect("the console's process");
        let killed = Command::new("kill")
            .args(["-KILL", &process.to_string()])
            .status();
        assert!(
            killed.is_ok_and(|status| status.success()),
            "the console can be killed"
        );
        // The system may still have to end its last write.
        let mut looks = interval(Duration::from_millis(20));
        while lives(process) {
            looks.tick().await;
        }
        self.window = None;
    }

    /// The console's process: the one of that name in whose environment the profile is.
    fn process(&self) -> Option<u32> {
        let wanted = format!("BARQ_PROFILE={}", self.profile.display());
        std::fs::read_dir("/proc")
            .ok()?
            .flatten()
            .find_map(|entry| {
                let process: u32 = entry.file_name().to_str()?.parse().ok()?;
                let name = std::fs::read_to_string(entry.path().join("comm")).ok()?;
                let environment = std::fs::read(entry.path().join("environ")).ok()?;
                let theirs = environment
                    .split(|byte| *byte == 0)
                    .any(|pair| pair == wanted.as_bytes());
                (name.trim() == "barq-dispatch" && theirs).then_some(process)
            })
    }

    /// Closes the console as a person does.
    pub async fn close(&mut self) {
        if let Some(window) = self.window.take() {
            window.close().await;
        }
    }

    /// The hub's canonical rows as the server last said them here.
    pub fn base(&self, hub: &str) -> String {
        let mut command = barqctl(&self.profile, &self.passphrase, "");
        command.args(["dump", "--base", "--hub", hub]);
        let ended = finish(command, "");
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.stdout
    }

    /// Their account's id.
    pub fn id(&self) -> String {
        let account =
            std::fs::read(self.profile.join("profile.json")).expect("the profile has an account");
        let account: Value = serde_json::from_slice(&account).expect("it is JSON");
        account["user"]
            .as_str()
            .expect("it names the user")
            .to_owned()
    }
}

/// Whether the system has not yet ended the process and closed its files; one that only nobody has asked about since
/// is ended.
fn lives(process: u32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = state.rsplit(") ").next().unwrap_or_default();
    !state.is_empty() && !state.starts_with(['Z', 'X'])
}
