//! A model server: all rows in memory, the same rules, versions per scope, cuts and outcomes as the protocol says.

use super::fixture;
use domain::{
    command::Command,
    decide::{Actor, Context, Refusal, decide},
    entities::Grant,
    entity::{Entity, RowHash, Table, row_hash},
    id::*,
    rejection::{RejectCode, Rejection},
    units::Millis,
    world::{Change, World},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;
use wire::sync::*;

/// A row as the server stores it.
#[derive(Clone)]
struct Kept {
    entity: Entity,
    scope: ScopeId,
    v: i64,
    rev: i64,
}

/// See the module.
#[derive(Clone)]
pub(crate) struct Server {
    rows: BTreeMap<(Table, Uuid), Kept>,
    evictions: Vec<(ScopeId, Table, Uuid, i64)>,
    versions: BTreeMap<ScopeId, i64>,
    world: World,
    outcomes: HashMap<ClientId, Vec<CommandOutcome>>,
    /// Every outcome ever given, by command: a command is decided once, whichever client brings it.
    pub decided: BTreeMap<CommandId, Outcome>,
    pub now: Millis,
    /// Evictions of earlier versions are forgotten.
    #[cfg(feature = "next")]
    pub floor: i64,
}

impl Server {
    pub fn new() -> Self {
        let mut server = Self {
            rows: BTreeMap::new(),
            evictions: Vec::new(),
            versions: BTreeMap::new(),
            world: World::default(),
            outcomes: HashMap::new(),
            decided: BTreeMap::new(),
            // Not the consoles' clock.
            now: fixture::NOON.plus_secs(37),
            #[cfg(feature = "next")]
            floor: 0,
        };
        let changes = fixture::organisation()
            .into_iter()
            .map(|entity| Change::Put {
                entity,
                rev: 1,
                left: None,
            })
            .collect();
        server.stamp(changes);
        server
    }

    fn stamp(&mut self, changes: Vec<Change>) {
        let scopes: BTreeSet<ScopeId> = changes
            .iter()
            .flat_map(|c| match c {
                Change::Put { left, .. } => [Some(c.scope()), *left],
                Change::Delete { .. } => [Some(c.scope()), None],
            })
            .flatten()
            .collect();
        for scope in scopes {
            *self.versions.entry(scope).or_default() += 1;
        }
        for change in changes {
            self.world.apply(&change);
            let key = change.key();
            match change {
                Change::Put { entity, rev, left } => {
                    let scope = entity.scope();
                    if let Some(left) = left {
                        self.evictions
                            .push((left, key.0, key.1, self.versions[&left]));
                    }
                    let v = self.versions[&scope];
                    self.rows.insert(
                        key,
                        Kept {
                            entity,
                            scope,
                            v,
                            rev,
                        },
                    );
                }
                Change::Delete { table, id, scope } => {
                    self.rows.remove(&key);
                    self.evictions
                        .push((scope, table, id, self.versions[&scope]));
                }
            }
        }
    }

    /// Puts a row as it is.
    #[cfg(feature = "next")]
    pub fn put(&mut self, entity: impl Into<Entity>) {
        let entity = entity.into();
        let rev = self
            .rows
            .get(&(entity.table(), entity.key()))
            .map_or(1, |kept| kept.rev + 1);
        self.stamp(vec![Change::Put {
            entity,
            rev,
            left: None,
        }]);
    }

    #[cfg(feature = "next")]
    pub fn remove(&mut self, entity: &impl domain::entity::Synced) {
        let entity: Entity = entity.clone().into();
        self.stamp(vec![Change::Delete {
            table: entity.table(),
            id: entity.key(),
            scope: entity.scope(),
        }]);
    }

    #[cfg(feature = "next")]
    pub fn forget_evictions(&mut self) {
        self.evictions.clear();
        self.floor = self.versions.values().max().map_or(0, |v| v + 1);
    }

    /// What a table's rows and evictions after `since` and up to `to` add to a cut from there.
    #[cfg(feature = "next")]
    pub fn earlier(
        &self,
        scope: ScopeId,
        table: Table,
        since: i64,
        to: i64,
        lines: &mut Vec<Line>,
    ) {
        let within = |v: i64| since < v && v <= to;
        for (at, of, id, v) in &self.evictions {
            if (*at, *of) == (scope, table) && since > 0 && within(*v) {
                lines.insert(
                    0,
                    Line::Evict {
                        scope,
                        table,
                        id: *id,
                        v: *v,
                    },
                );
            }
        }
        for ((of, _), kept) in &self.rows {
            if (kept.scope, *of) == (scope, table) && within(kept.v) {
                lines.push(Line::Row {
                    scope,
                    table,
                    v: kept.v,
                    rev: kept.rev,
                    values: kept.entity.values(),
                });
            }
        }
    }

    /// Gives or takes a user's grant in a hub.
    pub fn set_grant(&mut self, u: u128, h: u128, held: bool) {
        let grant = fixture::grant(u, h);
        let key = (Table::Grant, grant.id.0);
        match (self.rows.get(&key), held) {
            (None, true) => self.stamp(vec![Change::Put {
                entity: grant.into(),
                rev: 1,
                left: None,
            }]),
            (Some(_), false) => self.stamp(vec![Change::Delete {
                table: Table::Grant,
                id: grant.id.0,
                scope: grant.user_id.into(),
            }]),
            _ => {}
        }
    }

    fn actor(&self, u: u128) -> Actor {
        Actor {
            user: fixture::user(u),
            admin: false,
            grants: self
                .rows
                .values()
                .filter_map(|kept| <Grant as domain::entity::Synced>::of(&kept.entity))
                .filter(|grant| grant.user_id == fixture::user(u))
                .map(|grant| (grant.hub_id, grant.role))
                .collect(),
            service: false,
        }
    }

    fn visible(&self, u: u128) -> BTreeSet<ScopeId> {
        let mut scopes: BTreeSet<ScopeId> = self
            .actor(u)
            .grants
            .keys()
            .map(|hub| (*hub).into())
            .collect();
        scopes.extend([ORG_SCOPE, fixture::user(u).into()]);
        scopes
    }

    fn decide(&mut self, u: u128, envelope: &Envelope) -> Outcome {
        if let Some(known) = self.decided.get(&envelope.command_id) {
            return known.clone();
        }
        let outcome = self.judge(u, envelope);
        self.decided.insert(envelope.command_id, outcome.clone());
        outcome
    }

    fn judge(&mut self, u: u128, envelope: &Envelope) -> Outcome {
        self.now = self.now.plus_secs(1);
        let command: Command = match serde_json::from_value(envelope.command.clone()) {
            Ok(command) => command,
            Err(_) => {
                return Outcome::Rejected {
                    rejection: Rejection::new(RejectCode::MalformedCommand),
                };
            }
        };
        let context = Context {
            command: envelope.command_id,
            now: self.now,
            issued_at: envelope.issued_at,
        };
        let actor = self.actor(u);
        loop {
            match decide(&self.world, &actor, &context, &command) {
                Ok(decision) => {
                    self.stamp(decision.changes);
                    return Outcome::Applied {
                        items: decision.items,
                    };
                }
                Err(Refusal::Rejected(rejection)) => return Outcome::Rejected { rejection },
                Err(Refusal::NotLoaded(needs)) => {
                    for need in needs.0 {
                        self.world.answer(need);
                    }
                }
            }
        }
    }

    /// Writes a snapshot of the scope as it is now into `dir`, in small chunks.
    pub fn snapshot(&self, scope: ScopeId, dir: &std::path::Path) -> snapshot::Manifest {
        let mut writer = snapshot::Writer::new(dir, scope, wire::SCHEMA)
            .unwrap()
            .closing_at(16 << 10);
        for ((table, _), kept) in self.rows.iter().filter(|(_, kept)| kept.scope == scope) {
            writer
                .row(*table, kept.v, kept.rev, &kept.entity.values())
                .unwrap();
        }
        writer
            .finish(snapshot::About {
                id: Uuid::from_u128(0x5A),
                scope,
                epoch: epoch(scope),
                v: self.versions.get(&scope).copied().unwrap_or(0),
            })
            .unwrap()
    }

    /// Moves a courier to another hub, as one transaction.
    pub fn move_courier(&mut self, id: CourierId, to: HubId) {
        let kept = &self.rows[&(Table::Courier, id.0)];
        let Entity::Courier(mut courier) = kept.entity.clone() else {
            panic!("not a courier")
        };
        let (left, rev) = (kept.scope, kept.rev + 1);
        courier.hub_id = to;
        self.stamp(vec![Change::Put {
            entity: courier.into(),
            rev,
            left: Some(left),
        }]);
    }

    /// One exchange: outcomes and a cut over all the user may see.
    pub fn exchange(
        &mut self,
        u: u128,
        client: ClientId,
        cursors: &[Cursor],
        commands: &[Envelope],
    ) -> (Head, Vec<Line>) {
        let mut answers = Vec::new();
        for envelope in commands {
            let known = self.outcomes.entry(client).or_default();
            let at = usize::try_from(envelope.seq - 1).unwrap();
            if let Some(outcome) = known.get(at) {
                assert_eq!(
                    outcome.command_id, envelope.command_id,
                    "a seq is used twice"
                );
                answers.push(outcome.clone());
                continue;
            }
            assert_eq!(at, known.len(), "a gap in seq");
            let outcome = CommandOutcome {
                seq: envelope.seq,
                command_id: envelope.command_id,
                outcome: self.decide(u, envelope),
            };
            self.outcomes
                .get_mut(&client)
                .unwrap()
                .push(outcome.clone());
            answers.push(outcome);
        }
        let last_seq = self.outcomes.get(&client).map_or(0, |o| o.len() as i64);
        let mut lines = Vec::new();
        let mut scopes = Vec::new();
        for scope in self.visible(u) {
            let to = self.versions.get(&scope).copied().unwrap_or(0);
            let cursor = cursors
                .iter()
                .find(|c| c.scope == scope && c.epoch == epoch(scope));
            let from = cursor.map_or(0, |c| c.v);
            scopes.push(ScopeCut {
                scope,
                epoch: epoch(scope),
                mode: if cursor.is_some() {
                    ScopeMode::Delta
                } else {
                    ScopeMode::Full
                },
                from,
                to,
                sum: Some(hex_sum(self.sum(scope))),
                backfilled: Vec::new(),
                whole: Vec::new(),
            });
            for (at, table, id, v) in &self.evictions {
                if *at == scope && *v > from {
                    lines.push(Line::Evict {
                        scope,
                        table: *table,
                        id: *id,
                        v: *v,
                    });
                }
            }
        }
        for scope in &scopes {
            for ((table, _), kept) in &self.rows {
                if kept.scope == scope.scope && kept.v > scope.from {
                    lines.push(Line::Row {
                        scope: kept.scope,
                        table: *table,
                        v: kept.v,
                        rev: kept.rev,
                        values: kept.entity.values(),
                    });
                }
            }
        }
        let head = Head {
            server_time: self.now,
            schema: wire::SCHEMA,
            last_seq,
            outcomes: answers,
            scopes,
        };
        (head, lines)
    }

    fn sum(&self, scope: ScopeId) -> RowHash {
        self.rows
            .iter()
            .filter(|(_, kept)| kept.scope == scope)
            .fold(0, |sum: RowHash, ((table, _), kept)| {
                sum.wrapping_add(row_hash(scope, *table, kept.rev, &kept.entity.values()))
            })
    }

    /// The canonical dump of everything the user may see.
    pub fn dump(&self, u: u128) -> String {
        let scopes = self.visible(u);
        let mut out = String::new();
        for ((table, _), kept) in &self.rows {
            if scopes.contains(&kept.scope) {
                out += &dump_line(kept.scope, *table, kept.v, kept.rev, &kept.entity.values());
                out.push('\n');
            }
        }
        out
    }
}

fn epoch(scope: ScopeId) -> Uuid {
    hashed("epoch", &[scope.0.as_bytes()])
}
