//! The fields of each merge group: how a column reads in an input, and how what was typed is written back.
//! Pure.

use crate::act::forms::{halalas, time_on};
use domain::{
    command::{EditGroup, Fields},
    units::{Millis, ServiceDate},
};
use serde_json::{Value, json};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Long,
    /// E.164, or nothing.
    Phone,
    Riyals,
    Whole,
    /// Grams, typed in kilograms.
    Kilograms,
    /// Seconds, typed in minutes.
    Minutes,
    /// A list of words, typed with commas.
    Words,
    Date,
    /// The first window's ends, as times of the service date.
    WindowFrom,
    WindowTo,
    /// A moment, as a time of the service date; nothing is none.
    Moment,
    /// Latitude and longitude in degrees, as maps print them.
    Place,
    Proof,
}

/// One field of a group's form.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// The column; for a place, the columns' common stem.
    pub column: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
    pub wide: bool,
}

const fn spec(column: &'static str, label: &'static str, kind: FieldKind, wide: bool) -> FieldSpec {
    FieldSpec {
        column,
        label,
        kind,
        wide,
    }
}

/// The fields of a group's form.
pub fn specs(group: EditGroup) -> &'static [FieldSpec] {
    use FieldKind::*;
    match group {
        EditGroup::DropoffAddress => {
            const {
                &[
                    spec("dropoff_address", "field-address", Text, true),
                    spec("dropoff_district", "field-district", Text, false),
                    spec("dropoff_postal_code", "field-postal-code", Text, false),
                    spec("dropoff_short_address", "field-short-address", Text, false),
                    spec("dropoff", "field-point", Place, false),
                ]
            }
        }
        EditGroup::PickupAddress => {
            const {
                &[
                    spec("pickup_address", "field-address", Text, true),
                    spec("pickup_district", "field-district", Text, false),
                    spec("pickup_postal_code", "field-postal-code", Text, false),
                    spec("pickup_short_address", "field-short-address", Text, false),
                    spec("pickup", "field-point", Place, false),
                ]
            }
        }
        EditGroup::DropoffContact => {
            const {
                &[
                    spec("dropoff_name", "field-recipient", Text, true),
                    spec("dropoff_phone", "field-phone", Phone, true),
                ]
            }
        }
        EditGroup::PickupContact => {
            const {
                &[
                    spec("pickup_name", "field-contact", Text, true),
                    spec("pickup_phone", "field-phone", Phone, true),
                ]
            }
        }
        EditGroup::Schedule => {
            const {
                &[
                    spec("service_date", "field-service-date", Date, false),
                    spec("promised_at", "field-promised-at", Moment, false),
                    spec("windows", "form-window-from", WindowFrom, false),
                    spec("windows", "form-window-to", WindowTo, false),
                ]
            }
        }
        EditGroup::Cod => const { &[spec("cod_halalas", "field-cod", Riyals, true)] },
        EditGroup::Instructions => {
            const { &[spec("instructions", "field-instructions", Long, true)] }
        }
        EditGroup::ParcelCount => const { &[spec("parcel_count", "field-parcels", Whole, true)] },
        EditGroup::WeightG => const { &[spec("weight_g", "field-weight-kg", Kilograms, true)] },
        EditGroup::VolumeMl => const { &[spec("volume_ml", "field-volume-ml", Whole, true)] },
        EditGroup::Barcodes => const { &[spec("barcodes", "field-barcodes", Words, true)] },
        EditGroup::ServiceSecs => {
            const { &[spec("service_secs", "field-service-minutes", Minutes, true)] }
        }
        EditGroup::Priority => const { &[spec("priority", "field-priority", Whole, true)] },
        EditGroup::Skills => const { &[spec("skills", "field-skills", Words, true)] },
        EditGroup::ProofRequired => const { &[spec("proof_required", "field-proof", Proof, true)] },
    }
}

fn decimal(n: i64, unit: i64) -> String {
    let (whole, rest) = (n / unit, n % unit);
    let places = unit.to_string().len() - 1;
    let text = format!("{whole}.{rest:0places$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `HH:MM` of a moment in the zone.
fn clock(at: Option<i64>, zone: &str) -> String {
    at.map(|at| domain::units::minute_of_day(Millis(at), zone))
        .map(|minutes| format!("{:02}:{:02}", minutes / 60, minutes % 60))
        .unwrap_or_default()
}

/// A column's value as its input shows it.
pub fn read(kind: FieldKind, fields: &Fields, column: &str, zone: &str) -> String {
    let at = |column: &str| fields.get(column).unwrap_or(&Value::Null);
    let value = at(column);
    let int = |value: &Value| value.as_i64().unwrap_or(0);
    let end = |end: &str| {
        value
            .get(0)
            .and_then(|w| w.get(end))
            .and_then(Value::as_i64)
    };
    match kind {
        FieldKind::Text
        | FieldKind::Long
        | FieldKind::Phone
        | FieldKind::Date
        | FieldKind::Proof => value.as_str().unwrap_or_default().to_owned(),
        FieldKind::Riyals => decimal(int(value), 100),
        FieldKind::Whole => int(value).to_string(),
        FieldKind::Kilograms => decimal(int(value), 1_000),
        FieldKind::Minutes => (int(value) / 60).to_string(),
        FieldKind::Words => {
            let words = value.as_array().map(Vec::as_slice).unwrap_or_default();
            words
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(", ")
        }
        FieldKind::WindowFrom => clock(end("from"), zone),
        FieldKind::WindowTo => clock(end("to"), zone),
        FieldKind::Moment => clock(value.as_i64(), zone),
        FieldKind::Place => {
            let degrees = |part: &str| {
                at(&format!("{column}_{part}_e7"))
                    .as_i64()
                    .map(|n| n as f64 / 1e7)
            };
            match (degrees("lat"), degrees("lon")) {
                (Some(lat), Some(lon)) => format!("{lat:.6}, {lon:.6}"),
                _ => String::new(),
            }
        }
    }
}

fn latin(text: &str) -> String {
    text.trim()
        .chars()
        .map(domain::text::latin_digit)
        .map(|c| if c == '٫' { '.' } else { c })
        .collect()
}

/// Saudi spellings of a phone (05…, 5…, 9665…, 009665…) as E.164; nothing is none; other text is refused.
fn phone(text: &str) -> Option<Value> {
    if text.trim().is_empty() {
        return Some(Value::Null);
    }
    let digits = domain::text::digits(text);
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let full = match digits {
        d if text.trim().starts_with('+') || d.starts_with("966") => d.to_owned(),
        d if d.starts_with("05") && d.len() == 10 => format!("966{}", &d[1..]),
        d if d.starts_with('5') && d.len() == 9 => format!("966{d}"),
        d => d.to_owned(),
    };
    let e164 = format!("+{full}");
    domain::units::is_e164(&e164).then(|| json!(e164))
}

/// Latitude, longitude in degrees as two integers of 1e-7 degrees: `(lon, lat)`.
fn place(text: &str) -> Option<(i32, i32)> {
    let text = latin(text);
    let (lat, lon) = text.split_once(',')?;
    let point =
        domain::units::Point::from_degrees(lon.trim().parse().ok()?, lat.trim().parse().ok()?)?;
    Some((point.lon_e7, point.lat_e7))
}

/// Writes what was typed into the group's columns; none where it cannot be read.
pub fn write(
    kind: FieldKind,
    to: &mut Fields,
    column: &str,
    text: &str,
    zone: &str,
    starts: i32,
) -> Option<()> {
    let date: Option<ServiceDate> = to
        .get("service_date")
        .and_then(Value::as_str)
        .and_then(|d| d.parse().ok());
    let moment = |text: &str| time_on(date?, text, zone, starts).map(|at| at.0);
    let value = match kind {
        FieldKind::Text | FieldKind::Long | FieldKind::Proof => json!(text.trim()),
        FieldKind::Date => json!(text.parse::<ServiceDate>().ok()?.to_string()),
        FieldKind::Phone => phone(text)?,
        FieldKind::Riyals => json!(halalas(text)?),
        FieldKind::Whole => json!(latin(text).parse::<i64>().ok().filter(|n| *n >= 0)?),
        FieldKind::Kilograms => {
            let kilograms: f64 = latin(text).parse().ok()?;
            json!(
                (0.0..1e6)
                    .contains(&kilograms)
                    .then_some((kilograms * 1e3).round() as i64)?
            )
        }
        FieldKind::Minutes => json!(
            latin(text)
                .parse::<i64>()
                .ok()
                .filter(|n| (0..1_440).contains(n))?
                * 60
        ),
        FieldKind::Words => {
            let words: Vec<&str> = text
                .split([',', '،'])
                .map(str::trim)
                .filter(|w| !w.is_empty())
                .collect();
            json!(words)
        }
        FieldKind::Moment if text.is_empty() => Value::Null,
        FieldKind::Moment => json!(moment(text)?),
        FieldKind::WindowFrom | FieldKind::WindowTo => {
            let mut windows = to
                .get(column)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            let end = if kind == FieldKind::WindowFrom {
                "from"
            } else {
                "to"
            };
            let at = moment(text)?;
            match windows.first_mut() {
                Some(first) => first[end] = json!(at),
                None => windows.push(json!({ "from": at, "to": at })),
            }
            Value::Array(windows)
        }
        FieldKind::Place => {
            let (lon, lat, quality) = match text.trim() {
                "" => (Value::Null, Value::Null, "unknown"),
                text => {
                    let (lon, lat) = place(text)?;
                    (json!(lon), json!(lat), "exact")
                }
            };
            to.insert(format!("{column}_lon_e7"), lon);
            to.insert(format!("{column}_lat_e7"), lat);
            to.insert(format!("{column}_geo_quality"), json!(quality));
            return Some(());
        }
    };
    to.insert(column.to_owned(), value);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str = "Asia/Riyadh";

    fn written(kind: FieldKind, column: &str, text: &str) -> Option<Value> {
        let mut to = Fields::from([("service_date".to_owned(), json!("2026-11-22"))]);
        write(kind, &mut to, column, text, ZONE, 240)?;
        Some(to.get(column).cloned().unwrap_or_default())
    }

    #[test]
    fn every_group_has_fields_within_its_columns() {
        for group in EditGroup::ALL {
            assert!(!specs(*group).is_empty(), "{group}");
            for spec in specs(*group) {
                let column = match spec.kind {
                    FieldKind::Place => format!("{}_lon_e7", spec.column),
                    _ => spec.column.to_owned(),
                };
                assert!(
                    group.columns().contains(&column.as_str()),
                    "{group}: {column}"
                );
            }
        }
    }

    #[test]
    fn phones_are_taken_as_people_write_them() {
        for text in [
            "0560643907",
            "560643907",
            "966560643907",
            "00966560643907",
            "+966 56 064 3907",
            "٠٥٦٠٦٤٣٩٠٧",
        ] {
            assert_eq!(
                written(FieldKind::Phone, "dropoff_phone", text),
                Some(json!("+966560643907")),
                "{text}"
            );
        }
        assert_eq!(
            written(FieldKind::Phone, "dropoff_phone", "  "),
            Some(Value::Null)
        );
        assert_eq!(written(FieldKind::Phone, "dropoff_phone", "gate 5"), None);
    }

    #[test]
    fn a_window_typed_reads_back_the_same() {
        let mut to = Fields::from([("service_date".to_owned(), json!("2026-11-22"))]);
        write(
            FieldKind::WindowFrom,
            &mut to,
            "windows",
            "13:00",
            ZONE,
            240,
        )
        .unwrap();
        write(FieldKind::WindowTo, &mut to, "windows", "15:30", ZONE, 240).unwrap();
        assert_eq!(read(FieldKind::WindowFrom, &to, "windows", ZONE), "13:00");
        assert_eq!(read(FieldKind::WindowTo, &to, "windows", ZONE), "15:30");
    }

    #[test]
    fn a_place_is_latitude_then_longitude() {
        let mut to = Fields::new();
        write(
            FieldKind::Place,
            &mut to,
            "dropoff",
            "24.7136, 46.6753",
            ZONE,
            240,
        )
        .unwrap();
        assert_eq!(to["dropoff_lat_e7"], json!(247_136_000));
        assert_eq!(to["dropoff_lon_e7"], json!(466_753_000));
        assert_eq!(
            read(FieldKind::Place, &to, "dropoff", ZONE),
            "24.713600, 46.675300"
        );
        assert!(write(FieldKind::Place, &mut to, "dropoff", "95, 46", ZONE, 240).is_none());
    }

    #[test]
    fn figures_keep_their_unit() {
        assert_eq!(
            written(FieldKind::Kilograms, "weight_g", "1.25"),
            Some(json!(1_250))
        );
        assert_eq!(
            written(FieldKind::Minutes, "service_secs", "5"),
            Some(json!(300))
        );
        assert_eq!(
            written(FieldKind::Riyals, "cod_halalas", "81.5"),
            Some(json!(8_150))
        );
        assert_eq!(decimal(8_150, 100), "81.5");
        assert_eq!(decimal(8_105, 100), "81.05");
        assert_eq!(decimal(1_250, 1_000), "1.25");
        assert_eq!(decimal(8_100, 100), "81");
    }
}
