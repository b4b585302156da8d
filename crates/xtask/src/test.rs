//! `cargo xtask test`: everything that must hold before a change is shared, in one go.
//!
//! Setup, the architecture's rules, formatting, lints, licences, the page, all programs, all
//! tests with a real Postgres, and the end-to-end tests on a screen of their own.
//!
//! End-to-end tests are the test targets of the package `tests` whose names start with `e2e`,
//! behind its feature `e2e`. Tests get, beside DATABASE_URL, `BARQ_BIN_DIR`: the folder with the
//! built `sync-server`, `barqctl` and `barq-dispatch`.

use crate::desktop::Desktop;
use crate::postgres::Postgres;
use crate::process::{self, timed};
use crate::workspace::Workspace;
use crate::{check, setup, ui};
use anyhow::Result;
use std::process::Command;
use std::time::Instant;

/// Members that need a window's libraries or the built page.
pub const WINDOW_MEMBERS: [&str; 2] = ["barq-dispatch", "ui"];
/// Members whose tests need a Postgres.
const POSTGRES_MEMBERS: [&str; 2] = ["sync-server", "tests"];

/// Runs all of it and stops at the first failure. With `window` false: what needs no window
/// system, on any operating system; tests on Postgres are left out, and said to be, where there
/// is none.
pub fn run(workspace: &Workspace, window: bool) -> Result<()> {
    let started = Instant::now();
    if window {
        timed("setup", setup::run)?;
    }
    timed("check", || check::run(workspace))?;
    timed("format", || {
        process::run(workspace.cargo().args(["fmt", "--all", "--check"]))
    })?;
    if process::on_path("cargo-deny") {
        timed("licences and sources", || {
            process::run(
                workspace
                    .cargo()
                    .args(["deny", "check", "bans", "licenses", "sources"]),
            )
        })?;
    }
    if window {
        timed("page", || ui::build(workspace, ui::Profile::Dev))?;
    }
    let left_out: &[&str] = if window { &[] } else { &WINDOW_MEMBERS };
    timed("lints", || {
        let mut clippy = members(workspace, "clippy", left_out);
        if window {
            clippy.args(["--features", "tests/e2e"]);
        }
        process::run(clippy.args(["--all-targets", "--quiet", "--", "--deny", "warnings"]))
    })?;
    timed("programs", || build(workspace, left_out))?;
    timed("tests", || tests(workspace, left_out, window))?;
    if window {
        timed("end-to-end tests", || end_to_end(workspace))?;
    }
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    eprintln!("cargo xtask test: everything passed in {minutes:.1} min");
    Ok(())
}

/// The programs the tests start, and the tests, chosen together: cargo then compiles every
/// dependency once, with one set of features. xtask is running, so it is not built over itself.
fn build(workspace: &Workspace, left_out: &[&str]) -> Result<()> {
    let mut build = members(workspace, "build", left_out);
    process::run(build.args(["--exclude", "xtask", "--bins", "--tests", "--quiet"]))
}

fn tests(workspace: &Workspace, left_out: &[&str], window: bool) -> Result<()> {
    if !window && !Postgres::is_possible() {
        eprintln!(
            "no Postgres here and no DATABASE_URL: the tests of {POSTGRES_MEMBERS:?} are left out"
        );
        let left_out = [left_out, &POSTGRES_MEMBERS].concat();
        return process::run(&mut members(workspace, "test", &left_out));
    }
    let postgres = Postgres::start(workspace)?;
    let mut test = members(workspace, "test", left_out);
    process::run(with_parts(&mut test, workspace, &postgres))
}

fn end_to_end(workspace: &Workspace) -> Result<()> {
    let postgres = Postgres::start(workspace)?;
    let desktop = Desktop::new()?;
    // Of the whole workspace, or the dependencies' features and so the dependencies would differ.
    let mut test = members(workspace, "test", &[]);
    test.args(["--features", "tests/e2e", "--test", "e2e*"]);
    // One screen, one keychain: windows under test take turns.
    with_parts(&mut test, workspace, &postgres).args(["--", "--test-threads=1"]);
    desktop.run(&test)
}

fn with_parts<'a>(
    command: &'a mut Command,
    workspace: &Workspace,
    postgres: &Postgres,
) -> &'a mut Command {
    command
        .env("DATABASE_URL", postgres.url())
        .env("BARQ_BIN_DIR", workspace.programs("debug"))
}

/// A cargo task on all members but those left out. The lock file is law here, and checked SQL is
/// checked against its stored description: the test's database is empty when code is compiled.
pub fn members(workspace: &Workspace, task: &str, left_out: &[&str]) -> Command {
    let mut command = workspace.cargo();
    command
        .args([task, "--locked", "--workspace"])
        .env("SQLX_OFFLINE", "true");
    for member in left_out {
        command.args(["--exclude", member]);
    }
    command
}
