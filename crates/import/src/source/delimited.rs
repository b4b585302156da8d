//! Comma, semicolon or tab separated text with RFC 4180 quoting; newlines inside quotes belong to the cell.

use super::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS, RawRow};
use crate::FileError;

/// The delimiters worth trying, likeliest first: by how often each stands in the first line outside quotes.
pub fn candidates(text: &str) -> Vec<u8> {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|(_, n)| *n > 0) => break,
            _ if !quoted => {
                if let Some((_, n)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte) {
                    *n += 1;
                }
            }
            _ => {}
        }
    }
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts.into_iter().map(|(delimiter, _)| delimiter).collect()
}

/// The first `limit` rows of `text`, numbered as a spreadsheet program would: blank lines count, lines within
/// a quoted cell do not.
pub fn rows(text: &str, delimiter: u8, limit: usize) -> Result<Vec<RawRow>, FileError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut records, mut record_lines, mut blank_lines) = (0_u64, 0_u64, 0_u64);
    let mut cells = 0;
    let mut record = csv::StringRecord::new();
    while rows.len() < limit && reader.read_record(&mut record).map_err(damaged)? {
        let newlines: usize = record
            .iter()
            .map(|cell| cell.bytes().filter(|b| *b == b'\n').count())
            .sum();
        records += 1;
        record_lines += 1 + newlines as u64;
        // The last line may lack its end, which must not undo the blank ones counted.
        // After a record that ends in CR LF the reader stands before the LF.
        let at = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let split = at > 0 && text.as_bytes().get(at - 1..=at) == Some(b"\r\n");
        let lines = reader.position().line() - 1 + u64::from(split);
        blank_lines = blank_lines.max(lines.saturating_sub(record_lines));
        let number = records + blank_lines;
        if record.len() > MAX_COLUMNS {
            return Err(FileError::TooManyColumns { limit: MAX_COLUMNS });
        }
        if rows.len() >= MAX_ROWS {
            return Err(FileError::TooManyRows { limit: MAX_ROWS });
        }
        let filled = (0..record.len())
            .rev()
            .find(|at| record.get(*at).is_some_and(|cell| !cell.is_empty()))
            .map_or(0, |last| last + 1);
        cells += filled;
        if cells > MAX_CELLS {
            return Err(FileError::TooManyRows { limit: rows.len() });
        }
        rows.push(RawRow {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            cells: record.iter().take(filled).map(str::to_owned).collect(),
        });
    }
    Ok(rows)
}

fn damaged(error: csv::Error) -> FileError {
    FileError::Damaged {
        what: error.to_string(),
    }
}
