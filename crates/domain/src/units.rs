//! Units: time, days, money, points, phones. Plain integers with the unit in the name or the type.

use crate::value::{Field, Kind, Value};
use serde::{Deserialize, Serialize};

/// A moment: UTC milliseconds since 1970.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0 + secs * 1000)
    }
    /// Seconds from `earlier` to `self`; negative when `self` is before it.
    pub const fn secs_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1000
    }
}

/// Minutes after midnight at `at` in `time_zone` (IANA name; an unknown one counts as Asia/Riyadh).
pub fn minute_of_day(at: Millis, time_zone: &str) -> i32 {
    use chrono::Timelike;
    let zone: chrono_tz::Tz = time_zone.parse().unwrap_or(chrono_tz::Asia::Riyadh);
    let local = chrono::DateTime::from_timestamp_millis(at.0)
        .unwrap_or_default()
        .with_timezone(&zone);
    (local.hour() * 60 + local.minute()) as i32
}

impl Field for Millis {
    const KIND: Kind = Kind::Int;
    fn put(&self) -> Value {
        Value::Int(self.0)
    }
    fn take(value: Value) -> Result<Self, String> {
        i64::take(value).map(Self)
    }
}

/// A hub's business day, stored as `YYYY-MM-DD`; see [`ServiceDate::of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceDate(pub chrono::NaiveDate);

impl ServiceDate {
    /// The service date `at` belongs to in a hub of `time_zone` (IANA name) whose day starts
    /// `day_starts_at_min` minutes after midnight. An unknown zone counts as Asia/Riyadh.
    pub fn of(at: Millis, time_zone: &str, day_starts_at_min: i32) -> Self {
        let zone: chrono_tz::Tz = time_zone.parse().unwrap_or(chrono_tz::Asia::Riyadh);
        let moment =
            chrono::DateTime::from_timestamp_millis(at.0 - i64::from(day_starts_at_min) * 60_000)
                .unwrap_or_default()
                .with_timezone(&zone);
        Self(moment.date_naive())
    }

    /// The moment `minutes` after midnight of this calendar day in `time_zone` (IANA name; an unknown one
    /// counts as Asia/Riyadh). `None` where clocks skip that time or the day has no such minute.
    pub fn at_minute(self, minutes: i32, time_zone: &str) -> Option<Millis> {
        let zone: chrono_tz::Tz = time_zone.parse().unwrap_or(chrono_tz::Asia::Riyadh);
        let minutes = u32::try_from(minutes).ok()?;
        let local = self.0.and_hms_opt(minutes / 60, minutes % 60, 0)?;
        let moment = local.and_local_timezone(zone).earliest()?;
        Some(Millis(moment.timestamp_millis()))
    }

    /// The day `days` later (earlier when negative).
    pub fn plus_days(self, days: i64) -> Self {
        Self(
            self.0
                .checked_add_signed(chrono::Duration::days(days))
                .unwrap_or(self.0),
        )
    }
}

impl std::fmt::Display for ServiceDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl std::str::FromStr for ServiceDate {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(Self)
            .map_err(|e| format!("{text}: {e}"))
    }
}

impl Serialize for ServiceDate {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ServiceDate {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl Field for ServiceDate {
    const KIND: Kind = Kind::Text;
    fn put(&self) -> Value {
        Value::Text(self.to_string())
    }
    fn take(value: Value) -> Result<Self, String> {
        String::take(value)?.parse()
    }
}

/// A WGS84 point in units of 1e-7 degrees; longitude first, as everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Point {
    pub lon_e7: i32,
    pub lat_e7: i32,
}

impl Point {
    /// From degrees; `None` outside ±180 / ±90 or not finite.
    pub fn from_degrees(lon: f64, lat: f64) -> Option<Self> {
        let inside = lon.is_finite() && lat.is_finite() && lon.abs() <= 180.0 && lat.abs() <= 90.0;
        inside.then(|| Self {
            lon_e7: (lon * 1e7).round() as i32,
            lat_e7: (lat * 1e7).round() as i32,
        })
    }
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }
    /// Great-circle distance in metres (haversine, mean Earth radius 6,371,008.8 m).
    pub fn distance_m(self, other: Self) -> f64 {
        let (a, b) = (self.lat().to_radians(), other.lat().to_radians());
        let dlat = b - a;
        let dlon = (other.lon() - self.lon()).to_radians();
        let h = (dlat / 2.0).sin().powi(2) + a.cos() * b.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
    }
    /// Whether the point lies in the service area: Saudi Arabia's box, latitude 16–33, longitude 34–56.
    pub fn in_service_area(self) -> bool {
        (16.0..=33.0).contains(&self.lat()) && (34.0..=56.0).contains(&self.lon())
    }
}

/// A time span `from`..`to` in which something is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    pub from: Millis,
    pub to: Millis,
}

/// Whether `text` is a phone number in E.164: a plus, then 8 to 15 digits, the first not zero.
pub fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else {
        return false;
    };
    (8..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0')
}
