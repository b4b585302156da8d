//! What becomes of the work that waited while the server was not there: counted from its first answer until nothing
//! waits any more, and then told once.

use domain::{decide::Verdict, units::Millis};
use replica::Settled;
use wire::{ipc::Event, sync::Outcome};

/// Being away for less is told only where somebody is needed.
const SHORT_MS: i64 = 60_000;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Returning {
    /// Since when; `None` once everything was told.
    since: Option<Millis>,
    sent: u64,
    need_you: u64,
}

impl Returning {
    pub(super) fn away(&mut self, since: Millis) {
        self.since.get_or_insert(since);
    }

    /// A cut brought these outcomes and `waiting` commands are left; what is to be told now.
    pub(super) fn answered(
        &mut self,
        outcomes: &[Settled],
        waiting: u64,
        now: Millis,
    ) -> Option<Event> {
        let since = self.since?;
        self.sent += outcomes.len() as u64;
        self.need_you += outcomes.iter().filter(|s| needs_you(&s.outcome)).count() as u64;
        if waiting > 0 {
            return None;
        }
        let told = std::mem::take(self);
        let short = now.0 - since.0 < SHORT_MS;
        let silent = told.sent == 0 || (short && told.need_you == 0);
        (!silent).then_some(Event::Returned {
            sent: told.sent,
            need_you: told.need_you,
        })
    }
}

/// Whether somebody has to look at what became of a command.
fn needs_you(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Applied { items } => items.iter().any(|item| match item.verdict {
            Verdict::Applied { .. } | Verdict::Unchanged => false,
            Verdict::Rejected { .. }
            | Verdict::Contested { .. }
            | Verdict::Conflict { .. }
            | Verdict::Unknown(_) => true,
        }),
        Outcome::Rejected { .. } | Outcome::Quarantined { .. } | Outcome::Unknown(_) => true,
        Outcome::Retry { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        decide::ItemVerdict,
        id::{CommandId, ExceptionId, ScopeId},
        rejection::{RejectCode, Rejection},
    };
    use uuid::Uuid;
    use wire::ipc::{OutboxState, Tally};

    fn settled(verdicts: Vec<Verdict>) -> Settled {
        let item = |verdict| ItemVerdict {
            id: Uuid::nil(),
            verdict,
        };
        let items: Vec<ItemVerdict> = verdicts.into_iter().map(item).collect();
        Settled {
            command_id: CommandId(Uuid::nil()),
            scope: ScopeId(Uuid::nil()),
            name: "edit_delivery.v1".into(),
            label: "BRQ-1".into(),
            issued_at: Millis(0),
            state: OutboxState::Applied,
            tally: Some(Tally::of(&items)),
            items: items.len() as u32,
            outcome: Outcome::Applied { items },
        }
    }

    fn day() -> Vec<Settled> {
        let done = || Verdict::Applied { rev: 1 };
        let exception = ExceptionId(Uuid::nil());
        let refused = || Verdict::Rejected {
            rejection: Rejection::new(RejectCode::NotGranted),
        };
        vec![
            settled(vec![done(), Verdict::Unchanged]),
            settled(vec![Verdict::Contested { exception }]),
            settled(vec![done(), Verdict::Conflict { exception }]),
            settled(vec![refused(), refused()]),
        ]
    }

    #[test]
    fn what_was_sent_after_hours_and_what_needs_somebody_is_told_once_when_all_is_answered() {
        let mut returning = Returning::default();
        returning.away(Millis(0));
        let later = Millis(7_200_000);
        assert_eq!(returning.answered(&day(), 2, later), None);
        let rest = [settled(vec![Verdict::Unchanged]), settled(vec![])];
        let told = returning.answered(&rest, 0, later);
        let all = Event::Returned {
            sent: 6,
            need_you: 3,
        };
        assert_eq!(told, Some(all));
        assert_eq!(returning.answered(&day(), 0, later), None, "once");
    }

    #[test]
    fn an_answer_that_cannot_be_read_needs_somebody() {
        let said = || serde_json::json!({ "verdict": "deferred" });
        let mut whole = settled(Vec::new());
        whole.outcome = Outcome::Unknown(said());
        let item = settled(vec![Verdict::Unchanged, Verdict::Unknown(said())]);
        let mut returning = Returning::default();
        returning.away(Millis(0));
        let told = returning.answered(&[whole, item], 0, Millis(5_000));
        let both = Event::Returned {
            sent: 2,
            need_you: 2,
        };
        assert_eq!(told, Some(both));
    }

    #[test]
    fn a_moment_away_is_told_only_where_somebody_is_needed() {
        let mut returning = Returning::default();
        returning.away(Millis(0));
        let fine = [settled(vec![Verdict::Unchanged])];
        assert_eq!(returning.answered(&fine, 0, Millis(5_000)), None);
        returning.away(Millis(10_000));
        assert!(returning.answered(&day(), 0, Millis(15_000)).is_some());
        returning.away(Millis(0));
        assert_eq!(returning.answered(&[], 0, Millis(7_200_000)), None);
    }
}
