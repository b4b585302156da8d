//! Files open for import: a dropped file is opened and judged, its bad cells repaired, then made into the commands
//! that import it. What a row must look like is `import`'s; whether a delivery may be created is the domain's; giving
//! the commands is a [job](crate::jobs)'s.

use crate::import_preview;
use base64::Engine as _;
use domain::{
    command::{Command, Other, PART_BYTES, ZoneSpec},
    decide::Verdict as Decided,
    entities::Merchant,
    id::{DeliveryId, HubId, ImportBatchId},
    units::ServiceDate,
};
use import::{Content, Sheet, ZoneFile};
use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use sync::Client;
use texts::Texts;
use uuid::Uuid;
use wire::{
    error::{ErrorCode, Problem},
    ipc::{FileSource, ImportPreview, JobId, Query, QueryResult},
};

/// Zone colours, apart from the hues of states.
const PALETTE: &[&str] = &[
    "#5b8def", "#e29a3b", "#54b399", "#b07ad9", "#c77f6b", "#7a9e3f", "#4aa3c0", "#a0896b",
];

/// The files that are open for import.
#[derive(Default)]
pub struct Imports {
    next: AtomicU64,
    jobs: Mutex<BTreeMap<JobId, Job>>,
}

struct Job {
    hub: HubId,
    /// The hub's business day when the file was opened.
    today: ServiceDate,
    file_name: String,
    what: What,
}

enum What {
    Deliveries(Box<Sheet>),
    Zones(ZoneFile),
}

impl Imports {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<JobId, Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads and judges a file; nothing is written.
    pub async fn open(
        &self,
        client: &Client,
        file: FileSource,
        hub: HubId,
    ) -> Result<ImportPreview, Problem> {
        let (file_name, bytes) = read(file)?;
        let settings = settings(client, hub).await?;
        let what = match import::content(&bytes) {
            Content::Zones => What::Zones(import::zones(&bytes).map_err(|e| unreadable(&e))?),
            Content::Deliveries => {
                let mut sheet =
                    import::read(&bytes, &file_name, &settings).map_err(|e| unreadable(&e))?;
                let known = already_here(client, hub, &sheet).await?;
                sheet.mark_imported(|id| known.contains(&id));
                What::Deliveries(Box::new(sheet))
            }
        };
        let job = self.next_job();
        let opened = Job {
            hub,
            today: settings.default_service_date,
            file_name,
            what,
        };
        let shown = preview(job, &opened);
        self.lock().insert(job, opened);
        Ok(shown)
    }

    /// Puts `cell` into the row's column and judges again.
    pub fn repair(
        &self,
        job: JobId,
        row: u32,
        column: &str,
        cell: &str,
    ) -> Result<ImportPreview, Problem> {
        let mut jobs = self.lock();
        let open = jobs.get_mut(&job).ok_or_else(no_job)?;
        if let What::Deliveries(sheet) = &mut open.what {
            let at = sheet.header().iter().position(|name| name.trim() == column);
            let at = at.ok_or_else(|| {
                Problem::new(ErrorCode::MalformedRequest, "The file has no such column")
                    .detail(column.to_owned())
            })?;
            sheet.edit(row, at, cell);
        }
        Ok(preview(job, open))
    }

    pub fn next_job(&self) -> JobId {
        self.next.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The commands that import the opened file; it stays open until [`Imports::close`].
    pub fn commands(&self, job: JobId) -> Result<FileCommands, Problem> {
        let jobs = self.lock();
        let open = jobs.get(&job).ok_or_else(no_job)?;
        let (batch, commands) = commands(open);
        Ok(FileCommands {
            hub: open.hub,
            file_name: open.file_name.clone(),
            batch,
            commands,
        })
    }

    pub fn close(&self, job: JobId) {
        self.lock().remove(&job);
    }

    /// Writes the rows still in quarantine, with their reasons, where downloads go.
    pub fn export_problems(&self, job: JobId, texts: &Texts) -> Result<String, Problem> {
        let jobs = self.lock();
        let open = jobs.get(&job).ok_or_else(no_job)?;
        let What::Deliveries(sheet) = &open.what else {
            return Err(no_job());
        };
        let export = sheet
            .export_quarantined(|problem| {
                let code = texts.t(&texts::key("import-code", problem.code.word()));
                match problem.why {
                    None => code,
                    Some(why) => texts.t(&texts::key("import-why", why.word())),
                }
            })
            .map_err(|e| {
                Problem::new(ErrorCode::FileUnreadable, "The rows could not be exported")
                    .detail(e.to_string())
            })?;
        crate::files::write(&export.file_name, &export.bytes)
    }
}

/// What imports a file.
pub struct FileCommands {
    pub hub: HubId,
    pub file_name: String,
    /// The import its deliveries will name; zones name none.
    pub batch: Option<ImportBatchId>,
    pub commands: Vec<Command>,
}

fn commands(open: &Job) -> (Option<ImportBatchId>, Vec<Command>) {
    let hub = open.hub;
    match &open.what {
        What::Zones(file) => {
            let groups = pack(file.specs(hub, PALETTE)).into_iter();
            let zones = |zones| Command::Other(Other::UpsertZone { hub, zones });
            (None, groups.map(zones).collect())
        }
        What::Deliveries(sheet) => {
            let batch = ImportBatchId(Uuid::now_v7());
            let merchants: Vec<Merchant> = sheet.merchants();
            let org = merchants.chunks(200).map(|chunk| {
                Command::Other(Other::UpsertMerchant {
                    merchants: chunk.to_vec(),
                })
            });
            let parts = sheet.parts(batch).into_iter().map(|part| {
                Command::Other(Other::ImportRows {
                    hub,
                    import: part.import,
                    rows: part.rows,
                    problems: part.problems,
                })
            });
            (Some(batch), org.chain(parts).collect())
        }
    }
}

/// Zones in groups that each fit into a command.
fn pack(zones: Vec<ZoneSpec>) -> Vec<Vec<ZoneSpec>> {
    let (mut groups, mut group, mut bytes) = (Vec::new(), Vec::new(), 0);
    for zone in zones {
        let size = serde_json::to_vec(&zone).map_or(PART_BYTES, |json| json.len() + 1);
        if !group.is_empty() && (bytes + size > PART_BYTES || group.len() >= 100) {
            groups.push(std::mem::take(&mut group));
            bytes = 0;
        }
        bytes += size;
        group.push(zone);
    }
    if !group.is_empty() {
        groups.push(group);
    }
    groups
}

/// Which of the sheet's deliveries the hub has already, by asking the rules.
async fn already_here(
    client: &Client,
    hub: HubId,
    sheet: &Sheet,
) -> Result<HashSet<DeliveryId>, Problem> {
    let mut known = HashSet::new();
    for part in sheet.parts(ImportBatchId(Uuid::nil())) {
        let command = Command::Other(Other::ImportRows {
            hub,
            import: part.import,
            rows: part.rows,
            problems: Vec::new(),
        });
        if let QueryResult::Preview(preview) = client.query(Query::Preview { command }).await? {
            let unchanged = preview
                .items
                .iter()
                .filter(|item| item.verdict == Decided::Unchanged);
            known.extend(unchanged.map(|item| DeliveryId(item.id)));
        }
    }
    Ok(known)
}

async fn settings(client: &Client, hub: HubId) -> Result<import::Settings, Problem> {
    let QueryResult::Hubs(hubs) = client.query(Query::Hubs).await? else {
        return Err(no_job());
    };
    let view = hubs
        .into_iter()
        .find(|view| view.id == hub)
        .ok_or_else(|| Problem::new(ErrorCode::UnknownHub, "No such hub is open to you"))?;
    let now = client.server_now();
    Ok(import::Settings {
        hub,
        default_service_date: ServiceDate::of(now, &view.time_zone, view.day_starts_at_min),
        time_zone: view.time_zone,
        day_starts_at_min: view.day_starts_at_min,
        default_merchant: view.name.get(false).to_owned(),
    })
}

fn read(file: FileSource) -> Result<(String, Vec<u8>), Problem> {
    match file {
        FileSource::Path(path) => {
            let name = Path::new(&path)
                .file_name()
                .map_or_else(|| path.clone(), |n| n.to_string_lossy().into_owned());
            let bytes = std::fs::read(&path).map_err(|e| {
                Problem::new(ErrorCode::FileUnreadable, "The file cannot be read")
                    .detail(format!("{path}: {e}"))
            })?;
            Ok((name, bytes))
        }
        FileSource::Bytes { name, base64 } => {
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(base64)
                .map_err(|e| {
                    Problem::new(ErrorCode::FileUnreadable, "The file did not arrive whole")
                        .detail(e.to_string())
                })?;
            Ok((name, bytes))
        }
    }
}

fn preview(job: JobId, open: &Job) -> ImportPreview {
    match &open.what {
        What::Zones(file) => import_preview::of_zones(job, &open.file_name, file, open.today),
        What::Deliveries(sheet) => {
            import_preview::of_deliveries(job, &open.file_name, sheet, open.today)
        }
    }
}

fn unreadable(error: &import::FileError) -> Problem {
    Problem::new(ErrorCode::FileUnreadable, error.code()).detail(error.to_string())
}

fn no_job() -> Problem {
    Problem::new(ErrorCode::NotFound, "The file is not open any more").detail("Drop it again.")
}
