//! The same rows out of every container and encoding; files that are none.

use crate::sheets::*;
use encoding_rs::WINDOWS_1256;
use import::{Container, Content, FileError, ProblemCode, Why};

const HEADER: &str = "Order ID,Date,Location name,Address,Latitude,Longitude,Time window from,Time window to,Phone,Notes";
const ROW: &str =
    "A-1,22/11/2026,نورة,شارع العليا,24.7,46.68,13:00,15:00,0512345678,\"سطر\nثان \"\"هنا\"\"\"";

#[track_caller]
fn check(bytes: &[u8]) -> Container {
    let sheet = import::read(bytes, "day.csv", &settings()).unwrap();
    let delivery = &sheet
        .accepted()
        .next()
        .unwrap_or_else(|| panic!("{:?}", sheet.rows()))
        .delivery;
    assert_eq!(
        (
            delivery.dropoff.name.as_str(),
            delivery.dropoff.address.as_str()
        ),
        ("نورة", "شارع العليا")
    );
    assert_eq!(delivery.instructions, "سطر\nثان \"هنا\"");
    sheet.container()
}

#[test]
fn utf8_with_and_without_mark_and_either_line_end() {
    let text = csv(HEADER, &[ROW]);
    assert_eq!(check(text.as_bytes()), Container::Delimited(b','));
    check(format!("\u{FEFF}{text}").as_bytes());
    let text = csv(HEADER, &[&ROW.replace("سطر\n", "سطر\u{1}")])
        .replace('\n', "\r\n")
        .replace('\u{1}', "\n");
    check(text.as_bytes());
}

#[test]
fn utf16_with_and_without_mark() {
    let text = csv(HEADER, &[ROW]);
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
    check(&little);
    check(&big);
    check(&[&[0xFF, 0xFE], little.as_slice()].concat());
    check(&[&[0xFE, 0xFF], big.as_slice()].concat());
}

#[test]
fn windows_1256() {
    let (bytes, _, lossy) = WINDOWS_1256.encode(&csv(HEADER, &[ROW])).into_owned_parts();
    assert!(!lossy && std::str::from_utf8(&bytes).is_err());
    check(&bytes);
}

trait Owned {
    fn into_owned_parts(self) -> (Vec<u8>, (), bool);
}

impl Owned for (std::borrow::Cow<'_, [u8]>, &encoding_rs::Encoding, bool) {
    fn into_owned_parts(self) -> (Vec<u8>, (), bool) {
        (self.0.into_owned(), (), self.2)
    }
}

#[test]
fn a_stray_byte_does_not_turn_utf8_into_something_else() {
    let mut bytes = csv(
        HEADER,
        &[ROW, "A-2,22/11/2026,\u{1},Olaya,24.7,46.68,,,0512345678,"],
    )
    .into_bytes();
    let stray = bytes.iter().position(|b| *b == 1).unwrap();
    bytes[stray] = 0xC3;
    check(&bytes);
}

#[test]
fn semicolons_and_tabs() {
    for (separator, byte) in [(";", b';'), ("\t", b'\t')] {
        assert_eq!(
            check(csv(HEADER, &[ROW]).replace(',', separator).as_bytes()),
            Container::Delimited(byte)
        );
    }
}

#[test]
fn rows_have_the_numbers_a_spreadsheet_program_shows() {
    for line_end in ["\n", "\r\n"] {
        let row = |n: u32| ROW.replace("A-1", &format!("A-{n}"));
        let text = [
            "Orders of today",
            "",
            HEADER,
            &row(4),
            "",
            &row(6),
            ",,,",
            &row(8),
        ]
        .join(line_end);
        let sheet = import::read(text.as_bytes(), "day.csv", &settings()).unwrap();
        let numbers: Vec<(u32, &str)> = sheet
            .rows()
            .iter()
            .map(|row| (row.number, row.cells[0].as_str()))
            .collect();
        assert_eq!(
            numbers,
            [(4, "A-4"), (6, "A-6"), (8, "A-8")],
            "{line_end:?}"
        );
    }
}

#[test]
fn workbook_with_typed_cells() {
    use Cell::{Number, Shown, Text};
    let header = [
        "Order ID",
        "Date",
        "Location name",
        "Address",
        "Latitude",
        "Longitude",
        "Time window from",
        "Time window to",
        "Phone",
        "COD",
        "Load #1",
    ];
    let row = vec![
        Shown(42.0, "00000"),
        Shown(46348.0, "dd/mm/yyyy"),
        Text("نورة"),
        Text("شارع العليا"),
        Number(24.7),
        Number(46.68),
        Shown(13.0 / 24.0, "hh:mm"),
        Shown(0.625, "h:mm AM/PM"),
        Number(512_345_678.0),
        Number(0.1 + 0.2),
        Number(2.0),
    ];
    let full_date = vec![
        Text("00043"),
        Number(46348.0),
        Text("ن"),
        Text("ع"),
        Number(24.7),
        Number(46.68),
        Shown(46348.0 + 13.0 / 24.0, "m/d/yy h:mm"),
        Shown(46348.625, "[$-401]dd mmmm yyyy hh:mm;@"),
        Shown(512_345_678.0, "0000000000"),
        Number(12.5),
        Number(1.0),
    ];
    let table = vec![
        header.iter().map(|name| Text(name)).collect(),
        row,
        full_date,
    ];
    let bytes = workbook(&[
        ("Read me", vec![vec![Text("This is not the sheet")]]),
        ("Orders", table),
    ]);
    let sheet = import::read(&bytes, "day.xlsx", &settings()).unwrap();
    assert_eq!(sheet.container(), Container::Xlsx);
    let deliveries: Vec<_> = sheet.accepted().map(|a| &a.delivery).collect();
    assert_eq!(deliveries.len(), 2, "{:?}", sheet.rows());
    assert_eq!(
        (
            deliveries[0].reference.as_str(),
            deliveries[1].reference.as_str()
        ),
        ("00042", "00043")
    );
    for delivery in &deliveries {
        assert_eq!(delivery.service_date, day("2026-11-22"));
        assert_eq!(
            (delivery.windows[0].from, delivery.windows[0].to),
            (riyadh(13, 0), riyadh(15, 0))
        );
        assert_eq!(delivery.dropoff.phone.as_deref(), Some("+966512345678"));
    }
    assert_eq!(
        (deliveries[0].cod_halalas, deliveries[1].cod_halalas),
        (30, 1250)
    );
    assert_eq!(sheet.rows()[1].cells[8], "0512345678");
    assert_eq!(sheet.rows()[0].cells[1], "2026-11-22");
}

/// A workbook of one sheet with this XML inside `sheetData`, as small as a workbook can be.
fn raw_workbook(sheet_data: &str, strings: &str) -> Vec<u8> {
    use std::io::Write;
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: u32, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations =
        |inner: String| format!("<Relationships xmlns=\"{PACKAGE}\">{inner}</Relationships>");
    let parts = [
        ("_rels/.rels", relations(relation(1, "officeDocument", "/xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", relations(relation(1, "worksheet", "worksheets/a.xml") + &relation(2, "sharedStrings", "s.xml"))),
        ("xl/workbook.xml", "<x:workbook xmlns:x=\"m\"><x:sheets><x:sheet name=\"a\" r:id=\"r1\"/></x:sheets></x:workbook>".to_owned()),
        ("xl/s.xml", format!("<sst uniqueCount=\"99999999999999999\">{strings}</sst>")),
        ("xl/worksheets/a.xml", format!("<worksheet><sheetData>{sheet_data}</sheetData></worksheet>")),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn untyped_numbers_keep_their_leading_zeros() {
    let strings = "<si><t>Order ID</t></si><si><r><t>Ad</t></r><r><t>dress</t></r><rPh><t>no</t></rPh></si><si><t>Phone &amp; fax</t></si>";
    let data = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"inlineStr\"><is><t>Phone</t></is></c><c t=\"str\"><v>Order type</v></c>\
        <c t=\"s\"><v>2</v></c></row><row><c r=\"A5\"><v>0042</v></c><c r=\"B5\" t=\"str\"><v>Olaya_x000D_</v></c><c r=\"C5\"><v>0512345678</v></c>\
        <c r=\"E5\" t=\"b\"><v>1</v></c></row>";
    let sheet = import::read(&raw_workbook(data, strings), "day.xlsx", &settings()).unwrap();
    let accepted = sheet.accepted().next().unwrap();
    assert_eq!(
        (
            accepted.delivery.reference.as_str(),
            accepted.delivery.dropoff.phone.as_deref()
        ),
        ("0042", Some("+966512345678"))
    );
    assert_eq!(sheet.unknown_columns().collect::<Vec<_>>(), ["Phone & fax"]);
    assert_eq!(accepted.delivery.note, "Phone & fax: true");
}

#[test]
fn a_formula_without_a_result_is_no_value() {
    let cell = |inner: &str| format!("<c{inner}</c>");
    let text = |t: &str| cell(&format!(" t=\"str\"><v>{t}</v>"));
    let header = ["Order ID", "Address", "Phone", "Order type", "COD"].map(text);
    let row = |n: u32, cod: &str| {
        let cells = [&format!("A-{n}"), "Olaya", "0512345678", "D"].map(text);
        format!("<row>{}{}</row>", cells.concat(), cell(cod))
    };
    let rows = [
        row(1, "><f>B2+C2</f>"),
        row(2, "><f>B3+C3</f><v></v>"),
        row(3, "><f t=\"shared\" si=\"0\"/><v/>"),
        row(4, "><f>B5+C5</f><v>120.5</v>"),
        row(5, " t=\"str\"><f>IF(A1,1,\"\")</f><v></v>"),
    ];
    let data = format!("<row>{}</row>{}", header.concat(), rows.concat());
    let sheet = import::read(&raw_workbook(&data, ""), "a.xlsx", &settings()).unwrap();
    let cod: Vec<_> = sheet
        .accepted()
        .map(|a| (a.delivery.reference.as_str(), a.delivery.cod_halalas))
        .collect();
    assert_eq!(cod, [("A-4", 12_050), ("A-5", 0)]);
    let cells: Vec<_> = sheet
        .quarantined()
        .map(|(_, problems)| (problems[0].code, problems[0].why, problems[0].cell.as_str()))
        .collect();
    let problem = (ProblemCode::BadAmount, Some(Why::NoResult));
    assert_eq!(
        cells,
        ["=B2+C2", "=B3+C3", "="].map(|cell| (problem.0, problem.1, cell))
    );
}

#[test]
fn cells_far_away_cost_no_memory() {
    let far = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Order ID</v></c><c r=\"XFD1\" t=\"str\"><v>x</v></c></row>";
    assert!(matches!(
        import::read(&raw_workbook(far, ""), "a.xlsx", &settings()),
        Err(FileError::TooManyColumns { .. })
    ));
    let low = "<row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row>";
    assert!(matches!(
        import::read(&raw_workbook(low, ""), "a.xlsx", &settings()),
        Err(FileError::Damaged { .. })
    ));
}

#[test]
fn files_that_are_no_sheet_of_orders() {
    let error = |bytes: &[u8]| import::read(bytes, "x", &settings()).unwrap_err();
    assert_eq!(error(b""), FileError::Empty);
    assert_eq!(error(b"\xEF\xBB\xBF \n\n"), FileError::Empty);
    assert_eq!(
        error(b"Name,Colour\nA,red\n"),
        FileError::UnknownHeader {
            found: vec!["Name".into(), "Colour".into()]
        }
    );
    assert_eq!(
        error(b"%PDF-1.7\n"),
        FileError::NotASpreadsheet {
            looks_like: "a PDF"
        }
    );
    assert_eq!(
        error(b"<html><table>"),
        FileError::NotASpreadsheet {
            looks_like: "a web page or XML"
        }
    );
    for (kml, looks_like) in [
        (
            "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\">",
            "a KML file of zones",
        ),
        ("POLYGON((24.65 46.72, 24.65 46.75))", "a WKT file of zones"),
    ] {
        assert_eq!(error(kml.as_bytes()), FileError::OtherZones { looks_like });
    }
    assert_eq!(
        error(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"),
        FileError::NotASpreadsheet {
            looks_like: "binary data"
        }
    );
    assert_eq!(
        error(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]),
        FileError::OldExcel
    );
    assert_eq!(
        error(br#"{"type":"FeatureCollection","features":[]}"#),
        FileError::ZoneFile
    );
    assert_eq!(
        error(b"{\"orders\":[]}"),
        FileError::NotASpreadsheet { looks_like: "JSON" }
    );
    assert!(matches!(
        error(&vec![b'a'; (64 << 20) + 1]),
        FileError::TooLarge { .. }
    ));
    assert_eq!(error(&workbook(&[("Empty", vec![])])), FileError::Empty);
    assert!(matches!(
        error(&workbook(&[("Other", vec![vec![Cell::Text("Stock")]])])),
        FileError::UnknownHeader { .. }
    ));
    for error in [error(b""), error(b"a,b\n"), error(b"%PDF-")] {
        assert!(error.to_string().contains(". "), "says what to do: {error}");
    }
    assert_eq!(import::content(br#" {"type":"#), Content::Zones);
    assert_eq!(import::content(HEADER.as_bytes()), Content::Deliveries);
}

#[test]
fn a_truncated_workbook_is_damaged() {
    let bytes = workbook(&[(
        "Orders",
        vec![vec![Cell::Text("Order ID"), Cell::Text("Address")]],
    )]);
    for cut in [4, 30, bytes.len() / 2, bytes.len() - 1] {
        let error = import::read(&bytes[..cut], "cut.xlsx", &settings()).unwrap_err();
        assert!(matches!(error, FileError::Damaged { .. }), "{cut}: {error}");
    }
}

#[test]
fn a_header_without_rows_is_an_empty_sheet() {
    assert_eq!(
        import::read(format!("{HEADER}\n").as_bytes(), "x", &settings())
            .unwrap()
            .summary()
            .accepted,
        0
    );
}
