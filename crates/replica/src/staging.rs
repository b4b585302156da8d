//! A replica in the making: snapshots are copied into an encrypted database beside the one in use, chunk by chunk,
//! so that a cut connection costs one chunk and a crash a few. Indexes come last. Knows nothing of the network; what
//! becomes of the finished one is [`crate::adopt`]'s.
//!
//! A chunk is decompressed and opened in memory; its text never touches the disk but encrypted.

mod copy;

use crate::{
    apply::Applied,
    cut::Cut,
    derived,
    error::{ReplicaError, Result},
    key::Key,
    migrate,
    open::{self, STAGING_FILE},
    points::{self, Point},
    search,
    store::Replica,
};
use domain::{entity::Table, id::ScopeId, units::Millis};
use rusqlite::{Connection, OptionalExtension};
use snapshot::{ChunkInfo, Manifest};
use std::{
    io::Read,
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
};
use wire::sync::{Backfill, Cursor};

/// Pages kept in memory while rows come in, and while indexes are made (which sort in memory), KiB.
const COPY_CACHE_KIB: i64 = 96 * 1024;
const INDEX_CACHE_KIB: i64 = 12 * 1024;
/// Indexes kept while rows come in: of what is true of few rows, the work that is not done yet; and those that grow at
/// their end, because a snapshot's deliveries come in the order of the list. Made later, each costs reading all rows
/// again, and the list's sorting more memory than all else.
const KEPT: [&str; 5] = [
    "WHERE open = 1",
    "WHERE settlement_id IS NULL",
    "WHERE resolved_at IS NULL",
    "INDEX delivery_list",
    "INDEX delivery_batch",
];

/// Snapshots on their way in. See the module.
pub struct Staging {
    conn: Attached,
    path: PathBuf,
    key: Key,
}

/// A connection whose main database is a chunk and to which the staged replica is attached. Whole chunks that are not
/// committed are when it goes.
struct Attached {
    conn: Connection,
    /// What is not committed is whole chunks: none is half copied, as after a panic.
    whole: bool,
}

impl Deref for Attached {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.conn
    }
}

impl DerefMut for Attached {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.conn
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        if self.whole
            && let Err(error) = copy::settle(&self.conn)
        {
            tracing::warn!(%error, "the last chunks were not kept");
        }
    }
}

/// A chunk of a snapshot, in memory and as the manifest says it is.
pub struct Chunk {
    n: usize,
    bytes: Vec<u8>,
}

impl Chunk {
    /// Reads chunk `n` of `manifest`. The bytes may come from the network: when they break off it is
    /// [`snapshot::SnapshotError::Io`].
    pub fn read(manifest: &Manifest, n: usize, compressed: impl Read) -> Result<Self> {
        let bytes = snapshot::unpack(compressed, info(manifest, n)?)?;
        Ok(Self { n, bytes })
    }

    /// Its number in the manifest, from 0.
    pub fn n(&self) -> usize {
        self.n
    }
}

fn info(manifest: &Manifest, n: usize) -> Result<&ChunkInfo> {
    manifest
        .chunks
        .get(n)
        .ok_or_else(|| ReplicaError::BadCut(format!("the snapshot has no chunk {n}")))
}

/// A staged replica that holds its snapshots whole: it takes cuts, and then the place of the one in use.
pub struct Staged {
    pub(crate) replica: Replica,
}

impl Staging {
    /// Opens what an earlier run left in `dir`, where it is sound; else begins afresh.
    pub(crate) fn open(dir: &Path, key: &Key) -> Result<Self> {
        let path = dir.join(STAGING_FILE);
        if path.exists() {
            match Self::resume(&path, key) {
                Ok(staging) => return Ok(staging),
                Err(ReplicaError::DiskFull) => return Err(ReplicaError::DiskFull),
                Err(error) => {
                    tracing::info!(%error, "what an earlier run staged cannot be used");
                }
            }
        }
        Self::afresh(&path, key)
    }

    fn resume(path: &Path, key: &Key) -> Result<Self> {
        let conn = attach(path, key)?;
        let version: i64 = conn.query_row("PRAGMA staging.user_version", [], |row| row.get(0))?;
        if version != migrate::known() {
            return Err(ReplicaError::TooOld {
                found: version,
                known: migrate::known(),
            });
        }
        conn.query_row("SELECT count(*) FROM staging.staging_index", [], |_| Ok(()))?;
        // Written without waiting for the disk: after a power failure pages may be missing.
        let sound: String =
            conn.query_row("PRAGMA staging.quick_check(1)", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(ReplicaError::Corrupt(sound));
        }
        Ok(Self {
            conn,
            path: path.to_owned(),
            key: key.clone(),
        })
    }

    fn afresh(path: &Path, key: &Key) -> Result<Self> {
        open::remove(path)?;
        let mut conn = alone(path, key)?;
        migrate::migrate(&mut conn)?;
        let tx = conn.transaction()?;
        {
            let mut found = tx.prepare(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?",
            )?;
            tx.execute_batch(
                "CREATE TABLE staging_scope (
                     scope_id BLOB PRIMARY KEY NOT NULL, manifest TEXT NOT NULL, next INTEGER NOT NULL,
                     sum BLOB NOT NULL
                 );
                 CREATE TABLE staging_index (name TEXT NOT NULL, sql TEXT NOT NULL);",
            )?;
            for table in Table::ALL {
                let indexes: Vec<(String, String)> = found
                    .query_map([table.name()], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<rusqlite::Result<_>>()?;
                for (name, sql) in indexes.into_iter().filter(|(_, sql)| !is_kept(sql)) {
                    tx.execute("INSERT INTO staging_index VALUES (?, ?)", (&name, &sql))?;
                    tx.execute_batch(&format!("DROP INDEX {name}"))?;
                }
            }
        }
        points::commit(tx, [Point::StagingWritten, Point::StagingCommitted])?;
        close(conn)?;
        Ok(Self {
            conn: attach(path, key)?,
            path: path.to_owned(),
            key: key.clone(),
        })
    }

    /// Gives up what is staged.
    pub fn discard(self) -> Result<()> {
        let Self { conn, path, .. } = self;
        drop(conn);
        open::remove(&path)
    }

    /// The snapshot that is under way or done for `scope`, and the number of its next chunk.
    pub fn standing(&self, scope: ScopeId) -> Result<Option<(Manifest, usize)>> {
        let found: Option<(String, i64)> = self
            .conn
            .query_row(
                "SELECT manifest, next FROM staging.staging_scope WHERE scope_id = ?",
                [scope.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        match found {
            None => Ok(None),
            Some((json, next)) => Ok(Some((
                Manifest::parse(json.as_bytes())?,
                usize::try_from(next).unwrap_or(0),
            ))),
        }
    }

    /// Begins with a scope's snapshot. There must be none of this scope under way.
    pub fn begin(&mut self, manifest: &Manifest) -> Result<()> {
        manifest.check()?;
        let tx = self.conn.transaction()?;
        tx.execute(
            "INSERT INTO staging.staging_scope VALUES (?, ?, 0, zeroblob(16))",
            (manifest.scope.0, serde_json::to_string(manifest)?),
        )?;
        if manifest.chunks.is_empty() {
            copy::stand(&tx, manifest)?;
        }
        Ok(points::commit(
            tx,
            [Point::SnapshotBegunWritten, Point::SnapshotBegunCommitted],
        )?)
    }

    /// Takes in the next chunk of `manifest`, all of it or nothing. Answers how many rows it had.
    pub fn add(&mut self, manifest: &Manifest, chunk: Chunk) -> Result<u64> {
        let Chunk { n, bytes } = chunk;
        let info = info(manifest, n)?;
        copy::expect(&self.conn, manifest, n)?;
        snapshot::open(&mut self.conn, &bytes)?;
        drop(bytes);
        self.conn.whole = false;
        copy::chunk(&self.conn, manifest, n, info)?;
        self.conn.whole = true;
        Ok(info.rows)
    }

    /// Rows taken in so far, of all snapshots.
    pub fn rows(&self) -> Result<u64> {
        let mut statement = self
            .conn
            .prepare("SELECT manifest, next FROM staging.staging_scope")?;
        let mut rows = statement.query([])?;
        let mut sum = 0;
        while let Some(row) = rows.next()? {
            let manifest = Manifest::parse(row.get::<_, String>(0)?.as_bytes())?;
            let next = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
            sum += manifest
                .chunks
                .iter()
                .take(next)
                .map(|c| c.rows)
                .sum::<u64>();
        }
        Ok(sum)
    }

    /// Makes the indexes that are missing; then it takes cuts. The search index follows when people work with it.
    pub fn finish(self) -> Result<Staged> {
        let Self { conn, path, key } = self;
        copy::settle(&conn)?;
        drop(conn);
        let mut conn = alone(&path, &key)?;
        conn.execute_batch(&format!("PRAGMA cache_size = -{INDEX_CACHE_KIB}"))?;
        let indexes: Vec<(String, String)> = conn
            .prepare("SELECT name, sql FROM staging_index")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (name, sql) in indexes {
            let tx = conn.transaction()?;
            tx.execute_batch(&sql)?;
            tx.execute("DELETE FROM staging_index WHERE name = ?", [name])?;
            points::commit(tx, [Point::StagedIndexWritten, Point::StagedIndexCommitted])?;
        }
        let tx = conn.transaction()?;
        search::owe(&tx)?;
        points::commit(tx, [Point::StagedWritten, Point::StagedCommitted])?;
        close(conn)?;
        Ok(Staged {
            replica: Replica::open_file(path, &key)?,
        })
    }
}

impl Staged {
    /// Where it is: what a cut for it starts from.
    pub fn cursors(&self) -> Result<Vec<Cursor>> {
        self.replica.cursors()
    }

    /// What the snapshots, of a server of an older schema, did not bring.
    pub fn backfill(&self) -> Result<Vec<Backfill>> {
        self.replica.backfill()
    }

    /// Applies a cut over all scopes. It has no commands yet, so the cut should bring no outcomes.
    pub fn apply(&self, cut: Cut, now: Millis) -> Result<Applied> {
        self.replica.apply(cut, now)
    }

    /// Goes back to taking in snapshots.
    pub fn reopen(self) -> Result<Staging> {
        let path = self.replica.inner.path.clone();
        let key = self.replica.inner.key.clone();
        self.close()?;
        Ok(Staging {
            conn: attach(&path, &key)?,
            path,
            key,
        })
    }

    /// Folds its log into the file, which then stands alone and is durable. Answers where it is.
    pub(crate) fn close(self) -> Result<PathBuf> {
        let path = self.replica.inner.path.clone();
        let Some(inner) = std::sync::Arc::into_inner(self.replica.inner) else {
            return Err(ReplicaError::Busy);
        };
        let conn = inner.into_writer()?;
        let mode: String = conn.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
        if mode != "delete" {
            return Err(ReplicaError::Busy);
        }
        close(conn)?;
        open::settle_file(&path)?;
        Ok(path)
    }
}

impl Replica {
    /// What is staged beside this replica, from an earlier run or afresh.
    pub fn staging(&self) -> Result<Staging> {
        let dir = self.inner.path.parent().unwrap_or(Path::new("."));
        Staging::open(dir, &self.inner.key)
    }
}

fn is_kept(sql: &str) -> bool {
    KEPT.iter().any(|part| sql.contains(part))
}

/// The staged database attached to a connection whose main database is in memory.
fn attach(path: &Path, key: &Key) -> Result<Attached> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA temp_store = MEMORY")?;
    derived::register(&conn)?;
    conn.execute(
        "ATTACH DATABASE ? AS staging KEY ?",
        (path.to_string_lossy(), key.literal().as_str()),
    )?;
    conn.execute_batch(&format!(
        "PRAGMA staging.synchronous = OFF; PRAGMA staging.cache_size = -{COPY_CACHE_KIB}"
    ))?;
    Ok(Attached { conn, whole: true })
}

/// The staged database on a connection of its own. A rollback journal keeps it whole when the program is killed, at
/// next to no cost: new pages need none.
fn alone(path: &Path, key: &Key) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.execute_batch(&key.pragma())?;
    conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA synchronous = OFF")?;
    Ok(conn)
}

fn close(conn: Connection) -> Result<()> {
    Ok(conn.close().map_err(|(_, error)| error)?)
}
