//! What is in a workbook besides the cells of its first sheet.

use crate::sheets::*;
use domain::units::Window;
use import::{ProblemCode, Sheet, Why};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

const HEADER: [&str; 10] = [
    "Order Ref",
    "Pickup Name",
    "Dropoff Name",
    "Dropoff Street1",
    "Dropoff Phone",
    "Dropoff Lat",
    "Dropoff Lng",
    "Scheduled At",
    "COD Amount",
    "Time Window End",
];

/// Writes the header and one row for each reference, from row 2 on.
fn orders<'a>(book: &'a mut Workbook, name: &str, references: &[&str]) -> &'a mut Worksheet {
    let sheet = book.add_worksheet();
    sheet.set_name(name).unwrap();
    sheet.write_row(0, 0, HEADER).unwrap();
    for (row, reference) in (1_u32..).zip(references) {
        let cells = [
            *reference,
            "",
            "Noura",
            "Olaya",
            "0512345678",
            "24.7",
            "46.68",
        ];
        sheet.write_row(row, 0, cells).unwrap();
    }
    sheet
}

fn read(mut book: Workbook) -> Sheet {
    let bytes = book.save_to_buffer().unwrap();
    import::read(&bytes, "day.xlsx", &settings()).unwrap()
}

fn references(sheet: &Sheet) -> Vec<&str> {
    sheet
        .accepted()
        .map(|a| a.delivery.reference.as_str())
        .collect()
}

#[test]
fn a_merged_cell_says_the_same_for_every_row_of_its_block() {
    let mut book = Workbook::new();
    let sheet = orders(&mut book, "Orders", &["M-1", "M-2", "M-3", "M-4"]);
    let plain = Format::new();
    sheet.merge_range(1, 1, 2, 1, "Kudu", &plain).unwrap();
    sheet.merge_range(3, 1, 9, 1, "هرفي", &plain).unwrap();
    sheet.merge_range(1, 7, 4, 7, "23/11/2026", &plain).unwrap();
    let sheet = read(book);
    let said: Vec<_> = sheet
        .accepted()
        .map(|a| (a.merchant.as_str(), a.delivery.service_date))
        .collect();
    let monday = day("2026-11-23");
    assert_eq!(
        said,
        [
            ("Kudu", monday),
            ("Kudu", monday),
            ("هرفي", monday),
            ("هرفي", monday)
        ]
    );
    assert_eq!(sheet.rows().len(), 4, "a block over blank rows makes none");
}

#[test]
fn nobody_can_tell_what_each_row_has_of_a_merged_amount() {
    let mut book = Workbook::new();
    let sheet = orders(&mut book, "Orders", &["M-1", "M-2"]);
    sheet
        .merge_range(1, 8, 2, 8, "150", &Format::new())
        .unwrap();
    let sheet = read(book);
    assert_eq!(references(&sheet), ["M-1"]);
    let (row, problems) = sheet.quarantined().next().unwrap();
    assert_eq!(
        (row.number, problems[0].code, problems[0].why),
        (3, ProblemCode::BadAmount, Some(Why::Merged))
    );
}

#[test]
fn a_merged_reference_is_of_no_single_row() {
    let mut book = Workbook::new();
    let sheet = orders(&mut book, "Orders", &["", ""]);
    sheet
        .merge_range(1, 0, 2, 0, "M-1", &Format::new())
        .unwrap();
    let sheet = read(book);
    assert_eq!(references(&sheet), ["M-1"]);
    let (_, problems) = sheet.quarantined().next().unwrap();
    assert_eq!(
        (problems[0].code, problems[0].why),
        (ProblemCode::UnreadableCell, Some(Why::Merged))
    );
}

#[test]
fn sheets_of_the_same_columns_are_read_together_and_the_others_said() {
    let mut book = Workbook::new();
    orders(&mut book, "السبت", &["S-1", "S-2"]);
    orders(&mut book, "الأحد", &["U-1", "S-1"]);
    orders(&mut book, "Archive", &["OLD"]).set_hidden(true);
    orders(&mut book, "Other", &["O-1"])
        .write_string(0, 10, "A column of its own")
        .unwrap();
    let readme = book.add_worksheet();
    readme.set_name("Read me").unwrap();
    readme.write_string(0, 0, "How to fill this in").unwrap();
    book.add_worksheet();
    let mut sheet = read(book);
    assert_eq!(references(&sheet), ["S-1", "S-2", "U-1"]);
    let read: Vec<_> = sheet
        .sheets()
        .iter()
        .map(|s| (s.name.as_str(), s.rows, s.hidden))
        .collect();
    assert_eq!(read, [("السبت", 2, false), ("الأحد", 2, false)]);
    let unread: Vec<_> = sheet
        .summary()
        .unread_sheets
        .iter()
        .map(|s| (s.name.clone(), s.rows, s.hidden, s.orders))
        .collect();
    assert_eq!(
        unread,
        [
            ("Other".to_owned(), 1, false, true),
            ("Read me".to_owned(), 1, false, false),
            ("Archive".to_owned(), 1, true, true)
        ]
    );
    // Rows of both sheets can be told apart, shown and repaired.
    let twice = &sheet.problem_rows()[0];
    assert_eq!(
        (twice.sheet.as_str(), twice.row, twice.code.as_str()),
        ("الأحد", 3, "duplicate_ref")
    );
    let number = sheet.quarantined().next().unwrap().0.number;
    assert_eq!(
        (sheet.place(number).sheet, sheet.place(number).row),
        ("الأحد", 3)
    );
    assert_eq!((sheet.place(2).sheet, sheet.place(2).row), ("السبت", 2));
    sheet.edit(number, 0, "U-2").unwrap();
    assert_eq!(references(&sheet), ["S-1", "S-2", "U-1", "U-2"]);
}

#[test]
fn columns_in_another_order_are_the_same_columns() {
    let mut book = Workbook::new();
    orders(&mut book, "A", &["A-1"]);
    let other = book.add_worksheet();
    let header = [
        "Dropoff Phone",
        "Order Ref",
        "Dropoff Street1",
        "Dropoff Name",
    ];
    other.write_row(0, 0, header).unwrap();
    other
        .write_row(1, 0, ["0500000009", "B-1", "Malaz", "Huda"])
        .unwrap();
    let sheet = read(book);
    let last = sheet.accepted().last().unwrap();
    assert_eq!(
        (
            last.delivery.reference.as_str(),
            last.delivery.dropoff.name.as_str()
        ),
        ("B-1", "Huda")
    );
    assert_eq!(
        last.delivery.dropoff.phone.as_deref(),
        Some("+966500000009")
    );
}

#[test]
fn midnight_at_the_end_of_a_day_is_24_hours() {
    let mut book = Workbook::new();
    let sheet = orders(&mut book, "Orders", &["H-1", "H-2"]);
    let hours = Format::new().set_num_format("[h]:mm");
    sheet.write_number_with_format(1, 9, 1.0, &hours).unwrap();
    sheet
        .write_number_with_format(2, 9, 1.0625, &hours)
        .unwrap();
    let sheet = read(book);
    assert_eq!(
        sheet.accepted().next().unwrap().delivery.windows,
        [Window {
            from: riyadh(4, 0),
            to: riyadh(24, 0)
        }]
    );
    assert_eq!(sheet.rows()[1].cells[9], "25:30");
}

#[test]
fn dates_another_program_made_of_texts_are_doubted() {
    let mut book = Workbook::new();
    let sheet = orders(&mut book, "Orders", &["X-1", "X-2", "X-3"]);
    let date = Format::new().set_num_format("dd/mm/yyyy");
    // 11 May, which was the 5th of November.
    sheet
        .write_number_with_format(1, 7, 46_153.0, &date)
        .unwrap();
    sheet.write_string(2, 7, "22/11/2026").unwrap();
    sheet
        .write_number_with_format(3, 7, 46_349.0, &date)
        .unwrap();
    let sheet = read(book);
    assert_eq!(references(&sheet), ["X-2", "X-3"]);
    let (_, problems) = sheet.quarantined().next().unwrap();
    assert_eq!(
        (problems[0].why, problems[0].cell.as_str()),
        (Some(Why::DayAndMonth), "2026-05-11?")
    );
}
