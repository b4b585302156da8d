//! Columns and their values as people compare them.

use crate::{app::app, show};
use domain::{
    command::Fields,
    units::{Millis, ServiceDate, Window},
};
use serde_json::Value;
use wire::ipc::ConflictField;

/// A label and what it says.
pub type Fact = (String, String);

/// Columns and their values, points as one.
pub fn field_facts(fields: &Fields) -> Vec<Fact> {
    let rows: Vec<ConflictField> = fields
        .iter()
        .map(|(column, value)| ConflictField {
            column: column.clone(),
            from: Value::Null,
            mine: value.clone(),
            theirs: Value::Null,
        })
        .collect();
    compared(&rows)
        .into_iter()
        .map(|row| (row.label, row.mine))
        .collect()
}

/// One row of two values side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub column: String,
    pub label: String,
    pub from: String,
    pub mine: String,
    pub theirs: String,
    pub differs: bool,
}

/// What people do not choose by: it follows from the other columns.
fn is_derived(column: &str) -> bool {
    column.ends_with("_geo_quality") || column == "currency"
}

/// A conflict's columns as people compare them: points as one row, derived columns left out.
pub fn compared(fields: &[ConflictField]) -> Vec<Compared> {
    let point = |lon: &Value, lat: &Value| match (lon.as_f64(), lat.as_f64()) {
        (Some(lon), Some(lat)) => degrees(lon / 1e7, lat / 1e7),
        _ => show::t("conflict-empty-value"),
    };
    fields
        .iter()
        .filter(|f| !is_derived(&f.column) && !f.column.ends_with("_lat_e7"))
        .map(|f| match f.column.strip_suffix("_lon_e7") {
            Some(stem) => {
                let lat = fields
                    .iter()
                    .find(|other| other.column == format!("{stem}_lat_e7"));
                let none = Value::Null;
                let of =
                    |pick: fn(&ConflictField) -> &Value| point(pick(f), lat.map_or(&none, pick));
                Compared {
                    column: f.column.clone(),
                    label: show::t("field-point"),
                    from: of(|f| &f.from),
                    mine: of(|f| &f.mine),
                    theirs: of(|f| &f.theirs),
                    differs: f.mine != f.theirs || lat.is_some_and(|lat| lat.mine != lat.theirs),
                }
            }
            None => Compared {
                column: f.column.clone(),
                label: label(&f.column),
                from: value_text(&f.column, &f.from),
                mine: value_text(&f.column, &f.mine),
                theirs: value_text(&f.column, &f.theirs),
                differs: f.mine != f.theirs,
            },
        })
        .collect()
}

pub fn ltr(text: &str) -> String {
    format!("\u{2066}{text}\u{2069}")
}

pub fn degrees(lon: f64, lat: f64) -> String {
    ltr(&format!("{lat:.5}, {lon:.5}"))
}

/// A column's name as people know it; one that is not known here is called what its data call it.
fn label(column: &str) -> String {
    label_key(column).map_or_else(|| column.to_owned(), show::t)
}

/// The catalogue's key for a column's name.
fn label_key(column: &str) -> Option<&'static str> {
    Some(
        match column
            .trim_start_matches("dropoff_")
            .trim_start_matches("pickup_")
        {
            "address" => "field-address",
            "district" => "field-district",
            "postal_code" => "field-postal-code",
            "short_address" => "field-short-address",
            "lon_e7" | "lat_e7" => "field-point",
            "geo_quality" => "field-geo-quality",
            "name" if column.starts_with("pickup_") => "field-contact",
            "name" => "field-recipient",
            "phone" => "field-phone",
            "windows" => "field-windows",
            "promised_at" => "field-promised-at",
            "service_date" => "field-service-date",
            "cod_halalas" | "currency" => "field-cod",
            "parcel_count" => "field-parcels",
            "weight_g" => "field-weight",
            "volume_ml" => "field-volume",
            "barcodes" => "field-barcodes",
            "service_secs" => "field-service-time",
            "priority" => "field-priority",
            "skills" => "field-skills",
            "proof_required" => "field-proof",
            "instructions" => "field-instructions",
            _ => return None,
        },
    )
}

/// A column's value as people read it.
pub fn value_text(column: &str, value: &Value) -> String {
    let empty = || show::t("conflict-empty-value");
    match value {
        Value::Null => empty(),
        Value::String(text) if text.is_empty() => empty(),
        Value::Array(items) if items.is_empty() => empty(),
        Value::String(text) if column.ends_with("_phone") => ltr(&show::phone_spaced(text)),
        Value::String(text) if column == "service_date" => text
            .parse::<ServiceDate>()
            .map_or_else(|_| text.clone(), show::day),
        Value::String(text) if column == "proof_required" => show::word("proof", text),
        Value::String(text) => text.clone(),
        Value::Number(n) => number_text(column, n.as_i64().unwrap_or(0)),
        Value::Array(_) if column == "windows" => {
            let windows: Vec<Window> = serde_json::from_value(value.clone()).unwrap_or_default();
            windows
                .iter()
                .map(show::window_text)
                .collect::<Vec<_>>()
                .join(&show::t("list-separator"))
        }
        Value::Array(items) => {
            let words: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            words.join(&show::t("list-separator"))
        }
        other => other.to_string(),
    }
}

fn number_text(column: &str, n: i64) -> String {
    match column {
        "promised_at" => show::weekday_time(Millis(n)),
        "weight_g" => show::weight(n),
        "volume_ml" => show::tr(
            "unit-litre",
            &[("n", app().digits().decimal(n as f64 / 1e3, 1).into())],
        ),
        "service_secs" => show::duration_secs(n),
        _ if column.ends_with("_halalas") => show::money(n),
        _ => show::number(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::command::EditGroup;

    #[test]
    fn every_column_that_can_be_edited_has_a_name() {
        let known = texts::keys(texts::Lang::En);
        for group in EditGroup::ALL {
            for column in group.columns() {
                let key = label_key(column);
                assert!(key.is_some_and(|key| known.contains(key)), "{column}");
            }
        }
        assert_eq!(label_key("of_a_later_release"), None);
    }
}
