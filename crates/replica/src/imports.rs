//! Imports as whole things: what of a file is still to be imported, part by part, and taking an import back, all of
//! its parts. What is to come is kept here, encrypted, so that an import that was interrupted can go on; a part is
//! imported and struck off in one transaction. Whether a row may be made or taken back is the rules' affair.

use crate::{
    actor,
    cache::Cache,
    decision,
    error::Result,
    meta,
    points::Point,
    store::{Durability, Replica, Tx},
    submit::{self, Order},
    undo,
};
use domain::{
    command::{Command, MAX_ITEMS, Other},
    decide::{Actor, Context, ItemVerdict, Verdict},
    entities::Resolution,
    id::{CommandId, DeliveryId, ExceptionId, HubId, ImportBatchId, ScopeId, hashed},
    units::Millis,
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use wire::ipc::Submitted;

/// Before the name of every part that is kept.
const PREFIX: &str = "import.";

/// What became of the rows of one part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub created: u64,
    /// They were here already.
    pub skipped: u64,
    pub refused: u64,
    /// Something was queued.
    pub queued: bool,
}

/// One step of taking an import back.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenBack {
    /// Of the rows of this step; those that were changed since are refused, naming who.
    pub submitted: Submitted,
    /// Where the next step goes on; `None`: it was the last.
    pub next: Option<DeliveryId>,
}

/// Where a part of an import is kept. Its number and how many rows it has are in the name, so that what waits can be
/// counted without reading it.
struct Place {
    hub: HubId,
    batch: ImportBatchId,
    number: usize,
    rows: u64,
}

impl Place {
    fn of_hub(hub: ScopeId) -> String {
        format!("{PREFIX}{}.", hub.0.simple())
    }

    fn of_batch(hub: HubId, batch: ImportBatchId) -> String {
        format!("{}{}.", Self::of_hub(hub.into()), batch.0.simple())
    }

    fn name(&self) -> String {
        let batch = Self::of_batch(self.hub, self.batch);
        format!("{batch}{:08}.{}", self.number, self.rows)
    }

    fn parse(name: &str) -> Option<Self> {
        let mut words = name.strip_prefix(PREFIX)?.split('.');
        Some(Self {
            hub: HubId(words.next()?.parse().ok()?),
            batch: ImportBatchId(words.next()?.parse().ok()?),
            number: words.next()?.parse().ok()?,
            rows: words.next()?.parse().ok()?,
        })
    }
}

impl Replica {
    /// Keeps the commands that import a file, to be given in this order by [`Replica::import_part`].
    pub fn keep_import(
        &self,
        hub: HubId,
        batch: ImportBatchId,
        commands: &[Command],
    ) -> Result<()> {
        self.inner.write(
            Durability::Full,
            [Point::ValueWritten, Point::ValueCommitted],
            |tx| {
                for (number, command) in commands.iter().enumerate() {
                    let rows = rows_of(command).len() as u64;
                    let place = Place {
                        hub,
                        batch,
                        number,
                        rows,
                    };
                    meta::set(tx.conn, &place.name(), &serde_json::to_vec(command)?)?;
                }
                Ok(())
            },
        )
    }

    /// Gives the next part of an import that is kept here, under `id`; `None` when nothing of it is left. It is
    /// struck off in the transaction that makes it durable: it is given once, whatever happens meanwhile.
    pub fn import_part(
        &self,
        hub: HubId,
        batch: ImportBatchId,
        id: CommandId,
        now: Millis,
        issued_at: Millis,
    ) -> Result<Option<Imported>> {
        self.inner.write(
            Durability::Full,
            [Point::SubmitWritten, Point::SubmitCommitted],
            |tx| {
                let Some(name) = first(tx.conn, &Place::of_batch(hub, batch))? else {
                    return Ok(None);
                };
                let kept = meta::get(tx.conn, &name)?.unwrap_or_default();
                let command: Command = serde_json::from_slice(&kept)?;
                let rows = rows_of(&command);
                let actor = actor::read(tx.conn)?;
                let mut cache = Cache::new(tx.conn);
                let order = Order {
                    id,
                    command,
                    now,
                    issued_at,
                };
                let submitted = submit::give(tx, &mut cache, &actor, &order, true)?;
                // Nobody looks at rows one by one: what the rules refuse of them waits on the desk.
                let leaving = order.command.left_on_desk(&submitted.items);
                for (nth, command) in leaving.into_iter().enumerate() {
                    let order = Order {
                        id: CommandId(hashed(
                            "left",
                            &[id.0.as_bytes(), &(nth as u64).to_le_bytes()],
                        )),
                        command,
                        ..order.clone()
                    };
                    submit::give(tx, &mut cache, &actor, &order, false)?;
                }
                meta::remove(tx.conn, &name)?;
                Ok(Some(counted(&rows, &submitted)))
            },
        )
    }

    /// Lets what is left of an import go: nothing more of it is to come.
    pub fn forget_import(&self, hub: HubId, batch: ImportBatchId) -> Result<()> {
        self.inner.write(
            Durability::Full,
            [Point::ValueWritten, Point::ValueCommitted],
            |tx| forget(tx.conn, &Place::of_batch(hub, batch)),
        )
    }

    /// Takes back the next deliveries of an import, those after `after`, that nobody touched; at the end also its rows
    /// that wait to be repaired, and what of it is still to come. Each step is durable by itself: one that is
    /// interrupted is gone on with by beginning anew. `id` is the first command's, further ones are made from it.
    pub fn take_back_import(
        &self,
        hub: HubId,
        batch: ImportBatchId,
        after: Option<DeliveryId>,
        id: CommandId,
        now: Millis,
        issued_at: Millis,
    ) -> Result<TakenBack> {
        let import = (hub, batch);
        self.inner.write(
            Durability::Full,
            [Point::UndoWritten, Point::UndoCommitted],
            |tx| {
                let mut giving = Giving::new(tx, id, now, issued_at)?;
                let next = giving.step(import, after)?;
                if next.is_none() {
                    giving.finish(import)?;
                    undo::taken(giving.tx.conn, batch)?;
                }
                Ok(TakenBack {
                    submitted: giving.submitted(),
                    next,
                })
            },
        )
    }
}

/// Takes an import back whole, within one transaction. While everything of it is refused it can be tried again.
pub(crate) fn take_back(
    tx: &mut Tx<'_>,
    import: (HubId, ImportBatchId),
    id: CommandId,
    now: Millis,
    issued_at: Millis,
) -> Result<Submitted> {
    let mut giving = Giving::new(tx, id, now, issued_at)?;
    let mut after = None;
    loop {
        after = giving.step(import, after)?;
        if after.is_none() {
            break;
        }
    }
    giving.finish(import)?;
    let submitted = giving.submitted();
    if submitted.command_id.is_some() {
        undo::taken(tx.conn, import.1)?;
    }
    Ok(submitted)
}

/// Commands being given one after the other in a transaction, and what they came to.
struct Giving<'t, 'c> {
    tx: &'t mut Tx<'c>,
    cache: Cache<'c>,
    actor: Actor,
    id: CommandId,
    now: Millis,
    issued_at: Millis,
    given: u64,
    items: Vec<ItemVerdict>,
}

impl<'t, 'c> Giving<'t, 'c> {
    fn new(tx: &'t mut Tx<'c>, id: CommandId, now: Millis, issued_at: Millis) -> Result<Self> {
        Ok(Self {
            cache: Cache::new(tx.conn),
            actor: actor::read(tx.conn)?,
            tx,
            id,
            now,
            issued_at,
            given: 0,
            items: Vec::new(),
        })
    }

    /// The first command has the caller's id, the others ids made from it.
    fn next_id(&self) -> CommandId {
        match self.given {
            0 => self.id,
            nth => CommandId(hashed(
                "import taken back",
                &[self.id.0.as_bytes(), &nth.to_le_bytes()],
            )),
        }
    }

    fn give(&mut self, command: Command) -> Result<Vec<ItemVerdict>> {
        let order = Order {
            id: self.next_id(),
            command,
            now: self.now,
            issued_at: self.issued_at,
        };
        let submitted = submit::give(self.tx, &mut self.cache, &self.actor, &order, false)?;
        self.given += u64::from(submitted.command_id.is_some());
        Ok(submitted.items)
    }

    /// Takes back as many deliveries as one command holds. What the rules keep is not sent: who asks is told here.
    fn step(
        &mut self,
        (hub, batch): (HubId, ImportBatchId),
        after: Option<DeliveryId>,
    ) -> Result<Option<DeliveryId>> {
        let here = deliveries(self.tx.conn, hub, batch, after)?;
        let next = here.last().copied().filter(|_| here.len() == MAX_ITEMS);
        if here.is_empty() {
            return Ok(None);
        }
        let context = Context {
            command: self.next_id(),
            now: self.now,
            issued_at: self.issued_at,
        };
        let undo = |items| Command::Other(Other::UndoImport { hub, batch, items });
        let asked = decision::ask(&mut self.cache, &self.actor, &context, &undo(here))?;
        let (kept, gone): (Vec<_>, Vec<_>) = asked
            .verdict?
            .items
            .into_iter()
            .partition(|item| matches!(item.verdict, Verdict::Rejected { .. }));
        self.items.extend(kept);
        if !gone.is_empty() {
            let gone = gone.iter().map(|item| DeliveryId(item.id)).collect();
            let items = self.give(undo(gone))?;
            self.items.extend(items);
        }
        Ok(next)
    }

    /// Lets go the rows that wait to be repaired, and what is still to come.
    fn finish(&mut self, (hub, batch): (HubId, ImportBatchId)) -> Result<()> {
        for rows in waiting_rows(self.tx.conn, batch)?.chunks(MAX_ITEMS) {
            self.give(Command::Other(Other::Resolve {
                hub,
                items: rows.to_vec(),
                resolution: Resolution::Discarded,
                reason: String::new(),
            }))?;
        }
        forget(self.tx.conn, &Place::of_batch(hub, batch))
    }

    fn submitted(&mut self) -> Submitted {
        Submitted {
            command_id: (self.given > 0).then_some(self.id),
            items: std::mem::take(&mut self.items),
            undoable: false,
        }
    }
}

/// The deliveries a part of an import would make; its other commands make none.
fn rows_of(command: &Command) -> BTreeSet<Uuid> {
    let Command::Other(Other::ImportRows { hub, rows, .. }) = command else {
        return BTreeSet::new();
    };
    rows.iter().map(|row| row.id(*hub).0).collect()
}

fn counted(rows: &BTreeSet<Uuid>, submitted: &Submitted) -> Imported {
    let mut counted = Imported {
        queued: submitted.command_id.is_some(),
        ..Imported::default()
    };
    for item in submitted
        .items
        .iter()
        .filter(|item| rows.contains(&item.id))
    {
        match item.verdict {
            Verdict::Applied { .. } => counted.created += 1,
            Verdict::Unchanged => counted.skipped += 1,
            // The rules here decide an import: nothing of it is unknown.
            Verdict::Rejected { .. }
            | Verdict::Contested { .. }
            | Verdict::Conflict { .. }
            | Verdict::Unknown(_) => counted.refused += 1,
        }
    }
    counted
}

/// The next deliveries of the batch that are here, at most as many as one command holds.
pub(crate) fn deliveries(
    conn: &Connection,
    hub: HubId,
    batch: ImportBatchId,
    after: Option<DeliveryId>,
) -> Result<Vec<DeliveryId>> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let mut statement = conn.prepare_cached(
        "SELECT id FROM delivery WHERE import_batch_id = ? AND hub_id = ? AND id > ? ORDER BY id LIMIT ?",
    )?;
    let ids = statement.query_map((batch.0, hub.0, after, MAX_ITEMS), |row| {
        row.get(0).map(DeliveryId)
    })?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// The import's rows that wait to be repaired, but those that somebody has taken up.
fn waiting_rows(conn: &Connection, batch: ImportBatchId) -> Result<Vec<ExceptionId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM exception WHERE entity_id = ? AND kind = 'import_row'
           AND resolved_at IS NULL AND claimed_by IS NULL ORDER BY id",
    )?;
    let ids = statement.query_map([batch.0], |row| row.get(0).map(ExceptionId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// What begins with `prefix`, as a range of names.
fn range(prefix: &str) -> (String, String) {
    (prefix.to_owned(), format!("{prefix}~"))
}

fn first(conn: &Connection, prefix: &str) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached("SELECT min(name) FROM meta WHERE name > ? AND name < ?")?
        .query_row(range(prefix), |row| row.get(0))?)
}

fn forget(conn: &Connection, prefix: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM meta WHERE name > ? AND name < ?")?
        .execute(range(prefix))?;
    Ok(())
}

/// The hub's rows are going: so does what was to be imported there.
pub(crate) fn withdraw(conn: &Connection, scope: ScopeId) -> Result<()> {
    forget(conn, &Place::of_hub(scope))
}

/// How many rows of each of the hub's imports are still to come.
pub(crate) fn to_come(conn: &Connection, hub: HubId) -> Result<BTreeMap<ImportBatchId, u64>> {
    let mut statement =
        conn.prepare_cached("SELECT name FROM meta WHERE name > ? AND name < ? ORDER BY name")?;
    let names = statement.query_map(range(&Place::of_hub(hub.into())), |row| {
        row.get::<_, String>(0)
    })?;
    let mut rows = BTreeMap::new();
    for name in names {
        if let Some(place) = Place::parse(&name?) {
            *rows.entry(place.batch).or_default() += place.rows;
        }
    }
    Ok(rows)
}

/// The last part of an import that is kept; it names the file.
pub(crate) fn last(conn: &Connection, hub: HubId, batch: ImportBatchId) -> Result<Option<Command>> {
    let prefix = Place::of_batch(hub, batch);
    let name: Option<String> = conn
        .prepare_cached("SELECT max(name) FROM meta WHERE name > ? AND name < ?")?
        .query_row(range(&prefix), |row| row.get(0))?;
    let Some(name) = name else { return Ok(None) };
    let kept = meta::get(conn, &name)?;
    Ok(kept.map(|kept| serde_json::from_slice(&kept)).transpose()?)
}
