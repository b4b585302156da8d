//! A console as simple as can be: what it has, and what a cut makes of it.

use super::state::{Key, RowAt, State};
use domain::{
    entity::{RowHash, row_hash},
    id::{ClientId, ScopeId, UserId},
    value::Value,
};
use std::collections::BTreeMap;
use sync_server::cut::Spooled;
use wire::sync::{Cursor, End, Head, Line, ScopeMode};

/// A console: whose it is, and what it has.
#[derive(Clone, Debug)]
pub struct Console {
    pub user: UserId,
    pub client: ClientId,
    pub cursors: Vec<Cursor>,
    pub rows: BTreeMap<Key, RowAt>,
    /// What it has last, the database has lost, and the epoch does not say so.
    pub of_lost_history: bool,
}

impl Console {
    /// One that has nothing.
    pub fn new(user: UserId, client: ClientId) -> Self {
        Self {
            user,
            client,
            cursors: Vec::new(),
            rows: BTreeMap::new(),
            of_lost_history: false,
        }
    }

    /// One that has all it may see in `state`.
    pub fn at(state: &State, user: UserId, client: ClientId) -> Self {
        let visible = state.visible(user);
        let cursor = |scope: &ScopeId| {
            let at = state.scopes.get(scope)?;
            Some(Cursor {
                scope: *scope,
                epoch: at.epoch,
                v: at.v,
            })
        };
        let rows = state
            .rows
            .iter()
            .filter(|(_, r)| visible.contains(&r.scope));
        Self {
            user,
            client,
            cursors: visible.iter().filter_map(cursor).collect(),
            rows: rows.map(|(key, row)| (*key, *row)).collect(),
            of_lost_history: false,
        }
    }

    /// The rows after the cut, by the rules every console follows.
    pub fn after(&self, cut: &ReadCut) -> Result<BTreeMap<Key, RowAt>, String> {
        let head = |scope: &ScopeId| cut.head.scopes.iter().find(|s| s.scope == *scope);
        let mut rows = self.rows.clone();
        rows.retain(|_, row| head(&row.scope).is_some_and(|s| s.mode == ScopeMode::Delta));
        for line in &cut.lines {
            match line {
                Line::Evict {
                    scope, table, id, ..
                } => {
                    if rows.get(&(*table, *id)).is_some_and(|r| r.scope == *scope) {
                        rows.remove(&(*table, *id));
                    }
                }
                Line::Row {
                    scope,
                    table,
                    v,
                    rev,
                    values,
                } => {
                    if head(scope).is_none() {
                        return Err(format!("a row of {scope}, which the head does not name"));
                    }
                    let Some(Value::Uuid(id)) = values.first() else {
                        return Err(format!("a row of {table} without an id"));
                    };
                    let row = RowAt {
                        scope: *scope,
                        v: *v,
                        rev: *rev,
                        hash: row_hash(*scope, *table, *rev, values),
                    };
                    let known = rows.get(&(*table, *id));
                    if known.is_none_or(|known| known.rev <= *rev) {
                        rows.insert((*table, *id), row);
                    }
                }
            }
        }
        Ok(rows)
    }
}

/// A cut, read.
#[derive(Clone, Debug)]
pub struct ReadCut {
    pub head: Head,
    pub lines: Vec<Line>,
}

impl ReadCut {
    /// Reads what the server would send.
    pub fn read(body: Spooled) -> Result<Self, String> {
        let Spooled::Memory(bytes) = body else {
            return Err("a cut of a scene is small".into());
        };
        let text = zstd::decode_all(&bytes[..]).map_err(|e| e.to_string())?;
        let mut lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
        lines.retain(|line| !line.is_empty());
        let end = lines.pop().ok_or("no end line")?;
        let (first, rest) = lines.split_first().ok_or("no head")?;
        let head: Head = serde_json::from_slice(first).map_err(|e| e.to_string())?;
        let lines: Vec<Line> = rest
            .iter()
            .map(|line| Line::read(line, head.schema).map_err(|e| e.to_string()))
            .collect::<Result<_, _>>()?;
        let end: End = serde_json::from_slice(end).map_err(|e| e.to_string())?;
        let rows = lines.iter().filter(|l| matches!(l, Line::Row { .. }));
        let rows = rows.count() as u64;
        if (end.rows, end.evictions) != (rows, lines.len() as u64 - rows) {
            return Err("the end line counts other lines".into());
        }
        Ok(Self { head, lines })
    }
}

/// The sum of a console's rows of the scope.
pub fn sum(rows: &BTreeMap<Key, RowAt>, scope: ScopeId) -> RowHash {
    let rows = rows.values().filter(|row| row.scope == scope);
    rows.fold(0, |sum, row| sum.wrapping_add(row.hash))
}
