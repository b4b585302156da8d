//! What giving deliveries to a courier would do, asked of the replica before anything is done: the load
//! afterwards, and what would break, by code with its figures.

use crate::{app::app, ipc, show};
use domain::{
    command::{Action, Command, MAX_ITEMS, OnDeliveries},
    decide::Verdict,
    entities::DeliveryState,
    id::{CourierId, DeliveryId},
    rejection::{RejectCode, Rejection},
};
use leptos::prelude::*;
use std::{collections::BTreeMap, sync::Arc};
use wire::ipc::{Preview, Query};

/// How deliveries come to a courier: by what state they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Give {
    Assign,
    Reassign,
    HandOver,
}

impl Give {
    pub fn of(state: DeliveryState) -> Self {
        use DeliveryState::*;
        match state {
            Assigned | Dispatched => Self::Reassign,
            PickedUp | EnRoute | Arrived | Failed => Self::HandOver,
            _ => Self::Assign,
        }
    }
    pub fn action(self, courier: CourierId) -> Action {
        match self {
            Self::Assign => Action::Assign { courier },
            Self::Reassign => Action::Reassign { courier },
            Self::HandOver => Action::HandOver { courier },
        }
    }
}

/// The question: these deliveries to this courier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub ids: Vec<DeliveryId>,
    pub courier: CourierId,
    pub give: Give,
}

/// The answer, with its question.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    pub ask: Ask,
    pub preview: Arc<Preview>,
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
                let Some(command) = command(&ask) else { break };
                let preview = ipc::query::<Preview>(&Query::Preview { command }).await;
                let Some(wanted) = asked.try_get_untracked() else {
                    return;
                };
                if wanted.as_ref() == Some(&ask) {
                    answer.try_set(preview.ok().map(|p| Forecast {
                        ask,
                        preview: Arc::new(p),
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

fn command(ask: &Ask) -> Option<Command> {
    let hub = untrack(|| app().hub())?;
    Some(Command::Deliveries(OnDeliveries {
        hub,
        items: ask.ids.iter().take(MAX_ITEMS).copied().collect(),
        if_rev: BTreeMap::new(),
        saw: BTreeMap::new(),
        overrule: None,
        report: None,
        action: ask.give.action(ask.courier),
    }))
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
pub fn broken(preview: &Preview) -> (usize, Vec<Broken>) {
    let mut fine = 0;
    let mut all: Vec<Broken> = Vec::new();
    for item in &preview.items {
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
    let by = match rejection.code {
        RejectCode::OverCashLimit => {
            number(rejection, "held_halalas") + number(rejection, "due_halalas")
                - number(rejection, "limit_halalas")
        }
        RejectCode::OverCapacity => number(rejection, "load") - number(rejection, "capacity"),
        _ => return None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decide::ItemVerdict;
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
        let preview = Preview {
            courier: None,
            items: vec![
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
            ],
        };
        let (fine, broken) = broken(&preview);
        assert_eq!(fine, 1);
        assert_eq!(broken.len(), 2);
        assert_eq!(
            (broken[0].code, broken[0].count, broken[0].over),
            (RejectCode::OverCashLimit, 2, Some(17_000))
        );
        assert!(broken[1].overridable);
    }
}
