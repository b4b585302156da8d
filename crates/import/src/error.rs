//! Why a whole file was refused. A single bad row never refuses a file: that is a [`Problem`](crate::Problem).

use serde::Serialize;

/// A file that cannot be read at all; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FileError {
    #[error("The file is empty. Save it again from the program it comes from.")]
    Empty,
    #[error(
        "The file has {bytes} bytes; at most {limit} can be read. Split it into smaller files."
    )]
    TooLarge { bytes: u64, limit: u64 },
    #[error(
        "The file unpacks to more than {limit} bytes. Save the sheet alone, without pictures, as .xlsx or .csv."
    )]
    UnpacksTooLarge { limit: u64 },
    #[error("The sheet has more than {limit} rows. Split it into smaller files.")]
    TooManyRows { limit: usize },
    #[error("The sheet has more than {limit} columns. Delete the columns that are not needed.")]
    TooManyColumns { limit: usize },
    #[error("This is not a spreadsheet but {looks_like}. Export the orders as .csv or .xlsx.")]
    NotASpreadsheet { looks_like: &'static str },
    #[error(
        "This is {looks_like}, which cannot be read. Save the zones as a GeoJSON FeatureCollection."
    )]
    OtherZones { looks_like: &'static str },
    #[error(
        "This is an old or password-protected Excel file. Save it as .xlsx without a password."
    )]
    OldExcel,
    #[error(
        "The file is damaged ({what}). Export it again; if it came by mail, download it again."
    )]
    Damaged { what: String },
    #[error(
        "No row of column names of a known format was found. Known are Onfleet, OptimoRoute and Fleetbase; the \
         first row here is: {}. Add the format's column names as the first row.", found.join(", ")
    )]
    UnknownHeader { found: Vec<String> },
    #[error("This file has zones, not deliveries. Import it on the zones' page.")]
    ZoneFile,
    #[error("This is not GeoJSON: {what}. Export the zones as a GeoJSON FeatureCollection.")]
    NotGeoJson { what: String },
    #[error(
        "There is no zone in the file. Export the zones as a GeoJSON FeatureCollection of polygons."
    )]
    NoZones,
}

impl FileError {
    /// The word for this error, in JSON and as text key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::UnpacksTooLarge { .. } => "unpacks_too_large",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::NotASpreadsheet { .. } => "not_a_spreadsheet",
            Self::OtherZones { .. } => "other_zones",
            Self::OldExcel => "old_excel",
            Self::Damaged { .. } => "damaged",
            Self::UnknownHeader { .. } => "unknown_header",
            Self::ZoneFile => "zone_file",
            Self::NotGeoJson { .. } => "not_geo_json",
            Self::NoZones => "no_zones",
        }
    }
}
