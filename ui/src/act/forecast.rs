//! What giving deliveries to a courier would do, asked of the replica before anything is done: the load and the times
//! afterwards, and what would break, by code with its figures. All that are given are asked about, as they are sent.

use super::{
    Target,
    give::{self, Give, giving},
};
use crate::{app::app, ipc, show};
use domain::{
    decide::{ItemVerdict, Verdict},
    id::CourierId,
    rejection::{RejectCode, Rejection},
};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use wire::ipc::{Forecast as Answer, Query};

/// The question: these deliveries to this courier.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub targets: Arc<Vec<Target>>,
    pub courier: CourierId,
}

/// The answer, with its question.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    pub ask: Ask,
    pub answer: Arc<Answer>,
}

/// Keeps the forecast of what `asked` gives; one question at a time, the latest wins.
pub fn forecast(asked: Memo<Option<Ask>>) -> RwSignal<Option<Forecast>> {
    let answer = RwSignal::new(None::<Forecast>);
    let busy = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(ask) = asked.get() else {
            answer.set(None);
            return;
        };
        if answer.with_untracked(|a| a.as_ref().is_some_and(|a| a.ask.courier != ask.courier)) {
            answer.set(None);
        }
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        leptos::task::spawn_local(async move {
            let mut next = Some(ask);
            while let Some(ask) = next {
                let Some(query) = query(&ask) else { break };
                let found = ipc::query::<Answer>(&query).await;
                let Some(wanted) = asked.try_get_untracked() else {
                    return;
                };
                if wanted.as_ref() == Some(&ask) {
                    answer.try_set(found.ok().map(|found| Forecast {
                        ask,
                        answer: Arc::new(found),
                    }));
                    break;
                }
                next = wanted;
            }
            busy.try_set_value(false);
        });
    });
    answer
}

fn query(ask: &Ask) -> Option<Query> {
    Some(Query::Forecast {
        hub: ask.targets.first()?.hub,
        date: untrack(|| app().date())?,
        commands: giving(&ask.targets, ask.courier),
    })
}

/// One thing that would break.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    pub code: RejectCode,
    pub count: usize,
    pub overridable: bool,
    /// By how much a measure is exceeded by all together: halalas, parcels, grams, millilitres.
    pub over: Option<i64>,
    pub what: String,
    pub first: Rejection,
}

/// How many would be assigned, and what would break for the others, worst first.
pub fn broken(items: &[ItemVerdict]) -> (usize, Vec<Broken>) {
    let mut fine = 0;
    let mut all: Vec<Broken> = Vec::new();
    for item in items {
        let Verdict::Rejected { rejection } = &item.verdict else {
            fine += 1;
            continue;
        };
        let over = over(rejection);
        match all
            .iter_mut()
            .find(|b| b.code == rejection.code && b.overridable == rejection.overridable)
        {
            Some(held) => {
                held.count += 1;
                held.over = match (rejection.code, held.over, over) {
                    // Each is judged without the other refused ones: together they exceed by all their dues.
                    (RejectCode::OverCashLimit, Some(a), Some(_)) => {
                        Some(a + number(rejection, "due_halalas"))
                    }
                    (_, a, b) => a.max(b),
                };
            }
            None => all.push(Broken {
                code: rejection.code,
                count: 1,
                overridable: rejection.overridable,
                over,
                what: text(rejection, "what"),
                first: rejection.clone(),
            }),
        }
    }
    all.sort_by_key(|b| (b.overridable, std::cmp::Reverse(b.count)));
    (fine, all)
}

fn number(rejection: &Rejection, name: &str) -> i64 {
    rejection
        .params
        .get(name)
        .and_then(serde_json::Value::as_i64)
        .unwrap_or(0)
}

fn text(rejection: &Rejection, name: &str) -> String {
    rejection
        .params
        .get(name)
        .and_then(|v| v.as_str())
        .unwrap_or_default()
        .to_owned()
}

fn over(rejection: &Rejection) -> Option<i64> {
    let by = if rejection.code == RejectCode::OverCashLimit {
        number(rejection, "held_halalas") + number(rejection, "due_halalas")
            - number(rejection, "limit_halalas")
    } else if rejection.code == RejectCode::OverCapacity {
        number(rejection, "load") - number(rejection, "capacity")
    } else {
        return None;
    };
    (by > 0).then_some(by)
}

/// What would break, in few words with its figure.
pub fn words(broken: &Broken) -> String {
    let words = match (broken.code, broken.over) {
        (RejectCode::OverCashLimit, Some(by)) => show::tr(
            "board-over-cash-limit",
            &[("amount", show::money(by).into())],
        ),
        (RejectCode::OverCapacity, Some(by)) if broken.what == "weight_g" => show::tr(
            "board-over-capacity-by",
            &[("amount", show::weight(by).into())],
        ),
        (RejectCode::OverCapacity, Some(by)) if broken.what == "parcels" => {
            show::tr("board-over-capacity", &[("n", by.into())])
        }
        (RejectCode::SkillMissing, _) => show::tr(
            "board-missing-skills",
            &[("skills", text(&broken.first, "skills").into())],
        ),
        (RejectCode::OutsideShift, _) => show::t("board-outside-shift"),
        _ => show::rejection_text(&broken.first),
    };
    if broken.count > 1 {
        format!("{words} × {}", show::number(broken.count as i64))
    } else {
        words
    }
}

/// What it does to the times, in few words: what it is, how it is drawn, the words.
pub fn times(answer: &Answer) -> Vec<(&'static str, &'static str, String)> {
    let count = |key: &str, n: u64| show::tr(key, &[("n", n.into())]);
    let mut times = Vec::new();
    if answer.newly_late > 0 {
        let words = count("board-preview-late", answer.newly_late);
        times.push(("late", "danger", words));
    }
    if answer.still_late > 0 {
        let words = count("board-preview-still-late", answer.still_late);
        times.push(("still-late", "notice", words));
    }
    if answer.newly_at_risk > 0 {
        let words = count("board-preview-at-risk", answer.newly_at_risk);
        times.push(("at-risk", "notice", words));
    }
    if answer.no_longer_late > 0 {
        let words = count("board-preview-no-longer-late", answer.no_longer_late);
        times.push(("no-longer-late", "accent", words));
    }
    // What is less than a minute nobody plans by.
    if let Some(secs) = answer.later_secs.filter(|secs| secs.abs() >= 60) {
        let key = if secs > 0 {
            "board-preview-later"
        } else {
            "board-preview-earlier"
        };
        let time = show::duration_secs(secs.abs());
        times.push(("later", "", show::tr(key, &[("time", time.into())])));
    }
    times
}

/// With which verbs they are given, where these are several.
fn verbs(targets: &[Target]) -> Vec<(Give, usize)> {
    let mut verbs: BTreeMap<Give, usize> = BTreeMap::new();
    for target in targets {
        *verbs.entry(give::verb(target)).or_default() += 1;
    }
    if verbs.len() < 2 {
        return Vec::new();
    }
    verbs.into_iter().collect()
}

/// What giving them would do, in few words: how many, what would break, which would be late.
#[component]
pub fn Chips(forecast: Forecast) -> impl IntoView {
    let answer = forecast.answer;
    let (fine, broken) = broken(&answer.items);
    let overridable = !broken.is_empty() && broken.iter().all(|b| b.overridable);
    let harmless = broken.is_empty()
        && answer.newly_late == 0
        && answer.still_late == 0
        && answer.newly_at_risk == 0;
    view! {
        {(fine > 0).then(|| view! {
            <span class="tag accent" data-preview="fine">{show::tr("unit-stops", &[("n", fine.into())])}</span>
        })}
        {verbs(&forecast.ask.targets).into_iter().map(|(give, n)| view! {
            <span class="tag" data-preview="verb" data-verb=give.word()>
                {format!("{} {}", show::command_word(give.word()), show::number(n as i64))}
            </span>
        }).collect_view()}
        {broken.iter().map(|b| view! {
            <span class=if b.overridable { "tag notice" } else { "tag danger" } data-preview="broken"
                data-code=b.code.to_string()>{words(b)}</span>
        }).collect_view()}
        {times(&answer).into_iter().map(|(what, sign, words)| view! {
            <span class=format!("tag {sign}") data-preview=what>{words}</span>
        }).collect_view()}
        {overridable.then(|| view! { <span class="muted small">{show::t("board-preview-overridable")}</span> })}
        {harmless.then(|| view! { <span class="muted small">{show::t("board-preview-fine")}</span> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_breaks_is_counted_by_code_with_its_figures() {
        let cash = |due: i64| {
            Rejection::new(RejectCode::OverCashLimit)
                .with("held_halalas", 90_000)
                .with("due_halalas", due)
                .with("limit_halalas", 100_000)
        };
        let item = |n: u128, verdict| ItemVerdict {
            id: Uuid::from_u128(n),
            verdict,
        };
        let items = [
            item(1, Verdict::Applied { rev: 2 }),
            item(
                2,
                Verdict::Rejected {
                    rejection: cash(12_000),
                },
            ),
            item(
                3,
                Verdict::Rejected {
                    rejection: cash(15_000),
                },
            ),
            item(
                4,
                Verdict::Rejected {
                    rejection: Rejection::new(RejectCode::OutsideShift).overridable(),
                },
            ),
        ];
        let (fine, broken) = broken(&items);
        assert_eq!(fine, 1);
        assert_eq!(broken.len(), 2);
        assert_eq!(
            (broken[0].code, broken[0].count, broken[0].over),
            (RejectCode::OverCashLimit, 2, Some(17_000))
        );
        assert!(broken[1].overridable);
    }
}
