//! The forms of actions, one file per kind. Each builds an action from what was typed and sends it.

mod contact;
mod courier;
mod deliver;
mod reason;
mod schedule;
mod transfer;
mod when;

pub use deliver::halalas;
pub use reason::reason_text;

use super::{
    Target,
    verb::{FormKind, Verb},
};
use crate::{
    app::app,
    parts::{Button, Form, Kind, Text, Unready, leave},
    show,
};
use domain::units::{Millis, ServiceDate};
use leptos::prelude::*;
use std::sync::Arc;

/// The form of a verb; `done` closes it.
pub(super) fn form(
    asks: FormKind,
    verb: Verb,
    targets: Arc<Vec<Target>>,
    done: Callback<()>,
) -> AnyView {
    match asks {
        FormKind::Courier => view! { <courier::CourierForm verb targets done/> }.into_any(),
        FormKind::Deliver => view! { <deliver::DeliverForm targets done/> }.into_any(),
        FormKind::Choice(choice) => {
            view! { <reason::ChoiceForm choice verb targets done/> }.into_any()
        }
        FormKind::Reason(why) => view! { <reason::ReasonForm why verb targets done/> }.into_any(),
        FormKind::Reschedule => view! { <schedule::RescheduleForm targets done/> }.into_any(),
        FormKind::Note => view! { <contact::NoteForm targets done/> }.into_any(),
        FormKind::Contact => view! { <contact::ContactForm targets done/> }.into_any(),
        FormKind::Transfer => view! { <transfer::TransferForm targets done/> }.into_any(),
    }
}

/// A form's body with its two buttons. `valid` says whether it can be sent; `unready` says why not, where no field does.
#[component]
pub fn FormFrame(
    #[prop(into)] submit: Text,
    #[prop(optional)] destructive: bool,
    #[prop(into)] valid: Signal<bool>,
    #[prop(default = Text::from("form-incomplete"), into)] unready: Text,
    send: Callback<()>,
    done: Callback<()>,
    children: Children,
) -> impl IntoView {
    let kind = if destructive {
        Kind::DestructivePrimary
    } else {
        Kind::Primary
    };
    let back = leave(done);
    view! {
        <Form valid send>
            <div class="body">
                {children()}
                <Unready text=unready valid/>
            </div>
            <footer>
                <Button action="form-cancel" label="action-back" press=back/>
                <Button action="form-submit" label=submit kind submit=true/>
            </footer>
        </Form>
    }
}

/// Words for a list of codes: `options("reason", ["no_answer", …])`.
pub(super) fn options(
    prefix: &'static str,
    codes: impl IntoIterator<Item = &'static str>,
) -> Signal<Vec<(String, String)>> {
    let codes: Vec<&'static str> = codes.into_iter().collect();
    Signal::derive(move || {
        codes
            .iter()
            .map(|code| ((*code).to_owned(), show::word(prefix, code)))
            .collect()
    })
}

/// `HH:MM` on a service date, in the hub's zone. Before the hub's day starts it means the next calendar day:
/// a shift that passes midnight belongs to one service date.
pub fn time_on(
    date: ServiceDate,
    text: &str,
    time_zone: &str,
    day_starts_at_min: i32,
) -> Option<Millis> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    if !(0..24).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let of_day = hours * 60 + minutes;
    let day = date.plus_days(i64::from(of_day < day_starts_at_min));
    day.at_minute(of_day, time_zone)
}

/// The hub's zone and day start.
pub fn hub_clock() -> (String, i32) {
    untrack(|| app().hub_view()).map_or_else(
        || ("Asia/Riyadh".to_owned(), 240),
        |hub| (hub.time_zone, hub.day_starts_at_min),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_after_midnight_belongs_to_the_service_date_before() {
        let date: ServiceDate = "2026-11-22".parse().unwrap();
        let noon = time_on(date, "12:00", "Asia/Riyadh", 240).unwrap();
        let late = time_on(date, "01:30", "Asia/Riyadh", 240).unwrap();
        assert_eq!(late.secs_since(noon), (13 * 60 + 30) * 60);
        assert_eq!(ServiceDate::of(late, "Asia/Riyadh", 240), date);
        assert_eq!(time_on(date, "25:00", "Asia/Riyadh", 240), None);
        assert_eq!(time_on(date, "", "Asia/Riyadh", 240), None);
    }
}
