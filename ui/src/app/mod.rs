//! What the whole page shares: session, focus, settings, sync state, clock, route, notices.
//!
//! [`app`] gives it anywhere, in views and in handlers alike; its fields are signals. Must not know
//! any screen's inside.

mod changes;
mod clipboard;
mod drafts;
mod fault;
mod route;
mod start;
mod toast;

pub use changes::{Changes, DELIVERY_ROWS, Dep};
pub use clipboard::{copy_made, copy_text};
pub use drafts::draft;
pub use route::{Route, address, navigate, navigate_to};
pub use start::start;
pub use toast::{
    Toast, ToastAction, ToastKind, dismiss as dismiss_toast, toast, toast_problem, toast_staying,
    toast_with,
};

use domain::{entities::Role, id::*, units::*};
use leptos::prelude::*;
use std::cell::OnceCell;
use texts::{Digits, Lang};
use wire::ipc::{self, Focus, HubView, Session, SessionState, Settings, SyncState};

/// The page's shared state. Copy; made once, before anything is shown.
#[derive(Clone, Copy)]
pub struct App {
    /// None until the shell has answered.
    pub session: RwSignal<Option<Session>>,
    pub focus: RwSignal<Option<Focus>>,
    pub settings: RwSignal<Settings>,
    pub sync: RwSignal<SyncState>,
    /// Server time as best known, ticking every second.
    pub now: RwSignal<Millis>,
    pub route: RwSignal<Route>,
    pub changes: Changes,
    pub toasts: RwSignal<Vec<Toast>>,
    /// The palette and the list of shortcuts are open.
    pub palette_open: RwSignal<bool>,
    pub shortcuts_open: RwSignal<bool>,
    /// The Exceptions screen shows only what came of this person's own work.
    pub exceptions_from_me: RwSignal<bool>,
    clock_offset_ms: StoredValue<i64>,
    focus_sent: StoredValue<Option<Focus>>,
}

thread_local! {
    /// The owner of what lives as long as the page.
    static ROOT: OnceCell<Owner> = const { OnceCell::new() };
    static APP: OnceCell<App> = const { OnceCell::new() };
}

/// Makes signals that live as long as the page, whichever view happens to ask for them first.
pub fn lasting<T>(make: impl FnOnce() -> T) -> T {
    match ROOT.with(|root| root.get().cloned()) {
        Some(root) => root.with(make),
        None => make(),
    }
}

/// The page's shared state.
pub fn app() -> App {
    APP.with(|cell| *cell.get_or_init(|| lasting(App::new)))
}

impl App {
    fn new() -> Self {
        Self {
            session: RwSignal::new(None),
            focus: RwSignal::new(None),
            settings: RwSignal::new(Settings::default()),
            sync: RwSignal::new(SyncState::default()),
            now: RwSignal::new(Millis(0)),
            route: RwSignal::new(Route::default()),
            changes: Changes::new(),
            toasts: RwSignal::new(Vec::new()),
            palette_open: RwSignal::new(false),
            shortcuts_open: RwSignal::new(false),
            exceptions_from_me: RwSignal::new(false),
            clock_offset_ms: StoredValue::new(0),
            focus_sent: StoredValue::new(None),
        }
    }

    pub fn lang(&self) -> Lang {
        match self.settings.read().language {
            ipc::Language::English => Lang::En,
            ipc::Language::Arabic => Lang::Ar,
        }
    }
    pub fn arabic(&self) -> bool {
        self.lang() == Lang::Ar
    }
    pub fn digits(&self) -> Digits {
        match self.settings.read().digits {
            ipc::Digits::Latin => Digits::Latin,
            ipc::Digits::Arabic => Digits::Arabic,
        }
    }
    pub fn hub(&self) -> Option<HubId> {
        self.focus.read().as_ref().map(|f| f.hub)
    }
    pub fn date(&self) -> Option<ServiceDate> {
        self.focus.read().as_ref().map(|f| f.date)
    }
    pub fn selection(&self) -> Vec<DeliveryId> {
        self.focus
            .read()
            .as_ref()
            .map(|f| f.selection.clone())
            .unwrap_or_default()
    }
    /// The hub looked at, with its name, time zone and the person's role in it.
    pub fn hub_view(&self) -> Option<HubView> {
        let hub = self.hub()?;
        self.session
            .read()
            .as_ref()?
            .hubs
            .iter()
            .find(|h| h.id == hub)
            .cloned()
    }
    pub fn role(&self) -> Option<Role> {
        self.hub_view().map(|h| h.role)
    }
    /// The hub's time zone; Asia/Riyadh before a hub is known.
    pub fn time_zone(&self) -> String {
        self.hub_view()
            .map_or_else(|| "Asia/Riyadh".into(), |h| h.time_zone)
    }
    /// The service date it is now in the hub.
    pub fn today(&self) -> Option<ServiceDate> {
        let hub = self.hub_view()?;
        Some(ServiceDate::of(
            self.now.get(),
            &hub.time_zone,
            hub.day_starts_at_min,
        ))
    }
    pub fn ready(&self) -> bool {
        self.session
            .read()
            .as_ref()
            .is_some_and(|s| s.state == SessionState::Ready)
    }
    /// Server time now, not only at the last tick.
    pub fn exact_now(&self) -> Millis {
        Millis(js_sys::Date::now() as i64 + self.clock_offset_ms.get_value())
    }

    /// Looks at another hub, in every window.
    pub fn set_hub(&self, hub: HubId) {
        self.refocus(|f| {
            f.hub = hub;
            f.selection.clear();
        });
    }
    /// Looks at another service date, in every window.
    pub fn set_date(&self, date: ServiceDate) {
        self.refocus(|f| {
            f.date = date;
            f.selection.clear();
        });
    }
    /// Selects these deliveries, in every window.
    pub fn select(&self, selection: Vec<DeliveryId>) {
        self.refocus(|f| f.selection = selection);
    }

    fn refocus(&self, change: impl FnOnce(&mut Focus)) {
        let Some(mut focus) = self.focus.get_untracked() else {
            return;
        };
        let before = focus.clone();
        change(&mut focus);
        if focus == before {
            return;
        }
        self.focus.set(Some(focus.clone()));
        self.focus_sent.set_value(Some(focus.clone()));
        let sent = self.focus_sent;
        leptos::task::spawn_local(async move {
            let _ = crate::ipc::control(&ipc::Control::Focus {
                focus: focus.clone(),
            })
            .await;
            if sent.get_value() == Some(focus) {
                sent.set_value(None);
            }
        });
    }

    /// Takes what another window chose, unless this window's own choice is still on its way.
    fn hear_focus(&self, focus: Focus) {
        let own = self.focus_sent.get_value();
        if own.is_none()
            && self
                .focus
                .with_untracked(|held| held.as_ref() != Some(&focus))
        {
            self.focus.set(Some(focus));
        }
    }

    /// Saves settings, at once here and in every window.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings.get_untracked();
        change(&mut settings);
        self.settings.set(settings.clone());
        leptos::task::spawn_local(async move {
            if let Err(problem) = crate::ipc::control(&ipc::Control::Settings { settings }).await {
                toast_problem(&problem);
            }
        });
    }
}
