//! No bytes make the importer panic, hang or lie: whatever is accepted is whole.

use crate::sheets::*;
use import::Sheet;
use proptest::prelude::*;

fn files() -> Vec<Vec<u8>> {
    let csv_of = |header, row| csv(header, &[row]).into_bytes();
    let cells = |line: &str| -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(line.as_bytes());
        reader
            .records()
            .next()
            .unwrap()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect()
    };
    let (header, row) = (cells(FLEETBASE), cells(FLEETBASE_ROW));
    let table = vec![
        header.iter().map(|c| Cell::Text(c)).collect(),
        row.iter().map(|c| Cell::Text(c)).collect(),
        vec![Cell::Shown(46348.5, "dd/mm/yyyy")],
    ];
    vec![
        csv_of(ONFLEET, ONFLEET_ROW),
        csv_of(OPTIMOROUTE, OPTIMOROUTE_ROW),
        csv_of(FLEETBASE, FLEETBASE_ROW),
        workbook(&[("Orders", table)]),
        br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},"geometry":{"type":"Polygon","coordinates":[[[46,24],[46.1,24],[46.1,24.1],[46,24]]]}}]}"#.to_vec(),
    ]
}

/// Whatever came out can be walked, shifted, exported and cut into parts.
fn exercise(bytes: &[u8]) {
    let _ = import::zones(bytes).map(|mut zones| (zones.accept_repairs(), zones.summary()));
    let _ = import::content(bytes);
    let Ok(mut sheet) = import::read(bytes, "x", &settings()) else {
        return;
    };
    check(&sheet);
    sheet.shift_days(12_345);
    sheet.shift_days(i64::MAX);
    check(&sheet);
    let numbers: Vec<u32> = sheet.rows().iter().map(|row| row.number).collect();
    for number in numbers.into_iter().take(3) {
        sheet.edit(number, 0, "1");
    }
    sheet
        .export_quarantined(|problem| problem.code.to_string())
        .unwrap();
    sheet.parts(domain::id::ImportBatchId(uuid::Uuid::nil()));
}

fn check(sheet: &Sheet) {
    let summary = sheet.summary();
    assert_eq!(
        summary.accepted + summary.quarantined.values().sum::<usize>(),
        sheet.rows().len()
    );
    for accepted in sheet.accepted() {
        let delivery = &accepted.delivery;
        assert!(domain::units::is_e164(
            delivery.dropoff.phone.as_deref().unwrap()
        ));
        assert!(delivery.cod_halalas >= 0 && delivery.weight_g >= 0 && delivery.volume_ml >= 0);
        assert!(delivery.windows.len() <= 3 && delivery.windows.iter().all(|w| w.from < w.to));
        assert!(
            delivery
                .dropoff
                .point
                .is_none_or(|point| point.in_service_area())
        );
        assert_eq!(accepted.draft, delivery.dropoff.point.is_none());
        assert!((0..=100).contains(&delivery.priority) && !delivery.reference.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        exercise(&bytes);
    }

    #[test]
    fn any_text_under_a_header(rows in "[ -~،٠-٩\n\"';\t]{0,400}", which in 0..3_usize) {
        exercise(csv([ONFLEET, OPTIMOROUTE, FLEETBASE][which], &[&rows]).as_bytes());
    }

    #[test]
    fn any_cell(cell in "\\PC{0,24}|[-+0-9.,:/ ٠-٩eE]{0,24}", column in 0..25_usize, which in 0..3_usize) {
        let (header, row) = [(ONFLEET, ONFLEET_ROW), (OPTIMOROUTE, OPTIMOROUTE_ROW), (FLEETBASE, FLEETBASE_ROW)][which];
        let names: Vec<&str> = header.split(',').map(str::trim).collect();
        exercise(csv(header, &[&with(header, row, names[column % names.len()], &cell)]).as_bytes());
    }

    #[test]
    fn damaged_files(which in 0..5_usize, hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in any::<prop::sample::Index>(), whole in any::<bool>()) {
        let mut bytes = files().remove(which);
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        exercise(&bytes);
    }

    /// A workbook's packing hides its XML from the test above; this one damages the XML itself.
    #[test]
    fn damaged_parts(hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        use std::io::{Cursor, Read, Write};
        let mut from = zip::ZipArchive::new(Cursor::new(files().remove(3))).unwrap();
        let mut parts: Vec<(String, Vec<u8>)> = (0..from.len())
            .map(|at| {
                let mut part = from.by_index(at).unwrap();
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).unwrap();
                (part.name().unwrap().into_owned(), bytes)
            })
            .collect();
        for (part, at, byte) in hits {
            let part = part.index(parts.len());
            let bytes = &mut parts[part].1;
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        let mut into = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            into.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            into.write_all(&bytes).unwrap();
        }
        exercise(&into.finish().unwrap().into_inner());
    }
}
