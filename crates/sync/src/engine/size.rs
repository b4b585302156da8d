//! How much goes up at once. A line that breaks again and again may let a smaller batch through; what stands before the
//! server (a proxy) may refuse requests beyond a size it does not name, which is found by halving and then kept to.

use super::{Pace, Ticks};
use wire::error::Problem;

/// Batches are never halved more often.
const MAX_SHIFT: u32 = 10;
/// Nor more often than this for another reason than their size.
const MAX_BROKEN_SHIFT: u32 = 4;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Batches {
    /// Halved so often because the line breaks; grows again.
    broken: u32,
    /// Halved so often because requests were too large; kept until somebody signs in.
    large: u32,
    /// What the last exchange carried, where it is known.
    sent: Option<Sent>,
    /// A single command is too large for what stands before the server.
    alone: Option<Alone>,
    /// The largest request that got through.
    passed: usize,
}

#[derive(Clone, Copy, Debug)]
struct Sent {
    commands: usize,
    bytes: usize,
}

#[derive(Clone, Debug)]
struct Alone {
    /// It is tried again then; until then exchanges carry no commands, but bring cuts.
    again_at: Ticks,
    bytes: usize,
    problem: Problem,
}

impl Batches {
    /// Commands and bytes of the next exchange, at most.
    pub(super) fn next(&mut self, now: Ticks, pace: &Pace) -> (usize, usize) {
        self.sent = None;
        if self.withheld(now) {
            return (0, 0);
        }
        let shift = self.broken.max(self.large);
        (
            (pace.max_commands >> shift).max(1),
            (pace.max_command_bytes >> shift).max(1),
        )
    }

    pub(super) fn carried(&mut self, commands: usize, bytes: usize) {
        self.sent = Some(Sent { commands, bytes });
    }

    /// Whether exchanges carry no commands for now.
    pub(super) fn withheld(&self, now: Ticks) -> bool {
        self.alone
            .as_ref()
            .is_some_and(|alone| now < alone.again_at)
    }

    /// A person asks, or the network is another: what was too large is tried once more.
    pub(super) fn try_again(&mut self) {
        if let Some(alone) = &mut self.alone {
            alone.again_at = 0;
        }
    }

    /// What to tell people of a command that does not get through.
    pub(super) fn problem(&self) -> Option<Problem> {
        match (&self.alone, self.sent) {
            (Some(_), Some(Sent { commands: 1.., .. })) => None,
            (alone, _) => alone.as_ref().map(|alone| alone.problem.clone()),
        }
    }

    /// The size of the request that did not get through.
    pub(super) fn refused_bytes(&self) -> Option<usize> {
        self.alone.as_ref().map(|alone| alone.bytes)
    }

    pub(super) fn succeeded(&mut self) {
        self.broken = self.broken.saturating_sub(1);
        if let Some(sent) = self.sent.take() {
            self.passed = self.passed.max(sent.bytes);
            if sent.commands > 0 {
                self.alone = None;
            }
        }
    }

    /// Through a line that breaks again and again a smaller batch may come.
    pub(super) fn broke(&mut self) {
        self.broken = (self.broken + 1).min(MAX_BROKEN_SHIFT.max(self.broken));
    }

    /// The request was refused for its size. Whether another one, smaller than it was, is to be sent at once.
    pub(super) fn too_large(&mut self, now: Ticks, problem: &Problem, pace: &Pace) -> bool {
        match self.sent {
            Some(Sent { commands: 0, .. }) => false,
            Some(Sent { commands: 1, bytes }) => {
                self.alone = Some(Alone {
                    again_at: now + pace.too_large_again_ms,
                    bytes,
                    problem: self.explained(problem, bytes),
                });
                true
            }
            sent => {
                let before = self.broken.max(self.large);
                if before >= MAX_SHIFT {
                    return false;
                }
                self.large = before + 1;
                // No request goes out again as it was.
                while let Some(sent) = sent
                    && self.large < MAX_SHIFT
                    && pace.max_command_bytes >> self.large >= sent.bytes
                    && pace.max_commands >> self.large >= sent.commands
                {
                    self.large += 1;
                }
                true
            }
        }
    }

    fn explained(&self, problem: &Problem, bytes: usize) -> Problem {
        let passed = match self.passed {
            0 => String::new(),
            passed => format!(" One of {passed} bytes got through."),
        };
        problem.clone().detail(format!(
            "A request of {bytes} bytes with a single command is refused before it reaches the server (413).{passed} \
             It and what was given after it wait here, and are tried again; everything else goes on. Ask whoever runs \
             the server to let larger requests pass (client_max_body_size 4m in nginx)."
        ))
    }
}
