//! The rows that are quarantined, and the ones that only look as if they should be.

use crate::sheets::*;
use domain::units::Window;
use import::{Verdict, WarningCode};

/// The code, column and cell of each problem of a Fleetbase row with some cells replaced.
fn found(changes: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let row = changes
        .iter()
        .fold(FLEETBASE_ROW.to_owned(), |row, (column, cell)| {
            with(FLEETBASE, &row, column, cell)
        });
    match verdict(&csv(FLEETBASE, &[&row])) {
        Verdict::Accepted(_) => Vec::new(),
        Verdict::Quarantined { problems } => problems
            .into_iter()
            .map(|p| (p.code.word().to_owned(), p.column, p.cell))
            .collect(),
    }
}

fn one(code: &str, column: &str, cell: &str) -> Vec<(String, String, String)> {
    vec![(code.into(), column.into(), cell.into())]
}

#[test]
fn bad_phone() {
    for cell in [
        "?",
        "n/a",
        "12-ab",
        "",
        "0512",
        "05123456789",
        "+999123456789",
    ] {
        assert_eq!(
            found(&[("Dropoff Phone", cell)]),
            one("bad_phone", "Dropoff Phone", cell),
            "{cell}"
        );
    }
}

#[test]
fn no_location_when_neither_address_nor_point() {
    let empty = [
        ("Dropoff Street1", ""),
        ("Dropoff Lat", ""),
        ("Dropoff Lng", ""),
    ];
    assert_eq!(found(&empty), one("no_location", "Dropoff Street1", ""));
    let unreadable = [
        ("Dropoff Street1", ""),
        ("Dropoff Lat", "north"),
        ("Dropoff Lng", "east"),
    ];
    assert_eq!(found(&unreadable)[0].0, "no_location");
    let point_alone = [("Dropoff Street1", "")];
    assert_eq!(found(&point_alone), []);
}

#[test]
fn an_address_without_a_point_is_a_draft() {
    let row = with(
        FLEETBASE,
        &with(FLEETBASE, FLEETBASE_ROW, "Dropoff Lat", ""),
        "Dropoff Lng",
        "?",
    );
    let accepted = accepted(&csv(FLEETBASE, &[&row]));
    assert!(accepted.draft);
    assert_eq!(accepted.warnings, [WarningCode::NeedsGeocode]);
    assert_eq!(accepted.delivery.note, "Dropoff Lng: ?");
}

#[test]
fn outside_service_area() {
    for (lat, lon) in [
        ("51.5074", "-0.1278"),
        ("0", "0"),
        ("40.71", "-74.00"),
        ("95", "200"),
        ("15.9", "46.7"),
        ("24.7", "56.1"),
    ] {
        assert_eq!(
            found(&[("Dropoff Lat", lat), ("Dropoff Lng", lon)]),
            one("outside_service_area", "Dropoff Lat", lat),
            "{lat} {lon}"
        );
    }
    assert_eq!(
        found(&[("Pickup Lat", "0"), ("Pickup Lng", "0")]),
        one("outside_service_area", "Pickup Lat", "0")
    );
    for (lat, lon) in [
        ("16", "34"),
        ("33", "56"),
        ("24,7136", "46,6753"),
        ("٢٤٫٧١", "٤٦٫٦٧"),
        ("24.7° N", "46.6°E"),
    ] {
        assert_eq!(
            found(&[("Dropoff Lat", lat), ("Dropoff Lng", lon)]),
            [],
            "{lat} {lon}"
        );
    }
}

#[test]
fn bad_window() {
    let window = |from, to| found(&[("Time Window Start", from), ("Time Window End", to)]);
    assert_eq!(
        window("15:00", "13:00"),
        one("bad_window", "Time Window End", "13:00")
    );
    assert_eq!(
        window("13:00", "13:00"),
        one("bad_window", "Time Window End", "13:00")
    );
    assert_eq!(
        window("soon", "13:00"),
        one("bad_window", "Time Window Start", "soon")
    );
    assert_eq!(
        window("13:00", "25:00"),
        one("bad_window", "Time Window End", "25:00")
    );
    assert_eq!(
        found(&[("Scheduled At", "32/13/2026")]),
        one("bad_window", "Scheduled At", "32/13/2026")
    );
    assert_eq!(window("", ""), []);
    assert_eq!(window("1:00 PM", "٣:٠٠ م"), []);
}

#[test]
fn a_month_first_date_is_never_guessed_to_be_day_first() {
    let row = with(ONFLEET, ONFLEET_ROW, "completeAfter", "22/11/2026 13:00");
    assert_eq!(problems(&csv(ONFLEET, &[&row]))[0].column, "completeAfter");
}

#[test]
fn windows_past_midnight_belong_to_the_business_day() {
    let windows = |from: &str, to: &str| {
        let row = with(
            FLEETBASE,
            &with(FLEETBASE, FLEETBASE_ROW, "Time Window Start", from),
            "Time Window End",
            to,
        );
        let delivery = accepted(&csv(FLEETBASE, &[&row])).delivery;
        assert_eq!(delivery.service_date, day("2026-11-22"));
        delivery.windows[0]
    };
    assert_eq!(
        windows("22:00", "01:00"),
        Window {
            from: riyadh(22, 0),
            to: riyadh(25, 0)
        }
    );
    assert_eq!(
        windows("01:00", "03:00"),
        Window {
            from: riyadh(25, 0),
            to: riyadh(27, 0)
        }
    );
    assert_eq!(
        windows("00:00", "23:59"),
        Window {
            from: riyadh(0, 0),
            to: riyadh(23, 59)
        }
    );
    assert_eq!(
        windows("", "12:00"),
        Window {
            from: riyadh(4, 0),
            to: riyadh(12, 0)
        }
    );
    assert_eq!(
        windows("20:00", ""),
        Window {
            from: riyadh(20, 0),
            to: riyadh(28, 0)
        }
    );
}

#[test]
fn an_open_end_is_that_of_the_other_ends_business_day() {
    let window = |from: &str, to: &str| {
        let row = with(ONFLEET, ONFLEET_ROW, "completeAfter", from);
        let row = with(ONFLEET, &row, "completeBefore", to);
        let delivery = accepted(&csv(ONFLEET, &[&row])).delivery;
        (delivery.service_date, delivery.windows[0])
    };
    let next = |from, to| Window {
        from: riyadh(from, 0),
        to: riyadh(to, 0),
    };
    assert_eq!(
        window("11/23/2026 20:00", ""),
        (day("2026-11-23"), next(44, 52))
    );
    assert_eq!(
        window("", "11/23/2026 04:00"),
        (day("2026-11-22"), next(4, 28))
    );
}

#[test]
fn onfleet_service_date_is_the_business_day_of_the_window() {
    let row = with(
        ONFLEET,
        &with(ONFLEET, ONFLEET_ROW, "completeAfter", "11/23/2026 01:30"),
        "completeBefore",
        "11/23/2026 03:00",
    );
    assert_eq!(
        accepted(&csv(ONFLEET, &[&row])).delivery.service_date,
        day("2026-11-22")
    );
    let row = with(
        ONFLEET,
        &with(ONFLEET, ONFLEET_ROW, "completeAfter", ""),
        "completeBefore",
        "",
    );
    assert_eq!(
        accepted(&csv(ONFLEET, &[&row])).delivery.service_date,
        settings().default_service_date
    );
}

#[test]
fn bad_amount() {
    for cell in ["-12", "abc", "12.345", "(12)", "12-", "USD 12", "1,2,3"] {
        assert_eq!(
            found(&[("COD Amount", cell)]),
            one("bad_amount", "COD Amount", cell),
            "{cell}"
        );
    }
    assert_eq!(
        found(&[("COD Currency", "USD")]),
        one("bad_amount", "COD Currency", "USD")
    );
    for (cell, halalas) in [
        ("0", 0),
        ("", 0),
        ("12", 1200),
        ("12.5", 1250),
        ("1,234.50", 123_450),
        ("1.234,50", 123_450),
        ("12,5", 1250),
        ("1,234", 123_400),
        ("648.0299999999999", 64_803),
        ("٦٤٨٫٠٣", 64_803),
        ("SAR 100", 10_000),
        ("100 ر.س", 10_000),
        ("100 ريال", 10_000),
        ("۱۲", 1200),
    ] {
        let row = with(FLEETBASE, FLEETBASE_ROW, "COD Amount", cell);
        assert_eq!(
            accepted(&csv(FLEETBASE, &[&row])).delivery.cod_halalas,
            halalas,
            "{cell}"
        );
    }
}

#[test]
fn duplicate_ref() {
    let other = with(FLEETBASE, FLEETBASE_ROW, "Dropoff Phone", "0599999999");
    let bad_first = with(FLEETBASE, FLEETBASE_ROW, "Dropoff Phone", "?");
    let sheet = read(&csv(FLEETBASE, &[FLEETBASE_ROW, &other]));
    let (row, problems) = sheet.quarantined().next().unwrap();
    assert_eq!(
        (
            row.number,
            problems[0].code.word(),
            problems[0].params["first_row"].as_str()
        ),
        (3, "duplicate_ref", "2")
    );
    // A row that is itself quarantined has its reference all the same.
    let sheet = read(&csv(FLEETBASE, &[&bad_first, &other]));
    assert_eq!(
        sheet.summary().quarantined,
        [("bad_phone".to_owned(), 1), ("duplicate_ref".to_owned(), 1)].into()
    );
    // Onfleet: the same task twice.
    let sheet = read(&csv(ONFLEET, &[ONFLEET_ROW, ONFLEET_ROW]));
    assert_eq!(
        sheet.summary().quarantined,
        [("duplicate_ref".to_owned(), 1)].into()
    );
}

#[test]
fn of_several_problems_all_are_told_and_the_first_is_counted() {
    let codes: Vec<String> = found(&[
        ("COD Amount", "-1"),
        ("Time Window End", "09:00"),
        ("Dropoff Phone", "?"),
        ("Dropoff Lat", "0"),
        ("Dropoff Lng", "0"),
    ])
    .into_iter()
    .map(|(code, ..)| code)
    .collect();
    assert_eq!(
        codes,
        [
            "bad_phone",
            "outside_service_area",
            "bad_window",
            "bad_amount"
        ]
    );
}

#[test]
fn phones_people_write() {
    for (cell, expected) in [
        ("0512345678", "+966512345678"),
        ("512345678", "+966512345678"),
        ("966512345678", "+966512345678"),
        ("00966512345678", "+966512345678"),
        ("+966512345678", "+966512345678"),
        ("+966 (0) 51 234-5678", "+966512345678"),
        ("051 234 5678", "+966512345678"),
        ("٠٥١٢٣٤٥٦٧٨", "+966512345678"),
        ("۰۵۱۲۳۴۵۶۷۸", "+966512345678"),
        ("\u{200E}0512345678\u{202C}", "+966512345678"),
        ("tel:0512345678", "+966512345678"),
        ("966512345678+", "+966512345678"),
        ("0112345678", "+966112345678"),
        ("920012345", "+966920012345"),
        ("8001234567", "+9668001234567"),
        ("+971501234567", "+971501234567"),
        ("00201001234567", "+201001234567"),
        ("971501234567", "+971501234567"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("0512345678 / 0598765432", "+966512345678"),
    ] {
        let row = with(FLEETBASE, FLEETBASE_ROW, "Dropoff Phone", cell);
        let accepted = accepted(&csv(FLEETBASE, &[&row]));
        assert_eq!(
            accepted.delivery.dropoff.phone.as_deref(),
            Some(expected),
            "{cell}"
        );
        assert!(domain::units::is_e164(expected));
        assert_eq!(
            accepted.delivery.note.is_empty(),
            !cell.contains('/'),
            "{cell}"
        );
    }
}

#[test]
fn a_bad_row_never_costs_the_others() {
    let bad = with(FLEETBASE, FLEETBASE_ROW, "Dropoff Phone", "?");
    let good = with(FLEETBASE, FLEETBASE_ROW, "Order Ref *", "F-2");
    let summary = read(&csv(FLEETBASE, &[FLEETBASE_ROW, &bad, "F-3", &good])).summary();
    assert_eq!(
        (
            summary.accepted,
            summary.quarantined.values().sum::<usize>()
        ),
        (2, 2)
    );
    let json = serde_json::to_string(&summary).unwrap();
    assert_eq!(
        json,
        r#"{"format":"fleetbase","accepted":2,"of_which_draft":0,"warnings":{},"quarantined":{"bad_phone":2}}"#
    );
}
