//! What each input changes in the engine. Starting work is the module above's; here is only what is now known.

use super::*;
use replica::seeded::{Bug, broken};
use wire::error::ErrorCode;

/// Repairs (refreshes, renewals) in a row before one counts as a failure.
const MAX_REPAIRS: u32 = 4;

/// Whether nothing follows this problem until somebody signs in. A code that is not known here ends no session: it is
/// shown, and tried again.
pub fn ends_session(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::RefreshInvalid
            | ErrorCode::AccountDisabled
            | ErrorCode::DeviceRevoked
            | ErrorCode::DeviceWiped
            | ErrorCode::SignedOut
    )
}

/// The access token is of no use: another one is fetched.
fn is_of_the_token(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::TokenExpired | ErrorCode::TokenInvalid | ErrorCode::TokenMissing
    )
}

/// A 413 is one, whoever gives it and whatever a newer server calls it.
fn is_too_large(code: ErrorCode, status: u16) -> bool {
    code == ErrorCode::BodyTooLarge || (matches!(code, ErrorCode::Unknown(_)) && status == 413)
}

impl Engine {
    pub(super) fn take_in(&mut self, now: Ticks, input: Input, effects: &mut Vec<Effect>) {
        match input {
            Input::SignedIn { token } => {
                self.signed_in = true;
                self.token = token;
                self.problem = None;
                self.batches = Batches::default();
                self.start_over();
            }
            Input::SignedOut => self.end_session(effects),
            Input::Submitted => self.wanted = true,
            // The server lost count of what it told us: look, whatever we know.
            Input::Poke { v: ..=0, .. } => self.idle_at = now,
            Input::Poke { .. } if broken(Bug::PokeIgnored) => {}
            Input::Poke { scope, v } => {
                self.alive(now);
                let known = self.cursors.get(&scope).map_or(-1, |(_, at)| *at);
                if v > known {
                    let ahead = self.ahead.entry(scope).or_insert(v);
                    *ahead = v.max(*ahead);
                }
            }
            Input::SyncNow | Input::NetworkChanged => self.start_over(),
            // What the stream said before it was open is lost: look once.
            Input::StreamOpened => {
                self.alive(now);
                if self.stream == Stream::Opening {
                    self.stream = Stream::Open { since: now };
                    self.wanted = true;
                }
            }
            Input::StreamClosed(how) => self.stream_closed(now, how),
            Input::ExchangeDone(done) => {
                self.busy = None;
                match done {
                    Ok(exchanged) => self.exchanged(now, exchanged),
                    Err(problem) => self.failed(now, problem, effects),
                }
            }
            Input::RefreshDone(done) => {
                self.busy = None;
                match done {
                    Ok(()) => {
                        self.alive(now);
                        self.token = true;
                        self.wanted = true;
                    }
                    Err(problem) => self.failed(now, problem, effects),
                }
            }
            Input::ClientRenewed(done) => {
                self.busy = None;
                match done {
                    Ok(()) => self.wanted = true,
                    Err(problem) => self.failed(now, problem, effects),
                }
            }
            Input::Carried { commands, bytes } => self.batches.carried(commands, bytes),
            Input::Heard(what) => self.heard(now, what, effects),
            Input::ProbeFailed => self.probe_failed(now),
            Input::Timer => self.timer = None,
        }
    }

    fn start_over(&mut self) {
        self.wanted = true;
        self.batches.try_again();
        self.retry_at = None;
        self.failures = 0;
        self.repairs = 0;
        self.stream_at = 0;
        self.stream_failures = 0;
    }

    fn end_session(&mut self, effects: &mut Vec<Effect>) {
        self.signed_in = false;
        self.token = false;
        self.online = false;
        self.wanted = false;
        self.ahead.clear();
        self.retry_at = None;
        self.forget_silence();
        if self.stream != Stream::Closed {
            self.stream = Stream::Closed;
            effects.push(Effect::CloseStream);
        }
    }

    fn stream_closed(&mut self, now: Ticks, how: Closed) {
        let lasted = match self.stream {
            Stream::Open { since } => now.saturating_sub(since) >= self.pace.stream_good_ms,
            Stream::Closed | Stream::Opening => false,
        };
        self.stream = Stream::Closed;
        if !self.signed_in {
            return;
        }
        self.stream_failures = if lasted { 0 } else { self.stream_failures + 1 };
        let failures = self.stream_failures;
        self.stream_at = match failures {
            0 | 1 => now,
            more => now + self.backoff(more),
        };
        match how {
            // Is the server still there? The answer decides what the pill says.
            Closed::Broken => {
                self.probing = true;
                self.wanted = true;
            }
            Closed::Goodbye { after_ms } => {
                let wait = after_ms + self.rng.random_range(0..=after_ms.max(200));
                self.online = false;
                self.problem = Some(Problem::new(ErrorCode::ShuttingDown, "The server is stopping").detail(
                    "Your work is kept and is sent when the server is back. There is nothing to do.",
                ));
                self.retry_at = Some(now + wait);
                self.stream_at = now + wait;
            }
            Closed::Refused(problem) if is_of_the_token(problem.code) => self.token = false,
            // An exchange says more of what is wrong.
            Closed::Refused(_) => self.wanted = true,
        }
    }

    fn exchanged(&mut self, now: Ticks, exchanged: Exchanged) {
        if !self.signed_in {
            return;
        }
        self.all_well(now);
        self.online = true;
        self.probing = false;
        // Of a command that no request gets through the rest of the exchange says nothing.
        self.problem = self.batches.problem();
        self.failures = 0;
        self.repairs = 0;
        self.batches.succeeded();
        let took = now.saturating_sub(self.began);
        self.allowance.took(now, took, &self.pace);
        self.idle_at = now + self.around(self.pace.idle_ms);
        self.rest_until = match exchanged.waiting {
            0 => now,
            _ => now + (exchanged.apply_ms * self.pace.rebase_factor).min(self.pace.idle_ms),
        };
        self.cursors = exchanged
            .cursors
            .into_iter()
            .map(|c| (c.scope, (c.epoch, c.v)))
            .collect();
        let cursors = &self.cursors;
        self.ahead
            .retain(|scope, v| cursors.get(scope).is_some_and(|(_, at)| at < v));
        for scope in exchanged.mismatched {
            let at = self.cursors.get(&scope).copied().unwrap_or_default();
            if self.resnapshotted.insert(scope, at) != Some(at) {
                self.resnapshot.push(scope);
                self.wanted = true;
            }
        }
        match exchanged.retry_after_ms {
            Some(after) => {
                let failures = self.failures;
                self.retry_at = Some(now + after.max(self.backoff(failures)));
            }
            None => self.wanted |= exchanged.more_commands && !self.batches.withheld(now),
        }
    }

    fn failed(&mut self, now: Ticks, problem: Problem, effects: &mut Vec<Effect>) {
        if !self.signed_in {
            return;
        }
        let code = problem.code;
        if code != ErrorCode::ServerUnreachable {
            // Whatever it said, somebody answered.
            self.alive(now);
        } else if self.was_given_up() {
            self.wanted = true;
            return;
        } else {
            self.unanswered();
        }
        self.repairs += 1;
        let repairable = self.repairs <= MAX_REPAIRS;
        if is_of_the_token(code) {
            self.token = false;
            if repairable {
                self.wanted = true;
                return;
            }
        }
        if code == ErrorCode::NewClient && repairable && !broken(Bug::NewClientNotTaken) {
            self.busy = Some(Busy::Renew);
            effects.push(Effect::RenewClient);
            return;
        }
        if is_too_large(code, problem.status) && self.batches.too_large(now, &problem, &self.pace) {
            self.repairs -= 1;
            self.wanted = true;
            return;
        }
        if ends_session(code) {
            self.end_session(effects);
            self.problem = Some(problem.clone());
            effects.push(Effect::SessionEnded(problem));
            return;
        }
        // Anything else may pass: it is tried again later.
        self.batches.broke();
        let failures = self.failures;
        let asked = u64::from(problem.retry_after_secs.unwrap_or(0)) * 1000;
        let wait = asked + self.backoff(failures);
        self.failures += 1;
        self.repairs = 0;
        self.retry_at = Some(now + wait);
        self.online = false;
        self.problem = Some(problem);
    }
}
