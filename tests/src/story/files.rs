//! The files people import in the story: made up for today, or given ones moved to today.

use super::Plan;
use domain::units::{self, Millis, ServiceDate};
use std::{
    fmt::Write as _,
    io::{Cursor, Read, Write as _},
    path::{Path, PathBuf},
};

/// Deliveries of the made-up file that can be imported.
const MADE_UP: u32 = 40;
/// How soon the first made-up delivery is due, minutes.
const FIRST_DUE: i32 = 40;
/// Rows of the made-up file that need a person.
const BROKEN: u32 = 3;

/// What is to be imported.
pub struct Files {
    pub zones: PathBuf,
    pub deliveries: Vec<PathBuf>,
}

/// Writes what is to be imported below the plan's folder.
pub fn prepare(plan: &Plan, today: ServiceDate) -> Files {
    let folder = plan.folder.join("files");
    std::fs::create_dir_all(&folder).expect("a folder for the files");
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a file to import");
        path
    };
    let zones = match &plan.zone_file {
        Some(file) => file.clone(),
        None => write("zones.geojson", made_up_zones()),
    };
    let deliveries = if plan.delivery_files.is_empty() {
        vec![write("orders.csv", made_up_deliveries(plan, today))]
    } else {
        plan.delivery_files
            .iter()
            .map(|file| moved(file, &folder, today))
            .collect()
    };
    Files { zones, deliveries }
}

/// Two zones of the evening, where the made-up orders go.
fn made_up_zones() -> String {
    let (south, north) = (24.69, 24.735);
    let zone = |ar: &str, en: &str, west: f64, east: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"name_ar":"{ar}","name_en":"{en}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        zone("العليا مساءً", "Olaya evening", 46.655, 46.69),
        zone("الورود مساءً", "Wurud evening", 46.69, 46.725)
    )
}

/// An order sheet as Fleetbase exports it, with cash to collect and three rows to repair.
fn made_up_deliveries(plan: &Plan, today: ServiceDate) -> String {
    const NAMES: [&str; 5] = [
        "نورة القحطاني",
        "Khalid Al Harbi",
        "ريم الدوسري",
        "Sara Al Otaibi",
        "فهد المطيري",
    ];
    const STREETS: [&str; 4] = [
        "Olaya Street",
        "شارع التحلية",
        "King Fahd Road",
        "طريق الملك عبدالله",
    ];
    const MERCHANTS: [&str; 3] = ["Saffron Kitchen", "بيت الكبسة", "Corner Pharmacy"];
    let mut sheet = String::from(
        "Order Ref *,Order Type,Pickup Name *,Dropoff Name *,Dropoff Street1,Dropoff City,Dropoff Phone,\
         Dropoff Lat,Dropoff Lng,Scheduled At,Time Window Start,Time Window End,Priority,Parcels,\
         COD Amount,COD Currency,Notes\n",
    );
    // Due one after the other from now on, until the service day ends.
    let now = units::minute_of_day(sync::client::local_now(), "Asia/Riyadh");
    let since = (now - plan.day_starts_at_min).rem_euclid(24 * 60);
    let begins = clock(plan.day_starts_at_min);
    let apart = ((24 * 60 - FIRST_DUE - since) / (MADE_UP + BROKEN).cast_signed()).clamp(0, 10);
    for n in 0..MADE_UP + BROKEN {
        let broken = n >= MADE_UP;
        let at = n as usize;
        let phone = if broken {
            "12".to_owned()
        } else {
            format!("+9665{:08}", 10_000_000 + n)
        };
        let place = f64::from(n);
        let line = writeln!(
            sheet,
            "DAY-{n:04},pickup_dropoff,{},{},{} {},Riyadh,{phone},{:.6},{:.6},{today} {begins},{begins},{},3,1,{},SAR,",
            MERCHANTS[at % MERCHANTS.len()],
            NAMES[at % NAMES.len()],
            100 + n,
            STREETS[at % STREETS.len()],
            24.693 + (place * 0.618).fract() * 0.039,
            46.66 + (place * 0.414).fract() * 0.06,
            clock(
                (since + FIRST_DUE + n.cast_signed() * apart).min(24 * 60 - 1)
                    + plan.day_starts_at_min
            ),
            // The dearest six are the ones the story is about.
            if n < 6 { 900 - n } else { 40 + n },
        );
        line.expect("writing to a string");
    }
    sheet
}

fn clock(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
}

/// A copy of `file` whose dates are moved so that its first service date is today.
fn moved(file: &Path, folder: &Path, today: ServiceDate) -> PathBuf {
    let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let name = file.file_name().unwrap_or_default();
    let days = first_day(&bytes, &name.to_string_lossy()).map_or(0, |first| days(first, today));
    let path = folder.join(name);
    let bytes = if days == 0 {
        bytes
    } else if bytes.starts_with(b"PK") {
        moved_workbook(&bytes, days)
    } else {
        let text = String::from_utf8(bytes).expect("a file to be moved is UTF-8");
        moved_text(&text, days).into_bytes()
    };
    std::fs::write(&path, bytes).expect("a file to import");
    path
}

fn days(from: ServiceDate, to: ServiceDate) -> i64 {
    (to.0 - from.0).num_days()
}

fn first_day(bytes: &[u8], name: &str) -> Option<ServiceDate> {
    let settings = import::Settings::without_hub(Millis(0));
    let sheet = import::read(bytes, name, &settings).expect("a file of deliveries");
    sheet.first_service_date()
}

/// Every cell of the workbook's sheets that holds a date, moved.
fn moved_workbook(bytes: &[u8], days: i64) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).expect("a part of the workbook");
        let name = part.name().expect("a part has a name").into_owned();
        let mut held = Vec::new();
        part.read_to_end(&mut held).expect("a part of the workbook");
        if name.starts_with("xl/worksheets/") || name == "xl/sharedStrings.xml" {
            let text = String::from_utf8(held).expect("a sheet is UTF-8");
            held = moved_text(&text, days).into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .and_then(|()| to.write_all(&held).map_err(Into::into))
            .expect("the workbook can be written");
    }
    to.finish()
        .expect("the workbook can be written")
        .into_inner()
}

/// Every date in a text, moved: `2026-11-22`, `22/11/2026` and `11/22/2026`.
fn moved_text(text: &str, days: i64) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let date = rest.get(..10).and_then(|token| moved_date(token, days));
        let fresh = !moved.ends_with(|c: char| c.is_ascii_digit());
        match date.filter(|_| fresh) {
            Some(date) => {
                moved.push_str(&date);
                rest = &rest[10..];
            }
            None => {
                moved.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    moved
}

fn moved_date(token: &str, days: i64) -> Option<String> {
    if !token.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // A day above 12 tells the two orders with slashes apart; files of one day have the same order throughout.
    ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y"]
        .iter()
        .find_map(|format| {
            let date = domain_date(token, format)?;
            Some(
                ServiceDate(date)
                    .plus_days(days)
                    .0
                    .format(format)
                    .to_string(),
            )
        })
}

fn domain_date(token: &str, format: &str) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::parse_from_str(token, format).ok()
}

#[cfg(test)]
mod tests {
    use super::{moved_date, moved_text};

    #[test]
    fn dates_are_moved_in_the_way_they_are_written() {
        assert_eq!(moved_date("2026-11-22", -1).as_deref(), Some("2026-11-21"));
        assert_eq!(moved_date("22/11/2026", 9).as_deref(), Some("01/12/2026"));
        assert_eq!(moved_date("11/22/2026", 1).as_deref(), Some("11/23/2026"));
        assert_eq!(moved_date("0512345678", 1), None);
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        let text = "نورة,A-2026-11-22,11/22/2026 15:00,0512345678";
        assert_eq!(
            moved_text(text, 1),
            "نورة,A-2026-11-23,11/23/2026 15:00,0512345678"
        );
    }
}
