//! Quarantined rows as a file of the same format, with a column that says what is wrong. Repaired in a
//! spreadsheet program it can be imported as it is: the importer knows that column.

use crate::{
    format::REASON,
    sheet::{Row, Sheet},
    source::Container,
    verdict::Problem,
};
use rust_xlsxwriter::{Workbook, XlsxError};

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
    #[error("The rows could not be written ({0}).")]
    Csv(#[from] std::io::Error),
}

impl Sheet {
    /// The quarantined rows in the file's own container, columns and order, `reason` telling each problem in
    /// the reader's language. Text comes out as UTF-8 with a byte-order mark, which Excel needs for Arabic.
    pub fn export_quarantined(
        &self,
        reason: impl Fn(&Problem) -> String,
    ) -> Result<Export, ExportError> {
        let (stem, extension) = match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => (stem, extension),
            _ => (
                self.file_name(),
                if self.container() == Container::Xlsx {
                    "xlsx"
                } else {
                    "csv"
                },
            ),
        };
        let rows = || {
            self.quarantined().map(|(row, problems)| {
                (
                    row,
                    problems.iter().map(&reason).collect::<Vec<_>>().join("; "),
                )
            })
        };
        let bytes = match self.container() {
            Container::Delimited(delimiter) => self.delimited(delimiter, rows())?,
            Container::Xlsx => self.xlsx(rows())?,
        };
        Ok(Export {
            file_name: format!("{stem}-quarantined.{extension}"),
            bytes,
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

    fn delimited<'a>(
        &'a self,
        delimiter: u8,
        rows: impl Iterator<Item = (&'a Row, String)> + 'a,
    ) -> Result<Vec<u8>, ExportError> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{FEFF}".as_bytes().to_vec());
        for line in self.lines(rows) {
            writer.write_record(&line).map_err(std::io::Error::from)?;
        }
        writer
            .into_inner()
            .map_err(|error| ExportError::Csv(error.into_error()))
    }

    fn xlsx<'a>(
        &'a self,
        rows: impl Iterator<Item = (&'a Row, String)> + 'a,
    ) -> Result<Vec<u8>, ExportError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, line) in (0_u32..).zip(self.lines(rows)) {
            for (column, cell) in (0_u16..).zip(line) {
                if !cell.is_empty() {
                    sheet.write_string(row, column, cell)?;
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(workbook.save_to_buffer()?)
    }
}
