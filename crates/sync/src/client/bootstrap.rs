//! Fetching everything: snapshots of the large scopes into a staged replica, then one cut over all scopes, and then it
//! takes the place of the replica in use, which answers questions and takes commands meanwhile. What was fetched
//! before an interruption is not fetched again. One chunk is fetched while the one before it is taken in.

use super::{
    Inner,
    exchange::{apply, open_cut, wants_snapshots},
    lock,
    one_thread::OneThread,
};
use crate::transport::Watched;
use domain::id::ScopeId;
use replica::{Applied, Chunk, ReplicaError, Staged, Staging};
use snapshot::Manifest;
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::task::JoinHandle;
use wire::{
    PROTOCOL,
    error::{ErrorCode, Problem},
    ipc::Progress,
    sync::{Head, ScopeMode, SyncRequest},
};

/// A server that keeps naming further scopes is asked so often in one go.
const MAX_ROUNDS: u32 = 4;
/// Between two questions for a snapshot that is being made, and how often it is asked.
const ASK_AGAIN: Duration = Duration::from_millis(500);
const MAX_ASKED: u32 = 600;

/// Rows of the snapshots, done and in all.
#[derive(Default)]
struct Rows {
    done: AtomicU64,
    all: AtomicU64,
}

impl Inner {
    /// Fetches everything that `head` announces and shows it at once. Answers like applying a cut.
    pub(super) async fn bootstrap(
        self: &Arc<Self>,
        mut head: Head,
        watched: &Arc<Watched>,
    ) -> Result<(Applied, u64), Problem> {
        let rows = Arc::<Rows>::default();
        let so_far = (watched.clone(), rows.clone());
        let _telling = self.tell_progress(move || Progress {
            bytes: so_far.0.bytes.load(Ordering::Relaxed),
            rows: so_far.1.done.load(Ordering::Relaxed),
            total_rows: so_far.1.all.load(Ordering::Relaxed),
        });
        let thread = &OneThread::start("staging", self.replica.clone())?;
        let mut staging = thread
            .run(|replica| replica.staging().map_err(|e| e.problem()))
            .await?;
        for _ in 0..MAX_ROUNDS {
            for scope in wanted(&head) {
                staging = self.fetch(thread, staging, scope, watched, &rows).await?;
            }
            let staged = thread
                .run(move |_| staging.finish().map_err(|e| e.problem()))
                .await?;
            let (staged, cut) = self.cut_for(staged, watched).await?;
            head = cut.head.clone();
            if wants_snapshots(&head) {
                drop(cut);
                staging = thread
                    .run(move |_| staged.reopen().map_err(|e| e.problem()))
                    .await?;
                staging = without_lost(thread, staging, &head).await?;
                continue;
            }
            return self.show(thread, staged, cut, &rows, watched).await;
        }
        Err(Problem::new(
            ErrorCode::Overloaded,
            "The server changes too fast to be copied",
        )
        .detail("What was fetched is kept, and so is your work. It is tried again by itself."))
    }

    /// Takes in the scope's snapshot, from where an earlier run left it.
    async fn fetch(
        self: &Arc<Self>,
        thread: &OneThread,
        mut staging: Staging,
        scope: ScopeId,
        watched: &Arc<Watched>,
        rows: &Arc<Rows>,
    ) -> Result<Staging, Problem> {
        let (mut under_way, back) = thread
            .run(move |_| {
                let standing = staging.standing(scope).map_err(|e| e.problem())?;
                Ok((standing, staging))
            })
            .await?;
        staging = back;
        let mut fresh = false;
        loop {
            let (manifest, next) = match under_way.take() {
                Some(standing) => standing,
                None => {
                    let manifest = self.manifest(scope).await?;
                    fresh = true;
                    let begun = manifest.clone();
                    staging = thread
                        .run(move |_| {
                            staging.begin(&begun).map_err(|e| e.problem())?;
                            Ok(staging)
                        })
                        .await?;
                    (manifest, 0)
                }
            };
            let done = staging_rows(&manifest, next);
            rows.all.fetch_add(manifest.rows, Ordering::Relaxed);
            rows.done.fetch_add(done, Ordering::Relaxed);
            let mut gone = false;
            let mut coming = self.chunk(&manifest, next, watched);
            while let Some(chunk) = coming {
                match chunk.await {
                    Ok(chunk) => {
                        coming = self.chunk(&manifest, chunk.n() + 1, watched);
                        let of = manifest.clone();
                        let (back, more) = thread
                            .run(move |_| {
                                let mut staging = staging;
                                let rows = staging.add(&of, chunk).map_err(|e| e.problem())?;
                                Ok((staging, rows))
                            })
                            .await?;
                        staging = back;
                        rows.done.fetch_add(more, Ordering::Relaxed);
                    }
                    // The server keeps it no longer: begin with the one it has now.
                    Err(problem) if problem.code == ErrorCode::NotFound && !fresh => {
                        gone = true;
                        break;
                    }
                    Err(problem) => {
                        // What came is kept as it goes, which takes a moment. What went wrong first is said.
                        let _ = thread
                            .run(move |_| {
                                drop(staging);
                                Ok(())
                            })
                            .await;
                        return Err(problem);
                    }
                }
            }
            if !gone {
                return Ok(staging);
            }
            staging = thread
                .run(move |replica| {
                    staging.discard().map_err(|e| e.problem())?;
                    replica.staging().map_err(|e| e.problem())
                })
                .await?;
        }
    }

    async fn manifest(&self, scope: ScopeId) -> Result<Manifest, Problem> {
        let token = lock(&self.access).clone().unwrap_or_default();
        for _ in 0..MAX_ASKED {
            if let Some(manifest) = self.transport.manifest(&token, scope).await? {
                return Ok(manifest);
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
        Err(
            Problem::new(ErrorCode::Overloaded, "The server has no snapshot yet")
                .detail("Your work is kept. It is tried again by itself."),
        )
    }

    /// Begins to fetch chunk `n`; `None` after the last.
    fn chunk(
        self: &Arc<Self>,
        manifest: &Manifest,
        n: usize,
        watched: &Arc<Watched>,
    ) -> Option<Coming> {
        manifest.chunks.get(n)?;
        let (inner, manifest, watched) = (self.clone(), manifest.clone(), watched.clone());
        Some(Coming(tokio::spawn(async move {
            let token = lock(&inner.access).clone().unwrap_or_default();
            let body = inner
                .transport
                .chunk(&token, &manifest, n, watched.clone())
                .await?;
            inner
                .blocking(move |_| {
                    Chunk::read(&manifest, n, body).map_err(|error| broken(&watched, &error))
                })
                .await
        })))
    }

    /// A cut over all scopes for the staged replica. It carries no commands: those are sent, and answered, when the
    /// staged replica has them.
    async fn cut_for(
        &self,
        staged: Staged,
        watched: &Arc<Watched>,
    ) -> Result<(Staged, replica::Cut), Problem> {
        let (staged, request) = self
            .blocking(move |replica| {
                let identity = replica
                    .identity()
                    .map_err(|e| e.problem())?
                    .ok_or_else(|| Problem::new(ErrorCode::SignedOut, "Nobody is signed in"))?;
                let cursors = staged.cursors().map_err(|e| e.problem())?;
                let backfill = staged.backfill().map_err(|e| e.problem())?;
                let request = SyncRequest {
                    client: identity.client,
                    protocol: PROTOCOL,
                    schema: domain::schema::own(),
                    cursors,
                    commands: Vec::new(),
                    snapshots: true,
                    mismatched: Vec::new(),
                    backfill,
                };
                Ok((staged, request))
            })
            .await?;
        let token = lock(&self.access).clone().unwrap_or_default();
        let body = self
            .transport
            .exchange(&token, &request, watched.clone())
            .await?;
        let seen = watched.clone();
        let cut = self.blocking(move |_| open_cut(body, &seen)).await?;
        self.clock.learn(cut.head.server_time);
        Ok((staged, cut))
    }

    /// Applies the cut to the staged replica and lets it take the place of the one in use.
    async fn show(
        self: &Arc<Self>,
        thread: &OneThread,
        staged: Staged,
        cut: replica::Cut,
        rows: &Rows,
        watched: &Arc<Watched>,
    ) -> Result<(Applied, u64), Problem> {
        let last_seq = cut.head.last_seq;
        let (seen, now) = (watched.clone(), self.clock.now());
        let (mut applied, refused) = thread
            .run(move |replica| {
                let applied = apply(cut, &seen, |cut| staged.apply(cut, now))?;
                let refused = replica
                    .adopt(staged, last_seq, now)
                    .map_err(|e| e.problem())?;
                Ok((applied, refused))
            })
            .await?;
        self.announce_outcomes(&refused);
        applied.0.rows += rows.all.load(Ordering::Relaxed);
        tracing::info!(
            rows = applied.0.rows,
            "the replica was made anew from snapshots"
        );
        self.complete_search();
        Ok(applied)
    }
}

/// A snapshot that was taken in, but from which the server no longer continues, is of no use any more.
async fn without_lost(
    thread: &OneThread,
    staging: Staging,
    head: &Head,
) -> Result<Staging, Problem> {
    let again = wanted(head);
    thread
        .run(move |replica| {
            for scope in again {
                if staging.standing(scope).map_err(|e| e.problem())?.is_some() {
                    staging.discard().map_err(|e| e.problem())?;
                    return replica.staging().map_err(|e| e.problem());
                }
            }
            Ok(staging)
        })
        .await
}

/// A chunk on its way; given up when nobody waits for it any more.
struct Coming(JoinHandle<Result<Chunk, Problem>>);

impl Future for Coming {
    type Output = Result<Chunk, Problem>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let done = ready!(Pin::new(&mut self.0).poll(context));
        Poll::Ready(done.unwrap_or_else(|error| Err(super::ended(&error))))
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn wanted(head: &Head) -> Vec<ScopeId> {
    head.scopes
        .iter()
        .filter(|part| part.mode == ScopeMode::Snapshot)
        .map(|part| part.scope)
        .collect()
}

fn staging_rows(manifest: &Manifest, next: usize) -> u64 {
    manifest.chunks.iter().take(next).map(|c| c.rows).sum()
}

/// A chunk that could not be taken in: what the network said of it, where it did.
fn broken(watched: &Watched, error: &ReplicaError) -> Problem {
    let ReplicaError::Snapshot(snapshot::SnapshotError::Io(why)) = error else {
        return error.problem();
    };
    watched.problem().unwrap_or_else(|| {
        Problem::new(ErrorCode::ServerUnreachable, "The connection broke").detail(format!(
            "A part of the snapshot ended too early ({why}). What came before it is kept."
        ))
    })
}
