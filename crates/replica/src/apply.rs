//! Applying a cut: base, outcomes, cursors and the replay of what still waits, in one transaction.

use crate::{
    backfill,
    base::Base,
    cut::Cut,
    error::{ReplicaError, Result},
    meta, outbox, overlay,
    points::Point,
    row::Row,
    scope::{self, Standing},
    seeded::{Bug, broken},
    settle::{self, Settled},
    store::{Durability, Replica, Tx},
};
use domain::{
    entity::Table,
    id::{CommandId, ScopeId},
    schema,
    units::Millis,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};
use wire::sync::{Head, Line, Outcome, ScopeCut, ScopeMode};

/// A command that the server has not decided, for a reason that cannot be read here, is sent again after so long.
const UNDECIDED_MS: i64 = 30_000;

/// What applying a cut did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    /// Synced tables whose live rows changed.
    pub tables: Vec<Table>,
    /// Commands that got their outcome.
    pub outcomes: Vec<Settled>,
    /// Commands the server wants again later, and after how many milliseconds.
    pub retries: Vec<(CommandId, i64)>,
    /// Scopes whose sum is not the server's: forget their cursor and sync again.
    pub mismatched: Vec<ScopeId>,
    /// Scopes the account may no longer see; nothing of them is left.
    pub lost: Vec<ScopeId>,
    /// The cut was older than the replica; nothing was done.
    pub stale: bool,
    pub rows: u64,
    pub evictions: u64,
    /// Waiting commands that were replayed, and how long that took.
    pub replayed: u64,
    pub rebase: Duration,
}

/// What a cut does to one of its scopes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The replica is there already.
    Skip,
    Delta,
    Full,
}

impl Replica {
    /// Applies a cut, all of it or nothing. `now` is the server's time, estimated. A cut from the past changes nothing;
    /// one that does not continue from the replica's cursors is [`ReplicaError::Gap`].
    pub fn apply(&self, cut: Cut, now: Millis) -> Result<Applied> {
        self.apply_with(cut, now, |_| {})
    }

    /// As [`Replica::apply`], calling `progress` with the number of lines done, every thousand lines.
    pub fn apply_with(
        &self,
        cut: Cut,
        now: Millis,
        mut progress: impl FnMut(u64),
    ) -> Result<Applied> {
        let applied = self.inner.write(
            Durability::Normal,
            [Point::ApplyWritten, Point::ApplyCommitted],
            |tx| {
                let mut applied = apply(tx, cut, now, &mut progress)?;
                applied.tables = tx.tables.iter().copied().collect();
                Ok(applied)
            },
        )?;
        self.purge();
        Ok(applied)
    }
}

fn apply(tx: &mut Tx<'_>, cut: Cut, now: Millis, progress: &mut dyn FnMut(u64)) -> Result<Applied> {
    let Cut { head, lines } = cut;
    let standing = scope::all(tx.conn)?;
    let mut applied = Applied::default();
    if is_stale(&head, &standing) && !broken(Bug::StaleCutApplied) {
        applied.stale = true;
        return Ok(applied);
    }
    let mut steps = BTreeMap::new();
    for part in &head.scopes {
        steps.insert(part.scope, step(part, standing.get(&part.scope))?);
    }
    let watching = outbox::any_waiting(tx.conn)?;
    let sums = standing.iter().map(|(id, at)| (*id, at.sum)).collect();
    let mut base = Base::new(tx, watching, sums)?;
    if broken(Bug::CursorBeforeRows) {
        stand(tx, &head, &base, &mut Applied::default())?;
        tx.conn.execute_batch("COMMIT; BEGIN IMMEDIATE")?;
    }
    let mut affected = acknowledge(tx, &head, now, &mut applied)?;
    tx.step("apply.acknowledged")?;
    for lost in standing.keys().filter(|s| !steps.contains_key(s)) {
        affected.extend(lose(tx, &mut base, *lost, now, &mut applied)?);
    }
    for (scope, step) in &steps {
        if *step == Step::Full && !broken(Bug::FullKeepsOldRows) {
            // Looking for rows of a scope that never was here would read every table to its end.
            if standing.contains_key(scope) {
                base.clear(tx, *scope)?;
            }
            base.begin(*scope);
        }
        let epoch = head
            .scopes
            .iter()
            .find(|s| s.scope == *scope)
            .map(|s| s.epoch);
        let same = standing
            .get(scope)
            .is_some_and(|at| Some(at.epoch) == epoch && at.v >= 0);
        if *step == Step::Full && !same {
            // Another history: of what was in the old base, only what this server has an outcome for is in it.
            tx.conn.execute(
                "UPDATE outbox SET acknowledged = 0
                 WHERE settled IS NULL AND scope_id = ? AND (seq IS NULL OR seq > ?)",
                (scope.0, head.last_seq),
            )?;
        }
    }
    for part in &head.scopes {
        if steps.get(&part.scope) == Some(&Step::Delta) {
            for table in &part.whole {
                base.clear_table(tx, part.scope, *table)?;
            }
        }
    }
    tx.step("apply.cleared")?;
    let mut done = 0_u64;
    for line in lines {
        take(tx, &mut base, &steps, line?, &mut applied)?;
        tx.step("apply.line")?;
        done += 1;
        if done.is_multiple_of(1000) {
            progress(done);
        }
    }
    progress(done);
    stand(tx, &head, &base, &mut applied)?;
    let started = Instant::now();
    if base.all_dirty && watching {
        affected.extend(
            outbox::select(tx.conn, "settled IS NULL", [])?
                .iter()
                .map(|e| e.position),
        );
    } else {
        affected.extend(overlay::readers(tx.conn, &base.dirty)?);
        affected.extend(overlay::writers(tx.conn, &base.dirty_rows)?);
    }
    if broken(Bug::ReplaySkipped) {
        affected.retain(|position| outbox::at(tx.conn, *position).is_ok_and(|e| !e.replays()));
    }
    applied.replayed = overlay::replay(tx, affected)?;
    applied.rebase = started.elapsed();
    if !applied.lost.is_empty() && !broken(Bug::SearchNotPurged) {
        // After the replay, which takes what commands had made of the lost rows out of the index.
        crate::search::purge(tx.conn)?;
        crate::purge::owe(tx.conn)?;
    }
    settle::prune(tx.conn, now)?;
    meta::set(tx.conn, "last_cut_at", &now.0.to_le_bytes())?;
    meta::set(tx.conn, "server_time", &head.server_time.0.to_le_bytes())?;
    tx.local = true;
    Ok(applied)
}

/// A cut that is behind in any scope is from the past: one snapshot is consistent only as a whole.
fn is_stale(head: &Head, standing: &BTreeMap<ScopeId, Standing>) -> bool {
    head.scopes.iter().any(|part| {
        standing
            .get(&part.scope)
            .is_some_and(|at| at.epoch == part.epoch && part.to < at.v)
    })
}

fn step(part: &ScopeCut, at: Option<&Standing>) -> Result<Step> {
    let same = at.filter(|at| at.epoch == part.epoch);
    // A new epoch that goes on from here: the server says so by beginning exactly where the replica is. Where the
    // replica was told to forget its cursor nothing goes on.
    let forked = at.is_some_and(|at| part.from == at.v && !at.epoch.is_nil());
    match (part.mode, same) {
        (ScopeMode::Full, _) => Ok(Step::Full),
        (ScopeMode::Snapshot, _) => Err(ReplicaError::BadCut(format!(
            "scope {} is to be fetched as a snapshot",
            part.scope
        ))),
        (ScopeMode::Delta, Some(at)) if part.to == at.v && part.backfilled.is_empty() => {
            Ok(Step::Skip)
        }
        (ScopeMode::Delta, Some(at)) if part.from <= at.v => Ok(Step::Delta),
        (ScopeMode::Delta, None) if forked => Ok(Step::Delta),
        (ScopeMode::Delta, at) => Err(scope::gap(part.scope, part.from, at.map_or(0, |at| at.v))),
    }
}

/// Settles the commands the head has outcomes for. Answers the positions whose effects go.
fn acknowledge(
    tx: &mut Tx<'_>,
    head: &Head,
    now: Millis,
    applied: &mut Applied,
) -> Result<BTreeSet<i64>> {
    let mut affected = BTreeSet::new();
    let reached = |scope: ScopeId| head.scopes.iter().find(|s| s.scope == scope).map(|s| s.to);
    for outcome in &head.outcomes {
        let Some(entry) = outbox::find(tx.conn, outcome.command_id)? else {
            continue;
        };
        if entry.settled.is_some() || entry.seq != Some(outcome.seq) {
            continue;
        }
        if broken(Bug::OutcomeDropped) && matches!(outcome.outcome, Outcome::Rejected { .. }) {
            continue;
        }
        if let Outcome::Retry { after_ms } = outcome.outcome
            && !broken(Bug::RetrySettles)
        {
            applied.retries.push((entry.command_id, after_ms));
            continue;
        }
        if matches!(outcome.outcome, Outcome::Unknown(_)) && outcome.seq > head.last_seq {
            // The server has kept no outcome for it: whatever this one says, nothing moved, as with a retry.
            applied.retries.push((entry.command_id, UNDECIDED_MS));
            continue;
        }
        let settled = settle::settle(tx.conn, &entry, &outcome.outcome, now, reached(entry.scope))?;
        affected.insert(entry.position);
        applied.outcomes.extend(settled);
    }
    // The base has these, though their answer was lost: they are sent again for it, but not replayed. Also when the
    // server could not look for the answer now.
    let passed = outbox::select(
        tx.conn,
        "settled IS NULL AND acknowledged = 0 AND seq <= ?",
        [head.last_seq],
    )?;
    for entry in &passed {
        if broken(Bug::AcknowledgedReplayed) {
            break;
        }
        tx.conn
            .prepare_cached("UPDATE outbox SET acknowledged = 1 WHERE position = ?")?
            .execute([entry.position])?;
        affected.insert(entry.position);
    }
    Ok(affected)
}

/// Drops everything of a scope the account may no longer see.
fn lose(
    tx: &mut Tx<'_>,
    base: &mut Base,
    lost: ScopeId,
    now: Millis,
    applied: &mut Applied,
) -> Result<Vec<i64>> {
    if !broken(Bug::LostScopeKept) {
        base.clear(tx, lost)?;
    }
    let (positions, settled) = settle::withdraw(tx.conn, lost, now)?;
    applied.outcomes.extend(settled);
    tx.conn
        .prepare_cached("DELETE FROM position WHERE hub_id = ?")?
        .execute([lost.0])?;
    scope::remove(tx.conn, lost)?;
    applied.lost.push(lost);
    Ok(positions)
}

/// Takes one line into the base.
fn take(
    tx: &mut Tx<'_>,
    base: &mut Base,
    steps: &BTreeMap<ScopeId, Step>,
    line: Line,
    applied: &mut Applied,
) -> Result<()> {
    let scope = match &line {
        Line::Evict { scope, .. } | Line::Row { scope, .. } => *scope,
    };
    match steps.get(&scope) {
        None => {
            return Err(ReplicaError::BadCut(format!(
                "a line names scope {scope}, which the head does not"
            )));
        }
        Some(Step::Skip) => return Ok(()),
        Some(Step::Delta | Step::Full) => {}
    }
    match line {
        Line::Evict { table, id, .. } => {
            applied.evictions += 1;
            base.evict(tx, scope, table, id)
        }
        Line::Row {
            table,
            v,
            rev,
            values,
            ..
        } => {
            applied.rows += 1;
            base.put(tx, table, &Row::of_cut(scope, table, v, rev, values))
        }
    }
}

/// Moves the cursors, and compares the sums with the server's.
fn stand(tx: &mut Tx<'_>, head: &Head, base: &Base, applied: &mut Applied) -> Result<()> {
    for part in &head.scopes {
        let sum = base.sums.get(&part.scope).copied().unwrap_or(0);
        scope::set(
            tx.conn,
            part.scope,
            &Standing {
                epoch: part.epoch,
                v: part.to,
                sum,
            },
        )?;
        backfill::take(tx.conn, part, head.schema)?;
        let theirs = part.sum.as_deref().and_then(wire::sync::parse_sum);
        if head.schema == schema::own() && theirs.is_some_and(|theirs| theirs != sum) {
            applied.mismatched.push(part.scope);
        }
    }
    tx.step("apply.stood")
}
