//! When a report's event was. Nothing typed means now, and says so; what is typed says which day it means.

use super::{hub_clock, time_on};
use crate::{
    app::app,
    parts::{Text, TextField},
    show,
};
use domain::units::{Millis, ServiceDate};
use leptos::prelude::*;

/// What was typed, and what it means. Copy.
#[derive(Clone, Copy)]
pub struct When {
    typed: RwSignal<String>,
}

impl When {
    pub fn new() -> Self {
        Self {
            typed: RwSignal::new(String::new()),
        }
    }

    /// The moment; none for now.
    ///
    /// # Errors
    /// What is typed is no time of day.
    fn moment(self) -> Result<Option<Millis>, NoTime> {
        let (zone, starts) = hub_clock();
        self.typed
            .with(|typed| moment(typed, app().exact_now(), &zone, starts))
    }

    /// Whether it can be read.
    pub fn valid(self) -> bool {
        self.moment().is_ok()
    }

    /// The moment typed; none for now.
    pub fn get_untracked(self) -> Option<Millis> {
        untrack(|| self.moment().ok().flatten())
    }
}

/// What is typed is no time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NoTime;

/// A time of day as people type it, `14:30`, `9.05` or `1430`, as `HH:MM`.
fn time_of_day(text: &str) -> Option<String> {
    let latin: String = text.trim().chars().map(domain::text::latin_digit).collect();
    let split = latin.split_once([':', '.', '٫']).or_else(|| {
        let plain = matches!(latin.len(), 3 | 4) && latin.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| latin.split_at(latin.len() - 2))
    });
    let (hours, minutes) = split?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let sized = matches!(hours.len(), 1 | 2) && minutes.len() == 2;
    (sized && digits(hours) && digits(minutes)).then(|| format!("{hours}:{minutes}"))
}

/// The moment a time of day means: the last time it was that late, at most a minute ahead.
fn moment(text: &str, now: Millis, zone: &str, starts: i32) -> Result<Option<Millis>, NoTime> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let time = time_of_day(text).ok_or(NoTime)?;
    let today = ServiceDate::of(now, zone, starts);
    let at = time_on(today, &time, zone, starts).ok_or(NoTime)?;
    Ok(Some(if at.0 > now.0 + 60_000 {
        Millis(at.0 - 86_400_000)
    } else {
        at
    }))
}

#[component]
pub fn WhenField(when: When) -> impl IntoView {
    let hint = Text::of(move || match when.moment() {
        Ok(Some(at)) => show::weekday_time(at),
        Ok(None) => show::t("form-time-hint"),
        Err(NoTime) => String::new(),
    });
    let error =
        Signal::derive(move || when.moment().is_err().then(|| show::t("form-invalid-time")));
    view! {
        <TextField name="happened-at" label="form-device-time" value=when.typed ltr=true
            placeholder=Text::from("form-now") hint error/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-29 14:31 in Riyadh.
    const NOW: Millis = Millis(1_795_951_860_000);

    fn at(text: &str) -> Result<Option<Millis>, NoTime> {
        moment(text, NOW, "Asia/Riyadh", 240)
    }

    fn ago(minutes: i64) -> Result<Option<Millis>, NoTime> {
        Ok(Some(Millis(NOW.0 - minutes * 60_000)))
    }

    #[test]
    fn nothing_typed_is_now_and_a_time_is_the_last_one_so_late() {
        assert_eq!(at("  "), Ok(None));
        assert_eq!(at("14:30"), ago(1));
        assert_eq!(at("1430"), ago(1));
        assert_eq!(at("٩:٠٥"), ago(5 * 60 + 26));
        assert_eq!(at("9.05"), ago(5 * 60 + 26));
        // Still to come today: it was yesterday.
        assert_eq!(at("23:50"), ago(14 * 60 + 41));
        // After midnight and before the hub's day begins.
        assert_eq!(at("02:00"), ago(12 * 60 + 31));
    }

    #[test]
    fn what_is_no_time_of_day_is_not_taken_for_now() {
        for text in ["9", "25:00", "14:7", "noon", "14:300", ":30", "12:60"] {
            assert_eq!(at(text), Err(NoTime), "{text}");
        }
    }
}
