//! Dates that the rest of the file makes doubtful. `05/11/2026` is read in the order of its format, until another
//! row (`11/22/2026`) shows that this file has it the other way round; and a program that reads them so turns
//! `05/11/2026` into a date of May and leaves `22/11/2026` a text. Such dates are marked for a person to decide.

use super::{Container, RawRow, Table};
use crate::{
    cell::{DateOrder, day_and_month},
    format::Field,
    marks,
};

/// Day and month of a cell, read in the order of the format.
type Read = (u32, u32);

/// Marks every date of `table` whose day and month may be exchanged.
pub fn mark(table: &mut Table) {
    let order = table.layout.format.date_order();
    let columns: Vec<usize> = [Field::Date, Field::WindowFrom, Field::WindowTo]
        .into_iter()
        .flat_map(|field| table.layout.columns(field))
        .collect();
    let read = |cell: &str| -> Option<Read> {
        day_and_month(cell).map(|(a, b)| match order {
            DateOrder::DayFirst => (a, b),
            DateOrder::MonthFirst => (b, a),
        })
    };
    let texts = |rows: &[RawRow], column: usize| -> Vec<Read> {
        let cells = rows.iter().filter_map(|row| row.cells.get(column));
        cells.filter_map(|cell| read(cell)).collect()
    };
    let all: Vec<Vec<Read>> = columns
        .iter()
        .map(|column| texts(&table.rows, *column))
        .collect();
    let other_way = all
        .iter()
        .flatten()
        .any(|(day, month)| *month > 12 && *day <= 12);
    for (column, texts) in columns.into_iter().zip(all) {
        let turned_into_dates = table.container == Container::Xlsx
            && !texts.is_empty()
            && texts.iter().all(|(day, month)| *day > 12 && *month <= 12);
        for cell in table
            .rows
            .iter_mut()
            .filter_map(|row| row.cells.get_mut(column))
        {
            let text = other_way.then(|| read(cell)).flatten();
            let date = turned_into_dates.then(|| year_first(cell)).flatten();
            if text.or(date).is_some_and(exchangeable) {
                *cell = marks::doubtful(cell.trim());
            }
        }
    }
}

fn exchangeable((day, month): Read) -> bool {
    day <= 12 && month <= 12 && day != month
}

/// Day and month of `2026-05-11`, as a date cell is read.
fn year_first(cell: &str) -> Option<Read> {
    let date = cell.trim().get(..10)?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    (year.len() == 4)
        .then(|| Some((day.parse().ok()?, month.parse().ok()?)))
        .flatten()
}
