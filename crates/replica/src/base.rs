//! Writing the base while a cut is applied: the shadow where a waiting command has changed the row, else the live
//! row itself; keeps sums by difference and which waiting commands have to be replayed.

use crate::{
    cache::RowKey,
    error::Result,
    live, need,
    row::{self, Row},
    seeded::{Bug, broken},
    shadow,
    store::Tx,
};
use domain::{
    entity::{RowHash, Table},
    id::ScopeId,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use uuid::Uuid;

/// See the module.
pub(crate) struct Base {
    /// Rows with a shadow.
    shadowed: HashSet<RowKey>,
    /// Whether commands wait, so that it matters what changed.
    watching: bool,
    /// Hashes of the questions whose answers changed.
    pub dirty: BTreeSet<i64>,
    /// Those of them that ask for a row itself.
    pub dirty_rows: BTreeSet<i64>,
    /// The user's rights or a whole scope changed: every waiting command is replayed.
    pub all_dirty: bool,
    /// Sums by scope, kept by difference.
    pub sums: BTreeMap<ScopeId, RowHash>,
}

impl Base {
    pub fn new(tx: &Tx<'_>, watching: bool, sums: BTreeMap<ScopeId, RowHash>) -> Result<Self> {
        Ok(Self {
            shadowed: shadow::keys(tx.conn)?,
            watching,
            dirty: BTreeSet::new(),
            dirty_rows: BTreeSet::new(),
            all_dirty: false,
            sums,
        })
    }

    /// Puts a row unless the base already has a higher revision of it.
    pub fn put(&mut self, tx: &mut Tx<'_>, table: Table, row: &Row) -> Result<()> {
        let Some(id) = id_of(row) else {
            return Err(crate::error::ReplicaError::BadCut(format!(
                "a row of {table} has no id"
            )));
        };
        let key = (table, id);
        let old = self.mark(tx, key)?;
        if let Some((_, rev, _)) = old
            && rev > row.rev
            && !broken(Bug::HigherRevNotPreferred)
        {
            return Ok(());
        }
        self.note(tx, key, Some(row))?;
        if !broken(Bug::OldHashKept) {
            self.subtract(old);
        }
        self.add(row);
        if self.shadowed.contains(&key) && !broken(Bug::ShadowIgnored) {
            shadow::set(tx.conn, key, Some(row))
        } else {
            live::write(tx, key, Some(row))
        }
    }

    /// Deletes a row where it still belongs to `scope`.
    pub fn evict(&mut self, tx: &mut Tx<'_>, scope: ScopeId, table: Table, id: Uuid) -> Result<()> {
        let key = (table, id);
        let old = self.mark(tx, key)?;
        let foreign = !matches!(old, Some((at, ..)) if at == scope);
        if (foreign && !broken(Bug::EvictionOfForeignRow)) || broken(Bug::EvictionIgnored) {
            return Ok(());
        }
        self.note(tx, key, None)?;
        self.subtract(old);
        if self.shadowed.contains(&key) {
            shadow::set(tx.conn, key, None)
        } else {
            live::write(tx, key, None)
        }
    }

    /// Removes every row of the scope.
    pub fn clear(&mut self, tx: &mut Tx<'_>, scope: ScopeId) -> Result<()> {
        for table in Table::ALL {
            let name = table.name();
            if *table == Table::Delivery {
                crate::search::remove_scope(tx.conn, scope)?;
                tx.deliveries = crate::change::ChangedDeliveries::Many;
            }
            let gone = tx
                .conn
                .prepare_cached(&format!(
                    "DELETE FROM {name} WHERE scope_id = ? AND NOT EXISTS
                     (SELECT 1 FROM shadow WHERE tbl = '{name}' AND pk = {name}.id)"
                ))?
                .execute([scope.0])?;
            if gone > 0 {
                tx.tables.insert(*table);
            }
        }
        let mut keys: Vec<RowKey> = self.shadowed.iter().copied().collect();
        keys.sort_unstable();
        for key in keys {
            if let Some(Some(base)) = shadow::get(tx.conn, key)?
                && base.scope == scope
            {
                shadow::set(tx.conn, key, None)?;
            }
        }
        Ok(())
    }

    /// Removes every row of a table in the scope; the whole table follows.
    pub fn clear_table(&mut self, tx: &mut Tx<'_>, scope: ScopeId, table: Table) -> Result<()> {
        let name = table.name();
        let mut ids: Vec<Uuid> = tx
            .conn
            .prepare_cached(&format!("SELECT id FROM {name} WHERE scope_id = ?"))?
            .query_map([scope.0], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let shadowed = self.shadowed.iter().filter(|key| key.0 == table);
        ids.extend(shadowed.map(|key| key.1));
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            self.evict(tx, scope, table, id)?;
        }
        Ok(())
    }

    /// The scope has no rows: those of a whole one follow.
    pub fn begin(&mut self, scope: ScopeId) {
        self.sums.insert(scope, 0);
        self.all_dirty = true;
    }

    fn mark(&self, tx: &Tx<'_>, key: RowKey) -> Result<Option<(ScopeId, i64, Option<RowHash>)>> {
        if self.shadowed.contains(&key) {
            let base = shadow::get(tx.conn, key)?.flatten();
            Ok(base.map(|b| (b.scope, b.rev, b.hash)))
        } else {
            row::mark(tx.conn, key.0, key.1)
        }
    }

    /// Notes whose answers change when the base row becomes `new`.
    fn note(&mut self, tx: &Tx<'_>, key: RowKey, new: Option<&Row>) -> Result<()> {
        if !self.watching || self.all_dirty {
            return Ok(());
        }
        if matches!(key.0, Table::Grant | Table::Staff) {
            self.all_dirty = true;
            return Ok(());
        }
        let old = if self.shadowed.contains(&key) {
            shadow::get(tx.conn, key)?.flatten()
        } else {
            row::get(tx.conn, key.0, key.1)?
        };
        let itself = need::hash(&domain::world::Need::Row(key.0, key.1));
        self.dirty.insert(itself);
        self.dirty_rows.insert(itself);
        for row in old.as_ref().into_iter().chain(new) {
            let sets = need::sets_of(&row.entity(key.0)?);
            self.dirty.extend(sets.iter().map(need::hash));
        }
        Ok(())
    }

    fn add(&mut self, row: &Row) {
        let sum = self.sums.entry(row.scope).or_default();
        *sum = sum.wrapping_add(row.hash.unwrap_or(0));
    }

    fn subtract(&mut self, old: Option<(ScopeId, i64, Option<RowHash>)>) {
        if let Some((scope, _, hash)) = old {
            let sum = self.sums.entry(scope).or_default();
            *sum = sum.wrapping_sub(hash.unwrap_or(0));
        }
    }
}

fn id_of(row: &Row) -> Option<Uuid> {
    match row.values.first() {
        Some(domain::value::Value::Uuid(id)) => Some(*id),
        _ => None,
    }
}
