//! The server's time as this computer knows it. Owns what was learned of it, and how long that holds: from an answer of
//! the server on, time is counted by the computer's steady clock, which nobody sets; across a restart of the computer
//! only its settable clock is left, and the difference learned on another day is used while it can be true. Knows no
//! network; the clocks are read by a function that tests replace.

use domain::units::Millis;
use replica::Replica;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};
use wire::{error::Problem, ipc::CLOCK_WRONG_MS};

/// What was learned is stored anew when it is older.
const STORE_EVERY_MS: i64 = 60_000;
/// Or when the computer's clock is another by more.
const MOVED_MS: i64 = 1_000;
const ANCHOR: &str = "clock";
/// What earlier versions kept: the difference alone.
const OFFSET: &str = "clock_offset_ms";

/// One look at this computer's clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The clock on the screen, which people and programs set.
    pub wall: Millis,
    /// Milliseconds that nobody sets, of sleep too; they begin anew with the computer.
    pub steady_ms: i64,
    /// Names the time since the computer was started; empty where the system has no name for it.
    pub boot: String,
}

/// At this reading the server's time was `server`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Anchor {
    server: Millis,
    #[serde(flatten)]
    at: Reading,
}

impl Anchor {
    fn offset_ms(&self) -> i64 {
        self.server.0 - self.at.wall.0
    }

    /// The server's time at `now`, a reading since the same start of the computer.
    fn counted(&self, now: &Reading) -> Millis {
        Millis(self.server.0 + (now.steady_ms - self.at.steady_ms).max(0))
    }

    /// The same knowledge at a later reading.
    fn moved_to(&self, now: Reading) -> Self {
        Self {
            server: self.counted(&now),
            at: now,
        }
    }
}

/// What is stored, as far as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Memory {
    anchor: Option<Anchor>,
    /// Server time minus the computer's, as an earlier version left it.
    offset_ms: i64,
    /// The highest server time ever seen here: it is not earlier now.
    seen: Millis,
}

impl Memory {
    fn of(replica: &Replica) -> Result<Self, Problem> {
        let anchor = replica.meta(ANCHOR)?;
        let offset = replica.meta(OFFSET)?.map(String::from_utf8);
        Ok(Self {
            anchor: anchor.and_then(|bytes| serde_json::from_slice(&bytes).ok()),
            offset_ms: offset.and_then(|text| text.ok()?.parse().ok()).unwrap_or(0),
            seen: crate::lease::seen(replica)?,
        })
    }

    /// The server's time at the first reading of a process.
    fn recalled(&self, now: &Reading) -> Millis {
        let Some(anchor) = &self.anchor else {
            return earliest(now.wall, self.offset_ms, self.seen);
        };
        let same_start = !now.boot.is_empty() && now.boot == anchor.at.boot;
        if same_start && now.steady_ms >= anchor.at.steady_ms {
            return anchor.counted(now);
        }
        let seen = self.seen.max(anchor.server);
        earliest(now.wall, anchor.offset_ms(), seen)
    }
}

/// The computer was started anew, and its clock may have been set meanwhile. With the difference that was learned or
/// without it: the earlier of the two that is not before `seen`. A small difference is no sign of that.
fn earliest(wall: Millis, offset_ms: i64, seen: Millis) -> Millis {
    let corrected = Millis(wall.0 + offset_ms);
    if offset_ms.abs() <= CLOCK_WRONG_MS {
        return corrected.max(seen);
    }
    let mut possible = [wall, corrected];
    possible.sort_unstable();
    possible.into_iter().find(|at| *at >= seen).unwrap_or(seen)
}

type Source = Box<dyn Fn() -> Reading + Send + Sync>;

struct Known {
    anchor: Anchor,
    /// As it is stored; `None`: nothing is.
    stored: Option<Anchor>,
    /// The server has told the time since this process began.
    told: bool,
}

/// See the module.
pub struct Clock {
    source: Source,
    known: Mutex<Known>,
}

impl Clock {
    /// With what `replica` remembers, by this computer's clocks.
    pub fn open(replica: &Replica) -> Result<Self, Problem> {
        Self::with(replica, Box::new(system::read))
    }

    fn with(replica: &Replica, source: Source) -> Result<Self, Problem> {
        let memory = Memory::of(replica)?;
        let now = source();
        let anchor = Anchor {
            server: memory.recalled(&now),
            at: now,
        };
        Ok(Self {
            source,
            known: Mutex::new(Known {
                anchor,
                stored: memory.anchor,
                told: false,
            }),
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server's time, estimated.
    pub fn now(&self) -> Millis {
        let reading = (self.source)();
        self.known().anchor.counted(&reading)
    }

    /// Server time minus what this computer's clock says at this moment.
    pub fn offset_ms(&self) -> i64 {
        let reading = (self.source)();
        self.known().anchor.counted(&reading).0 - reading.wall.0
    }

    /// Whether no answer of the server has told the time since this process began.
    pub fn from_memory(&self) -> bool {
        !self.known().told
    }

    /// Takes the server's time from an answer that has just come.
    pub fn learn(&self, server: Millis) {
        let at = (self.source)();
        let mut known = self.known();
        known.anchor = Anchor { server, at };
        known.told = true;
    }

    /// What is to be stored now, where what is stored is too old or the computer's clock was set since. Where nothing
    /// was ever learned there is nothing to keep.
    fn due(&self) -> Option<Anchor> {
        let reading = (self.source)();
        let known = self.known();
        let now = known.anchor.moved_to(reading);
        let due = match &known.stored {
            None => known.told,
            Some(stored) => {
                (now.server.0 - stored.server.0).abs() >= STORE_EVERY_MS
                    || (now.offset_ms() - stored.offset_ms()).abs() > MOVED_MS
                    || now.at.boot != stored.at.boot
            }
        };
        due.then_some(now)
    }

    /// Whether [`Clock::store`] would write.
    pub fn is_due(&self) -> bool {
        self.due().is_some()
    }

    /// Keeps what is known over restarts, so that an offline console still knows the server's time.
    pub fn store(&self, replica: &Replica) -> Result<(), Problem> {
        let Some(anchor) = self.due() else {
            return Ok(());
        };
        let bytes = serde_json::to_vec(&anchor).map_err(|error| {
            Problem::new(
                wire::error::ErrorCode::Internal,
                "The time could not be kept",
            )
            .detail(error.to_string())
        })?;
        replica.set_meta(ANCHOR, Some(&bytes))?;
        self.known().stored = Some(anchor);
        Ok(())
    }
}

/// This computer's clocks.
mod system {
    use super::Reading;
    use crate::client::local_now;

    pub(super) fn read() -> Reading {
        Reading {
            wall: local_now(),
            steady_ms: steady_ms(),
            boot: boot(),
        }
    }

    /// Goes on while the computer sleeps, unlike the standard library's.
    #[cfg(unix)]
    fn steady_ms() -> i64 {
        use rustix::time::{ClockId, clock_gettime};
        #[cfg(target_os = "linux")]
        let at = clock_gettime(ClockId::Boottime);
        #[cfg(not(target_os = "linux"))]
        let at = clock_gettime(ClockId::Monotonic);
        at.tv_sec.saturating_mul(1_000) + at.tv_nsec / 1_000_000
    }

    #[cfg(not(unix))]
    fn steady_ms() -> i64 {
        use std::{sync::OnceLock, time::Instant};
        static BEGAN: OnceLock<Instant> = OnceLock::new();
        let began = BEGAN.get_or_init(Instant::now);
        i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn boot() -> String {
        #[cfg(target_os = "linux")]
        {
            use std::sync::OnceLock;
            static BOOT: OnceLock<String> = OnceLock::new();
            let read = || std::fs::read_to_string("/proc/sys/kernel/random/boot_id");
            BOOT.get_or_init(|| read().unwrap_or_default().trim().to_owned())
                .clone()
        }
        #[cfg(not(target_os = "linux"))]
        {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use replica::Key;
    use std::sync::Arc;

    const MINUTE: i64 = 60_000;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    const NOON: i64 = 1_796_202_000_000;

    /// A computer whose clocks are set by hand, with a replica on its disk.
    struct Laptop {
        _dir: tempfile::TempDir,
        replica: Replica,
        clocks: Arc<Mutex<Reading>>,
        clock: Clock,
    }

    impl Laptop {
        /// True time is `NOON`; its clock is wrong by so much.
        fn wrong_by(ms: i64) -> Self {
            let dir = tempfile::tempdir().unwrap();
            let replica = Replica::open(dir.path(), &Key::from_bytes([7; 32])).unwrap();
            let clocks = Arc::new(Mutex::new(Reading {
                wall: Millis(NOON + ms),
                steady_ms: HOUR,
                boot: "first".into(),
            }));
            let clock = Self::opened(&replica, &clocks);
            Self {
                _dir: dir,
                replica,
                clocks,
                clock,
            }
        }

        fn opened(replica: &Replica, clocks: &Arc<Mutex<Reading>>) -> Clock {
            let clocks = clocks.clone();
            let read = move || clocks.lock().unwrap().clone();
            Clock::with(replica, Box::new(read)).unwrap()
        }

        fn passes(&self, ms: i64) {
            let mut clocks = self.clocks.lock().unwrap();
            clocks.wall.0 += ms;
            clocks.steady_ms += ms;
        }

        fn clock_is_moved(&self, ms: i64) {
            self.clocks.lock().unwrap().wall.0 += ms;
        }

        fn syncs(&self, at: i64) {
            self.clock.learn(Millis(at));
            self.clock.store(&self.replica).unwrap();
        }

        /// The program is started again; what it noted each minute is stored.
        fn program_restarts(&mut self) {
            self.clock.store(&self.replica).unwrap();
            self.clock = Self::opened(&self.replica, &self.clocks);
        }

        /// Off for so long; its clock is moved meanwhile.
        fn off_for(&mut self, ms: i64, moved: i64) {
            {
                let mut clocks = self.clocks.lock().unwrap();
                clocks.wall.0 += ms + moved;
                clocks.steady_ms = 30_000;
                clocks.boot = format!("{}, again", clocks.boot);
            }
            self.clock = Self::opened(&self.replica, &self.clocks);
        }

        fn says(&self) -> i64 {
            self.clock.now().0
        }
    }

    #[test]
    fn a_clock_that_is_set_right_while_offline_moves_no_work_to_another_day() {
        for set in [-DAY, -DAY - 3 * HOUR, DAY, 0] {
            let laptop = Laptop::wrong_by(DAY);
            laptop.syncs(NOON);
            assert_eq!(laptop.clock.offset_ms(), -DAY);
            laptop.clock_is_moved(set);
            laptop.passes(2 * HOUR);
            assert_eq!(laptop.says(), NOON + 2 * HOUR);
            assert_eq!(laptop.clock.offset_ms(), -DAY - set);
        }
    }

    #[test]
    fn a_restart_of_the_program_changes_nothing_of_it() {
        let mut laptop = Laptop::wrong_by(DAY);
        laptop.syncs(NOON);
        laptop.program_restarts();
        laptop.clock_is_moved(-DAY - 3 * HOUR);
        laptop.passes(HOUR);
        assert_eq!(laptop.says(), NOON + HOUR);
        laptop.program_restarts();
        assert!(laptop.clock.from_memory());
        assert_eq!(laptop.says(), NOON + HOUR);
        assert_eq!(laptop.clock.offset_ms(), 3 * HOUR);
    }

    #[test]
    fn a_clock_set_while_the_computer_was_off_is_noticed_where_it_can_be() {
        // Wrong by so much when it last synced, off for so long, moved by so much meanwhile; and by how much what it
        // then says is wrong.
        for (wrong, off, moved, left) in [
            (0, 8 * HOUR, 0, 0),
            (DAY, 8 * HOUR, 0, 0),
            (DAY, 8 * HOUR, -DAY, 0),
            (-DAY, 8 * HOUR, 0, 0),
            (-DAY, 8 * HOUR, DAY, 0),
            (-3 * HOUR, 8 * HOUR, 3 * HOUR, 0),
            (3 * HOUR, HOUR, -3 * HOUR, 0),
            // Neither can be true: it is not earlier than when it was last seen.
            (DAY, HOUR, -DAY - 3 * HOUR, -HOUR),
            // A small difference is kept.
            (-2 * MINUTE, 8 * HOUR, 0, 0),
        ] {
            let mut laptop = Laptop::wrong_by(wrong);
            laptop.syncs(NOON);
            laptop.off_for(off, moved);
            let what = (wrong, off, moved);
            assert_eq!(laptop.says() - NOON - off, left, "{what:?}");
            assert!(laptop.clock.from_memory());
        }
    }

    #[test]
    fn every_answer_of_the_server_is_the_time_at_once() {
        let mut laptop = Laptop::wrong_by(DAY);
        laptop.syncs(NOON);
        laptop.off_for(HOUR, 0);
        laptop.clock_is_moved(-DAY - 3 * HOUR);
        laptop.clock.learn(Millis(NOON + HOUR));
        assert_eq!(laptop.says(), NOON + HOUR);
        assert_eq!(laptop.clock.offset_ms(), 3 * HOUR);
        assert!(!laptop.clock.from_memory());
    }

    #[test]
    fn what_an_earlier_version_left_is_used_while_it_can_be_true() {
        let laptop = Laptop::wrong_by(DAY);
        let left = (-DAY).to_string();
        laptop
            .replica
            .set_meta(OFFSET, Some(left.as_bytes()))
            .unwrap();
        assert_eq!(
            Laptop::opened(&laptop.replica, &laptop.clocks).now(),
            Millis(NOON)
        );
        crate::lease::see(&laptop.replica, Millis(NOON)).unwrap();
        laptop.clock_is_moved(-DAY);
        laptop.passes(HOUR);
        let clock = Laptop::opened(&laptop.replica, &laptop.clocks);
        assert_eq!(clock.now(), Millis(NOON + HOUR));
    }

    #[test]
    fn a_console_that_never_synced_keeps_nothing() {
        let laptop = Laptop::wrong_by(DAY);
        laptop.clock.store(&laptop.replica).unwrap();
        assert_eq!(laptop.replica.meta(ANCHOR).unwrap(), None);
        assert_eq!(laptop.says(), NOON + DAY);
    }
}
