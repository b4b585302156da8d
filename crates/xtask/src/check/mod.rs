//! `cargo xtask check`: proves the rules of the architecture that a compiler does not.
//!
//! Who may depend on whom (`dependencies`), what the pure crates must not reach (`purity`), that released migrations
//! stay as they were (`migrations`), and how source files look (`sources`). The rules are data and pure functions; this file only
//! gathers what they judge.

mod dependencies;
mod migrations;
mod purity;
mod sources;

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::{collections::BTreeMap, fs};

/// One broken rule: where, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Violation {
    /// A package or a file, with a line where that helps.
    pub place: String,
    /// What is wrong and what the rule is.
    pub what: String,
}

impl Violation {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<dependencies::Package>,
}

/// Prints every violation and fails when there is one.
pub fn run(workspace: &Workspace) -> Result<()> {
    let text =
        process::read(
            workspace
                .cargo()
                .args(["metadata", "--format-version=1", "--no-deps"]),
        )?;
    let metadata: Metadata = serde_json::from_str(&text).context("reading cargo metadata")?;
    let mut found = dependencies::judge(&metadata.packages);
    for package in purity::PURE {
        // The tree of this package alone: in the workspace's, others' features would be mixed in.
        let tree = process::read(workspace.cargo().args([
            "tree",
            "--package",
            package,
            "--edges=normal",
            "--target=wasm32-unknown-unknown",
            "--prefix=none",
            "--format={p}",
        ]))?;
        found.extend(purity::judge(package, tree.lines()));
    }
    let files = sources::read(workspace)?;
    for file in &files {
        found.extend(sources::judge(file));
        found.extend(purity::judge_source(file));
    }
    let frozen = fs::read_to_string(workspace.root.join(migrations::FROZEN))
        .with_context(|| format!("reading {}", migrations::FROZEN))?;
    found.extend(migrations::judge(&frozen, &read_migrations(workspace)?));
    for violation in &found {
        eprintln!("{}: {}", violation.place, violation.what);
    }
    if !found.is_empty() {
        bail!("check: {} broken rules", found.len());
    }
    eprintln!(
        "check: {} packages and {} files keep the rules",
        metadata.packages.len(),
        files.len()
    );
    Ok(())
}

/// The migrations by name and content.
fn read_migrations(workspace: &Workspace) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut all = BTreeMap::new();
    for kind in ["server", "replica"] {
        let folder = workspace.root.join("migrations").join(kind);
        for entry in
            fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?
        {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "sql") {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                all.insert(format!("{kind}/{name}"), fs::read(&path)?);
            }
        }
    }
    Ok(all)
}
