//! System notifications. Each waits for its click on a thread of its own; a click opens what it is about.

use crate::{shell, store};
use domain::units::Millis;
use notify_rust::{Notification, NotificationResponse};
use std::path::Path;
use sync::{Profile, profile::ProfileError};
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

/// Shows a notification with a button called `open`; `on_click` runs when the person opens it, by the button or by the
/// notification itself, on Linux, Windows and macOS alike. (On macOS the system tells of clicks only while the
/// notification is on screen, on all of them only while the console runs.) A desktop without a notification service is
/// logged, not an error: the same news is in the exceptions list.
pub fn show(summary: String, body: String, open: String, on_click: impl FnOnce() + Send + 'static) {
    let spawned = std::thread::Builder::new()
        .name("notification".into())
        .spawn(move || {
            let shown = Notification::new()
                .appname("BARQ Dispatch")
                .summary(&summary)
                .body(&body)
                .action("default", &open)
                .show();
            let answered = shown.and_then(|handle| {
                handle.wait_for_response(|response: &NotificationResponse| {
                    if is_click(response) {
                        on_click();
                    }
                })
            });
            if let Err(error) = answered {
                tracing::warn!(%error, "the notification could not be shown");
            }
        });
    if let Err(error) = spawned {
        tracing::warn!(%error, "no thread for a notification");
    }
}

/// Says on the desktop why no window opens: whoever starts the console from a launcher reads no terminal.
pub fn not_started(dir: &Path, error: &ProfileError) {
    let key = texts::key("error", error.code().word());
    let settings: Settings = store::read(&Profile::beside(dir).settings_path());
    let body = shell::texts(&settings).t(&key);
    let shown = Notification::new()
        .appname("BARQ Dispatch")
        .summary("BARQ Dispatch")
        .body(&body)
        .show();
    if let Err(error) = shown {
        tracing::warn!(%error, "the notification could not be shown");
    }
}

/// There is one button, so whatever is pressed is meant; some systems name it by its label.
fn is_click(response: &NotificationResponse) -> bool {
    match response {
        NotificationResponse::Default | NotificationResponse::Action(_) => true,
        NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => false,
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
    fn the_button_and_the_notification_itself_open() {
        use notify_rust::CloseReason;
        assert!(is_click(&NotificationResponse::Default));
        assert!(is_click(&NotificationResponse::Action("Open".into())));
        let closed = NotificationResponse::Closed(CloseReason::Expired);
        assert!(!is_click(&closed));
    }

    #[test]
    fn midnight_in_riyadh_is_nine_in_the_evening_utc() {
        assert_eq!(riyadh_minute(Millis(21 * 3_600_000)), 0);
    }
}
