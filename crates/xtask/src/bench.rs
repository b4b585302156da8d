//! `cargo xtask bench`: release builds, a real Postgres, and the measuring program of the package `tests`.
//!
//! What is measured, and how, is that program's (`tests/src/bench`); here it is only built and started.

use crate::postgres::Postgres;
use crate::process;
use crate::workspace::{Workspace, program};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use std::process::{Command, Stdio};

/// What can be measured.
#[derive(Subcommand)]
pub enum Bench {
    /// First sync, latency of changes, push of offline work; with the machine's own floors
    Sync {
        /// Rows in the hub
        #[arg(long, default_value_t = 100_000)]
        rows: u32,
        /// Every figure is the median of so many runs
        #[arg(long, default_value_t = 3)]
        runs: u32,
        /// Print the figures as one JSON line
        #[arg(long)]
        json: bool,
    },
}

/// Measures and prints; raw samples go to `bench/` in the target folder.
pub fn run(workspace: &Workspace, what: &Bench) -> Result<()> {
    let Bench::Sync { rows, runs, json } = what;
    process::run(
        workspace
            .cargo()
            .args(["build", "--release", "--locked", "--quiet"])
            // Not the simulation, which brings switches into the console's parts.
            .args(["--no-default-features", "--features", "tests/processes"])
            .args([
                "--package",
                "sync-server",
                "--package",
                "barqctl",
                "--package",
                "tests",
            ])
            .args([
                "--bin",
                "sync-server",
                "--bin",
                "barqctl",
                "--bin",
                "sync-bench",
            ])
            .env("SQLX_OFFLINE", "true"),
    )?;
    let postgres = Postgres::start(workspace)?;
    let programs = workspace.programs("release");
    let folder = workspace.target.join("bench");
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let samples = folder.join(format!("sync-{rows}.json"));
    let output = Command::new(program(&programs, "sync-bench"))
        .args([
            "--rows",
            &rows.to_string(),
            "--runs",
            &runs.to_string(),
            "--samples",
        ])
        .arg(&samples)
        .env("DATABASE_URL", postgres.url())
        .env("BARQ_BIN_DIR", &programs)
        .stderr(Stdio::inherit())
        .output()
        .context("starting sync-bench")?;
    if !output.status.success() {
        bail!("sync-bench failed ({})", output.status);
    }
    let figures = String::from_utf8(output.stdout).context("reading the figures")?;
    let figures = figures.trim();
    eprintln!("raw samples: {}", samples.display());
    if *json {
        println!("{figures}");
        return Ok(());
    }
    let figures: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(figures).context("reading the figures")?;
    for (name, value) in figures {
        println!("{name:<28} {value}");
    }
    Ok(())
}
