//! From bytes to a table of text: which container a file is, and its cells. Knows nothing of deliveries.

mod book;
mod delimited;
mod doubt;
mod merges;
mod quotes;
mod text;
mod workbook;

pub use book::{ReadSheet, UnreadSheet};
pub use workbook::MAX_ROW_NUMBER;

pub use text::decode as text;

use crate::{FileError, format::Layout};

/// At most this many bytes of a file are looked at.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// At most this many bytes may come out of a packed file.
pub const MAX_UNPACKED_BYTES: u64 = 256 << 20;
pub const MAX_ROWS: usize = 250_000;
pub const MAX_COLUMNS: usize = 512;
/// At most this many cells, blank ones at the end of a row apart.
const MAX_CELLS: usize = 8_000_000;
/// The column names are looked for in this many rows from the top.
const HEADER_SEARCH_ROWS: usize = 10;

/// What a file was made as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// Text with this byte between cells.
    Delimited(u8),
    Xlsx,
}

/// One row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// 1-based, as spreadsheet programs number rows.
    pub number: u32,
    pub cells: Vec<String>,
}

impl RawRow {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// The rows under a header of a known format.
#[derive(Clone, Debug)]
pub struct Table {
    pub container: Container,
    pub layout: Layout,
    pub rows: Vec<RawRow>,
    /// The sheets of a workbook the rows are from, in their order; empty for a file without sheets.
    pub sheets: Vec<ReadSheet>,
    /// The sheets nothing was read of although they are not empty.
    pub unread: Vec<UnreadSheet>,
}

/// A sheet of rows before its header was looked for, and which of its cells are merged.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub rows: Vec<RawRow>,
    pub merges: Vec<merges::Merge>,
}

/// Reads the table out of a file of any known container, its doubtful cells marked.
pub fn table(bytes: &[u8]) -> Result<Table, FileError> {
    let mut table = read(bytes)?;
    doubt::mark(&mut table);
    Ok(table)
}

fn read(bytes: &[u8]) -> Result<Table, FileError> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(FileError::TooLarge {
            bytes: bytes.len() as u64,
            limit: MAX_FILE_BYTES,
        });
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return book::read(bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return Err(FileError::OldExcel);
    }
    let text = text::decode(bytes)?;
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    if let Some(looks_like) = text::something_else(&text) {
        return Err(match looks_like {
            text::JSON if crate::zones::is_zone_file(&text) => FileError::ZoneFile,
            text::KML | text::WKT => FileError::OtherZones { looks_like },
            _ => FileError::NotASpreadsheet { looks_like },
        });
    }
    let mut refusal = None;
    for delimiter in delimited::candidates(&text) {
        let head = delimited::rows(&text, delimiter, 0, HEADER_SEARCH_ROWS)?;
        match header_at(&head) {
            Ok((_, layout)) => {
                let width = layout.header.len();
                let grid = Grid {
                    rows: delimited::rows(&text, delimiter, width, usize::MAX)?,
                    merges: Vec::new(),
                };
                return under_header(grid, Container::Delimited(delimiter));
            }
            Err(error) => {
                refusal.get_or_insert(error);
            }
        }
    }
    Err(refusal.unwrap_or(FileError::Empty))
}

fn under_header(mut grid: Grid, container: Container) -> Result<Table, FileError> {
    let (at, layout) = header_at(&grid.rows)?;
    let mut rows: Vec<RawRow> = grid
        .rows
        .split_off(at + 1)
        .into_iter()
        .filter(|row| !row.is_blank())
        .collect();
    merges::fill(&mut rows, &grid.merges, &layout)?;
    Ok(Table {
        container,
        layout,
        rows,
        sheets: Vec::new(),
        unread: Vec::new(),
    })
}

/// The first row that is a known format's header, and where it is.
fn header_at(rows: &[RawRow]) -> Result<(usize, Layout), FileError> {
    rows.iter()
        .take(HEADER_SEARCH_ROWS)
        .enumerate()
        .find_map(|(at, row)| Layout::detect(&row.cells).map(|layout| (at, layout)))
        .ok_or_else(|| {
            let first = rows.iter().find(|row| !row.is_blank());
            match first {
                None => FileError::Empty,
                Some(row) => FileError::UnknownHeader {
                    found: row.cells.iter().take(40).map(|c| brief(c)).collect(),
                },
            }
        })
}

/// At most 40 characters of a cell, for a message.
fn brief(cell: &str) -> String {
    cell.trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect()
}
