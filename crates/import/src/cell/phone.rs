//! Phones to E.164.

use super::clean;

/// A phone number read from a cell.
pub struct Phone {
    /// In E.164.
    pub number: String,
    /// It is all the cell says: there is no second number and no extension beside it.
    pub whole: bool,
}

/// The first phone number in a cell. Saudi numbers may lack the country code (`05…`, `5…`, `011…`,
/// `9200…`) or the plus (`9665…`, `009665…`); others need `+` or `00`, or the whole length of a number of one
/// of the countries couriers' customers come from.
pub fn phone(cell: &str) -> Option<Phone> {
    let text = clean(cell);
    if let Some(number) = single(&text) {
        return Some(Phone {
            number,
            whole: true,
        });
    }
    // `0501234567 / 0551234567`
    let mut parts = text
        .split(['/', '\\', ',', ';', '|', '،', '؛', '\n'])
        .filter(|part| !part.trim().is_empty());
    let number = parts.find_map(single)?;
    Some(Phone {
        number,
        whole: false,
    })
}

fn single(text: &str) -> Option<String> {
    let text = text.trim();
    let text = ["tel:", "Tel:", "TEL:"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text);
    let text = match text.split_once('.') {
        // A program took the number for a decimal: what stands behind the point is none of its digits.
        Some((whole, "0" | "00")) => whole,
        Some((_, fraction)) if (1..=2).contains(&fraction.len()) => return None,
        _ => text,
    };
    let mut digits = String::new();
    let mut plus = false;
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            // Right-to-left typing can leave the plus behind the digits.
            '+' | '＋' if !plus => plus = true,
            '-' | '‐' | '‑' | '–' | '.' | '(' | ')' | '\'' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    if let Some(rest) = digits.strip_prefix("00") {
        return international(rest);
    }
    if plus {
        return international(&digits);
    }
    national(
        digits.strip_prefix('0').unwrap_or(&digits),
        digits.starts_with('0'),
    )
    .or_else(|| match digits.strip_prefix("966") {
        Some(rest) => national(rest.strip_prefix('0').unwrap_or(rest), true),
        None => without_plus(&digits),
    })
}

/// A Saudi number without country code and leading zero: mobile, landline, or a company's.
fn national(digits: &str, said_so: bool) -> Option<String> {
    let bytes = digits.as_bytes();
    let mobile = bytes.len() == 9 && bytes[0] == b'5';
    let landline = bytes.len() == 9
        && bytes[0] == b'1'
        && matches!(bytes[1], b'1' | b'2' | b'3' | b'4' | b'6' | b'7')
        && said_so;
    let company = (bytes.len() == 9 && digits.starts_with("9200"))
        || (bytes.len() == 10 && digits.starts_with("800"));
    (mobile || landline || company).then(|| format!("+966{digits}"))
}

fn international(digits: &str) -> Option<String> {
    if let Some(rest) = digits.strip_prefix("966") {
        return national(rest.strip_prefix('0').unwrap_or(rest), true);
    }
    let known = COUNTRY_CODES
        .split(' ')
        .any(|code| digits.starts_with(code));
    (known && (8..=15).contains(&digits.len())).then(|| format!("+{digits}"))
}

/// Countries whose numbers are taken without a plus when they have exactly the right length, code included.
const WHOLE_NUMBERS: &[(&str, usize)] = &[
    ("971", 12),
    ("965", 11),
    ("973", 11),
    ("974", 11),
    ("968", 11),
    ("962", 12),
    ("967", 12),
    ("970", 12),
    ("963", 12),
    ("964", 13),
    ("20", 12),
    ("249", 12),
    ("91", 12),
    ("92", 12),
    ("880", 13),
    ("63", 12),
    ("977", 13),
    ("94", 11),
];

fn without_plus(digits: &str) -> Option<String> {
    let whole = WHOLE_NUMBERS
        .iter()
        .any(|(code, length)| digits.len() == *length && digits.starts_with(code));
    whole.then(|| format!("+{digits}"))
}

/// Country calling codes in use (ITU E.164 assignments); no code is the start of another.
const COUNTRY_CODES: &str = "1 20 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 \
    235 236 237 238 239 240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255 256 257 258 260 261 262 \
    263 264 265 266 267 268 269 27 290 291 297 298 299 30 31 32 33 34 350 351 352 353 354 355 356 357 358 359 36 \
    370 371 372 373 374 375 376 377 378 380 381 382 383 385 386 387 389 39 40 41 420 421 423 43 44 45 46 47 48 49 \
    500 501 502 503 504 505 506 507 508 509 51 52 53 54 55 56 57 58 590 591 592 593 594 595 596 597 598 599 60 61 \
    62 63 64 65 66 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 7 81 82 84 \
    850 852 853 855 856 86 880 886 90 91 92 93 94 95 960 961 962 963 964 965 967 968 970 971 972 973 974 975 976 \
    977 98 992 993 994 995 996 998";
