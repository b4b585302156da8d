//! The optimistic overlay: live = base + replay(outbox). Owns how a command's changes are laid over the base, and
//! how they are taken out and laid again when the base moved under them.
//!
//! A command is replayed only when an answer it depended on may have changed. Commands whose questions and
//! changes meet are replayed together, in order, in memory; then each row is written once.

use crate::{
    actor,
    cache::{Cache, Known, RowKey},
    decision::{self, Decided},
    error::Result,
    live, need, outbox,
    row::{self, Row},
    seeded::{Bug, broken},
    shadow,
    store::Tx,
    undo,
};
use domain::{
    decide::{Context, Decision, ItemVerdict, Verdict},
    id::CommandId,
    world::Need,
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// Lays the changes of a command just given over the rows, after all others. `cache` is as the decision found it
/// and takes the changes in.
pub(crate) fn enact(
    tx: &mut Tx<'_>,
    cache: &mut Cache<'_>,
    position: i64,
    decision: &Decision,
    reads: &BTreeSet<Need>,
) -> Result<()> {
    let writes = decision::writes(cache, decision)?;
    for change in &decision.changes {
        let key = change.key();
        let before = row::get(tx.conn, key.0, key.1)?;
        if !shadow::exists(tx.conn, key)? {
            shadow::set(tx.conn, key, before.as_ref())?;
        }
        tx.step("enact.shadow")?;
        let after = match change {
            domain::world::Change::Put { entity, rev, .. } => Some(Row::of_command(
                entity,
                *rev,
                before.as_ref().map_or(0, |row| row.v),
            )),
            domain::world::Change::Delete { .. } => None,
        };
        live::write(tx, key, after.as_ref())?;
        tx.step("enact.live")?;
        cache.apply(change);
    }
    note_effects(tx.conn, position, decision, reads, &writes)
}

/// Keeps which rows the command wrote and which questions it depends on.
fn note_effects(
    conn: &Connection,
    position: i64,
    decision: &Decision,
    reads: &BTreeSet<Need>,
    writes: &BTreeSet<Need>,
) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO touched (position, tbl, pk) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    )?;
    for change in &decision.changes {
        let (table, id) = change.key();
        statement.execute((position, table.name(), id))?;
    }
    note_needs(conn, position, reads, false)?;
    note_needs(conn, position, writes, true)
}

fn note_needs(conn: &Connection, position: i64, needs: &BTreeSet<Need>, wrote: bool) -> Result<()> {
    if broken(Bug::NeedsForgotten) && !wrote {
        return Ok(());
    }
    let mut statement = conn.prepare_cached(
        "INSERT INTO needed (need, wrote, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    )?;
    for need in needs {
        statement.execute((need::hash(need), wrote, position))?;
    }
    Ok(())
}

/// The waiting commands that asked one of these questions.
pub(crate) fn readers(conn: &Connection, needs: &BTreeSet<i64>) -> Result<BTreeSet<i64>> {
    let mut positions = BTreeSet::new();
    meeting(conn, needs, false, &mut positions)?;
    Ok(positions)
}

/// The waiting commands that wrote one of these rows: what they made of it was made of its old base.
pub(crate) fn writers(conn: &Connection, rows: &BTreeSet<i64>) -> Result<BTreeSet<i64>> {
    let mut positions = BTreeSet::new();
    meeting(conn, rows, true, &mut positions)?;
    Ok(positions)
}

/// Adds the commands that asked (`wrote` false) or changed (`wrote` true) one of these questions.
fn meeting(
    conn: &Connection,
    needs: &BTreeSet<i64>,
    wrote: bool,
    into: &mut BTreeSet<i64>,
) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT position FROM needed WHERE need = ? AND wrote = ?")?;
    for need in needs {
        let mut rows = statement.query((need, wrote))?;
        while let Some(row) = rows.next()? {
            into.insert(row.get(0)?);
        }
    }
    Ok(())
}

/// Adds every command that, by what is stored, meets one of `affected`: it asked what they change, or changed
/// what they ask; and so on, until nothing is added.
fn close(conn: &Connection, affected: &mut BTreeSet<i64>) -> Result<()> {
    let mut fresh: Vec<i64> = affected.iter().copied().collect();
    let mut of = conn.prepare_cached("SELECT need, wrote FROM needed WHERE position = ?")?;
    let mut done: BTreeSet<(i64, bool)> = BTreeSet::new();
    while !fresh.is_empty() {
        let (mut asked, mut changed) = (BTreeSet::new(), BTreeSet::new());
        for position in fresh.drain(..) {
            let mut rows = of.query([position])?;
            while let Some(row) = rows.next()? {
                let (need, wrote): (i64, bool) = (row.get(0)?, row.get(1)?);
                if done.insert((need, wrote)) {
                    if wrote {
                        changed.insert(need);
                    } else {
                        asked.insert(need);
                    }
                }
            }
        }
        let mut met = BTreeSet::new();
        meeting(conn, &changed, false, &mut met)?;
        meeting(conn, &asked, true, &mut met)?;
        for position in met {
            if affected.insert(position) {
                fresh.push(position);
            }
        }
    }
    Ok(())
}

/// One command's part in a replay.
struct Played {
    position: i64,
    command: CommandId,
    decided: Decided,
    writes: BTreeSet<Need>,
}

/// Takes the effects of `affected` (and of all commands that meet them) out of the live rows and replays those
/// that still wait on the base as it now is. Answers how many were replayed.
pub(crate) fn replay(tx: &mut Tx<'_>, mut affected: BTreeSet<i64>) -> Result<u64> {
    if affected.is_empty() {
        return Ok(0);
    }
    let actor = actor::read(tx.conn)?;
    let conn = tx.conn;
    let (bases, mut cache, played) = loop {
        close(conn, &mut affected)?;
        let bases = bases_of(conn, &affected)?;
        let mut cache = Cache::new(conn);
        for (key, base) in &bases {
            let known = match base {
                Some(row) => Some(Known {
                    entity: row.entity(key.0)?,
                    rev: row.rev,
                }),
                None => None,
            };
            cache.set(*key, known);
        }
        let mut played = Vec::new();
        for position in &affected {
            let entry = outbox::at(conn, *position)?;
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
            let decided = decision::ask(&mut cache, &actor, &context, &command)?;
            let mut writes = BTreeSet::new();
            if let Ok(decision) = &decided.verdict {
                writes = decision::writes(&mut cache, decision)?;
                for change in &decision.changes {
                    cache.apply(change);
                }
            }
            played.push(Played {
                position: *position,
                command: entry.command_id,
                decided,
                writes,
            });
        }
        let before = affected.len();
        widen(conn, &played, &mut affected)?;
        if affected.len() == before {
            break (bases, cache, played);
        }
    };
    tx.step("replay.decided")?;
    settle_rows(tx, &bases, &mut cache, &played)?;
    for position in &affected {
        outbox::forget_effects(tx.conn, *position)?;
    }
    for one in &played {
        note_played(tx.conn, one)?;
    }
    tx.step("replay.noted")?;
    tx.local = true;
    Ok(played.len() as u64)
}

/// The bases of all rows the commands at `positions` have written.
fn bases_of(conn: &Connection, positions: &BTreeSet<i64>) -> Result<BTreeMap<RowKey, Option<Row>>> {
    let mut bases = BTreeMap::new();
    let mut statement = conn.prepare_cached("SELECT tbl, pk FROM touched WHERE position = ?")?;
    for position in positions {
        let mut rows = statement.query([position])?;
        while let Some(found) = rows.next()? {
            let table = shadow::table(found.get_ref(0)?.as_str().unwrap_or_default())?;
            let key: RowKey = (table, found.get(1)?);
            if bases.contains_key(&key) {
                continue;
            }
            let base = match shadow::get(conn, key)? {
                Some(base) => base,
                None => row::get(conn, key.0, key.1)?,
            };
            bases.insert(key, base);
        }
    }
    Ok(bases)
}

/// Adds the commands outside `affected` that meet what the replay asked or changed this time.
fn widen(conn: &Connection, played: &[Played], affected: &mut BTreeSet<i64>) -> Result<()> {
    let hashes = |needs: &mut dyn Iterator<Item = &Need>| needs.map(need::hash).collect();
    let asked: BTreeSet<i64> = hashes(&mut played.iter().flat_map(|p| &p.decided.reads));
    let changed: BTreeSet<i64> = hashes(&mut played.iter().flat_map(|p| &p.writes));
    meeting(conn, &changed, false, affected)?;
    meeting(conn, &asked, true, affected)?;
    meeting(conn, &changed, true, affected)
}

/// Writes each row once: as the replay left it over its base, or back to its base where nothing changes it now.
fn settle_rows(
    tx: &mut Tx<'_>,
    bases: &BTreeMap<RowKey, Option<Row>>,
    cache: &mut Cache<'_>,
    played: &[Played],
) -> Result<()> {
    let written: BTreeSet<RowKey> = played
        .iter()
        .filter_map(|p| p.decided.verdict.as_ref().ok())
        .flat_map(|d| d.changes.iter().map(domain::world::Change::key))
        .collect();
    let keys: BTreeSet<RowKey> = bases.keys().chain(&written).copied().collect();
    for key in keys {
        let current = row::get(tx.conn, key.0, key.1)?;
        let base = match bases.get(&key) {
            Some(base) => base.clone(),
            None => current.clone(),
        };
        let wanted = if written.contains(&key) {
            shadow::set(tx.conn, key, base.as_ref())?;
            cache.row(key)?.map(|known| {
                Row::of_command(&known.entity, known.rev, base.as_ref().map_or(0, |b| b.v))
            })
        } else {
            shadow::remove(tx.conn, key)?;
            if broken(Bug::ShadowNotRestored) {
                continue;
            }
            base
        };
        if wanted != current {
            live::write(tx, key, wanted.as_ref())?;
        }
        tx.step("replay.row")?;
    }
    Ok(())
}

/// Keeps what the replay of one command came to.
fn note_played(conn: &Connection, played: &Played) -> Result<()> {
    let doubtful = played.decided.refused();
    if broken(Bug::DoubtfulDropped) && doubtful {
        conn.execute("DELETE FROM outbox WHERE position = ?", [played.position])?;
        return Ok(());
    }
    match &played.decided.verdict {
        Ok(decision) => {
            note_effects(
                conn,
                played.position,
                decision,
                &played.decided.reads,
                &played.writes,
            )?;
            undo::moved(conn, played.command, &decision.items)?;
            outbox::set_items(conn, played.position, items(&decision.items))?;
            conn.prepare_cached("UPDATE outbox SET doubtful = ?, verdicts = ? WHERE position = ?")?
                .execute((
                    doubtful,
                    serde_json::to_string(&decision.items)?,
                    played.position,
                ))?;
        }
        Err(_) => {
            note_needs(conn, played.position, &played.decided.reads, false)?;
            conn.prepare_cached("UPDATE outbox SET doubtful = 1 WHERE position = ?")?
                .execute([played.position])?;
            conn.prepare_cached("UPDATE outbox_item SET doubtful = 1 WHERE position = ?")?
                .execute([played.position])?;
        }
    }
    Ok(())
}

/// The entities of a decision, and whether it leaves them as they are.
pub(crate) fn items(items: &[ItemVerdict]) -> impl Iterator<Item = (uuid::Uuid, bool)> {
    items
        .iter()
        .map(|i| (i.id, matches!(i.verdict, Verdict::Rejected { .. })))
}
