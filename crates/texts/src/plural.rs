//! Arabic plural forms by CLDR's rules, as the Fluent function `PLURAL`.
//!
//! Needed because intl_pluralrules 7.0 drops the `% 100` from Arabic's ranges and so takes 103 for
//! `other`. Knows numbers only.

use fluent_bundle::{FluentArgs, FluentValue};

/// The CLDR cardinal category of a number in Arabic.
/// Source: unicode.org/cldr, supplemental/plurals.xml, locale `ar`.
pub fn arabic_form(n: f64) -> &'static str {
    if n.fract() != 0.0 {
        return "other";
    }
    let n = n.abs();
    match (n, n % 100.0) {
        (0.0, _) => "zero",
        (1.0, _) => "one",
        (2.0, _) => "two",
        (_, 3.0..=10.0) => "few",
        (_, 11.0..=99.0) => "many",
        _ => "other",
    }
}

/// `PLURAL($n)`: the form's name, for a selector; `other` for what is no number.
pub(crate) fn plural<'a>(positional: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    FluentValue::from(match positional.first() {
        Some(FluentValue::Number(n)) => arabic_form(n.value),
        _ => "other",
    })
}
