//! Reading a chunk: decompressed within the size the manifest names, compared with its hash, and only then opened,
//! in memory. Its bytes never touch the reader's disk.

use crate::{ChunkInfo, SnapshotError};
use domain::entity::Table;
use rusqlite::{Connection, MAIN_DB};
use std::io::{self, BufReader, Read};

/// The largest window a chunk may ask the decoder to remember: 2^25 bytes.
const MAX_WINDOW_LOG: u32 = 25;

/// The decompressed bytes of the chunk that `compressed` holds. Fails, keeping nothing, unless they are exactly what
/// `info` says; an error of `compressed` itself comes back as [`SnapshotError::Io`].
pub fn unpack(compressed: impl Read, info: &ChunkInfo) -> Result<Vec<u8>, SnapshotError> {
    let mut input = Hashing {
        // One byte more than announced tells a longer chunk.
        inner: compressed.take(info.bytes + 1),
        hasher: blake3::Hasher::new(),
        bytes: 0,
        failed: false,
    };
    let size = usize::try_from(info.size).map_err(|_| SnapshotError::Damaged("its size"))?;
    let mut bytes = Vec::with_capacity(size);
    let outcome = decompress(&mut input, size, &mut bytes);
    match outcome {
        // What the network says is told apart from what the bytes are.
        Err(error) if input.failed => return Err(error.into()),
        Err(_) if input.bytes < info.bytes => {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        Err(_) => return Err(SnapshotError::Damaged("it cannot be decompressed")),
        Ok(()) => {}
    }
    io::copy(&mut input, &mut io::sink())?;
    if input.bytes < info.bytes {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    if input.bytes != info.bytes || bytes.len() != size {
        return Err(SnapshotError::Damaged("its size"));
    }
    if input.hasher.finalize().to_hex().as_str() != info.hash {
        return Err(SnapshotError::Damaged("its hash"));
    }
    Ok(bytes)
}

fn decompress(input: impl Read, size: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut decoder =
        zstd::stream::read::Decoder::with_buffer(BufReader::with_capacity(128 << 10, input))?;
    decoder.window_log_max(MAX_WINDOW_LOG)?;
    decoder.take(size as u64 + 1).read_to_end(bytes)?;
    Ok(())
}

/// Makes the chunk of these bytes the main database of `conn`, read only, in memory.
pub fn open(conn: &mut Connection, bytes: &[u8]) -> Result<(), SnapshotError> {
    conn.deserialize_read_exact(MAIN_DB, bytes, bytes.len(), true)?;
    conn.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")?;
    Ok(())
}

/// The tables of the chunk that is open as `conn`'s main database, in the order of [`Table::ALL`].
pub fn tables(conn: &Connection) -> Result<Vec<Table>, SnapshotError> {
    let mut found = Vec::new();
    let mut statement =
        conn.prepare("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?")?;
    for table in Table::ALL {
        if statement.exists([table.name()])? {
            found.push(*table);
        }
    }
    Ok(found)
}

/// Passes bytes on, counting and hashing them.
struct Hashing<R> {
    inner: R,
    hasher: blake3::Hasher,
    bytes: u64,
    failed: bool,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out).inspect_err(|_| self.failed = true)?;
        self.hasher.update(&out[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
}
