//! What people have to know on whatever screen they are: a clock that is wrong, a lease that soon runs out, work that
//! something before the server does not let through. Nothing is shown while there is nothing to say.

use crate::{
    app::{address, app},
    show,
};
use leptos::prelude::*;
use wire::ipc::{CLOCK_WRONG_MS, SyncState};

/// A lease with less left is said while the server is not there.
const LEASE_SOON_SECS: i64 = 24 * 3_600;

/// One thing to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Notice {
    /// This computer's clock is so many seconds behind (negative: ahead); corrected from memory alone.
    Clock { behind: i64, from_memory: bool },
    /// Seconds until the console locks.
    Lease { left: i64 },
    /// A request with one command is so many bytes.
    TooLarge { bytes: u64 },
}

/// What is to be said of `sync` at `now` milliseconds, server time.
pub fn notices(sync: &SyncState, now: i64) -> Vec<Notice> {
    let behind = sync.clock_offset_ms / 1_000;
    let clock = (sync.clock_offset_ms.abs() > CLOCK_WRONG_MS).then_some(Notice::Clock {
        behind,
        from_memory: sync.clock_from_memory,
    });
    let left = sync.lease_until.map(|until| (until.0 - now) / 1_000);
    let lease = left
        .filter(|left| !sync.online && *left < LEASE_SOON_SECS)
        // Said anew each hour, in the last one each minute.
        .map(|left| Notice::Lease {
            left: match left {
                3_600.. => left / 3_600 * 3_600,
                _ => left.max(0),
            },
        });
    let large = sync.too_large_bytes.map(|bytes| Notice::TooLarge { bytes });
    large.into_iter().chain(lease).chain(clock).collect()
}

/// In words.
pub fn words(notice: Notice) -> String {
    match notice {
        Notice::Clock {
            behind,
            from_memory,
        } => {
            let key = match (behind > 0, from_memory) {
                (true, false) => "standing-clock-behind",
                (true, true) => "standing-clock-behind-memory",
                (false, false) => "standing-clock-ahead",
                (false, true) => "standing-clock-ahead-memory",
            };
            let off = show::duration_secs(behind.abs());
            show::tr(key, &[("off", off.into())])
        }
        Notice::Lease { left } => {
            let left = show::duration_rough_secs(left);
            show::tr("standing-lease-soon", &[("left", left.into())])
        }
        Notice::TooLarge { bytes } => {
            let size = show::bytes(bytes);
            show::tr("standing-too-large", &[("size", size.into())])
        }
    }
}

const fn code(notice: Notice) -> &'static str {
    match notice {
        Notice::Clock { .. } => "clock",
        Notice::Lease { .. } => "lease",
        Notice::TooLarge { .. } => "too-large",
    }
}

#[component]
pub fn Standing() -> impl IntoView {
    let minute = Memo::new(move |_| app().now.get().0 / 60_000 * 60_000);
    let all = Memo::new(move |_| app().sync.with(|sync| notices(sync, minute.get())));
    view! {
        <div class="standing" role="status" data-region="standing">
            <For each=move || all.get() key=|notice| *notice let:notice>
                <a class="banner notice" href=address("sync", None) data-notice=code(notice)>
                    {move || words(notice)}
                </a>
            </For>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::units::Millis;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn a_clock_that_is_minutes_wrong_is_said_and_a_small_difference_is_not() {
        let said = |offset_ms| {
            let sync = SyncState {
                clock_offset_ms: offset_ms,
                online: true,
                ..SyncState::default()
            };
            notices(&sync, 0)
        };
        let clock = |behind| Notice::Clock {
            behind,
            from_memory: false,
        };
        assert_eq!(said(0), []);
        assert_eq!(said(-299_000), []);
        assert_eq!(said(3 * HOUR), [clock(10_800)]);
        assert_eq!(said(-24 * HOUR), [clock(-86_400)]);
    }

    #[test]
    fn a_lease_that_soon_runs_out_is_said_while_offline() {
        let said = |online, until| {
            let sync = SyncState {
                online,
                lease_until: Some(Millis(until)),
                ..SyncState::default()
            };
            notices(&sync, 0)
        };
        assert_eq!(said(false, 25 * HOUR), []);
        assert_eq!(said(true, HOUR), []);
        assert_eq!(said(false, HOUR), [Notice::Lease { left: 3_600 }]);
    }
}
