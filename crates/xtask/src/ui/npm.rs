//! The page's npm packages: fonts, the map library and the accessibility checker.
//!
//! Only files are taken from them: no package's script is ever run.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::process::Command;

/// Installs what `ui/package-lock.json` pins, unless that is what is there already.
pub fn install(workspace: &Workspace) -> Result<()> {
    let ui = workspace.root.join("ui");
    let lock = fs::read(ui.join("package-lock.json")).context("reading ui/package-lock.json")?;
    let stamp = format!("{:x}", Sha256::digest(&lock));
    let stamp_file = ui.join("node_modules").join(".installed-lock");
    if fs::read_to_string(&stamp_file).is_ok_and(|held| held == stamp) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    if !process::succeeds(Command::new(npm).arg("--version")) {
        bail!("npm was not found; `cargo xtask setup` installs it on Debian and Ubuntu");
    }
    process::run(Command::new(npm).current_dir(&ui).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    fs::write(&stamp_file, stamp).context("noting what was installed")
}
