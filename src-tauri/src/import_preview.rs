//! What an opened file would bring, as the import dialog shows it. Counts and copies; judges nothing.

use domain::units::ServiceDate;
use import::{Field, Sheet, Verdict, ZoneFile};
use std::collections::BTreeMap;
use wire::ipc::{ImportPlace, ImportPreview, ImportProblem, ImportSheet, ImportedRow, JobId};

/// Accepted rows shown in the preview.
const SAMPLE: usize = 50;

/// A preview with nothing in it but the counts of `summary`.
fn counted(
    job: JobId,
    file_name: &str,
    summary: import::Summary,
    today: ServiceDate,
) -> ImportPreview {
    let counts =
        |map: BTreeMap<String, usize>| map.into_iter().map(|(code, n)| (code, count(n))).collect();
    ImportPreview {
        job,
        file_name: file_name.to_owned(),
        format: summary.format,
        accepted: count(summary.accepted),
        of_which_draft: count(summary.of_which_draft),
        already_imported: 0,
        warnings: counts(summary.warnings),
        quarantined: counts(summary.quarantined),
        columns: Vec::new(),
        today,
        days: Vec::new(),
        problems: Vec::new(),
        sample: Vec::new(),
        zone_names: Vec::new(),
        zones: 0,
        sheets: Vec::new(),
        unread_sheets: Vec::new(),
    }
}

pub fn of_zones(job: JobId, file_name: &str, file: &ZoneFile, today: ServiceDate) -> ImportPreview {
    let mut shown = counted(job, file_name, file.summary(), today);
    shown.zones = shown.accepted;
    shown.problems = file.rows.iter().filter_map(zone_problem).collect();
    let names = file.rows.iter().filter(|row| row.problem.is_none());
    shown.zone_names = names
        .take(SAMPLE)
        .map(|row| (row.name_ar.clone(), row.name_en.clone()))
        .collect();
    shown
}

pub fn of_deliveries(
    job: JobId,
    file_name: &str,
    sheet: &Sheet,
    today: ServiceDate,
) -> ImportPreview {
    let mut shown = counted(job, file_name, sheet.summary(), today);
    let field = |field: &Option<Field>| match field {
        None | Some(Field::Kept) => String::new(),
        Some(field) => field.word().to_owned(),
    };
    let header = sheet.header().iter().cloned();
    shown.columns = header.zip(sheet.fields().iter().map(field)).collect();
    let mut days: BTreeMap<ServiceDate, u32> = BTreeMap::new();
    for accepted in sheet.accepted() {
        *days.entry(accepted.delivery.service_date).or_default() += 1;
    }
    shown.days = days.into_iter().collect();
    shown.already_imported = count(sheet.accepted().filter(|a| a.already_imported).count());
    shown.problems = sheet
        .quarantined()
        .filter_map(|(row, problems)| problem(sheet, row, problems.first()?))
        .collect();
    let rows = sheet.rows().iter().filter_map(|row| imported(sheet, row));
    shown.sample = rows.take(SAMPLE).collect();
    let (read, unread) = (sheet.sheets(), sheet.unread_sheets());
    if read.len() + unread.len() > 1 || read.iter().any(|sheet| sheet.hidden) {
        shown.sheets = read
            .iter()
            .map(|sheet| ImportSheet {
                name: sheet.name.clone(),
                rows: count(sheet.rows),
                hidden: sheet.hidden,
                orders: true,
            })
            .collect();
    }
    shown.unread_sheets = unread
        .iter()
        .map(|sheet| ImportSheet {
            name: sheet.name.clone(),
            rows: count(sheet.rows),
            hidden: sheet.hidden,
            orders: sheet.orders,
        })
        .collect();
    shown
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn place(sheet: &Sheet, row: &import::Row) -> ImportPlace {
    let place = sheet.place(row.number);
    ImportPlace {
        sheet: place.sheet.to_owned(),
        row: place.row,
    }
}

fn problem(sheet: &Sheet, row: &import::Row, problem: &import::Problem) -> Option<ImportProblem> {
    Some(ImportProblem {
        row: row.number,
        place: place(sheet, row),
        reference: sheet.cell(row, Field::Reference).to_owned(),
        code: problem.code.word().to_owned(),
        why: problem.why.map_or("", import::Why::word).to_owned(),
        column: problem.column.clone(),
        cell: problem.cell.clone(),
    })
}

fn zone_problem(row: &import::ZoneRow) -> Option<ImportProblem> {
    let problem = row.problem.as_ref()?;
    let number = count(row.number);
    let names = [&row.name_en, &row.name_ar];
    let name = names.into_iter().find(|name| !name.is_empty());
    Some(ImportProblem {
        row: number,
        place: ImportPlace {
            sheet: String::new(),
            row: number,
        },
        reference: name.cloned().unwrap_or_default(),
        code: problem.code.word().to_owned(),
        why: String::new(),
        column: String::new(),
        cell: String::new(),
    })
}

fn imported(sheet: &Sheet, row: &import::Row) -> Option<ImportedRow> {
    let Verdict::Accepted(accepted) = &row.verdict else {
        return None;
    };
    let delivery = &accepted.delivery;
    Some(ImportedRow {
        place: place(sheet, row),
        reference: delivery.reference.clone(),
        recipient: delivery.dropoff.name.clone(),
        phone: delivery.dropoff.phone.clone().unwrap_or_default(),
        address: delivery.dropoff.address.clone(),
        merchant: accepted.merchant.clone(),
        service_date: delivery.service_date,
        windows: delivery.windows.clone(),
        cod_halalas: delivery.cod_halalas,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::units::Millis;
    use texts::{Digits, Lang, Surface, Texts};

    fn read(text: &str) -> ImportPreview {
        let settings = import::Settings::without_hub(Millis(1_795_338_000_000));
        let sheet = import::read(text.as_bytes(), "day.csv", &settings).unwrap();
        of_deliveries(1, "day.csv", &sheet, settings.default_service_date)
    }

    #[test]
    fn the_preview_shows_what_became_of_the_cells() {
        let shown = read(
            "Order Ref,Dropoff Name,Dropoff Street1,Dropoff Phone,Dropoff Lat,Dropoff Lng,Scheduled At,Time Window Start,\
             Time Window End,المبلغ,Floor\n\
             A-1,Noura,Olaya,0512345678,24.7,46.68,21/11/2026,13:00,15:00,12.50,3\n\
             A-2,Huda,Olaya,0512345679,24.7,46.68,22/11/2026,,,1.250,\n",
        );
        let row = &shown.sample[0];
        assert_eq!(
            (row.place.row, row.reference.as_str(), row.cod_halalas),
            (2, "A-1", 1250)
        );
        assert_eq!((row.windows.len(), shown.days.len()), (1, 1));
        assert_eq!(shown.days[0], (row.service_date, 1));
        assert!(row.service_date < shown.today);
        let fields: BTreeMap<_, _> = shown.columns.into_iter().collect();
        assert_eq!(
            (fields["المبلغ"].as_str(), fields["Scheduled At"].as_str()),
            ("cod", "date")
        );
        assert_eq!(fields["Floor"], "");
        let problem = &shown.problems[0];
        assert_eq!((problem.place.row, problem.reference.as_str()), (3, "A-2"));
        assert_eq!(
            (problem.code.as_str(), problem.why.as_str()),
            ("bad_amount", "three_decimals")
        );
    }

    #[test]
    fn every_word_of_a_preview_has_a_text() {
        let words = |prefix: &str, words: Vec<&str>| -> Vec<String> {
            words.iter().map(|word| texts::key(prefix, word)).collect()
        };
        let keys = [
            words(
                "import-code",
                import::ProblemCode::ALL.iter().map(|c| c.word()).collect(),
            ),
            words(
                "import-code",
                import::WarningCode::ALL.iter().map(|c| c.word()).collect(),
            ),
            words(
                "import-why",
                import::Why::ALL.iter().map(|c| c.word()).collect(),
            ),
            words(
                "import-field",
                Field::ALL.iter().map(|c| c.word()).collect(),
            ),
            words(
                "import-zone",
                import::ZoneProblemCode::ALL
                    .iter()
                    .map(|c| c.word())
                    .collect(),
            ),
            words(
                "import-zone",
                import::ZoneWarningCode::ALL
                    .iter()
                    .map(|c| c.word())
                    .collect(),
            ),
        ]
        .concat();
        let missing: Vec<_> = Lang::ALL
            .into_iter()
            .flat_map(|lang| keys.iter().map(move |key| (lang, key)))
            .filter(|(lang, key)| !Texts::shared(*lang, Surface::Plain, Digits::Latin).has(key))
            .collect();
        assert!(missing.is_empty(), "no text for {missing:?}");
    }
}
