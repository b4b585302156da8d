//! Phone numbers as people read them.

/// An E.164 number in groups: `+966 56 064 3907`. Other numbers are grouped by threes.
pub fn spaced(phone: &str) -> String {
    let digits = phone.trim_start_matches('+');
    if let Some(rest) = digits.strip_prefix("966")
        && rest.len() == 9
    {
        return format!("+966 {} {} {}", &rest[..2], &rest[2..5], &rest[5..]);
    }
    let mut out = String::with_capacity(phone.len() + 4);
    if phone.starts_with('+') {
        out.push('+');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && i % 3 == 0 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn saudi_numbers_are_grouped_as_printed() {
        assert_eq!(spaced("+966560643907"), "+966 56 064 3907");
        assert_eq!(spaced("+4930123456"), "+493 012 345 6");
    }
}
