//! The windows' day: whoever looks at today goes on looking at today, when the hub's next day starts and when this
//! computer learns that it is another day than it thought.

use crate::shell::Shell;
use domain::{id::HubId, units::ServiceDate};
use std::{sync::Arc, time::Duration};
use sync::Client;
use tokio::time::interval;
use wire::ipc::Focus;

/// How often it is looked whether a day has started.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Runs until the client ends. What the windows look at when it begins counts as today.
pub async fn follow(shell: &Arc<Shell>, client: &Client) {
    let mut state = client.state();
    let mut offset_ms = state.borrow().clock_offset_ms;
    let mut look = interval(LOOK_EVERY);
    let mut last = shell.focus().map(|focus| (focus.hub, focus.date));
    loop {
        tokio::select! {
            _ = look.tick() => {}
            changed = state.changed() => {
                if changed.is_err() {
                    return;
                }
                let now = state.borrow_and_update().clock_offset_ms;
                if now == offset_ms {
                    continue;
                }
                offset_ms = now;
            }
        }
        let Some(hub) = shell.focus().map(|focus| focus.hub) else {
            last = None;
            continue;
        };
        let Some(today) = shell.today(client, hub).await else {
            continue;
        };
        if let Some(focus) = shell.focus().and_then(|focus| moved(last, focus, today)) {
            shell.set_focus(focus);
        }
        last = Some((hub, today));
    }
}

/// What to look at now that it is `today` in the hub; `last` is where and when it was looked before.
fn moved(last: Option<(HubId, ServiceDate)>, focus: Focus, today: ServiceDate) -> Option<Focus> {
    let (hub, before) = last?;
    let follows = hub == focus.hub && focus.date == before && before != today;
    follows.then(|| Focus {
        date: today,
        selection: Vec::new(),
        ..focus
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> ServiceDate {
        text.parse().unwrap_or_else(|e| panic!("{e}"))
    }

    fn looking_at(hub: u128, date: &str) -> Focus {
        Focus {
            hub: HubId(Uuid::from_u128(hub)),
            date: day(date),
            selection: Vec::new(),
        }
    }

    #[test]
    fn who_looks_at_today_goes_on_looking_at_today_and_nobody_else_is_moved() {
        let hub = HubId(Uuid::from_u128(1));
        let (saturday, sunday) = ("2026-11-28", "2026-11-29");
        let last = Some((hub, day(saturday)));
        let to = |focus| moved(last, focus, day(sunday)).map(|focus| focus.date);
        assert_eq!(to(looking_at(1, saturday)), Some(day(sunday)));
        assert_eq!(to(looking_at(1, "2026-11-20")), None);
        assert_eq!(to(looking_at(2, saturday)), None);
        assert_eq!(moved(last, looking_at(1, saturday), day(saturday)), None);
        assert_eq!(moved(None, looking_at(1, saturday), day(sunday)), None);
    }
}
