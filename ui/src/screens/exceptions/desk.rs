//! The screen's state: what is listed, which one is open, and sending what settles it.

use super::{bulk, bulk::Chosen, me};
use crate::{
    act,
    app::{Dep, ToastAction, ToastKind, app, toast_problem, toast_with},
    ipc::{self, Live, live},
    keys::{self, Keys},
    show,
};
use domain::{
    command::{Command, Other},
    decide::{ItemVerdict, Verdict},
    entities::{ExceptionKind, Resolution},
    entity::Table,
    id::{CourierId, ExceptionId},
    rejection::Rejection,
};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wire::ipc::{CourierView, ExceptionView, Query, Submitted};

const DEPS: &[Dep] = &[
    Dep::Table(Table::Exception),
    Dep::Table(Table::Note),
    Dep::Table(Table::Delivery),
    Dep::Table(Table::Staff),
    Dep::Outbox,
];
const COURIERS: &[Dep] = &[Dep::Table(Table::Courier), Dep::Table(Table::Shift)];

/// Copy; passed to every part of the screen.
#[derive(Clone, Copy)]
pub struct Desk {
    pub all: Live<Vec<ExceptionView>>,
    pub couriers: Live<Vec<CourierView>>,
    /// The tab: settled ones instead of open ones.
    pub settled: RwSignal<bool>,
    pub kind: RwSignal<Option<ExceptionKind>>,
    /// Only those I took.
    pub mine: RwSignal<bool>,
    /// Only those that came of my own work.
    pub from_me: RwSignal<bool>,
    /// What the filters leave.
    pub shown: Memo<Arc<Vec<ExceptionView>>>,
    /// The one open beside the list.
    pub at: RwSignal<Option<ExceptionId>>,
    /// Several of them, to be taken or settled together.
    pub chosen: Chosen,
    /// It, as last known: a settled one leaves the list before the next is chosen.
    pub current: Memo<Option<ExceptionView>>,
}

/// Which one is open after the list changed: the same; where it left, the one now in its place.
pub fn next_at(ids: &[ExceptionId], at: Option<ExceptionId>, place: usize) -> Option<ExceptionId> {
    match at {
        Some(at) if ids.contains(&at) => Some(at),
        _ => ids.get(place.min(ids.len().saturating_sub(1))).copied(),
    }
}

impl Desk {
    pub fn new() -> Self {
        let (settled, kind, mine) = (
            RwSignal::new(false),
            RwSignal::new(None),
            RwSignal::new(false),
        );
        let from_me = app().exceptions_from_me;
        Effect::new(move |_| {
            if from_me.get() {
                settled.set(false);
                kind.set(None);
                mine.set(false);
            }
        });
        let all = live::<Vec<ExceptionView>>(DEPS, move || {
            Some(Query::Exceptions {
                hub: app().hub()?,
                open: !settled.get(),
            })
        });
        let couriers = live::<Vec<CourierView>>(COURIERS, || {
            Some(Query::Couriers {
                hub: app().hub()?,
                date: app().date(),
            })
        });
        let shown = Memo::new(move |_| {
            let (kind, mine, me) = (kind.get(), mine.get(), me());
            let from_me = from_me.get();
            let mut shown = all
                .get()
                .map(|all| all.as_ref().clone())
                .unwrap_or_default();
            shown.retain(|view| {
                view.exception.resolved_at.is_some() == settled.get()
                    && kind.is_none_or(|kind| view.exception.kind == kind)
                    && (!mine || view.exception.claimed_by == me)
                    && (!from_me || Some(view.exception.raised_by) == me)
            });
            Arc::new(shown)
        });
        let at = RwSignal::new(None::<ExceptionId>);
        let current = Memo::new(move |before: Option<&Option<ExceptionView>>| {
            let at = at.get()?;
            shown
                .with(|all| all.iter().find(|view| view.exception.id == at).cloned())
                .or_else(|| {
                    before
                        .cloned()
                        .flatten()
                        .filter(|view| view.exception.id == at)
                })
        });
        let desk = Self {
            all,
            couriers,
            settled,
            kind,
            mine,
            from_me,
            shown,
            at,
            chosen: Chosen::new(),
            current,
        };
        desk.follow_list();
        desk.follow_address();
        desk.bind_keys();
        desk
    }

    /// Keeps one open while the list changes.
    fn follow_list(self) {
        let place = StoredValue::new(0_usize);
        Effect::new(move |_| {
            let ids: Vec<ExceptionId> = self
                .shown
                .with(|all| all.iter().map(|v| v.exception.id).collect());
            if self.all.get().is_none() {
                return;
            }
            let at = self.at.get();
            let next = next_at(&ids, at, place.get_value());
            if let Some(found) = ids.iter().position(|id| Some(*id) == next) {
                place.set_value(found);
            }
            if next != at && next.is_some() {
                self.at.set(next);
            } else if ids.is_empty() && at.is_some() {
                self.at.set(None);
            }
        });
    }

    /// Opens the one an address names, by its own id or by what it is about; looks among the settled ones
    /// where it is not open any more.
    fn follow_address(self) {
        let looked = StoredValue::new(None);
        Effect::new(move |_| {
            let wanted = app()
                .route
                .with(|r| (r.screen == "exceptions").then_some(r.entity).flatten());
            let Some(wanted) = wanted else { return };
            let Some(all) = self.all.get() else { return };
            if looked.get_value() == Some((wanted, true)) {
                return;
            }
            let found = all.iter().find(|v| {
                v.exception.id.0 == wanted
                    || v.exception.entity_id == wanted
                    || v.items.iter().any(|item| item.id == wanted)
                    || v.reports.iter().any(|r| r.exception.id.0 == wanted)
            });
            match found {
                Some(view) => {
                    looked.set_value(Some((wanted, true)));
                    self.kind.set(None);
                    self.mine.set(false);
                    self.from_me.set(false);
                    self.at.set(Some(view.exception.id));
                }
                None if looked.get_value() != Some((wanted, false)) => {
                    looked.set_value(Some((wanted, false)));
                    self.settled.set(true);
                }
                None => {
                    looked.set_value(Some((wanted, true)));
                    self.settled.set(false);
                }
            }
        });
    }

    fn bind_keys(self) {
        keys::bind(
            "exception-claim",
            "shortcuts-list",
            Keys::plain("KeyC", "C"),
            move || self.claim(),
        );
        keys::describe("shortcut-next-row", "shortcuts-list", "↓");
        keys::describe("shortcut-previous-row", "shortcuts-list", "↑");
        keys::describe("shortcut-open", "shortcuts-list", "Enter");
        keys::describe("shortcut-toggle-selection", "shortcuts-list", "Space");
        keys::describe("shortcut-select-all", "shortcuts-list", "Ctrl A");
        keys::describe("exception-drop-command", "shortcuts-list", "Del");
    }

    pub fn show_settled(self, settled: bool) {
        self.chosen.clear(None);
        self.settled.set(settled);
    }

    /// The ids of what is listed, in order.
    pub fn ids(self) -> Vec<ExceptionId> {
        self.shown
            .with_untracked(|all| all.iter().map(|v| v.exception.id).collect())
    }

    /// Those of the list that are selected.
    pub fn selected(self) -> Vec<ExceptionView> {
        let chosen = |v: &&ExceptionView| untrack(|| self.chosen.contains(v.exception.id));
        self.shown
            .with_untracked(|all| all.iter().filter(chosen).cloned().collect())
    }

    pub fn selected_count(self) -> usize {
        let chosen = |v: &&ExceptionView| self.chosen.contains(v.exception.id);
        self.shown.with(|all| all.iter().filter(chosen).count())
    }

    /// How many of a kind there are in this tab.
    pub fn count(self, kind: ExceptionKind) -> usize {
        let settled = self.settled.get();
        self.all.with(|all| {
            all.map_or(0, |all| {
                all.iter()
                    .filter(|v| {
                        v.exception.kind == kind && v.exception.resolved_at.is_some() == settled
                    })
                    .count()
            })
        })
    }

    /// A courier's name; a dash for one not known here any more.
    pub fn courier_name(self, id: CourierId) -> String {
        self.couriers.with(|all| {
            all.and_then(|all| all.iter().find(|c| c.id == id))
                .map_or_else(|| "–".to_owned(), |c| show::name(&c.name))
        })
    }

    /// Takes the selected ones; without any, the one that is open.
    pub fn claim(self) {
        let mut views = self.selected();
        if views.is_empty() {
            views.extend(self.current.get_untracked());
        }
        bulk::claim(&views);
    }

    /// Settles one that is not contested.
    pub fn resolve(self, view: &ExceptionView, resolution: Resolution, done: String) {
        let command = resolve_command(view, resolution, String::new());
        leptos::task::spawn_local(async move {
            submit(command, done).await;
        });
    }
}

/// The command that settles an exception which is not contested.
pub fn resolve_command(view: &ExceptionView, resolution: Resolution, reason: String) -> Command {
    Command::Other(Other::Resolve {
        hub: view.exception.hub_id,
        items: vec![view.exception.id],
        resolution,
        reason,
    })
}

/// The first refusal of what was submitted.
pub fn refusal(submitted: &Submitted) -> Option<Rejection> {
    first_refusal(&submitted.items)
}

/// The first refusal among the verdicts.
pub fn first_refusal(items: &[ItemVerdict]) -> Option<Rejection> {
    items.iter().find_map(|item| match &item.verdict {
        Verdict::Rejected { rejection } => Some(rejection.clone()),
        _ => None,
    })
}

/// Submits one command and says how it went, with undo where there is one. Whether it was done.
pub async fn submit(command: Command, done: String) -> bool {
    match ipc::submit(&command).await {
        Ok(submitted) => match refusal(&submitted) {
            Some(rejection) => {
                tell_refused(&rejection);
                false
            }
            None => {
                tell_done(&submitted, done);
                true
            }
        },
        Err(problem) => {
            toast_problem(&problem);
            false
        }
    }
}

pub fn tell_refused(rejection: &Rejection) {
    let text = untrack(|| {
        format!(
            "{} {}",
            show::t("rejection-lead"),
            show::rejection_text(rejection)
        )
    });
    toast_with(ToastKind::Error, text, None);
}

pub fn tell_done(submitted: &Submitted, done: String) {
    let undo = submitted
        .command_id
        .filter(|_| submitted.undoable)
        .map(|id| ToastAction {
            name: "toast-undo",
            label: untrack(|| show::t("action-undo")),
            run: Callback::new(move |()| act::undo(Some(id))),
        });
    toast_with(ToastKind::Done, done, undo);
}

/// Focuses the first element of that selector.
pub fn focus(selector: &str) {
    let element = document().query_selector(selector).ok().flatten();
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn after_one_is_settled_the_next_in_its_place_is_open() {
        let ids: Vec<ExceptionId> = (0..3).map(|n| ExceptionId(Uuid::from_u128(n))).collect();
        let gone = Some(ExceptionId(Uuid::from_u128(9)));
        assert_eq!(next_at(&ids, Some(ids[2]), 0), Some(ids[2]));
        assert_eq!(next_at(&ids, gone, 1), Some(ids[1]));
        assert_eq!(next_at(&ids, gone, 3), Some(ids[2]));
        assert_eq!(next_at(&ids, None, 0), Some(ids[0]));
        assert_eq!(next_at(&[], gone, 1), None);
    }
}
