//! Import: spreadsheets of deliveries and files of zones in, typed rows with a verdict each out.
//!
//! Pure: bytes in, values out; no clock, no files, no database, no async. Whether a delivery may be created is
//! the domain's `decide`; this crate only reads.
//!
//! # Deliveries
//! ```
//! # use domain::units::Millis;
//! let bytes = b"Order ID,Date,Location name,Address,Latitude,Longitude,Time window from,Time window to,Phone\n\
//!     A-1,22/11/2026,Noura,Olaya St,24.7,46.68,13:00,15:00,0512345678\n";
//! let settings = import::Settings::without_hub(Millis(1_795_300_000_000));
//! let mut sheet = import::read(bytes, "day.csv", &settings)?;
//! assert_eq!(sheet.summary().accepted, 1);
//! # Ok::<(), import::FileError>(())
//! ```
//! [`read`] detects container (CSV with comma, semicolon or tab; XLSX), encoding and format (Onfleet,
//! OptimoRoute, Fleetbase) by content. The file is never refused for a bad row: each [`Row`] has a [`Verdict`],
//! accepted (with warnings, perhaps as a draft) or quarantined with its [`Problem`]s.
//!
//! - Preview: [`Sheet::rows`], [`Sheet::header`], [`Sheet::fields`], [`Sheet::sheets`], [`Sheet::unread_sheets`],
//!   [`Sheet::summary`].
//! - Repair: [`Sheet::edit`], [`Sheet::rejudge`]; [`rejudge`] for a row kept as an exception;
//!   [`Sheet::export_quarantined`] for a spreadsheet program.
//! - Import: [`Sheet::mark_imported`] with what the hub has, then [`Sheet::merchants`] (an org command of their
//!   own) and [`Sheet::parts`].
//! - [`Sheet::shift_days`] moves a file of another day to today.
//!
//! # Zones
//! [`zones()`] reads GeoJSON; [`ZoneFile::specs`] are the zones to upsert. [`content`] tells which of the two a
//! dropped file is.

mod cell;
mod error;
mod export;
mod format;
mod judge;
mod marks;
mod names;
mod parts;
mod settings;
mod sheet;
mod source;
mod summary;
mod verdict;
mod zones;

pub use error::FileError;
pub use export::{Export, ExportError};
pub use format::{Field, Format};
pub use parts::Part;
pub use settings::Settings;
pub use sheet::{Place, Row, Sheet, rejudge};
pub use source::{
    Container, MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS, MAX_UNPACKED_BYTES, ReadSheet, UnreadSheet,
};
pub use summary::Summary;
pub use verdict::{Accepted, Problem, ProblemCode, Verdict, WarningCode, Why};
pub use zones::{Polygons, ZoneFile, ZoneProblem, ZoneProblemCode, ZoneRow, ZoneWarningCode};

/// Reads a file of deliveries. `file_name` is kept for people; the content decides what the file is.
///
/// # Errors
/// [`FileError`], which says what to do, when the file cannot be read at all.
pub fn read(bytes: &[u8], file_name: &str, settings: &Settings) -> Result<Sheet, FileError> {
    Sheet::read(bytes, file_name, settings)
}

/// Reads a file of zones (GeoJSON).
///
/// # Errors
/// [`FileError`] when it is not GeoJSON or has no feature; bad features are problems of their rows.
pub fn zones(bytes: &[u8]) -> Result<ZoneFile, FileError> {
    zones::read(bytes)
}

/// What a file has in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Deliveries,
    Zones,
}

/// What a dropped file is to be read as: JSON is zones, anything else deliveries.
pub fn content(bytes: &[u8]) -> Content {
    let json = source::text(&bytes[..bytes.len().min(4096)])
        .is_ok_and(|text| text.trim_start().starts_with(['{', '[']));
    if json {
        Content::Zones
    } else {
        Content::Deliveries
    }
}
