//! What can be wrong with a snapshot.

/// A snapshot could not be written or read; a chunk that fails is not used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("the manifest cannot be used: {0}")]
    Manifest(String),
    #[error("a chunk is not what the manifest says: {0}")]
    Damaged(&'static str),
    #[error("the bytes of a snapshot could not be read or written: {0}")]
    Io(#[from] std::io::Error),
    #[error("the database of a chunk failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
}
