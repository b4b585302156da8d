//! Cuts: one state of all the account may see, with the outcomes that belong to it; and a record of that state for the
//! checks.

use super::{
    Kept, Key, Server, State,
    bugs::{ServerBug, broken},
    execute::Begun,
};
use domain::{entity::RowHash, id::*, units::Millis};
use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use uuid::Uuid;
use wire::sync::*;

/// Rows of a cut that are checked one by one as soon as it is applied.
const TOUCHED: usize = 8;

/// What the server says.
pub enum Answer {
    Cut {
        body: Vec<u8>,
        record: Rc<Record>,
    },
    /// The stream does not continue here.
    NewClient,
}

/// Where the server was in one scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub epoch: Uuid,
    pub v: i64,
    pub sum: RowHash,
    /// The true state in one number.
    pub truth: u64,
}

/// What a cut must leave in a replica, and what it said, as the truth has it.
pub struct Record {
    /// What the account may see at that moment.
    pub scopes: BTreeMap<ScopeId, Standing>,
    pub moved: Rc<BTreeMap<Key, Option<ScopeId>>>,
    pub full: BTreeSet<ScopeId>,
    /// Some cursor was below the floor.
    pub below_floor: bool,
    /// Some cursor was of another epoch.
    pub other_epoch: bool,
    pub outcomes: Vec<CommandOutcome>,
    /// When it was made; no two at once.
    pub made_at: Millis,
    /// The client that asked, the commands it sent, and the last number that was seen of it.
    pub client: ClientId,
    pub asked: BTreeSet<CommandId>,
    pub last_seq: i64,
    /// Some of the rows the cut names, as the base must have them.
    pub touched: Vec<(Key, Option<(ScopeId, u64)>)>,
}

impl Server {
    /// `outcomes` is none where the request's commands were not looked at, so that nothing is acknowledged.
    pub(super) fn cut(&mut self, begun: &Begun, outcomes: Option<Vec<CommandOutcome>>) -> Answer {
        self.now = Millis(self.now.0 + 1);
        let request = &begun.request;
        let user = begun.principal.user;
        let last_seq = match self.state.clients.get(&request.client) {
            Some((owner, _, last)) if *owner == user && outcomes.is_some() => *last,
            _ => 0,
        };
        let mut outcomes = outcomes.unwrap_or_default();
        let last_sent = request.commands.last().map_or(0, |c| c.seq);
        if last_sent > 0 && last_seq > last_sent {
            outcomes.extend(self.outcomes_after(request.client, last_sent));
        }
        let granted = self.visible(user);
        let mut record = self.record(begun, &granted, &outcomes, last_seq);
        let early = begun.early.as_deref();
        let mut shown = granted;
        if broken(ServerBug::GrantOutsideCut) {
            shown = begun.visible.clone();
        }
        if broken(ServerBug::GrantNotChecked) {
            shown.extend(request.cursors.iter().map(|c| c.scope));
        }
        let mut scopes = Vec::new();
        let (mut evictions, mut rows) = (Vec::new(), Vec::new());
        for scope in shown {
            let own = broken(ServerBug::CutInPieces) && scope != ORG_SCOPE && scope.0 != user.0;
            let old = broken(ServerBug::AckOutsideSnapshot) || own;
            let state = early.filter(|_| old).unwrap_or(&self.state);
            scopes.push(state.read(scope, &request.cursors, &mut evictions, &mut rows));
        }
        let head = Head {
            server_time: self.now,
            schema: wire::SCHEMA,
            last_seq,
            outcomes,
            scopes,
        };
        record.touched = self.touched(&record, &evictions);
        record.touched.extend(self.touched(&record, &rows));
        let end = End {
            evictions: evictions.len() as u64,
            rows: rows.len() as u64,
        };
        let mut body = json(&head);
        for line in evictions.iter().chain(&rows) {
            line.write(&mut body, head.schema);
        }
        body.extend(json(&end));
        Answer::Cut {
            body,
            record: Rc::new(record),
        }
    }

    /// The outcomes of a client's commands after `seq`, in order.
    fn outcomes_after(&self, client: ClientId, seq: i64) -> Vec<CommandOutcome> {
        let mut after: Vec<CommandOutcome> = self
            .state
            .log
            .iter()
            .filter(|(_, known)| known.client == Some(client) && known.seq > seq)
            .map(|(id, known)| CommandOutcome {
                seq: known.seq,
                command_id: *id,
                outcome: known.outcome.clone(),
            })
            .collect();
        after.sort_by_key(|o| o.seq);
        after
    }

    fn record(
        &mut self,
        begun: &Begun,
        granted: &BTreeSet<ScopeId>,
        outcomes: &[CommandOutcome],
        last_seq: i64,
    ) -> Record {
        let state = &self.state;
        let mut record = Record {
            scopes: BTreeMap::new(),
            moved: state.moved.clone(),
            full: BTreeSet::new(),
            below_floor: false,
            other_epoch: false,
            outcomes: outcomes.to_vec(),
            made_at: self.now,
            client: begun.request.client,
            asked: begun
                .request
                .commands
                .iter()
                .map(|c| c.command_id)
                .collect(),
            last_seq,
            touched: Vec::new(),
        };
        for id in granted {
            let scope = state.scopes.get(id).cloned().unwrap_or_default();
            let standing = Standing {
                epoch: state.epoch(*id),
                v: scope.v,
                sum: scope.sum,
                truth: state.truth.get(id).copied().unwrap_or(0),
            };
            let cursor = begun.request.cursors.iter().find(|c| c.scope == *id);
            if let Some(cursor) = cursor {
                record.below_floor |= cursor.v < scope.floor;
                record.other_epoch |= cursor.epoch != standing.epoch;
            }
            if matches!(state.start(*id, &begun.request.cursors), Start::Anew { .. }) {
                record.full.insert(*id);
            }
            record.scopes.insert(*id, standing);
        }
        record
    }

    /// How the base must have the first rows these lines name.
    fn touched(&self, record: &Record, lines: &[Line]) -> Vec<(Key, Option<(ScopeId, u64)>)> {
        let key = |line: &Line| match line {
            Line::Evict { table, id, .. } => Some((*table, *id)),
            Line::Row { table, values, .. } => match values.first() {
                Some(domain::value::Value::Uuid(id)) => Some((*table, *id)),
                _ => None,
            },
        };
        let keys: BTreeSet<Key> = lines.iter().filter_map(key).take(TOUCHED).collect();
        let truly = |key: Key| {
            let kept = self.state.rows.get(&key)?;
            let visible = record.scopes.contains_key(&kept.scope);
            visible.then_some((kept.scope, kept.digest))
        };
        keys.into_iter().map(|key| (key, truly(key))).collect()
    }
}

/// Where a console stands in a scope.
enum Start {
    /// A delta from here.
    At(i64),
    /// Its history is not this scope's beyond version `shared`, or was cleaned away.
    Anew { shared: i64 },
}

impl State {
    pub(super) fn epoch(&self, id: ScopeId) -> Uuid {
        match self.scopes.get(&id) {
            Some(scope) => scope.epoch,
            None => hashed("epoch", &[id.0.as_bytes()]),
        }
    }

    /// Where a delta starts, or that there can be none.
    fn start(&self, id: ScopeId, cursors: &[Cursor]) -> Start {
        let Some(cursor) = cursors.iter().find(|c| c.scope == id) else {
            return Start::Anew { shared: 0 };
        };
        let scope = self.scopes.get(&id).cloned().unwrap_or_default();
        let epoch = self.epoch(id);
        if cursor.epoch != epoch && !broken(ServerBug::EpochNotCompared) {
            match self.shared(epoch, cursor.epoch) {
                None => return Start::Anew { shared: 0 },
                Some(_) if broken(ServerBug::ForkNotCompared) => {}
                Some(_) if cursor.v > scope.v && broken(ServerBug::RestoreUnnoticed) => {
                    return Start::Anew { shared: cursor.v };
                }
                Some(shared) if cursor.v > shared => return Start::Anew { shared },
                Some(_) => {}
            }
        }
        let below = cursor.v < scope.floor && !broken(ServerBug::FloorNotCompared);
        if cursor.v > scope.v || cursor.v < 0 || below {
            return Start::Anew { shared: 0 };
        }
        Start::At(cursor.v)
    }

    fn read(
        &self,
        id: ScopeId,
        cursors: &[Cursor],
        evictions: &mut Vec<Line>,
        rows: &mut Vec<Line>,
    ) -> ScopeCut {
        let (from, delta) = match self.start(id, cursors) {
            Start::At(v) => (v, true),
            Start::Anew { shared } => (shared, false),
        };
        if delta {
            for ((scope, table, pk), v) in &self.evictions {
                if *scope == id && *v > from {
                    evictions.push(Line::Evict {
                        scope: *scope,
                        table: *table,
                        id: *pk,
                        v: *v,
                    });
                }
            }
        }
        for ((table, _), kept) in &self.rows {
            if kept.scope == id && (!delta || kept.v > from) {
                let Kept { v, rev, values, .. } = kept;
                rows.push(Line::Row {
                    scope: id,
                    table: *table,
                    v: *v,
                    rev: *rev,
                    values: values.to_vec(),
                });
            }
        }
        let scope = self.scopes.get(&id).cloned().unwrap_or_default();
        ScopeCut {
            scope: id,
            epoch: self.epoch(id),
            mode: match delta {
                true => ScopeMode::Delta,
                false => ScopeMode::Full,
            },
            from,
            to: scope.v,
            sum: Some(hex_sum(scope.sum)),
            backfilled: Vec::new(),
            whole: Vec::new(),
        }
    }
}

fn json(line: &impl serde::Serialize) -> Vec<u8> {
    // Heads and ends are plain data: they have a JSON form.
    let mut bytes = serde_json::to_vec(line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
