//! `cargo xtask sim`: builds the simulation optimised and plays it.
//!
//! What is played and checked is the program's own (`tests/src/sim`); here it is only built and started, without
//! what starts servers, browsers and windows.

use crate::process;
use crate::workspace::{Workspace, program};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// How much is simulated.
#[derive(Args)]
pub struct Sim {
    /// So many seeds; with --bugs, for each broken safeguard
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first seed; without it 0
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A fresh random first seed, which is printed
    #[arg(long, conflicts_with = "seed")]
    fresh: bool,
    /// Play this plan again instead
    #[arg(long)]
    plan: Option<PathBuf>,
    /// Break one safeguard after the other, and count in how many seeds each is found
    #[arg(long)]
    bugs: bool,
    /// Break only this safeguard
    #[arg(long)]
    bug: Option<String>,
    /// Print the figures as one JSON line
    #[arg(long)]
    json: bool,
}

/// Simulates; fails when an invariant was broken, or a broken safeguard was not found.
pub fn run(workspace: &Workspace, sim: &Sim) -> Result<()> {
    process::run(workspace.cargo().args([
        "build",
        "--profile",
        "sim",
        "--locked",
        "--quiet",
        "--package",
        "tests",
        "--no-default-features",
        "--features",
        "simulation",
        "--bin",
        "sim",
    ]))?;
    let folder = workspace.target.join("simulations");
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let first = if sim.fresh { fresh() } else { sim.seed };
    eprintln!("{} seeds from {first}", sim.seeds);
    let mut command = Command::new(program(&workspace.programs("sim"), "sim"));
    command
        .args(["--seeds", &sim.seeds.to_string()])
        .args(["--seed", &first.to_string()])
        .arg("--failures")
        .arg(&folder);
    if let Some(plan) = &sim.plan {
        command.arg("--plan").arg(plan);
    }
    if sim.bugs {
        command.arg("--bugs");
    }
    if let Some(bug) = &sim.bug {
        command.args(["--bug", bug]);
    }
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("starting the simulation")?;
    let text = String::from_utf8(output.stdout).context("reading the figures")?;
    let figures = text.lines().last().unwrap_or_default();
    if sim.json {
        println!("{figures}");
    } else {
        process::tell(figures)?;
    }
    if !output.status.success() {
        bail!("the simulation found something ({})", output.status);
    }
    Ok(())
}

/// A seed nobody has seen before.
fn fresh() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(1, |since| since.as_secs()) * 100_000
}
