//! Dates and times as people and spreadsheets write them. Local: no time zone is applied here.

use super::clean;
use chrono::{
    DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike,
};

/// The years a delivery can be of.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// How a format writes dates in which day and month are numbers; `2026-11-22` is understood in any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// `MM/DD/YYYY`
    MonthFirst,
    /// `DD/MM/YYYY`
    DayFirst,
}

/// What a date-and-time cell says; either half may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Date(NaiveDate),
    /// Minutes after midnight, up to 24:00.
    Time(i64),
    DateTime(NaiveDateTime),
    /// With an offset of its own, so independent of the hub's zone.
    Absolute(DateTime<FixedOffset>),
}

/// Reads a cell that holds a date, a time or both.
pub fn moment(cell: &str, order: DateOrder) -> Option<Moment> {
    let text = clean(cell);
    if text.len() > 64 {
        return None;
    }
    if let Some(absolute) = absolute(&text) {
        return YEARS
            .contains(&absolute.year())
            .then_some(Moment::Absolute(absolute));
    }
    if let Some(minutes) = minutes(&text) {
        return Some(Moment::Time(minutes));
    }
    if let Some(date) = date(&text, order) {
        return Some(Moment::Date(date));
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return serial(text.parse().ok()?, false);
    }
    let (day, time) = text.split_once([' ', 'T', ',', '،'])?;
    let (day, time) = (any_date(day, order)?, minutes(time.trim())?);
    if is_day_zero(day) {
        return Some(Moment::Time(time));
    }
    if !YEARS.contains(&day.year()) {
        return None;
    }
    Some(Moment::DateTime(
        day.and_time(NaiveTime::MIN)
            .checked_add_signed(Duration::minutes(time))?,
    ))
}

/// A moment with an offset: `2026-11-22T10:00Z`, `2026-11-22T13:00:00+0300`, `2026-11-22 10:00:00 UTC`.
fn absolute(text: &str) -> Option<DateTime<FixedOffset>> {
    if let Ok(absolute) = DateTime::parse_from_rfc3339(text) {
        return Some(absolute);
    }
    let utc = ["Z", "z", "UTC", "GMT"]
        .iter()
        .find_map(|word| text.strip_suffix(word));
    let (local, offset) = match utc {
        Some(local) => (local, FixedOffset::east_opt(0)?),
        // Without the T of a timestamp `09:00-10:00` is a span of time.
        None => {
            let at = text.rfind(['+', '-'])?;
            let west = text[at..].starts_with('-');
            let hours_and_minutes: String = text[at + 1..].chars().filter(|c| *c != ':').collect();
            if (west && !text.contains('T')) || hours_and_minutes.len() != 4 {
                return None;
            }
            let hours: i32 = two_digits(hours_and_minutes.get(..2)?)?.try_into().ok()?;
            let minutes: i32 = two_digits(hours_and_minutes.get(2..)?)?.try_into().ok()?;
            let seconds = (hours * 60 + minutes) * 60;
            let offset = FixedOffset::east_opt(if west { -seconds } else { seconds })?;
            (text.get(..at)?, offset)
        }
    };
    let (day, time) = local.trim_end().split_once([' ', 'T'])?;
    let (year_first, time) = (day.split('-').next()?.len() == 4, time.trim());
    let day = year_first.then(|| any_date(day, DateOrder::DayFirst))??;
    let local = day
        .and_time(NaiveTime::MIN)
        .checked_add_signed(Duration::minutes(minutes(time)?))?;
    local.and_local_timezone(offset).single()
}

/// The days from which spreadsheet programs count: a time is stored as one of theirs.
fn is_day_zero(day: NaiveDate) -> bool {
    [(1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1)].contains(&(
        day.year(),
        day.month(),
        day.day(),
    ))
}

fn date(text: &str, order: DateOrder) -> Option<NaiveDate> {
    any_date(text, order).filter(|day| YEARS.contains(&day.year()))
}

/// The two numbers before the year of `05/11/2026`, as written; `None` where the year comes first.
pub fn day_and_month(cell: &str) -> Option<(u32, u32)> {
    let text = clean(cell);
    let day = text.split([' ', 'T', ',', '،']).next()?;
    let mut parts = day.split(['/', '-', '.']);
    let mut number = || {
        let part = parts.next().filter(|part| (1..=2).contains(&part.len()))?;
        part.parse::<u32>().ok()
    };
    let both = (number()?, number()?);
    let year = parts
        .next()
        .filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    (matches!(year.map(str::len), Some(2 | 4)) && parts.next().is_none()).then_some(both)
}

fn any_date(text: &str, order: DateOrder) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    if !parts
        .iter()
        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok();
    let (year, month, day) = if a.len() == 4 {
        (a, number(b)?, number(c)?)
    } else {
        match order {
            DateOrder::MonthFirst => (c, number(a)?, number(b)?),
            DateOrder::DayFirst => (c, number(b)?, number(a)?),
        }
    };
    let year = match year.len() {
        4 => year.parse::<i32>().ok()?,
        2 => 2000 + year.parse::<i32>().ok()?,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month, day)
}

/// Minutes after midnight of `13:00`, `1:00 PM`, `13:00:00` or `١:٠٠ م`; seconds are cut off.
fn minutes(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let (digits, half) = [
        "pm",
        "p.m.",
        "am",
        "a.m.",
        "مساءً",
        "مساء",
        "صباحًا",
        "صباحاً",
        "صباحا",
        "م",
        "ص",
    ]
    .iter()
    .find_map(|mark| {
        lower
            .strip_suffix(mark)
            .map(|digits| (digits.trim_end(), Some(mark.starts_with(['p', 'م']))))
    })
    .unwrap_or((lower.as_str(), None));
    let mut parts = digits.split(':');
    let hour = two_digits(parts.next()?)?;
    let minute = match parts.next() {
        Some(minute) => two_digits(minute)?,
        None if half.is_some() => 0,
        None => return None,
    };
    if let Some(seconds) = parts.next() {
        two_digits(seconds.split('.').next()?).filter(|s| *s < 60)?;
    }
    if parts.next().is_some() || minute > 59 {
        return None;
    }
    let hour = match half {
        None => hour,
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        Some(_) => return None,
    };
    let total = hour * 60 + minute;
    (total <= 24 * 60).then_some(total)
}

fn two_digits(text: &str) -> Option<i64> {
    ((1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// A spreadsheet's serial number: days since 1899-12-30 (1904-01-01), the fraction the time of day.
fn serial(value: f64, from_1904: bool) -> Option<Moment> {
    let days = value.floor();
    let minutes = ((value - days) * 1440.0).round() as i64;
    if value > 0.0 && value < 1.0 {
        return Some(Moment::Time(minutes));
    }
    let epoch = if from_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)
    }?;
    // Numbers of earlier years are no dates.
    let day = (value.is_finite() && (0.0..200_000.0).contains(&value))
        .then(|| epoch.checked_add_signed(Duration::days(days as i64)))??;
    if !YEARS.contains(&day.year()) {
        return None;
    }
    Some(if minutes == 0 {
        Moment::Date(day)
    } else {
        Moment::DateTime(
            day.and_time(NaiveTime::MIN)
                .checked_add_signed(Duration::minutes(minutes))?,
        )
    })
}

/// A serial number as text that [`moment`] reads back.
pub fn serial_text(value: f64, from_1904: bool) -> Option<String> {
    if value == 0.0 {
        return Some("00:00".into());
    }
    Some(match serial(value, from_1904)? {
        Moment::Date(day) => day.format("%Y-%m-%d").to_string(),
        Moment::Time(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        Moment::DateTime(at) if at.second() == 0 => at.format("%Y-%m-%d %H:%M").to_string(),
        Moment::DateTime(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
        Moment::Absolute(_) => return None,
    })
}

/// A number of hours past midnight, as a format such as `[h]:mm` shows it: `24:00` is 1.
pub fn hours_text(value: f64) -> Option<String> {
    let minutes = (value * 1440.0).round();
    (0.0..100_000.0).contains(&minutes).then(|| {
        let minutes = minutes as i64;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    })
}

/// The spans of `13:00 - 15:00, 17:00 - 19:00`, each as its two texts.
pub fn spans(cell: &str) -> Option<Vec<(String, String)>> {
    let text = clean(cell);
    text.split([',', ';', '،', '؛', '\n'])
        .map(str::trim)
        .filter(|span| !span.is_empty())
        .map(|span| {
            let (from, to) = [" - ", " – ", " — ", "–", "—", " to ", " الى ", " إلى ", "-"]
                .iter()
                .find_map(|dash| span.split_once(dash))?;
            Some((from.trim().to_owned(), to.trim().to_owned()))
        })
        .collect()
}
