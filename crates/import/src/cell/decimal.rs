//! Decimal text to scaled integers, exactly: money and coordinates never pass through a float.

use super::{clean, is_mark};

/// Digits kept after the point while reading; more are rounded, which takes off float noise such as
/// `648.0299999999999`.
const KEPT: u32 = 9;

/// The number × 10^`digits`, rounded half away from zero. Accepts signs, a decimal point or comma, the Arabic
/// decimal separator, and thousands separated in threes.
pub fn scaled(cell: &str, digits: u32) -> Option<i64> {
    let nano = nano(&clean(cell))?;
    let unit = 10_i128.pow(KEPT.checked_sub(digits)?);
    let half = if nano < 0 { -unit / 2 } else { unit / 2 };
    i64::try_from((nano + half) / unit).ok()
}

/// Why a cell is no amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnAmount {
    /// `1.250` is 1250 to one person and 1.25 to another.
    ThreeDecimals,
    Unreadable,
}

/// An amount of money in halalas: not negative, no finer than a halala, the riyal's name allowed around it. A
/// dash alone is nothing, as accounting formats write it; `150/-` is how shopkeepers write whole riyals.
pub fn halalas(cell: &str) -> Result<i64, NotAnAmount> {
    let text = clean(cell);
    let text = ["/-", "/="]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .unwrap_or(&text);
    let digit = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (text.find(digit), text.rfind(digit)) else {
        return nothing(text).ok_or(NotAnAmount::Unreadable);
    };
    // `.50` begins with its point; the one of `SR.50` belongs to the word.
    let first = match text[..first].strip_suffix('.') {
        Some(before) if !before.ends_with(char::is_alphabetic) => first - 1,
        _ => first,
    };
    let (before, number, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
    if !is_riyal(&format!("{before} {after}")) {
        return Err(NotAnAmount::Unreadable);
    }
    if thousands_or_thousandths(number) {
        return Err(NotAnAmount::ThreeDecimals);
    }
    scaled(number, 6)
        .filter(|micro| *micro >= 0 && micro % 10_000 == 0)
        .map(|micro| micro / 10_000)
        .ok_or(NotAnAmount::Unreadable)
}

fn nothing(text: &str) -> Option<i64> {
    let (before, after) = text.split_once(['-', '–', '—', '−'])?;
    is_riyal(&format!("{before} {after}")).then_some(0)
}

/// Whether a number has one point with three digits behind it, where thousands could be separated as well.
fn thousands_or_thousandths(number: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    number.split_once('.').is_some_and(|(whole, fraction)| {
        fraction.len() == 3
            && digits(fraction)
            && (1..=3).contains(&whole.len())
            && digits(whole)
            && !whole.starts_with('0')
    })
}

/// Whether a cell names the riyal (an empty one does). Any other sign, such as `$` or `?`, says something else.
pub fn is_riyal(cell: &str) -> bool {
    const SIGNS: &[char] = &['.', ':', '\'', '+', '\u{FDFC}', '\u{20C1}'];
    let plain =
        |c: char| c.is_alphabetic() || c.is_whitespace() || is_mark(c) || SIGNS.contains(&c);
    let word: String = domain::text::fold(cell).split(' ').collect();
    cell.chars().all(plain)
        && matches!(
            word.as_str(),
            "" | "sar" | "sr" | "rs" | "riyal" | "riyals" | "ريال" | "رس" | "ريالسعودي"
        )
}

/// A latitude or longitude in units of 1e-7 degrees, of whatever size, `°` and a compass letter allowed behind it.
pub fn coordinate_e7(cell: &str) -> Option<i64> {
    let text = clean(cell);
    let text = text
        .trim_end_matches(['N', 'n', 'E', 'e'])
        .trim_end()
        .trim_end_matches('°')
        .trim_end();
    // A thousands separator makes no sense here: a comma can only be the decimal one.
    let dotted = if text.contains('.') {
        text.to_owned()
    } else {
        text.replace(',', ".")
    };
    scaled(&dotted, 7)
}

/// Billionths.
fn nano(text: &str) -> Option<i128> {
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\'' && *c != '٬')
        .collect();
    if let Some(exponent_at) = text.find(['e', 'E']) {
        return exponential(&text, exponent_at).map(|value| if negative { -value } else { value });
    }
    let (whole, fraction) = split(&text)?;
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    if whole.len() > 18
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let mut value: i128 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let mut digits = fraction.bytes().map(|b| i128::from(b - b'0'));
    for _ in 0..KEPT {
        value = value * 10 + digits.next().unwrap_or(0);
    }
    value += i128::from(digits.next().is_some_and(|next| next >= 5));
    Some(if negative { -value } else { value })
}

/// `4.65E1`, as spreadsheet programs write long numbers: moves the point.
fn exponential(text: &str, at: usize) -> Option<i128> {
    let exponent: i32 = text[at + 1..].parse().ok()?;
    let (whole, fraction) = split(&text[..at])?;
    if !(-18..=15).contains(&exponent) || whole.is_empty() {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let shifted = if point <= 0 {
        format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
    } else {
        let padded = format!("{digits:0<width$}", width = point as usize);
        format!(
            "{}.{}",
            &padded[..point as usize],
            &padded[point as usize..]
        )
    };
    nano(&shifted)
}

/// Whole and fractional digits; decides which of `.`, `,` and `٫` is the decimal separator.
fn split(text: &str) -> Option<(String, String)> {
    let text = text.replace('٫', ".");
    if !text.is_ascii() {
        return None;
    }
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let decimal = match (points, commas) {
        (0, 0) => return Some((text, String::new())),
        // `1.234,50`
        (_, 1) if points > 0 && text.rfind(',') > text.rfind('.') => ',',
        (1, _) => '.',
        (0, 1) => {
            let (whole, fraction) = text.split_once(',')?;
            let grouped =
                fraction.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            if grouped { '\0' } else { ',' }
        }
        (0, _) => '\0',
        _ => return None,
    };
    let (whole, fraction) = text.rsplit_once(decimal).unwrap_or((&text, ""));
    let separator = if decimal == ',' { '.' } else { ',' };
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let mut joined = first.to_owned();
    for group in groups {
        if first.is_empty() || first.len() > 3 || group.len() != 3 {
            return None;
        }
        joined.push_str(group);
    }
    Some((joined, fraction.to_owned()))
}
