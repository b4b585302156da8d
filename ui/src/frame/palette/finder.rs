//! What Enter means while answers are under way: only a hit that answers what is typed now. Pure.
//!
//! Every answer is kept with its question. Enter pressed before the answer to what is typed is here waits for it;
//! typing on takes that Enter back. So a number pasted, or read by a scanner that ends it with Enter, opens its own
//! delivery, however fast it comes.

use domain::id::HubId;

/// What is searched for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub hub: HubId,
    pub text: String,
}

/// What to do about an Enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enter {
    /// The lines answer what is typed: run the one that is marked.
    Run,
    /// The answer is under way; [`Finder::take`] says when it is here.
    Wait,
    /// The last try failed: ask once more.
    Ask(Question),
}

/// Hits, the question they answer, and the question that is typed now.
#[derive(Clone, Debug)]
pub struct Finder<T> {
    asked: Option<Question>,
    under_way: bool,
    answer: Option<(Question, Vec<T>)>,
    waits: bool,
}

impl<T> Default for Finder<T> {
    fn default() -> Self {
        Self {
            asked: None,
            under_way: false,
            answer: None,
            waits: false,
        }
    }
}

impl<T> Finder<T> {
    /// This is typed now; nothing, where it is no question.
    pub fn typed(&mut self, question: Option<Question>) {
        self.under_way = question.is_some();
        self.waits = false;
        if question.is_none() {
            self.answer = None;
        }
        self.asked = question;
    }

    /// Whether the hits answer what is typed now.
    pub fn answered(&self) -> bool {
        self.asked.as_ref() == self.answer.as_ref().map(|(question, _)| question)
    }

    /// The hits to show: while an answer is under way still the ones before it, so that nothing flickers.
    pub fn shown(&self) -> &[T] {
        self.answer.as_ref().map_or(&[], |(_, hits)| hits)
    }

    pub fn enter(&mut self) -> Enter {
        if self.answered() {
            return Enter::Run;
        }
        self.waits = true;
        match &self.asked {
            Some(question) if !self.under_way => {
                self.under_way = true;
                Enter::Ask(question.clone())
            }
            _ => Enter::Wait,
        }
    }

    /// An answer came; one to an older question is dropped. Whether an Enter waited for it.
    pub fn take(&mut self, question: Question, hits: Vec<T>) -> bool {
        if self.asked.as_ref() != Some(&question) {
            return false;
        }
        self.under_way = false;
        self.answer = Some((question, hits));
        std::mem::take(&mut self.waits)
    }

    /// There is no answer. Whether it was what is typed now that failed.
    pub fn fail(&mut self, question: &Question) -> bool {
        if self.asked.as_ref() != Some(question) {
            return false;
        }
        self.under_way = false;
        self.waits = false;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn question(text: &str) -> Question {
        Question {
            hub: HubId(Uuid::from_u128(1)),
            text: text.to_owned(),
        }
    }

    #[test]
    fn enter_waits_for_the_answer_to_what_is_typed() {
        let mut finder = Finder::default();
        finder.typed(Some(question("0501")));
        assert!(!finder.take(question("0501"), vec!["first caller"]));
        assert_eq!(finder.enter(), Enter::Run);
        finder.typed(Some(question("0502")));
        assert_eq!(finder.shown(), ["first caller"], "nothing flickers");
        assert_eq!(finder.enter(), Enter::Wait);
        assert!(!finder.take(question("050"), vec!["somebody else"]));
        assert!(finder.take(question("0502"), vec!["second caller"]));
        assert_eq!(finder.shown(), ["second caller"]);
        // The Enter was used up.
        assert!(!finder.take(question("0502"), vec!["second caller"]));
    }

    #[test]
    fn typing_on_takes_the_enter_back() {
        let mut finder = Finder::<&str>::default();
        finder.typed(Some(question("050")));
        assert_eq!(finder.enter(), Enter::Wait);
        finder.typed(Some(question("0501")));
        assert!(!finder.take(question("0501"), vec!["caller"]));
    }

    #[test]
    fn with_nothing_typed_enter_runs_at_once() {
        let mut finder = Finder::<&str>::default();
        assert_eq!(finder.enter(), Enter::Run);
        finder.typed(Some(question("050")));
        finder.take(question("050"), vec!["caller"]);
        finder.typed(None);
        assert!(finder.shown().is_empty());
        assert_eq!(finder.enter(), Enter::Run);
    }

    #[test]
    fn after_a_failure_enter_asks_once_more() {
        let mut finder = Finder::default();
        finder.typed(Some(question("050")));
        assert_eq!(finder.enter(), Enter::Wait);
        assert!(!finder.fail(&question("05")));
        assert!(finder.fail(&question("050")));
        assert_eq!(finder.enter(), Enter::Ask(question("050")));
        assert!(finder.take(question("050"), vec!["caller"]));
    }

    /// Whatever comes in whatever order, what runs answers what was typed last.
    #[test]
    fn no_order_of_keys_and_answers_runs_a_hit_of_another_question() {
        const TEXTS: [&str; 2] = ["a", "b"];
        const STEPS: usize = 7;
        const KINDS: usize = 7;
        for history in 0..KINDS.pow(STEPS as u32) {
            let (mut finder, mut typed) = (Finder::default(), None);
            let mut left = history;
            for _ in 0..STEPS {
                let (step, text) = (left % KINDS, TEXTS[left % 2]);
                left /= KINDS;
                let runs = match step {
                    0 | 1 => {
                        typed = Some(text);
                        finder.typed(Some(question(text)));
                        false
                    }
                    2 | 3 => finder.take(question(text), vec![text]),
                    4 | 5 => {
                        finder.fail(&question(text));
                        false
                    }
                    _ => finder.enter() == Enter::Run,
                };
                if runs {
                    assert_eq!(finder.shown().first().copied(), typed, "history {history}");
                }
            }
        }
    }
}
