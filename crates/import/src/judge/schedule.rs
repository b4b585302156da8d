//! When a delivery is due: its service date and windows, from the file's local dates and times.

use super::{Cells, Field, Judge, Problem, ProblemCode};
use crate::cell::{Moment, moment, spans};
use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use domain::units::{Millis, ServiceDate, Window};

const MAX_WINDOWS: usize = 3;

pub struct Schedule {
    pub service_date: ServiceDate,
    pub windows: Vec<Window>,
}

/// A window as its two cells say it; either end may be open.
type Ends = (Option<Moment>, Option<Moment>);

pub fn read(judge: &Judge<'_>, row: &Cells<'_>) -> Result<Schedule, Problem> {
    let day = said_day(judge, row)?;
    let (ends, field) = ends(judge, row)?;
    let dated = ends.iter().filter_map(|(from, to)| match (from, to) {
        (Some(from), _) => judge.day_of(*from, Duration::zero()),
        // A window that ends as the day starts is the day's before.
        (None, Some(to)) => judge.day_of(*to, Duration::minutes(1)),
        (None, None) => None,
    });
    let service_date = match day.or_else(|| dated.min()) {
        Some(day) => ServiceDate(day),
        None => judge.settings.default_service_date,
    };
    let mut windows = Vec::new();
    for (from, to) in ends {
        let (from, to) = judge.within(service_date.0, from, to);
        if to <= from {
            return Err(bad(row, field));
        }
        windows.push(Window {
            from: judge.instant(from),
            to: judge.instant(to),
        });
    }
    windows.sort_by_key(|window| window.from);
    Ok(Schedule {
        service_date,
        windows,
    })
}

/// The day a date column names.
fn said_day(judge: &Judge<'_>, row: &Cells<'_>) -> Result<Option<NaiveDate>, Problem> {
    let cell = row.get(Field::Date);
    if cell.is_empty() {
        return Ok(None);
    }
    match moment(cell, judge.layout.format.date_order()).map(|said| (said, judge.local(said))) {
        Some((Moment::Date(_), Some(at))) => Ok(Some(at.date())),
        // A date at midnight is a date whose spreadsheet format has hours too.
        Some((Moment::DateTime(said), Some(at))) if said.time() == NaiveTime::MIN => {
            Ok(Some(at.date()))
        }
        Some((_, Some(at))) => Ok(Some(judge.business_day(at))),
        _ => Err(bad(row, Field::Date)),
    }
}

/// The windows as moments, and the column they stand in.
fn ends(judge: &Judge<'_>, row: &Cells<'_>) -> Result<(Vec<Ends>, Field), Problem> {
    let order = judge.layout.format.date_order();
    let read = |text: &str, field: Field| match text {
        "" => Ok(None),
        _ => moment(text, order).map(Some).ok_or_else(|| bad(row, field)),
    };
    let listed = row.get(Field::Windows);
    if !listed.is_empty() {
        let spans = spans(listed).filter(|spans| (1..=MAX_WINDOWS).contains(&spans.len()));
        let spans = spans.ok_or_else(|| bad(row, Field::Windows))?;
        let ends: Result<Vec<Ends>, Problem> = spans
            .iter()
            .map(
                |(from, to)| match (read(from, Field::Windows)?, read(to, Field::Windows)?) {
                    (Some(from), Some(to)) => Ok((Some(from), Some(to))),
                    _ => Err(bad(row, Field::Windows)),
                },
            )
            .collect();
        return Ok((ends?, Field::Windows));
    }
    let from = read(row.get(Field::WindowFrom), Field::WindowFrom)?;
    let to = read(row.get(Field::WindowTo), Field::WindowTo)?;
    Ok((
        if from.is_none() && to.is_none() {
            Vec::new()
        } else {
            vec![(from, to)]
        },
        Field::WindowTo,
    ))
}

fn bad(row: &Cells<'_>, field: Field) -> Problem {
    let (from, to) = (row.get(Field::WindowFrom), row.get(Field::WindowTo));
    let params = if matches!(field, Field::WindowFrom | Field::WindowTo) {
        vec![("from", from), ("to", to)]
    } else {
        Vec::new()
    };
    row.problem(ProblemCode::BadWindow, field, "Time window", &params)
}

impl Judge<'_> {
    /// A dated moment as the hub's clock shows it, shifted; `None` for a bare time.
    fn local(&self, said: Moment) -> Option<NaiveDateTime> {
        let at = match said {
            Moment::Date(day) => day.and_time(NaiveTime::MIN),
            Moment::DateTime(at) => at,
            Moment::Absolute(at) => at.with_timezone(&self.zone).naive_local(),
            Moment::Time(_) => return None,
        };
        at.checked_add_signed(Duration::days(self.shift_days))
    }

    fn day_start(&self) -> Duration {
        Duration::minutes(i64::from(
            self.settings.day_starts_at_min.clamp(0, 24 * 60 - 1),
        ))
    }

    /// The business day a local moment belongs to.
    fn business_day(&self, at: NaiveDateTime) -> NaiveDate {
        at.checked_sub_signed(self.day_start()).unwrap_or(at).date()
    }

    /// The business day of a dated moment, or of the one `before` it. A date alone is that business day itself.
    fn day_of(&self, said: Moment, before: Duration) -> Option<NaiveDate> {
        let at = self.local(said)?;
        Some(match said {
            Moment::Date(_) => at.date(),
            Moment::Time(_) | Moment::DateTime(_) | Moment::Absolute(_) => {
                self.business_day(at.checked_sub_signed(before)?)
            }
        })
    }

    /// Both ends of a window of business day `day`, as local times. The business day runs past midnight: a
    /// window that ends before the day starts (22:00–01:00, 01:00–03:00) reaches into the next calendar day.
    /// An open end is the business day's, and so is one that is a date without a time.
    fn within(
        &self,
        day: NaiveDate,
        from: Option<Moment>,
        to: Option<Moment>,
    ) -> (NaiveDateTime, NaiveDateTime) {
        let midnight = day.and_time(NaiveTime::MIN);
        let later = |by: Duration| midnight.checked_add_signed(by).unwrap_or(midnight);
        let (start, next_day) = (self.day_start(), Duration::days(1));
        let clock = |end: Option<Moment>| match end {
            Some(Moment::Time(minutes)) => Some(Duration::minutes(minutes)),
            _ => None,
        };
        let (mut from_clock, mut to_clock) = (clock(from), clock(to));
        if let (Some(a), Some(b)) = (from_clock, to_clock)
            && b <= start
            && a != b
            && start > Duration::zero()
        {
            if b > a {
                from_clock = Some(a + next_day);
            }
            to_clock = Some(b + next_day);
        }
        // The business day an open end belongs to is that of the other end.
        let opens = |day: NaiveDate, by: Duration| {
            let midnight = day.and_time(NaiveTime::MIN);
            midnight.checked_add_signed(by).unwrap_or(midnight)
        };
        let end = |clock: Option<Duration>, said: Option<Moment>, of_day: Duration| {
            clock.map(later).or_else(|| {
                let at = self.local(said?)?;
                Some(match said? {
                    Moment::Date(_) => opens(at.date(), of_day),
                    Moment::Time(_) | Moment::DateTime(_) | Moment::Absolute(_) => at,
                })
            })
        };
        let (from, to) = (
            end(from_clock, from, start),
            end(to_clock, to, start + next_day),
        );
        match (from, to) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, opens(self.business_day(from), start + next_day)),
            (None, Some(to)) => {
                let within = to.checked_sub_signed(Duration::minutes(1)).unwrap_or(to);
                (opens(self.business_day(within), start), to)
            }
            (None, None) => (later(start), later(start + next_day)),
        }
    }

    /// A local time of the hub as an instant; one that a clock change skips is the moment after it.
    fn instant(&self, local: NaiveDateTime) -> Millis {
        let found = |at: NaiveDateTime| self.zone.from_local_datetime(&at).earliest();
        let at = found(local).or_else(|| found(local.checked_add_signed(Duration::hours(1))?));
        Millis(at.map_or_else(
            || local.and_utc().timestamp_millis(),
            |at| at.timestamp_millis(),
        ))
    }
}
