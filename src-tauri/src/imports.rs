//! Import jobs: a dropped file is opened and judged, its bad cells repaired, then imported in numbered parts
//! with progress. What a row must look like is `import`'s; whether a delivery may be created is the domain's.

use crate::shell::Shell;
use base64::Engine as _;
use domain::{
    command::{Command, MAX_BYTES, Other, ProblemRow, ZoneSpec},
    decide::Verdict as Decided,
    entities::Merchant,
    id::{DeliveryId, HubId, ImportBatchId},
};
use import::{Content, Sheet, Verdict, ZoneFile};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use sync::Client;
use texts::Texts;
use uuid::Uuid;
use wire::{
    error::{ErrorCode, Problem},
    ipc::{Event, FileSource, ImportPreview, JobId, Query, QueryResult, Submitted},
};

/// Accepted rows shown in the preview.
const SAMPLE: usize = 8;
/// Zone colours, apart from the hues of states.
const PALETTE: &[&str] = &[
    "#5b8def", "#e29a3b", "#54b399", "#b07ad9", "#c77f6b", "#7a9e3f", "#4aa3c0", "#a0896b",
];
/// Bytes left in a command around its rows.
const ROOM: usize = 16 * 1024;

/// The files that are open for import.
#[derive(Default)]
pub struct Imports {
    next: AtomicU64,
    jobs: Mutex<BTreeMap<JobId, Job>>,
}

struct Job {
    hub: HubId,
    file_name: String,
    what: What,
    cancelled: bool,
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
        let what = match import::content(&bytes) {
            Content::Zones => What::Zones(import::zones(&bytes).map_err(|e| unreadable(&e))?),
            Content::Deliveries => {
                let settings = settings(client, hub).await?;
                let mut sheet =
                    import::read(&bytes, &file_name, &settings).map_err(|e| unreadable(&e))?;
                let known = already_here(client, hub, &sheet).await?;
                sheet.mark_imported(|id| known.contains(&id));
                What::Deliveries(Box::new(sheet))
            }
        };
        let job = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let opened = Job {
            hub,
            file_name,
            what,
            cancelled: false,
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

    pub fn cancel(&self, job: JobId) {
        if let Some(open) = self.lock().get_mut(&job) {
            open.cancelled = true;
        }
    }

    fn is_cancelled(&self, job: JobId) -> bool {
        self.lock().get(&job).is_none_or(|open| open.cancelled)
    }

    /// Writes the rows still in quarantine, with their reasons, into the folder `path`.
    pub fn export_problems(
        &self,
        job: JobId,
        path: &str,
        texts: &Texts,
    ) -> Result<String, Problem> {
        let jobs = self.lock();
        let open = jobs.get(&job).ok_or_else(no_job)?;
        let What::Deliveries(sheet) = &open.what else {
            return Err(no_job());
        };
        let export = sheet
            .export_quarantined(|problem| texts.t(&texts::key("import-code", problem.code.word())))
            .map_err(|e| {
                Problem::new(ErrorCode::FileUnreadable, "The rows could not be exported")
                    .detail(e.to_string())
            })?;
        let folder = if path.is_empty() {
            crate::files::downloads()
        } else {
            path.into()
        };
        let file = folder.join(&export.file_name);
        std::fs::write(&file, &export.bytes).map_err(|e| {
            Problem::new(ErrorCode::FileUnreadable, "The rows could not be exported")
                .detail(format!("{}: {e}. The rows are still here.", file.display()))
        })?;
        Ok(file.display().to_string())
    }

    /// Imports the opened file in the background; progress and the end are events.
    pub fn start(&self, shell: &Arc<Shell>, job: JobId) -> Result<(), Problem> {
        let commands = {
            let mut jobs = self.lock();
            let open = jobs.get_mut(&job).ok_or_else(no_job)?;
            open.cancelled = false;
            commands(open)
        };
        let client = shell.client()?;
        let shell = shell.clone();
        tauri::async_runtime::spawn(async move {
            let (mut created, mut skipped, mut problem) = (0, 0, None);
            let total: u64 = commands.iter().map(|(rows, _)| rows).sum();
            let mut done = 0;
            for (rows, command) in commands {
                if shell.imports.is_cancelled(job) {
                    break;
                }
                match keep_all(&client, command).await {
                    Ok(submitted) if rows > 0 => {
                        for item in &submitted.items {
                            match item.verdict {
                                Decided::Applied { .. } => created += 1,
                                Decided::Unchanged => skipped += 1,
                                _ => {}
                            }
                        }
                    }
                    Ok(_) => {}
                    Err(stopped) => {
                        problem = Some(stopped);
                        break;
                    }
                }
                done += rows;
                let event = Event::Job {
                    job,
                    done,
                    total,
                    finished: false,
                    problem: None,
                    created,
                    skipped,
                };
                shell.emit(&event);
            }
            if problem.is_none() && !shell.imports.is_cancelled(job) {
                shell.imports.lock().remove(&job);
            }
            shell.emit(&Event::Job {
                job,
                done,
                total,
                finished: true,
                problem,
                created,
                skipped,
            });
        });
        Ok(())
    }
}

/// Submits one command of an import. Nobody looks at its rows one by one: what the rules refuse of them waits on the
/// desk.
async fn keep_all(client: &Client, command: Command) -> Result<Submitted, Problem> {
    let submitted = client.submit(command.clone()).await?;
    for leaving in command.left_on_desk(&submitted.items) {
        client.submit(leaving).await?;
    }
    Ok(submitted)
}

/// The commands that import a file, each with the number of rows it carries.
fn commands(open: &Job) -> Vec<(u64, Command)> {
    let hub = open.hub;
    let batch = ImportBatchId(Uuid::now_v7());
    match &open.what {
        What::Zones(file) => pack(file.specs(hub, PALETTE))
            .into_iter()
            .map(|zones| {
                (
                    zones.len() as u64,
                    Command::Other(Other::UpsertZone { hub, zones }),
                )
            })
            .collect(),
        What::Deliveries(sheet) => {
            let merchants: Vec<Merchant> = sheet.merchants();
            let org = merchants.chunks(200).map(|chunk| {
                (
                    0,
                    Command::Other(Other::UpsertMerchant {
                        merchants: chunk.to_vec(),
                    }),
                )
            });
            let parts = sheet.parts(batch).into_iter().map(|part| {
                let rows = (part.rows.len() + part.problems.len()) as u64;
                let command = Other::ImportRows {
                    hub,
                    import: part.import,
                    rows: part.rows,
                    problems: part.problems,
                };
                (rows, Command::Other(command))
            });
            org.chain(parts).collect()
        }
    }
}

/// Zones in groups that each fit into a command.
fn pack(zones: Vec<ZoneSpec>) -> Vec<Vec<ZoneSpec>> {
    let (mut groups, mut group, mut bytes) = (Vec::new(), Vec::new(), 0);
    for zone in zones {
        let size = serde_json::to_vec(&zone).map_or(MAX_BYTES, |json| json.len() + 1);
        if !group.is_empty() && (bytes + size > MAX_BYTES - ROOM || group.len() >= 100) {
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
        default_service_date: domain::units::ServiceDate::of(
            now,
            &view.time_zone,
            view.day_starts_at_min,
        ),
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
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let counts =
        |map: BTreeMap<String, usize>| map.into_iter().map(|(code, n)| (code, count(n))).collect();
    let summary = match &open.what {
        What::Deliveries(sheet) => sheet.summary(),
        What::Zones(file) => file.summary(),
    };
    let mut shown = ImportPreview {
        job,
        file_name: open.file_name.clone(),
        format: summary.format,
        accepted: count(summary.accepted),
        of_which_draft: count(summary.of_which_draft),
        already_imported: 0,
        warnings: counts(summary.warnings),
        quarantined: counts(summary.quarantined),
        columns: Vec::new(),
        service_dates: Vec::new(),
        problems: Vec::new(),
        sample: Vec::new(),
        zones: 0,
    };
    match &open.what {
        What::Zones(file) => {
            shown.zones = shown.accepted;
            shown.problems = file.rows.iter().filter_map(zone_problem).collect();
            let names = file.rows.iter().filter(|row| row.problem.is_none());
            shown.sample = names
                .take(SAMPLE)
                .map(|row| vec![row.name_ar.clone(), row.name_en.clone()])
                .collect();
        }
        What::Deliveries(sheet) => {
            let unknown: HashSet<&str> = sheet.unknown_columns().collect();
            let taken_for = |name: &String| {
                if unknown.contains(name.as_str()) {
                    String::new()
                } else {
                    name.clone()
                }
            };
            shown.columns = sheet
                .header()
                .iter()
                .map(|name| (name.clone(), taken_for(name)))
                .collect();
            let dates: BTreeSet<_> = sheet.accepted().map(|a| a.delivery.service_date).collect();
            shown.service_dates = dates.into_iter().collect();
            shown.already_imported = count(sheet.accepted().filter(|a| a.already_imported).count());
            shown.problems = sheet.problem_rows();
            shown.sample = sheet
                .rows()
                .iter()
                .filter_map(sample)
                .take(SAMPLE)
                .collect();
        }
    }
    shown
}

fn zone_problem(row: &import::ZoneRow) -> Option<ProblemRow> {
    let problem = row.problem.as_ref()?;
    Some(ProblemRow {
        row: u32::try_from(row.number).unwrap_or(u32::MAX),
        code: problem.code.word().to_owned(),
        column: String::new(),
        cell: row.name_en.clone(),
        cells: Vec::new(),
    })
}

fn sample(row: &import::Row) -> Option<Vec<String>> {
    let Verdict::Accepted(accepted) = &row.verdict else {
        return None;
    };
    let d = &accepted.delivery;
    Some(vec![
        d.reference.clone(),
        d.dropoff.name.clone(),
        d.dropoff.phone.clone().unwrap_or_default(),
        d.dropoff.address.clone(),
        accepted.merchant.clone(),
    ])
}

fn unreadable(error: &import::FileError) -> Problem {
    Problem::new(ErrorCode::FileUnreadable, error.code()).detail(error.to_string())
}

fn no_job() -> Problem {
    Problem::new(ErrorCode::NotFound, "The file is not open any more").detail("Drop it again.")
}
