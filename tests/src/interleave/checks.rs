//! What has to hold of every play: of each commit beside the state before it, of each cut beside the states it may
//! show, and of what the tasks were told.

use super::{
    bed::Bed,
    cuts::{self, Console, ReadCut},
    play::{Course, Record},
    state::State,
};
use domain::{
    entity::{Table, row_hash},
    id::{ClientId, ScopeId},
    value::Value,
};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet};
use sync_server::{
    db::{rows::stored, schema::statements},
    execute::ARCHIVE_SCOPE,
};
use wire::sync::{Outcome, ScopeMode, hex_sum};

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub invariant: &'static str,
    pub what: String,
}

fn found(invariant: &'static str, what: impl Into<String>) -> Option<Finding> {
    let what = what.into();
    Some(Finding { invariant, what })
}

/// One commit.
pub fn commit(before: &State, after: &State) -> Option<Finding> {
    versions(before, after)
        .or_else(|| rows(before, after))
        .or_else(|| numbers(after))
}

/// Versions are dense, and a scope that changes has one more.
fn versions(before: &State, after: &State) -> Option<Finding> {
    for (scope, now) in &after.scopes {
        if now.sum != after.sum_of(*scope) {
            return found(
                "ChecksumSound",
                format!("{scope} at {}: the sum is not its rows'", now.v),
            );
        }
        let Some(then) = before.scopes.get(scope) else {
            continue;
        };
        if now.v < then.v || now.v > then.v + 1 {
            return found(
                "DenseVersions",
                format!("{scope} went from {} to {}", then.v, now.v),
            );
        }
        if now.v == then.v && now.epoch == then.epoch && now.sum != then.sum {
            return found(
                "DenseVersions",
                format!("{scope} changed and stays at {}", now.v),
            );
        }
        if now.floor < then.floor {
            return found("GcSafe", format!("the floor of {scope} went down"));
        }
    }
    None
}

/// Each changed row has its scope's new version and one revision more; each that left, an eviction.
fn rows(before: &State, after: &State) -> Option<Finding> {
    for (key, now) in &after.rows {
        let then = before.rows.get(key);
        if then == Some(now) || now.scope == ARCHIVE_SCOPE {
            continue;
        }
        let scope = after.scopes.get(&now.scope).map(|s| s.v);
        if scope != Some(now.v) {
            return found(
                "DenseVersions",
                format!("{key:?} has {}, its scope {scope:?}", now.v),
            );
        }
        if let Some(then) = then.filter(|then| now.rev != then.rev + 1) {
            return found(
                "NoLostUpdate",
                format!("{key:?} went from revision {} to {}", then.rev, now.rev),
            );
        }
    }
    for (key, then) in &before.rows {
        let gone = after
            .rows
            .get(key)
            .is_none_or(|now| now.scope != then.scope);
        if gone && then.scope != ARCHIVE_SCOPE {
            let v = after.scopes.get(&then.scope).map(|s| s.v);
            let eviction = after.evictions.get(&(then.scope, *key));
            if eviction.map(|(v, _)| *v) != v {
                return found(
                    "MoveExactlyOnce",
                    format!("{key:?} left {} unsaid", then.scope),
                );
            }
        }
    }
    for ((scope, key), (v, _)) in &before.evictions {
        let floor = after.scopes.get(scope).map_or(0, |s| s.floor);
        if !after.evictions.contains_key(&(*scope, *key)) && *v > floor {
            return found(
                "GcSafe",
                format!("what was said of {key:?} at {v} is gone, the floor is {floor}"),
            );
        }
    }
    None
}

/// Numbers are dense and used once; what has an effect has an outcome.
fn numbers(after: &State) -> Option<Finding> {
    let mut used: BTreeMap<ClientId, Vec<i64>> = BTreeMap::new();
    for logged in after.log.values() {
        if let Some(client) = logged.client {
            used.entry(client).or_default().push(logged.seq);
        }
    }
    for (client, mut seqs) in used {
        seqs.sort_unstable();
        let last = after.clients.get(&client).copied().unwrap_or(0);
        if !seqs.iter().copied().eq(1..=last) {
            return found("ClientFifo", format!("{client} is at {last} with {seqs:?}"));
        }
    }
    let unlogged = after.effects.iter().find(|id| !after.log.contains_key(id));
    unlogged.and_then(|id| {
        found(
            "ExactlyOnceEffect",
            format!("{id} has an effect and no outcome"),
        )
    })
}

/// When all tasks are done.
pub async fn at_the_end(bed: &mut Bed, record: &Record) -> Option<Finding> {
    for course in &record.courses {
        if let Some(failed) = &course.done.failed {
            return found("NoPoisonBlock", failed.clone());
        }
        let finding = told(course, record)
            .or_else(|| rights(course, record))
            .or_else(|| looked(course, record))
            .or_else(|| snapshot(course, record));
        if finding.is_some() {
            return finding;
        }
    }
    if let Some(finding) = snapshots_made_once(record) {
        return Some(finding);
    }
    hashes(bed, record).await
}

/// The states there were while the task ran, from `first` on.
fn window<'r>(course: &Course, record: &'r Record, first: usize) -> &'r [State] {
    let last = course.ended.min(record.states.len() - 1);
    &record.states[first.min(last)..=last]
}

/// A task was told what the log has; a fresh client was asked for where the numbers say so.
fn told(course: &Course, record: &Record) -> Option<Finding> {
    let last = record.states.last()?;
    for told in &course.done.outcomes {
        if matches!(
            told.outcome,
            Outcome::Retry { .. } | Outcome::Quarantined { .. }
        ) {
            return found(
                "NoPoisonBlock",
                format!("{} was told {:?}", told.command_id, told.outcome),
            );
        }
        let logged = last.log.get(&told.command_id).map(|l| &l.outcome);
        let told_json = serde_json::to_value(&told.outcome).ok();
        if logged != told_json.as_ref() {
            return found(
                "ExactlyOnceEffect",
                format!(
                    "{} was told {told_json:?}, the log has {logged:?}",
                    told.command_id
                ),
            );
        }
    }
    let why = course.done.new_client?;
    let console = course.deed.console()?;
    let right = window(course, record, course.began).iter().any(|state| {
        let seqs = |id: domain::id::CommandId| state.log.get(&id).map(|l| (l.client, l.seq));
        let at = state.clients.get(&console.client).copied();
        let first = course.first_seq();
        at.is_none_or(|at| first > at + 1)
            || course
                .numbered()
                .any(|(seq, id)| at >= Some(seq) && seqs(id) != Some((Some(console.client), seq)))
    });
    (!right).then(|| Finding {
        invariant: "ClientFifo",
        what: format!("a fresh client was asked for without a reason: {why}"),
    })
}

impl Course {
    fn numbered(&self) -> impl Iterator<Item = (i64, domain::id::CommandId)> {
        let commands = match &self.deed {
            super::deeds::Deed::Exchange { commands, .. } => commands.as_slice(),
            _ => &[],
        };
        commands.iter().map(|c| (c.seq, c.command_id))
    }

    fn first_seq(&self) -> i64 {
        self.numbered().map(|(seq, _)| seq).min().unwrap_or(0)
    }
}

/// What was applied, its actor might do when the scopes were held.
fn rights(course: &Course, record: &Record) -> Option<Finding> {
    let user = course.deed.user()?;
    let state = &record.states[course.decided];
    for (id, hub) in course.deed.commands() {
        let Some(hub) = hub else { continue };
        // Decided by another task, or before the scene.
        let elsewhere = record.states[..=course.decided]
            .iter()
            .any(|s| s.log.contains_key(&id));
        let outcome = course.done.outcomes.iter().find(|o| o.command_id == id);
        let applied = outcome.is_some_and(|o| matches!(o.outcome, Outcome::Applied { .. }));
        if applied && !elsewhere && !state.is_granted(user, hub) {
            return found(
                "RightsAtTheLock",
                format!("{id} was applied without a grant"),
            );
        }
    }
    None
}

/// A cut shows one committed state: rows, sums, scopes and what it acknowledges.
fn looked(course: &Course, record: &Record) -> Option<Finding> {
    let (console, cut) = (course.deed.console()?, course.done.cut.as_ref()?);
    let mut first = None;
    if console.of_lost_history && !is_ahead(console, &record.states[course.began]) {
        // Others had come as far before it asked: that its rows are not theirs, only its sums tell it.
        let told =
            |s: &&wire::sync::ScopeCut| s.sum != Some(hex_sum(cuts::sum(&console.rows, s.scope)));
        return match cut.head.scopes.iter().find(told) {
            Some(_) => None,
            None => found(
                "ChecksumSound",
                "nothing tells a console that its rows are lost",
            ),
        };
    }
    for state in window(course, record, course.looked) {
        match shows(console, cut, course, state) {
            Ok(()) => return None,
            Err(finding) => first = first.or(Some(finding)),
        }
    }
    first
}

/// Whether the console is further than the state, so that everybody can see that it was restored.
fn is_ahead(console: &Console, state: &State) -> bool {
    let v = |scope| state.scopes.get(&scope).map(|at| at.v);
    console.cursors.iter().any(|c| v(c.scope) < Some(c.v))
}

fn shows(console: &Console, cut: &ReadCut, course: &Course, state: &State) -> Result<(), Finding> {
    let err = |invariant, what: String| Err(Finding { invariant, what });
    let named: BTreeSet<ScopeId> = cut.head.scopes.iter().map(|s| s.scope).collect();
    if named != state.visible(console.user) {
        return err("ScopeConfinement", format!("the cut names {named:?}"));
    }
    let after = match console.after(cut) {
        Ok(rows) => rows,
        Err(what) => return err("ScopeConfinement", what),
    };
    for scope in &cut.head.scopes {
        let at = &state.scopes[&scope.scope];
        if (scope.epoch, scope.to) != (at.epoch, at.v) {
            return err(
                "CausalCut",
                format!(
                    "{} is said to be at {}, not {}",
                    scope.scope, scope.to, at.v
                ),
            );
        }
        if scope.sum != Some(hex_sum(at.sum)) {
            return err("ChecksumSound", format!("the sum said of {}", scope.scope));
        }
        let cursor = console.cursors.iter().find(|c| c.scope == scope.scope);
        if scope.mode == ScopeMode::Delta && cursor.is_none_or(|c| c.v < at.floor) {
            return err(
                "GcSafe",
                format!("a delta of {} from below the floor", scope.scope),
            );
        }
        if cuts::sum(&after, scope.scope) != at.sum {
            return err(
                "PrefixComplete",
                format!(
                    "after the cut the rows of {} are not the server's",
                    scope.scope
                ),
            );
        }
    }
    let mine = |row: &&super::state::RowAt| named.contains(&row.scope);
    let theirs = state.rows.iter().filter(|(_, row)| mine(row));
    if !after
        .iter()
        .map(|(key, row)| (*key, *row))
        .eq(theirs.map(|(k, r)| (*k, *r)))
    {
        return err(
            "PrefixComplete",
            "after the cut the rows are not the server's".into(),
        );
    }
    acknowledged(console, cut, course, state)
}

fn acknowledged(
    console: &Console,
    cut: &ReadCut,
    course: &Course,
    state: &State,
) -> Result<(), Finding> {
    let err = |what: String| {
        Err(Finding {
            invariant: "AckWithEffects",
            what,
        })
    };
    let commands = course.deed.commands().len();
    if commands > 0 && course.done.outcomes.is_empty() {
        // The commands were not looked at: the cut says nothing of any.
        return match (cut.head.last_seq, cut.head.outcomes.len()) {
            (0, 0) => Ok(()),
            _ => err("commands that were not looked at are acknowledged".into()),
        };
    }
    let last = state.clients.get(&console.client).copied().unwrap_or(0);
    if cut.head.last_seq != last {
        return err(format!(
            "{} is acknowledged, {last} was decided",
            cut.head.last_seq
        ));
    }
    for told in &cut.head.outcomes {
        if !state.log.contains_key(&told.command_id) {
            return err(format!(
                "{} has an outcome before its effects",
                told.command_id
            ));
        }
    }
    let first = course.first_seq();
    let told: BTreeSet<_> = cut.head.outcomes.iter().map(|o| o.command_id).collect();
    for (id, logged) in &state.log {
        let mine = logged.client == Some(console.client) && logged.seq >= first;
        if commands > 0 && mine && !told.contains(id) {
            return err(format!("the effects of {id} come without its outcome"));
        }
    }
    Ok(())
}

/// A snapshot is of one state, and read once.
fn snapshot(course: &Course, record: &Record) -> Option<Finding> {
    let manifest = course.done.manifest.as_ref()?;
    let is = |state: &&State| {
        state.scopes.get(&manifest.scope).is_some_and(|at| {
            (at.epoch, at.v, hex_sum(at.sum)) == (manifest.epoch, manifest.v, manifest.sum.clone())
        })
    };
    if record.states.iter().find(is).is_none() {
        return found(
            "PrefixComplete",
            format!("no state has the snapshot's sum at {}", manifest.v),
        );
    }
    (course.snapshots_begun > 1).then(|| Finding {
        invariant: "CausalCut",
        what: "a snapshot's rows did not add up at first".into(),
    })
}

/// However many ask.
fn snapshots_made_once(record: &Record) -> Option<Finding> {
    let asked = record.courses.iter().filter(|c| c.done.manifest.is_some());
    let made = record.states.last()?.snapshots.len();
    (asked.count() > 0 && made != 1).then(|| Finding {
        invariant: "SnapshotOnce",
        what: format!("{made} snapshots were made"),
    })
}

/// The values of rows that changed are those their hashes say.
async fn hashes(bed: &mut Bed, record: &Record) -> Option<Finding> {
    let (first, last) = (record.states.first()?, record.states.last()?);
    let changed = last
        .rows
        .iter()
        .filter(|(key, row)| first.rows.get(key) != Some(row));
    let tables: BTreeSet<Table> = changed
        .filter(|(_, row)| row.scope != ARCHIVE_SCOPE)
        .map(|((table, _), _)| *table)
        .collect();
    for table in tables {
        let rows = sqlx::query(AssertSqlSafe(statements(table).select))
            .fetch_all(&mut bed.eye)
            .await
            .expect("rows");
        for row in &rows {
            let row = stored(row, table).expect("a row");
            let Some(Value::Uuid(id)) = row.values.first() else {
                continue;
            };
            let at = |state: &State| state.rows.get(&(table, *id)).copied();
            let truly = row_hash(row.scope, table, row.rev, &row.values);
            if at(first) != at(last) && row.scope != ARCHIVE_SCOPE && truly != row.hash {
                return found(
                    "ChecksumSound",
                    format!("{table} {id} has another hash than its values"),
                );
            }
        }
    }
    None
}
