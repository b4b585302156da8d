//! A world with the changes of one decision laid over it. Owns overlaying, revisions and the numbering of
//! events; knows no rule. The world underneath is neither cloned nor changed.

use super::{Decision, ItemVerdict, Refusal, Verdict};
use crate::{
    entities::Event,
    entity::{Entity, Synced, Table},
    id::*,
    related::Related,
    world::{Change, Need, NotLoaded, World},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What one item writes. Nothing is written before the item is decided, so a rejected item leaves no trace.
#[derive(Default)]
pub(super) struct Writes {
    pub rows: Vec<Entity>,
    pub deleted: Vec<(Table, Uuid)>,
    /// Their ids and parts are given when they are written.
    pub events: Vec<Event>,
}

impl Writes {
    pub fn put(&mut self, row: impl Into<Entity>) {
        self.rows.push(row.into());
    }
}

/// What became of one item, before its revision is known.
pub(super) enum Outcome {
    /// Applied to this row, whose revision the verdict names.
    Applied((Table, Uuid), Writes),
    Unchanged,
    Contested(ExceptionId, Writes),
    Conflict(ExceptionId, Writes),
}

pub(super) struct Draft<'w> {
    pub world: &'w World,
    /// `None`: deleted.
    rows: HashMap<(Table, Uuid), Option<Entity>>,
    order: Vec<(Table, Uuid)>,
    related: Related,
    event_parts: HashMap<(Table, Uuid), i32>,
}

impl<'w> Draft<'w> {
    pub fn new(world: &'w World) -> Self {
        Self {
            world,
            rows: HashMap::new(),
            order: Vec::new(),
            related: Related::default(),
            event_parts: HashMap::new(),
        }
    }

    /// The row as the items so far left it.
    pub fn entity(&self, table: Table, id: Uuid) -> Result<Option<&Entity>, NotLoaded> {
        match self.rows.get(&(table, id)) {
            Some(laid_over) => Ok(laid_over.as_ref()),
            None => Ok(self.world.stored(table, id)?.map(|stored| &stored.entity)),
        }
    }

    pub fn get<T: Synced>(&self, id: impl Into<Uuid>) -> Result<Option<&T>, NotLoaded> {
        Ok(self.entity(T::TABLE, id.into())?.and_then(T::of))
    }

    /// The rows of `T` that `need`, a question about `owner`, asks for; in key order.
    pub fn owned<T: Synced>(
        &self,
        need: Need,
        owner: impl Into<Uuid>,
    ) -> Result<Vec<&T>, NotLoaded> {
        let owner = owner.into();
        self.world.require(need)?;
        let mut keys: Vec<Uuid> = self
            .world
            .related(T::TABLE, owner)
            .filter(|id| !self.rows.contains_key(&(T::TABLE, *id)))
            .collect();
        keys.extend(self.related.of(T::TABLE, owner));
        // Two sorted runs: merging them is linear.
        keys.sort();
        Ok(keys
            .into_iter()
            .filter_map(|id| match self.rows.get(&(T::TABLE, id)) {
                Some(laid_over) => laid_over.as_ref(),
                None => self.world.row(T::TABLE, id).map(|stored| &stored.entity),
            })
            .filter_map(T::of)
            .collect())
    }

    /// The revision the row had before this command; 0 when there was none.
    pub fn rev_before(&self, table: Table, id: Uuid) -> i64 {
        self.world.row(table, id).map_or(0, |stored| stored.rev)
    }

    fn rev_now(&self, table: Table, id: Uuid) -> i64 {
        let changed = self.rows.contains_key(&(table, id));
        self.rev_before(table, id) + i64::from(changed)
    }

    fn lay(&mut self, key: (Table, Uuid), row: Option<Entity>) {
        if let Some(row) = &row {
            self.related.add(row);
        }
        match self.rows.entry(key) {
            std::collections::hash_map::Entry::Occupied(mut entry) => {
                match (entry.get(), &row) {
                    (Some(old), Some(new)) => self.related.replace(old, new),
                    (Some(old), None) => self.related.remove(old),
                    (None, _) => {}
                }
                entry.insert(row);
            }
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(row);
                self.order.push(key);
            }
        }
    }

    /// Lays an item's writes over the world.
    pub fn write(&mut self, writes: Writes) {
        for row in writes.rows {
            self.lay((row.table(), row.key()), Some(row));
        }
        for key in writes.deleted {
            self.lay(key, None);
        }
        for mut event in writes.events {
            let part = self
                .event_parts
                .entry((event.entity_table, event.entity_id))
                .or_default();
            event.part = *part;
            event.id = if *part == 0 {
                EventId::minted(event.command_id, event.entity_id, "event")
            } else {
                EventId::minted(event.command_id, event.entity_id, &format!("event {part}"))
            };
            *part += 1;
            self.lay((Table::Event, event.id.0), Some(event.into()));
        }
    }

    fn verdict(&mut self, outcome: Outcome) -> Verdict {
        match outcome {
            Outcome::Applied((table, id), writes) => {
                self.write(writes);
                Verdict::Applied {
                    rev: self.rev_now(table, id),
                }
            }
            Outcome::Unchanged => Verdict::Unchanged,
            Outcome::Contested(exception, writes) => {
                self.write(writes);
                Verdict::Contested { exception }
            }
            Outcome::Conflict(exception, writes) => {
                self.write(writes);
                Verdict::Conflict { exception }
            }
        }
    }

    /// Decides `items` in order, each seeing the ones before. What any of them misses is asked for at once.
    pub fn each<I>(
        &mut self,
        items: impl IntoIterator<Item = (Uuid, I)>,
        mut decide: impl FnMut(&Self, I) -> Result<Outcome, Refusal>,
    ) -> Result<Vec<ItemVerdict>, NotLoaded> {
        let mut missing = BTreeSet::new();
        let mut verdicts = Vec::new();
        for (id, item) in items {
            let verdict = match decide(self, item) {
                Ok(outcome) => self.verdict(outcome),
                Err(Refusal::Rejected(rejection)) => Verdict::Rejected { rejection },
                Err(Refusal::NotLoaded(needs)) => {
                    missing.extend(needs.0);
                    continue;
                }
            };
            verdicts.push(ItemVerdict { id, verdict });
        }
        if missing.is_empty() {
            Ok(verdicts)
        } else {
            Err(NotLoaded(missing))
        }
    }

    /// The rows to write, each once, in the order in which they were first touched.
    pub fn finish(mut self, items: Vec<ItemVerdict>) -> Decision {
        let mut changes = Vec::with_capacity(self.order.len());
        for key in &self.order {
            let before = self.world.row(key.0, key.1);
            match (self.rows.remove(key).flatten(), before) {
                (Some(entity), before) => changes.push(Change::Put {
                    left: before
                        .map(|stored| stored.entity.scope())
                        .filter(|scope| *scope != entity.scope()),
                    rev: before.map_or(0, |stored| stored.rev) + 1,
                    entity,
                }),
                (None, Some(stored)) => changes.push(Change::Delete {
                    table: key.0,
                    id: key.1,
                    scope: stored.entity.scope(),
                }),
                (None, None) => {}
            }
        }
        Decision { changes, items }
    }
}
