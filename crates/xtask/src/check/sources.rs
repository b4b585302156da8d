//! How source files look: length, opening words, names, and nothing left for later.

use super::Violation;
use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

/// Longer files are split by what they own.
const LINES_AT_MOST: usize = 600;

/// Names that say nothing about what a module owns.
const EMPTY_NAMES: [&str; 8] = [
    "utils", "util", "helpers", "helper", "manager", "common", "misc", "shared",
];

/// Endings of files people write.
const WRITTEN: [&str; 10] = [
    "rs", "toml", "sql", "ftl", "css", "js", "html", "yml", "sh", "md",
];

/// Where the server begins its transactions.
const BEGINS_TRANSACTIONS: &str = "sync-server/src/db/transaction.rs";

/// Where the server's routes are put together, each with its right; and the folder of what answers them.
const ROUTES: &str = "sync-server/src/http/mod.rs";
const HANDLERS: &str = "sync-server/src/http/";

/// Where the measurements are.
const MEASUREMENTS: &str = "tests/src/bench/";

// Spelled in two parts, or this file would find itself.
const LEFT_FOR_LATER: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const IGNORED_TEST: &str = concat!("#[", "ignore");
const SLEEPS: [&str; 2] = [concat!("thread::", "sleep"), concat!("time::", "sleep")];

/// A file of the project.
#[derive(Debug)]
pub struct Source {
    /// From the workspace's top folder, with `/`.
    pub path: String,
    text: String,
}

impl Source {
    /// `path` from the workspace's top folder, with `/`.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// Numbered lines before the file's test module.
    pub fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines()
            .take_while(|(_, line)| !line.trim_start().starts_with("#[cfg(test)]"))
    }

    fn test_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = self.is_test_file();
        self.lines()
            .skip_while(move |(_, line)| !all && !line.trim_start().starts_with("#[cfg(test)]"))
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }

    /// Measurements are not tests: they pace what they send and sample what runs.
    fn is_test_file(&self) -> bool {
        let is_test = self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs");
        is_test && !self.path.starts_with(MEASUREMENTS)
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// The written files that git knows or would add.
pub fn read(workspace: &Workspace) -> Result<Vec<Source>> {
    let listed = process::read(Command::new("git").current_dir(&workspace.root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let mut sources = Vec::new();
    for path in listed.lines() {
        let written = path
            .rsplit_once('.')
            .is_some_and(|(_, ending)| WRITTEN.contains(&ending));
        let file = workspace.root.join(path);
        if written && file.is_file() {
            let text = fs::read_to_string(&file).with_context(|| format!("reading {path}"))?;
            sources.push(Source::new(path, text));
        }
    }
    Ok(sources)
}

/// What is wrong with one file.
pub fn judge(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    for (number, line) in source.lines() {
        for word in LEFT_FOR_LATER.iter().filter(|word| line.contains(**word)) {
            found.push(at(
                source,
                number,
                format!("`{word}`: do it now or file it"),
            ));
        }
    }
    if source.is_rust() {
        judge_rust(source, &mut found);
        judge_transactions(source, &mut found);
        judge_handlers(source, &mut found);
    }
    found
}

fn judge_rust(source: &Source, found: &mut Vec<Violation>) {
    let length = source.text.lines().count();
    if length > LINES_AT_MOST {
        let what = format!("{length} lines; {LINES_AT_MOST} at most: split it by what it owns");
        found.push(Violation::new(&source.path, what));
    }
    if !source.text.starts_with("//!") {
        found.push(Violation::new(
            &source.path,
            "does not open with `//!` saying what the module owns",
        ));
    }
    let folders_and_stem = source.path.trim_end_matches(".rs").split('/');
    for name in folders_and_stem.filter(|name| EMPTY_NAMES.contains(name)) {
        let what = format!("`{name}` says nothing about what the module owns: name it after that");
        found.push(Violation::new(&source.path, what));
    }
    for (number, line) in source
        .lines()
        .filter(|(_, line)| line.trim_start().starts_with(IGNORED_TEST))
    {
        let what = format!("`{}`: a test runs or is deleted", line.trim());
        found.push(at(source, number, what));
    }
    for (number, line) in source.test_lines() {
        if SLEEPS.iter().any(|sleep| line.contains(sleep)) {
            let what =
                "a test must not sleep: wait for the event, or poll the condition by an interval";
            found.push(at(source, number, what));
        }
    }
}

/// The server begins transactions in one place, which survives a caller who goes away meanwhile.
fn judge_transactions(source: &Source, found: &mut Vec<Violation>) {
    if !source.path.starts_with("sync-server/src/") || source.path == BEGINS_TRANSACTIONS {
        return;
    }
    for (number, line) in source.lines() {
        if line.contains("pool.begin") {
            let what = format!("begin a transaction by {BEGINS_TRANSACTIONS}");
            found.push(at(source, number, what));
        }
    }
}

/// A route comes from the table of rights, and what a handler answers is read by modules that say for whom.
fn judge_handlers(source: &Source, found: &mut Vec<Violation>) {
    if !source.path.starts_with("sync-server/src/") {
        return;
    }
    let of_the_table = |line: &str| source.path == ROUTES && line.contains("right.path");
    for (number, line) in source.product_lines() {
        if line.contains(".route(") && !of_the_table(line) {
            let what = "make it a route of sync-server/src/rights.rs, which states its right";
            found.push(at(source, number, what));
        }
        if source.path.starts_with(HANDLERS) && line.contains("sqlx::query") {
            let what = "handlers hold no SQL: read through an answer to the account";
            found.push(at(source, number, what));
        }
    }
}

fn at(source: &Source, line: usize, what: impl Into<String>) -> Violation {
    Violation::new(format!("{}:{line}", source.path), what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(path: &str, text: &str) -> Vec<String> {
        judge(&Source::new(path, text))
            .into_iter()
            .map(|violation| violation.what)
            .collect()
    }

    #[test]
    fn a_tidy_file_is_not_reported() {
        assert!(
            judged(
                "crates/domain/src/zone.rs",
                "//! Zones.\npub struct Zone;\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn each_rule_reports_its_breach() {
        let sleepy = format!(
            "//! T.\n#[cfg(test)]\nmod tests {{ std::{}(d); }}\n",
            SLEEPS[0]
        );
        let ignored = format!("//! T.\n{}]\nfn t() {{}}\n", IGNORED_TEST);
        let later = format!("//! T.\n// {}: later\n", LEFT_FOR_LATER[0]);
        let long = "//! T.\n".to_owned() + &"\n".repeat(LINES_AT_MOST);
        for (path, text, expected) in [
            ("a/src/x.rs", "pub struct X;\n", "does not open"),
            ("a/src/utils.rs", "//! T.\n", "says nothing"),
            ("a/src/common/mod.rs", "//! T.\n", "says nothing"),
            ("a/src/x.rs", sleepy.as_str(), "must not sleep"),
            ("a/src/x.rs", ignored.as_str(), "runs or is deleted"),
            ("a/src/x.rs", later.as_str(), "do it now"),
            ("a/x.css", later.as_str(), "do it now"),
            ("a/src/x.rs", long.as_str(), "split it"),
            ("sync-server/src/x.rs", "//! T.\npool.begin();\n", "begin a"),
            (
                "sync-server/src/x.rs",
                "//! T.\nr.route(\"/x\", g);\n",
                "states its right",
            ),
            (
                "sync-server/src/http/mod.rs",
                "//! T.\nr.route(\"/x\", g);\n",
                "states its right",
            ),
            (
                "sync-server/src/http/x.rs",
                "//! T.\nsqlx::query(\"\");\n",
                "hold no SQL",
            ),
        ] {
            let found = judged(path, text);
            assert_eq!(found.len(), 1, "{path}: {found:?}");
            assert!(found[0].contains(expected), "{found:?}");
        }
    }

    #[test]
    fn product_code_and_measurements_may_sleep() {
        let text = format!(
            "//! Backs off.\nasync fn wait() {{ tokio::{}(d).await }}\n",
            SLEEPS[1]
        );
        assert!(judged("crates/sync/src/driver.rs", &text).is_empty());
        assert!(judged("tests/src/bench/pace.rs", &text).is_empty());
        assert_eq!(judged("tests/integration/offline.rs", &text).len(), 1);
    }
}
