//! What became of commands, item by item; the dialog that shows what was not done and lets it be overruled.

use super::{
    send::{self, About},
    state, target,
};
use crate::{
    parts::{Button, Dialog, Form, Kind, Reference, TextField, leave},
    show,
};
use domain::{command::Command, decide::Verdict, id::DeliveryId, rejection::Rejection};
use leptos::prelude::*;
use uuid::Uuid;
use wire::ipc::Submitted;

/// A command and what became of it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub command: Command,
    pub submitted: Submitted,
}

impl Sent {
    /// What is refused and cannot be overruled; `None` where there is no such item.
    pub fn final_refusals(&self) -> Option<Self> {
        let mut rest = self.clone();
        rest.submitted.items.retain(|item| {
            matches!(&item.verdict, Verdict::Rejected { rejection } if !rejection.overridable)
        });
        (!rest.submitted.items.is_empty()).then_some(rest)
    }

    /// The items that would pass with a reason.
    pub fn overridable_items(&self) -> Vec<Uuid> {
        self.submitted
            .items
            .iter()
            .filter(|item| matches!(&item.verdict, Verdict::Rejected { rejection } if rejection.overridable))
            .map(|item| item.id)
            .collect()
    }

    /// The items that are as the command wants them.
    pub fn done_items(&self) -> Vec<Uuid> {
        self.submitted
            .items
            .iter()
            .filter(|item| matches!(item.verdict, Verdict::Applied { .. } | Verdict::Unchanged))
            .map(|item| item.id)
            .collect()
    }
}

/// How many items went which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Applied, or so already.
    pub done: usize,
    pub rejected: usize,
    pub contested: usize,
    pub conflicts: usize,
    pub unknown: usize,
}

impl Summary {
    pub const fn not_done(&self) -> usize {
        self.rejected + self.contested + self.conflicts + self.unknown
    }
}

/// Counts the verdicts of all commands.
pub fn summary(all: &[Sent]) -> Summary {
    let mut summary = Summary::default();
    for item in all.iter().flat_map(|s| &s.submitted.items) {
        match item.verdict {
            Verdict::Applied { .. } | Verdict::Unchanged => summary.done += 1,
            Verdict::Rejected { .. } => summary.rejected += 1,
            Verdict::Contested { .. } => summary.contested += 1,
            Verdict::Conflict { .. } => summary.conflicts += 1,
            Verdict::Unknown(_) => summary.unknown += 1,
        }
    }
    summary
}

/// What the dialog shows.
#[derive(Clone)]
pub struct Results {
    all: Vec<Sent>,
    about: About,
}

/// Why one item was not done.
#[derive(Clone)]
enum Why {
    Refused(Box<Rejection>),
    Contested,
    Conflict,
    Unknown,
}

/// Opens the dialog. References that are not known yet are looked up.
pub fn show_results(all: Vec<Sent>, mut about: About) {
    leptos::task::spawn_local(async move {
        let unnamed: Vec<DeliveryId> = not_done(&all)
            .into_iter()
            .filter(|(id, _)| about.labels.get(id).is_none_or(String::is_empty))
            .map(|(id, _)| DeliveryId(id))
            .collect();
        if !unnamed.is_empty()
            && let Ok(found) = target::load(&unnamed).await
        {
            about
                .labels
                .extend(found.into_iter().map(|t| (t.id.0, t.reference)));
        }
        state().results.set(Some(Results { all, about }));
    });
}

fn not_done(all: &[Sent]) -> Vec<(Uuid, Why)> {
    all.iter()
        .flat_map(|s| &s.submitted.items)
        .filter_map(|item| {
            let why = match &item.verdict {
                Verdict::Rejected { rejection } => Why::Refused(Box::new(rejection.clone())),
                Verdict::Contested { .. } => Why::Contested,
                Verdict::Conflict { .. } => Why::Conflict,
                Verdict::Unknown(_) => Why::Unknown,
                Verdict::Applied { .. } | Verdict::Unchanged => return None,
            };
            Some((item.id, why))
        })
        .collect()
}

fn why_text(why: &Why) -> String {
    match why {
        Why::Refused(rejection) => show::rejection_text(rejection),
        Why::Contested => show::t("result-contested"),
        Why::Conflict => show::t("result-conflict"),
        Why::Unknown => show::t("outbox-state-unknown"),
    }
}

/// The dialog; once in the frame.
#[component]
pub fn ResultsHost() -> impl IntoView {
    let results = state().results;
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if results.read().is_some() {
            open.set(true);
        }
    });
    view! {
        <Dialog open title="bulk-results-title" class="wide" name="results" asks=true
            closed=Callback::new(move |()| results.set(None))>
            {move || results.get().map(|r| view! { <Inside results=r open/> })}
        </Dialog>
    }
}

#[component]
fn Inside(results: Results, open: RwSignal<bool>) -> impl IntoView {
    let counts = summary(&results.all);
    let rows = not_done(&results.all);
    let overridable: usize = results
        .all
        .iter()
        .map(|s| s.overridable_items().len())
        .sum();
    let reason = RwSignal::new(String::new());
    let lead = move || {
        if counts.done == 0 && counts.rejected == counts.not_done() {
            show::tr("bulk-none-done", &[("n", counts.rejected.into())])
        } else {
            show::tr(
                "bulk-result",
                &[
                    ("ok", counts.done.into()),
                    ("rejected", counts.not_done().into()),
                ],
            )
        }
    };
    let labels = results.about.labels.clone();
    let listed = rows
        .into_iter()
        .map(|(id, why)| {
            let label = labels
                .get(&id)
                .filter(|l| !l.is_empty())
                .cloned()
                .unwrap_or_else(|| id.to_string());
            let code = match &why {
                Why::Refused(rejection) => rejection.code.to_string(),
                Why::Contested => "contested".to_owned(),
                Why::Conflict => "conflict".to_owned(),
                Why::Unknown => "unknown".to_owned(),
            };
            view! {
                <tr data-id=id.to_string() data-code=code>
                    <td><Reference text=Signal::stored(label)/></td>
                    <td>{move || why_text(&why)}</td>
                </tr>
            }
        })
        .collect_view();
    let leaving: Vec<Command> = results
        .all
        .iter()
        .flat_map(|sent| sent.command.left_on_desk(&sent.submitted.items))
        .collect();
    let can_leave = !leaving.is_empty();
    let leaving = StoredValue::new(leaving);
    let busy = RwSignal::new(false);
    let leave_on_desk = Callback::new(move |()| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let left = send::leave(leaving).await;
            busy.try_set(false);
            if left {
                open.try_set(false);
            }
        });
    });
    let valid = Signal::derive(move || overridable > 0 && !reason.read().trim().is_empty());
    let send_again = Callback::new(move |()| {
        open.set(false);
        send::overrule(
            results.all.clone(),
            reason.get_untracked(),
            results.about.clone(),
        );
    });
    let close = leave(Callback::new(move |()| open.set(false)));
    view! {
        <Form valid send=send_again>
            <div class="body">
                <p class="strong">{lead}</p>
                <table class="list-table"><tbody>{listed}</tbody></table>
                {can_leave.then(|| view! {
                    <p class="muted small">{move || show::t("result-leave-hint")}</p>
                })}
                {(overridable > 0).then(|| view! {
                    <div class="banner notice">
                        <p>{move || show::t("rejection-override-hint")}</p>
                    </div>
                    <TextField name="override-reason" label="form-override-reason" value=reason
                        hint="confirm-override-hint" autofocus=true required=true/>
                })}
            </div>
            <footer>
                <Button action="results-close" label="action-close" press=close/>
                {can_leave.then(|| view! {
                    <Button action="leave-on-desk" label="result-leave" disabled=busy press=leave_on_desk/>
                })}
                {(overridable > 0).then(|| view! {
                    <Button action="overrule" label="overrule-do" kind=Kind::Primary submit=true/>
                })}
            </footer>
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        command::{Action, OnDeliveries},
        decide::ItemVerdict,
        id::*,
        rejection::RejectCode,
    };
    use std::collections::BTreeMap;

    #[test]
    fn what_can_be_overruled_is_what_was_refused_so() {
        let item = |n: u128, verdict| ItemVerdict {
            id: Uuid::from_u128(n),
            verdict,
        };
        let sent = Sent {
            command: Command::Deliveries(OnDeliveries {
                hub: HubId(Uuid::from_u128(9)),
                items: Vec::new(),
                if_rev: BTreeMap::new(),
                saw: BTreeMap::new(),
                overrule: None,
                report: None,
                action: Action::Dispatch,
            }),
            submitted: Submitted {
                command_id: None,
                undoable: false,
                items: vec![
                    item(1, Verdict::Applied { rev: 2 }),
                    item(
                        2,
                        Verdict::Rejected {
                            rejection: Rejection::new(RejectCode::OverCapacity).overridable(),
                        },
                    ),
                    item(
                        3,
                        Verdict::Rejected {
                            rejection: Rejection::new(RejectCode::WrongState),
                        },
                    ),
                ],
            },
        };
        assert_eq!(sent.overridable_items(), [Uuid::from_u128(2)]);
        let rest = sent.final_refusals().unwrap().submitted.items;
        assert_eq!(
            rest.iter().map(|i| i.id).collect::<Vec<_>>(),
            [Uuid::from_u128(3)]
        );
        let counts = summary(&[sent]);
        assert_eq!((counts.done, counts.not_done()), (1, 2));
    }
}
