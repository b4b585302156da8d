//! Looking at a file, repairing it, moving it to another day, cutting it into commands.

use crate::sheets::*;
use domain::{
    command::{MAX_BYTES, MAX_ITEMS},
    id::ImportBatchId,
    units::Window,
};
use import::{Format, Verdict};

fn three() -> String {
    let bad = with(
        FLEETBASE,
        &with(FLEETBASE, FLEETBASE_ROW, "Order Ref *", "F-2"),
        "Dropoff Phone",
        "?",
    );
    let twice = with(FLEETBASE, FLEETBASE_ROW, "Dropoff Phone", "0599999999");
    csv(FLEETBASE, &[FLEETBASE_ROW, &bad, &twice])
}

#[test]
fn an_edited_cell_is_judged_again() {
    let mut sheet = read(&three());
    let column = |sheet: &import::Sheet, name: &str| {
        sheet
            .header()
            .iter()
            .position(|h| h.trim() == name)
            .unwrap()
    };
    let phone = column(&sheet, "Dropoff Phone");
    assert!(matches!(
        sheet.edit(3, phone, "still bad").unwrap().verdict,
        Verdict::Quarantined { .. }
    ));
    let row = sheet.edit(3, phone, "0500000000").unwrap();
    assert!(
        matches!(&row.verdict, Verdict::Accepted(a) if a.delivery.dropoff.phone.as_deref() == Some("+966500000000"))
    );
    assert_eq!(sheet.summary().accepted, 2);
    // The reference of an accepted row stays taken; another one is free.
    let reference = column(&sheet, "Order Ref *");
    let Verdict::Quarantined { problems } = &sheet.edit(4, reference, "F-2").unwrap().verdict
    else {
        panic!("accepted")
    };
    assert_eq!(
        (
            problems[0].code.word(),
            problems[0].params["first_row"].as_str()
        ),
        ("duplicate_ref", "3")
    );
    assert!(matches!(
        sheet.edit(4, reference, "F-3").unwrap().verdict,
        Verdict::Accepted(_)
    ));
    assert!(sheet.edit(99, 0, "").is_none() && sheet.edit(2, 99, "").is_none());
}

#[test]
fn a_row_kept_as_an_exception_is_judged_without_its_file() {
    let sheet = read(&three());
    let mut kept = sheet.problem_rows().remove(0);
    assert_eq!(
        (
            kept.row,
            kept.code.as_str(),
            kept.column.as_str(),
            kept.cell.as_str()
        ),
        (3, "bad_phone", "Dropoff Phone", "?")
    );
    assert!(matches!(
        import::rejudge(Format::Fleetbase, &kept.cells, &settings()),
        Verdict::Quarantined { .. }
    ));
    kept.cells
        .iter_mut()
        .find(|(name, _)| name == "Dropoff Phone")
        .unwrap()
        .1 = "0500000000".into();
    assert!(matches!(
        import::rejudge(Format::Fleetbase, &kept.cells, &settings()),
        Verdict::Accepted(_)
    ));
}

#[test]
fn quarantined_rows_come_out_in_the_same_columns_and_go_back_in() {
    for separator in [',', ';', '\t'] {
        let mut text = three();
        if separator != ',' {
            text = text
                .replace("\"cold,bulky\"", "cold")
                .replace(',', &separator.to_string());
        }
        let sheet = read(&text);
        let export = sheet
            .export_quarantined(|problem| format!("خطأ: {}", problem.code))
            .unwrap();
        assert_eq!(export.file_name, "day-to-repair.xlsx");
        // The second row is no duplicate any more: the first one with its reference is not in this file.
        let again = import::read(&export.bytes, &export.file_name, &settings()).unwrap();
        let reasons: Vec<_> = again.rows().iter().map(|row| row.cells.last()).collect();
        assert_eq!(
            reasons,
            [
                Some(&"خطأ: bad_phone".to_owned()),
                Some(&"خطأ: duplicate_ref".to_owned())
            ]
        );
        assert_eq!(
            again.summary().quarantined,
            [("bad_phone".to_owned(), 1)].into()
        );
        assert_eq!(again.unknown_columns().count(), 0);
        assert!(again.accepted().all(|a| a.delivery.note.is_empty()));
        let twice = again.export_quarantined(|p| p.code.to_string()).unwrap();
        let twice = import::read(&twice.bytes, "twice.xlsx", &settings()).unwrap();
        let reasons = twice.header().iter().filter(|name| *name == "BARQ reason");
        assert_eq!(reasons.count(), 1);
    }
}

#[test]
fn an_export_holds_no_formula_and_keeps_every_reference() {
    let rows: Vec<String> = [
        ("0004401", "=HYPERLINK(\"http://127.0.0.1/x\",\"open\")"),
        ("-4402", "+1 box"),
        ("@4403", "@store"),
        ("5100123456701", "'quoted"),
    ]
    .map(|(reference, note)| {
        let row = with(FLEETBASE, FLEETBASE_ROW, "Order Ref *", reference);
        with(
            FLEETBASE,
            &with(FLEETBASE, &row, "Dropoff Phone", "?"),
            "Notes",
            note,
        )
    })
    .into();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let sheet = read(&csv(FLEETBASE, &rows));
    let export = sheet.export_quarantined(|p| p.code.to_string()).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&export.bytes)).unwrap();
    let mut xml = String::new();
    let mut part = zip.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
    drop(part);
    assert!(!xml.contains("<f>"), "no cell is a formula");
    let again = import::read(&export.bytes, &export.file_name, &settings()).unwrap();
    for (before, after) in sheet.rows().iter().zip(again.rows()) {
        assert_eq!(before.cells[..], after.cells[..before.cells.len()]);
    }
}

#[test]
fn shifting_moves_every_date_of_the_file() {
    for (header, row) in [
        (ONFLEET, ONFLEET_ROW),
        (OPTIMOROUTE, OPTIMOROUTE_ROW),
        (FLEETBASE, FLEETBASE_ROW),
    ] {
        let mut sheet = read(&csv(header, &[row]));
        sheet.shift_days(-30);
        sheet.shift_days(1);
        assert_eq!(sheet.first_service_date(), Some(day("2026-10-24")));
        let moved = |ms: domain::units::Millis| domain::units::Millis(ms.0 - 29 * 86_400_000);
        let window = sheet.accepted().next().unwrap().delivery.windows[0];
        assert_eq!(
            window,
            Window {
                from: moved(riyadh(13, 0)),
                to: moved(riyadh(15, 0))
            }
        );
    }
    let undated = with(
        ONFLEET,
        &with(ONFLEET, ONFLEET_ROW, "completeAfter", ""),
        "completeBefore",
        "",
    );
    let mut sheet = read(&csv(ONFLEET, &[&undated]));
    sheet.shift_days(3);
    assert_eq!(
        sheet.first_service_date(),
        Some(settings().default_service_date)
    );
}

#[test]
fn rows_the_hub_has_are_skipped() {
    let mut sheet = read(&three());
    let id = sheet.accepted().next().unwrap().id;
    assert_eq!(sheet.mark_imported(|existing| existing == id), 1);
    let parts = sheet.parts(ImportBatchId(uuid::Uuid::nil()));
    assert_eq!(
        (parts.len(), parts[0].rows.len(), parts[0].problems.len()),
        (1, 0, 2)
    );
    assert_eq!(sheet.mark_imported(|_| false), 0);
}

#[test]
fn parts_fit_into_commands_and_lose_nothing() {
    let rows: Vec<String> = (0..1300)
        .map(|n| with(FLEETBASE, FLEETBASE_ROW, "Order Ref *", &format!("F-{n}")))
        .collect();
    let mut rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let long = with(
        FLEETBASE,
        &with(FLEETBASE, FLEETBASE_ROW, "Order Ref *", "L"),
        "Notes",
        &"ملاحظة ".repeat(2000),
    );
    rows.push(&long);
    let sheet = read(&csv(FLEETBASE, &rows));
    let parts = sheet.parts(ImportBatchId(uuid::Uuid::nil()));
    assert_eq!(
        parts.iter().map(|part| part.rows.len()).sum::<usize>(),
        1301
    );
    for (number, part) in (1..).zip(&parts) {
        assert!(part.rows.len() <= MAX_ITEMS);
        // What stands before servers often lets no more pass.
        assert!(serde_json::to_vec(&part.rows).unwrap().len() < MAX_BYTES / 2 - 4096);
        assert_eq!(
            (part.import.part, part.import.parts, part.import.accepted),
            (number, parts.len() as i32, 1301)
        );
    }
    assert_eq!(
        read(&csv(FLEETBASE, &[]))
            .parts(ImportBatchId(uuid::Uuid::nil()))
            .len(),
        0
    );
}

#[test]
fn merchants_are_one_by_normalised_name() {
    let rows: Vec<String> = [
        ("A", "Kudu"),
        ("B", " KUDU "),
        ("C", "أسماك البحر"),
        ("D", "اسماك البحر"),
        ("E", ""),
    ]
    .map(|(reference, merchant)| {
        with(
            FLEETBASE,
            &with(FLEETBASE, FLEETBASE_ROW, "Order Ref *", reference),
            "Pickup Name *",
            merchant,
        )
    })
    .into();
    let sheet = read(&csv(
        FLEETBASE,
        &rows.iter().map(String::as_str).collect::<Vec<_>>(),
    ));
    let names: Vec<String> = sheet
        .merchants()
        .into_iter()
        .map(|m| m.name_ar + &m.name_en)
        .collect();
    assert_eq!(names, ["Kudu", "أسماك البحر", "Direct"]);
}
