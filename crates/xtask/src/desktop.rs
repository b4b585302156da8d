//! A screen of its own for windows under test: Xvfb, a session bus, a keychain and a notification
//! daemon, with home folders that vanish afterwards. Linux only.
//!
//! Must not know what runs in it.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Inside the session bus: an unlocked keychain and notifications first, then the command. The
/// empty line is the passphrase of a keychain that lives as long as the session.
const SESSION: &str = r#"
echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 97
dunst >/dev/null 2>&1 &
notifications=$!
"$@"
status=$?
kill "$notifications" 2>/dev/null
exit "$status"
"#;
/// What `SESSION` exits with when there is no keychain.
const NO_KEYCHAIN: i32 = 97;

/// The private folders of one session; removed when dropped.
#[derive(Debug)]
pub struct Desktop {
    folder: PathBuf,
}

impl Desktop {
    /// Makes the folders. Fails where there is no Xvfb or session bus to be had.
    pub fn new() -> Result<Self> {
        for program in [
            "xvfb-run",
            "dbus-run-session",
            "gnome-keyring-daemon",
            "dunst",
        ] {
            if !crate::process::on_path(program) {
                bail!(
                    "`{program}` was not found: `cargo xtask setup` installs it on Debian and Ubuntu"
                );
            }
        }
        // Short, because sockets are made in it and their paths must be.
        let folder = std::env::temp_dir().join(format!("barq-desktop-{}", std::process::id()));
        for name in ["run", "data", "config", "cache", "state"] {
            fs::create_dir_all(folder.join(name))
                .with_context(|| format!("making {}", folder.display()))?;
        }
        // XDG wants the runtime folder private.
        crate::process::read(Command::new("chmod").arg("-R").arg("0700").arg(&folder))?;
        Ok(Self { folder })
    }

    /// Runs `command` there and waits for it. The screen is 1920 × 1200.
    pub fn run(&self, command: &Command) -> Result<()> {
        let mut session = Command::new("xvfb-run");
        session
            .args([
                "--auto-servernum",
                "--server-args=-screen 0 1920x1200x24 -nolisten tcp",
            ])
            .args(["dbus-run-session", "--", "sh", "-c", SESSION, "session"])
            .arg(command.get_program())
            .args(command.get_args());
        if let Some(folder) = command.get_current_dir() {
            session.current_dir(folder);
        }
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => session.env(name, value),
                None => session.env_remove(name),
            };
        }
        session
            .env("XDG_RUNTIME_DIR", self.folder.join("run"))
            .env("XDG_DATA_HOME", self.folder.join("data"))
            .env("XDG_CONFIG_HOME", self.folder.join("config"))
            .env("XDG_CACHE_HOME", self.folder.join("cache"))
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .env("NO_AT_BRIDGE", "1")
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        let status = session.status().context("could not start xvfb-run")?;
        match status.code() {
            Some(0) => Ok(()),
            Some(NO_KEYCHAIN) => bail!("gnome-keyring did not start in the test session"),
            _ => bail!(
                "{} failed ({status})",
                command.get_program().to_string_lossy()
            ),
        }
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        // What cannot be removed is left in the system's temporary folder.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails unless the default keychain is open and notifications are served.
    const ASK: &str = r#"
set -e
test -n "$DISPLAY"
call="dbus-send --session --print-reply"
$call --dest=org.freedesktop.secrets /org/freedesktop/secrets/aliases/default \
    org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Locked \
    | grep -q 'boolean false'
$call --dest=org.freedesktop.Notifications /org/freedesktop/Notifications \
    org.freedesktop.Notifications.GetServerInformation | grep -qi dunst
"#;

    /// Says nothing about machines without a virtual screen.
    #[test]
    fn a_session_has_a_screen_an_open_keychain_and_notifications() {
        let Ok(desktop) = Desktop::new() else { return };
        desktop.run(Command::new("sh").args(["-c", ASK])).unwrap();
        let failure = desktop.run(Command::new("sh").args(["-c", "exit 3"]));
        assert!(failure.unwrap_err().to_string().contains("exit status: 3"));
        let folder = desktop.folder.clone();
        drop(desktop);
        assert!(!folder.exists());
    }
}
