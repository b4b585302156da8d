//! Recording a delivery: what was collected and how, proof, and when it happened.

use super::{
    FormFrame, Target, options,
    when::{When, WhenField},
};
use crate::{
    act::send,
    parts::{Choices, TextField},
    show,
};
use domain::{
    command::Action,
    entities::{PayMethod, Payment, Proof},
};
use leptos::prelude::*;
use std::sync::Arc;

/// Riyals as typed (`81`, `81.50`, Arabic digits and separators) in halalas.
pub fn halalas(text: &str) -> Option<i64> {
    let text: String = text
        .trim()
        .chars()
        .map(domain::text::latin_digit)
        .filter(|c| *c != ',' && *c != '٬' && !c.is_whitespace())
        .map(|c| if c == '٫' { '.' } else { c })
        .collect();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || cents.len() > 2 || !plain(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(cents)
}

/// An amount for an input: plain Latin figures.
fn plain(halalas: i64) -> String {
    if halalas % 100 == 0 {
        (halalas / 100).to_string()
    } else {
        format!("{}.{:02}", halalas / 100, halalas % 100)
    }
}

#[component]
pub fn DeliverForm(targets: Arc<Vec<Target>>, done: Callback<()>) -> impl IntoView {
    let single = (targets.len() == 1).then(|| targets[0].clone());
    let due: i64 = targets.iter().map(|t| t.cod_halalas).sum();
    let needs_proof = targets.iter().any(|t| t.proof_required != Proof::None);
    let amount = RwSignal::new(plain(due));
    let method = RwSignal::new(PayMethod::Cash.word().to_owned());
    let (variance, waived) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let proof = RwSignal::new(
        single
            .as_ref()
            .map_or(Proof::None, |t| t.proof_required)
            .word()
            .to_owned(),
    );
    let when = When::new();
    let collected = Memo::new(move |_| halalas(&amount.read()));
    let one = single.is_some();
    let differs = Memo::new(move |_| one && collected.get().is_some_and(|c| c != due));
    let required: Vec<Proof> = targets
        .iter()
        .map(|t| t.proof_required)
        .filter(|p| *p != Proof::None)
        .collect();
    let waives = Memo::new(move |_| proof.with(|given| required.iter().any(|r| r.word() != given)));
    let chosen = Memo::new(move |_| {
        let method: PayMethod = method.read().parse().ok()?;
        let given: Proof = proof.read().parse().ok()?;
        Some((method, given))
    });
    let valid = Signal::derive(move || {
        collected.get().is_some()
            && chosen.get().is_some()
            && when.valid()
            && (!differs.get() || !variance.read().trim().is_empty())
            && (!waives.get() || !waived.read().trim().is_empty())
    });
    let wrong = Signal::derive(move || {
        collected
            .get()
            .is_none()
            .then(|| show::t("form-invalid-amount"))
    });
    let send_it = Callback::new(move |()| {
        let Some((method, given)) = chosen.get_untracked() else {
            return;
        };
        let Some(typed) = collected.get_untracked() else {
            return;
        };
        let (variance, waived) = (variance.get_untracked(), waived.get_untracked());
        done.run(());
        let action = move |target: &Target| {
            let taken = if one { typed } else { target.cod_halalas };
            let waives = target.proof_required != Proof::None && given != target.proof_required;
            Action::Deliver {
                collected: if taken > 0 {
                    vec![Payment {
                        method,
                        halalas: taken,
                    }]
                } else {
                    Vec::new()
                },
                variance_reason: if taken == target.cod_halalas {
                    String::new()
                } else {
                    variance.clone()
                },
                proof: given,
                proof_waived: if waives {
                    waived.clone()
                } else {
                    String::new()
                },
            }
        };
        send(targets.as_ref().clone(), action, when.get_untracked());
    });
    view! {
        <FormFrame submit="command-deliver" valid send=send_it done>
            {(due > 0).then(|| view! {
                <p>{move || show::t("form-amount-due")}": "<b>{move || show::money(due)}</b></p>
                {one.then(|| view! {
                    <TextField name="amount" label="form-amount-collected" value=amount ltr=true autofocus=true error=wrong/>
                })}
                <Choices name="method" label="form-method" value=method options=options("method", PayMethod::ALL.iter().map(|method| method.word()))/>
            })}
            <Show when=move || differs.get()>
                <TextField name="variance-reason" label="form-variance-reason" value=variance required=true/>
            </Show>
            {needs_proof.then(|| view! {
                <Choices name="proof" label="field-proof" value=proof options=proof_options()/>
            })}
            <Show when=move || waives.get()>
                <TextField name="proof-waived" label="form-proof-waive-reason" value=waived required=true/>
            </Show>
            <WhenField when/>
        </FormFrame>
    }
}

fn proof_options() -> Signal<Vec<(String, String)>> {
    Signal::derive(|| {
        ["signature", "photo", "pin", "none"]
            .into_iter()
            .map(|code| {
                let words = if code == "none" {
                    show::t("form-proof-waive")
                } else {
                    show::word("proof", code)
                };
                (code.to_owned(), words)
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::halalas;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        assert_eq!(halalas("81"), Some(8_100));
        assert_eq!(halalas("81.5"), Some(8_150));
        assert_eq!(halalas("1,240.05"), Some(124_005));
        assert_eq!(halalas("٨١٫٥"), Some(8_150));
        assert_eq!(halalas("0"), Some(0));
        for bad in ["", "-4", "ten", "1.234", "."] {
            assert_eq!(halalas(bad), None, "{bad}");
        }
    }
}
