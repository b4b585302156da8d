//! What is printed: JSON for programs, short lines for people.

use crate::exit::Failure;
use serde::Serialize;
use std::io::Write;

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    pub json: bool,
}

impl Output {
    /// Prints `value` as one line of JSON, or what `words` make of it.
    pub fn print<T: Serialize>(
        self,
        value: &T,
        words: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        let text = if self.json {
            serde_json::to_string(value).map_err(|e| Failure::Unexpected(e.into()))?
        } else {
            words(value)
        };
        let mut out = std::io::stdout().lock();
        if !text.is_empty() {
            writeln!(out, "{text}")?;
        }
        out.flush()?;
        Ok(())
    }

    /// Prints `value` as JSON: on one line for programs, indented for people.
    pub fn show<T: Serialize>(self, value: &T) -> Result<(), Failure> {
        self.print(value, |value| {
            serde_json::to_string_pretty(value).unwrap_or_default()
        })
    }
}
