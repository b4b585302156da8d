//! One committed state of the database, as far as sync is concerned.

use domain::{
    entity::{RowHash, Table},
    id::{ClientId, CommandId, HubId, ScopeId, UserId},
};
use sqlx::{PgConnection, Row};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};
use sync_server::db::rows::sum_from_bytes;
use uuid::Uuid;

/// A synced row's table and id.
pub type Key = (Table, Uuid);

/// A scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeAt {
    pub epoch: Uuid,
    pub v: i64,
    pub sum: RowHash,
    pub floor: i64,
}

/// A row, without its values: its hash stands for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowAt {
    pub scope: ScopeId,
    pub v: i64,
    pub rev: i64,
    pub hash: RowHash,
}

/// A line of the command log.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedAt {
    pub client: Option<ClientId>,
    pub seq: i64,
    pub outcome: serde_json::Value,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub scopes: BTreeMap<ScopeId, ScopeAt>,
    pub rows: BTreeMap<Key, RowAt>,
    /// Version and revision.
    pub evictions: BTreeMap<(ScopeId, Key), (i64, i64)>,
    pub clients: BTreeMap<ClientId, i64>,
    pub log: BTreeMap<CommandId, LoggedAt>,
    /// Commands that left an event.
    pub effects: BTreeSet<CommandId>,
    pub grants: BTreeSet<(UserId, HubId, String)>,
    /// Scope and version of each registered snapshot.
    pub snapshots: Vec<(ScopeId, i64)>,
}

fn rows_sql() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let of = |(i, table): (usize, &Table)| {
            format!("SELECT {i}::bigint, id, scope_id, v, rev, row_hash FROM {table}")
        };
        let all: Vec<String> = Table::ALL.iter().enumerate().map(of).collect();
        all.join(" UNION ALL ")
    });
    &SQL
}

impl State {
    /// What is committed now.
    pub async fn read(db: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let mut state = Self::default();
        let scopes = sqlx::query("SELECT scope_id, epoch, v, sum, gc_floor FROM scope");
        for row in scopes.fetch_all(&mut *db).await? {
            let at = ScopeAt {
                epoch: row.try_get(1)?,
                v: row.try_get(2)?,
                sum: sum_from_bytes(row.try_get::<&[u8], _>(3)?),
                floor: row.try_get(4)?,
            };
            state.scopes.insert(ScopeId(row.try_get(0)?), at);
        }
        for row in sqlx::query(rows_sql()).fetch_all(&mut *db).await? {
            let table = Table::ALL[usize::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0)];
            let at = RowAt {
                scope: ScopeId(row.try_get(2)?),
                v: row.try_get(3)?,
                rev: row.try_get(4)?,
                hash: sum_from_bytes(row.try_get::<&[u8], _>(5)?),
            };
            state.rows.insert((table, row.try_get(1)?), at);
        }
        let evictions = sqlx::query("SELECT scope_id, tbl, pk, v, rev FROM eviction");
        for row in evictions.fetch_all(&mut *db).await? {
            if let Ok(table) = row.try_get::<&str, _>(1)?.parse() {
                let key = (ScopeId(row.try_get(0)?), (table, row.try_get(2)?));
                let at = (row.try_get(3)?, row.try_get(4)?);
                state.evictions.insert(key, at);
            }
        }
        let clients = sqlx::query("SELECT client_id, last_seq FROM client");
        for row in clients.fetch_all(&mut *db).await? {
            state
                .clients
                .insert(ClientId(row.try_get(0)?), row.try_get(1)?);
        }
        // Commands of consoles and of the scene's people; what made the organisation is of no interest.
        let log = sqlx::query("SELECT command_id, client_id, seq, outcome::text FROM command_log");
        for row in log.fetch_all(&mut *db).await? {
            let at = LoggedAt {
                client: row.try_get::<Option<Uuid>, _>(1)?.map(ClientId),
                seq: row.try_get(2)?,
                outcome: serde_json::from_str(row.try_get(3)?).unwrap_or_default(),
            };
            state.log.insert(CommandId(row.try_get(0)?), at);
        }
        let effects: Vec<Uuid> = sqlx::query_scalar("SELECT DISTINCT command_id FROM event")
            .fetch_all(&mut *db)
            .await?;
        state.effects = effects.into_iter().map(CommandId).collect();
        let grants = sqlx::query("SELECT user_id, hub_id, role FROM hub_grant");
        for row in grants.fetch_all(&mut *db).await? {
            let (user, hub) = (UserId(row.try_get(0)?), HubId(row.try_get(1)?));
            state.grants.insert((user, hub, row.try_get(2)?));
        }
        let snapshots = sqlx::query("SELECT scope_id, v FROM snapshot ORDER BY scope_id, v");
        for row in snapshots.fetch_all(&mut *db).await? {
            state
                .snapshots
                .push((ScopeId(row.try_get(0)?), row.try_get(1)?));
        }
        Ok(state)
    }

    /// The sum of the scope's rows.
    pub fn sum_of(&self, scope: ScopeId) -> RowHash {
        let rows = self.rows.values().filter(|row| row.scope == scope);
        rows.fold(0, |sum, row| sum.wrapping_add(row.hash))
    }

    /// Whether the person holds a role in the hub.
    pub fn is_granted(&self, user: UserId, hub: HubId) -> bool {
        self.grants.iter().any(|(u, h, _)| (*u, *h) == (user, hub))
    }

    /// The scopes a console of the person sees.
    pub fn visible(&self, user: UserId) -> BTreeSet<ScopeId> {
        let hubs = self.grants.iter().filter(|(u, _, _)| *u == user);
        let own = [domain::id::ORG_SCOPE, ScopeId(user.0)];
        hubs.map(|(_, hub, _)| ScopeId::from(*hub))
            .chain(own)
            .filter(|scope| self.scopes.contains_key(scope))
            .collect()
    }
}
