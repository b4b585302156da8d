//! Writing a snapshot: rows go into a chunk until it is large enough, then it is compressed and the next begins.
//! At no time is more than one chunk's rows outside a finished file.

use crate::{ChunkInfo, FORMAT, Manifest, SnapshotError, columns};
use domain::{
    entity::{RowHash, Table, row_hash},
    id::ScopeId,
    schema,
    value::Value,
};
use rusqlite::Connection;
use std::{
    collections::{HashMap, hash_map::Entry},
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};
use uuid::Uuid;
use wire::sync::hex_sum;

/// A chunk is closed when its database has grown to this many bytes. A console holds a few of them in memory.
const CLOSE_AT: u64 = 8 << 20;
/// Rows between two looks at its size.
const LOOK_EVERY: u64 = 64;
/// Fast rather than small.
const ZSTD_LEVEL: i32 = 1;
/// The manifest's name in the snapshot's folder.
pub const MANIFEST_FILE: &str = "manifest.json";
const OPEN_FILE: &str = "open.db";

/// The name of the chunk numbered `n`, from 0, in the snapshot's folder.
pub fn chunk_file(n: usize) -> String {
    format!("{n}.chunk")
}

/// Reads the manifest of the snapshot in `dir`.
pub fn read_manifest(dir: &Path) -> Result<Manifest, SnapshotError> {
    Manifest::parse(&fs::read(dir.join(MANIFEST_FILE))?)
}

/// What a finished snapshot is of.
#[derive(Clone, Copy, Debug)]
pub struct About {
    pub id: Uuid,
    pub scope: ScopeId,
    pub epoch: Uuid,
    pub v: i64,
}

/// See the module.
pub struct Writer {
    dir: PathBuf,
    scope: ScopeId,
    schema: u32,
    close_at: u64,
    open: Option<Open>,
    chunks: Vec<ChunkInfo>,
    rows: u64,
    sum: RowHash,
    /// Of all rows as they were given.
    sum_given: RowHash,
}

struct Open {
    conn: Connection,
    inserts: HashMap<Table, String>,
    rows: u64,
    sum: RowHash,
}

impl Writer {
    /// A snapshot of `scope` for readers of `schema`, in the folder `dir`, which is made.
    pub fn new(dir: &Path, scope: ScopeId, schema: u32) -> Result<Self, SnapshotError> {
        fs::create_dir_all(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
            scope,
            schema,
            close_at: CLOSE_AT,
            open: None,
            chunks: Vec::new(),
            rows: 0,
            sum: 0,
            sum_given: 0,
        })
    }

    /// Closes chunks when they have grown to `bytes`: smaller ones cost less memory, and more requests.
    pub fn closing_at(mut self, bytes: u64) -> Self {
        self.close_at = bytes;
        self
    }

    /// Adds a row. The order within a table is free; one in which the reader's largest index only grows at its end
    /// spares it much.
    pub fn row(
        &mut self,
        table: Table,
        v: i64,
        rev: i64,
        values: &[Value],
    ) -> Result<(), SnapshotError> {
        let mut hash = row_hash(self.scope, table, rev, values);
        self.sum_given = self.sum_given.wrapping_add(hash);
        let narrow = match schema::level(table, schema::own()) > self.schema {
            true => match schema::narrow(table, values.to_vec(), self.schema) {
                Some(narrow) => Some(narrow),
                // Withheld from readers of that schema.
                None => return Ok(()),
            },
            false => None,
        };
        let known = schema::columns(table, self.schema).count();
        let values = match &narrow {
            Some(narrow) => {
                let wide = schema::widen(table, narrow.clone(), self.schema);
                hash = row_hash(self.scope, table, rev, &wide.unwrap_or_default());
                narrow
            }
            None => values.get(..known).unwrap_or(values),
        };
        let mut open = match self.open.take() {
            Some(open) => open,
            None => Open::begin(&self.dir.join(OPEN_FILE))?,
        };
        open.put(table, self.schema, (v, rev, hash), values)?;
        let full = open.rows.is_multiple_of(LOOK_EVERY) && open.size()? >= self.close_at;
        self.open = Some(open);
        if full {
            self.close()?;
        }
        Ok(())
    }

    /// The sum of the hashes of all rows so far, as they were given.
    pub fn sum_given(&self) -> RowHash {
        self.sum_given
    }

    /// Closes the last chunk and writes the manifest; all is on the disk when this returns.
    pub fn finish(mut self, about: About) -> Result<Manifest, SnapshotError> {
        if self.open.is_some() {
            self.close()?;
        }
        let manifest = Manifest {
            format: FORMAT,
            id: about.id,
            scope: about.scope,
            epoch: about.epoch,
            v: about.v,
            sum: hex_sum(self.sum),
            schema: self.schema,
            rows: self.rows,
            chunks: std::mem::take(&mut self.chunks),
        };
        let json = serde_json::to_vec(&manifest).map_err(io::Error::from)?;
        let mut file = File::create(self.dir.join(MANIFEST_FILE))?;
        file.write_all(&json)?;
        file.sync_all()?;
        Ok(manifest)
    }

    fn close(&mut self) -> Result<(), SnapshotError> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let (rows, sum) = (open.rows, open.sum);
        open.end()?;
        let path = self.dir.join(OPEN_FILE);
        let size = fs::metadata(&path)?.len();
        let mut out = Hashed {
            inner: BufWriter::new(File::create(self.dir.join(chunk_file(self.chunks.len())))?),
            hasher: blake3::Hasher::new(),
            bytes: 0,
        };
        let mut packed = zstd::Encoder::new(&mut out, ZSTD_LEVEL)?;
        io::copy(
            &mut BufReader::with_capacity(1 << 20, File::open(&path)?).take(size),
            &mut packed,
        )?;
        packed.finish()?;
        out.inner
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        fs::remove_file(&path)?;
        self.rows += rows;
        self.sum = self.sum.wrapping_add(sum);
        self.chunks.push(ChunkInfo {
            hash: out.hasher.finalize().to_hex().to_string(),
            bytes: out.bytes,
            size,
            rows,
            sum: hex_sum(sum),
        });
        Ok(())
    }
}

impl Open {
    fn begin(path: &Path) -> Result<Self, SnapshotError> {
        if path.exists() {
            fs::remove_file(path)?;
        }
        let conn = Connection::open(path)?;
        // A database in any other journal mode than this cannot be opened from memory. Nothing is kept of a chunk
        // that is not finished, so nothing need be durable before.
        conn.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN")?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(Self {
            conn,
            inserts: HashMap::new(),
            rows: 0,
            sum: 0,
        })
    }

    fn put(
        &mut self,
        table: Table,
        schema: u32,
        (v, rev, hash): (i64, i64, RowHash),
        values: &[Value],
    ) -> Result<(), SnapshotError> {
        let insert = match self.inserts.entry(table) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let names = columns(table, schema);
                let places = vec!["?"; names.len()].join(", ");
                self.conn
                    .execute_batch(&format!("CREATE TABLE {table} ({})", names.join(", ")))?;
                new.insert(format!("INSERT INTO {table} VALUES ({places})"))
            }
        };
        let mut statement = self.conn.prepare_cached(insert)?;
        statement.raw_bind_parameter(1, v)?;
        statement.raw_bind_parameter(2, rev)?;
        statement.raw_bind_parameter(3, hash.to_le_bytes())?;
        for (i, value) in values.iter().enumerate() {
            let at = 4 + i;
            match value {
                Value::Null => statement.raw_bind_parameter(at, rusqlite::types::Null)?,
                Value::Int(n) => statement.raw_bind_parameter(at, n)?,
                Value::Bool(b) => statement.raw_bind_parameter(at, b)?,
                Value::Uuid(id) => statement.raw_bind_parameter(at, id)?,
                Value::Text(t) | Value::Json(t) => statement.raw_bind_parameter(at, t)?,
            }
        }
        statement.raw_execute()?;
        self.rows += 1;
        self.sum = self.sum.wrapping_add(hash);
        Ok(())
    }

    fn size(&self) -> Result<u64, SnapshotError> {
        let pages: i64 = self
            .conn
            .prepare_cached("PRAGMA page_count")?
            .query_row([], |row| row.get(0))?;
        Ok(u64::try_from(pages).unwrap_or(0) * 4096)
    }

    fn end(self) -> Result<(), SnapshotError> {
        self.conn.execute_batch("COMMIT")?;
        self.conn.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

/// Passes bytes on, counting and hashing them.
struct Hashed<W> {
    inner: W,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
