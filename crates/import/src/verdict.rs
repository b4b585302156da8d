//! What is said of each row: accepted, or quarantined with what is wrong in which cell. Plain data.

use domain::{
    command::NewDelivery,
    id::{DeliveryId, MerchantId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

domain::text_enum! {
    /// Why a row cannot be taken. Of several in one row the first in this order is the one that is counted.
    ProblemCode {
        BadPhone = "bad_phone",
        NoLocation = "no_location",
        OutsideServiceArea = "outside_service_area",
        BadWindow = "bad_window",
        BadAmount = "bad_amount",
        DuplicateRef = "duplicate_ref",
    }
}

domain::text_enum! {
    /// What a person should know of a row that was taken.
    WarningCode {
        /// Latitude and longitude were exchanged in the file; they have been put right.
        SwappedCoordinates = "swapped_coordinates",
        /// There is an address but no point: the delivery is a draft until somebody places it.
        NeedsGeocode = "needs_geocode",
    }
}

/// One thing wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub code: ProblemCode,
    /// The name of the column to repair, as in the file; what the format calls it when the file lacks it.
    pub column: String,
    /// The cell as it is in the file.
    pub cell: String,
    /// Values for the message, by name: `from` and `to`, `latitude` and `longitude`, `first_row`, `currency`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

/// The delivery read from a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The same for everybody who imports this row into this hub.
    pub id: DeliveryId,
    pub merchant_id: MerchantId,
    /// The merchant as the row names it.
    pub merchant: String,
    pub delivery: NewDelivery,
    /// It will be a draft, not ready.
    pub draft: bool,
    pub warnings: Vec<WarningCode>,
    /// The hub has it already: importing it changes nothing. See [`Sheet::mark_imported`](crate::Sheet::mark_imported).
    #[serde(default)]
    pub already_imported: bool,
}

/// The verdict on one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    Accepted(Box<Accepted>),
    /// At least one problem, most important first.
    Quarantined {
        problems: Vec<Problem>,
    },
}
