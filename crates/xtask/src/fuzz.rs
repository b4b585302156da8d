//! `cargo xtask fuzz`: builds the parsers of bytes from outside with coverage for libFuzzer, and feeds them.
//!
//! What is fed and checked is the package `fuzz`'s (`tests/fuzz`), whose targets `cargo fuzz` knows as well. Here they
//! are built by the stable compiler, without a sanitizer: a panic, a hang or a wrong answer is what is looked for.

use crate::process;
use crate::workspace::{Workspace, program};
use anyhow::{Context, Result};
use clap::Args;
use std::process::Command;

/// What libFuzzer needs to see where it has been.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions=yes";

const TARGETS: [&str; 5] = ["sync_request", "cut", "manifest", "chunk", "import_file"];

/// Which parser, and for how long.
#[derive(Args)]
pub struct Fuzz {
    /// One of sync_request, cut, manifest, chunk, import_file; all, one after the other, when absent
    #[arg(value_parser = TARGETS)]
    target: Option<String>,
    /// Seconds for each
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

/// Feeds the parsers; fails at the first input that breaks one, which stays in `fuzz/` in the target folder.
pub fn run(workspace: &Workspace, fuzz: &Fuzz) -> Result<()> {
    let folder = workspace.target.join("fuzz");
    let host = host()?;
    process::run(
        workspace
            .cargo()
            .args(["build", "--release", "--locked", "--quiet", "--bins"])
            .args(["--package", "fuzz", "--features", "libfuzzer"])
            // With a target named, build scripts and macros are built without coverage.
            .args(["--target", &host])
            .env("CARGO_TARGET_DIR", &folder)
            .env("RUSTFLAGS", COVERAGE),
    )?;
    let programs = folder.join(&host).join("release");
    let targets = TARGETS.iter().copied();
    for target in targets.filter(|t| fuzz.target.as_deref().is_none_or(|wanted| wanted == *t)) {
        let corpus = folder.join("corpus").join(target);
        std::fs::create_dir_all(&corpus).with_context(|| format!("making {}", corpus.display()))?;
        process::run(
            Command::new(program(&programs, target))
                .arg(format!("-max_total_time={}", fuzz.seconds))
                .args(["-timeout=10", "-rss_limit_mb=4096", "-print_final_stats=1"])
                .arg(format!("-artifact_prefix={}/{target}-", folder.display()))
                .arg(&corpus)
                .env("FUZZ_CORPUS", &corpus),
        )?;
    }
    Ok(())
}

/// The triple of this machine.
fn host() -> Result<String> {
    let said = process::read(Command::new("rustc").arg("-vV"))?;
    said.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .context("rustc does not name its host")
}
