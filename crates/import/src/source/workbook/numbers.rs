//! How a number cell is shown: kept digit for digit where it is whole, as a date where its format says so,
//! with the leading zeros its format asks for.

use super::{Walk, xml::attribute};
use crate::{FileError, cell};
use quick_xml::events::Event;
use std::collections::HashMap;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shown {
    AsIs,
    Date,
    /// As hours that go on past midnight.
    Hours,
    /// With at least this many digits.
    Padded(usize),
}

/// The workbook's cell styles, reduced to what they do to numbers.
pub struct NumberFormats {
    styles: Vec<Shown>,
    from_1904: bool,
}

impl NumberFormats {
    pub fn plain(from_1904: bool) -> Self {
        Self {
            styles: Vec::new(),
            from_1904,
        }
    }

    /// From the styles part: `numFmts` first, then one `xf` of `cellXfs` per style.
    pub fn read(part: &str, from_1904: bool) -> Result<Self, FileError> {
        let mut walk = Walk::new(part);
        let mut codes: HashMap<String, Shown> = HashMap::new();
        let mut styles = Vec::new();
        let mut in_cell_styles = false;
        loop {
            match walk.next()? {
                Event::Start(e) if e.local_name().as_ref() == "cellXfs" => in_cell_styles = true,
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cell_styles = false,
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "numFmt" => {
                        if let (Some(id), Some(code)) =
                            (attribute(&e, "numFmtId"), attribute(&e, "formatCode"))
                        {
                            codes.insert(id, shown_by(&code));
                        }
                    }
                    "xf" if in_cell_styles => {
                        let id = attribute(&e, "numFmtId").unwrap_or_default();
                        styles.push(codes.get(&id).copied().unwrap_or_else(|| built_in(&id)));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(Self { styles, from_1904 }),
                _ => {}
            }
        }
    }

    /// The text of a number cell with this style.
    pub fn show(&self, number: &str, style: usize) -> String {
        /// What has more hours is a date all the same.
        const MOST_DAYS: f64 = 3.0;
        let shown = self.styles.get(style).copied().unwrap_or(Shown::AsIs);
        if shown == Shown::Hours
            && let Some(hours) = number.parse().ok().filter(|days| *days < MOST_DAYS)
            && let Some(text) = cell::hours_text(hours)
        {
            return text;
        }
        match shown {
            Shown::Date | Shown::Hours => number
                .parse::<f64>()
                .ok()
                .and_then(|serial| cell::serial_text(serial, self.from_1904))
                .unwrap_or_else(|| number.to_owned()),
            Shown::AsIs => plain(number),
            Shown::Padded(digits) => {
                let text = plain(number);
                if text.bytes().all(|b| b.is_ascii_digit()) {
                    format!("{text:0>digits$}")
                } else {
                    text
                }
            }
        }
    }
}

/// Whole numbers digit for digit; others in the shortest form that reads back the same.
fn plain(number: &str) -> String {
    if number.bytes().all(|b| b.is_ascii_digit()) {
        return number.to_owned();
    }
    match number.parse::<f64>() {
        Ok(value) if value.is_finite() && value.abs() < 1e18 => value.to_string(),
        _ => number.to_owned(),
    }
}

/// Formats that ECMA-376 18.8.30 numbers without spelling them out.
fn built_in(id: &str) -> Shown {
    match id.parse::<u32>() {
        Ok(46) => Shown::Hours,
        Ok(14..=22 | 27..=36 | 45 | 47 | 50..=58) => Shown::Date,
        _ => Shown::AsIs,
    }
}

/// Reads a format code such as `dd/mm/yyyy hh:mm` or `0000000000`; only its first section, for positive numbers.
fn shown_by(code: &str) -> Shown {
    let mut bare = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => {
                chars.by_ref().find(|c| *c == '"');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                // `[Red]` and `[$-401]` say nothing of the kind; `[h]` does.
                let inside: String = chars
                    .by_ref()
                    .take_while(|c| *c != ']')
                    .flat_map(char::to_lowercase)
                    .collect();
                if !inside.is_empty() && inside.chars().all(|c| c == 'h') {
                    return Shown::Hours;
                }
                if !inside.is_empty() && inside.chars().all(|c| matches!(c, 'm' | 's')) {
                    return Shown::Date;
                }
            }
            _ => bare.extend(c.to_lowercase()),
        }
    }
    if bare == "general" {
        Shown::AsIs
    } else if bare.contains(['y', 'd', 'h', 's', 'm']) {
        Shown::Date
    } else if bare.len() > 1 && bare.bytes().all(|b| b == b'0') {
        Shown::Padded(bare.len())
    } else {
        Shown::AsIs
    }
}
