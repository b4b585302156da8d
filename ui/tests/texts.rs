//! Every key the views ask for is in the catalogue, so that no screen shows a key instead of words.

use std::{collections::BTreeSet, fs, path::Path};
use texts::{Lang, keys};

/// What comes right before a key in the views' source.
const BEFORE: &[&str] = &[
    " t(\"",
    "(t(\"",
    "show::t(\"",
    " tr(\"",
    "show::tr(\"",
    "Text::from(\"",
    "label=\"",
    "title=\"",
    "hint=\"",
    "text=\"",
    "placeholder=\"",
    "submit=\"",
    "bind(\"",
    "keys::bind(\"",
    "describe(\"",
    "command(\"",
    "label: \"",
    "empty=\"",
    "title: \"",
];

fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && let Ok(source) = fs::read_to_string(&path)
        {
            out.push((path.display().to_string(), source));
        }
    }
}

fn asked(source: &str) -> BTreeSet<String> {
    // A call broken over lines is one call.
    let joined = source
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("( \"", "(\"");
    let mut found = BTreeSet::new();
    for before in BEFORE {
        let mut rest = joined.as_str();
        while let Some(at) = rest.find(before) {
            rest = &rest[at + before.len()..];
            let Some(key) = rest.split('"').next() else {
                break;
            };
            let kebab = key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if kebab && !key.is_empty() {
                found.insert(key.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_key_a_view_asks_for_exists() {
    let known = keys(Lang::En);
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 40, "the views' sources were not found");
    let mut missing = Vec::new();
    for (file, source) in files {
        for key in asked(&source) {
            if !known.contains(&key) {
                missing.push(format!("{file}: {key}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "not in the catalogue:\n{}",
        missing.join("\n")
    );
}

#[test]
fn every_code_has_words() {
    let known = keys(Lang::En);
    let mut wanted = Vec::new();
    let mut want = |prefix: &str, words: Vec<&str>| {
        wanted.extend(words.into_iter().map(|w| texts::key(prefix, w)))
    };
    macro_rules! all {
        ($($prefix:literal $ty:path),+ $(,)?) => {$( want($prefix, <$ty>::ALL.iter().map(|v| v.word()).collect()); )+};
    }
    all!(
        "state" domain::entities::DeliveryState,
        "reason" domain::entities::AttemptReason,
        "proof" domain::entities::Proof,
        "method" domain::entities::PayMethod,
        "contact-who" domain::entities::ContactWho,
        "contact-outcome" domain::entities::ContactOutcome,
        "group" domain::command::EditGroup,
        "rejection" domain::rejection::RejectCode,
        "error" wire::error::ErrorCode,
        "outbox-state" wire::ipc::OutboxState,
        "exception-kind" domain::entities::ExceptionKind,
    );
    want(
        "command",
        ui::act::ACTIONS.iter().map(|verb| verb.word()).collect(),
    );
    let missing: Vec<_> = wanted
        .into_iter()
        .filter(|key| !known.contains(key))
        .collect();
    assert!(missing.is_empty(), "not in the catalogue: {missing:?}");
}
