//! What a cell says about itself besides its value: that it was shortened, never calculated, or cannot be told
//! because of the rest of the file. Such marks are text in the cell, so that they hold wherever the row goes (an
//! export, an exception, a repair) and go when a person writes the cell anew. What a mark means for a row is
//! [`crate::judge`]'s.

use crate::{
    cell::{day_and_month, is_mark},
    verdict::Why,
};

/// In front of the value of a merged cell that the cells above say already.
const DITTO: char = '\u{3003}';
/// Behind a date whose day and month may be exchanged.
const DOUBT: char = '?';

/// What spreadsheet programs show where a formula failed.
const ERRORS: &[&str] = &[
    "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
    "#ERROR!",
];

/// A cell under the first of a merge whose value holds for all of them together.
pub fn merged(value: &str) -> String {
    format!("{DITTO} {value}")
}

/// A date that may have day and month exchanged.
pub fn doubtful(date: &str) -> String {
    format!("{date}{DOUBT}")
}

/// A formula without a result.
pub fn no_result(formula: &str) -> String {
    format!("={}", formula.trim())
}

/// What is odd about a cell, if anything.
pub fn why(cell: &str) -> Option<Why> {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || is_mark(c));
    if cell.starts_with(DITTO) {
        Some(Why::Merged)
    } else if cell.starts_with('=') {
        Some(Why::NoResult)
    } else if ERRORS.iter().any(|error| cell.eq_ignore_ascii_case(error)) {
        Some(Why::ErrorValue)
    } else if cell.strip_suffix(DOUBT).is_some_and(is_date) {
        Some(Why::DayAndMonth)
    } else if digits_lost(cell) {
        Some(Why::DigitsLost)
    } else {
        None
    }
}

/// Whether a cell begins with a quotation mark that is never closed: the rest of its line is in it, or is missing.
pub fn unclosed_quote(cell: &str) -> bool {
    cell.starts_with('"') && cell.matches('"').count() % 2 == 1
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-').map(str::len);
    let year_first = parts.next() == Some(4) && parts.next() == Some(2) && parts.next().is_some();
    day_and_month(text).is_some() || year_first
}

/// `5.10012E+12`: a long number with fewer digits than it had.
fn digits_lost(cell: &str) -> bool {
    let Some((digits, exponent)) = cell.split_once(['e', 'E']) else {
        return false;
    };
    let shortened = digits.contains('.') || exponent.starts_with('+');
    let mut parts = digits.splitn(2, '.').map(|part| {
        (part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty()).then_some(part.len())
    });
    let (Some(Some(1)), fraction) = (parts.next(), parts.next().unwrap_or(Some(0))) else {
        return false;
    };
    let exponent = exponent.trim_start_matches('+').parse::<usize>();
    match (fraction, exponent) {
        (Some(fraction), Ok(exponent)) => shortened && (fraction + 1..100).contains(&exponent),
        _ => false,
    }
}
