//! Rows that leave a scope: handed over to another hub, or archived.

use crate::{
    fixture::{Org, served},
    harness::{Console, Cut, Server, now},
};
use domain::{
    decide::ARCHIVE_AFTER_MS,
    entities::Role,
    entity::Table,
    id::{DeliveryId, ScopeId},
    units::Millis,
};
use serde_json::{Value, json};
use sqlx::{PgPool, Row};
use std::collections::BTreeMap;
use sync_server::{archive, db::rows::sum_from_bytes, execute::ARCHIVE_SCOPE, wake::Wake};
use uuid::Uuid;
use wire::sync::{Line, Outcome};

/// A server where `noura` is of the one hub, `hind` of the other, `badr` of both.
async fn two_hubs() -> (Server, Org) {
    let (server, org) = served().await;
    let pool = &server.db.pool;
    org.person(pool, "hind", &[(org.there, Role::Dispatcher)], false)
        .await;
    let both = [(org.here, Role::Supervisor), (org.there, Role::Supervisor)];
    org.person(pool, "badr", &both, false).await;
    (server, org)
}

fn transfer(org: &Org, id: DeliveryId, back: bool) -> Value {
    let (from, to) = if back {
        (org.there, org.here)
    } else {
        (org.here, org.there)
    };
    json!({ "name": "transfer.v1", "hub": from, "to_hub": to, "entity_table": "delivery", "items": [id] })
}

/// A replica of keys, scopes and revisions: what the rules of the cut make of its lines.
#[derive(Default)]
struct Folded(BTreeMap<(Table, Uuid), (ScopeId, i64)>);

impl Folded {
    fn take(&mut self, cut: &Cut) {
        for line in &cut.lines {
            match line {
                Line::Evict {
                    scope, table, id, ..
                } => {
                    if self
                        .0
                        .get(&(*table, *id))
                        .is_some_and(|(at, _)| at == scope)
                    {
                        self.0.remove(&(*table, *id));
                    }
                }
                Line::Row {
                    scope,
                    table,
                    rev,
                    values,
                    ..
                } => {
                    let domain::value::Value::Uuid(id) = values[0] else {
                        panic!("a row without an id");
                    };
                    let known = self.0.get(&(*table, id)).map_or(0, |(_, rev)| *rev);
                    if *rev >= known {
                        self.0.insert((*table, id), (*scope, *rev));
                    }
                }
            }
        }
    }

    fn scope_of(&self, table: Table, id: Uuid) -> Option<ScopeId> {
        self.0.get(&(table, id)).map(|(scope, _)| *scope)
    }
}

/// Whether the scope's sum is that of its rows.
async fn sum_is_right(pool: &PgPool, scope: ScopeId) -> bool {
    let mut sum = 0_u128;
    for table in Table::ALL {
        let sql = sqlx::AssertSqlSafe(format!("SELECT row_hash FROM {table} WHERE scope_id = $1"));
        for row in sqlx::query(sql)
            .bind(scope.0)
            .fetch_all(pool)
            .await
            .unwrap()
        {
            sum = sum.wrapping_add(sum_from_bytes(row.get::<&[u8], _>(0)));
        }
    }
    let kept: Vec<u8> = sqlx::query_scalar("SELECT sum FROM scope WHERE scope_id = $1")
        .bind(scope.0)
        .fetch_one(pool)
        .await
        .unwrap();
    sum == sum_from_bytes(&kept)
}

fn applied(outcome: &Outcome) -> bool {
    serde_json::to_value(outcome).unwrap()["items"][0]["verdict"] == "applied"
}

#[tokio::test]
async fn a_transfer_is_seen_as_going_coming_or_moving_never_as_none_or_two() {
    let (server, org) = two_hubs().await;
    let mut noura = server.console("noura").await;
    let mut hind = server.console("hind").await;
    let mut badr = server.console("badr").await;
    let mut folded = [Folded::default(), Folded::default(), Folded::default()];
    noura.submit(org.create(org.here, &["R-1"])).await;
    noura.submit(org.note("gate 3", &["R-1"])).await;
    let id = org.delivery("R-1");
    // Noura's replica begins here, at the rows as they are; the others follow.
    noura.cursors.clear();
    for (console, folded) in [&mut noura, &mut hind, &mut badr]
        .into_iter()
        .zip(&mut folded)
    {
        folded.take(&console.sync(vec![]).await);
    }
    let here = ScopeId::from(org.here);
    let there = ScopeId::from(org.there);
    assert_eq!(folded[0].scope_of(Table::Delivery, id.0), Some(here));

    let mut rev = 1;
    for back in [false, true, false] {
        let envelope = badr.envelope(transfer(&org, id, back));
        let cut = badr.sync(vec![envelope]).await;
        assert!(applied(&cut.head.outcomes[0].outcome), "{:?}", cut.head);
        folded[2].take(&cut);
        rev += 1;
        // Only the first time round do the others look: then twice at once.
        if !back {
            folded[0].take(&noura.sync(vec![]).await);
            folded[1].take(&hind.sync(vec![]).await);
            assert_eq!(folded[0].scope_of(Table::Delivery, id.0), None);
            assert_eq!(folded[1].scope_of(Table::Delivery, id.0), Some(there));
        }
        let expected = if back { here } else { there };
        assert_eq!(folded[2].0[&(Table::Delivery, id.0)], (expected, rev));
        let notes = folded[2].0.iter().filter(|((t, _), _)| *t == Table::Note);
        assert!(notes.clone().all(|(_, (scope, _))| *scope == expected));
        assert_eq!(notes.count(), 1);
        for scope in [here, there] {
            assert!(sum_is_right(&server.db.pool, scope).await);
        }
    }
    // What the one hub still has of it says where it went, and nothing else.
    let left: Vec<_> = folded[0]
        .0
        .keys()
        .filter(|(t, _)| *t == Table::Note)
        .collect();
    assert!(left.is_empty());
}

#[tokio::test]
async fn nothing_of_the_other_hub_is_told_to_whoever_sees_one() {
    let (server, org) = two_hubs().await;
    let mut noura = server.console("noura").await;
    noura.submit(org.create(org.here, &["R-1"])).await;
    let id = org.delivery("R-1");
    let refused = noura.submit(transfer(&org, id, false)).await;
    let Outcome::Rejected { rejection } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(rejection.code, domain::rejection::RejectCode::NotGranted);
    let mut badr = server.console("badr").await;
    assert!(applied(&badr.submit(transfer(&org, id, false)).await));
    let cut = noura.sync(vec![]).await;
    assert!(cut.lines.iter().all(|line| match line {
        Line::Evict { scope, .. } | Line::Row { scope, .. } => *scope != org.there.into(),
    }));
    assert!(
        cut.evictions()
            .any(|e| e == (org.here.into(), Table::Delivery, id.0))
    );
}

#[tokio::test]
async fn couriers_go_too_and_both_scopes_move_in_one_transaction() {
    let (server, org) = two_hubs().await;
    let mut badr = server.console("badr").await;
    let before = badr.sync(vec![]).await;
    let command = json!({ "name": "transfer.v1", "hub": org.here, "to_hub": org.there,
                          "entity_table": "courier", "items": [org.courier] });
    let envelope = badr.envelope(command);
    let cut = badr.sync(vec![envelope]).await;
    assert!(applied(&cut.head.outcomes[0].outcome), "{:?}", cut.head);
    for hub in [org.here, org.there] {
        assert_eq!(cut.scope(hub).to, before.scope(hub).to + 1);
    }
    assert!(cut.evictions().any(|e| e.2 == org.courier.0));
    assert!(
        cut.rows()
            .any(|row| row.0 == org.there.into() && row.1 == Table::Courier)
    );
}

/// A cancelled delivery, and the console that made it.
async fn finished<'s>(server: &'s Server, org: &Org) -> Console<'s> {
    let mut noura = server.console("noura").await;
    noura.submit(org.create(org.here, &["R-1", "R-2"])).await;
    let cancel = org.on(
        "cancel.v1",
        &["R-1"],
        json!({ "reason": "the shop closed" }),
    );
    assert!(applied(&noura.submit(cancel).await));
    noura
}

#[tokio::test]
async fn what_is_finished_for_thirty_days_leaves_the_hub_and_stays_here() {
    let (server, org) = two_hubs().await;
    let mut noura = finished(&server, &org).await;
    let pool = &server.db.pool;
    let wake = Wake::silent();
    let early = archive::once(pool, &wake, now()).await.unwrap();
    assert_eq!((early.deliveries, early.kept), (0, 0));
    let later = Millis(now().0 + ARCHIVE_AFTER_MS);
    let done = archive::once(pool, &wake, later).await.unwrap();
    assert_eq!((done.deliveries, done.kept), (1, 0));
    let again = archive::once(pool, &wake, later).await.unwrap();
    assert_eq!(again.deliveries, 0);

    let cut = noura.sync(vec![]).await;
    let id = org.delivery("R-1").0;
    assert!(
        cut.evictions()
            .any(|e| e == (org.here.into(), Table::Delivery, id))
    );
    let events = cut.evictions().filter(|e| e.1 == Table::Event).count();
    assert_eq!(events, 2, "created and cancelled");
    assert_eq!(cut.rows().count(), 0);
    assert!(sum_is_right(pool, org.here.into()).await);

    let stays: Uuid = sqlx::query_scalar("SELECT scope_id FROM delivery WHERE id = $1")
        .bind(id)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(stays, ARCHIVE_SCOPE.0);
    // Whoever is of the hub may still read it here, and nobody else.
    let read = server.db.read().await;
    for (username, expected) in [("noura", 1_i64), ("hind", 0)] {
        let user = sync_server::people::find(pool, username)
            .await
            .unwrap()
            .unwrap();
        let mut answer = read.answer(user).await.unwrap();
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM delivery WHERE id = $1")
            .bind(id)
            .fetch_one(&mut *answer)
            .await
            .unwrap();
        assert_eq!(found, expected, "{username}");
    }
    // Its reference stays taken.
    let twice = noura.submit(org.create(org.here, &["R-1"])).await;
    assert!(!applied(&twice), "{twice:?}");
}

#[tokio::test]
async fn no_person_archives() {
    let (server, org) = two_hubs().await;
    let mut noura = finished(&server, &org).await;
    let command = json!({ "name": "archive.v1", "hub": org.here, "items": [org.delivery("R-1")] });
    let outcome = noura.submit(command).await;
    assert!(matches!(outcome, Outcome::Rejected { .. }), "{outcome:?}");
}
