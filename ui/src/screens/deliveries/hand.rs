//! What a command of this screen acts on: what is in sight. The delivery in the drawer where it is not among those
//! selected, else those selected that the list or the drawer shows. What is selected and out of sight (filtered out
//! since, gone on to another state, selected on another screen) is counted and left alone.

use super::pages::Question;
use crate::{
    act::{self, Verb},
    app::{DELIVERY_ROWS, Dep, ToastKind, app, toast, toast_problem},
    ipc::{self, Live, live},
    show,
};
use domain::{entity::Table, id::DeliveryId};
use leptos::prelude::*;
use std::collections::HashSet;
use wire::{
    error::Problem,
    ipc::{Query, Target},
};

/// What is meant, before it is known what the list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    Nothing,
    /// The delivery in the drawer.
    Open(DeliveryId),
    /// Of these the ones the list shows, and the one of them in the drawer.
    Selected {
        ids: Vec<DeliveryId>,
        open: Option<DeliveryId>,
    },
}

impl Meant {
    fn of(open: Option<DeliveryId>, selection: &[DeliveryId]) -> Self {
        match open {
            Some(id) if !selection.contains(&id) => Self::Open(id),
            _ if selection.is_empty() => Self::Nothing,
            _ => Self::Selected {
                ids: selection.to_vec(),
                open,
            },
        }
    }
}

/// Which of `selection` are in sight, by the last answer: what was not asked about yet was selected in the list.
fn in_sight(
    selection: &[DeliveryId],
    asked: &[DeliveryId],
    shown: &[DeliveryId],
    open: Option<DeliveryId>,
) -> Vec<DeliveryId> {
    let hidden: HashSet<&DeliveryId> = {
        let shown: HashSet<&DeliveryId> = shown.iter().chain(&open).collect();
        asked.iter().filter(|id| !shown.contains(id)).collect()
    };
    let seen = selection.iter().filter(|id| !hidden.contains(id));
    seen.copied().collect()
}

/// What the list shows, and what is open besides.
fn with_open(mut shown: Vec<DeliveryId>, open: Option<DeliveryId>) -> Vec<DeliveryId> {
    shown.extend(open.filter(|open| !shown.contains(open)));
    shown
}

/// Copy; passed to whatever acts.
#[derive(Clone, Copy)]
pub struct Hand {
    question: Memo<Option<Question>>,
    meant: Memo<Meant>,
    /// In sight and meant, as far as is known.
    pub ids: Memo<Vec<DeliveryId>>,
    /// Selected and out of sight.
    pub elsewhere: Memo<usize>,
    /// The delivery it is, where it is one.
    one: Live<Vec<Target>>,
}

impl Hand {
    pub fn new(question: Memo<Option<Question>>, open: Memo<Option<DeliveryId>>) -> Self {
        let meant = Memo::new(move |_| Meant::of(open.get(), &app().selection()));
        let shown =
            live::<Vec<DeliveryId>>(DELIVERY_ROWS, move || match (question.get(), meant.get()) {
                (Some(question), Meant::Selected { ids, .. }) => Some(shown_query(question, ids)),
                _ => None,
            });
        let ids = Memo::new(move |_| match meant.get() {
            Meant::Nothing => Vec::new(),
            Meant::Open(id) => vec![id],
            Meant::Selected { ids, open } => {
                let asked = shown.question();
                let asked = match asked.as_deref() {
                    Some(Query::Shown { ids, .. }) => ids.as_slice(),
                    _ => &[],
                };
                shown.with(|shown| in_sight(&ids, asked, shown.map_or(&[], Vec::as_slice), open))
            }
        });
        let elsewhere = Memo::new(move |_| match meant.get() {
            Meant::Nothing | Meant::Open(_) => 0,
            Meant::Selected { ids: all, .. } => all.len().saturating_sub(ids.with(Vec::len)),
        });
        let one = live::<Vec<Target>>(&[Dep::Table(Table::Delivery)], move || {
            let ids = ids.get();
            (ids.len() == 1).then_some(Query::Targets { ids })
        });
        let hand = Self {
            question,
            meant,
            ids,
            elsewhere,
            one,
        };
        select_what_is_opened(open);
        hand
    }

    /// The reference of the one that is meant, where it is one.
    pub fn reference(self) -> Option<String> {
        let [id] = self.ids.get()[..] else {
            return None;
        };
        self.one.with(|found| {
            found?
                .iter()
                .find(|t| t.id == id)
                .map(|t| t.reference.clone())
        })
    }

    /// What is meant and in sight, asked at this moment, in the list's order.
    ///
    /// # Errors
    /// What the shell says when the replica cannot be asked.
    pub async fn now(self) -> Result<Vec<DeliveryId>, Problem> {
        match (self.meant.get_untracked(), self.question.get_untracked()) {
            (Meant::Open(id), _) => Ok(vec![id]),
            (Meant::Selected { ids, open }, Some(question)) => {
                let shown = ipc::query(&shown_query(question, ids)).await?;
                Ok(with_open(shown, open))
            }
            (Meant::Nothing, _) | (Meant::Selected { .. }, None) => Ok(Vec::new()),
        }
    }

    /// Starts a verb on what is meant and in sight.
    pub fn act(self, verb: Verb) {
        if self.meant.with_untracked(|meant| *meant == Meant::Nothing) {
            return;
        }
        leptos::task::spawn_local(async move {
            match self.now().await {
                Ok(ids) if ids.is_empty() => {
                    toast(ToastKind::Note, untrack(|| show::t("selected-none-shown")));
                }
                Ok(ids) => act::start(verb, ids),
                Err(problem) => toast_problem(&problem),
            }
        });
    }
}

fn shown_query(question: Question, ids: Vec<DeliveryId>) -> Query {
    Query::Shown {
        filter: question.filter,
        sort: question.sort,
        ids,
    }
}

/// A delivery that is opened is selected, so that the list, the keys and the drawer mean the same one. One among those
/// selected leaves the others selected with it.
fn select_what_is_opened(open: Memo<Option<DeliveryId>>) {
    Effect::new(move |_| {
        if let Some(id) = open.get()
            && !untrack(|| app().selection()).contains(&id)
        {
            app().select(vec![id]);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: u128) -> DeliveryId {
        DeliveryId(Uuid::from_u128(n))
    }

    #[test]
    fn the_drawer_is_meant_unless_it_is_among_those_selected() {
        assert_eq!(Meant::of(None, &[]), Meant::Nothing);
        assert_eq!(Meant::of(Some(id(1)), &[]), Meant::Open(id(1)));
        assert_eq!(Meant::of(Some(id(1)), &[id(2)]), Meant::Open(id(1)));
        let both = vec![id(1), id(2)];
        let selected = |open| Meant::Selected {
            ids: both.clone(),
            open,
        };
        assert_eq!(Meant::of(Some(id(1)), &both), selected(Some(id(1))));
        assert_eq!(Meant::of(None, &both), selected(None));
    }

    #[test]
    fn what_neither_list_nor_drawer_shows_is_left_alone() {
        let (a, b, c) = (id(1), id(2), id(3));
        assert_eq!(in_sight(&[a, b], &[a, b], &[b], None), [b]);
        assert!(in_sight(&[a], &[a], &[], None).is_empty());
        // Selected after the last answer: it was in the list to be selected.
        assert_eq!(in_sight(&[a, c], &[a, b], &[b], None), [c]);
        // Found by its number while the list shows something else: it is open, and that is in sight.
        assert_eq!(in_sight(&[a], &[a], &[], Some(a)), [a]);
        assert_eq!(with_open(vec![], Some(a)), [a]);
        assert_eq!(with_open(vec![b, a], Some(a)), [b, a]);
    }
}
