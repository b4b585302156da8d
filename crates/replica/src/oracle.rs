//! What the live rows must be, computed the plain way: the base, then every waiting command decided in order on
//! what it asks for of everything so far. For tests and the simulation; shares nothing with the overlay but the
//! outbox and the rules.

use crate::{actor, error::Result, outbox, row, shadow, store::Replica};
use domain::{
    decide::{Context, Refusal, decide},
    entity::{Entity, Table},
    world::{Change, World},
};
use rusqlite::Connection;
use std::collections::BTreeMap;
use uuid::Uuid;

type Rows = BTreeMap<(Table, Uuid), (Entity, i64)>;

/// What in the live rows is not base + replay(outbox); `None` when all is.
pub(crate) fn unexplained(replica: &Replica) -> Result<Option<String>> {
    replica.inner.read(|conn| {
        let (mut live, mut base) = (Rows::new(), Rows::new());
        for table in Table::ALL {
            let shadows = shadow::of_table(conn, *table)?;
            for row in row::select(conn, *table, "1", [])? {
                let entity = row.entity(*table)?;
                let key = (*table, entity.key());
                if !shadows.contains_key(&key.1) {
                    base.insert(key, (entity.clone(), row.rev));
                }
                live.insert(key, (entity, row.rev));
            }
            for (id, row) in shadows {
                if let Some(row) = row {
                    base.insert((*table, id), (row.entity(*table)?, row.rev));
                }
            }
        }
        for (entity, _) in live.values() {
            if let Entity::Delivery(delivery) = entity {
                let derived: (bool, Option<i64>) = conn.query_row(
                    "SELECT open, due_at FROM delivery WHERE id = ?",
                    [delivery.id.0],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )?;
                let due_at = delivery.due_at().map(|at| at.0);
                if derived != (delivery.state.is_open(), due_at) {
                    return Ok(Some(format!("derived columns of {}", delivery.id)));
                }
            }
        }
        let expected = replayed(conn, base)?;
        for (key, row) in &expected {
            // These are written and never looked at: after a restore one may be written again over itself, and only
            // here, where every row is known, does that count as a revision.
            let same = |have: &&(Entity, i64)| match key.0 {
                Table::Event
                | Table::Note
                | Table::Attempt
                | Table::Collection
                | Table::Exception => have.0 == row.0,
                Table::Hub
                | Table::Policy
                | Table::Staff
                | Table::Merchant
                | Table::Grant
                | Table::Zone
                | Table::Vehicle
                | Table::Courier
                | Table::Shift
                | Table::ImportBatch
                | Table::Delivery
                | Table::CashSettlement => *have == row,
            };
            if live.get(key).filter(same).is_none() {
                let have = live.get(key);
                return Ok(Some(format!(
                    "live differs from base + replay at {key:?}: {have:?} instead of {row:?}"
                )));
            }
        }
        let extra = live.keys().find(|key| !expected.contains_key(key));
        Ok(extra.map(|key| format!("nothing explains the live row {key:?}")))
    })
}

/// The rows after every waiting command has been decided on them, in order.
fn replayed(conn: &Connection, mut rows: Rows) -> Result<Rows> {
    let actor = actor::read(conn)?;
    // Every row is in it, so every question is answered by what is there.
    let mut world = World::default();
    for (entity, rev) in rows.values() {
        world.insert(entity.clone(), *rev);
    }
    for entry in outbox::select(conn, "settled IS NULL ORDER BY position", [])? {
        if !entry.replays() {
            continue;
        }
        let Some(command) = entry.parsed()? else {
            continue;
        };
        let context = Context {
            command: entry.command_id,
            now: entry.now,
            issued_at: entry.issued_at,
        };
        let decision = loop {
            match decide(&world, &actor, &context, &command) {
                Ok(decision) => break Some(decision),
                Err(Refusal::Rejected(_)) => break None,
                Err(Refusal::NotLoaded(needs)) => {
                    needs.0.into_iter().for_each(|need| world.answer(need));
                }
            }
        };
        for change in decision.iter().flat_map(|d| &d.changes) {
            world.apply(change);
            match change {
                Change::Put { entity, rev, .. } => {
                    rows.insert(change.key(), (entity.clone(), *rev));
                }
                Change::Delete { .. } => {
                    rows.remove(&change.key());
                }
            }
        }
    }
    Ok(rows)
}
