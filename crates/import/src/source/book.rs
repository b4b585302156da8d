//! The sheets of a workbook put together: those with the same columns are one table, and what was left out is
//! said. A sheet that is hidden is read only when no visible one has orders.

use super::{
    Container, Grid, MAX_ROWS, RawRow, Table, under_header,
    workbook::{self, MAX_ROW_NUMBER, SheetPart},
};
use crate::FileError;
use serde::{Deserialize, Serialize};

/// At most this many sheets are put together.
const MOST_SHEETS: u32 = 1_000;

/// A sheet rows were read of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSheet {
    pub name: String,
    pub rows: usize,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

/// A sheet that is not empty and that nothing was read of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadSheet {
    pub name: String,
    /// Its rows below the column names, as far as they can be told.
    pub rows: usize,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// It has the column names of orders, or could not be read: what is in it may be missed.
    pub orders: bool,
}

/// Reads the table out of a workbook.
pub fn read(bytes: &[u8]) -> Result<Table, FileError> {
    let mut book = Book::default();
    workbook::each_sheet(bytes, |sheet, grid| book.take(sheet, grid))?;
    let table = book.table.map(|table| Table {
        unread: book.unread,
        ..table
    });
    table.ok_or(book.refusal.unwrap_or(FileError::Empty))
}

#[derive(Default)]
struct Book {
    table: Option<Table>,
    unread: Vec<UnreadSheet>,
    refusal: Option<FileError>,
}

impl Book {
    fn take(&mut self, sheet: &SheetPart, grid: Result<Grid, FileError>) -> Result<(), FileError> {
        let filled = grid.as_ref().map_or(0, |grid| filled(&grid.rows));
        let other = grid.and_then(|grid| under_header(grid, Container::Xlsx));
        match (&mut self.table, other) {
            (None, Ok(mut first)) => {
                first.sheets.push(ReadSheet {
                    name: sheet.name.clone(),
                    rows: first.rows.len(),
                    hidden: sheet.hidden,
                });
                self.table = Some(first);
            }
            (Some(table), Ok(other)) => {
                if other.rows.is_empty() {
                    return Ok(());
                }
                let rows = other.rows.len();
                if sheet.hidden || !join(table, sheet, other)? {
                    self.leave_out(sheet, rows, true);
                }
            }
            (table, Err(error @ (FileError::Empty | FileError::UnknownHeader { .. }))) => {
                // A sheet with some other content says more than an empty one.
                if table.is_none() && matches!(self.refusal, None | Some(FileError::Empty)) {
                    self.refusal = Some(error);
                }
                if filled > 0 {
                    self.leave_out(sheet, filled, false);
                }
            }
            (None, Err(error)) => return Err(error),
            (Some(_), Err(_)) => self.leave_out(sheet, 0, true),
        }
        Ok(())
    }

    fn leave_out(&mut self, sheet: &SheetPart, rows: usize, orders: bool) {
        self.unread.push(UnreadSheet {
            name: sheet.name.clone(),
            rows,
            hidden: sheet.hidden,
            orders,
        });
    }
}

fn filled(rows: &[RawRow]) -> usize {
    rows.iter().filter(|row| !row.is_blank()).count()
}

/// Puts the rows of a further sheet behind those of `table`, in its columns; false when they do not fit. The rows
/// of each sheet are numbered from 1, so that those of the next go on where no sheet reaches.
fn join(table: &mut Table, sheet: &SheetPart, other: Table) -> Result<bool, FileError> {
    let Some(places) = table.layout.places_of(&other.layout.header) else {
        return Ok(false);
    };
    let Some(before) = u32::try_from(table.sheets.len())
        .ok()
        .filter(|n| *n < MOST_SHEETS)
        .map(|n| n * MAX_ROW_NUMBER)
    else {
        return Ok(false);
    };
    if table.rows.len() + other.rows.len() > MAX_ROWS {
        return Err(FileError::TooManyRows { limit: MAX_ROWS });
    }
    table.sheets.push(ReadSheet {
        name: sheet.name.clone(),
        rows: other.rows.len(),
        hidden: sheet.hidden,
    });
    let width = table.layout.header.len();
    table.rows.extend(other.rows.into_iter().map(|row| {
        let mut cells = vec![String::new(); width];
        for (at, cell) in row.cells.into_iter().enumerate() {
            match places.get(at) {
                Some(Some(place)) => cells[*place] = cell,
                Some(None) | None => cells.push(cell),
            }
        }
        RawRow {
            number: before + row.number,
            cells,
        }
    }));
    Ok(true)
}
