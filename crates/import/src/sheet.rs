//! A file read: its rows with their verdicts, to be looked at, repaired, shifted in time and counted.

use crate::{
    FileError, Settings, Summary,
    format::{Field, Format, Layout},
    judge::{Judge, Judged, is_token, key, quarantined, tidy},
    source::{Container, MAX_ROW_NUMBER, RawRow, ReadSheet, UnreadSheet, table},
    verdict::{Accepted, Problem, Verdict, Why},
};
use domain::{
    command::ProblemRow,
    entities::Merchant,
    id::{DeliveryId, MerchantId},
    units::ServiceDate,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

const MAX_SHIFT_DAYS: i64 = 36_525;

/// One row of the file, its cells as they are there; doubtful ones are marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The only row of this number. 1-based, as spreadsheet programs number rows, the header usually being row 1;
    /// rows of a workbook's further sheets have higher ones, and [`Sheet::place`] says where they are.
    pub number: u32,
    /// In the order of [`Sheet::header`]; may be shorter, or longer where a row has cells too many.
    pub cells: Vec<String>,
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// Where a person finds a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Empty when the file has one sheet, or none.
    pub sheet: &'a str,
    /// 1-based, as spreadsheet programs number rows.
    pub row: u32,
}

/// A file of deliveries, read and judged.
#[derive(Clone, Debug)]
pub struct Sheet {
    file_name: String,
    container: Container,
    layout: Layout,
    rows: Vec<Row>,
    sheets: Vec<ReadSheet>,
    unread: Vec<UnreadSheet>,
    settings: Settings,
    shift_days: i64,
}

impl Sheet {
    /// Reads a file of deliveries; `file_name` is only kept, the content decides what the file is.
    ///
    /// # Errors
    /// [`FileError`] when it cannot be read at all; bad rows are quarantined, not errors.
    pub fn read(bytes: &[u8], file_name: &str, settings: &Settings) -> Result<Self, FileError> {
        let table = table(bytes)?;
        let mut sheet = Self {
            file_name: file_name.to_owned(),
            container: table.container,
            layout: table.layout,
            rows: Vec::new(),
            sheets: table.sheets,
            unread: table.unread,
            settings: settings.clone(),
            shift_days: 0,
        };
        sheet.judge_all(table.rows);
        Ok(sheet)
    }

    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    pub fn format(&self) -> Format {
        self.layout.format
    }

    pub fn container(&self) -> Container {
        self.container
    }

    /// The column names as written in the file.
    pub fn header(&self) -> &[String] {
        &self.layout.header
    }

    /// What each column of [`Sheet::header`] was taken for; `None`: kept in the note.
    pub fn fields(&self) -> &[Option<Field>] {
        &self.layout.fields
    }

    /// The sheets of a workbook the rows are from.
    pub fn sheets(&self) -> &[ReadSheet] {
        &self.sheets
    }

    /// The sheets nothing was read of although they are not empty.
    pub fn unread_sheets(&self) -> &[UnreadSheet] {
        &self.unread
    }

    /// What a row says in the column that means `field`; of several columns in the first that is filled.
    pub fn cell<'a>(&self, row: &'a Row, field: Field) -> &'a str {
        let cells = self
            .layout
            .columns(field)
            .filter_map(|at| row.cells.get(at));
        let filled = cells.map(|cell| cell.trim()).find(|cell| !cell.is_empty());
        filled.unwrap_or_default()
    }

    /// Where the row of this number is.
    pub fn place(&self, number: u32) -> Place<'_> {
        if self.sheets.len() < 2 {
            return Place {
                sheet: "",
                row: number,
            };
        }
        let before = number.saturating_sub(1) / MAX_ROW_NUMBER;
        let sheet = usize::try_from(before)
            .ok()
            .and_then(|at| self.sheets.get(at));
        Place {
            sheet: sheet.map_or("", |sheet| sheet.name.as_str()),
            row: number - before * MAX_ROW_NUMBER,
        }
    }

    /// The columns the format does not know: shown in the preview, kept in each delivery's note.
    pub fn unknown_columns(&self) -> impl Iterator<Item = &str> {
        self.layout.unknown()
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub fn row(&self, number: u32) -> Option<&Row> {
        self.position(number).and_then(|at| self.rows.get(at))
    }

    /// The deliveries to import, in the file's order; already imported ones too.
    pub fn accepted(&self) -> impl Iterator<Item = &Accepted> {
        self.rows.iter().filter_map(|row| match &row.verdict {
            Verdict::Accepted(accepted) => Some(accepted.as_ref()),
            Verdict::Quarantined { .. } => None,
        })
    }

    /// The rows to repair, with their problems.
    pub fn quarantined(&self) -> impl Iterator<Item = (&Row, &[Problem])> {
        self.rows.iter().filter_map(|row| match &row.verdict {
            Verdict::Quarantined { problems } => Some((row, problems.as_slice())),
            Verdict::Accepted(_) => None,
        })
    }

    /// The merchants the accepted rows name, each once, as new rows; the point is that of the first pickup that
    /// has one.
    pub fn merchants(&self) -> Vec<Merchant> {
        let mut merchants: Vec<Merchant> = Vec::new();
        let mut places: HashMap<MerchantId, usize> = HashMap::new();
        for accepted in self.accepted() {
            let at = *places.entry(accepted.merchant_id).or_insert_with(|| {
                merchants.push(new_merchant(accepted));
                merchants.len() - 1
            });
            if let (Some(merchant), Some(point)) =
                (merchants.get_mut(at), accepted.delivery.pickup.point)
                && merchant.lon_e7.is_none()
            {
                (merchant.lon_e7, merchant.lat_e7) = (Some(point.lon_e7), Some(point.lat_e7));
            }
        }
        merchants
    }

    /// Marks the rows whose delivery `exists` already: importing those changes nothing. Says how many.
    pub fn mark_imported(&mut self, exists: impl Fn(DeliveryId) -> bool) -> usize {
        let mut marked = 0;
        for row in &mut self.rows {
            if let Verdict::Accepted(accepted) = &mut row.verdict {
                accepted.already_imported = exists(accepted.id);
                marked += usize::from(accepted.already_imported);
            }
        }
        marked
    }

    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            format: self.layout.format.word().to_owned(),
            accepted: 0,
            of_which_draft: 0,
            warnings: BTreeMap::new(),
            quarantined: BTreeMap::new(),
            unread_sheets: self.unread.clone(),
        };
        for row in &self.rows {
            match &row.verdict {
                Verdict::Accepted(accepted) => {
                    summary.accepted += 1;
                    summary.of_which_draft += usize::from(accepted.draft);
                    for warning in &accepted.warnings {
                        *summary
                            .warnings
                            .entry(warning.word().to_owned())
                            .or_default() += 1;
                    }
                }
                Verdict::Quarantined { problems } => {
                    if let Some(problem) = problems.first() {
                        *summary
                            .quarantined
                            .entry(problem.code.word().to_owned())
                            .or_default() += 1;
                    }
                }
            }
        }
        summary
    }

    /// The earliest service date of the accepted rows.
    pub fn first_service_date(&self) -> Option<ServiceDate> {
        self.accepted()
            .map(|accepted| accepted.delivery.service_date)
            .min()
    }

    /// Moves every date the file says by `days` and judges all rows anew; rows without a date stay on the
    /// settings' service date. Made references can change, so shift before importing. All shifts together are
    /// kept within a hundred years.
    pub fn shift_days(&mut self, days: i64) {
        self.shift_days = self
            .shift_days
            .saturating_add(days)
            .clamp(-MAX_SHIFT_DAYS, MAX_SHIFT_DAYS);
        let rows = std::mem::take(&mut self.rows);
        self.judge_all(
            rows.into_iter()
                .map(|row| RawRow {
                    number: row.number,
                    cells: row.cells,
                })
                .collect(),
        );
    }

    /// Writes one cell and judges its row again. `None` when there is no such row or column.
    pub fn edit(&mut self, row: u32, column: usize, text: &str) -> Option<&Row> {
        if column >= self.layout.header.len() {
            return None;
        }
        let at = self.position(row)?;
        let cells = &mut self.rows.get_mut(at)?.cells;
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text.to_owned();
        self.rejudge(row)
    }

    /// Judges one row again. It is a duplicate when an accepted row, or one above it, has its reference.
    pub fn rejudge(&mut self, row: u32) -> Option<&Row> {
        let at = self.position(row)?;
        let judge = self.judge(self.tokens(self.rows.iter().map(|row| row.cells.as_slice())));
        let judged = judge.judge(&self.rows.get(at)?.cells);
        let clash = judged.reference.as_ref().and_then(|reference| {
            let taken = |(other, row): &(usize, &Row)| {
                *other != at
                    && match &row.verdict {
                        Verdict::Accepted(accepted) => {
                            key(&accepted.delivery.reference) == *reference
                        }
                        Verdict::Quarantined { .. } => {
                            *other < at
                                && judge.judge(&row.cells).reference.as_ref() == Some(reference)
                        }
                    }
            };
            self.rows
                .iter()
                .enumerate()
                .find(taken)
                .map(|(_, row)| self.place(row.number).row)
        });
        let verdict = with_clash(&judge, judged.verdict, &self.rows.get(at)?.cells, clash);
        let row = self.rows.get_mut(at)?;
        row.verdict = verdict;
        Some(row)
    }

    /// The quarantined rows as the import command carries them, for the hub's exceptions.
    pub fn problem_rows(&self) -> Vec<ProblemRow> {
        let named = |at: usize| {
            self.layout
                .header
                .get(at)
                .map_or_else(|| format!("#{}", at + 1), |name| name.trim().to_owned())
        };
        self.quarantined()
            .filter_map(|(row, problems)| {
                let problem = problems.first()?;
                let place = self.place(row.number);
                Some(ProblemRow {
                    row: place.row,
                    sheet: place.sheet.to_owned(),
                    code: problem.code.word().to_owned(),
                    why: problem.why.map_or("", Why::word).to_owned(),
                    column: problem.column.clone(),
                    cell: problem.cell.clone(),
                    cells: row
                        .cells
                        .iter()
                        .enumerate()
                        .map(|(at, cell)| (named(at), cell.clone()))
                        .collect(),
                })
            })
            .collect()
    }

    fn position(&self, number: u32) -> Option<usize> {
        self.rows
            .binary_search_by_key(&number, |row| row.number)
            .ok()
    }

    fn judge(&self, tokens: HashMap<String, u32>) -> Judge<'_> {
        Judge {
            layout: &self.layout,
            settings: &self.settings,
            zone: self.settings.zone(),
            shift_days: self.shift_days,
            tokens,
        }
    }

    fn tokens<'a>(&self, rows: impl Iterator<Item = &'a [String]>) -> HashMap<String, u32> {
        let mut tokens: HashMap<String, u32> = HashMap::new();
        if let Some(column) = self.layout.column(Field::TaskDetails) {
            for cell in rows
                .filter_map(|cells| cells.get(column))
                .map(|cell| tidy(cell))
                .filter(|cell| is_token(cell))
            {
                *tokens.entry(cell).or_default() += 1;
            }
        }
        tokens
    }

    fn judge_all(&mut self, raw: Vec<RawRow>) {
        let tokens = self.tokens(raw.iter().map(|row| row.cells.as_slice()));
        let judge = self.judge(tokens);
        let mut references: HashMap<String, u32> = HashMap::new();
        let rows = raw
            .into_iter()
            .map(|RawRow { number, cells }| {
                let Judged { verdict, reference } = judge.judge(&cells);
                let first =
                    reference.map(|reference| *references.entry(reference).or_insert(number));
                let clash = first.filter(|first| *first != number);
                let clash = clash.map(|first| self.place(first).row);
                let verdict = with_clash(&judge, verdict, &cells, clash);
                Row {
                    number,
                    cells,
                    verdict,
                }
            })
            .collect();
        self.rows = rows;
    }
}

/// Judges a quarantined row that was kept as header and cells, after a person repaired it.
pub fn rejudge(format: Format, cells: &[(String, String)], settings: &Settings) -> Verdict {
    let layout = Layout::of(format, cells.iter().map(|(name, _)| name.clone()).collect());
    let judge = Judge {
        layout: &layout,
        settings,
        zone: settings.zone(),
        shift_days: 0,
        tokens: HashMap::new(),
    };
    let cells: Vec<String> = cells.iter().map(|(_, cell)| cell.clone()).collect();
    judge.judge(&cells).verdict
}

/// The verdict of a row whose reference the row `clash` has already.
fn with_clash(
    judge: &Judge<'_>,
    verdict: Verdict,
    cells: &[String],
    clash: Option<u32>,
) -> Verdict {
    let Some(first_row) = clash else {
        return verdict;
    };
    let mut problems = match verdict {
        Verdict::Accepted(_) => Vec::new(),
        Verdict::Quarantined { problems } => problems,
    };
    problems.push(judge.duplicate(cells, first_row));
    quarantined(problems)
}

fn new_merchant(accepted: &Accepted) -> Merchant {
    let (name_ar, name_en) = crate::names::by_script(&accepted.merchant);
    Merchant {
        id: accepted.merchant_id,
        name_ar,
        name_en,
        phone: None,
        lon_e7: None,
        lat_e7: None,
        active: true,
    }
}
