//! Forms that ask for one reason or one choice.

use super::{
    FormFrame, Target, options,
    when::{When, WhenField},
};
use crate::{
    act::{
        send, send_noted,
        verb::{Choice, Verb, Why},
    },
    parts::{Choices, Text, TextField},
    show,
};
use domain::{
    command::Action,
    entities::{AttemptReason, DeliveryState},
    state,
};
use leptos::prelude::*;
use std::sync::Arc;

impl Why {
    /// Reasons offered; anything else can be typed.
    const fn usual_reasons(self) -> &'static [&'static str] {
        match self {
            Self::Cancel => &[
                "customer_request",
                "merchant_request",
                "duplicate",
                "wrong_address",
                "other",
            ],
            Self::Hold => &[
                "address_check",
                "awaiting_stock",
                "customer_request",
                "weather",
                "other",
            ],
            Self::Return => &[
                "refused",
                "max_attempts",
                "wrong_address",
                "damaged",
                "merchant_request",
                "other",
            ],
            Self::MarkLost => &["accident", "damaged", "other"],
        }
    }

    fn action(self, reason: String) -> Action {
        match self {
            Self::Cancel => Action::Cancel { reason },
            Self::Hold => Action::Hold { reason },
            Self::Return => Action::Return { reason },
            Self::MarkLost => Action::MarkLost { reason },
        }
    }
}

/// Cancel, hold, return, mark as lost: a reason.
#[component]
pub fn ReasonForm(
    why: Why,
    verb: Verb,
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
            move |_| why.action(reason.clone()),
            None,
        );
    });
    let submit = Text::of(move || show::command_word(verb.word()));
    let usual = options("reason", why.usual_reasons().iter().copied());
    view! {
        <FormFrame submit destructive=verb.is_destructive() valid send=send_it done>
            <p class="strong">{move || show::tr(&texts::key("confirm", verb.word()), &[("n", n.into())])}</p>
            <Choices name="reason" label="form-reason" value=code options=usual autofocus=true
                required=true words_go_to="reason-words"/>
            <TextField name="reason-words" label="form-reason-words" value=words
                required=Signal::derive(move || code.get() == "other")/>
        </FormFrame>
    }
}

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
fn corrections(target: &Target) -> Vec<DeliveryState> {
    use DeliveryState as S;
    match target.state {
        S::Returned => vec![S::Returning],
        S::Lost => target.state_before.into_iter().collect(),
        S::Delivered
        // No outcome any more: the refusal says so.
        | S::Draft
        | S::Ready
        | S::Assigned
        | S::Dispatched
        | S::PickedUp
        | S::EnRoute
        | S::Arrived
        | S::Failed
        | S::Returning
        | S::Cancelled
        | S::OnHold => vec![S::PickedUp, S::Failed],
    }
}

impl Choice {
    /// What can be chosen for `first`.
    fn codes(self, first: Option<&Target>) -> Vec<&'static str> {
        match self {
            Self::Attempt => AttemptReason::ALL.iter().map(|r| r.word()).collect(),
            Self::ReturnTo => vec!["merchant", "hub"],
            Self::Correction => {
                let states = first.map(corrections).unwrap_or_default();
                states.into_iter().map(DeliveryState::word).collect()
            }
            Self::Priority => vec!["25", "50", "75", "100"],
        }
    }

    /// What is chosen before anybody chooses.
    fn usual(self, first: Option<&Target>) -> String {
        let codes = self.codes(first);
        match self {
            // Why it failed is for a person to say: none is taken for granted.
            Self::Attempt => String::new(),
            Self::ReturnTo | Self::Correction => {
                codes.first().copied().unwrap_or_default().to_owned()
            }
            Self::Priority => first
                .map(|target| target.priority.to_string())
                .filter(|priority| codes.contains(&priority.as_str()))
                .unwrap_or_else(|| "50".to_owned()),
        }
    }

    fn shown(self, code: &str) -> String {
        match self {
            Self::Attempt => show::word("reason", code),
            Self::ReturnTo => show::word("custody", code),
            Self::Correction => show::word("state", code),
            Self::Priority => match code {
                "25" => show::t("priority-low"),
                "50" => show::t("priority-medium"),
                "75" => show::t("priority-high"),
                "100" => show::t("priority-critical"),
                _ => code.to_owned(),
            },
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Attempt => "form-attempt-reason",
            Self::ReturnTo => "form-return-to",
            Self::Correction => "form-correct-to",
            Self::Priority => "form-priority",
        }
    }

    /// The action for the code chosen, and the note that goes with it; `None` for what is none of the codes.
    fn action(self, code: &str, words: String) -> Option<(Action, String)> {
        Some(match self {
            // The reason of an attempt is one of the codes; what a person says besides is a note.
            Self::Attempt => {
                let reason = code.parse().ok()?;
                (Action::RecordAttempt { reason }, words)
            }
            Self::ReturnTo => {
                let to = code.parse().ok()?;
                (Action::RecordReturn { to }, String::new())
            }
            Self::Correction => {
                let to = code.parse().ok()?;
                let reason = words;
                (Action::CorrectOutcome { to, reason }, String::new())
            }
            Self::Priority => {
                let priority = code.parse().ok()?;
                (Action::SetPriority { priority }, String::new())
            }
        })
    }
}

/// Failed attempt, return, correction, priority: one choice.
#[component]
pub fn ChoiceForm(
    choice: Choice,
    verb: Verb,
    targets: Arc<Vec<Target>>,
    done: Callback<()>,
) -> impl IntoView {
    let first = targets.first();
    let (codes, usual) = (choice.codes(first), choice.usual(first));
    let (value, words, when) = (
        RwSignal::new(usual),
        RwSignal::new(String::new()),
        When::new(),
    );
    let corrects = choice == Choice::Correction;
    let attempt = choice == Choice::Attempt;
    let needs_words = Memo::new(move |_| corrects || attempt && value.read().as_str() == "other");
    let valid = Signal::derive(move || {
        choice.action(&value.read(), String::new()).is_some()
            && when.valid()
            && (!needs_words.get() || !words.read().trim().is_empty())
    });
    let options = Signal::derive(move || {
        codes
            .iter()
            .map(|code| ((*code).to_owned(), choice.shown(code)))
            .collect::<Vec<_>>()
    });
    let send_it = Callback::new(move |()| {
        let typed = words.get_untracked().trim().to_owned();
        let Some((action, note)) = value.with_untracked(|code| choice.action(code, typed)) else {
            return;
        };
        let at = when.get_untracked();
        done.run(());
        send_noted(targets.as_ref().clone(), move |_| action.clone(), at, note);
    });
    let submit = Text::of(move || show::command_word(verb.word()));
    view! {
        <FormFrame submit valid send=send_it done>
            <Choices name="choice" label=choice.label() value options autofocus=true required=true
                words_go_to=if corrects || attempt { "reason-words" } else { "" }/>
            {corrects.then(|| view! { <TextField name="reason-words" label="form-reason" value=words required=true/> })}
            {attempt.then(|| view! {
                <TextField name="reason-words" label="form-reason-words" value=words required=needs_words/>
            })}
            {state::is_report(verb.kind()).then(|| view! { <WhenField when/> })}
        </FormFrame>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        entities::Proof,
        id::{DeliveryId, HubId},
        name::ActionKind,
        state::To,
    };
    use uuid::Uuid;

    fn target(state: DeliveryState, state_before: Option<DeliveryState>) -> Target {
        Target {
            id: DeliveryId(Uuid::nil()),
            hub: HubId(Uuid::nil()),
            reference: String::new(),
            courier: None,
            cod_halalas: 0,
            proof_required: Proof::None,
            state,
            state_before,
            priority: 40,
        }
    }

    #[test]
    fn what_is_offered_is_understood_and_nothing_else_is() {
        let first = target(DeliveryState::Delivered, None);
        for (choice, kind) in [
            (Choice::Attempt, ActionKind::RecordAttempt),
            (Choice::ReturnTo, ActionKind::RecordReturn),
            (Choice::Correction, ActionKind::CorrectOutcome),
            (Choice::Priority, ActionKind::SetPriority),
        ] {
            for code in choice.codes(Some(&first)) {
                let (action, _) = choice.action(code, String::new()).unwrap();
                assert_eq!(action.kind(), kind, "{code}");
            }
            for code in ["", "elsewhere"] {
                assert_eq!(choice.action(code, String::new()), None, "{kind}");
            }
        }
    }

    #[test]
    fn an_outcome_is_corrected_to_where_the_table_leads() {
        for from in DeliveryState::ALL {
            let Some(row) = state::transition(*from, ActionKind::CorrectOutcome) else {
                continue;
            };
            let offered = corrections(&target(*from, Some(DeliveryState::Arrived)));
            match row.to {
                To::OneOf(states) => assert_eq!(offered, states),
                To::Before => assert_eq!(offered, [DeliveryState::Arrived]),
                other => panic!("{from}: {other:?}"),
            }
        }
    }
}
