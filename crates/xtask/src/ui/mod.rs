//! `cargo xtask ui`: the console's page, compiled and laid out in `ui/dist` for the shell to embed.
//!
//! Must not know what the page shows.

mod npm;
mod page;
mod wasm;

pub use wasm::missing_packages;

use crate::process;
use crate::workspace::{self, Workspace};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// How the page is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build; function names are kept.
    Dev,
    /// Small and fast; what people get.
    Release,
}

impl Profile {
    fn cargo_name(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}

/// Builds the page into `ui/dist`. Files that did not change are not written again, so that a
/// shell which embeds them is not rebuilt for nothing.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    npm::install(workspace)?;
    let wasm = wasm::compile(workspace, profile)?;
    let bound = workspace.target.join("wasm").join("bound");
    bind(workspace, profile, &wasm, &bound)?;
    page::lay_out(workspace, &bound)
}

/// Makes the JavaScript that loads `wasm`, unless that was done for these very bytes already.
fn bind(workspace: &Workspace, profile: Profile, wasm: &Path, bound: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    let stamp = format!("{} {:x}", profile.cargo_name(), Sha256::digest(&bytes));
    let stamp_file = bound.with_extension("stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|held| held == stamp) && bound.is_dir() {
        return Ok(());
    }
    process::run(
        workspace
            .cargo()
            .args(["build", "--quiet", "--package", "bindgen"]),
    )?;
    if bound.exists() {
        fs::remove_dir_all(bound)?;
    }
    fs::create_dir_all(bound)?;
    let bindgen = workspace::program(&workspace.programs("debug"), "bindgen");
    let mut command = std::process::Command::new(bindgen);
    command.arg(wasm).arg(bound).arg("ui");
    if profile == Profile::Dev {
        command.arg("--names");
    }
    process::run(&mut command)?;
    fs::write(&stamp_file, stamp).context("noting what was bound")
}
