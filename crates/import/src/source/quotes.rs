//! Where the quotation marks of a delimited text pair up, and the lines where one is opened and never closed. A
//! reader that does not look swallows every row up to the next mark, or the end, into one cell.

use crate::FileError;
use std::ops::Range;

/// Lines that can be read together, or one that is broken.
#[derive(Debug, PartialEq, Eq)]
pub struct Stretch {
    pub range: Range<usize>,
    /// The number of its first line, cells of several lines counted as one.
    pub first: u64,
    /// Where the mark stands that is never closed; the stretch is that one line then.
    pub opened: Option<usize>,
}

/// A mark that is not closed in its cell, and how far it was looked for.
struct Unclosed {
    opened: usize,
    looked: usize,
}

/// Looking again from each broken line must not take longer than this many times the length of the text.
const MOST_LOOKS: usize = 8;

/// `text` in stretches, in order and without gaps. `width` is the number of columns, 0 when it is not known.
pub fn stretches(text: &str, delimiter: u8, width: usize) -> Result<Vec<Stretch>, FileError> {
    let bytes = text.as_bytes();
    let mut stretches = Vec::new();
    let (mut at, mut number, mut looked) = (0, 1, 0);
    let (mut start, mut first) = (at, number);
    while at < bytes.len() {
        let unclosed = match record(bytes, at, delimiter, width) {
            Ok(end) => {
                (at, number) = (end, number + 1);
                continue;
            }
            Err(unclosed) => unclosed,
        };
        looked += unclosed.looked - at;
        if looked / MOST_LOOKS > bytes.len() {
            return Err(FileError::Damaged {
                what: format!("too many quotation marks are never closed, as in line {number}"),
            });
        }
        if start < at {
            stretches.push(Stretch {
                range: start..at,
                first,
                opened: None,
            });
        }
        let end = line_end(bytes, unclosed.opened);
        stretches.push(Stretch {
            range: at..end,
            first: number,
            opened: Some(unclosed.opened),
        });
        (at, number) = (end, number + 1);
        (start, first) = (at, number);
    }
    if start < bytes.len() {
        stretches.push(Stretch {
            range: start..bytes.len(),
            first,
            opened: None,
        });
    }
    Ok(stretches)
}

/// Where the record that begins at `at` ends, its line end included.
fn record(bytes: &[u8], mut at: usize, delimiter: u8, width: usize) -> Result<usize, Unclosed> {
    loop {
        if bytes.get(at) == Some(&b'"') {
            let opened = at;
            at = closing(bytes, opened + 1).ok_or(Unclosed {
                opened,
                looked: bytes.len(),
            })?;
            let inside = bytes.get(opened + 1..at).unwrap_or_default();
            at += 1;
            let ends = bytes
                .get(at)
                .is_none_or(|next| *next == delimiter || matches!(next, b'\n' | b'\r'));
            if inside.contains(&b'\n') && (!ends || holds_a_row(inside, delimiter, width)) {
                return Err(Unclosed { opened, looked: at });
            }
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let end = |b: &u8| *b == delimiter || matches!(b, b'\n' | b'\r');
        let Some(by) = rest.iter().position(end) else {
            return Ok(bytes.len());
        };
        match rest.get(by..) {
            Some([b'\r', b'\n', ..]) => return Ok(at + by + 2),
            Some([b'\n' | b'\r', ..]) => return Ok(at + by + 1),
            _ => at += by + 1,
        }
    }
}

/// Where the mark stands that closes the cell; two marks in a row are one of its text.
fn closing(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Whether a cell of several lines has one, behind the first, that looks like a row of the sheet.
fn holds_a_row(inside: &[u8], delimiter: u8, width: usize) -> bool {
    const FEWEST: usize = 4;
    let mut lines = inside.split(|b| *b == b'\n').skip(1);
    let row = (width * 3 / 4).max(FEWEST);
    width > FEWEST && lines.any(|line| line.iter().filter(|b| **b == delimiter).count() >= row)
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    match rest.iter().position(|b| matches!(b, b'\n' | b'\r')) {
        None => bytes.len(),
        Some(by) if rest.get(by..by + 2) == Some(b"\r\n") => from + by + 2,
        Some(by) => from + by + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> Vec<u64> {
        let stretches = stretches(text, b',', 5).unwrap();
        let covered = stretches.iter().fold(0, |at, stretch| {
            assert_eq!(stretch.range.start, at, "without gaps");
            stretch.range.end
        });
        assert_eq!(covered, text.len());
        let broken = stretches.iter().filter(|s| s.opened.is_some());
        broken.map(|stretch| stretch.first).collect()
    }

    #[test]
    fn a_mark_that_is_never_closed_costs_its_line() {
        assert_eq!(broken("a,b\n1,\"x\n2,y\n3,z\n"), [2]);
        assert_eq!(
            broken("a,b\r\n1,\"x\r\n2,\"y\"\r\n3,\"z\"\r\n"),
            [2],
            "closed by another row's"
        );
        assert_eq!(broken("1,\"x"), [1]);
        assert_eq!(
            broken("1,\"x\n2,y,a,b,c,\"\n3,z\n"),
            [1, 2],
            "closed by a row's own"
        );
    }

    #[test]
    fn cells_of_several_lines_are_whole() {
        assert_eq!(
            broken("a,\"b\nc, d\n\ne\",f\n2,\"say \"\"x\"\"\ny\"\n"),
            [0_u64; 0]
        );
        assert_eq!(broken("a,\"b\" c\n2,5\" pipe\n3,\"\"\n"), [0_u64; 0]);
    }

    #[test]
    fn no_text_takes_long() {
        let text = "\"a,b,c,d,e\n".repeat(50_000);
        assert!(stretches(&text, b',', 5).is_ok_and(|s| s.len() > 1));
        let doubled = format!("{}\n", "\"\"\"\"x,").repeat(50_000);
        let _ = stretches(&doubled, b',', 5);
    }
}
