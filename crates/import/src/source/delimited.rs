//! Comma, semicolon or tab separated text with RFC 4180 quoting; newlines inside quotes belong to the cell. A
//! quotation mark that is never closed costs its own line, not those behind it.

use super::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS, RawRow, quotes};
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
/// a quoted cell do not. `width` is how many columns the header has, if that is known.
pub fn rows(
    text: &str,
    delimiter: u8,
    width: usize,
    limit: usize,
) -> Result<Vec<RawRow>, FileError> {
    let mut rows = Rows {
        rows: Vec::new(),
        cells: 0,
        limit,
    };
    for stretch in quotes::stretches(text, delimiter, width)? {
        let lines = text.get(stretch.range.clone()).unwrap_or_default();
        match stretch.opened {
            None => rows.read(lines, delimiter, stretch.first)?,
            Some(opened) => {
                let opened = opened - stretch.range.start;
                let (before, rest) = lines.split_at(opened.min(lines.len()));
                rows.push_broken(before, rest, delimiter, stretch.first)?;
            }
        }
    }
    Ok(rows.rows)
}

struct Rows {
    rows: Vec<RawRow>,
    cells: usize,
    limit: usize,
}

impl Rows {
    /// Rows whose quotation marks pair up; the first line has the number `first`.
    fn read(&mut self, text: &str, delimiter: u8, first: u64) -> Result<(), FileError> {
        let mut reader = reader(text, delimiter);
        let (mut records, mut record_lines, mut blank_lines) = (0_u64, 0_u64, 0_u64);
        let mut record = csv::StringRecord::new();
        while self.rows.len() < self.limit && reader.read_record(&mut record).map_err(damaged)? {
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
            self.push(first - 1 + records + blank_lines, &record)?;
        }
        Ok(())
    }

    /// One line: `before` the mark that is never closed its cells are as ever, in the `rest` marks mean nothing.
    fn push_broken(
        &mut self,
        before: &str,
        rest: &str,
        delimiter: u8,
        number: u64,
    ) -> Result<(), FileError> {
        if self.rows.len() >= self.limit {
            return Ok(());
        }
        let mut record = csv::StringRecord::new();
        reader(before, delimiter)
            .read_record(&mut record)
            .map_err(damaged)?;
        record.truncate(record.len().saturating_sub(1));
        for cell in rest
            .trim_end_matches(['\n', '\r'])
            .split(char::from(delimiter))
        {
            record.push_field(cell);
        }
        self.push(number, &record)
    }

    fn push(&mut self, number: u64, record: &csv::StringRecord) -> Result<(), FileError> {
        if record.len() > MAX_COLUMNS {
            return Err(FileError::TooManyColumns { limit: MAX_COLUMNS });
        }
        if self.rows.len() >= MAX_ROWS {
            return Err(FileError::TooManyRows { limit: MAX_ROWS });
        }
        let filled = (0..record.len())
            .rev()
            .find(|at| record.get(*at).is_some_and(|cell| !cell.is_empty()))
            .map_or(0, |last| last + 1);
        self.cells += filled;
        if self.cells > MAX_CELLS {
            return Err(FileError::TooManyRows {
                limit: self.rows.len(),
            });
        }
        self.rows.push(RawRow {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            cells: record.iter().take(filled).map(str::to_owned).collect(),
        });
        Ok(())
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

fn damaged(error: csv::Error) -> FileError {
    FileError::Damaged {
        what: error.to_string(),
    }
}
