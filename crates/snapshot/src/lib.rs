//! The snapshot of one scope as files: a manifest and chunks, each a SQLite database, compressed. The server
//! writes them, the replica reads them; this crate owns the format both agree on.
//!
//! - **manifest**: which scope, at which epoch and version, with which checksum, in which chunks.
//! - **chunk**: some of the scope's rows, table by table, at most [`MAX_CHUNK_BYTES`] large.
//!
//! Knows nothing of Postgres, of HTTP, of the replica's own tables, nor of who may have a snapshot.

mod error;
mod manifest;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use error::SnapshotError;
pub use manifest::{ChunkInfo, FORMAT, MAX_CHUNK_BYTES, Manifest};
pub use read::{open, tables, unpack};
pub use write::{About, MANIFEST_FILE, Writer, chunk_file, read_manifest};

use domain::{entity::Table, schema};

/// The columns of a table in a chunk of that schema, in order: version, revision, hash (16 bytes, little-endian), then the
/// entity's own. The scope is the manifest's.
pub fn columns(table: Table, schema: u32) -> Vec<&'static str> {
    let own = schema::columns(table, schema).map(|column| column.name);
    ["v", "rev", "row_hash"].into_iter().chain(own).collect()
}
