//! A server with the schema after this build's switched on, and consoles of this build's schema and of that one: each is
//! answered in its own. In a program of its own, because the schema is switched on for the whole process.
#![cfg(feature = "next")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../server/fixture.rs"]
#[expect(dead_code, reason = "shared with the other tests of the server")]
mod fixture;
#[path = "../server/harness.rs"]
#[expect(dead_code, reason = "as above")]
mod harness;

use domain::{
    entities::VehicleKind,
    entity::{Table, row_hash},
    id::{ScopeId, VehicleId},
    schema::{NEXT, SCHEMA, next},
    value::Value,
};
use fixture::Org;
use harness::{Console, Cut, Server};
use serde_json::json;
use snapshot::Manifest;
use sqlx::PgPool;
use uuid::Uuid;
use wire::sync::{Backfill, Cursor, Line, Outcome, ScopeMode, hex_sum};

/// What a migration of that schema would do.
const MIGRATION: &str = "ALTER TABLE cash_settlement ADD COLUMN next_bag text NOT NULL DEFAULT ''";

/// A server of that schema with an organisation.
async fn served(large: Option<&std::path::Path>) -> (Server, Org) {
    next::switch_on();
    let db = harness::Db::new().await;
    sqlx::query(MIGRATION).execute(&db.pool).await.unwrap();
    let server = Server::on(db, |settings| {
        if let Some(folder) = large {
            settings.snapshots.dir = Some(folder.to_owned());
            settings.snapshots.rows = 1;
        }
    })
    .await;
    let org = Org::new(&server.db.pool).await;
    let roles = [(org.here, domain::entities::Role::Supervisor)];
    org.person(&server.db.pool, "huda", &roles, true).await;
    (server, org)
}

async fn console<'a>(server: &'a Server, schema: u32) -> Console<'a> {
    let mut console = server.console("huda").await;
    console.schema = schema;
    console
}

async fn applied(console: &mut Console<'_>, command: serde_json::Value) {
    let outcome = console.submit(command).await;
    let Outcome::Applied { items } = &outcome else {
        panic!("{outcome:?}");
    };
    let text = serde_json::to_string(items).unwrap();
    assert!(!text.contains("rejected"), "{text}");
}

/// A vehicle of the word that this build's schema does not have.
async fn vehicle(console: &mut Console<'_>, org: &Org, n: u128) {
    applied(
        console,
        json!({ "name": "upsert_vehicle.v1", "hub": org.here, "vehicles": [{
            "id": VehicleId(Uuid::from_u128(0x7E00 + n)), "plate": format!("{n} ABC"),
            "kind": VehicleKind::Next, "capacity_weight_g": 1, "capacity_volume_ml": 1,
            "capacity_parcels": 1, "status": "active" }] }),
    )
    .await;
}

/// A settlement, whose rules there fill the column that this build's schema does not have.
async fn settlement(console: &mut Console<'_>, org: &Org, reference: &str) {
    let mut create = org.create(org.here, &[reference]);
    create["deliveries"][0]["cod_halalas"] = json!(100);
    applied(console, create).await;
    let overrule = json!({ "courier": org.courier, "overrule": { "reason": "a test" } });
    applied(console, org.on("assign.v1", &[reference], overrule)).await;
    applied(console, org.on("dispatch.v1", &[reference], json!({}))).await;
    let paid = json!({ "collected": [{ "method": "cash", "halalas": 100 }] });
    applied(console, org.on("deliver.v1", &[reference], paid)).await;
    applied(
        console,
        json!({ "name": "settle_cash.v1", "hub": org.here, "courier": org.courier,
                "counted_halalas": 100 }),
    )
    .await;
}

/// The values of a column in a cut's rows of a table.
fn column(cut: &Cut, table: Table, name: &str) -> Vec<Value> {
    let at = table.columns().iter().position(|c| c.name == name).unwrap();
    let rows = cut.lines.iter().filter_map(|line| match line {
        Line::Row {
            table: of, values, ..
        } if *of == table => Some(values[at].clone()),
        Line::Row { .. } | Line::Evict { .. } => None,
    });
    rows.collect()
}

fn text(word: &str) -> Value {
    Value::Text(word.into())
}

/// The sum of a whole cut's rows of a scope.
fn sum(cut: &Cut, scope: ScopeId) -> String {
    let sum = cut.lines.iter().fold(0_u128, |sum, line| match line {
        Line::Row {
            scope: of,
            table,
            rev,
            values,
            ..
        } if *of == scope => sum.wrapping_add(row_hash(scope, *table, *rev, values)),
        Line::Row { .. } | Line::Evict { .. } => sum,
    });
    hex_sum(sum)
}

#[tokio::test]
async fn each_console_is_answered_in_its_own_schema() {
    let (server, org) = served(None).await;
    let mut newer = console(&server, NEXT).await;
    vehicle(&mut newer, &org, 1).await;
    settlement(&mut newer, &org, "A-1").await;
    let scope = ScopeId::from(org.here);

    let older = console(&server, SCHEMA).await;
    let cut = older.try_sync(vec![]).await.unwrap();
    assert_eq!(cut.head.schema, SCHEMA);
    assert_eq!(column(&cut, Table::Vehicle, "kind"), [text("van")]);
    assert_eq!(column(&cut, Table::CashSettlement, "next_bag"), [text("")]);
    assert_eq!(
        cut.scope(scope).sum,
        None,
        "it does not know every row in full"
    );

    newer.cursors.clear();
    let cut = newer.try_sync(vec![]).await.unwrap();
    assert_eq!(cut.head.schema, NEXT);
    assert_eq!(column(&cut, Table::Vehicle, "kind"), [text("next")]);
    let bags = column(&cut, Table::CashSettlement, "next_bag");
    assert!(matches!(&bags[..], [Value::Text(bag)] if bag.starts_with("bag ")));
    assert_eq!(cut.scope(scope).sum, Some(sum(&cut, scope)));
}

#[tokio::test]
async fn the_same_step_is_kept_for_each_schema() {
    let (server, org) = served(None).await;
    let mut newer = console(&server, NEXT).await;
    newer.sync(vec![]).await;
    let mut older = console(&server, SCHEMA).await;
    older.sync(vec![]).await;
    let before = newer.cursors.clone();
    vehicle(&mut newer, &org, 1).await;
    newer.cursors = before;
    for _ in 0..2 {
        let cut = older.try_sync(vec![]).await.unwrap();
        assert_eq!(column(&cut, Table::Vehicle, "kind"), [text("van")]);
        let cut = newer.try_sync(vec![]).await.unwrap();
        assert_eq!(column(&cut, Table::Vehicle, "kind"), [text("next")]);
    }
}

/// What a console that was updated, or met an older server, asks for.
fn ask(console: &mut Console<'_>, scope: ScopeId, table: Table, since: i64) {
    console.backfill = vec![Backfill {
        scope,
        table,
        since,
    }];
}

#[tokio::test]
async fn a_backfill_brings_the_rows_that_were_not_known_in_full() {
    let (server, org) = served(None).await;
    let scope = ScopeId::from(org.here);
    let mut console = console(&server, NEXT).await;
    console.sync(vec![]).await;
    vehicle(&mut console, &org, 1).await;
    let between = cursor(&console, scope);
    vehicle(&mut console, &org, 2).await;
    assert!(
        column(
            &console.try_sync(vec![]).await.unwrap(),
            Table::Vehicle,
            "kind"
        )
        .is_empty()
    );

    ask(&mut console, scope, Table::Vehicle, 0);
    let cut = console.try_sync(vec![]).await.unwrap();
    let part = cut.scope(scope);
    assert_eq!(part.mode, ScopeMode::Delta);
    assert_eq!(
        (&part.backfilled[..], &part.whole[..]),
        (&[Table::Vehicle][..], &[][..])
    );
    assert_eq!(column(&cut, Table::Vehicle, "kind").len(), 2);
    assert_eq!(cut.lines.len(), 2, "and nothing else");

    ask(&mut console, scope, Table::Vehicle, between.v);
    let cut = console.try_sync(vec![]).await.unwrap();
    assert_eq!(column(&cut, Table::Vehicle, "plate"), [text("2 ABC")]);

    // Of a scope that is not seen nothing is said, whatever is asked.
    ask(&mut console, org.there.into(), Table::Courier, 0);
    let cut = console.try_sync(vec![]).await.unwrap();
    assert!(cut.lines.is_empty() && !cut.has(org.there));

    // The cursor is not behind what is asked for.
    ask(&mut console, scope, Table::Vehicle, i64::MAX);
    let cut = console.try_sync(vec![]).await.unwrap();
    assert!(cut.lines.is_empty() && cut.scope(scope).backfilled.is_empty());
}

fn cursor(console: &Console<'_>, scope: ScopeId) -> Cursor {
    console
        .cursors
        .iter()
        .find(|c| c.scope == scope)
        .unwrap()
        .clone()
}

async fn forget_evictions(pool: &PgPool, scope: ScopeId, below: i64) {
    sqlx::query("UPDATE scope SET gc_floor = $2 WHERE scope_id = $1")
        .bind(scope.0)
        .bind(below)
        .execute(pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_table_whose_evictions_were_cleaned_away_is_brought_whole() {
    let (server, org) = served(None).await;
    let scope = ScopeId::from(org.here);
    let mut console = console(&server, NEXT).await;
    vehicle(&mut console, &org, 1).await;
    let then = cursor(&console, scope);
    vehicle(&mut console, &org, 2).await;
    vehicle(&mut console, &org, 3).await;
    let now = cursor(&console, scope);
    assert!(then.v < now.v);
    ask(&mut console, scope, Table::Vehicle, then.v);
    let cut = console.try_sync(vec![]).await.unwrap();
    assert!(cut.scope(scope).whole.is_empty());
    assert_eq!(column(&cut, Table::Vehicle, "kind").len(), 2);
    forget_evictions(&server.db.pool, scope, now.v).await;
    let cut = console.try_sync(vec![]).await.unwrap();
    assert_eq!(cut.scope(scope).whole, [Table::Vehicle]);
    assert_eq!(column(&cut, Table::Vehicle, "kind").len(), 3);
}

async fn manifest(console: &Console<'_>, scope: ScopeId, schema: &str) -> (Manifest, Vec<u8>) {
    let base = &console.server.base;
    let get = async |path: String| {
        let request = console.server.http.get(path).bearer_auth(&console.token);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.bytes().await.unwrap().to_vec()
    };
    let at = format!("{base}/api/v1/sync/snapshots/{scope}");
    let manifest = Manifest::parse(&get(format!("{at}{schema}")).await).unwrap();
    let chunk = get(format!("{at}/{}/0", manifest.id)).await;
    (manifest, chunk)
}

/// The words of a column in a chunk, of the names of the columns there.
fn opened(manifest: &Manifest, chunk: &[u8], sql: &str) -> Result<Vec<String>, rusqlite::Error> {
    let bytes = snapshot::unpack(chunk, &manifest.chunks[0]).unwrap();
    let mut conn = rusqlite::Connection::open_in_memory()?;
    snapshot::open(&mut conn, &bytes).unwrap();
    let mut statement = conn.prepare(sql)?;
    let found = statement.query_map([], |row| row.get(0))?;
    found.collect()
}

#[tokio::test]
async fn a_snapshot_is_made_for_each_schema() {
    let folder = tempfile::tempdir().unwrap();
    let (server, org) = served(Some(folder.path())).await;
    let scope = ScopeId::from(org.here);
    let mut console = console(&server, NEXT).await;
    vehicle(&mut console, &org, 1).await;
    settlement(&mut console, &org, "A-1").await;
    const KIND: &str = "SELECT kind FROM vehicle";
    const BAG: &str = "SELECT next_bag FROM cash_settlement";
    // A console of the first release does not say its schema.
    for asked in ["", "?schema=1"] {
        let (manifest, chunk) = manifest(&console, scope, asked).await;
        assert_eq!(manifest.schema, SCHEMA);
        assert_eq!(opened(&manifest, &chunk, KIND).unwrap(), ["van"]);
        assert!(
            opened(&manifest, &chunk, BAG).is_err(),
            "there is no such column"
        );
    }
    for asked in [format!("?schema={NEXT}"), format!("?schema={}", NEXT + 1)] {
        let (manifest, chunk) = manifest(&console, scope, &asked).await;
        assert_eq!(manifest.schema, NEXT);
        assert_eq!(opened(&manifest, &chunk, KIND).unwrap(), ["next"]);
        assert!(opened(&manifest, &chunk, BAG).unwrap()[0].starts_with("bag "));
    }
    let made: Vec<(i32, i64)> =
        sqlx::query_as("SELECT schema, count(*) FROM snapshot GROUP BY schema ORDER BY schema")
            .fetch_all(&server.db.pool)
            .await
            .unwrap();
    assert_eq!(made, [(1, 1), (1000, 1)]);
}
