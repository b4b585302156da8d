//! Cells that can be read in two ways, or not at all: nothing is guessed.

use crate::sheets::*;
use domain::units::{Millis, Window};
use import::{ProblemCode, Sheet, Verdict, Why};

fn fleetbase(changes: &[(&str, &str)]) -> String {
    let row = changes
        .iter()
        .fold(FLEETBASE_ROW.to_owned(), |row, (column, cell)| {
            with(FLEETBASE, &row, column, cell)
        });
    csv(FLEETBASE, &[&row])
}

/// The code and reason of the only problem of a Fleetbase row with some cells replaced.
#[track_caller]
fn why(changes: &[(&str, &str)]) -> (ProblemCode, Option<Why>) {
    let problems = problems(&fleetbase(changes));
    assert_eq!(problems.len(), 1, "{problems:?}");
    (problems[0].code, problems[0].why)
}

fn references(sheet: &Sheet) -> Vec<&str> {
    sheet
        .accepted()
        .map(|a| a.delivery.reference.as_str())
        .collect()
}

#[test]
fn three_digits_behind_a_point_are_thousands_to_some() {
    for cell in ["1.250", "12.000", "SAR 120.500", "١.٢٥٠"] {
        assert_eq!(
            why(&[("COD Amount", cell)]),
            (ProblemCode::BadAmount, Some(Why::ThreeDecimals)),
            "{cell}"
        );
    }
    for (cell, halalas) in [
        ("1,250.000", 125_000),
        ("0.250", 25),
        ("1250.000", 125_000),
        ("1,250", 125_000),
    ] {
        let cod = accepted(&fleetbase(&[("COD Amount", cell)])).delivery;
        assert_eq!(cod.cod_halalas, halalas, "{cell}");
    }
}

#[test]
fn nothing_but_a_riyal_stands_around_an_amount() {
    for cell in ["$150", "150 €", "150?", "~150", "50%", "75 paid", "(45.00)"] {
        assert_eq!(
            why(&[("COD Amount", cell)]).0,
            ProblemCode::BadAmount,
            "{cell}"
        );
    }
    assert_eq!(why(&[("COD Currency", "$")]).0, ProblemCode::BadAmount);
    for (cell, halalas) in [
        ("-", 0),
        ("SAR -", 0),
        ("150/-", 15_000),
        ("ر.س.50", 5_000),
        ("SR.50", 5_000),
        (".50", 50),
        ("\u{20C1} 99.95", 9_995),
    ] {
        let cod = accepted(&fleetbase(&[("COD Amount", cell)])).delivery;
        assert_eq!(cod.cod_halalas, halalas, "{cell}");
    }
}

#[test]
fn of_two_columns_of_amounts_the_filled_one_counts_and_two_must_agree() {
    let header = format!("{FLEETBASE},المبلغ");
    let row = |first: &str, second: &str| {
        let row = with(FLEETBASE, FLEETBASE_ROW, "COD Amount", first);
        csv(&header, &[&format!("{row},{second}")])
    };
    for (first, second, halalas) in [("", "150", 15_000), ("60", "", 6_000), ("40", "٤٠", 4_000)]
    {
        let accepted = accepted(&row(first, second));
        assert_eq!(accepted.delivery.cod_halalas, halalas, "{first} {second}");
    }
    let problems = problems(&row("60", "75"));
    assert_eq!(
        (problems[0].code, problems[0].why, problems[0].cell.as_str()),
        (ProblemCode::BadAmount, Some(Why::TwoAmounts), "75")
    );
}

#[test]
fn of_two_columns_of_anything_the_filled_one_counts_and_the_other_is_noted() {
    let header = format!("{OPTIMOROUTE},Phone");
    let row = |first: &str, second: &str| {
        let row = with(OPTIMOROUTE, OPTIMOROUTE_ROW, "Phone", first);
        accepted(&csv(&header, &[&format!("{row},{second}")])).delivery
    };
    let filled = row("", "0500000002");
    assert_eq!(filled.dropoff.phone.as_deref(), Some("+966500000002"));
    let both = row("0500000001", "0500000002");
    assert_eq!(both.dropoff.phone.as_deref(), Some("+966500000001"));
    assert_eq!(both.note, "Phone: 0500000002");
}

#[test]
fn a_phone_that_was_a_decimal_gets_no_digit_from_behind_the_point() {
    for (cell, expected) in [
        ("966500000181.0", Some("+966500000181")),
        ("0500000183.0", Some("+966500000183")),
        ("50000018.0", None),
        ("5000001.85", None),
        ("9.665E+11", None),
        ("050.000.0184", Some("+966500000184")),
    ] {
        let sheet = read(&fleetbase(&[("Dropoff Phone", cell)]));
        let phone = sheet
            .accepted()
            .next()
            .and_then(|a| a.delivery.dropoff.phone.clone());
        assert_eq!(phone.as_deref(), expected, "{cell}");
    }
}

#[test]
fn what_stands_beside_a_phone_is_kept() {
    let accepted = accepted(&fleetbase(&[("Dropoff Phone", "0500000201 / 22")]));
    assert_eq!(accepted.delivery.note, "Dropoff Phone: 0500000201 / 22");
}

#[test]
fn a_mark_that_is_never_closed_costs_its_own_row() {
    let header = "Order ID,Address,Latitude,Longitude,Time window from,Notes,Phone";
    let row = |n: u32, notes: &str| format!("A-{n},\"Olaya, 1\",24.7,46.68,,{notes},050000000{n}");
    let sheet = read(&csv(
        header,
        &[
            &row(1, "\"two\nlines\""),
            &row(2, "\"Leave at the door"),
            &row(3, "x"),
            &row(4, "\"Call, then ring\""),
            &row(5, ""),
        ],
    ));
    assert_eq!(references(&sheet), ["A-1", "A-3", "A-4", "A-5"]);
    let (broken, problems) = sheet.quarantined().next().unwrap();
    assert_eq!((broken.number, problems.len()), (3, 1));
    assert_eq!(
        (
            problems[0].code,
            problems[0].why,
            problems[0].column.as_str()
        ),
        (
            ProblemCode::UnreadableCell,
            Some(Why::UnclosedQuote),
            "Notes"
        )
    );
    assert_eq!(broken.cells[6], "0500000002", "its other cells are there");
}

#[test]
fn a_zero_byte_costs_nothing() {
    let text = fleetbase(&[("Notes", "Ring\0 twice")]);
    assert_eq!(accepted(&text).delivery.instructions, "Ring twice");
}

#[test]
fn references_that_look_the_same_are_the_same() {
    let row = |reference: &str| with(FLEETBASE, FLEETBASE_ROW, "Order Ref *", reference);
    let same = [
        "WH-4001",
        "WH-\u{200F}4001",
        "WH\u{2011}4001",
        "WH-٤٠٠١",
        " WH-4001\u{A0}",
    ];
    let rows: Vec<String> = same.iter().map(|reference| row(reference)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let sheet = read(&csv(FLEETBASE, &rows));
    assert_eq!(references(&sheet), ["WH-4001"]);
    assert_eq!(sheet.summary().quarantined["duplicate_ref"], 4);
    let marked = accepted(&csv(FLEETBASE, &[&row("WH-\u{200F}4001")]));
    let plain = accepted(&csv(FLEETBASE, &[&row("WH-4001")]));
    assert_eq!(marked.id, plain.id);
}

#[test]
fn no_break_spaces_are_spaces() {
    let delivery = accepted(&fleetbase(&[
        ("Scheduled At", ""),
        ("Time Window Start", "22/11/2026\u{A0}13:00"),
        ("Time Window End", "22/11/2026\u{202F}3:00\u{202F}PM"),
    ]))
    .delivery;
    assert_eq!(delivery.windows, [window(13, 15)]);
}

#[test]
fn cells_a_spreadsheet_could_not_work_out_are_no_values() {
    for (column, cell, reason) in [
        ("Order Ref *", "#REF!", Why::ErrorValue),
        ("Pickup Name *", "#N/A", Why::ErrorValue),
        ("Dropoff Name *", "=VLOOKUP(A2)", Why::NoResult),
        ("Order Ref *", "5.10012E+12", Why::DigitsLost),
    ] {
        assert_eq!(
            why(&[(column, cell)]),
            (ProblemCode::UnreadableCell, Some(reason)),
            "{column} {cell}"
        );
    }
    assert_eq!(
        why(&[("COD Amount", "#VALUE!")]),
        (ProblemCode::BadAmount, Some(Why::ErrorValue))
    );
    let noted = accepted(&fleetbase(&[("Notes", "=HYPERLINK(\"x\")")]));
    assert_eq!(noted.delivery.instructions, "=HYPERLINK(\"x\")");
}

fn window(from: i64, to: i64) -> Window {
    Window {
        from: riyadh(from, 0),
        to: riyadh(to, 0),
    }
}

#[test]
fn a_day_is_an_end_of_its_business_day() {
    let due = |from: &str, to: &str| {
        let row = with(ONFLEET, ONFLEET_ROW, "completeAfter", from);
        let row = with(ONFLEET, &row, "completeBefore", to);
        let delivery = accepted(&csv(ONFLEET, &[&row])).delivery;
        assert_eq!(delivery.service_date, day("2026-11-22"), "{from} {to}");
        delivery.windows[0]
    };
    assert_eq!(due("", "11/22/2026"), window(4, 28));
    assert_eq!(due("11/22/2026", "11/22/2026"), window(4, 28));
    assert_eq!(due("11/22/2026", ""), window(4, 28));
    assert_eq!(due("11/22/2026 13:00", "11/22/2026"), window(13, 28));
}

#[test]
fn a_time_on_the_day_a_spreadsheet_counts_from_is_a_time() {
    let windows = |from: &str, to: &str| {
        let changes = [("Time Window Start", from), ("Time Window End", to)];
        match verdict(&fleetbase(&changes)) {
            Verdict::Accepted(accepted) => Some(accepted.delivery.windows),
            Verdict::Quarantined { .. } => None,
        }
    };
    let expected = Some(vec![window(13, 15)]);
    assert_eq!(windows("1899-12-30 13:00:00", "30/12/1899 15:00"), expected);
    assert_eq!(windows("1900-01-01 13:00", "1904-01-01 15:00"), expected);
    let absolute = windows("1899-12-30T09:53:08.000Z", "1899-12-30T11:53:08.000Z");
    assert_eq!(absolute, None, "never a window in 1899");
}

#[test]
fn a_moment_with_an_offset_is_where_it_says() {
    for (from, to) in [
        ("2026-11-22T10:00Z", "2026-11-22T12:00:00Z"),
        ("2026-11-22T13:00+03:00", "2026-11-22T15:00:00+0300"),
        ("2026-11-22 13:00:00 +0300", "2026-11-22 12:00:00 UTC"),
        ("2026-11-22T05:00-05:00", "2026-11-22T07:00:00-05:00"),
    ] {
        let changes = [
            ("Scheduled At", ""),
            ("Time Window Start", from),
            ("Time Window End", to),
        ];
        let delivery = accepted(&fleetbase(&changes)).delivery;
        assert_eq!(delivery.windows, [window(13, 15)], "{from} {to}");
    }
    let span = [("Time Window Start", "2026-11-22 09:00-10:00")];
    assert_eq!(why(&span).0, ProblemCode::BadWindow);
}

#[test]
fn a_file_that_contradicts_its_order_of_day_and_month_is_not_half_taken() {
    let row = |n: u32, date: &str| {
        let row = with(OPTIMOROUTE, OPTIMOROUTE_ROW, "Order ID", &format!("U-{n}"));
        with(OPTIMOROUTE, &row, "Date", date)
    };
    let rows = [
        row(1, "11/05/2026"),
        row(2, "11/11/2026"),
        row(3, "11/22/2026"),
        row(4, "2026-11-05"),
        row(5, "25/11/2026"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut sheet = read(&csv(OPTIMOROUTE, &rows));
    assert_eq!(references(&sheet), ["U-2", "U-4", "U-5"]);
    let (_, problems) = sheet.quarantined().next().unwrap();
    assert_eq!(
        (problems[0].code, problems[0].why, problems[0].cell.as_str()),
        (
            ProblemCode::BadWindow,
            Some(Why::DayAndMonth),
            "11/05/2026?"
        )
    );
    // The doubt goes with the row, and goes when a person says which it is.
    sheet.shift_days(0);
    let kept = &sheet.problem_rows()[0];
    assert_eq!((kept.why.as_str(), kept.row), ("day_and_month", 2));
    let again = import::rejudge(sheet.format(), &kept.cells, &settings());
    assert!(matches!(again, Verdict::Quarantined { .. }));
    let date = sheet.header().iter().position(|h| h == "Date").unwrap();
    let row = sheet.edit(2, date, "11/05/2026").unwrap();
    assert!(
        matches!(&row.verdict, Verdict::Accepted(a) if a.delivery.service_date == day("2026-05-11"))
    );
    let undoubted = read(&csv(OPTIMOROUTE, &[rows[0], rows[4]]));
    assert_eq!(references(&undoubted), ["U-1", "U-5"]);
}

#[test]
fn a_hijri_date_is_no_date() {
    assert_eq!(
        why(&[("Scheduled At", "13/06/1448 هـ")]).0,
        ProblemCode::BadWindow
    );
    let evening = accepted(&fleetbase(&[
        ("Time Window Start", "1:00 مساءً"),
        ("Time Window End", "٣ مساء"),
    ]));
    assert_eq!(evening.delivery.windows, [window(13, 15)]);
    assert!(evening.delivery.windows[0].from > Millis(0));
}
