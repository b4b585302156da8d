//! The developer's commands. `cargo xtask --help` lists them.
//!
//! Knows how the parts are built, checked and started; must not know the product's rules.

mod bench;
mod check;
mod demo;
mod desktop;
mod fuzz;
mod interleave;
mod postgres;
mod process;
mod setup;
mod sim;
mod test;
mod ui;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

#[derive(Parser)]
#[command(about = "Builds, checks, tests and shows BARQ Dispatch")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what this machine lacks (Debian, Ubuntu)
    Setup,
    /// Prove the architecture's rules
    Check,
    /// Check, build and test everything
    Test {
        /// Leave out what needs a window system
        #[arg(long)]
        no_window: bool,
    },
    /// Show the product with a day of its own
    Demo(demo::Demo),
    /// Measure
    Bench {
        #[command(subcommand)]
        what: bench::Bench,
    },
    /// Simulate sync: real engine, replica and rules among faults, checked against the invariants
    Sim(sim::Sim),
    /// Play every order of concurrent transactions on a real Postgres, and look for one that breaks something
    Interleave(interleave::Interleave),
    /// Feed changed bytes to every parser of bytes from outside
    Fuzz(fuzz::Fuzz),
    /// Compile the console's page into ui/dist
    Ui {
        /// Small and fast instead of quick to build
        #[arg(long)]
        release: bool,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Setup => setup::run(),
        Task::Check => check::run(&workspace),
        Task::Test { no_window } => test::run(&workspace, !no_window),
        Task::Demo(demo) => demo::run(&workspace, &demo),
        Task::Bench { what } => bench::run(&workspace, &what),
        Task::Sim(sim) => sim::run(&workspace, &sim),
        Task::Interleave(asked) => interleave::run(&workspace, &asked),
        Task::Fuzz(fuzz) => fuzz::run(&workspace, &fuzz),
        Task::Ui { release: true } => ui::build(&workspace, ui::Profile::Release),
        Task::Ui { release: false } => ui::build(&workspace, ui::Profile::Dev),
    }
}
