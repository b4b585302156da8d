//! Where the workspace, its target directory and its programs are.
//!
//! Must not know what is built there.

use crate::process;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders every command works in.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The checkout's top folder.
    pub root: PathBuf,
    /// Cargo's target directory, wherever CARGO_TARGET_DIR puts it.
    pub target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Workspace {
    /// Asks cargo. Fails when the workspace's manifests cannot be read.
    pub fn find() -> Result<Self> {
        let text = process::read(cargo().current_dir(manifest_dir()).args([
            "metadata",
            "--format-version=1",
            "--no-deps",
        ]))?;
        let metadata: Metadata = serde_json::from_str(&text).context("reading cargo metadata")?;
        Ok(Self {
            root: metadata.workspace_root,
            target: metadata.target_directory,
        })
    }

    /// Where cargo leaves programs of the profile with this folder name (`debug`, `release`).
    pub fn programs(&self, profile: &str) -> PathBuf {
        self.target.join(profile)
    }

    /// A cargo command started in the workspace's top folder.
    pub fn cargo(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root);
        command
    }
}

/// `name` with this system's ending for programs.
pub fn program(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Cargo says at run time where this package is; a program started by hand knows where it was built.
fn manifest_dir() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}
