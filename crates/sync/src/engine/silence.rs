//! Whether the server is still there while something is expected of it: a network that swallows packets says nothing,
//! so silence is looked into. Any byte that comes is a sign of life, however slow the line; the server may take as long
//! as it likes over an exchange as long as it answers a probe beside it.

use super::*;
use wire::error::ErrorCode;

/// What came from the server's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It answered the probe.
    Answer,
    /// Bytes of something else that is under way.
    Bytes,
}

/// Since when nothing has come, while something was expected.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Quiet {
    /// `None`: nothing is expected.
    since: Option<Ticks>,
    probe: Option<Ticks>,
    /// It has lasted too long; whether the console counted as online before.
    silent: Option<bool>,
    /// An exchange was given up after silence, and none has succeeded since: the next is let be, or a line on which
    /// answers take long would never get one through.
    given_up: bool,
    /// It is about to end for that.
    ending: bool,
}

impl Engine {
    /// A sign of life.
    pub(super) fn alive(&mut self, now: Ticks) {
        self.quiet.since = self.quiet.since.map(|_| now);
        self.quiet.probe = None;
        if let Some(online) = self.quiet.silent.take() {
            self.online = online;
            self.problem = None;
        }
    }

    /// An exchange has succeeded.
    pub(super) fn all_well(&mut self, now: Ticks) {
        self.alive(now);
        self.quiet.given_up = false;
        self.quiet.ending = false;
    }

    /// Whether the exchange that has just failed was given up here: nothing is wrong any more.
    pub(super) fn was_given_up(&mut self) -> bool {
        std::mem::take(&mut self.quiet.ending)
    }

    /// An exchange has failed without an answer: whatever ends the silence, the console is not online by that.
    pub(super) fn unanswered(&mut self) {
        if let Some(online) = &mut self.quiet.silent {
            *online = false;
        }
    }

    pub(super) fn forget_silence(&mut self) {
        self.quiet = Quiet::default();
    }

    pub(super) fn heard(&mut self, now: Ticks, what: Heard, effects: &mut Vec<Effect>) {
        let silent = self.quiet.silent.is_some();
        self.alive(now);
        if !silent || what == Heard::Bytes || !self.signed_in {
            return;
        }
        // The network is back. What was under way when it went may wait for lost packets for long.
        self.retry_at = None;
        self.wanted = true;
        if self.stream != Stream::Closed {
            self.stream = Stream::Closed;
            self.stream_at = now;
            effects.push(Effect::CloseStream);
        }
        if self.waits_for_server() && !std::mem::replace(&mut self.quiet.given_up, true) {
            self.quiet.ending = true;
            effects.push(Effect::GiveUp);
        }
    }

    /// The probe was refused, which is an answer of a kind: an exchange finds out of which.
    pub(super) fn probe_failed(&mut self, now: Ticks) {
        self.quiet.probe = None;
        self.quiet.since = self.quiet.since.map(|_| now);
        if self.quiet.silent.is_none() && self.online {
            self.probing = true;
            self.wanted = true;
        }
    }

    fn waits_for_server(&self) -> bool {
        matches!(self.busy, Some(Busy::Exchange | Busy::Refresh))
    }

    /// Probes where it has been quiet, and says when to look again.
    pub(super) fn watch_silence(&mut self, now: Ticks, effects: &mut Vec<Effect>) -> Option<Ticks> {
        let expects = self.online || self.waits_for_server() || self.quiet.silent.is_some();
        if !expects {
            self.quiet.since = None;
            self.quiet.probe = None;
            return None;
        }
        let since = *self.quiet.since.get_or_insert(now);
        let due = match self.quiet.probe {
            None => since + self.pace.quiet_ms,
            Some(probe) => probe + self.pace.probe_ms,
        };
        if now < due {
            return Some(due);
        }
        if self.quiet.probe.is_some() && self.quiet.silent.is_none() {
            self.quiet.silent = Some(self.online);
            self.online = false;
            self.problem = Some(silence(now.saturating_sub(since)));
        }
        self.quiet.probe = Some(now);
        effects.push(Effect::Probe);
        Some(now + self.pace.probe_ms)
    }
}

fn silence(ms: u64) -> Problem {
    Problem::new(ErrorCode::ServerUnreachable, "The server does not answer").detail(format!(
        "Nothing has come for {} seconds. Your work is kept on this computer and is sent when the connection is back.",
        ms / 1_000
    ))
}
