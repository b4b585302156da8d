//! From a row's cells to a verdict. Owns what the cells of a row mean together; how a single cell is read is
//! [`crate::cell`]'s, which column is which [`crate::format`]'s. Nothing here says whether a delivery may exist:
//! that is the domain's `decide`.

mod place;
mod reference;
mod schedule;

pub(crate) use reference::{is_token, key, tidy};

use crate::{
    Settings, cell,
    format::{Field, Layout},
    marks,
    verdict::{Accepted, Problem, ProblemCode, Verdict, WarningCode, Why},
};
use domain::{
    command::{NewDelivery, Stop},
    entities::{DeliveryKind, Proof},
    id::{DeliveryId, MerchantId},
};
use std::collections::{BTreeMap, HashMap};

/// Everything a row is judged by that is not in the row.
pub(crate) struct Judge<'a> {
    pub layout: &'a Layout,
    pub settings: &'a Settings,
    pub zone: chrono_tz::Tz,
    /// Added to every date in the file.
    pub shift_days: i64,
    /// How often each text of a reference column that may not be one occurs in the file.
    pub tokens: HashMap<String, u32>,
}

/// A row's verdict before the rest of the file is looked at.
pub(crate) struct Judged {
    pub verdict: Verdict,
    /// The [`key`] others must not repeat; absent when the cells do not make one.
    pub reference: Option<String>,
}

/// One row's cells by meaning, and the lines of its note.
struct Cells<'a> {
    layout: &'a Layout,
    cells: &'a [String],
    note: Vec<String>,
}

impl<'a> Cells<'a> {
    fn at(&self, column: usize) -> &'a str {
        let cell = self.cells.get(column);
        cell.map_or("", |cell| {
            cell.trim_matches(|c: char| c.is_whitespace() || cell::is_mark(c))
        })
    }

    /// The column that says `field`: of several the first that is filled.
    fn said_in(&self, field: Field) -> Option<usize> {
        let filled = self
            .layout
            .columns(field)
            .find(|at| !self.at(*at).is_empty());
        filled.or_else(|| self.layout.column(field))
    }

    fn get(&self, field: Field) -> &'a str {
        self.said_in(field).map_or("", |at| self.at(at))
    }

    /// What the column is called; `usual` when the file lacks it.
    fn column(&self, field: Field, usual: &str) -> String {
        self.said_in(field)
            .map_or_else(|| usual.to_owned(), |at| self.name(at))
    }

    /// What a column is called, `#3` where it has no name.
    fn name(&self, column: usize) -> String {
        let name = self.layout.header.get(column).map(|name| name.trim());
        name.filter(|name| !name.is_empty())
            .map_or_else(|| format!("#{}", column + 1), str::to_owned)
    }

    /// The problem of the cell that says `field`.
    fn problem(
        &self,
        code: ProblemCode,
        field: Field,
        usual: &str,
        params: &[(&str, &str)],
    ) -> Problem {
        let cell = self.get(field);
        Problem {
            code,
            column: self.column(field, usual),
            cell: cell.to_owned(),
            why: marks::why(cell),
            params: params
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect::<BTreeMap<_, _>>(),
        }
    }

    fn problem_at(&self, code: ProblemCode, column: usize) -> Problem {
        let cell = self.at(column);
        Problem {
            code,
            column: self.name(column),
            cell: cell.to_owned(),
            why: marks::why(cell),
            params: BTreeMap::new(),
        }
    }

    /// Keeps a cell in the note because nothing else can hold it.
    fn keep(&mut self, field: Field) {
        let (name, cell) = (self.column(field, ""), self.get(field));
        if !cell.is_empty() {
            self.note.push(format!("{name}: {cell}"));
        }
    }

    /// A cell `read` understands; else `otherwise`, and the cell is kept in the note.
    fn or_keep<T>(&mut self, field: Field, otherwise: T, read: impl Fn(&str) -> Option<T>) -> T {
        let cell = self.get(field);
        if cell.is_empty() {
            return otherwise;
        }
        read(cell).unwrap_or_else(|| {
            self.keep(field);
            otherwise
        })
    }

    /// The cells of columns no field is made for, and those whose field another column says otherwise.
    fn keep_the_rest(&mut self) {
        for (at, cell) in self.cells.iter().enumerate() {
            let kept = match self.layout.fields.get(at).copied().flatten() {
                None | Some(Field::Kept) => true,
                Some(Field::Unused) => false,
                Some(field) => self.get(field) != self.at(at),
            };
            if kept && !cell.trim().is_empty() {
                self.note
                    .push(format!("{}: {}", self.name(at), cell.trim()));
            }
        }
    }

    /// The cells without which the row means something else, where they say nothing that can be read.
    fn unreadable(&self) -> impl Iterator<Item = Problem> {
        UNGUESSABLE.iter().filter_map(|(field, usual)| {
            let why = marks::why(self.get(*field))?;
            let matters = match why {
                Why::NoResult | Why::ErrorValue | Why::Merged => true,
                Why::DigitsLost => matches!(
                    field,
                    Field::Reference | Field::TaskDetails | Field::Barcodes
                ),
                Why::ThreeDecimals | Why::TwoAmounts | Why::UnclosedQuote | Why::DayAndMonth => {
                    false
                }
            };
            matters.then(|| self.problem(ProblemCode::UnreadableCell, *field, usual, &[]))
        })
    }
}

/// The fields whose text is taken as it is, and what they are usually called.
const UNGUESSABLE: &[(Field, &str)] = &[
    (Field::Reference, "Reference"),
    (Field::TaskDetails, "Task Details"),
    (Field::Merchant, "Merchant"),
    (Field::Name, "Name"),
    (Field::Address, "Address"),
    (Field::Barcodes, "Barcodes"),
];

impl Judge<'_> {
    pub fn judge(&self, cells: &[String]) -> Judged {
        let mut row = Cells {
            layout: self.layout,
            cells,
            note: Vec::new(),
        };
        if let Some(at) = cells.iter().position(|cell| marks::unclosed_quote(cell)) {
            // The cells behind it may stand in the wrong columns: nothing more can be said of the row.
            let broken = row.problem_at(ProblemCode::UnreadableCell, at);
            return Judged {
                verdict: quarantined(vec![broken.because(Why::UnclosedQuote)]),
                reference: None,
            };
        }
        let (mut problems, mut warnings) = (Vec::new(), Vec::new());
        problems.extend(row.unreadable());

        let phone = cell::phone(row.get(Field::Phone));
        match &phone {
            None => problems.push(row.problem(ProblemCode::BadPhone, Field::Phone, "Phone", &[])),
            Some(phone) if !phone.whole => row.keep(Field::Phone),
            Some(_) => {}
        }
        let phone = phone.map(|phone| phone.number);
        let dropoff = place::dropoff(&mut row, &mut problems, &mut warnings);
        let pickup = place::pickup(&mut row, &mut problems, &mut warnings);
        let schedule = schedule::read(self, &row);
        let cod_halalas = amount(&row);
        problems.extend(schedule.as_ref().err().cloned());
        problems.extend(cod_halalas.as_ref().err().cloned());

        let (merchant, merchant_id) = match row.get(Field::Merchant) {
            "" => (self.settings.default_merchant.clone(), self.own_merchant()),
            named => (named.to_owned(), MerchantId::named(named)),
        };
        let day = schedule.as_ref().map(|s| s.service_date).ok();
        let reference = reference::of(
            self,
            &mut row,
            merchant_id,
            phone.as_deref(),
            day,
            &dropoff.address,
        );

        let (Some(phone), Ok(schedule), Ok(cod_halalas), Some(reference)) =
            (phone, schedule, cod_halalas, reference.clone())
        else {
            return Judged {
                verdict: quarantined(problems),
                reference: reference.as_deref().map(key),
            };
        };
        if !problems.is_empty() {
            return Judged {
                verdict: quarantined(problems),
                reference: Some(key(&reference)),
            };
        }

        let (kind, usual_parcels) = kind(&mut row);
        let mut delivery = NewDelivery {
            reference,
            merchant_id,
            kind,
            pickup: Stop {
                name: merchant.clone(),
                ..pickup
            },
            dropoff: Stop {
                name: row.get(Field::Name).to_owned(),
                phone: Some(phone),
                ..dropoff
            },
            instructions: row.get(Field::Instructions).to_owned(),
            parcel_count: row.or_keep(Field::Parcels, usual_parcels, |c| whole(c, 0, 10_000)),
            weight_g: row.or_keep(Field::WeightKg, 0, |c| {
                cell::scaled(c, 3).filter(|g| *g >= 0)
            }),
            volume_ml: row.or_keep(Field::VolumeM3, 0, |c| {
                cell::scaled(c, 6).filter(|ml| *ml >= 0)
            }),
            barcodes: words(row.get(Field::Barcodes), str::to_owned),
            service_date: schedule.service_date,
            windows: schedule.windows,
            promised_at: None,
            service_secs: row.or_keep(Field::ServiceMinutes, 0, service_secs),
            priority: row.or_keep(Field::Priority, 50, |c| self.layout.format.priority(c)),
            skills: words(row.get(Field::Skills), str::to_lowercase),
            cod_halalas,
            proof_required: Proof::None,
            note: String::new(),
        };
        row.keep_the_rest();
        delivery.note = row.note.join("\n");
        let id = DeliveryId::of(self.settings.hub, merchant_id, &delivery.reference);
        let draft = delivery.dropoff.point.is_none();
        let reference = Some(key(&delivery.reference));
        let accepted = Accepted {
            id,
            merchant_id,
            merchant,
            delivery,
            draft,
            warnings,
            already_imported: false,
        };
        Judged {
            verdict: Verdict::Accepted(Box::new(accepted)),
            reference,
        }
    }

    /// The merchant of rows that name none: of the hub's id, so that a renamed hub stays the same merchant.
    fn own_merchant(&self) -> MerchantId {
        MerchantId(domain::id::hashed(
            "merchant of hub",
            &[self.settings.hub.0.as_bytes()],
        ))
    }

    /// The problem of a row whose reference `first_row` has already.
    pub fn duplicate(&self, cells: &[String], first_row: u32) -> Problem {
        let row = Cells {
            layout: self.layout,
            cells,
            note: Vec::new(),
        };
        let field = if self.layout.column(Field::Reference).is_some() {
            Field::Reference
        } else {
            Field::TaskDetails
        };
        row.problem(
            ProblemCode::DuplicateRef,
            field,
            "Reference",
            &[("first_row", &first_row.to_string())],
        )
    }
}

pub(crate) fn quarantined(mut problems: Vec<Problem>) -> Verdict {
    problems.sort_by_key(|problem| problem.code);
    Verdict::Quarantined { problems }
}

/// Halalas to collect; an empty cell is nothing to collect. Several columns of amounts must say the same.
fn amount(row: &Cells<'_>) -> Result<i64, Problem> {
    let mut amount = None;
    let filled = row.layout.columns(Field::Cod);
    for at in filled.filter(|at| !row.at(*at).is_empty()) {
        let problem = || row.problem_at(ProblemCode::BadAmount, at);
        let halalas = cell::halalas(row.at(at)).map_err(|not| match not {
            cell::NotAnAmount::ThreeDecimals => problem().because(Why::ThreeDecimals),
            cell::NotAnAmount::Unreadable => problem(),
        })?;
        if amount.is_some_and(|other| other != halalas) {
            return Err(problem().because(Why::TwoAmounts));
        }
        amount = Some(halalas);
    }
    let halalas = amount.unwrap_or(0);
    let currency = row.get(Field::CodCurrency);
    if halalas > 0 && !cell::is_riyal(currency) {
        return Err(row.problem(
            ProblemCode::BadAmount,
            Field::CodCurrency,
            "COD Currency",
            &[("currency", currency)],
        ));
    }
    Ok(halalas)
}

/// What kind of delivery, and how many parcels it has when nothing says so. The place to visit is the drop-off
/// stop whatever the kind, so that a pickup or a stop without parcels has a zone and a place on the map too.
fn kind(row: &mut Cells<'_>) -> (DeliveryKind, i32) {
    let known = |cell: &str| match cell::clean(cell).to_lowercase().as_str() {
        "d" | "delivery" | "dropoff" | "drop-off" | "pickup_dropoff" | "pickup-dropoff"
        | "default" => Some((DeliveryKind::Dropoff, 1)),
        "p" | "pickup" => Some((DeliveryKind::Pickup, 1)),
        "t" | "task" => Some((DeliveryKind::Dropoff, 0)),
        "r" | "return" => Some((DeliveryKind::Return, 1)),
        _ => None,
    };
    row.or_keep(Field::Kind, (DeliveryKind::Dropoff, 1), known)
}

fn whole(cell: &str, least: i64, most: i64) -> Option<i32> {
    cell::scaled(cell, 0)
        .filter(|n| (least..=most).contains(n))
        .and_then(|n| i32::try_from(n).ok())
}

/// Minutes, up to a day, to seconds.
fn service_secs(cell: &str) -> Option<i32> {
    let centiminutes = cell::scaled(cell, 2).filter(|m| (0..=1440 * 100).contains(m))?;
    i32::try_from(centiminutes * 60 / 100).ok()
}

/// The words of a list, without repeats.
fn words(cell: &str, form: impl Fn(&str) -> String) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in cell
        .split([';', ',', '،', '؛', '|', '\n'])
        .map(str::trim)
        .filter(|w| !w.is_empty())
    {
        let word = form(word);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
