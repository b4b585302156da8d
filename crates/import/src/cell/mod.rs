//! Reading single cells: numbers, phones, coordinates, money, dates and times. Each takes the text of one
//! cell as people write it, in Latin, Arabic-Indic or Persian digits, and says `None` when it cannot be read.
//! Nothing here knows of rows or formats.

mod decimal;
mod phone;
mod when;

pub use decimal::{NotAnAmount, coordinate_e7, halalas, is_riyal, scaled};
pub use phone::phone;
pub use when::{DateOrder, Moment, day_and_month, hours_text, moment, serial_text, spans};

/// Invisible marks that programs put around Arabic text and numbers.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}

/// The cell without invisible marks, with Latin digits and plain spaces, trimmed.
pub fn clean(cell: &str) -> String {
    let text: String = cell
        .chars()
        .filter(|c| !is_mark(*c))
        .map(|c| match c {
            '\n' => c,
            _ if c.is_whitespace() => ' ',
            _ => domain::text::latin_digit(c),
        })
        .collect();
    text.trim().to_owned()
}
