//! Makes a failing plan shorter: leaves out steps, then consoles nobody needs, as long as the same invariant breaks.

use super::{
    plan::Plan,
    play::{Played, play},
};
use std::time::{Duration, Instant};

/// The shortest plan found within `time` that breaks the invariant `plan` breaks; and how it went.
pub fn shrink(plan: &Plan, played: &Played, template: &[u8], time: Duration) -> (Plan, Played) {
    let began = Instant::now();
    let Some((at, broken)) = &played.broken else {
        return (plan.clone(), played.clone());
    };
    let mut best = (plan.clone(), played.clone());
    let fails = |plan: &Plan| {
        let played = play(plan, template);
        let same = played
            .broken
            .as_ref()
            .is_some_and(|b| b.1.invariant == broken.invariant);
        same.then_some(played)
    };
    // What came after does not matter.
    let mut cut = plan.clone();
    cut.steps.truncate(at + 1);
    if let Some(played) = fails(&cut) {
        best = (cut, played);
    }
    let mut size = best.0.steps.len() / 2;
    while size > 0 {
        let mut from = 0;
        let mut shorter = false;
        while from < best.0.steps.len() {
            if began.elapsed() > time {
                return best;
            }
            let mut candidate = best.0.clone();
            let to = (from + size).min(candidate.steps.len());
            candidate.steps.drain(from..to);
            match fails(&candidate) {
                Some(played) => {
                    best = (candidate, played);
                    shorter = true;
                }
                None => from += size,
            }
        }
        if !shorter || size > 1 {
            size /= 2;
        }
    }
    best
}
