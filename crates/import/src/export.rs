//! Quarantined rows as a workbook of the same columns, with one that says what is wrong. Repaired in a spreadsheet
//! program it can be imported as it is: the importer knows that column. A workbook whatever the file was, with
//! every cell a text: from delimited text a spreadsheet program makes formulas of what begins with `=`, and numbers
//! of references, whose zeros and last digits are gone when it saves them.

use crate::{
    format::REASON,
    sheet::{Row, Sheet},
    verdict::Problem,
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A file to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// The export could not be written; the rows are as they were.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("The rows do not fit into an Excel file ({0}). Repair some of them here first.")]
    Xlsx(#[from] XlsxError),
}

impl Sheet {
    /// The quarantined rows in the file's own columns and order, `reason` telling each problem in the reader's
    /// language.
    pub fn export_quarantined(
        &self,
        reason: impl Fn(&Problem) -> String,
    ) -> Result<Export, ExportError> {
        let stem = match self.file_name().rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => self.file_name(),
        };
        let rows = self.quarantined().map(|(row, problems)| {
            let reasons: Vec<String> = problems.iter().map(&reason).collect();
            (row, reasons.join("; "))
        });
        Ok(Export {
            file_name: format!("{stem}-to-repair.xlsx"),
            bytes: self.xlsx(rows)?,
        })
    }

    /// Where the reason goes: the column of an earlier export, else one more.
    fn reason_column(&self) -> usize {
        self.header()
            .iter()
            .position(|name| name.trim() == REASON)
            .unwrap_or(self.header().len())
    }

    fn lines<'a>(
        &'a self,
        rows: impl Iterator<Item = (&'a Row, String)> + 'a,
    ) -> impl Iterator<Item = Vec<String>> + 'a {
        let at = self.reason_column();
        let width = self.header().len().max(at + 1);
        let line = move |cells: &[String], reason: String| {
            let mut line = cells.to_vec();
            line.resize(width.max(cells.len()), String::new());
            line[at] = reason;
            line
        };
        let header = line(self.header(), REASON.to_owned());
        std::iter::once(header).chain(rows.map(move |(row, reason)| line(&row.cells, reason)))
    }

    fn xlsx<'a>(
        &'a self,
        rows: impl Iterator<Item = (&'a Row, String)> + 'a,
    ) -> Result<Vec<u8>, ExportError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        // What a person types into such a column stays the text they typed.
        let text = Format::new().set_num_format("@");
        for (column, _) in (0_u16..).zip(self.header()) {
            sheet.set_column_format(column, &text)?;
        }
        for (row, line) in (0_u32..).zip(self.lines(rows)) {
            for (column, cell) in (0_u16..).zip(line) {
                if !cell.is_empty() {
                    sheet.write_string_with_format(row, column, cell, &text)?;
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(workbook.save_to_buffer()?)
    }
}
