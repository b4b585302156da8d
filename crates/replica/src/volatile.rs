//! Replicas in memory, for the simulation: the same statements on the same SQLite, on a disk that forgets what was
//! not synced; and the questions the simulation's checks ask. A commit with `synchronous = FULL` makes everything
//! before it durable, a lesser one may be lost with all that follow it: that is what SQLite promises of a
//! write-ahead log.

use crate::{
    error::Result,
    meta, migrate, oracle, outbox, row, scope, shadow,
    store::{Inner, Replica, lock},
};
use domain::{
    entity::{RowHash, Table},
    id::{CommandId, ScopeId},
    value::Value,
};
use rusqlite::{Connection, MAIN_DB};
use std::io::Read;
use uuid::Uuid;

/// `PRAGMA synchronous` of a commit that is synced.
const FULL: i64 = 2;

/// What a power cut would leave.
#[derive(Default)]
pub(crate) struct Disk {
    /// The file as it was last synced, when something was written since.
    synced: Option<Vec<u8>>,
}

/// A row of the base.
#[derive(Debug)]
pub struct BaseRow<'a> {
    pub table: Table,
    pub scope: ScopeId,
    pub v: i64,
    pub rev: i64,
    /// As it is stored with the row.
    pub hash: Option<RowHash>,
    pub values: &'a [Value],
}

impl Inner {
    fn is_synced(conn: &Connection) -> Result<bool> {
        let level: i64 = conn
            .prepare_cached("PRAGMA synchronous")?
            .query_row([], |row| row.get(0))?;
        Ok(level >= FULL)
    }

    /// Keeps what is on the disk before the first write that is not synced.
    pub(crate) fn about_to_write(&self, conn: &Connection) -> Result<()> {
        let Some(disk) = &self.disk else {
            return Ok(());
        };
        let mut disk = lock(disk);
        if disk.synced.is_none() && !Self::is_synced(conn)? {
            disk.synced = Some(conn.serialize(MAIN_DB)?.to_vec());
        }
        Ok(())
    }

    /// After a commit.
    pub(crate) fn written(&self, conn: &Connection) -> Result<()> {
        if self.disk.is_none() {
            return Ok(());
        }
        if Self::is_synced(conn)? {
            self.flushed();
        }
        self.faults.pass("committed")
    }

    /// All that was written is on the disk.
    pub(crate) fn flushed(&self) {
        if let Some(disk) = &self.disk {
            lock(disk).synced = None;
        }
    }
}

impl Replica {
    /// A replica in memory: of a file's bytes, or empty.
    pub fn volatile(image: Option<&[u8]>) -> Result<Self> {
        let mut conn = Connection::open_in_memory()?;
        if let Some(image) = image {
            let len = image.len();
            conn.deserialize_read_exact(MAIN_DB, image.take(len as u64), len, false)?;
        }
        conn.set_prepared_statement_cache_capacity(256);
        conn.execute_batch(
            "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;",
        )?;
        migrate::migrate(&mut conn)?;
        let replica = Self::around(conn, Disk::default());
        replica.purge();
        Ok(replica)
    }

    /// The file's bytes as a process that is killed leaves them.
    pub fn image(&self) -> Result<Vec<u8>> {
        self.inner
            .read(|conn| Ok(conn.serialize(MAIN_DB)?.to_vec()))
    }

    /// The file's bytes as a power cut leaves them.
    pub fn durable_image(&self) -> Result<Vec<u8>> {
        let synced = self
            .inner
            .disk
            .as_ref()
            .and_then(|d| lock(d).synced.clone());
        match synced {
            Some(image) => Ok(image),
            None => self.image(),
        }
    }

    /// The `n`th step of a write from now fails as a crash would (0 is the next one); negative: none.
    pub fn crash_at(&self, n: i64) {
        self.inner.faults.fail_at(n);
    }

    /// Whether a step has failed, so that this replica is only good to be restarted from its image.
    pub fn has_crashed(&self) -> bool {
        self.inner.faults.has_fired()
    }

    /// The row of the base.
    pub fn base_row(&self, table: Table, id: Uuid) -> Result<Option<(ScopeId, i64, Vec<Value>)>> {
        self.inner.read(|conn| {
            let base = match shadow::get(conn, (table, id))? {
                Some(base) => base,
                None => row::get(conn, table, id)?,
            };
            Ok(base.map(|row| (row.scope, row.rev, row.values)))
        })
    }

    /// Every row of the base, table by table, in no order.
    pub fn each_base_row(&self, mut visit: impl FnMut(BaseRow<'_>)) -> Result<()> {
        self.inner.read(|conn| {
            scope::each_base(conn, |table, row| {
                visit(BaseRow {
                    table,
                    scope: row.scope,
                    v: row.v,
                    rev: row.rev,
                    hash: row.hash,
                    values: &row.values,
                });
                Ok(())
            })
        })
    }

    /// When the server made the cut the base is at.
    pub fn cut_made_at(&self) -> Result<Option<i64>> {
        let stored = self.inner.read(|conn| meta::get(conn, "server_time"))?;
        Ok(stored
            .and_then(|bytes| bytes.try_into().ok())
            .map(i64::from_le_bytes))
    }

    /// The sums kept by difference.
    pub fn sums(&self) -> Result<Vec<(ScopeId, RowHash)>> {
        self.inner.read(|conn| {
            let all = scope::all(conn)?;
            Ok(all.into_iter().map(|(id, at)| (id, at.sum)).collect())
        })
    }

    /// The commands that wait, in order.
    pub fn waiting_entries(&self) -> Result<Vec<outbox::Entry>> {
        self.inner
            .read(|conn| outbox::select(conn, "settled IS NULL ORDER BY position", []))
    }

    /// The newest line of the command, waiting or settled.
    pub fn entry(&self, id: CommandId) -> Result<Option<outbox::Entry>> {
        self.inner.read(|conn| outbox::find(conn, id))
    }

    /// Why the live rows are not base + replay(outbox); `None` when they are.
    pub fn unexplained(&self) -> Result<Option<String>> {
        oracle::unexplained(self)
    }
}

impl outbox::Entry {
    /// Whether the server's outcome is known.
    pub fn is_settled(&self) -> bool {
        self.settled.is_some()
    }
}
