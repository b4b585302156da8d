//! The developer's commands. `cargo xtask --help` lists them.
//!
//! Knows how the parts are built, checked and started; must not know the product's rules.

mod process;
mod ui;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use workspace::Workspace;

#[derive(Parser)]
#[command(about = "Builds, checks, tests and shows BARQ Dispatch")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Compile the console's page into ui/dist
    Ui {
        /// Small and fast instead of quick to build
        #[arg(long)]
        release: bool,
    },
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    let workspace = Workspace::find()?;
    match cli.command {
        Task::Ui { release } => {
            let profile = if release {
                ui::Profile::Release
            } else {
                ui::Profile::Dev
            };
            ui::build(&workspace, profile)
        }
    }
}
