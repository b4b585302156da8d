//! `cargo xtask demo`: the product with a day of its own, from nothing: in a window for people, or headless,
//! where it plays a working day without anybody and says whether the day held.
//!
//! Builds and starts; what the day is made of and what happens in it is the program `story`'s, of the package
//! `tests`.

use crate::desktop::Desktop;
use crate::postgres::Postgres;
use crate::process::{self, timed};
use crate::workspace::{Workspace, program};
use crate::{setup, test, ui};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to show, and what of.
#[derive(Args)]
pub struct Demo {
    /// Play the story on a virtual screen, without a person: pictures go to `demo/` in the target folder, the
    /// last line is its result as JSON, and the exit code is 0 only when the story held
    #[arg(long)]
    headless: bool,
    /// Zones to import instead of the made-up ones (GeoJSON)
    #[arg(long, value_name = "FILE")]
    zones: Option<PathBuf>,
    /// Deliveries to import instead of the made-up ones, moved to today (Onfleet, OptimoRoute, Fleetbase); may
    /// be given several times
    #[arg(long = "import", value_name = "FILE", num_args = 1..)]
    imports: Vec<PathBuf>,
    /// Leave server, database and profiles in place afterwards, and say where they are
    #[arg(long)]
    keep: bool,
}

/// Sets up, builds, starts, and waits: for the window to be closed, or for the story to end.
pub fn run(workspace: &Workspace, demo: &Demo) -> Result<()> {
    if !demo.headless && !has_display() {
        bail!(
            "there is no display here to open a window on: `cargo xtask demo --headless` needs none"
        );
    }
    timed("setup", setup::run)?;
    timed("page", || ui::build(workspace, ui::Profile::Dev))?;
    timed("programs", || {
        let mut build = test::members(workspace, "build", &["xtask"]);
        build.args(["--features", "tests/e2e", "--bins", "--quiet"]);
        process::run(&mut build)
    })?;
    let postgres = Postgres::start(workspace)?;
    let folder = workspace.target.join("demo");
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let programs = workspace.programs("debug");
    let mut story = Command::new(program(&programs, "story"));
    story
        .arg(if demo.headless { "play" } else { "show" })
        .arg("--folder")
        .arg(&folder)
        .env("DATABASE_URL", postgres.url())
        .env("BARQ_BIN_DIR", &programs);
    if let Some(zones) = &demo.zones {
        story.arg("--zones").arg(found(zones)?);
    }
    for file in &demo.imports {
        story.arg("--import").arg(found(file)?);
    }
    if demo.keep {
        story.arg("--keep");
    }
    if demo.headless {
        Desktop::new()?.run(&story)?;
    } else {
        process::run(&mut story)?;
    }
    if demo.keep {
        postgres.leave()?;
    }
    Ok(())
}

/// The file's whole path: the program may stand in another folder.
fn found(file: &Path) -> Result<PathBuf> {
    file.canonicalize()
        .with_context(|| format!("{} cannot be read", file.display()))
}

fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
