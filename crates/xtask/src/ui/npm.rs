//! The page's npm packages: fonts, the map library and the accessibility checker.
//!
//! Only files are taken from them, so Node.js is not needed: what `ui/package.json` names is fetched in the version
//! that `ui/package-lock.json` pins, checked against its hash and unpacked. No package's script is ever run.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use sha2::{Digest, Sha256, Sha512};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Where packages come from, unless `NPM_CONFIG_REGISTRY` names a mirror.
const REGISTRY: &str = "https://registry.npmjs.org";

/// `package-lock.json`: the page itself has the empty path, its packages `node_modules/NAME`.
#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Entry>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Entry {
    version: String,
    integrity: String,
    dependencies: BTreeMap<String, String>,
    dev_dependencies: BTreeMap<String, String>,
}

/// A package to fetch.
#[derive(Debug, PartialEq)]
struct Package {
    name: String,
    version: String,
    /// `sha512-` and the hash in base64.
    integrity: String,
}

/// Installs what `ui/package-lock.json` pins, unless that is what is there already.
pub fn install(workspace: &Workspace) -> Result<()> {
    let ui = workspace.root.join("ui");
    let lock =
        fs::read_to_string(ui.join("package-lock.json")).context("reading ui/package-lock.json")?;
    let stamp = format!("{:x}", Sha256::digest(&lock));
    let modules = ui.join("node_modules");
    let stamp_file = modules.join(".installed-lock");
    if fs::read_to_string(&stamp_file).is_ok_and(|held| held == stamp) {
        return Ok(());
    }
    let packages = named(&lock).context("ui/package-lock.json")?;
    if modules.exists() {
        fs::remove_dir_all(&modules).context("clearing ui/node_modules")?;
    }
    let registry = std::env::var("NPM_CONFIG_REGISTRY").unwrap_or_else(|_| REGISTRY.to_owned());
    for package in &packages {
        fetch(&registry, package, &modules)
            .with_context(|| format!("npm package {} {}", package.name, package.version))?;
    }
    fs::write(&stamp_file, stamp).context("noting what was installed")
}

/// The packages the page names itself; what those are made with is not needed.
fn named(lock: &str) -> Result<Vec<Package>> {
    let mut lock: Lock = serde_json::from_str(lock)?;
    let page = lock.packages.remove("").context("it names no packages")?;
    page.dependencies
        .into_keys()
        .chain(page.dev_dependencies.into_keys())
        .map(|name| {
            let pinned = lock
                .packages
                .remove(&format!("node_modules/{name}"))
                .with_context(|| format!("{name} is not pinned: run `npm install` in ui"))?;
            Ok(Package {
                name,
                version: pinned.version,
                integrity: pinned.integrity,
            })
        })
        .collect()
}

fn address(registry: &str, package: &Package) -> String {
    let Package { name, version, .. } = package;
    let file = name.rsplit('/').next().unwrap_or(name);
    let registry = registry.trim_end_matches('/');
    format!("{registry}/{name}/-/{file}-{version}.tgz")
}

fn fetch(registry: &str, package: &Package, modules: &Path) -> Result<()> {
    let folder = modules.join(&package.name);
    fs::create_dir_all(&folder)?;
    let archive = modules.join("fetched.tgz");
    process::run(
        Command::new("curl")
            .args([
                "--fail",
                "--location",
                "--silent",
                "--show-error",
                "--retry",
                "3",
                "--output",
            ])
            .arg(&archive)
            .arg(address(registry, package)),
    )
    .context(
        "fetching it (curl is needed; `cargo xtask setup` installs it on Debian and Ubuntu)",
    )?;
    verify(&fs::read(&archive)?, &package.integrity)?;
    process::run(
        Command::new("tar")
            .arg("-xzf")
            .arg(&archive)
            .args(["--strip-components=1", "-C"])
            .arg(&folder),
    )?;
    fs::remove_file(&archive).context("removing the archive")
}

fn verify(archive: &[u8], integrity: &str) -> Result<()> {
    let held = format!("sha512-{}", STANDARD.encode(Sha512::digest(archive)));
    if held != integrity {
        bail!("what was fetched is not what is pinned: its hash is {held}, not {integrity}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"{"packages": {
        "": {"dependencies": {"@a/b": "1.0.0"}, "devDependencies": {"c": "2.0.0"}},
        "node_modules/@a/b": {"version": "1.0.0", "integrity": "sha512-x"},
        "node_modules/c": {"version": "2.0.0", "integrity": "sha512-y"},
        "node_modules/deeper": {"version": "3.0.0", "integrity": "sha512-z"}}}"#;

    #[test]
    fn what_the_page_names_is_fetched_and_nothing_else() {
        let packages = named(LOCK).unwrap();
        let addresses: Vec<String> = packages.iter().map(|p| address("https://r/", p)).collect();
        assert_eq!(
            addresses,
            ["https://r/@a/b/-/b-1.0.0.tgz", "https://r/c/-/c-2.0.0.tgz"]
        );
    }

    #[test]
    fn a_package_that_is_not_pinned_is_an_error() {
        let lock = LOCK.replace("node_modules/c", "node_modules/d");
        assert!(named(&lock).unwrap_err().to_string().contains("not pinned"));
    }

    #[test]
    fn other_bytes_than_the_pinned_ones_are_refused() {
        let right = format!("sha512-{}", STANDARD.encode(Sha512::digest(b"right")));
        assert!(verify(b"right", &right).is_ok());
        assert!(verify(b"wrong", &right).is_err());
    }
}
