//! Zones of one file with the same key, told apart by what stays theirs when the file is sorted otherwise.

use super::{ZoneRow, ZoneWarningCode};
use std::collections::{BTreeSet, HashMap};

/// Numbers of what is larger than a zone: two zones of one name can share them in the next file.
const OF_MORE: &[&str] = &["city_id", "region_id", "country_id", "governorate_id"];

/// Gives every row a key of its own.
pub fn tell_apart(rows: &mut [ZoneRow]) {
    let mut groups: HashMap<String, Vec<&mut ZoneRow>> = HashMap::new();
    for row in rows.iter_mut() {
        groups.entry(row.key.clone()).or_default().push(row);
    }
    for mut group in groups.into_values().filter(|group| group.len() > 1) {
        let number = number_of(&group);
        for row in &mut group {
            row.warnings.push(ZoneWarningCode::SameName);
            let own = match &number {
                Some(number) => format!("{number}={}", property(row, number)),
                None => outline(row),
            };
            row.key = format!("{}|{own}", row.key);
        }
    }
    // The same outline twice: it does not matter which is which.
    let mut seen: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let times = seen.entry(row.key.clone()).or_default();
        *times += 1;
        if *times > 1 {
            row.key = format!("{}#{times}", row.key);
        }
    }
}

/// The property that numbers the rows of a group: `district_id` rather than `city_id`.
fn number_of(group: &[&mut ZoneRow]) -> Option<String> {
    let first = group.first()?;
    let mut numbers: Vec<String> = first
        .unknown
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| name.to_lowercase().ends_with("id"))
        .collect();
    numbers.sort_by_key(|name| {
        (
            OF_MORE.contains(&name.to_lowercase().as_str()),
            name.clone(),
        )
    });
    numbers.into_iter().find(|name| {
        let values: BTreeSet<&str> = group.iter().map(|row| property(row, name)).collect();
        values.len() == group.len() && !values.contains("")
    })
}

fn property<'a>(row: &'a ZoneRow, name: &str) -> &'a str {
    let found = row.unknown.iter().find(|(own, _)| own == name);
    found.map_or("", |(_, value)| value)
}

fn outline(row: &ZoneRow) -> String {
    let polygons = row.proposal.as_ref().unwrap_or(&row.polygons);
    let points = polygons.iter().flatten().flatten().flatten();
    let bytes: Vec<u8> = points.flat_map(|number| number.to_le_bytes()).collect();
    domain::id::hashed("outline", &[&bytes]).to_string()
}
