//! That a migration which a release has brought is never edited. `migrations/frozen.txt` has the SHA-256 of each, as
//! `sha256sum` writes it; a migration that is not there yet is of the release to come.

use super::Violation;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write};

/// Where the sums are, from the root.
pub const FROZEN: &str = "migrations/frozen.txt";

/// Judges the migrations by name (`server/….sql`, `replica/….sql`) and content.
pub fn judge(frozen: &str, files: &BTreeMap<String, Vec<u8>>) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut known = BTreeMap::new();
    for line in frozen.lines() {
        match line.split_once("  ") {
            Some((sum, name)) => drop(known.insert(name, sum)),
            None => found.push(Violation::new(
                FROZEN,
                format!("{line:?} is no sum and name"),
            )),
        }
    }
    for (name, sum) in &known {
        let place = format!("migrations/{name}");
        match files.get(*name) {
            None => found.push(Violation::new(
                place,
                "it was released and is gone; databases and replicas out there have it",
            )),
            Some(bytes) if sha256(bytes) != *sum => found.push(Violation::new(
                place,
                "it was released and is edited; mend it by a new migration",
            )),
            Some(_) => {}
        }
    }
    // The last that a release brought, per kind: what is new comes after it.
    for kind in ["server/", "replica/"] {
        let last = known.keys().filter(|name| name.starts_with(kind)).max();
        let new = files.keys().filter(|name| name.starts_with(kind));
        for name in new.filter(|name| !known.contains_key(name.as_str())) {
            if last.is_some_and(|last| *last > name.as_str()) {
                found.push(Violation::new(
                    format!("migrations/{name}"),
                    "it stands before one that was released; give it a later number",
                ));
            }
        }
    }
    found
}

fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        let all = all.iter();
        all.map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn a_released_migration_stays_as_it_was() {
        let was = files(&[("server/2_b.up.sql", "b"), ("replica/0001_a.sql", "a")]);
        let frozen: String = was
            .iter()
            .map(|(name, text)| format!("{}  {name}\n", sha256(text)))
            .collect();
        assert_eq!(judge(&frozen, &was), []);
        let places = |now: &[(&str, &str)]| -> Vec<String> {
            let found = judge(&frozen, &files(now));
            found.into_iter().map(|violation| violation.place).collect()
        };
        let b = ("server/2_b.up.sql", "b");
        let a = ("replica/0001_a.sql", "a");
        assert_eq!(
            places(&[b, ("replica/0001_a.sql", "A")]),
            ["migrations/replica/0001_a.sql"]
        );
        assert_eq!(places(&[a]), ["migrations/server/2_b.up.sql"]);
        assert_eq!(
            places(&[a, b, ("server/1_z.up.sql", "z")]),
            ["migrations/server/1_z.up.sql"]
        );
        let new = [
            a,
            b,
            ("server/3_c.up.sql", "c"),
            ("replica/0002_b.sql", "b"),
        ];
        assert!(places(&new).is_empty());
        assert_eq!(judge("rubbish", &was).len(), 1);
    }
}
