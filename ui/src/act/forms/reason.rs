//! Forms that ask for one reason or one choice.

use super::{
    FormFrame, Target, options,
    when::{When, WhenField},
};
use crate::{
    act::{is_destructive, send, send_noted},
    parts::{Choices, Text, TextField},
    show,
};
use domain::{
    command::Action,
    entities::{AttemptReason, Custody, DeliveryState},
};
use leptos::prelude::*;
use std::sync::Arc;

/// Reasons offered for an action; anything else can be typed.
fn usual_reasons(action: &str) -> &'static [&'static str] {
    match action {
        "cancel" => &[
            "customer_request",
            "merchant_request",
            "duplicate",
            "wrong_address",
            "other",
        ],
        "hold" => &[
            "address_check",
            "awaiting_stock",
            "customer_request",
            "weather",
            "other",
        ],
        "return" => &[
            "refused",
            "max_attempts",
            "wrong_address",
            "damaged",
            "merchant_request",
            "other",
        ],
        "mark_lost" => &["accident", "damaged", "other"],
        _ => &["other"],
    }
}

/// Cancel, hold, return, mark as lost: a reason.
#[component]
pub fn ReasonForm(
    action: &'static str,
    targets: Arc<Vec<Target>>,
    done: Callback<()>,
) -> impl IntoView {
    // Why is for a person to say: no reason is taken for granted.
    let code = RwSignal::new(String::new());
    let words = RwSignal::new(String::new());
    let valid = Signal::derive(move || match code.read().as_str() {
        "" => false,
        "other" => !words.read().trim().is_empty(),
        _ => true,
    });
    let n = targets.len();
    let send_it = Callback::new(move |()| {
        let typed = words.get_untracked().trim().to_owned();
        let code = code.get_untracked();
        // The code is kept as it is; screens word it in their language. A person's own words are kept too.
        let reason = match (code.as_str(), typed.is_empty()) {
            ("other", false) => typed,
            (_, true) => code,
            _ => format!("{code}: {typed}"),
        };
        done.run(());
        send(
            targets.as_ref().clone(),
            move |_| {
                let reason = reason.clone();
                match action {
                    "hold" => Action::Hold { reason },
                    "return" => Action::Return { reason },
                    "mark_lost" => Action::MarkLost { reason },
                    _ => Action::Cancel { reason },
                }
            },
            None,
        );
    });
    let submit = Text::of(move || show::command_word(action));
    view! {
        <FormFrame submit destructive=is_destructive(action) valid send=send_it done>
            {matches!(action, "cancel" | "return" | "mark_lost" | "hold").then(|| view! {
                <p class="strong">{move || show::tr(&texts::key("confirm", action), &[("n", n.into())])}</p>
            })}
            <Choices name="reason" label="form-reason" value=code options=options("reason", usual_reasons(action)) autofocus=true
                required=true words_go_to="reason-words"/>
            <TextField name="reason-words" label="form-reason-words" value=words
                required=Signal::derive(move || code.get() == "other")/>
        </FormFrame>
    }
}

const ATTEMPT_REASONS: &[&str] = &[
    "no_answer",
    "not_home",
    "wrong_address",
    "refused",
    "no_cash",
    "damaged",
    "access_denied",
    "reschedule_requested",
    "other",
];

/// A reason's words, where it is one of the codes; else as typed.
pub fn reason_text(reason: &str) -> String {
    let (code, words) = reason.split_once(": ").unwrap_or((reason, ""));
    let key = texts::key("reason", code);
    let known = show::t(&key);
    if known == key {
        reason.to_owned()
    } else if words.is_empty() {
        known
    } else {
        format!("{known}: {words}")
    }
}

/// Where an outcome can be corrected to.
fn corrections(target: &Target) -> &'static [&'static str] {
    match target.state {
        DeliveryState::Returned => &["returning"],
        DeliveryState::Lost => match target.state_before {
            Some(DeliveryState::Ready) => &["ready"],
            Some(DeliveryState::Assigned) => &["assigned"],
            Some(DeliveryState::Dispatched) => &["dispatched"],
            Some(DeliveryState::EnRoute) => &["en_route"],
            Some(DeliveryState::Arrived) => &["arrived"],
            Some(DeliveryState::Failed) => &["failed"],
            Some(DeliveryState::Returning) => &["returning"],
            Some(DeliveryState::Draft) => &["draft"],
            Some(DeliveryState::OnHold) => &["on_hold"],
            _ => &["picked_up"],
        },
        _ => &["picked_up", "failed"],
    }
}

/// Failed attempt, return, correction, priority: one choice.
#[component]
pub fn ChoiceForm(
    action: &'static str,
    targets: Arc<Vec<Target>>,
    done: Callback<()>,
) -> impl IntoView {
    let first = targets.first().cloned();
    let (codes, prefix, label): (&'static [&'static str], _, _) = match action {
        "record_attempt" => (ATTEMPT_REASONS, "reason", "form-attempt-reason"),
        "record_return" => (&["merchant", "hub"], "custody", "form-return-to"),
        "set_priority" => (&["25", "50", "75", "100"], "priority", "form-priority"),
        _ => (
            first.as_ref().map_or(&["picked_up"], corrections),
            "state",
            "form-correct-to",
        ),
    };
    let corrects = action == "correct_outcome";
    let attempt = action == "record_attempt";
    let start = match (action, &first) {
        ("set_priority", Some(t)) if codes.contains(&t.priority.to_string().as_str()) => {
            t.priority.to_string()
        }
        ("set_priority", _) => "50".to_owned(),
        // Why it failed is for a person to say: none is taken for granted.
        _ if attempt => String::new(),
        _ => codes.first().copied().unwrap_or_default().to_owned(),
    };
    let (value, words, when) = (
        RwSignal::new(start),
        RwSignal::new(String::new()),
        When::new(),
    );
    let report = matches!(action, "record_attempt" | "record_return");
    let needs_words = Memo::new(move |_| corrects || attempt && value.read().as_str() == "other");
    let valid = Signal::derive(move || {
        !value.read().is_empty()
            && when.valid()
            && (!needs_words.get() || !words.read().trim().is_empty())
    });
    let options = Signal::derive(move || {
        codes
            .iter()
            .map(|code| {
                let shown = match (prefix, *code) {
                    ("priority", "25") => show::t("priority-low"),
                    ("priority", "50") => show::t("priority-medium"),
                    ("priority", "75") => show::t("priority-high"),
                    ("priority", "100") => show::t("priority-critical"),
                    (prefix, code) => show::word(prefix, code),
                };
                ((*code).to_owned(), shown)
            })
            .collect::<Vec<_>>()
    });
    let send_it = Callback::new(move |()| {
        let value = value.get_untracked();
        let words = words.get_untracked().trim().to_owned();
        let at = when.get_untracked();
        done.run(());
        let (action, note) = match action {
            // The reason of an attempt is one of the codes; what a person says besides is a note.
            "record_attempt" => (
                Action::RecordAttempt {
                    reason: value.parse().unwrap_or(AttemptReason::Other),
                },
                words,
            ),
            "record_return" => (
                Action::RecordReturn {
                    to: value.parse().unwrap_or(Custody::Hub),
                },
                String::new(),
            ),
            "set_priority" => (
                Action::SetPriority {
                    priority: value.parse().unwrap_or(50),
                },
                String::new(),
            ),
            _ => (
                Action::CorrectOutcome {
                    to: value.parse().unwrap_or(DeliveryState::PickedUp),
                    reason: words,
                },
                String::new(),
            ),
        };
        send_noted(targets.as_ref().clone(), move |_| action.clone(), at, note);
    });
    let submit = Text::of(move || show::command_word(action));
    view! {
        <FormFrame submit valid send=send_it done>
            <Choices name="choice" label value options autofocus=true required=true
                words_go_to=if corrects || attempt { "reason-words" } else { "" }/>
            {corrects.then(|| view! { <TextField name="reason-words" label="form-reason" value=words required=true/> })}
            {attempt.then(|| view! {
                <TextField name="reason-words" label="form-reason-words" value=words required=needs_words/>
            })}
            {report.then(|| view! { <WhenField when/> })}
        </FormFrame>
    }
}
