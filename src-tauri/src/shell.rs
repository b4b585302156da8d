//! The console's state outside any window: profile, settings, focus, the open replica and its client. Answers
//! every [`Control`].

use crate::{
    day,
    imports::Imports,
    jobs, news, session, store, tray,
    windows::{self, Places},
};
use domain::{
    id::{DeliveryId, HubId},
    units::ServiceDate,
};
use serde::{Deserialize, Serialize};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use sync::{Client, Profile};
use tauri::{AppHandle, Emitter};
use texts::{Lang, Surface, Texts};
use tokio::sync::watch;
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Control, ControlResult, Event, Focus, HubView, Language, Query, QueryResult, Settings},
};

/// The name of the Tauri event that carries every [`Event`].
pub const EVENT: &str = "barq";

/// See the module.
pub struct Shell {
    app: AppHandle,
    profile: Profile,
    places: Places,
    /// Offered at the first sign-in.
    first_server: String,
    settings: Mutex<Settings>,
    focus: watch::Sender<Option<Focus>>,
    /// The signed-in account's client, once its replica is open.
    live: Mutex<Option<session::Live>>,
    /// Signing in, unlocking and signing out happen one after the other.
    pub(crate) turning: tokio::sync::Mutex<()>,
    pub(crate) imports: Imports,
    pub(crate) jobs: jobs::Jobs,
}

/// What is kept of the focus between runs: the day is always today's at start.
#[derive(Default, Serialize, Deserialize)]
struct KeptFocus {
    hub: Option<HubId>,
}

impl Shell {
    pub fn new(app: AppHandle, profile: Profile, first_server: String) -> Self {
        let settings = store::read(&profile.settings_path());
        Self {
            app,
            places: Places::read(profile.dir().join("windows.json")),
            profile,
            first_server,
            settings: Mutex::new(settings),
            focus: watch::Sender::default(),
            live: Mutex::default(),
            turning: tokio::sync::Mutex::default(),
            imports: Imports::default(),
            jobs: jobs::Jobs::default(),
        }
    }

    pub fn app(&self) -> &AppHandle {
        &self.app
    }
    pub fn profile(&self) -> &Profile {
        &self.profile
    }
    pub fn first_server(&self) -> &str {
        &self.first_server
    }
    pub fn settings(&self) -> Settings {
        lock(&self.settings).clone()
    }
    pub fn focus(&self) -> Option<Focus> {
        self.focus.borrow().clone()
    }
    /// Changes whenever the windows look at something else.
    pub fn focus_moves(&self) -> watch::Receiver<Option<Focus>> {
        self.focus.subscribe()
    }
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The words of notifications and tray, in the chosen language.
    pub fn texts(&self) -> &'static Texts {
        texts(&self.settings())
    }

    pub fn emit(&self, event: &Event) {
        if let Err(error) = self.app.emit(EVENT, event) {
            tracing::warn!(%error, "the windows could not be told");
        }
    }

    pub fn show_main(&self) {
        windows::show_main(&self.app, self.places());
    }

    /// Whether one of our windows is before the person's eyes.
    pub fn watched(&self) -> bool {
        windows::watched(&self.app)
    }

    /// Shows `screen` in the window that is for it, or else in the main one, and in no other.
    pub fn navigate(&self, screen: &str, entity: Option<uuid::Uuid>) {
        let label = windows::bring(&self.app, self.places(), screen);
        let event = Event::Navigate {
            screen: screen.to_owned(),
            entity,
        };
        let window = tauri::EventTarget::webview_window(label);
        if let Err(error) = self.app.emit_to(window, EVENT, &event) {
            tracing::warn!(%error, "the window could not be told");
        }
    }

    /// The client of the open replica.
    pub fn client(&self) -> Result<Client, Problem> {
        lock(&self.live)
            .as_ref()
            .map(|live| live.client.clone())
            .ok_or_else(|| {
                Problem::new(ErrorCode::SignedOut, "Nobody is signed in")
                    .detail("Sign in to see the fleet.")
            })
    }

    pub(crate) fn put_live(&self, live: Option<session::Live>) {
        *lock(&self.live) = live;
    }

    /// Ends what runs in the background. What was accepted is durable already.
    pub fn stop(&self) {
        crate::running::leave(self.profile.dir());
        self.places.keep();
        self.put_live(None);
    }

    /// At start: opens the replica of the account that was here last.
    pub async fn resume(self: &Arc<Self>) {
        if let Err(problem) = session::resume(self).await {
            tracing::warn!(code = %problem.code, "the last session could not be resumed");
        }
        self.tell_session().await;
    }

    /// Sends every window the session as it now is.
    pub async fn tell_session(self: &Arc<Self>) {
        let session = session::describe(self).await;
        self.emit(&Event::Session {
            session: Box::new(session),
        });
    }

    /// Moves every window to another hub, day or selection.
    pub fn set_focus(&self, focus: Focus) {
        let kept = KeptFocus {
            hub: Some(focus.hub),
        };
        let before = self.focus.send_replace(Some(focus.clone()));
        let moved = before.is_none_or(|before| before.hub != focus.hub);
        if moved && let Err(problem) = store::write(&self.focus_path(), &kept) {
            tracing::warn!(code = %problem.code, "the focus was not kept");
        }
        self.emit(&Event::Focus { focus });
    }

    /// Gives the windows something to look at, once the hubs are known: the last hub, today, nothing selected.
    pub async fn focus_if_none(&self) {
        if self.focus().is_some() {
            return;
        }
        let Ok(client) = self.client() else { return };
        let Ok(QueryResult::Hubs(hubs)) = client.query(Query::Hubs).await else {
            return;
        };
        let kept: KeptFocus = store::read(&self.focus_path());
        let hub = hubs
            .iter()
            .find(|hub| Some(hub.id) == kept.hub)
            .or_else(|| hubs.first());
        if let Some(hub) = hub {
            self.set_focus(Focus {
                hub: hub.id,
                date: day_of(&client, hub),
                selection: Vec::<DeliveryId>::new(),
            });
        }
    }

    /// The hub's service date at present.
    pub async fn today(&self, client: &Client, hub: HubId) -> Option<ServiceDate> {
        let QueryResult::Hubs(hubs) = client.query(Query::Hubs).await.ok()? else {
            return None;
        };
        let hub = hubs.iter().find(|view| view.id == hub)?;
        Some(day_of(client, hub))
    }

    /// Whoever comes next looks at their own hub and at nothing the one before had open.
    pub(crate) fn drop_focus(&self) {
        self.focus.send_replace(None);
        if let Err(error) = std::fs::remove_file(self.focus_path())
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the focus was not forgotten");
        }
    }

    fn focus_path(&self) -> PathBuf {
        self.profile.dir().join("focus.json")
    }

    /// Answers one control.
    pub async fn control(self: &Arc<Self>, control: Control) -> Result<ControlResult, Problem> {
        match control {
            Control::Session => {
                return Ok(ControlResult::Session(Box::new(
                    session::describe(self).await,
                )));
            }
            Control::SignIn {
                server_url,
                username,
                password,
                passphrase,
            } => {
                session::sign_in(self, &server_url, &username, &password, passphrase).await?;
                self.tell_session().await;
            }
            Control::Unlock { passphrase } => {
                session::unlock(self, &passphrase).await?;
                self.tell_session().await;
            }
            Control::SignOut { keep_unsent } => {
                session::sign_out(self, keep_unsent).await?;
                self.tell_session().await;
            }
            Control::BeginAfresh => {
                session::begin_afresh(self).await?;
                self.tell_session().await;
            }
            Control::SyncNow => self.client()?.sync_now(),
            Control::Settings { settings } => self.set_settings(settings)?,
            Control::Focus { focus } => self.set_focus(focus),
            Control::ImportOpen { file, hub } => {
                return self
                    .imports
                    .open(&self.client()?, file, hub)
                    .await
                    .map(|p| ControlResult::Import(Box::new(p)));
            }
            Control::ImportRepair {
                job,
                row,
                column,
                cell,
            } => {
                return self
                    .imports
                    .repair(job, row, &column, &cell)
                    .map(|p| ControlResult::Import(Box::new(p)));
            }
            Control::ImportStart { job } => jobs::start(self, job).await?,
            Control::ImportResume { hub, batch } => return jobs::resume(self, hub, batch).await,
            Control::ImportForget { hub, batch } => {
                self.client()?.forget_import(hub, batch).await?;
            }
            Control::ImportUndo { hub, batch } => return jobs::undo(self, hub, batch).await,
            Control::ImportExportProblems { job } => {
                let texts = self.texts();
                return self
                    .imports
                    .export_problems(job, texts)
                    .map(ControlResult::Path);
            }
            Control::JobCancel { job } => self.jobs.cancel(job),
            Control::Undo { command } => return jobs::undo_command(self, command).await,
            Control::OpenWindow { screen } => {
                windows::open(&self.app, self.places(), &screen)
                    .map_err(|e| internal(&e.to_string()))?;
            }
            Control::VerifyReplica => return crate::diagnostics::verify(&self.client()?).await,
            Control::ExportDiagnostics => {
                return crate::diagnostics::export(self)
                    .await
                    .map(ControlResult::Path);
            }
            Control::SaveFile { name, base64 } => {
                return crate::files::save(&name, &base64).map(ControlResult::Path);
            }
            Control::OpenTel { phone } => open_tel(&phone)?,
        }
        Ok(ControlResult::Done)
    }

    fn set_settings(&self, settings: Settings) -> Result<(), Problem> {
        *lock(&self.settings) = settings.clone();
        tray::translate(&self.app, self.texts());
        self.emit(&Event::Settings {
            settings: settings.clone(),
        });
        store::write(&self.profile.settings_path(), &settings)
    }

    /// Keeps the windows at the present day.
    pub(crate) fn follow_day(self: &Arc<Self>, client: &Client) {
        let (shell, of) = (self.clone(), client.clone());
        let day = tauri::async_runtime::spawn(async move { day::follow(&shell, &of).await });
        match lock(&self.live).as_mut() {
            Some(live) => live.keep_day(day),
            None => day.abort(),
        }
    }

    /// Passes a client's events on to the windows, and makes notifications of some.
    pub(crate) fn follow(
        self: &Arc<Self>,
        client: &Client,
    ) -> tauri::async_runtime::JoinHandle<()> {
        let (shell, client) = (self.clone(), client.clone());
        tauri::async_runtime::spawn(async move { news::follow(&shell, &client).await })
    }
}

/// The words of what is not a page, in the language and digits of `settings`.
pub(crate) fn texts(settings: &Settings) -> &'static Texts {
    let lang = match settings.language {
        Language::English => Lang::En,
        Language::Arabic => Lang::Ar,
    };
    let digits = match settings.digits {
        wire::ipc::Digits::Latin => texts::Digits::Latin,
        wire::ipc::Digits::Arabic => texts::Digits::Arabic,
    };
    Texts::shared(lang, Surface::Plain, digits)
}

fn day_of(client: &Client, hub: &HubView) -> ServiceDate {
    ServiceDate::of(client.server_now(), &hub.time_zone, hub.day_starts_at_min)
}

/// Hands a number to whatever places calls on this computer.
fn open_tel(phone: &str) -> Result<(), Problem> {
    if !domain::units::is_e164(phone) {
        return Err(Problem::new(
            ErrorCode::MalformedRequest,
            "That is no phone number",
        ));
    }
    let tel = format!("tel:{phone}");
    let (program, args): (&str, Vec<&str>) = if cfg!(windows) {
        ("rundll32", vec!["url.dll,FileProtocolHandler", &tel])
    } else if cfg!(target_os = "macos") {
        ("open", vec![&tel])
    } else {
        ("xdg-open", vec![&tel])
    };
    std::process::Command::new(program)
        .args(args)
        .spawn()
        .map(drop)
        .map_err(|e| internal(&format!("no program to call with was found: {e}")))
}

pub(crate) fn internal(why: &str) -> Problem {
    Problem::new(ErrorCode::Internal, "Something went wrong in the console")
        .detail(format!("{why}. Your work is kept."))
}

/// A mutex whose holder panicked still holds good data here: every write is one assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
