//! Sending commands and saying how it went; undo.

use super::{
    outcome::{self, Sent},
    target::{Target, groups, is_report},
    whom::whom,
};
use crate::{
    app::{ToastAction, ToastKind, app, toast, toast_problem, toast_with},
    ipc, show,
};
use domain::{
    command::{Action, Command, MAX_ITEMS, OnDeliveries, Overrule, Report},
    decide::Verdict,
    entities::ReportedBy,
    id::CommandId,
    units::Millis,
};
use leptos::prelude::*;
use std::collections::BTreeMap;
use wire::ipc::{Control, ControlResult, Submitted};

/// Sends an action on targets: as many commands as it takes, then one notice. `happened_at`: when a report's
/// event was, by the reporter's clock; now if absent.
pub fn send(targets: Vec<Target>, action: impl Fn(&Target) -> Action, happened_at: Option<Millis>) {
    let commands: Vec<Command> = groups(&targets, action, MAX_ITEMS)
        .into_iter()
        .map(|group| {
            let report = is_report(&group.action).then(|| Report {
                reported_by: ReportedBy::Phone,
                device_at: happened_at.unwrap_or_else(|| app().exact_now()),
                point: None,
                courier: group.courier,
            });
            Command::Deliveries(OnDeliveries {
                hub: group.hub,
                items: group.items,
                if_rev: BTreeMap::new(),
                overrule: None,
                report,
                action: group.action,
            })
        })
        .collect();
    let labels = targets.into_iter().map(|t| (t.id.0, t.reference)).collect();
    leptos::task::spawn_local(async move { submit_all(commands, labels).await });
}

/// Sends any one command and says how it went.
pub fn send_command(command: Command) {
    leptos::task::spawn_local(async move { submit_all(vec![command], BTreeMap::new()).await });
}

/// Sends the same commands once more with guards overruled, for the items named.
pub(super) fn overrule(sent: Vec<Sent>, reason: String, labels: BTreeMap<uuid::Uuid, String>) {
    let commands = sent
        .into_iter()
        .filter_map(|sent| {
            let refused = sent.overridable_items();
            let Command::Deliveries(mut command) = sent.command else {
                return None;
            };
            command.items.retain(|id| refused.contains(&id.0));
            command.overrule = Some(Overrule {
                reason: reason.clone(),
            });
            (!command.items.is_empty()).then_some(Command::Deliveries(command))
        })
        .collect();
    leptos::task::spawn_local(async move { submit_all(commands, labels).await });
}

async fn submit_all(commands: Vec<Command>, labels: BTreeMap<uuid::Uuid, String>) {
    let mut all = Vec::with_capacity(commands.len());
    for command in commands {
        match ipc::submit(&command).await {
            Ok(submitted) => all.push(Sent { command, submitted }),
            Err(problem) => {
                toast_problem(&problem);
                break;
            }
        }
    }
    if !all.is_empty() {
        let whom = whom(&all).await;
        tell(all, labels, whom);
    }
}

fn tell(all: Vec<Sent>, labels: BTreeMap<uuid::Uuid, String>, whom: Option<String>) {
    let summary = outcome::summary(&all);
    let name = all[0].command.name();
    let mut done = untrack(|| show::command_done(&name));
    if let Some(whom) = whom {
        done = format!("{done} · \u{2068}{whom}\u{2069}");
    }
    let undo_ids: Vec<CommandId> = all
        .iter()
        .filter(|s| s.submitted.undoable)
        .filter_map(|s| s.submitted.command_id)
        .collect();
    let offer = (!undo_ids.is_empty()).then(|| ToastAction {
        name: "toast-undo",
        label: untrack(|| show::t("action-undo")),
        run: Callback::new(move |()| {
            for id in undo_ids.iter().rev() {
                undo(Some(*id));
            }
        }),
    });
    if summary.not_done() == 0 {
        let text = if summary.done > 1 {
            untrack(|| {
                format!(
                    "{done} · {}",
                    show::tr("unit-deliveries", &[("n", summary.done.into())])
                )
            })
        } else {
            match labels
                .values()
                .next()
                .filter(|label| labels.len() == 1 && !label.is_empty())
            {
                Some(label) => format!("{done} · \u{2068}{label}\u{2069}"),
                None => done,
            }
        };
        toast_with(ToastKind::Done, text, offer);
    } else {
        if summary.done > 0 {
            let text = untrack(|| {
                show::tr(
                    "bulk-result",
                    &[
                        ("ok", summary.done.into()),
                        ("rejected", summary.not_done().into()),
                    ],
                )
            });
            toast_with(ToastKind::Note, text, offer);
        }
        outcome::show_results(all, labels);
    }
}

/// Takes back a command, or the last that can be taken back.
pub fn undo(command: Option<CommandId>) {
    leptos::task::spawn_local(async move {
        match ipc::control(&Control::Undo { command }).await {
            Ok(ControlResult::Undone(submitted)) => tell_undone(&submitted),
            Ok(_) => toast(ToastKind::Note, untrack(|| show::t("undo-none"))),
            Err(problem) if problem.code == wire::error::ErrorCode::NotFound => {
                toast(ToastKind::Note, untrack(|| show::t("undo-none")));
            }
            Err(problem) => toast_problem(&problem),
        }
    });
}

fn tell_undone(submitted: &Submitted) {
    let total = submitted.items.len();
    let refused = submitted.items.iter().find_map(|item| match &item.verdict {
        Verdict::Rejected { rejection } => Some(rejection.clone()),
        _ => None,
    });
    let ok = submitted
        .items
        .iter()
        .filter(|i| matches!(i.verdict, Verdict::Applied { .. } | Verdict::Unchanged))
        .count();
    untrack(|| match refused {
        None => toast(ToastKind::Done, show::tr("undo-done", &[("n", ok.into())])),
        Some(rejection) => {
            let why = show::rejection_text(&rejection);
            let text = if ok > 0 {
                show::tr(
                    "undo-result",
                    &[
                        ("ok", ok.into()),
                        ("total", total.into()),
                        ("reason", why.into()),
                    ],
                )
            } else {
                show::tr("undo-not-done", &[("reason", why.into())])
            };
            toast(ToastKind::Error, text);
        }
    });
}
