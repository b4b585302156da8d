//! Sending commands and saying how it went; undo.

use super::{
    outcome::{self, Sent},
    target::{Target, by_hub, groups, is_report},
    whom::whom,
};
use crate::{
    app::{ToastAction, ToastKind, app, toast, toast_problem, toast_with},
    ipc, show,
};
use domain::{
    command::{Action, Command, MAX_ITEMS, OnDeliveries, Other, Overrule, Report},
    decide::{ItemVerdict, Verdict},
    entities::ReportedBy,
    entity::Table,
    id::{CommandId, DeliveryId, HubId},
    units::Millis,
};
use leptos::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;
use wire::ipc::{Control, ControlResult};

/// What goes with commands on their way: how people call the items, a note for those that were done, and what is
/// refused already, to be shown with what is refused now.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub labels: BTreeMap<Uuid, String>,
    pub note: String,
    pub refused: Vec<Sent>,
}

fn labels(targets: &[Target]) -> BTreeMap<Uuid, String> {
    let label = |t: &Target| (t.id.0, t.reference.clone());
    targets.iter().map(label).collect()
}

/// Sends an action on targets: as many commands as it takes, then one notice. `happened_at`: when a report's
/// event was, by the reporter's clock; now if absent.
pub fn send(targets: Vec<Target>, action: impl Fn(&Target) -> Action, happened_at: Option<Millis>) {
    send_noted(targets, action, happened_at, String::new());
}

/// As [`send`], with a note on every item that the action is done to.
pub fn send_noted(
    targets: Vec<Target>,
    action: impl Fn(&Target) -> Action,
    happened_at: Option<Millis>,
    note: String,
) {
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
                saw: BTreeMap::new(),
                overrule: None,
                report,
                action: group.action,
            })
        })
        .collect();
    let about = About {
        labels: labels(&targets),
        note,
        ..About::default()
    };
    leptos::task::spawn_local(async move { submit_all(commands, about).await });
}

/// Sends a command that is no action, to all targets: as many commands as it takes, then one notice.
pub fn send_each(targets: &[Target], command: impl Fn(HubId, Vec<DeliveryId>) -> Command) {
    let commands = by_hub(targets, MAX_ITEMS)
        .into_iter()
        .map(|(hub, items)| command(hub, items))
        .collect();
    let about = About {
        labels: labels(targets),
        ..About::default()
    };
    leptos::task::spawn_local(async move { submit_all(commands, about).await });
}

/// Sends any one command and says how it went.
pub fn send_command(command: Command) {
    leptos::task::spawn_local(async move { submit_all(vec![command], About::default()).await });
}

/// Sends the same commands once more with guards overruled, for the items named. What cannot be overruled stays in
/// sight.
pub(super) fn overrule(sent: Vec<Sent>, reason: String, mut about: About) {
    about.refused = sent.iter().filter_map(Sent::final_refusals).collect();
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
    leptos::task::spawn_local(async move { submit_all(commands, about).await });
}

/// Puts on the desk what was refused, by the commands that do. Whether all of it is there; the commands that were
/// not given are kept.
pub(super) async fn leave(commands: StoredValue<Vec<Command>>) -> bool {
    let mut left = 0;
    while let Some(command) = commands.with_value(|all| all.first().cloned()) {
        match ipc::submit(&command).await {
            Ok(submitted) => left += submitted.items.len(),
            Err(problem) => {
                toast_problem(&problem);
                return false;
            }
        }
        commands.update_value(|all| drop(all.remove(0)));
    }
    let text = untrack(|| show::tr("result-left", &[("n", left.into())]));
    toast(ToastKind::Done, text);
    true
}

/// As many commands take long enough to be told about before they are through.
const MANY: usize = 20;

async fn submit_all(commands: Vec<Command>, about: About) {
    if commands.len() > MANY {
        let n: usize = commands.iter().map(|command| command.items().len()).sum();
        let text = untrack(|| show::tr("bulk-working", &[("n", n.into())]));
        toast(ToastKind::Note, text);
    }
    let mut all = Vec::with_capacity(commands.len());
    let mut left = commands.into_iter();
    while let Some(command) = left.next() {
        match ipc::submit(&command).await {
            Ok(submitted) => all.push(Sent { command, submitted }),
            Err(problem) => {
                toast_problem(&problem);
                let unsent: usize = left.map(|later| later.items().len()).sum();
                if !all.is_empty() || unsent > 0 {
                    let n = unsent + command.items().len();
                    let text = untrack(|| show::tr("bulk-not-sent", &[("n", n.into())]));
                    toast(ToastKind::Error, text);
                }
                break;
            }
        }
    }
    note_on_done(&all, &about.note).await;
    if !all.is_empty() {
        let whom = whom(&all).await;
        tell(all, about, whom);
    }
}

/// Writes the note on the items that were done.
async fn note_on_done(all: &[Sent], body: &str) {
    if body.is_empty() {
        return;
    }
    for sent in all {
        let Command::Deliveries(command) = &sent.command else {
            continue;
        };
        let items = sent.done_items();
        if items.is_empty() {
            continue;
        }
        let note = Command::Other(Other::AddNote {
            hub: command.hub,
            entity_table: Table::Delivery,
            items,
            body: body.to_owned(),
        });
        if let Err(problem) = ipc::submit(&note).await {
            toast_problem(&problem);
        }
    }
}

fn tell(mut all: Vec<Sent>, mut about: About, whom: Option<String>) {
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
            let newest_first = undo_ids.iter().rev().map(|id| Some(*id));
            undo_each(newest_first.collect());
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
            match about
                .labels
                .values()
                .next()
                .filter(|label| about.labels.len() == 1 && !label.is_empty())
            {
                Some(label) => format!("{done} · \u{2068}{label}\u{2069}"),
                None => done,
            }
        };
        toast_with(ToastKind::Done, text, offer);
    } else if summary.done > 0 {
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
    if summary.not_done() > 0 || !about.refused.is_empty() {
        all.append(&mut about.refused);
        outcome::show_results(all, about);
    }
}

/// Takes back a command, or the last that can be taken back.
pub fn undo(command: Option<CommandId>) {
    undo_each(vec![command]);
}

/// Takes commands back one after the other, then says once how that went.
fn undo_each(commands: Vec<Option<CommandId>>) {
    leptos::task::spawn_local(async move {
        let mut items = Vec::new();
        let mut undone = false;
        for command in commands {
            match ipc::control(&Control::Undo { command }).await {
                Ok(ControlResult::Undone(submitted)) => {
                    undone = true;
                    items.extend(submitted.items);
                }
                Ok(ControlResult::UndoImport { hub, batch }) => {
                    return crate::import::undo_import(hub, batch);
                }
                Ok(_) => {}
                Err(problem) if problem.code == wire::error::ErrorCode::NotFound => {}
                Err(problem) => return toast_problem(&problem),
            }
        }
        if undone {
            tell_undone(&items);
        } else {
            toast(ToastKind::Note, untrack(|| show::t("undo-none")));
        }
    });
}

fn tell_undone(items: &[ItemVerdict]) {
    let total = items.len();
    let refused = items.iter().find_map(ItemVerdict::rejection);
    let ok = items
        .iter()
        .filter(|i| matches!(i.verdict, Verdict::Applied { .. } | Verdict::Unchanged))
        .count();
    untrack(|| match refused {
        None => toast(ToastKind::Done, show::tr("undo-done", &[("n", ok.into())])),
        Some(rejection) => {
            let why = show::rejection_text(rejection);
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
