//! Who may depend on whom, judged from the packages' manifests.
//!
//! `tests` and `fuzz` drive the real parts and may name anything.

use super::Violation;
use serde::Deserialize;

/// A member of the workspace and what its manifest names.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// As in the manifest.
    pub name: String,
    /// Of every kind.
    pub dependencies: Vec<Dependency>,
}

/// One line of a manifest's dependencies.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// The package's real name, whatever it is renamed to.
    pub name: String,
    /// Where it lies, for members of the workspace.
    pub path: Option<String>,
    /// `dev`, `build`, or nothing for what the member itself uses.
    pub kind: Option<String>,
}

/// Which members of the workspace a member may name. Server and console meet only in `domain`,
/// `wire`, `texts`, `import` and `snapshot`.
const MAY_NAME: [(&str, &[&str]); 14] = [
    ("domain", &[]),
    ("wire", &["domain"]),
    ("texts", &["domain", "wire"]),
    ("import", &["domain", "wire"]),
    ("snapshot", &["domain", "wire"]),
    ("replica", &["domain", "wire", "snapshot"]),
    ("sync", &["domain", "wire", "replica", "snapshot"]),
    (
        "barqctl",
        &[
            "domain", "wire", "texts", "import", "snapshot", "replica", "sync",
        ],
    ),
    (
        "barq-dispatch",
        &[
            "domain", "wire", "texts", "import", "snapshot", "replica", "sync",
        ],
    ),
    (
        "sync-server",
        &["domain", "wire", "texts", "import", "snapshot"],
    ),
    ("charts", &["texts"]),
    ("ui", &["domain", "wire", "texts", "charts"]),
    ("bindgen", &[]),
    ("xtask", &[]),
];

const DRIVE_EVERYTHING: [&str; 2] = ["tests", "fuzz"];

/// What tests alone use is not shipped, so these rules do not speak of it (a test of the server may
/// call it as a client would); the borders between members hold for tests too.
const FOR_TESTS: &str = "dev";

/// A library (or a family, when it ends with `*`) and the only members that may name it.
const ONLY: [(&str, &[&str]); 14] = [
    ("tauri", &["barq-dispatch"]),
    ("tauri-*", &["barq-dispatch"]),
    ("notify-rust", &["barq-dispatch"]),
    ("keyring*", &["barq-dispatch", "barqctl"]),
    ("rusqlite*", &["replica", "snapshot"]),
    ("libsqlite3-sys", &[]),
    ("reqwest", &["sync"]),
    ("axum*", &["sync-server"]),
    ("sqlx*", &["sync-server"]),
    ("leptos*", &["ui"]),
    ("egui*", &["ui", "charts"]),
    ("eframe", &["ui", "charts"]),
    ("wasm-bindgen-cli-support", &["bindgen"]),
    (
        "tokio*",
        &["sync", "barqctl", "barq-dispatch", "sync-server"],
    ),
];

/// Every dependency that breaks a rule, and every member the rules do not know.
pub fn judge(packages: &[Package]) -> Vec<Violation> {
    let mut found = Vec::new();
    for package in packages
        .iter()
        .filter(|package| !DRIVE_EVERYTHING.contains(&package.name.as_str()))
    {
        let Some((_, may_name)) = MAY_NAME.iter().find(|(name, _)| *name == package.name) else {
            found.push(Violation::new(
                &package.name,
                "the rules do not say which members it may name: add it to the table in \
                 crates/xtask/src/check/dependencies.rs",
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            if dependency.path.is_some() {
                if !may_name.contains(&name) {
                    found.push(Violation::new(
                        &package.name,
                        format!("must not depend on `{name}`; it may name {may_name:?}"),
                    ));
                }
            } else if dependency.kind.as_deref() == Some(FOR_TESTS) {
                continue;
            } else if let Some((_, members)) = ONLY.iter().find(|(library, members)| {
                is(name, library) && !members.contains(&package.name.as_str())
            }) {
                found.push(Violation::new(
                    &package.name,
                    format!("must not name `{name}`; only {members:?} may"),
                ));
            }
        }
    }
    found
}

fn is(name: &str, library: &str) -> bool {
    match library.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == library,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, members: &[&str], libraries: &[&str]) -> Package {
        let inside = members.iter().map(|member| Dependency {
            name: (*member).to_owned(),
            path: Some(format!("crates/{member}")),
            kind: None,
        });
        let outside = libraries.iter().map(|library| Dependency {
            name: (*library).to_owned(),
            path: None,
            kind: None,
        });
        Package {
            name: name.to_owned(),
            dependencies: inside.chain(outside).collect(),
        }
    }

    #[test]
    fn what_the_architecture_allows_is_not_reported() {
        let packages = [
            package("domain", &[], &["serde", "geo"]),
            package("replica", &["domain", "wire"], &["rusqlite"]),
            package(
                "sync-server",
                &["domain", "wire", "texts"],
                &["axum", "sqlx", "tokio"],
            ),
            package(
                "tests",
                &["sync-server", "replica"],
                &["tokio", "thirtyfour"],
            ),
        ];
        assert_eq!(judge(&packages), []);
    }

    #[test]
    fn a_console_that_names_the_server_is_reported() {
        let found = judge(&[package("barq-dispatch", &["sync-server"], &["tauri"])]);
        assert_eq!(found.len(), 1);
        assert!(found[0].what.contains("must not depend on `sync-server`"));
    }

    #[test]
    fn a_library_outside_its_place_is_reported() {
        for (member, library) in [
            ("wire", "tokio"),
            ("sync", "rusqlite"),
            ("replica", "reqwest"),
            ("barqctl", "notify-rust"),
            ("ui", "tauri-sys"),
            ("domain", "egui_plot"),
        ] {
            let found = judge(&[package(member, &[], &[library])]);
            assert_eq!(found.len(), 1, "{member} naming {library}");
            assert_eq!(found[0].place, member);
        }
    }

    #[test]
    fn tests_may_name_any_library_but_no_member_across_a_border() {
        let mut server = package("sync-server", &[], &["reqwest"]);
        server.dependencies[0].kind = Some(FOR_TESTS.to_owned());
        assert_eq!(judge(&[server]), []);
        let mut console = package("barq-dispatch", &["sync-server"], &[]);
        console.dependencies[0].kind = Some(FOR_TESTS.to_owned());
        assert_eq!(judge(&[console]).len(), 1);
    }

    #[test]
    fn a_member_without_rules_is_reported() {
        let found = judge(&[package("newcomer", &[], &[])]);
        assert!(found[0].what.contains("the rules do not say"));
    }
}
