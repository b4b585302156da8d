//! Compiles the page to wasm with whichever toolchain this machine has.
//!
//! Rustup's target is used where it is there or can be added. Where it cannot, Debian's security
//! archive has the same compiler with the library's source (`rustc-web`), and the library is built
//! along. `BARQ_WASM_TOOLCHAIN=rustup|debian` insists on one.

use super::Profile;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's compiler, its library's source and a linker for wasm.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-19";

enum Toolchain {
    /// The compiler that builds everything else, with its wasm library.
    Own,
    /// Debian's, building the library from source.
    Debian,
}

/// The apt packages without which the page cannot be compiled here: none where rustup's target
/// is there or can be added. May add that target.
pub fn missing_packages() -> Result<&'static [&'static str]> {
    Ok(if find()?.is_some() {
        &[]
    } else {
        &DEBIAN_PACKAGES
    })
}

/// Compiles the package `ui` and gives the wasm file's path.
pub fn compile(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let Some(toolchain) = find()? else {
        bail!(
            "no compiler for {TARGET}: `rustup target add {TARGET}` does not work here and Debian's \
             {DEBIAN_PACKAGES:?} are not installed; `cargo xtask setup` installs those on Debian and Ubuntu"
        );
    };
    let target = workspace.target.join("wasm");
    let mut command = match toolchain {
        Toolchain::Own => workspace.cargo(),
        Toolchain::Debian => debian_cargo(workspace),
    };
    command
        .args(["build", "--package", "ui", "--target", TARGET, "--profile"])
        .arg(profile.cargo_name())
        .env("CARGO_TARGET_DIR", &target);
    process::run(&mut command)?;
    Ok(target
        .join(TARGET)
        .join(profile.cargo_name())
        .join("ui.wasm"))
}

fn debian_cargo(workspace: &Workspace) -> Command {
    let mut command = Command::new(DEBIAN_CARGO);
    // What rustup's cargo set for us must not reach another cargo.
    for inherited in [
        "CARGO",
        "RUSTUP_TOOLCHAIN",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
    ] {
        command.env_remove(inherited);
    }
    command
        .current_dir(&workspace.root)
        .env("RUSTC", DEBIAN_RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
        .arg("-Zbuild-std=std,panic_abort");
    command
}

fn find() -> Result<Option<Toolchain>> {
    let wanted = std::env::var("BARQ_WASM_TOOLCHAIN").unwrap_or_default();
    match wanted.as_str() {
        "" => Ok(if own_has_target()? {
            Some(Toolchain::Own)
        } else if debian_is_installed() {
            Some(Toolchain::Debian)
        } else if add_target() && own_has_target()? {
            Some(Toolchain::Own)
        } else {
            None
        }),
        "rustup" => Ok((own_has_target()? || add_target()).then_some(Toolchain::Own)),
        "debian" => Ok(debian_is_installed().then_some(Toolchain::Debian)),
        other => bail!("BARQ_WASM_TOOLCHAIN is `{other}`; it may be `rustup` or `debian`"),
    }
}

fn own_has_target() -> Result<bool> {
    let sysroot = process::read(Command::new("rustc").args(["--print", "sysroot"]))
        .context("looking for the compiler's library folder")?;
    Ok(Path::new(&sysroot)
        .join("lib/rustlib")
        .join(TARGET)
        .join("lib")
        .is_dir())
}

fn debian_is_installed() -> bool {
    // Another /usr/bin/rustc than rustc-web may lack the library's source, which build-std needs.
    [DEBIAN_CARGO, DEBIAN_RUSTC, DEBIAN_LINKER]
        .iter()
        .all(|path| Path::new(path).is_file())
        && process::succeeds(Command::new("dpkg-query").args(["-W", "rust-web-src"]))
}

fn add_target() -> bool {
    process::succeeds(Command::new("rustup").args(["target", "add", TARGET]))
}
