//! What came of a file, in figures.

use crate::UnreadSheet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The counts of one file: `{format, accepted, of_which_draft, warnings: {code: n}, quarantined: {code: n}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// `onfleet`, `optimoroute`, `fleetbase` or `geojson`.
    pub format: String,
    pub accepted: usize,
    pub of_which_draft: usize,
    /// Rows by warning; a row can have several.
    pub warnings: BTreeMap<String, usize>,
    /// Rows by their most important problem.
    pub quarantined: BTreeMap<String, usize>,
    /// The sheets of a workbook nothing was read of although they are not empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread_sheets: Vec<UnreadSheet>,
}
