//! Control of the console: session, settings, sync, import jobs, windows; and the events it sends.

use super::*;
use crate::error::Problem;
use domain::entity::Table;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "control", rename_all = "snake_case")]
pub enum Control {
    /// The session as it stands; answered at any time.
    Session,
    /// `passphrase` opens the replica where there is no keychain.
    SignIn {
        server_url: String,
        username: String,
        password: String,
        passphrase: Option<String>,
    },
    /// Opens an existing replica with its passphrase.
    Unlock {
        passphrase: String,
    },
    /// Refused with `unsent_commands` while commands wait, unless `keep_unsent`: they stay sealed for the user.
    SignOut {
        keep_unsent: bool,
    },
    /// The passphrase is lost: destroys the replica of the account that used the profile last, with what was not
    /// sent, so that the account can sign in anew.
    BeginAfresh,
    SyncNow,
    Settings {
        settings: Settings,
    },
    /// Hub, service date and selection live in the shell; every window sees the same.
    Focus {
        focus: Focus,
    },
    /// Reads a file (a path, or its bytes from a drop) and judges it; nothing is written.
    ImportOpen {
        file: FileSource,
        hub: HubId,
    },
    /// A repaired cell of a row of the opened file; the row is judged again.
    ImportRepair {
        job: JobId,
        row: u32,
        column: String,
        cell: String,
    },
    /// Imports the opened file, in the background: it goes on whatever window is closed. Progress comes as events.
    ImportStart {
        job: JobId,
    },
    /// Goes on with an import that was cancelled or interrupted.
    ImportResume {
        hub: HubId,
        batch: ImportBatchId,
    },
    /// Lets go what is still to come of an import; what is in stays.
    ImportForget {
        hub: HubId,
        batch: ImportBatchId,
    },
    /// Takes an import back, in the background. Progress comes as events.
    ImportUndo {
        hub: HubId,
        batch: ImportBatchId,
    },
    /// The rows still in quarantine as a workbook with a reason column, written where downloads go.
    ImportExportProblems {
        job: JobId,
    },
    /// Stops a job. What it did stays, and what it did not can be gone on with.
    JobCancel {
        job: JobId,
    },
    /// Takes back the user's last undoable command, or the one named. Where it is of an import nothing is done yet: the
    /// import is taken back whole, by [`Control::ImportUndo`].
    Undo {
        command: Option<CommandId>,
    },
    OpenWindow {
        screen: String,
    },
    /// Writes a file that the page made (a chart, a table) where people look for them; answers its path. An
    /// existing file is kept and the new one numbered.
    SaveFile {
        name: String,
        base64: String,
    },
    /// Recomputes every checksum by scan and compares.
    VerifyReplica,
    /// Writes a diagnostics file without personal data; answers its path.
    ExportDiagnostics,
    /// Puts text on the clipboard, or opens `tel:`.
    OpenTel {
        phone: String,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", content = "data", rename_all = "snake_case")]
pub enum ControlResult {
    Done,
    Session(Box<Session>),
    Import(Box<ImportPreview>),
    Undone(Submitted),
    /// It goes on in the background; see [`Event::Job`].
    Job(JobId),
    /// What was to be undone is this import.
    UndoImport {
        hub: HubId,
        batch: ImportBatchId,
    },
    Verified {
        rows: u64,
        mismatched: Vec<ScopeId>,
    },
    Path(String),
}

pub type JobId = u64;

domain::text_enum! { JobWork { Import = "import", Zones = "zones", Undo = "undo" } }

/// How far a job has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobState {
    pub job: JobId,
    pub work: JobWork,
    pub hub: HubId,
    /// The import it is about; zones are none.
    pub batch: Option<ImportBatchId>,
    pub file_name: String,
    /// Rows it has been through, of all it is about.
    pub done: u64,
    pub total: u64,
    /// Of these: imported, or taken back.
    pub applied: u64,
    /// They were here already, or gone.
    pub unchanged: u64,
    /// The rules refused them, or keep them because somebody changed them since.
    pub refused: u64,
    pub finished: bool,
    /// A person stopped it before its end.
    pub cancelled: bool,
    /// What stopped it before its end.
    pub problem: Option<Problem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileSource {
    Path(String),
    /// Name and base64 of the bytes.
    Bytes {
        name: String,
        base64: String,
    },
}

domain::text_enum! {
    SessionState {
        /// No account in this profile: first run.
        SignedOut = "signed_out",
        /// A replica is here but its passphrase is needed.
        Locked = "locked",
        /// First sync is under way.
        Bootstrapping = "bootstrapping",
        Ready = "ready",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub state: SessionState,
    pub server_url: String,
    pub user: Option<UserId>,
    pub username: String,
    pub name: Name,
    pub admin: bool,
    pub hubs: Vec<HubView>,
    pub focus: Option<Focus>,
    pub settings: Settings,
    pub sync: SyncState,
    /// The system keychain cannot be used: a passphrase is asked for.
    pub needs_passphrase: bool,
    pub version: String,
    /// Server time minus local time, so that ages on screen are right.
    pub clock_offset_ms: i64,
    /// An administrator wiped this profile, and nobody has signed in since.
    #[serde(default)]
    pub wiped: Option<WipedView>,
    /// Commands of whoever used this profile before that were not sent, and are sealed here for them.
    #[serde(default)]
    pub sealed: u64,
}

/// What was destroyed here by an administrator's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WipedView {
    pub username: String,
    /// Local time.
    pub at: Millis,
    /// Commands that had not been sent and went with the rest, as far as they could be counted.
    pub unsent: u64,
}

/// What all windows look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Focus {
    pub hub: HubId,
    pub date: ServiceDate,
    pub selection: Vec<DeliveryId>,
}

domain::text_enum! { Language { English = "en", Arabic = "ar" } }
domain::text_enum! { Theme { System = "system", Light = "light", Dark = "dark" } }
domain::text_enum! { Digits { Latin = "latn", Arabic = "arab" } }

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub language: Language,
    pub theme: Theme,
    pub digits: Digits,
    pub notify_rejected: bool,
    pub notify_exception: bool,
    pub notify_late: bool,
    pub notify_offline: bool,
    /// Minutes after midnight, `[from, to]`; none: no quiet hours.
    pub quiet_hours: Option<[i32; 2]>,
    pub close_to_tray: bool,
    /// A PMTiles or raster tile address; empty: a plain ground.
    pub basemap_url: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::English,
            theme: Theme::System,
            digits: Digits::Latin,
            notify_rejected: true,
            notify_exception: true,
            notify_late: true,
            notify_offline: true,
            quiet_hours: None,
            close_to_tray: false,
            basemap_url: String::new(),
        }
    }
}

/// A computer's clock that differs from the server's by more is wrong, and people are told.
pub const CLOCK_WRONG_MS: i64 = 5 * 60_000;

/// The pill. Always true: derived from the engine's state, never from hope.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SyncState {
    pub online: bool,
    /// Commands without an outcome.
    pub waiting: u64,
    /// When the last cut was applied, server time.
    pub last_cut_at: Option<Millis>,
    /// Since when the server is not there, server time; `None` while it is, or where it never was.
    #[serde(default)]
    pub offline_since: Option<Millis>,
    /// Server time minus what this computer's clock says.
    #[serde(default)]
    pub clock_offset_ms: i64,
    /// No answer of the server has told the time since the program was started.
    #[serde(default)]
    pub clock_from_memory: bool,
    pub exceptions: u64,
    pub syncing: bool,
    /// What keeps it from syncing.
    pub problem: Option<Problem>,
    /// A request of so many bytes with a single command is refused by something before the server; that command and
    /// what was given after it wait.
    #[serde(default)]
    pub too_large_bytes: Option<u64>,
    /// Until when it may work offline, server time; `None` where the server gives no lease.
    #[serde(default)]
    pub lease_until: Option<Millis>,
    /// The server is newer than this console and asks for an update; work is still exchanged.
    #[serde(default)]
    pub update_wanted: bool,
    /// The lease has run out: questions and commands are refused until the next sync.
    #[serde(default)]
    pub locked: bool,
    /// First sync: bytes and rows so far.
    pub progress: Option<Progress>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub bytes: u64,
    pub rows: u64,
    /// 0 when not known.
    pub total_rows: u64,
}

/// A judged import file before it is imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPreview {
    pub job: JobId,
    pub file_name: String,
    /// `onfleet`, `optimoroute`, `fleetbase`, `geojson`.
    pub format: String,
    pub accepted: u32,
    pub of_which_draft: u32,
    /// Rows that exist already and will be skipped.
    pub already_imported: u32,
    pub warnings: Vec<(String, u32)>,
    pub quarantined: Vec<(String, u32)>,
    /// Header → the field it was taken for; an empty string: kept in a note.
    pub columns: Vec<(String, String)>,
    /// The hub's present business day.
    pub today: ServiceDate,
    /// The service dates of the accepted rows, in order, with how many rows each has.
    pub days: Vec<(ServiceDate, u32)>,
    pub problems: Vec<ImportProblem>,
    /// The first accepted rows, for a look.
    pub sample: Vec<ImportedRow>,
    /// The names of the first zones, Arabic and English.
    pub zone_names: Vec<(String, String)>,
    pub zones: u32,
    /// The sheets that were read, of a workbook with several that are not empty.
    pub sheets: Vec<ImportSheet>,
    /// The sheets that were not.
    pub unread_sheets: Vec<ImportSheet>,
}

/// A row to repair, as the preview shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// By which `import_repair` knows it.
    pub row: u32,
    pub place: ImportPlace,
    /// As far as the row says one.
    pub reference: String,
    pub code: String,
    /// What about the cell makes it a problem, where the code does not tell; else empty.
    pub why: String,
    pub column: String,
    pub cell: String,
}

/// Where a person finds a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlace {
    /// Empty unless rows of several sheets were read.
    pub sheet: String,
    /// As spreadsheet programs number rows.
    pub row: u32,
}

/// What became of an accepted row's cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportedRow {
    pub place: ImportPlace,
    pub reference: String,
    pub recipient: String,
    pub phone: String,
    pub address: String,
    pub merchant: String,
    pub service_date: ServiceDate,
    pub windows: Vec<Window>,
    pub cod_halalas: i64,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSheet {
    pub name: String,
    pub rows: u32,
    pub hidden: bool,
    /// It looks like orders: a sheet that was not read for all that has to be agreed to.
    pub orders: bool,
}

/// What the shell tells its windows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Rows of these tables changed: ask again.
    Changed {
        tables: Vec<Table>,
    },
    /// New courier positions are in the replica.
    PositionsChanged,
    Sync {
        sync: SyncState,
    },
    Session {
        session: Box<Session>,
    },
    Focus {
        focus: Focus,
    },
    Settings {
        settings: Settings,
    },
    Job {
        state: JobState,
    },
    /// The server refused items of a command this console had accepted, or set the command aside. What was refused
    /// when it was given is in [`Submitted`] and comes with no event.
    CommandRejected {
        command_id: CommandId,
        name: String,
        /// What people call an item that was refused, the first of them; empty where that is not known.
        label: String,
        /// How many items the server refused, and of how many.
        refused: u32,
        items: u32,
        /// The server could not carry it out and set it aside: nobody refused it.
        quarantined: bool,
        /// Why the item that `label` names was refused.
        rejection: domain::rejection::Rejection,
    },
    /// The server answered a command of this console, or some of its items, in a way that this release cannot read: an
    /// update of the console shows what became of it.
    CommandUnknown {
        command_id: CommandId,
        name: String,
        /// What people call the first item; empty where that is not known.
        label: String,
    },
    /// The server is there again and has answered everything that waited: so many commands, of which so many need a
    /// person.
    Returned {
        sent: u64,
        need_you: u64,
    },
    /// Show this: a notification or tray item was clicked. Sent to the one window that is to show it.
    Navigate {
        screen: String,
        entity: Option<uuid::Uuid>,
    },
}
