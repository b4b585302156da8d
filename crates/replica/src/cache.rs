//! Rows as they stand at one point of a replay: the live tables, with bases put back where commands are being
//! replayed, and what those commands have changed so far. Nothing is written from here.

use crate::{error::Result, load, need};
use domain::{
    entity::{Entity, Table},
    world::{Change, Need, World},
};
use rusqlite::Connection;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    rc::Rc,
};
use uuid::Uuid;

pub(crate) type RowKey = (Table, Uuid);

/// An entity and its revision.
#[derive(Debug)]
pub(crate) struct Known {
    pub entity: Entity,
    pub rev: i64,
}

/// See the module.
pub(crate) struct Cache<'c> {
    conn: &'c Connection,
    rows: HashMap<RowKey, Option<Rc<Known>>>,
    /// Known rows by the questions they answer.
    members: HashMap<Need, BTreeSet<RowKey>>,
    answered: HashSet<Need>,
}

impl<'c> Cache<'c> {
    pub fn new(conn: &'c Connection) -> Self {
        Self {
            conn,
            rows: HashMap::new(),
            members: HashMap::new(),
            answered: HashSet::new(),
        }
    }

    /// States what the row is, whatever the live table says.
    pub fn set(&mut self, key: RowKey, row: Option<Known>) {
        if let Some(Some(old)) = self.rows.get(&key) {
            for need in need::sets_of(&old.entity) {
                if let Some(members) = self.members.get_mut(&need) {
                    members.remove(&key);
                }
            }
        }
        if let Some(new) = &row {
            for need in need::sets_of(&new.entity) {
                self.members.entry(need).or_default().insert(key);
            }
        }
        self.rows.insert(key, row.map(Rc::new));
    }

    /// The row, `None` when there is none; loads it where nobody asked before.
    pub fn row(&mut self, key: RowKey) -> Result<Option<Rc<Known>>> {
        if let Some(known) = self.rows.get(&key) {
            return Ok(known.clone());
        }
        self.load(&Need::Row(key.0, key.1))?;
        Ok(self.rows.get(&key).cloned().flatten())
    }

    fn load(&mut self, need: &Need) -> Result<()> {
        let (table, rows) = load::answer(self.conn, need)?;
        for row in rows {
            let entity = row.entity(table)?;
            let key = (table, entity.key());
            if !self.rows.contains_key(&key) {
                self.set(
                    key,
                    Some(Known {
                        entity,
                        rev: row.rev,
                    }),
                );
            }
        }
        if let Need::Row(table, id) = need {
            self.rows.entry((*table, *id)).or_insert(None);
        } else {
            self.answered.insert(need.clone());
        }
        Ok(())
    }

    /// Puts the whole answer to `need` into `world`.
    pub fn answer(&mut self, need: &Need, world: &mut World) -> Result<()> {
        if let Need::Row(table, id) = need {
            if let Some(known) = self.row((*table, *id))? {
                world.insert(known.entity.clone(), known.rev);
            }
        } else {
            if !self.answered.contains(need) {
                self.load(need)?;
            }
            for key in self.members.get(need).into_iter().flatten() {
                if !world.knows(&Need::Row(key.0, key.1))
                    && let Some(Some(known)) = self.rows.get(key)
                {
                    world.insert(known.entity.clone(), known.rev);
                }
            }
        }
        world.answer(need.clone());
        Ok(())
    }

    /// Takes in what a decision changed.
    pub fn apply(&mut self, change: &Change) {
        let row = match change {
            Change::Put { entity, rev, .. } => Some(Known {
                entity: entity.clone(),
                rev: *rev,
            }),
            Change::Delete { .. } => None,
        };
        self.set(change.key(), row);
    }
}
