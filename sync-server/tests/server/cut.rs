//! Cuts: one consistent state, exactly what the server has, and nothing of a hub without a grant.

use crate::{
    fixture::served,
    harness::{Cut, Server},
};
use domain::{
    entities::Role,
    entity::{RowHash, Table, row_hash},
    id::{ORG_SCOPE, ScopeId},
    value::Value,
};
use serde_json::json;
use std::collections::BTreeMap;
use sync_server::{dump::dump, ids};
use uuid::Uuid;
use wire::sync::{Line, Outcome, ScopeMode, dump_line, hex_sum};

/// A replica as simple as can be.
#[derive(Default)]
pub struct Replica(pub BTreeMap<(Table, Uuid), Row>);

/// Scope, version, revision, values.
pub type Row = (ScopeId, i64, i64, Vec<Value>);

impl Replica {
    pub fn apply(&mut self, cut: &Cut) {
        let full = |scope: &ScopeId| cut.scope(*scope).mode == ScopeMode::Full;
        self.0.retain(|_, row| cut.has(row.0) && !full(&row.0));
        for line in &cut.lines {
            match line {
                Line::Evict {
                    scope, table, id, ..
                } => {
                    if self
                        .0
                        .get(&(*table, *id))
                        .is_some_and(|row| row.0 == *scope)
                    {
                        self.0.remove(&(*table, *id));
                    }
                }
                Line::Row {
                    scope,
                    table,
                    v,
                    rev,
                    values,
                } => {
                    let Value::Uuid(id) = values[0] else {
                        panic!("no id")
                    };
                    let old = self
                        .0
                        .insert((*table, id), (*scope, *v, *rev, values.clone()));
                    assert!(
                        old.is_none_or(|old| old.2 < *rev),
                        "revisions grow: {table} {id}"
                    );
                }
            }
        }
    }

    fn sum(&self, scope: ScopeId) -> RowHash {
        let rows = self.0.iter().filter(|(_, row)| row.0 == scope);
        rows.fold(0, |sum, ((table, _), row)| {
            sum.wrapping_add(row_hash(scope, *table, row.2, &row.3))
        })
    }

    fn dump(&self, scope: ScopeId) -> String {
        let rows = self.0.iter().filter(|(_, row)| row.0 == scope);
        rows.map(|((table, _), row)| dump_line(scope, *table, row.1, row.2, &row.3) + "\n")
            .collect()
    }
}

/// The replica is the server at the cut: sums agree, and so do dumps, byte for byte.
pub async fn agree(server: &Server, replica: &Replica, cut: &Cut) {
    for scope in &cut.head.scopes {
        assert_eq!(
            scope.sum,
            Some(hex_sum(replica.sum(scope.scope))),
            "{}",
            scope.scope
        );
        let mut dumped = Vec::new();
        dump(&server.db.pool, scope.scope, &mut dumped)
            .await
            .unwrap();
        assert_eq!(
            String::from_utf8(dumped).unwrap(),
            replica.dump(scope.scope)
        );
    }
}

#[tokio::test]
async fn a_replica_fed_by_cuts_is_the_server() {
    let (server, org) = served().await;
    let (mut noura, mut faisal) = (
        server.console("noura").await,
        server.console("faisal").await,
    );
    let mut replica = Replica::default();
    let cut = noura.sync(vec![]).await;
    assert!(cut.head.scopes.iter().all(|s| s.mode == ScopeMode::Full));
    assert!(cut.scope(ORG_SCOPE).to > 0 && cut.has(org.here) && !cut.has(org.there));
    replica.apply(&cut);
    agree(&server, &replica, &cut).await;
    let steps = [
        org.create(org.here, &["A-1", "A-2", "A-3"]),
        org.assign(&["A-1", "A-2"]),
        org.on("dispatch.v1", &["A-1"], json!({})),
        org.note("\"quoted\"\n\\ and ünïcödé: نورة \u{7f} \u{1}", &["A-2"]),
        org.on("record_pickup.v1", &["A-1"], json!({})),
        org.on("deliver.v1", &["A-1"], json!({})),
        org.on(
            "cancel.v1",
            &["A-1"],
            json!({ "reason": "rejected on the server" }),
        ),
    ];
    for step in steps {
        faisal.submit(step).await;
        let cut = noura.sync(vec![]).await;
        assert!(cut.head.scopes.iter().all(|s| s.mode == ScopeMode::Delta));
        for (scope, table, v, _, _) in cut.rows() {
            let bounds = cut.scope(scope);
            assert!(bounds.from < v && v <= bounds.to, "{table} {v} {bounds:?}");
        }
        replica.apply(&cut);
        agree(&server, &replica, &cut).await;
    }
    let quiet = noura.sync(vec![]).await;
    assert!(quiet.lines.is_empty());
    assert_eq!(
        replica.0.keys().filter(|k| k.0 == Table::Exception).count(),
        1
    );
}

#[tokio::test]
async fn an_outcome_comes_with_its_effects() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    console.sync(vec![]).await;
    let create = console.envelope(org.create(org.here, &["A-1"]));
    let cut = console.sync(vec![create.clone()]).await;
    assert_eq!(
        (cut.head.last_seq, cut.head.outcomes[0].command_id),
        (1, create.command_id)
    );
    let tables: Vec<Table> = cut.rows().map(|row| row.1).collect();
    assert_eq!(tables, [Table::Delivery, Table::Event]);
}

#[tokio::test]
async fn what_is_undone_leaves_and_what_comes_back_goes_on() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let mut replica = Replica::default();
    let batch = ids::fresh();
    let import = json!({
        "name": "import_rows.v1", "hub": org.here,
        "import": { "batch": batch, "file_name": "a.csv", "format": "onfleet", "part": 1, "parts": 1,
                    "accepted": 2, "quarantined": 0 },
        "rows": [org.new_delivery("A-1"), org.new_delivery("A-2")], "problems": [],
    });
    console.submit(import.clone()).await;
    console.cursors.clear();
    replica.apply(&console.sync(vec![]).await);
    let undo = json!({ "name": "undo_import.v1", "hub": org.here, "batch": batch,
                       "items": [org.delivery("A-1"), org.delivery("A-2")] });
    let undo = console.envelope(undo);
    let cut = console.sync(vec![undo]).await;
    let evicted: Vec<_> = cut.evictions().filter(|e| e.1 == Table::Delivery).collect();
    assert_eq!(evicted.len(), 2);
    replica.apply(&cut);
    agree(&server, &replica, &cut).await;
    assert!(
        !replica
            .0
            .contains_key(&(Table::Delivery, org.delivery("A-1").0))
    );

    let mut again = import;
    again["import"]["batch"] = json!(ids::fresh());
    let again = console.envelope(again);
    let cut = console.sync(vec![again]).await;
    let Outcome::Applied { items } = &cut.head.outcomes[0].outcome else {
        panic!("not decided")
    };
    assert!(items.iter().all(|item| item.is_applied()));
    let revisions: Vec<i64> = cut
        .rows()
        .filter(|row| row.1 == Table::Delivery)
        .map(|row| row.3)
        .collect();
    assert_eq!(
        revisions,
        [2, 2],
        "a row that comes back continues its revisions"
    );
    replica.apply(&cut);
    agree(&server, &replica, &cut).await;
}

#[tokio::test]
async fn a_lost_grant_takes_the_hub_away_and_a_new_one_brings_it() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    let mut replica = Replica::default();
    console.submit(org.create(org.here, &["A-1"])).await;
    console.cursors.clear();
    replica.apply(&console.sync(vec![]).await);
    org.grant(&server.db.pool, console.tokens.user, org.here, None)
        .await;
    let cut = console.sync(vec![]).await;
    assert!(!cut.has(org.here));
    let evicted: Vec<_> = cut.evictions().map(|e| (e.0, e.1)).collect();
    assert_eq!(evicted, [(console.tokens.user.into(), Table::Grant)]);
    replica.apply(&cut);
    assert!(
        replica.0.values().all(|row| row.0 != org.here.into()),
        "no row of the hub is left"
    );
    agree(&server, &replica, &cut).await;

    org.grant(
        &server.db.pool,
        console.tokens.user,
        org.here,
        Some(Role::Viewer),
    )
    .await;
    org.grant(
        &server.db.pool,
        console.tokens.user,
        org.there,
        Some(Role::Viewer),
    )
    .await;
    let cut = console.sync(vec![]).await;
    assert_eq!(cut.scope(org.here).mode, ScopeMode::Full);
    assert_eq!(cut.scope(org.there).mode, ScopeMode::Full);
    replica.apply(&cut);
    agree(&server, &replica, &cut).await;
}

#[tokio::test]
async fn a_cursor_of_another_history_takes_the_scope_anew() {
    let (server, org) = served().await;
    let mut console = server.console("noura").await;
    console.submit(org.create(org.here, &["A-1"])).await;
    console.sync(vec![]).await;
    let right = console.cursors.clone();
    let at = right
        .iter()
        .position(|c| c.scope == org.here.into())
        .unwrap();
    let mode = async |console: &crate::harness::Console<'_>| {
        let cut = console.try_sync(vec![]).await.unwrap();
        (cut.scope(org.here).mode, cut.rows().count())
    };
    assert_eq!(mode(&console).await, (ScopeMode::Delta, 0));
    console.cursors[at].epoch = ids::fresh();
    assert!(matches!(mode(&console).await, (ScopeMode::Full, 1..)));
    console.cursors = right.clone();
    console.cursors[at].v += 100;
    assert!(
        matches!(mode(&console).await, (ScopeMode::Full, 1..)),
        "a cursor from the future"
    );
    console.cursors = right.clone();
    console.cursors[at].v -= 1;
    assert!(matches!(mode(&console).await, (ScopeMode::Delta, 1..)));
    sqlx::query("UPDATE scope SET gc_floor = v WHERE scope_id = $1")
        .bind(org.here.0)
        .execute(&server.db.pool)
        .await
        .unwrap();
    assert!(
        matches!(mode(&console).await, (ScopeMode::Full, 1..)),
        "below the floor"
    );

    // A history that forked: its own versions stay valid up to the fork.
    let parent = ids::fresh();
    sqlx::query(
        "INSERT INTO scope_epoch (epoch, scope_id, parent, fork_v, forked_at) VALUES ($1, $2, $3, $4, 0)",
    )
    .bind(right[at].epoch)
    .bind(org.here.0)
    .bind(parent)
    .bind(right[at].v)
    .execute(&server.db.pool)
    .await
    .unwrap();
    console.cursors = right;
    console.cursors[at].epoch = parent;
    assert_eq!(mode(&console).await, (ScopeMode::Delta, 0));
}

#[tokio::test]
async fn rows_written_in_bulk_are_replicated_like_all_others() {
    use sync_server::seed::{Options, bulk};
    let (server, _) = served().await;
    let options = Options {
        hubs: 1,
        zones: 4,
        couriers: 4,
        deliveries: 0,
        date: crate::fixture::date(),
        day_starts_at_min: 240,
        seed: 7,
        password: crate::harness::PASSWORD.into(),
    };
    sync_server::seed::run(&server.db.pool, &options, crate::harness::now())
        .await
        .unwrap();
    let written = bulk::run(&server.db.pool, &options, 2000, crate::harness::now())
        .await
        .unwrap();
    assert_eq!(written, 2000 + 1000 * 4);
    let mut console = server.console("reem").await;
    let mut replica = Replica::default();
    let cut = console.sync(vec![]).await;
    assert_eq!(
        cut.rows().filter(|row| row.1 == Table::Delivery).count(),
        2000
    );
    replica.apply(&cut);
    agree(&server, &replica, &cut).await;
}
