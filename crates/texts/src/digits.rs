//! Latin and Arabic-Indic digits, and numbers as people read them. Knows no language: digits are
//! a setting of their own.

use std::borrow::Cow;

/// Which digits numbers are shown with. References, plates and phones keep theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Digits {
    #[default]
    Latin,
    Arabic,
}

impl Digits {
    pub const ALL: [Digits; 2] = [Digits::Latin, Digits::Arabic];

    /// Reads a setting's value: `latin` or `arabic`.
    pub fn parse(name: &str) -> Option<Digits> {
        match name {
            "latin" => Some(Digits::Latin),
            "arabic" => Some(Digits::Arabic),
            _ => None,
        }
    }

    /// The setting's value; also the last part of the key `settings-digits-…`.
    pub const fn code(self) -> &'static str {
        match self {
            Digits::Latin => "latin",
            Digits::Arabic => "arabic",
        }
    }

    /// The same text with its Latin digits and its separators in the chosen digits: `1,204.5` is
    /// `١٬٢٠٤٫٥`. A point or comma is a separator only between two digits.
    pub fn show(self, text: &str) -> Cow<'_, str> {
        if self == Digits::Latin || !text.bytes().any(|b| b.is_ascii_digit()) {
            return Cow::Borrowed(text);
        }
        let chars: Vec<char> = text.chars().collect();
        let digit_at = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
        let mut out = String::with_capacity(text.len() * 2);
        for (i, &c) in chars.iter().enumerate() {
            let between = i > 0 && digit_at(i - 1) && digit_at(i + 1);
            out.push(match c {
                '0'..='9' => arabic_indic(c),
                ',' if between => '٬',
                '.' if between => '٫',
                '%' if i > 0 && digit_at(i - 1) => '٪',
                other => other,
            });
        }
        Cow::Owned(out)
    }

    /// A whole number with its thousands grouped.
    pub fn integer(self, n: i64) -> String {
        self.show(&group(&n.to_string())).into_owned()
    }

    /// A number with exactly `places` decimals, thousands grouped.
    pub fn decimal(self, n: f64, places: usize) -> String {
        self.show(&group(&format!("{n:.places$}"))).into_owned()
    }

    /// An amount of halalas in riyals: whole riyals without decimals, otherwise with two. The
    /// currency's word is the catalogue's `unit-money`.
    pub fn riyals(self, halalas: i64) -> String {
        let sign = if halalas < 0 { "-" } else { "" };
        let (whole, rest) = (halalas.unsigned_abs() / 100, halalas.unsigned_abs() % 100);
        let grouped = group(&whole.to_string());
        let text = if rest == 0 {
            format!("{sign}{grouped}")
        } else {
            format!("{sign}{grouped}.{rest:02}")
        };
        self.show(&text).into_owned()
    }
}

fn arabic_indic(c: char) -> char {
    // '0'..='9' map one to one onto U+0660..=U+0669.
    c.to_digit(10)
        .and_then(|d| char::from_u32(0x0660 + d))
        .unwrap_or(c)
}

/// Groups the whole part of a plain decimal number by thousands.
pub(crate) fn group(number: &str) -> String {
    let (sign, unsigned) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let mut out = String::with_capacity(number.len() + number.len() / 3);
    out.push_str(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
