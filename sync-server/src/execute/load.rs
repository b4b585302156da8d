//! Step 3 of the write path: answers a decision's questions, one query per table (and kind of question) and
//! round, without row locks: the scope's lock is the lock.

use super::{desk::Key, stamp::Before};
use crate::db::{
    rows,
    schema::{Statements, statements},
};
use domain::{
    entities::DeliveryState,
    entity::Table,
    world::{Need, World},
};
use sqlx::{PgConnection, Row, postgres::PgRow};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};
use uuid::Uuid;

/// What was loaded: the world the rules see, and what the write path must remember of each row.
#[derive(Default)]
pub struct Loaded {
    pub world: World,
    /// Rows as they are in the database.
    pub before: HashMap<Key, Before>,
    /// Last revisions of rows that are gone: one that comes back continues from it.
    pub gone: HashMap<Key, i64>,
}

/// The statements that answer questions about many rows, each given ids (and for shifts dates) as arrays.
struct Questions {
    open_deliveries_of: String,
    open_deliveries_in: String,
    shifts_of: String,
    unsettled_of: String,
    contested_of: String,
    zones_of: String,
    attempts_of: String,
    shifts_ahead_of: String,
    shifts_ahead_with: String,
    couriers_with: String,
    events_of: String,
    notes_on: String,
    exceptions_about: String,
    collections_for: String,
}

fn questions() -> &'static Questions {
    static ALL: LazyLock<Questions> = LazyLock::new(|| {
        let select = |table: Table, condition: &str| {
            let Statements { select, .. } = statements(table);
            format!("{select} WHERE {condition}")
        };
        let terminal: Vec<String> = DeliveryState::ALL
            .iter()
            .filter(|s| s.is_terminal())
            .map(|s| format!("'{s}'"))
            .collect();
        let open = format!("state NOT IN ({})", terminal.join(", "));
        Questions {
            open_deliveries_of: select(
                Table::Delivery,
                &format!("courier_id = ANY($1) AND {open}"),
            ),
            open_deliveries_in: select(Table::Delivery, &format!("zone_id = ANY($1) AND {open}")),
            shifts_of: select(
                Table::Shift,
                "(courier_id, service_date) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))",
            ),
            unsettled_of: select(
                Table::Collection,
                "courier_id = ANY($1) AND settlement_id IS NULL",
            ),
            contested_of: select(
                Table::Exception,
                "courier_id = ANY($1) AND kind = 'contested' AND resolved_at IS NULL",
            ),
            zones_of: select(Table::Zone, "hub_id = ANY($1) AND active"),
            attempts_of: select(Table::Attempt, "delivery_id = ANY($1)"),
            shifts_ahead_of: select(Table::Shift, "courier_id = ANY($1) AND state <> 'closed'"),
            shifts_ahead_with: select(Table::Shift, "vehicle_id = ANY($1) AND state <> 'closed'"),
            couriers_with: select(Table::Courier, "vehicle_id = ANY($1)"),
            events_of: select(Table::Event, "entity_id = ANY($1)"),
            notes_on: select(Table::Note, "entity_id = ANY($1)"),
            exceptions_about: select(Table::Exception, "entity_id = ANY($1)"),
            collections_for: select(Table::Collection, "delivery_id = ANY($1)"),
        }
    });
    &ALL
}

impl Loaded {
    /// Answers `needs`.
    pub async fn load(
        &mut self,
        tx: &mut PgConnection,
        needs: &BTreeSet<Need>,
    ) -> Result<(), sqlx::Error> {
        let mut by_id: BTreeMap<Table, Vec<Uuid>> = BTreeMap::new();
        let mut by_owner: BTreeMap<(Table, &'static str), Vec<Uuid>> = BTreeMap::new();
        let mut dates = Vec::new();
        let ask = questions();
        for need in needs {
            let (table, sql, owner): (_, &'static str, Uuid) = match need {
                Need::Row(table, id) => {
                    by_id.entry(*table).or_default().push(*id);
                    continue;
                }
                Need::OpenDeliveriesOf(c) => (Table::Delivery, &ask.open_deliveries_of, c.0),
                Need::OpenDeliveriesIn(z) => (Table::Delivery, &ask.open_deliveries_in, z.0),
                Need::ShiftsOf(c, date) => {
                    dates.push(date.to_string());
                    (Table::Shift, &ask.shifts_of, c.0)
                }
                Need::UnsettledOf(c) => (Table::Collection, &ask.unsettled_of, c.0),
                Need::ContestedOf(c) => (Table::Exception, &ask.contested_of, c.0),
                Need::ZonesOf(h) => (Table::Zone, &ask.zones_of, h.0),
                Need::AttemptsOf(d) => (Table::Attempt, &ask.attempts_of, d.0),
                Need::ShiftsAheadOf(c) => (Table::Shift, &ask.shifts_ahead_of, c.0),
                Need::ShiftsAheadWith(v) => (Table::Shift, &ask.shifts_ahead_with, v.0),
                Need::CouriersWith(v) => (Table::Courier, &ask.couriers_with, v.0),
                Need::EventsOf(id) => (Table::Event, &ask.events_of, *id),
                Need::NotesOn(id) => (Table::Note, &ask.notes_on, *id),
                Need::ExceptionsAbout(id) => (Table::Exception, &ask.exceptions_about, *id),
                Need::CollectionsFor(d) => (Table::Collection, &ask.collections_for, d.0),
            };
            by_owner.entry((table, sql)).or_default().push(owner);
        }
        for (table, ids) in &by_id {
            let found = sqlx::query(statements(*table).by_ids)
                .bind(ids)
                .fetch_all(&mut *tx)
                .await?;
            self.take(*table, &found)?;
        }
        for ((table, sql), owners) in &by_owner {
            let mut query = sqlx::query(*sql).bind(owners);
            if *sql == ask.shifts_of {
                query = query.bind(&dates);
            }
            let found = query.fetch_all(&mut *tx).await?;
            self.take(*table, &found)?;
        }
        self.look_for_gone(tx, &by_id).await?;
        for need in needs {
            self.world.answer(need.clone());
        }
        Ok(())
    }

    /// Puts rows into the world. A row the world knows already may have been changed since: that one stays.
    fn take(&mut self, table: Table, found: &[PgRow]) -> Result<(), sqlx::Error> {
        for row in found {
            let stored = rows::stored(row, table)?;
            let entity = table
                .parse(stored.values)
                .map_err(|e| sqlx::Error::ColumnDecode {
                    index: format!("{table}.{}", e.column),
                    source: e.problem.into(),
                })?;
            let key = (table, entity.key());
            if self.world.knows(&Need::Row(table, key.1)) {
                continue;
            }
            let before = Before {
                scope: stored.scope,
                rev: stored.rev,
                hash: stored.hash,
            };
            self.before.insert(key, before);
            self.world.insert(entity, stored.rev);
        }
        Ok(())
    }

    /// Looks up what is gone among the rows that were asked for and not found.
    async fn look_for_gone(
        &mut self,
        tx: &mut PgConnection,
        by_id: &BTreeMap<Table, Vec<Uuid>>,
    ) -> Result<(), sqlx::Error> {
        let absent: Vec<Key> = by_id
            .iter()
            .flat_map(|(table, ids)| ids.iter().map(|id| (*table, *id)))
            .filter(|key| !self.before.contains_key(key))
            .collect();
        if absent.is_empty() {
            return Ok(());
        }
        let found = sqlx::query(
            "SELECT tbl, pk, max(rev) FROM eviction
             WHERE (tbl, pk) IN (SELECT * FROM unnest($1::text[], $2::uuid[])) GROUP BY tbl, pk",
        )
        .bind(
            absent
                .iter()
                .map(|(table, _)| table.name())
                .collect::<Vec<_>>(),
        )
        .bind(absent.iter().map(|(_, id)| *id).collect::<Vec<_>>())
        .fetch_all(tx)
        .await?;
        for row in found {
            if let Ok(table) = row.try_get::<&str, _>(0)?.parse::<Table>() {
                self.gone.insert((table, row.try_get(1)?), row.try_get(2)?);
            }
        }
        Ok(())
    }
}
