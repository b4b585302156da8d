//! How values read: words from the catalogue, names, money, times, phones, refusals. Follows language,
//! digits and the hub's time zone; every function here is reactive when called in a view.

mod clock;
mod phone;
mod words;

pub use clock::{
    age, day, day_long, duration_rough_secs, duration_secs, lease, moment, time, weekday_time,
    window_text,
};
pub use phone::spaced as phone_spaced;
pub use words::{
    action_of, command_done, command_word, edit_group, name, problem_text, refusal, rejection_text,
    sign_in_problem_text, state, sync_fault, t, tr, unknown_answer, word, zone_name,
};

use crate::app::app;

/// A whole number with its thousands grouped, in the chosen digits.
pub fn number(n: i64) -> String {
    app().digits().integer(n)
}

/// An amount with its currency, such as `1,240 SAR`.
pub fn money(halalas: i64) -> String {
    tr(
        "unit-money",
        &[("amount", app().digits().riyals(halalas).into())],
    )
}

/// An amount's figures alone.
pub fn riyals(halalas: i64) -> String {
    app().digits().riyals(halalas)
}

/// Bytes in a readable unit.
pub fn bytes(n: u64) -> String {
    let digits = app().digits();
    let n = n as f64;
    if n < 1_000.0 {
        tr("unit-bytes", &[("n", digits.decimal(n, 0).into())])
    } else if n < 1_000_000.0 {
        tr(
            "unit-kilobytes",
            &[("n", digits.decimal(n / 1e3, 0).into())],
        )
    } else {
        tr(
            "unit-megabytes",
            &[("n", digits.decimal(n / 1e6, 1).into())],
        )
    }
}

/// A weight in kilograms (or grams below one).
pub fn weight(grams: i64) -> String {
    if grams.abs() < 1_000 {
        tr("unit-g", &[("n", grams.into())])
    } else {
        let places = usize::from(grams % 1_000 != 0);
        tr(
            "unit-kg",
            &[(
                "n",
                app().digits().decimal(grams as f64 / 1e3, places).into(),
            )],
        )
    }
}

/// A distance in kilometres (or metres below one).
pub fn distance(metres: f64) -> String {
    if metres < 1_000.0 {
        tr("unit-m", &[("n", (metres.round() as i64).into())])
    } else {
        tr(
            "unit-km",
            &[("n", app().digits().decimal(metres / 1e3, 1).into())],
        )
    }
}

/// A percentage with one decimal.
pub fn percent(value: f64) -> String {
    tr(
        "unit-percent",
        &[("n", app().digits().decimal(value, 1).into())],
    )
}
