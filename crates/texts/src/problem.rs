//! Problems as sentences: what happened, what was kept, what to do. Knows the shape of a problem, not who found it.

use crate::{Arg, Texts, key};

/// What a problem's sentence is made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProblemFacts<'a> {
    pub code: &'a str,
    /// What stood in the way of reaching the server, and the address, name or status that is about.
    pub obstacle: Option<(&'a str, &'a str)>,
    /// Until the next try makes sense.
    pub seconds: i64,
    /// The number under which the server knows the request.
    pub request: &'a str,
    /// In whatever words whoever found it has.
    pub what: &'a str,
    /// Somebody is signed in, so there is work to speak of.
    pub work: bool,
}

impl Texts {
    /// Before somebody has signed in there is no work, and none is spoken of.
    pub fn problem(&self, facts: &ProblemFacts<'_>) -> String {
        let known = facts
            .obstacle
            .and_then(|(kind, about)| self.obstacle(kind, about));
        if let Some(mut sentence) = known {
            if facts.work {
                sentence.push(' ');
                sentence.push_str(&self.t("obstacle-kept"));
            }
            return sentence;
        }
        let values = [
            ("seconds", Arg::from(facts.seconds)),
            ("request", facts.request.into()),
            ("what", facts.what.into()),
        ];
        let base = key("error", facts.code);
        let at_sign_in = format!("{base}-at-sign-in");
        let own = !facts.work && self.has(&at_sign_in);
        let key = if own { &at_sign_in } else { &base };
        if self.has(key) {
            self.t_args(key, &values)
        } else {
            self.unknown_problem(facts)
        }
    }

    /// Of another release: its code, and what the server says of it.
    fn unknown_problem(&self, facts: &ProblemFacts<'_>) -> String {
        let key = if facts.work {
            "error-unknown"
        } else {
            "error-unknown-at-sign-in"
        };
        let mut sentence = self.t_args(key, &[("code", facts.code.into())]);
        if !facts.what.is_empty() && facts.what != facts.code {
            sentence.push(' ');
            sentence.push_str(&self.t_args("error-unknown-said", &[("what", facts.what.into())]));
        }
        sentence
    }

    fn obstacle(&self, kind: &str, about: &str) -> Option<String> {
        self.try_t_args(&key("obstacle", kind), &[("about", about.into())])
    }
}
