//! Folding of names for comparison and search: case, Arabic letter variants, harakat, digits, spaces.

/// Folds `text` so that spellings a person takes for the same compare equal: Latin lower case; alef forms,
/// alef maqsura and taa marbuta unified; harakat and tatweel dropped; Arabic-Indic and Persian digits made
/// Latin; punctuation and runs of white space made one space.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            '\u{0622}' | '\u{0623}' | '\u{0625}' | '\u{0671}' => '\u{0627}',
            '\u{0649}' | '\u{06CC}' => '\u{064A}',
            '\u{0629}' => '\u{0647}',
            '\u{0624}' => '\u{0648}',
            '\u{0626}' => '\u{064A}',
            '\u{06A9}' => '\u{0643}',
            '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0300}'..='\u{036F}' => continue,
            _ => latin_digit(c),
        };
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else {
            gap = true;
        }
    }
    out
}

/// An Arabic-Indic or Persian digit as its Latin digit; anything else unchanged.
pub fn latin_digit(c: char) -> char {
    let digit = match c {
        '\u{0660}'..='\u{0669}' => c as u32 - 0x0660,
        '\u{06F0}'..='\u{06F9}' => c as u32 - 0x06F0,
        _ => return c,
    };
    char::from_digit(digit, 10).unwrap_or(c)
}

/// Only the digits of `text`, as Latin digits.
pub fn digits(text: &str) -> String {
    text.chars()
        .map(latin_digit)
        .filter(char::is_ascii_digit)
        .collect()
}
