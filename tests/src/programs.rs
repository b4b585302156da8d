//! Where the programs under test are.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// The program called `name` (`barqctl`, `sync-server`), in BARQ_BIN_DIR; without that variable it is built
/// beside the test, once per test process.
pub fn program(name: &str) -> PathBuf {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    let dir = DIR.get_or_init(|| match std::env::var_os("BARQ_BIN_DIR") {
        Some(dir) => PathBuf::from(dir),
        None => build(),
    });
    dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// What lets tests kill and stop the programs at named points.
const POINTS: &str = if cfg!(feature = "faults") {
    "replica/points,sync-server/points"
} else {
    ""
};

fn build() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    // …/target/debug/deps/test-0123456789abcdef
    let profile_dir = test
        .ancestors()
        .nth(2)
        .expect("tests are two folders below the profile's")
        .to_owned();
    let target = profile_dir
        .parent()
        .expect("a profile's folder is in the target folder");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "build",
            "--quiet",
            "--bins",
            "-p",
            "barqctl",
            "-p",
            "sync-server",
            "--features",
            POINTS,
            "--target-dir",
        ])
        .arg(target)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    if profile_dir.ends_with("release") {
        command.arg("--release");
    }
    let status = command.status().expect("cargo can be started");
    assert!(
        status.success(),
        "barqctl and sync-server could not be built"
    );
    profile_dir
}
