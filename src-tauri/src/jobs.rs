//! Jobs: importing a file, going on with an import, taking one back. Each runs in the background until it is done,
//! stopped or hindered, and tells the windows how far it has come. What a part of an import does is the rules' affair;
//! what is left of one is the replica's.

use crate::{imports::FileCommands, shell::Shell};
use domain::{
    command::Command,
    decide::{ItemVerdict, Verdict},
    id::{CommandId, HubId, ImportBatchId},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use sync::Client;
use wire::{
    error::{ErrorCode, Problem},
    ipc::{
        ControlResult, Event, ImportUndo, ImportView, JobId, JobState, JobWork, Query, QueryResult,
    },
};

/// The jobs that run.
#[derive(Default)]
pub struct Jobs(Mutex<BTreeMap<JobId, Running>>);

struct Running {
    batch: Option<ImportBatchId>,
    cancelled: bool,
}

impl Jobs {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<JobId, Running>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a job; an import is one thing, so that no two jobs may be about it.
    fn enter(&self, state: &JobState) -> Result<(), Problem> {
        let mut running = self.lock();
        let busy = |other: &Running| other.batch.is_some() && other.batch == state.batch;
        if running.values().any(busy) {
            return Err(Problem::new(
                ErrorCode::Rejected,
                "This import is being worked on",
            ));
        }
        let entry = Running {
            batch: state.batch,
            cancelled: false,
        };
        running.insert(state.job, entry);
        Ok(())
    }

    /// Asks the job to stop after the part it is at.
    pub fn cancel(&self, job: JobId) {
        if let Some(running) = self.lock().get_mut(&job) {
            running.cancelled = true;
        }
    }

    fn is_cancelled(&self, job: JobId) -> bool {
        self.lock().get(&job).is_none_or(|job| job.cancelled)
    }

    fn leave(&self, job: JobId) {
        self.lock().remove(&job);
    }
}

/// Imports the opened file.
pub async fn start(shell: &Arc<Shell>, job: JobId) -> Result<(), Problem> {
    let client = shell.client()?;
    let file = shell.imports.commands(job)?;
    let total = file.commands.iter().map(rows).sum();
    let FileCommands {
        hub,
        file_name,
        batch,
        commands,
    } = file;
    let work = match batch {
        Some(_) => JobWork::Import,
        None => JobWork::Zones,
    };
    let state = begun(job, work, hub, batch, file_name, total);
    shell.jobs.enter(&state)?;
    if let Some(batch) = batch
        && let Err(problem) = client.keep_import(hub, batch, commands.clone()).await
    {
        shell.jobs.leave(job);
        return Err(problem);
    }
    shell.imports.close(job);
    match batch {
        Some(batch) => spawn(shell, import(shell.clone(), client, batch, state)),
        None => spawn(shell, zones(shell.clone(), client, commands, state)),
    }
    Ok(())
}

/// Goes on with an import that was stopped.
pub async fn resume(
    shell: &Arc<Shell>,
    hub: HubId,
    batch: ImportBatchId,
) -> Result<ControlResult, Problem> {
    let client = shell.client()?;
    let view = view_of(&client, hub, batch).await?;
    let job = shell.imports.next_job();
    let file = view.batch.file_name;
    let total = view.here + view.to_come;
    let mut state = begun(job, JobWork::Import, hub, Some(batch), file, total);
    (state.done, state.applied) = (view.here, view.here);
    shell.jobs.enter(&state)?;
    spawn(shell, import(shell.clone(), client, batch, state));
    Ok(ControlResult::Job(job))
}

/// Takes an import back.
pub async fn undo(
    shell: &Arc<Shell>,
    hub: HubId,
    batch: ImportBatchId,
) -> Result<ControlResult, Problem> {
    let client = shell.client()?;
    let file = view_of(&client, hub, batch).await?.batch.file_name;
    let QueryResult::ImportUndo(ImportUndo { goes, stays }) =
        client.query(Query::ImportUndo { hub, batch }).await?
    else {
        return Err(gone());
    };
    let job = shell.imports.next_job();
    let state = begun(job, JobWork::Undo, hub, Some(batch), file, goes + stays);
    shell.jobs.enter(&state)?;
    spawn(shell, take_back(shell.clone(), client, batch, state));
    Ok(ControlResult::Job(job))
}

/// Takes back a command, the last if none is named. Of an import only says which it is: that is a job.
pub async fn undo_command(
    shell: &Arc<Shell>,
    command: Option<CommandId>,
) -> Result<ControlResult, Problem> {
    let client = shell.client()?;
    match client.undoable_import(command).await? {
        Some((hub, batch)) => Ok(ControlResult::UndoImport { hub, batch }),
        None => client.undo(command).await.map(ControlResult::Undone),
    }
}

fn begun(
    job: JobId,
    work: JobWork,
    hub: HubId,
    batch: Option<ImportBatchId>,
    file_name: String,
    total: u64,
) -> JobState {
    JobState {
        job,
        work,
        hub,
        batch,
        file_name,
        done: 0,
        total,
        applied: 0,
        unchanged: 0,
        refused: 0,
        finished: false,
        cancelled: false,
        problem: None,
    }
}

/// Runs a job and tells its end, whatever it came to.
fn spawn(shell: &Arc<Shell>, work: impl Future<Output = JobState> + Send + 'static) {
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move {
        let mut state = work.await;
        shell.jobs.leave(state.job);
        state.finished = true;
        shell.emit(&Event::Job { state });
    });
}

/// Whether the job is to go on; tells how far it is.
fn goes_on(shell: &Shell, state: &mut JobState) -> bool {
    state.cancelled = shell.jobs.is_cancelled(state.job);
    if !state.cancelled {
        shell.emit(&Event::Job {
            state: state.clone(),
        });
    }
    !state.cancelled
}

async fn import(
    shell: Arc<Shell>,
    client: Client,
    batch: ImportBatchId,
    mut state: JobState,
) -> JobState {
    while goes_on(&shell, &mut state) {
        match client.import_part(state.hub, batch).await {
            Ok(Some(part)) => {
                state.applied += part.created;
                state.unchanged += part.skipped;
                state.refused += part.refused;
                state.done += part.created + part.skipped + part.refused;
            }
            Ok(None) => break,
            Err(problem) => {
                state.problem = Some(problem);
                break;
            }
        }
    }
    // Stopped when nothing was left is not stopped.
    if state.cancelled
        && let Ok(view) = view_of(&client, state.hub, batch).await
    {
        state.cancelled = view.to_come > 0;
    }
    state
}

async fn zones(
    shell: Arc<Shell>,
    client: Client,
    commands: Vec<Command>,
    mut state: JobState,
) -> JobState {
    for command in commands {
        if !goes_on(&shell, &mut state) {
            break;
        }
        match keep_all(&client, command).await {
            Ok(items) => count(&mut state, &items),
            Err(problem) => {
                state.problem = Some(problem);
                break;
            }
        }
    }
    state
}

/// Submits a command of a file. Nobody looks at its rows one by one: what the rules refuse of them waits on the desk.
async fn keep_all(client: &Client, command: Command) -> Result<Vec<ItemVerdict>, Problem> {
    let submitted = client.submit(command.clone()).await?;
    for leaving in command.left_on_desk(&submitted.items) {
        client.submit(leaving).await?;
    }
    Ok(submitted.items)
}

async fn take_back(
    shell: Arc<Shell>,
    client: Client,
    batch: ImportBatchId,
    mut state: JobState,
) -> JobState {
    let mut after = None;
    while goes_on(&shell, &mut state) {
        match client.take_back_import(state.hub, batch, after).await {
            Ok(step) => {
                count(&mut state, &step.submitted.items);
                after = step.next;
                if after.is_none() {
                    break;
                }
            }
            Err(problem) => {
                state.problem = Some(problem);
                break;
            }
        }
    }
    state
}

fn count(state: &mut JobState, items: &[ItemVerdict]) {
    for item in items {
        match item.verdict {
            Verdict::Applied { .. } => state.applied += 1,
            Verdict::Unchanged => state.unchanged += 1,
            // The rules here decide an import: nothing of it is unknown.
            Verdict::Rejected { .. }
            | Verdict::Contested { .. }
            | Verdict::Conflict { .. }
            | Verdict::Unknown(_) => state.refused += 1,
        }
    }
    state.done += items.len() as u64;
}

/// The rows a command is about: deliveries or zones, not what is kept to be repaired.
fn rows(command: &Command) -> u64 {
    use domain::command::Other;
    match command {
        Command::Other(Other::ImportRows { rows, .. }) => rows.len() as u64,
        Command::Other(Other::UpsertZone { zones, .. }) => zones.len() as u64,
        _ => 0,
    }
}

async fn view_of(client: &Client, hub: HubId, batch: ImportBatchId) -> Result<ImportView, Problem> {
    let QueryResult::ImportBatches(views) = client.query(Query::ImportBatches { hub }).await?
    else {
        return Err(gone());
    };
    let found = views.into_iter().find(|view| view.batch.id == batch);
    found.ok_or_else(gone)
}

fn gone() -> Problem {
    Problem::new(ErrorCode::NotFound, "This import is not here any more")
}
