//! Walking an XML part of a workbook: events, attributes, text with its entities.

use crate::FileError;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// A pull parser over one part; prefixes of names are ignored.
pub struct Walk<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Walk<'a> {
    pub fn new(part: &'a str) -> Self {
        Self {
            reader: Reader::from_str(part),
        }
    }

    pub fn next(&mut self) -> Result<Event<'a>, FileError> {
        self.reader
            .read_event()
            .map_err(|error| FileError::Damaged {
                what: error.to_string(),
            })
    }

    /// The text up to the end of `element`, entities resolved.
    pub fn text(&mut self, element: &str) -> Result<String, FileError> {
        let mut text = String::new();
        loop {
            match self.next()? {
                Event::End(e) if e.local_name().as_ref() == element => return Ok(text),
                Event::Eof => {
                    return Err(FileError::Damaged {
                        what: format!("it ends within <{element}>"),
                    });
                }
                event => append(&mut text, &event),
            }
        }
    }

    /// The text of a rich string: its runs (`<t>`) joined, without the pronunciation hints (`<rPh>`), with
    /// Excel's `_x000D_` escapes resolved.
    pub fn rich_text(&mut self, element: &str) -> Result<String, FileError> {
        let (mut text, mut hints, mut in_run) = (String::new(), 0_usize, false);
        loop {
            match self.next()? {
                Event::Start(e) if e.local_name().as_ref() == "rPh" => hints += 1,
                Event::End(e) if e.local_name().as_ref() == "rPh" => {
                    hints = hints.saturating_sub(1)
                }
                Event::Start(e) if e.local_name().as_ref() == "t" => in_run = true,
                Event::End(e) if e.local_name().as_ref() == "t" => in_run = false,
                Event::End(e) if e.local_name().as_ref() == element => return Ok(unescaped(text)),
                Event::Eof => {
                    return Err(FileError::Damaged {
                        what: format!("it ends within <{element}>"),
                    });
                }
                event if in_run && hints == 0 => append(&mut text, &event),
                _ => {}
            }
        }
    }
}

fn append(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(t) => text.push_str(&t.xml10_content()),
        Event::CData(t) => text.push_str(&t.xml10_content()),
        Event::GeneralRef(r) => match r.resolve_char_ref() {
            Ok(Some(c)) => text.push(c),
            _ => match quick_xml::escape::resolve_predefined_entity(r) {
                Some(known) => text.push_str(known),
                None => {
                    text.push('&');
                    text.push_str(r);
                    text.push(';');
                }
            },
        },
        _ => {}
    }
}

/// `_x000D_` and its like are how Excel writes characters XML cannot hold.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let escaped = rest
            .get(2..7)
            .and_then(|code| code.strip_suffix('_'))
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        let taken = match escaped {
            Some(c) => {
                if c != '\r' {
                    out.push(c);
                }
                7
            }
            None => {
                out.push_str("_x");
                2
            }
        };
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

/// An attribute by its local name, unescaped.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(
            |attribute| match quick_xml::escape::unescape(&attribute.value) {
                Ok(value) => value.into_owned(),
                Err(_) => attribute.value.clone().into_owned(),
            },
        )
}
