//! Whoever asks for a text by a literal key finds it, and gives it the values it needs.
//!
//! Reads the sources of the screens, the shell and the programs: calls of `t`, `tr` and `t_args`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use texts::{Lang, variables};

const CALLERS: [&str; 4] = [
    "ui/src",
    "src-tauri/src",
    "crates/barqctl/src",
    "sync-server/src",
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}

/// A call that names its key: the key, and the names of its values where they are written there.
struct Call<'a> {
    key: &'a str,
    values: Option<BTreeSet<&'a str>>,
}

fn calls(source: &str) -> Vec<Call<'_>> {
    let mut out = Vec::new();
    for (name, takes_values) in [("t", false), ("tr", true), ("t_args", true)] {
        let opening = format!("{name}(");
        for (at, _) in source.match_indices(&opening) {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let Some(rest) = source[at + opening.len()..].trim_start().strip_prefix('"') else {
                continue;
            };
            let Some((key, rest)) = rest.split_once('"') else {
                continue;
            };
            let given = rest.trim_start().trim_start_matches(',').trim_start();
            let values = (takes_values && given.starts_with("&["))
                .then(|| values(given.split("])").next().unwrap_or(given)));
            out.push(Call { key, values });
        }
    }
    out
}

/// The names in `&[("n", …), ("name", …`.
fn values(list: &str) -> BTreeSet<&str> {
    let opens_pair = |before: &str| before.trim_end().ends_with(['[', ',']);
    list.match_indices('(')
        .filter(|(at, _)| opens_pair(&list[..*at]))
        .filter_map(|(at, _)| {
            let rest = list[at + 1..].trim_start().strip_prefix('"')?;
            let (name, rest) = rest.split_once('"')?;
            rest.trim_start().starts_with(',').then_some(name)
        })
        .collect()
}

#[test]
fn every_key_that_is_asked_for_exists_and_gets_its_values() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let known: BTreeMap<String, BTreeSet<String>> = variables(Lang::En);
    let mut files = Vec::new();
    for caller in CALLERS {
        sources(&root.join(caller), &mut files);
    }
    let mut wrong = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).unwrap_or_default();
        for call in calls(&source) {
            let place = || format!("{}: {}", file.display(), call.key);
            match (known.get(call.key), &call.values) {
                (None, _) => wrong.push(format!("{} is in no catalogue", place())),
                (Some(needed), Some(given)) => {
                    let lacks: Vec<_> = needed
                        .iter()
                        .filter(|name| !given.contains(name.as_str()))
                        .collect();
                    if !lacks.is_empty() {
                        wrong.push(format!("{} lacks {lacks:?}", place()));
                    }
                }
                (Some(_), None) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn calls_are_read_with_their_values() {
    let source = r#"
        t("rail-board"); self.texts.t_args("a-b", &[("n", 3.into()), ("who", name(&x).into())]);
        tr("c", &values); fmt("no"); word("reason", code); t(&format!("x-{y}"));
    "#;
    let found: Vec<(&str, Option<Vec<&str>>)> = calls(source)
        .into_iter()
        .map(|call| (call.key, call.values.map(|v| v.into_iter().collect())))
        .collect();
    assert_eq!(
        found,
        [
            ("rail-board", None),
            ("c", None),
            ("a-b", Some(vec!["n", "who"])),
        ]
    );
}
