//! Values as people read them at a glance: state, time due, money, phone, age, reference.

use crate::{app::app, show};
use domain::{entities::DeliveryState, units::Millis};
use leptos::prelude::*;
use wire::ipc::DeliveryRow;

/// The hue a state is drawn in (`data-tone`); never the only sign of it.
pub const fn tone(state: DeliveryState) -> &'static str {
    use DeliveryState::*;
    match state {
        Draft => "draft",
        Ready => "ready",
        Assigned | Dispatched => "assigned",
        PickedUp | EnRoute | Arrived => "moving",
        Delivered => "done",
        Failed => "failed",
        OnHold => "hold",
        Returning | Returned => "back",
        Cancelled | Lost => "closed",
    }
}

/// The shape beside the word: states of one hue differ by it.
fn shape(state: DeliveryState) -> &'static str {
    use DeliveryState::*;
    match state {
        Draft => "M1.5 1.5h7v7h-7z",
        Ready => "M1.5 1.5h7v7h-7z",
        Assigned => "M5 1l4 4-4 4-4-4z",
        Dispatched => "M2 1l6 4-6 4z",
        PickedUp => "M5 1.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6z",
        EnRoute => "M1 5h6M5 2.5 8 5 5 7.5",
        Arrived => "M5 9 2 4.2a3.2 3.2 0 1 1 6 0z",
        Delivered => "M1.5 5.5 4 8l4.5-6",
        Failed => "M2 2l6 6M8 2 2 8",
        OnHold => "M3 1.5v7M7 1.5v7",
        Returning => "M9 5H3M5 2.5 2 5l3 2.5",
        Returned => "M8.5 2v6h-7M4 5.5 1.5 8 4 9.5",
        Cancelled => "M5 1.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6zM2.4 7.6l5.2-5.2",
        Lost => "M3 3.4a2 2 0 1 1 2.6 2L5 6.4M5 8.6v.2",
    }
}

/// A state's shape as an SVG path in a 10 × 10 box, and whether it is filled or drawn by its line.
pub fn state_shape(state: DeliveryState) -> (&'static str, bool) {
    (shape(state), filled(state))
}

/// Whether the shape is filled or drawn by its line.
const fn filled(state: DeliveryState) -> bool {
    use DeliveryState::*;
    matches!(state, Ready | Assigned | Dispatched | PickedUp | Arrived)
}

/// A state as shape, hue and word.
#[component]
pub fn StateBadge(#[prop(into)] state: Signal<DeliveryState>) -> impl IntoView {
    view! {
        <span class="state" data-tone=move || tone(state.get())>
            <svg viewBox="0 0 10 10" aria-hidden="true" class:filled=move || filled(state.get())>
                <path d=move || shape(state.get()) fill=move || if filled(state.get()) { "currentColor" } else { "none" }></path>
            </svg>
            <span>{move || show::state(state.get())}</span>
        </span>
    }
}

/// What [`Due`] shows: class, words, title.
fn due_words(row: &DeliveryRow) -> (&'static str, String, String) {
    let late = row.slack_secs.is_some_and(|slack| slack < 0);
    let Some(due) = row.due_at else {
        return ("muted", "–".to_owned(), String::new());
    };
    // Minutes past the promise count once it has passed; before that the hour itself is red.
    let past_min = app().now.get().secs_since(due) / 60;
    if late && past_min > 0 && row.on_time.is_none() {
        let text = if past_min < 120 {
            show::tr("cell-promised-late", &[("n", past_min.into())])
        } else {
            show::tr(
                "cell-late-by",
                &[("time", show::duration_rough_secs(past_min * 60).into())],
            )
        };
        ("late", text, show::weekday_time(due))
    } else if late {
        ("late", show::time(due), show::t("lateness-late"))
    } else if row.at_risk {
        ("at-risk", show::time(due), show::t("lateness-at-risk"))
    } else {
        ("", show::time(due), String::new())
    }
}

/// When it is due, or how late it is: red only when late, marked when at risk.
#[component]
pub fn Due(#[prop(into)] row: Signal<DeliveryRow>) -> impl IntoView {
    // Looked at every second, drawn only when the words change.
    let words = Memo::new(move |_| row.with(due_words));
    move || {
        let (class, text, title) = words.get();
        view! { <span class=class title=(!title.is_empty()).then_some(title)>{text}</span> }
    }
}

/// An amount; nothing for zero.
#[component]
pub fn Money(#[prop(into)] halalas: Signal<i64>) -> impl IntoView {
    move || (halalas.get() != 0).then(|| show::money(halalas.get()))
}

/// A phone number, left to right in either language.
#[component]
pub fn Phone(#[prop(into)] number: Signal<String>) -> impl IntoView {
    view! { <bdi dir="ltr" class="phone">{move || show::phone_spaced(&number.get())}</bdi> }
}

/// A reference, left to right in either language.
#[component]
pub fn Reference(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <bdi dir="ltr" class="mono">{move || text.get()}</bdi> }
}

/// How long ago, growing as time passes.
#[component]
pub fn Age(#[prop(into)] at: Signal<Millis>) -> impl IntoView {
    let words = Memo::new(move |_| show::age(at.get()));
    view! { <span>{words}</span> }
}
