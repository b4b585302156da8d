//! Several exceptions at once: which are selected, and taking or settling them together, however many. Which kinds
//! are settled how is the rules' to say.

use super::desk::{self, Desk};
use crate::{
    app::{ToastKind, toast, toast_problem},
    ipc,
    parts::{Button, Kind, confirm},
    show,
};
use domain::{
    command::{Command, MAX_ITEMS, Other},
    decide::settles,
    entities::{Exception, Resolution},
    id::ExceptionId,
    rejection::Rejection,
};
use leptos::prelude::*;
use std::collections::BTreeSet;
use wire::ipc::{ExceptionView, Tally};

/// The selection; empty while one is merely open. Copy.
#[derive(Clone, Copy)]
pub struct Chosen {
    ids: RwSignal<BTreeSet<ExceptionId>>,
    /// Where a range begins.
    anchor: RwSignal<Option<ExceptionId>>,
}

impl Chosen {
    pub fn new() -> Self {
        Self {
            ids: RwSignal::new(BTreeSet::new()),
            anchor: RwSignal::new(None),
        }
    }

    pub fn contains(self, id: ExceptionId) -> bool {
        self.ids.with(|ids| ids.contains(&id))
    }

    pub fn is_empty(self) -> bool {
        self.ids.with(BTreeSet::is_empty)
    }

    /// Nothing is selected any more; the next range begins at `at`.
    pub fn clear(self, at: Option<ExceptionId>) {
        self.anchor.set(at);
        if !self.ids.with_untracked(BTreeSet::is_empty) {
            self.ids.set(BTreeSet::new());
        }
    }

    pub fn all(self, shown: &[ExceptionId]) {
        self.ids.set(shown.iter().copied().collect());
    }

    /// This one more, or less; `open`, the one looked at, is selected with the first.
    pub fn toggle(self, id: ExceptionId, open: Option<ExceptionId>) {
        self.anchor.set(Some(id));
        self.ids.update(|ids| {
            if ids.is_empty() {
                ids.extend(open.filter(|open| *open != id));
            }
            if !ids.remove(&id) {
                ids.insert(id);
            }
        });
    }

    /// From where the range began, or from `open`, to `id`.
    pub fn extend(self, shown: &[ExceptionId], id: ExceptionId, open: Option<ExceptionId>) {
        let from = self.anchor.get_untracked().or(open).unwrap_or(id);
        self.anchor.set(Some(from));
        self.ids.set(between(shown, from, id));
    }
}

/// Those of the list from one to another, whichever is first.
fn between(shown: &[ExceptionId], from: ExceptionId, to: ExceptionId) -> BTreeSet<ExceptionId> {
    let place = |id| shown.iter().position(|shown| *shown == id);
    let Some(end) = place(to) else {
        return BTreeSet::new();
    };
    let start = place(from).unwrap_or(end);
    shown[start.min(end)..=start.max(end)]
        .iter()
        .copied()
        .collect()
}

/// Commands of as many items as one takes.
fn commands(
    exceptions: &[&Exception],
    command: impl Fn(domain::id::HubId, Vec<ExceptionId>) -> Other,
) -> Vec<Command> {
    let Some(hub) = exceptions.first().map(|exception| exception.hub_id) else {
        return Vec::new();
    };
    exceptions
        .chunks(MAX_ITEMS)
        .map(|part| part.iter().map(|exception| exception.id).collect())
        .map(|ids| Command::Other(command(hub, ids)))
        .collect()
}

/// What a line of the list stands for: reports about one delivery are one thing to do.
fn told(view: &ExceptionView) -> Vec<&Exception> {
    match view.reports.as_slice() {
        [] => vec![&view.exception],
        reports => reports.iter().map(|report| &report.exception).collect(),
    }
}

/// Takes those that nobody has taken.
pub fn claim(views: &[ExceptionView]) {
    let free: Vec<&Exception> = views
        .iter()
        .flat_map(told)
        .filter(|exception| exception.resolved_at.is_none() && exception.claimed_by.is_none())
        .collect();
    let commands = commands(&free, |hub, items| Other::Claim { hub, items });
    give(commands, untrack(|| show::command_done("claim")));
}

/// Settles those that can be settled so, once it was confirmed with how many they are.
pub fn settle(desk: Desk, resolution: Resolution) {
    let (fit, left): (Vec<_>, Vec<_>) = desk
        .selected()
        .into_iter()
        .partition(|view| settles(view.exception.kind, resolution));
    let (n, left) = (fit.len(), left.len());
    untrack(|| {
        if n == 0 {
            let text = show::tr("exceptions-bulk-left", &[("n", left.into())]);
            return toast(ToastKind::Note, text);
        }
        let done = show::word("resolution", resolution.word());
        let yes = show::word("exceptions-do", resolution.word());
        let question = texts::key("exceptions-confirm", resolution.word());
        let question = show::tr(&question, &[("n", n.into())]);
        let hint = match left {
            0 => show::t("exceptions-bulk-hint"),
            _ => show::tr("exceptions-bulk-left", &[("n", left.into())]),
        };
        confirm(question, hint, yes, true, move || {
            let fit: Vec<&Exception> = fit.iter().map(|view| &view.exception).collect();
            let commands = commands(&fit, |hub, items| Other::Resolve {
                hub,
                items,
                resolution,
                reason: String::new(),
            });
            desk.chosen.clear(desk.at.get_untracked());
            give(commands, done.clone());
            desk::focus("#exceptions-list");
        });
    });
}

/// Gives the commands one after the other, and says what became of all their items.
fn give(commands: Vec<Command>, done: String) {
    leptos::task::spawn_local(async move {
        let mut items = Vec::new();
        let mut stopped = None;
        for command in commands {
            match ipc::submit(&command).await {
                Ok(submitted) => items.extend(submitted.items),
                Err(problem) => {
                    stopped = Some(problem);
                    break;
                }
            }
        }
        if !items.is_empty() {
            tell(Tally::of(&items), desk::first_refusal(&items), done);
        }
        if let Some(problem) = stopped {
            toast_problem(&problem);
        }
    });
}

fn tell(tally: Tally, refused: Option<Rejection>, done: String) {
    untrack(|| match refused {
        None => {
            let n = show::tr("exceptions-count", &[("n", tally.done.into())]);
            toast(ToastKind::Done, format!("{done} · {n}"));
        }
        Some(why) => {
            let counts = show::tr(
                "bulk-result",
                &[
                    ("ok", tally.done.into()),
                    ("rejected", tally.refused.into()),
                ],
            );
            let why = show::rejection_text(&why);
            toast(ToastKind::Error, format!("{counts}. {why}"));
        }
    });
}

/// What can be done with the selected ones.
#[component]
pub fn Bar(desk: Desk) -> impl IntoView {
    let count = Memo::new(move |_| desk.selected_count());
    let shown = move || count.get() > 0 && !desk.settled.get();
    view! {
        <Show when=shown>
            <div class="toolbar" role="group" data-region="exceptions-bulk"
                aria-label=move || show::tr("selected-count", &[("n", count.get().into())])>
                <span class="strong" aria-live="polite">
                    {move || show::tr("selected-count", &[("n", count.get().into())])}
                </span>
                <Button action="bulk-claim" label="exceptions-bulk-claim" icon="person" keys="C"
                    press=Callback::new(move |()| desk.claim())/>
                <Button action="bulk-resolve" label="exception-resolve"
                    press=Callback::new(move |()| settle(desk, Resolution::Repaired))/>
                <Button action="bulk-discard" label="exception-drop-command" keys="Del"
                    press=Callback::new(move |()| settle(desk, Resolution::Discarded))/>
                <Button action="bulk-clear" label="action-clear" kind=Kind::Quiet
                    press=Callback::new(move |()| desk.chosen.clear(desk.at.get_untracked()))/>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_range_goes_both_ways_and_needs_its_end() {
        let ids: Vec<ExceptionId> = (0..5).map(|n| ExceptionId(Uuid::from_u128(n))).collect();
        let some = |range: std::ops::RangeInclusive<usize>| ids[range].iter().copied().collect();
        assert_eq!(between(&ids, ids[3], ids[1]), some(1..=3));
        assert_eq!(between(&ids, ids[1], ids[3]), some(1..=3));
        let gone = ExceptionId(Uuid::from_u128(9));
        assert_eq!(between(&ids, gone, ids[2]), some(2..=2));
        assert_eq!(between(&ids, ids[2], gone), BTreeSet::new());
    }
}
