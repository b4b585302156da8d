//! Dates and times as people and spreadsheets write them. Local: no time zone is applied here.

use super::clean;
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

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
    if let Ok(absolute) = DateTime::parse_from_rfc3339(&text) {
        return Some(Moment::Absolute(absolute));
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
    let (day, time) = text.split_once([' ', 'T', ','])?;
    let (day, time) = (date(day, order)?, minutes(time.trim())?);
    Some(Moment::DateTime(
        day.and_time(NaiveTime::MIN)
            .checked_add_signed(Duration::minutes(time))?,
    ))
}

fn date(text: &str, order: DateOrder) -> Option<NaiveDate> {
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
    (2000..=2199)
        .contains(&year)
        .then(|| NaiveDate::from_ymd_opt(year, month, day))
        .flatten()
}

/// Minutes after midnight of `13:00`, `1:00 PM`, `13:00:00` or `١:٠٠ م`; seconds are cut off.
fn minutes(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let (digits, half) = ["pm", "p.m.", "am", "a.m.", "م", "ص"]
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
    // 2000-01-01 to 2199-12-31, whichever the epoch: smaller numbers are no dates.
    let day = (value.is_finite() && (0.0..200_000.0).contains(&value))
        .then(|| epoch.checked_add_signed(Duration::days(days as i64)))??;
    if !(2000..=2199).contains(&chrono::Datelike::year(&day)) {
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
