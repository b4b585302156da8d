//! The values a message may carry. Keeps the catalogue's engine out of callers' code.

use fluent_bundle::FluentValue;

/// A value of a message: numbers choose plural forms and take the chosen digits, texts go in as
/// they are.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    Text(&'a str),
    Owned(String),
    Integer(i64),
    Decimal(f64),
}

impl<'a> Arg<'a> {
    pub(crate) fn value(&'a self) -> FluentValue<'a> {
        match self {
            Arg::Text(text) => FluentValue::from(*text),
            Arg::Owned(text) => FluentValue::from(text.as_str()),
            Arg::Integer(n) => FluentValue::from(*n),
            Arg::Decimal(n) => FluentValue::from(*n),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(text)
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Owned(text)
    }
}

impl From<f64> for Arg<'_> {
    fn from(n: f64) -> Self {
        Arg::Decimal(n)
    }
}

macro_rules! from_integer {
    ($($t:ty)*) => {$(
        impl From<$t> for Arg<'_> {
            fn from(n: $t) -> Self {
                Arg::Integer(i64::from(n))
            }
        }
    )*};
}
from_integer!(i64 i32 i16 i8 u32 u16 u8);

impl From<usize> for Arg<'_> {
    fn from(n: usize) -> Self {
        Arg::Integer(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Arg<'_> {
    fn from(n: u64) -> Self {
        Arg::Integer(i64::try_from(n).unwrap_or(i64::MAX))
    }
}
