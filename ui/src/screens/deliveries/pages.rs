//! The rows in sight and a little around them: pages of the table, asked for as they scroll into view.
//!
//! When rows change, pages in sight are asked for again and the old ones stay meanwhile. One question per page
//! is in flight at a time, however fast changes come.

use crate::{
    app::{DELIVERY_ROWS, app},
    ipc,
    parts::virtual_rows::Span,
};
use leptos::prelude::*;
use std::{
    collections::{HashMap, HashSet},
    ops::RangeInclusive,
    sync::Arc,
};
use wire::{
    error::Problem,
    ipc::{DeliveryFilter, DeliveryPage, DeliveryRow, Query, Sort},
};

/// Rows per page.
const PAGE: u64 = 100;
/// Pages kept; the ones longest unseen go first.
const KEPT: usize = 30;

/// What the table shows: filter and order.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub filter: DeliveryFilter,
    pub sort: Sort,
}

#[derive(Default)]
struct Cache {
    question: Option<Question>,
    /// Grows with every change of rows; a page of an older generation is asked for again when in sight.
    generation: u64,
    pages: HashMap<u64, (u64, Arc<Vec<DeliveryRow>>)>,
    asked: HashSet<u64>,
}

/// The table's rows. Copy.
#[derive(Clone, Copy)]
pub struct Pages {
    pub total: RwSignal<u64>,
    pub problem: RwSignal<Option<Problem>>,
    /// Whether anything was answered yet.
    pub answered: RwSignal<bool>,
    cache: StoredValue<Cache>,
    arrived: RwSignal<u64>,
}

/// The pages that hold rows `first..end`.
fn needed(first: u64, end: u64) -> RangeInclusive<u64> {
    first / PAGE..=end.saturating_sub(1).max(first) / PAGE
}

impl Pages {
    /// Keeps the rows of `question` in `span` true until the current view goes.
    pub fn new(question: Memo<Option<Question>>) -> Self {
        let pages = Self {
            total: RwSignal::new(0),
            problem: RwSignal::new(None),
            answered: RwSignal::new(false),
            cache: StoredValue::new(Cache::default()),
            arrived: RwSignal::new(0),
        };
        Effect::new(move |_| {
            for dep in DELIVERY_ROWS {
                app().changes.track(*dep);
            }
            let asked = question.get();
            pages.cache.update_value(|cache| {
                cache.generation += 1;
                cache.question = asked;
            });
            pages.arrived.update(|n| *n += 1);
        });
        pages
    }

    /// Asks for what is in sight whenever that changes.
    pub fn follow(self, span: Signal<Span>) {
        Effect::new(move |_| {
            self.arrived.track();
            let span = span.get();
            self.fetch(span.first, span.end.max(span.first + 1));
        });
    }

    fn fetch(self, first: u64, end: u64) {
        for page in needed(first, end) {
            let ask = self.cache.try_update_value(|cache| {
                let question = cache.question.clone()?;
                let fresh = cache
                    .pages
                    .get(&page)
                    .is_some_and(|(generation, _)| *generation == cache.generation);
                (!fresh && cache.asked.insert(page)).then_some((question, cache.generation))
            });
            let Some(Some((question, generation))) = ask else {
                continue;
            };
            leptos::task::spawn_local(async move {
                let answer = ipc::query::<DeliveryPage>(&Query::Deliveries {
                    filter: question.filter.clone(),
                    sort: question.sort,
                    offset: page * PAGE,
                    limit: PAGE as u32,
                })
                .await;
                self.take(page, generation, &question, answer);
            });
        }
    }

    fn take(
        self,
        page: u64,
        generation: u64,
        question: &Question,
        answer: Result<DeliveryPage, Problem>,
    ) {
        let current = self.cache.try_update_value(|cache| {
            cache.asked.remove(&page);
            cache.question.as_ref() == Some(question)
        });
        let Some(current) = current else { return };
        match answer {
            Ok(answer) if current => {
                let total = answer.total;
                self.cache.update_value(|cache| {
                    cache
                        .pages
                        .insert(page, (generation, Arc::new(answer.rows)));
                    if cache.pages.len() > KEPT {
                        let near = |held: &u64| held.abs_diff(page) <= KEPT as u64 / 2;
                        cache.pages.retain(|held, _| near(held));
                    }
                });
                if self.total.get_untracked() != total {
                    self.total.set(total);
                }
                if !self.answered.get_untracked() {
                    self.answered.set(true);
                }
                if self.problem.with_untracked(Option::is_some) {
                    self.problem.set(None);
                }
            }
            Ok(_) => {}
            Err(problem) => {
                // Not asked again by itself: a change of rows or filter does.
                self.cache.update_value(|cache| {
                    let rows = cache
                        .pages
                        .get(&page)
                        .map(|(_, rows)| Arc::clone(rows))
                        .unwrap_or_default();
                    cache.pages.insert(page, (generation, rows));
                });
                self.problem.set(Some(problem));
            }
        }
        self.arrived.update(|n| *n += 1);
    }

    /// The row at a place, when it is here; reactive.
    pub fn row(self, index: u64) -> Option<DeliveryRow> {
        self.arrived.track();
        self.row_now(index)
    }

    /// The row at a place, when it is here and as last asked: not one that stood there before rows or filter changed.
    pub fn fresh_row(self, index: u64) -> Option<DeliveryRow> {
        self.cache.with_value(|cache| {
            let (generation, rows) = cache.pages.get(&(index / PAGE))?;
            let row = rows.get((index % PAGE) as usize)?;
            (*generation == cache.generation).then(|| row.clone())
        })
    }

    pub fn row_now(self, index: u64) -> Option<DeliveryRow> {
        self.cache.with_value(|cache| {
            let (_, rows) = cache.pages.get(&(index / PAGE))?;
            rows.get((index % PAGE) as usize).cloned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::needed;

    #[test]
    fn the_pages_in_sight_are_asked_for() {
        assert_eq!(needed(0, 30), 0..=0);
        assert_eq!(needed(90, 130), 0..=1);
        assert_eq!(needed(199, 200), 1..=1);
        assert_eq!(needed(0, 0), 0..=0);
    }
}
