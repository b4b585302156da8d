//! Merged cells: what a person sees in every row of the block stands in the file in the first one alone.

use super::{MAX_CELLS, MAX_UNPACKED_BYTES, RawRow, workbook::column_of};
use crate::{
    FileError,
    format::{Field, Layout},
    marks,
};

/// The first column of a block of merged cells that goes over several rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub column: usize,
    pub first_row: u32,
    pub last_row: u32,
}

impl Merge {
    /// From a range such as `A2:B4`; `None` for one of a single row.
    pub fn parse(range: &str) -> Option<Self> {
        let (first, last) = range.split_once(':')?;
        let row = |address: &str| {
            let letters = address.find(|c: char| !c.is_ascii_alphabetic())?;
            address.get(letters..)?.parse::<u32>().ok()
        };
        let merge = Self {
            column: column_of(first)?,
            first_row: row(first)?,
            last_row: row(last)?,
        };
        (merge.first_row < merge.last_row).then_some(merge)
    }
}

/// Writes the value of each block into its rows. Where it holds for all of them together (an amount, a reference)
/// it is marked, because nobody can tell what each row has of it.
pub fn fill(rows: &mut [RawRow], merges: &[Merge], layout: &Layout) -> Result<(), FileError> {
    let (mut filled, mut bytes) = (0, 0);
    for merge in merges {
        let first = rows.partition_point(|row| row.number < merge.first_row);
        let Some((top, below)) = rows.get_mut(first..).and_then(<[_]>::split_first_mut) else {
            continue;
        };
        let value = top
            .cells
            .get(merge.column)
            .filter(|cell| !cell.trim().is_empty());
        let Some(value) = value.filter(|_| top.number == merge.first_row) else {
            continue;
        };
        let value = match layout.fields.get(merge.column).copied().flatten() {
            Some(
                Field::Cod
                | Field::Parcels
                | Field::WeightKg
                | Field::VolumeM3
                | Field::Reference
                | Field::TaskDetails
                | Field::Barcodes,
            ) => marks::merged(value),
            _ => value.clone(),
        };
        for row in below
            .iter_mut()
            .take_while(|row| row.number <= merge.last_row)
        {
            filled += 1;
            bytes += value.len() as u64;
            if filled > MAX_CELLS || bytes > MAX_UNPACKED_BYTES {
                return Err(FileError::UnpacksTooLarge {
                    limit: MAX_UNPACKED_BYTES,
                });
            }
            if row.cells.len() <= merge.column {
                row.cells.resize(merge.column + 1, String::new());
            }
            if row.cells[merge.column].trim().is_empty() {
                row.cells[merge.column].clone_from(&value);
            }
        }
    }
    Ok(())
}
