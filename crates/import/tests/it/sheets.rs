//! Makes the files the tests read, and the hub they are read for.

use domain::units::{Millis, ServiceDate};
use import::{Accepted, Problem, Settings, Sheet, Verdict};
use rust_xlsxwriter::{Format, Workbook};

/// Riyadh, the day starting at 04:00, on 2026-11-22 at noon.
pub fn settings() -> Settings {
    Settings::without_hub(Millis(1_795_338_000_000))
}

pub const ONFLEET: &str = "Recipient_Name,Recipient_Phone,Recipient_Notes,Address_Line1,Address_Line2,City/Town,State/Province,\
    Postal_Code,Country,Latitude,Longitude,Task_Details,completeAfter,completeBefore,Organization,Driver,Team,Quantity,\
    Merchant,ServiceTime,Notification";
pub const ONFLEET_ROW: &str = "نورة,0512345678,Gate 2,12 Olaya St,Flat 3,Riyadh,Riyadh Province,12211,Saudi Arabia,24.7,46.68,\
    T-1,11/22/2026 13:00,11/22/2026 15:00,Acme,,,2,Kudu,5,true";
pub const OPTIMOROUTE: &str = "Order ID,Order type,Date,Priority,Location ID,Location name,Address,Latitude,Longitude,\
    Time window from,Time window to,Duration,Load #1,Load #2,Skills,Notes,Phone";
pub const OPTIMOROUTE_ROW: &str = "A-1,D,22/11/2026,H,,Noura,\"12 Olaya St, Riyadh\",24.7,46.68,13:00,15:00,10,2,4.5,\
    Cold; bulky ;cold,Call first,0512345678";
pub const FLEETBASE: &str = "Order Ref *,Order Type,Pickup Name *,Pickup Street1,Pickup City,Pickup Lat,Pickup Lng,Dropoff Name *,\
    Dropoff Street1,Dropoff City,Dropoff Phone,Dropoff Lat,Dropoff Lng,Scheduled At,Time Window Start,Time Window End,Priority,\
    Service Time Min,Required Skills,Weight Kg,Volume M3,Parcels,COD Amount,COD Currency,Notes";
pub const FLEETBASE_ROW: &str = "F-1,pickup_dropoff,هرفي,King Fahd Rd,Riyadh,24.69,46.70,Noura,12 Olaya St,Riyadh,0512345678,24.7,\
    46.68,2026-11-22 09:00,13:00,15:00,42,7.5,\"cold,bulky\",0.8,0.18,3,648.03,SAR,Ring";

/// A file of a header and rows.
pub fn csv(header: &str, rows: &[&str]) -> String {
    format!("{header}\n{}\n", rows.join("\n"))
}

/// The row with its cell under `column` replaced.
pub fn with(header: &str, row: &str, column: &str, cell: &str) -> String {
    let split = |line: &str| -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(line.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        record.iter().map(|c| c.trim().to_owned()).collect()
    };
    let at = split(header)
        .iter()
        .position(|name| name == column)
        .unwrap_or_else(|| panic!("no column {column}"));
    let mut cells = split(row);
    cells[at] = cell.to_owned();
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(&cells).unwrap();
    String::from_utf8(writer.into_inner().unwrap())
        .unwrap()
        .trim_end()
        .to_owned()
}

pub fn read(text: &str) -> Sheet {
    import::read(text.as_bytes(), "day.csv", &settings()).unwrap()
}

/// The verdict on the first row of a file with one.
pub fn verdict(text: &str) -> Verdict {
    read(text).rows()[0].verdict.clone()
}

#[track_caller]
pub fn accepted(text: &str) -> Accepted {
    match verdict(text) {
        Verdict::Accepted(accepted) => *accepted,
        Verdict::Quarantined { problems } => panic!("quarantined: {problems:?}"),
    }
}

#[track_caller]
pub fn problems(text: &str) -> Vec<Problem> {
    match verdict(text) {
        Verdict::Quarantined { problems } => problems,
        Verdict::Accepted(accepted) => panic!("accepted: {accepted:?}"),
    }
}

/// A cell of a workbook.
pub enum Cell<'a> {
    Text(&'a str),
    Number(f64),
    /// A number shown by a format code.
    Shown(f64, &'a str),
}

pub fn workbook(sheets: &[(&str, Vec<Vec<Cell<'_>>>)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Text(text) => sheet.write_string(row, column, *text).unwrap(),
                    Cell::Number(number) => sheet.write_number(row, column, *number).unwrap(),
                    Cell::Shown(number, code) => sheet
                        .write_number_with_format(
                            row,
                            column,
                            *number,
                            &Format::new().set_num_format(*code),
                        )
                        .unwrap(),
                };
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// 2026-11-22 `hour`:`minute` in Riyadh (UTC+3, no summer time).
pub fn riyadh(hour: i64, minute: i64) -> Millis {
    Millis(1_795_294_800_000 + (hour * 60 + minute) * 60_000)
}

pub fn day(text: &str) -> ServiceDate {
    text.parse().unwrap()
}
