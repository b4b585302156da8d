//! What the live rows must be, computed the plain way: the base, then every waiting command decided in order on
//! what it asks for of everything so far.

use super::fixture::Desk;
use crate::{actor, need, outbox, row, shadow};
use domain::{
    decide::{Context, Refusal, decide},
    entity::{Entity, Table},
    world::{Need, World},
};
use std::collections::BTreeMap;
use uuid::Uuid;

type Rows = BTreeMap<(Table, Uuid), (Entity, i64)>;

/// Panics when the live rows are not base + replay(outbox).
pub(crate) fn check(desk: &Desk) {
    let (live, expected) = desk
        .replica
        .inner
        .read(|conn| {
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
                    assert_eq!(
                        derived,
                        (delivery.state.is_open(), due_at),
                        "derived columns"
                    );
                }
            }
            let actor = actor::read(conn)?;
            let mut expected = base;
            for entry in outbox::select(conn, "settled IS NULL ORDER BY position", [])? {
                if !entry.replays() {
                    continue;
                }
                let command = entry.parsed()?.unwrap();
                let context = Context {
                    command: entry.command_id,
                    now: entry.now,
                    issued_at: entry.issued_at,
                };
                let mut world = World::default();
                let decision = loop {
                    match decide(&world, &actor, &context, &command) {
                        Ok(decision) => break Some(decision),
                        Err(Refusal::Rejected(_)) => break None,
                        Err(Refusal::NotLoaded(needs)) => {
                            for need in needs.0 {
                                answer(&expected, &need, &mut world);
                            }
                        }
                    }
                };
                for change in decision.iter().flat_map(|d| &d.changes) {
                    match change {
                        domain::world::Change::Put { entity, rev, .. } => {
                            expected.insert(change.key(), (entity.clone(), *rev));
                        }
                        domain::world::Change::Delete { .. } => {
                            expected.remove(&change.key());
                        }
                    }
                }
            }
            Ok((live, expected))
        })
        .unwrap();
    for (key, row) in &expected {
        assert_eq!(live.get(key), Some(row), "live differs from base + replay");
    }
    assert_eq!(
        live.len(),
        expected.len(),
        "live has rows that nothing explains"
    );
}

fn answer(rows: &Rows, asked: &Need, world: &mut World) {
    for (key, (entity, rev)) in rows {
        if *asked == Need::Row(key.0, key.1) || need::sets_of(entity).contains(asked) {
            world.insert(entity.clone(), *rev);
        }
    }
    world.answer(asked.clone());
}
