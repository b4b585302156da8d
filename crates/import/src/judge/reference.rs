//! The number a delivery is known by: the file's own, or one made from what the row says.

use super::{Cells, Field, Judge};
use crate::cell;
use domain::{id::MerchantId, text::fold, units::ServiceDate};

/// The row's reference. A format without order numbers may have one in its free text: one token with a digit
/// that no other row has; any other text goes to the instructions.
pub fn of(
    judge: &Judge<'_>,
    row: &mut Cells<'_>,
    merchant: MerchantId,
    phone: Option<&str>,
    service_date: Option<ServiceDate>,
    address: &str,
) -> Option<String> {
    let own = tidy(row.get(Field::Reference));
    if !own.is_empty() {
        return Some(own);
    }
    let details = tidy(row.get(Field::TaskDetails));
    if !details.is_empty() {
        if is_token(&details) && judge.tokens.get(&details).is_none_or(|n| *n == 1) {
            return Some(details);
        }
        row.keep(Field::TaskDetails);
    }
    Some(made(merchant, phone?, service_date?, address))
}

/// A reference as everybody who looks at it reads it: without invisible marks, with plain spaces and hyphens.
pub fn tidy(text: &str) -> String {
    let visible = text.chars().filter(|c| !cell::is_mark(*c));
    let plain: String = visible
        .map(|c| match c {
            '\u{2010}' | '\u{2011}' => '-',
            _ if c.is_whitespace() => ' ',
            _ => c,
        })
        .collect();
    plain.trim().to_owned()
}

/// What two references have in common when they are the same to a person: the digits may be of either script.
pub fn key(reference: &str) -> String {
    reference.chars().map(domain::text::latin_digit).collect()
}

/// One word with a digit in it.
pub fn is_token(text: &str) -> bool {
    !text.contains(char::is_whitespace) && text.contains(char::is_numeric)
}

/// A reference of twelve hexadecimal digits from what makes a delivery the same delivery.
fn made(merchant: MerchantId, phone: &str, service_date: ServiceDate, address: &str) -> String {
    let (date, address) = (service_date.to_string(), fold(address));
    let parts: [&[u8]; 4] = [
        merchant.0.as_bytes(),
        phone.as_bytes(),
        date.as_bytes(),
        address.as_bytes(),
    ];
    let hash = domain::id::hashed("reference", &parts);
    let hex: String = hash.as_bytes()[..6]
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    format!("B-{hex}")
}
