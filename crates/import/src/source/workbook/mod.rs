//! XLSX: the sheets' cells as the text a person sees, row by row, with bounded memory.
//!
//! Our own reader over `zip` and `quick-xml` rather than a spreadsheet library: those parse untyped numbers
//! as floats, so that `0512` becomes `512`, and trust counts and cell addresses in the file for allocations.

mod numbers;
mod package;
mod xml;

pub use package::SheetPart;

use self::{numbers::NumberFormats, package::Package, xml::Walk};
use super::{Grid, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED_BYTES, RawRow, merges::Merge};
use crate::{FileError, marks};
use quick_xml::events::{BytesStart, Event};

/// A cell's text can have this many characters in Excel; longer ones are cut.
const MAX_CELL_CHARS: usize = 32_767;
/// The last row a sheet can have.
pub const MAX_ROW_NUMBER: u32 = 1_048_576;

/// Hands each sheet to `take`, visible sheets first, as far as it can be read.
pub fn each_sheet(
    bytes: &[u8],
    mut take: impl FnMut(&SheetPart, Result<Grid, FileError>) -> Result<(), FileError>,
) -> Result<(), FileError> {
    let mut package = Package::open(bytes)?;
    let book = package.workbook()?;
    let strings = match package.part(&book.strings_path)? {
        Some(part) => shared_strings(&part)?,
        None => Vec::new(),
    };
    let formats = match package.part(&book.styles_path)? {
        Some(part) => NumberFormats::read(&part, book.from_1904)?,
        None => NumberFormats::plain(book.from_1904),
    };
    for sheet in &book.sheets {
        let grid = match package.part(&sheet.path) {
            Ok(None) => continue,
            Ok(Some(part)) => grid(&part, &strings, &formats),
            Err(error) => Err(error),
        };
        take(sheet, grid)?;
    }
    Ok(())
}

fn shared_strings(part: &str) -> Result<Vec<String>, FileError> {
    let mut walk = Walk::new(part);
    let mut strings = Vec::new();
    loop {
        match walk.next()? {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                strings.push(walk.rich_text("si")?)
            }
            Event::Empty(e) if e.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

fn grid(part: &str, strings: &[String], formats: &NumberFormats) -> Result<Grid, FileError> {
    let mut walk = Walk::new(part);
    let mut rows: Vec<RawRow> = Vec::new();
    let mut merges = Vec::new();
    let mut row = RawRow {
        number: 0,
        cells: Vec::new(),
    };
    let (mut text_bytes, mut cells) = (0_u64, 0);
    loop {
        match walk.next()? {
            Event::Start(e) if e.local_name().as_ref() == "row" => {
                let number = match xml::attribute(&e, "r") {
                    Some(r) => r
                        .parse()
                        .ok()
                        .filter(|r| (1..=MAX_ROW_NUMBER).contains(r))
                        .ok_or_else(|| odd("row number"))?,
                    None => row.number + 1,
                };
                row = RawRow {
                    number,
                    cells: Vec::new(),
                };
            }
            Event::End(e) if e.local_name().as_ref() == "row" && !row.is_blank() => {
                cells += row.cells.len();
                if rows.len() >= MAX_ROWS || cells > MAX_CELLS {
                    return Err(FileError::TooManyRows { limit: rows.len() });
                }
                rows.push(RawRow {
                    number: row.number,
                    cells: std::mem::take(&mut row.cells),
                });
            }
            Event::Empty(e) if e.local_name().as_ref() == "c" => {
                place(&mut row, &e, String::new())?
            }
            Event::Start(e) if e.local_name().as_ref() == "c" => {
                let text = cell_text(&mut walk, &e, strings, formats)?;
                text_bytes += text.len() as u64;
                if text_bytes > MAX_UNPACKED_BYTES {
                    return Err(FileError::UnpacksTooLarge {
                        limit: MAX_UNPACKED_BYTES,
                    });
                }
                place(&mut row, &e, text)?;
            }
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "mergeCell" => {
                let merge = xml::attribute(&e, "ref");
                merges.extend(merge.and_then(|range| Merge::parse(&range)));
                if merges.len() > MAX_CELLS {
                    return Err(odd("merged cells"));
                }
            }
            Event::Eof => return Ok(Grid { rows, merges }),
            _ => {}
        }
    }
}

/// Puts `text` where the cell's address says, or after the last cell where it says nothing.
fn place(row: &mut RawRow, cell: &BytesStart<'_>, text: String) -> Result<(), FileError> {
    let column = match xml::attribute(cell, "r") {
        Some(address) => column_of(&address).ok_or_else(|| odd("cell address"))?,
        None => row.cells.len(),
    };
    if text.trim().is_empty() && column >= row.cells.len() {
        return Ok(());
    }
    if column >= MAX_COLUMNS {
        return Err(FileError::TooManyColumns { limit: MAX_COLUMNS });
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, String::new());
    }
    row.cells[column] = text;
    Ok(())
}

/// 0-based column of an address such as `AB12`.
pub fn column_of(address: &str) -> Option<usize> {
    let mut column = 0_usize;
    for byte in address.bytes().take_while(u8::is_ascii_alphabetic) {
        column = column
            .checked_mul(26)?
            .checked_add(usize::from(byte.to_ascii_uppercase() - b'A') + 1)?;
    }
    column.checked_sub(1)
}

fn cell_text(
    walk: &mut Walk<'_>,
    cell: &BytesStart<'_>,
    strings: &[String],
    formats: &NumberFormats,
) -> Result<String, FileError> {
    let kind = xml::attribute(cell, "t").unwrap_or_default();
    let style = xml::attribute(cell, "s")
        .and_then(|s| s.parse().ok())
        .unwrap_or(0);
    let (mut value, mut valued, mut formula) = (String::new(), false, None);
    loop {
        match walk.next()? {
            Event::Start(e) if e.local_name().as_ref() == "v" && kind != "inlineStr" => {
                (value, valued) = (walk.text("v")?, true);
            }
            Event::Empty(e) if e.local_name().as_ref() == "v" => valued = true,
            Event::Start(e) if e.local_name().as_ref() == "f" => formula = Some(walk.text("f")?),
            // One that shares the formula of another cell.
            Event::Empty(e) if e.local_name().as_ref() == "f" => formula = Some(String::new()),
            Event::Start(e) if e.local_name().as_ref() == "is" => value = walk.rich_text("is")?,
            Event::End(e) if e.local_name().as_ref() == "c" => break,
            Event::Eof => return Err(odd("it ends within a cell")),
            _ => {}
        }
    }
    // A formula whose result is an empty text says so by its type.
    let empty_text = valued && kind == "str";
    if let Some(formula) = formula.filter(|_| value.trim().is_empty() && !empty_text) {
        return Ok(brief(marks::no_result(&formula)));
    }
    let text = match kind.as_str() {
        "s" => {
            let index: usize = value
                .trim()
                .parse()
                .map_err(|_| odd("shared text number"))?;
            strings
                .get(index)
                .ok_or_else(|| odd("shared text number"))?
                .clone()
        }
        "b" => match value.trim() {
            "1" | "true" => "true".into(),
            "0" | "false" => "false".into(),
            _ => value,
        },
        "d" => value.replacen('T', " ", 1),
        "str" | "inlineStr" | "e" => value,
        _ => formats.show(value.trim(), style),
    };
    Ok(brief(text))
}

fn brief(text: String) -> String {
    if text.len() > MAX_CELL_CHARS {
        text.chars().take(MAX_CELL_CHARS).collect()
    } else {
        text
    }
}

fn odd(what: &str) -> FileError {
    FileError::Damaged {
        what: what.to_owned(),
    }
}
