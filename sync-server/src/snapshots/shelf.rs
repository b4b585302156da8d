//! The folder with the snapshots' files: one folder each, named by its id, complete or not there.

use snapshot::{MANIFEST_FILE, Manifest, chunk_file, read_manifest};
use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};
use uuid::Uuid;

/// A folder that is still being written has this at the end of its name.
const UNFINISHED: &str = "building";
/// Unfinished folders older than this were left by a server that ended.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// See the module.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the snapshot is written until it is complete.
    pub fn unfinished(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{id}.{UNFINISHED}"))
    }

    fn finished(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Puts a complete snapshot in its place.
    pub fn finish(&self, id: Uuid) -> io::Result<()> {
        std::fs::rename(self.unfinished(id), self.finished(id))
    }

    /// The manifest; `None` where this folder does not have the snapshot.
    pub async fn manifest(&self, id: Uuid) -> Option<Manifest> {
        let dir = self.finished(id);
        tokio::task::spawn_blocking(move || {
            if !dir.join(MANIFEST_FILE).is_file() {
                return None;
            }
            read_manifest(&dir)
                .inspect_err(|error| tracing::warn!(%error, %id, "a snapshot cannot be used"))
                .ok()
        })
        .await
        .ok()
        .flatten()
    }

    /// The file of a chunk, and its size in bytes.
    pub async fn chunk(&self, id: Uuid, n: usize) -> io::Result<(tokio::fs::File, u64)> {
        let file = tokio::fs::File::open(self.finished(id).join(chunk_file(n))).await?;
        let bytes = file.metadata().await?.len();
        Ok((file, bytes))
    }

    /// Removes a snapshot, complete or not. Whoever reads a chunk at this moment reads on.
    pub async fn remove(&self, id: Uuid) {
        for dir in [self.finished(id), self.unfinished(id)] {
            match tokio::fs::remove_dir_all(&dir).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, %id, "an old snapshot could not be removed");
                }
                _ => {}
            }
        }
    }

    /// Removes what servers that ended in the middle left behind.
    pub fn sweep(&self) {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten();
        for entry in entries.flatten() {
            let path = entry.path();
            if is_abandoned(&path)
                && let Err(error) = std::fs::remove_dir_all(&path)
            {
                tracing::warn!(%error, "an unfinished snapshot could not be removed");
            }
        }
    }
}

fn is_abandoned(path: &Path) -> bool {
    let unfinished = path.extension().is_some_and(|e| e == UNFINISHED);
    let age = path
        .metadata()
        .and_then(|m| m.modified())
        .ok()
        .and_then(|at| SystemTime::now().duration_since(at).ok());
    unfinished && age.is_some_and(|age| age > ABANDONED)
}
