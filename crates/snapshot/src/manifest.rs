//! The manifest: what a snapshot is of, and what its chunks must be like.

use crate::SnapshotError;
use domain::{entity::RowHash, id::ScopeId, schema};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wire::sync::{hex_sum, parse_sum};

/// The version of the files' format.
pub const FORMAT: u32 = 1;
/// No chunk is larger than this, decompressed, in bytes.
pub const MAX_CHUNK_BYTES: u64 = 64 << 20;
/// No manifest has more chunks.
const MAX_CHUNKS: usize = 100_000;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// Names this snapshot among all; its chunks never change.
    pub id: Uuid,
    pub scope: ScopeId,
    pub epoch: Uuid,
    /// The scope's version it was read at.
    pub v: i64,
    /// The scope's checksum at that version, as [`hex_sum`] writes it.
    pub sum: String,
    /// The schema its rows are in: that of whoever asked for it, or of the server where that is older.
    pub schema: u32,
    pub rows: u64,
    pub chunks: Vec<ChunkInfo>,
}

/// One chunk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkInfo {
    /// BLAKE3 of the compressed bytes, hexadecimal.
    pub hash: String,
    /// Compressed.
    pub bytes: u64,
    /// Decompressed.
    pub size: u64,
    pub rows: u64,
    /// Sum of the rows' hashes.
    pub sum: String,
}

impl Manifest {
    /// Reads a manifest's JSON and checks it.
    pub fn parse(json: &[u8]) -> Result<Self, SnapshotError> {
        let manifest: Self =
            serde_json::from_slice(json).map_err(|e| SnapshotError::Manifest(e.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Whether this program can read it, and its parts agree with the whole.
    pub fn check(&self) -> Result<(), SnapshotError> {
        let refuse = |why: String| Err(SnapshotError::Manifest(why));
        if self.format != FORMAT || self.schema > schema::own() {
            return refuse(format!(
                "it has format {} and schema {}, this program reads {FORMAT} and {}",
                self.format,
                self.schema,
                schema::own()
            ));
        }
        if self.v < 0 || self.chunks.len() > MAX_CHUNKS {
            return refuse("its numbers are out of range".into());
        }
        let (mut rows, mut sum): (u64, RowHash) = (0, 0);
        for chunk in &self.chunks {
            let Some(part) = parse_sum(&chunk.sum) else {
                return refuse("a checksum is none".into());
            };
            let fits = (1..=MAX_CHUNK_BYTES).contains(&chunk.size)
                && (1..=2 * MAX_CHUNK_BYTES).contains(&chunk.bytes);
            if !fits || chunk.hash.len() != 64 {
                return refuse("a chunk's size or hash is out of range".into());
            }
            rows = rows.saturating_add(chunk.rows);
            sum = sum.wrapping_add(part);
        }
        if rows != self.rows || hex_sum(sum) != self.sum {
            return refuse("its chunks do not add up to it".into());
        }
        Ok(())
    }

    /// Compressed bytes of all chunks.
    pub fn bytes(&self) -> u64 {
        self.chunks.iter().map(|chunk| chunk.bytes).sum()
    }
}
