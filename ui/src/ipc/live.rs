//! A question whose answer stays true: asked again whenever it changes or rows it depends on do.
//!
//! One question is in flight at a time; changes meanwhile lead to one more. The old answer stays until
//! the new one is there, and an equal answer changes nothing, so that nothing flickers.

use super::{Answer, query as ask};
use crate::app::{Dep, app};
use leptos::prelude::*;
use std::sync::Arc;
use wire::{error::Problem, ipc::Query};

/// The latest answer to a question. Copy; read it in views.
pub struct Live<T: Answer> {
    value: RwSignal<Option<Arc<T>>>,
    answered: RwSignal<Option<Arc<Query>>>,
    problem: RwSignal<Option<Problem>>,
    again: RwSignal<u32>,
}

impl<T: Answer> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Answer> Copy for Live<T> {}

impl<T: Answer> Live<T> {
    /// The answer; none before the first.
    pub fn get(&self) -> Option<Arc<T>> {
        self.value.get()
    }
    pub fn get_untracked(&self) -> Option<Arc<T>> {
        self.value.get_untracked()
    }
    /// Reads the answer without copying it.
    pub fn with<R>(&self, read: impl FnOnce(Option<&T>) -> R) -> R {
        self.value.with(|value| read(value.as_deref()))
    }
    /// The question that the answer belongs to: while a new one is under way still the one before it.
    pub fn question(&self) -> Option<Arc<Query>> {
        self.answered.get()
    }
    /// What went wrong at the last try, while the answer shown may be older.
    pub fn problem(&self) -> Option<Problem> {
        self.problem.get()
    }
    /// Asks again.
    pub fn refresh(&self) {
        self.again.update(|n| *n += 1);
    }
}

/// Asks what `question` gives and keeps the answer true while rows of `deps` change. While `question`
/// gives nothing, the old answer stays.
pub fn live<T: Answer>(
    deps: &'static [Dep],
    question: impl Fn() -> Option<Query> + Send + Sync + 'static,
) -> Live<T> {
    let live = Live {
        value: RwSignal::new(None),
        answered: RwSignal::new(None),
        problem: RwSignal::new(None),
        again: RwSignal::new(0),
    };
    // (in flight, asked meanwhile)
    let busy = StoredValue::new((false, None::<Query>));
    Effect::new(move |_| {
        live.again.track();
        for dep in deps {
            app().changes.track(*dep);
        }
        let Some(question) = question() else { return };
        let (in_flight, _) = busy.get_value();
        if in_flight {
            busy.update_value(|b| b.1 = Some(question));
            return;
        }
        busy.update_value(|b| b.0 = true);
        leptos::task::spawn_local(async move {
            let mut next = Some(question);
            while let Some(question) = next.take() {
                let answer = ask::<T>(&question).await;
                let Some(waiting) = busy.try_update_value(|b| b.1.take()) else {
                    return; // The view is gone.
                };
                next = waiting;
                // An answer to an old question is not shown when a different one waits.
                if next.as_ref().is_none_or(|n| *n == question) {
                    live.take(question, answer);
                }
            }
            busy.try_update_value(|b| b.0 = false);
        });
    });
    live
}

impl<T: Answer> Live<T> {
    fn take(&self, question: Query, answer: Result<T, Problem>) {
        match answer {
            Ok(answer) => {
                let known = self
                    .answered
                    .try_with_untracked(|held| held.as_deref() == Some(&question));
                if known == Some(false) {
                    self.answered.try_set(Some(Arc::new(question)));
                }
                let same = self
                    .value
                    .try_with_untracked(|held| held.as_deref() == Some(&answer));
                if same == Some(false) {
                    self.value.try_set(Some(Arc::new(answer)));
                }
                if self.problem.try_with_untracked(Option::is_some) == Some(true) {
                    self.problem.try_set(None);
                }
            }
            Err(problem) => {
                self.problem.try_set(Some(problem));
            }
        }
    }
}
