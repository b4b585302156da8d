//! OptimoRoute's order sheet. Dates are `DD/MM/YYYY`; windows are times of that day. It has no merchant.

use super::Field;

pub(super) const TELLING: &[&str] = &[
    "orderid",
    "ordertype",
    "locationid",
    "locationname",
    "timewindowfrom",
    "timewindowto",
    "timewindows",
    "duration",
    "load#1",
    "load#2",
];

pub(super) const COLUMNS: &[(&str, Field)] = &[
    ("orderid", Field::Reference),
    ("ordertype", Field::Kind),
    ("date", Field::Date),
    ("priority", Field::Priority),
    ("locationid", Field::Kept),
    ("locationname", Field::Name),
    ("address", Field::Address),
    ("latitude", Field::Latitude),
    ("longitude", Field::Longitude),
    ("timewindowfrom", Field::WindowFrom),
    ("timewindowto", Field::WindowTo),
    ("timewindows", Field::Windows),
    ("duration", Field::ServiceMinutes),
    ("load#1", Field::Parcels),
    ("load1", Field::Parcels),
    ("load#2", Field::WeightKg),
    ("load2", Field::WeightKg),
    ("skills", Field::Skills),
    ("notes", Field::Instructions),
    ("phone", Field::Phone),
];

/// `L`, `M`, `H` and `C` (low, medium, high, critical); a plain number from 0 to 100 too.
pub(super) fn priority(cell: &str) -> Option<i32> {
    match crate::cell::clean(cell).to_lowercase().as_str() {
        "l" | "low" => Some(25),
        "m" | "medium" => Some(50),
        "h" | "high" => Some(75),
        "c" | "critical" => Some(100),
        other => crate::cell::scaled(other, 0)
            .filter(|p| (0..=100).contains(p))
            .and_then(|p| i32::try_from(p).ok()),
    }
}
