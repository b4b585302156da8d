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
        /// A cell without which the row means something else; [`Why`] says what is wrong with it.
        UnreadableCell = "unreadable_cell",
    }
}

domain::text_enum! {
    /// What about a cell makes it a problem, where the code alone would leave a person guessing.
    Why {
        /// Three digits behind a point: 1.250 may be 1250 or 1.25.
        ThreeDecimals = "three_decimals",
        /// Two columns of amounts say different ones.
        TwoAmounts = "two_amounts",
        /// A formula whose result the file does not have.
        NoResult = "no_result",
        /// What a spreadsheet shows where a formula failed: `#REF!`, `#N/A`.
        ErrorValue = "error_value",
        /// The cell is merged with those above, and what holds for all of them may not hold for each.
        Merged = "merged",
        /// A quotation mark is opened and never closed.
        UnclosedQuote = "unclosed_quote",
        /// A long number was shortened: `5.10012E+12`.
        DigitsLost = "digits_lost",
        /// Other rows of the file write day and month the other way round.
        DayAndMonth = "day_and_month",
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// Values for the message, by name: `from` and `to`, `latitude` and `longitude`, `first_row`, `currency`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Problem {
    pub(crate) fn because(self, why: impl Into<Option<Why>>) -> Self {
        Self {
            why: why.into(),
            ..self
        }
    }
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
