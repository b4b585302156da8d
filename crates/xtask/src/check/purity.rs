//! `domain` and `wire` are pure: time, ids and randomness are passed in, and nothing is stored or
//! sent. Judged from everything they pull in, and from what their own sources call.

use super::Violation;
use super::sources::Source;

/// The crates this is about.
pub const PURE: [&str; 2] = ["domain", "wire"];

/// Libraries that bring a runtime, a database, a network, a clock or an entropy source. (`geo`
/// brings `rand` without one: seeded generators alone are pure.)
const IMPURE: [&str; 20] = [
    "async-std",
    "axum",
    "fastrand",
    "getrandom",
    "hyper",
    "iana-time-zone",
    "instant",
    "js-sys",
    "libsqlite3-sys",
    "mio",
    "reqwest",
    "rusqlite",
    "rustls",
    "smol",
    "socket2",
    "sqlx",
    "tokio",
    "wasm-bindgen",
    "web-sys",
    "web-time",
];

/// What a pure source must not call.
const CALLS: [&str; 9] = [
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
];

/// `tree` is what `cargo tree --prefix none` prints for `package`: one package a line, name first.
pub fn judge<'a>(package: &str, tree: impl Iterator<Item = &'a str>) -> Vec<Violation> {
    let mut reached: Vec<&str> = tree
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| IMPURE.contains(name))
        .collect();
    reached.sort_unstable();
    reached.dedup();
    reached
        .into_iter()
        .map(|name| {
            Violation::new(
                package,
                format!(
                    "is pure but pulls in `{name}`; `cargo tree -p {package} -i {name}` shows how"
                ),
            )
        })
        .collect()
}

/// Calls from a pure crate's own sources to the clock, the disk, the network or the environment.
pub fn judge_source(source: &Source) -> Vec<Violation> {
    let pure = PURE
        .iter()
        .any(|name| source.path.starts_with(&format!("crates/{name}/src/")));
    if !pure {
        return Vec::new();
    }
    source
        .product_lines()
        .flat_map(|(number, line)| {
            CALLS
                .iter()
                .filter(move |call| line.contains(**call))
                .map(move |call| {
                    Violation::new(
                        format!("{}:{number}", source.path),
                        format!("a pure crate must not use `{call}`: pass the value in"),
                    )
                })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entropy_source_far_down_is_reported_once() {
        let tree = "domain v0.1.0 (/here)\ngeo v0.33.0\nrand v0.10.1\ngetrandom v0.4.0\ngetrandom v0.4.0 (*)";
        let found = judge("domain", tree.lines());
        assert_eq!(found.len(), 1);
        assert!(found[0].what.contains("`getrandom`"));
    }

    #[test]
    fn a_tree_of_pure_libraries_is_not_reported() {
        assert_eq!(
            judge(
                "wire",
                "wire v0.1.0\nserde v1.0.0\ntokio-like v1.0.0".lines()
            ),
            []
        );
    }

    #[test]
    fn a_clock_in_a_pure_crate_is_reported_and_elsewhere_is_not() {
        let text = "//! Doc.\nlet now = std::time::SystemTime::now();\n";
        let pure = Source::new("crates/domain/src/decide.rs", text);
        let other = Source::new("crates/sync/src/driver.rs", text);
        assert_eq!(
            judge_source(&pure)[0].place,
            "crates/domain/src/decide.rs:2"
        );
        assert_eq!(judge_source(&other), []);
    }
}
