//! `cargo xtask setup`: installs what Debian or Ubuntu lacks to build, run and test everything.
//!
//! Only packages of the system's own archive, and only those missing. Never downloads toolchains
//! (the page's build may ask rustup for its wasm target; see `ui`).

use crate::{process, ui};
use anyhow::{Context, Result, bail};
use std::process::Command;

/// Compiling the server, barqctl and the shell (SQLCipher's OpenSSL wants perl), and fetching the page's packages.
const BUILD: [&str; 4] = ["build-essential", "pkg-config", "perl", "curl"];

/// Compiling and running the desktop shell.
const WINDOW: [&str; 8] = [
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libxdo-dev",
    "libdbus-1-dev",
    "gnome-keyring",
    "xdg-utils",
];

/// Testing: a database, and a screen with WebDriver, keychain, notifications and fonts.
const TEST: [&str; 10] = [
    "postgresql",
    "util-linux",
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "dbus",
    "dbus-x11",
    "dunst",
    "mesa-vulkan-drivers",
    "fonts-noto-core",
];

/// Installs whatever is missing. Does nothing, quickly, when nothing is; on systems without apt
/// it says so and leaves the rest to the person.
pub fn run() -> Result<()> {
    if !process::on_path("apt-get") {
        eprintln!(
            "setup: no apt-get here. Install a C compiler, perl, pkg-config, curl, PostgreSQL 15 or newer \
             and, on Linux, WebKitGTK 4.1 yourself."
        );
        return Ok(());
    }
    let mut missing = not_installed(BUILD.iter().chain(&WINDOW).chain(&TEST))?;
    missing.extend(ui::missing_packages()?);
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("setup: installing {}", missing.join(" "));
    process::run(apt()?.arg("update").arg("--quiet"))
        .context("the package lists could not be fetched; nothing was changed")?;
    process::run(
        apt()?
            .args(["install", "--quiet", "--yes", "--no-install-recommends"])
            .args(&missing),
    )
    .context(
        "installing packages failed; run `cargo xtask setup` again after fixing the cause above",
    )
}

fn not_installed<'a>(wanted: impl Iterator<Item = &'a &'static str>) -> Result<Vec<&'static str>> {
    // One question for all of them; it exits with an error when some are unknown, and still answers.
    let output = Command::new("dpkg-query")
        .args([
            "--show",
            "--showformat=${db:Status-Status} ${Package}\n",
            "*",
        ])
        .output()
        .context("could not start dpkg-query")?;
    let known = String::from_utf8_lossy(&output.stdout);
    let installed: std::collections::HashSet<&str> = known
        .lines()
        .filter_map(|line| line.strip_prefix("installed "))
        .collect();
    Ok(wanted
        .copied()
        .filter(|package| !installed.contains(package))
        .collect())
}

/// apt-get that asks nothing, as root: directly or through sudo.
fn apt() -> Result<Command> {
    let mut command = if process::is_root() {
        Command::new("apt-get")
    } else if process::on_path("sudo") {
        let mut sudo = Command::new("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        bail!(
            "installing packages needs root, and there is no sudo: run `cargo xtask setup` as root once"
        );
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}
