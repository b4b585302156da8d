//! The replica's connections: one writer behind a mutex, a few readers, and the transactions made on them.

use crate::{
    change::{ChangedDeliveries, Changes},
    error::{ReplicaError, Result},
    key::Key,
    migrate,
    open::{self, DATABASE_FILE, Purpose, SUSPECT_FILE},
    points::{self, Point},
    query::Lists,
    rescue,
};
use domain::entity::Table;
use rusqlite::{Connection, TransactionBehavior};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

/// Readers kept open between queries.
const IDLE_READERS: usize = 3;

/// A handle to the replica; cheap to clone, shared by threads.
#[derive(Clone)]
pub struct Replica {
    pub(crate) inner: Arc<Inner>,
}

impl std::fmt::Debug for Replica {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Replica({})", self.inner.path.display())
    }
}

pub(crate) struct Inner {
    pub path: PathBuf,
    pub key: Key,
    /// Held by many while they read, by one while the file is exchanged for another.
    gate: RwLock<()>,
    /// Closed before the writer, which then folds the log into the file.
    readers: Mutex<Vec<Connection>>,
    /// Absent in a replica opened for reading only.
    writer: Option<Mutex<Writer>>,
    pub changes: Changes,
    pub lists: Lists,
    #[cfg(any(test, feature = "simulation"))]
    pub faults: crate::faults::Faults,
    /// The disk under a replica in memory; `None` under one in a file.
    #[cfg(feature = "simulation")]
    pub disk: Option<Mutex<crate::volatile::Disk>>,
}

pub(crate) struct Writer {
    pub conn: Connection,
    synchronous: Durability,
}

impl Writer {
    pub fn new(conn: Connection) -> Self {
        Self {
            conn,
            synchronous: Durability::Full,
        }
    }
}

/// Whether a commit must survive power loss from the moment it returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Durability {
    /// `synchronous = FULL`: what only this replica knows (commands).
    Full,
    /// `synchronous = NORMAL`: what the server can say again (cuts).
    Normal,
}

/// A write transaction: its connection, and what it changed.
pub(crate) struct Tx<'a> {
    pub conn: &'a Connection,
    pub tables: BTreeSet<Table>,
    /// Live deliveries that changed.
    pub deliveries: ChangedDeliveries,
    /// The outbox or another local table changed.
    pub local: bool,
    #[cfg(any(test, feature = "simulation"))]
    pub faults: &'a crate::faults::Faults,
}

impl Tx<'_> {
    /// A place where a test can make the transaction fail.
    #[inline]
    pub fn step(&self, _name: &'static str) -> Result<()> {
        if crate::seeded::broken(crate::seeded::Bug::ApplyWithoutTransaction) {
            self.conn.execute_batch("COMMIT; BEGIN IMMEDIATE")?;
        }
        #[cfg(any(test, feature = "simulation"))]
        self.faults.pass(_name)?;
        Ok(())
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic inside a transaction has rolled it back; the connection is as good as before.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Replica {
    /// Opens the replica in the profile directory `dir`, or creates it. An existing file is never replaced: a
    /// wrong key, damage and a newer schema are errors.
    pub fn open(dir: &Path, key: &Key) -> Result<Self> {
        std::fs::create_dir_all(dir)?;
        rescue::finish(dir)?;
        let replica = Self::open_file(dir.join(DATABASE_FILE), key)?;
        replica.purge();
        Ok(replica)
    }

    /// Opens a database of the replica's schema under another name.
    pub(crate) fn open_file(path: PathBuf, key: &Key) -> Result<Self> {
        let mut conn = open::connection(&path, key, Purpose::Write)?;
        migrate::migrate(&mut conn)?;
        Ok(Self::with(path, key, Some(conn)))
    }

    /// Opens an existing replica to look at it; another process may be using it.
    pub fn open_read_only(dir: &Path, key: &Key) -> Result<Self> {
        let path = dir.join(DATABASE_FILE);
        let conn = open::connection(&path, key, Purpose::Read)?;
        open::check_version(&conn)?;
        let replica = Self::with(path, key, None);
        lock(&replica.inner.readers).push(conn);
        Ok(replica)
    }

    /// A replica around a connection to memory.
    #[cfg(feature = "simulation")]
    pub(crate) fn around(conn: Connection, disk: crate::volatile::Disk) -> Self {
        let key = Key::from_bytes([0; crate::key::KEY_BYTES]);
        let mut replica = Self::with(PathBuf::from("memory"), &key, Some(conn));
        if let Some(inner) = Arc::get_mut(&mut replica.inner) {
            inner.disk = Some(Mutex::new(disk));
        }
        replica
    }

    fn with(path: PathBuf, key: &Key, writer: Option<Connection>) -> Self {
        Self {
            inner: Arc::new(Inner {
                path,
                key: key.clone(),
                #[cfg(feature = "simulation")]
                disk: None,
                writer: writer.map(|conn| Mutex::new(Writer::new(conn))),
                gate: RwLock::default(),
                readers: Mutex::default(),
                changes: Changes::default(),
                lists: Lists::default(),
                #[cfg(any(test, feature = "simulation"))]
                faults: crate::faults::Faults::default(),
            }),
        }
    }

    /// Whether it was opened for writing.
    pub fn is_writer(&self) -> bool {
        self.inner.writes()
    }

    /// The profile directory it is in.
    pub fn dir(&self) -> &Path {
        self.inner.path.parent().unwrap_or(&self.inner.path)
    }

    /// Whether `dir` holds a replica.
    pub fn exists(dir: &Path) -> bool {
        dir.join(DATABASE_FILE)
            .metadata()
            .is_ok_and(|m| m.len() > 0)
    }

    /// Calls `callback` after every commit with the synced tables whose live rows changed (none when only the
    /// outbox did).
    pub fn on_change(&self, callback: impl Fn(&[Table]) + Send + Sync + 'static) {
        self.inner.changes.subscribe(Box::new(callback));
    }
}

impl Inner {
    /// Runs `work` in one write transaction: all of it commits, or nothing. `points` stand around the commit.
    pub fn write<T>(
        &self,
        durability: Durability,
        points: [Point; 2],
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let (answer, tables, local) = {
            let mut writer = lock(self.writer()?);
            if writer.synchronous != durability {
                let level = match durability {
                    Durability::Full => "FULL",
                    Durability::Normal => "NORMAL",
                };
                writer.conn.pragma_update(None, "synchronous", level)?;
                writer.synchronous = durability;
            }
            #[cfg(feature = "simulation")]
            self.about_to_write(&writer.conn)?;
            let sql = writer
                .conn
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut tx = Tx {
                conn: &sql,
                tables: BTreeSet::new(),
                deliveries: ChangedDeliveries::default(),
                local: false,
                #[cfg(any(test, feature = "simulation"))]
                faults: &self.faults,
            };
            let answer = work(&mut tx).inspect_err(|e| self.suspect(e))?;
            tx.step("commit")?;
            let (tables, deliveries, local) = (tx.tables, tx.deliveries, tx.local);
            points::commit(sql, points)?;
            #[cfg(feature = "simulation")]
            self.written(&writer.conn)?;
            self.changes.bump(&tables, deliveries, local);
            (answer, tables, local)
        };
        if local || !tables.is_empty() {
            self.changes.notify(&tables);
        }
        Ok(answer)
    }

    /// Closes the readers and hands over the writer's connection.
    pub fn into_writer(self) -> Result<Connection> {
        self.writer()?;
        drop(self.readers);
        match self.writer.map(Mutex::into_inner) {
            Some(Ok(writer)) => Ok(writer.conn),
            Some(Err(poisoned)) => Ok(poisoned.into_inner().conn),
            None => Err(ReplicaError::Busy),
        }
    }

    /// Runs `work` on the writer's connection outside a transaction.
    pub fn maintain<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let answer = work(&lock(self.writer()?).conn)?;
        #[cfg(feature = "simulation")]
        self.flushed();
        Ok(answer)
    }

    /// Whether this process is the one that writes.
    pub fn writes(&self) -> bool {
        self.writer.is_some()
    }

    pub fn writer(&self) -> Result<&Mutex<Writer>> {
        self.writer.as_ref().ok_or_else(|| {
            std::io::Error::new(
                std::io::ErrorKind::PermissionDenied,
                "the replica was opened for reading only",
            )
            .into()
        })
    }

    /// Runs `work` on one snapshot of the database.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        #[cfg(feature = "simulation")]
        if self.disk.is_some() {
            let mut writer = lock(self.writer()?);
            let tx = writer
                .conn
                .transaction_with_behavior(TransactionBehavior::Deferred)?;
            return work(&tx);
        }
        let _open = self.gate.read().unwrap_or_else(PoisonError::into_inner);
        let idle = lock(&self.readers).pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => open::connection(&self.path, &self.key, Purpose::Read)?,
        };
        let answer = {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Deferred)?;
            work(&tx).inspect_err(|e| self.suspect(e))
        };
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(conn);
        }
        answer
    }

    /// Damage that a reader meets need not be met by a writer: it is written down for the next opening.
    fn suspect(&self, error: &ReplicaError) {
        if matches!(error, ReplicaError::Corrupt(_))
            && let Some(dir) = self.path.parent()
            && let Err(error) = std::fs::write(dir.join(SUSPECT_FILE), [])
        {
            tracing::warn!(%error, "damage could not be written down");
        }
    }

    /// Closes every connection to the file, lets `exchange` put another in its place, and opens what is there then,
    /// whether or not it succeeded. `writer` is this replica's own, held; nobody reads meanwhile.
    pub fn exchange_file(
        &self,
        writer: &mut Writer,
        exchange: impl FnOnce(Connection) -> Result<()>,
    ) -> Result<()> {
        let _alone = self.gate.write().unwrap_or_else(PoisonError::into_inner);
        lock(&self.readers).clear();
        let old = std::mem::replace(&mut writer.conn, Connection::open_in_memory()?);
        let exchanged = exchange(old);
        *writer = Writer::new(open::connection(&self.path, &self.key, Purpose::Write)?);
        exchanged
    }

    /// After another file took the place of this one: everything may have changed. Call before the writer lets go.
    pub fn everything_changed(&self) -> BTreeSet<Table> {
        let tables: BTreeSet<Table> = Table::ALL.iter().copied().collect();
        self.changes.bump(&tables, ChangedDeliveries::Many, true);
        tables
    }
}
