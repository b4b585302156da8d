//! `cargo xtask interleave`: plays the orders of concurrent transactions on a real Postgres.
//!
//! What is played and checked is the program's own (`tests/src/interleave`); here it is only built and started, with
//! the features the tests are built with, so that nothing is compiled twice.

use crate::postgres::Postgres;
use crate::process;
use crate::test;
use crate::workspace::{Workspace, program};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::process::{Command, Stdio};

/// What is interleaved.
#[derive(Args)]
pub struct Interleave {
    /// Only this scene
    #[arg(long)]
    scene: Option<String>,
    /// Play this one schedule of the scene again: a task's number for each turn
    #[arg(long, requires = "scene")]
    schedule: Option<String>,
    /// Stop at every point; without it, at those that matter
    #[arg(long)]
    every: bool,
    /// Of the orders of a long scene (three tasks, or two whole exchanges) draw so many
    #[arg(long, default_value_t = 400)]
    sample: u64,
    /// What they are drawn from
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Break one safeguard after the other, and count in how many schedules each is found
    #[arg(long)]
    bugs: bool,
    /// Break only this safeguard
    #[arg(long)]
    bug: Option<String>,
    /// Print the figures as one JSON line
    #[arg(long)]
    json: bool,
}

/// Plays; fails when something did not hold, or a broken safeguard was not found.
pub fn run(workspace: &Workspace, asked: &Interleave) -> Result<()> {
    let mut build = test::members(workspace, "build", &test::WINDOW_MEMBERS);
    process::run(build.args(["--quiet", "--bin", "interleave"]))?;
    let postgres = Postgres::start(workspace)?;
    let mut command = Command::new(program(&workspace.programs("debug"), "interleave"));
    command
        .env("DATABASE_URL", postgres.url())
        .args(["--sample", &asked.sample.to_string()])
        .args(["--seed", &asked.seed.to_string()]);
    for (name, value) in [
        ("--scene", &asked.scene),
        ("--schedule", &asked.schedule),
        ("--bug", &asked.bug),
    ] {
        if let Some(value) = value {
            command.args([name, value]);
        }
    }
    for (name, wanted) in [("--every", asked.every), ("--bugs", asked.bugs)] {
        if wanted {
            command.arg(name);
        }
    }
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("starting the interleavings")?;
    let text = String::from_utf8(output.stdout).context("reading the figures")?;
    let figures = text.lines().last().unwrap_or_default();
    if asked.json {
        println!("{figures}");
    } else {
        process::tell(figures)?;
    }
    if !output.status.success() {
        bail!("the interleavings found something ({})", output.status);
    }
    Ok(())
}
