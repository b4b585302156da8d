//! System notifications. Each waits for its click on a thread of its own; a click opens what it is about.

use domain::units::Millis;
use wire::ipc::Settings;

/// What a notification is about, and so which setting governs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Rejected,
    Exception,
    LateRisk,
    Offline,
}

/// Whether `kind` may disturb now. `minute_of_day` is local, 0–1439.
pub fn wanted(settings: &Settings, kind: Kind, minute_of_day: i32) -> bool {
    let on = match kind {
        Kind::Rejected => settings.notify_rejected,
        Kind::Exception => settings.notify_exception,
        Kind::LateRisk => settings.notify_late,
        Kind::Offline => settings.notify_offline,
    };
    on && !settings.quiet_hours.is_some_and(|[from, to]| {
        if from <= to {
            (from..to).contains(&minute_of_day)
        } else {
            minute_of_day >= from || minute_of_day < to
        }
    })
}

/// Minutes after midnight of `now` in Asia/Riyadh, which keeps no summer time.
pub fn riyadh_minute(now: Millis) -> i32 {
    ((now.0 / 60_000 + 3 * 60).rem_euclid(24 * 60)) as i32
}

/// Shows a notification; `on_click` runs when the person opens it. A desktop without a notification service
/// is logged, not an error: the same news is in the exceptions list.
pub fn show(summary: String, body: String, on_click: impl FnOnce() + Send + 'static) {
    let spawned = std::thread::Builder::new()
        .name("notification".into())
        .spawn(move || {
            let mut notification = notify_rust::Notification::new();
            notification
                .appname("BARQ Dispatch")
                .summary(&summary)
                .body(&body);
            #[cfg(all(unix, not(target_os = "macos")))]
            notification.action("default", "Open");
            match notification.show() {
                Ok(_handle) => {
                    #[cfg(all(unix, not(target_os = "macos")))]
                    {
                        let mut clicked = false;
                        _handle.wait_for_action(|action| clicked = action == "default");
                        if clicked {
                            on_click();
                        }
                    }
                    #[cfg(not(all(unix, not(target_os = "macos"))))]
                    drop(on_click);
                }
                Err(error) => tracing::warn!(%error, "the notification could not be shown"),
            }
        });
    if let Err(error) = spawned {
        tracing::warn!(%error, "no thread for a notification");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_span_midnight() {
        let settings = Settings {
            quiet_hours: Some([22 * 60, 6 * 60]),
            ..Settings::default()
        };
        assert!(!wanted(&settings, Kind::Rejected, 23 * 60));
        assert!(!wanted(&settings, Kind::Rejected, 5 * 60));
        assert!(wanted(&settings, Kind::Rejected, 12 * 60));
        assert!(!wanted(
            &Settings {
                notify_rejected: false,
                ..Settings::default()
            },
            Kind::Rejected,
            720
        ));
    }

    #[test]
    fn midnight_in_riyadh_is_nine_in_the_evening_utc() {
        assert_eq!(riyadh_minute(Millis(21 * 3_600_000)), 0);
    }
}
