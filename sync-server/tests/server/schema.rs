//! The migrated schema is what the domain declares, and migrations go both ways.

use crate::harness::Db;
use domain::{
    entity::Table,
    schema::{self, FIRST, SCHEMA},
    value::{Column, Kind},
};
use sqlx::Row;
use sync_server::db::migrations;

#[tokio::test]
async fn columns_are_those_the_domain_declares() {
    let db = Db::new().await;
    for table in Table::ALL {
        let rows = sqlx::query(
            "SELECT column_name::text, data_type::text, is_nullable = 'YES' FROM information_schema.columns
             WHERE table_name = $1 AND table_schema = 'public' ORDER BY ordinal_position",
        )
        .bind(table.name())
        .fetch_all(&db.pool)
        .await
        .unwrap();
        let found: Vec<(String, String, bool)> = rows
            .iter()
            .map(|r| (r.get(0), r.get(1), r.get(2)))
            .collect();
        let kind = |kind| match kind {
            Kind::Uuid => "uuid",
            Kind::Int => "bigint",
            Kind::Bool => "boolean",
            Kind::Text => "text",
            Kind::Json => "json",
        };
        let line = |c: &Column| (c.name.to_owned(), kind(c.kind).to_owned(), c.nullable);
        // What came later stands behind all that was there.
        let (first, later): (Vec<_>, Vec<_>) =
            schema::columns(*table, SCHEMA).partition(|c| c.since == FIRST);
        let mut declared: Vec<(String, String, bool)> = first.into_iter().map(line).collect();
        for (name, kind) in [
            ("scope_id", "uuid"),
            ("v", "bigint"),
            ("rev", "bigint"),
            ("row_hash", "bytea"),
        ] {
            declared.push((name.to_owned(), kind.to_owned(), false));
        }
        declared.extend(later.into_iter().map(line));
        assert_eq!(found, declared, "{table}");
    }
}

#[tokio::test]
async fn migrations_go_up_down_and_up() {
    let db = Db::bare().await;
    assert_eq!(migrations::current(&db.pool).await.unwrap(), None);
    let all = migrations::status(&db.pool).await.unwrap().len();
    let applied = async || {
        let status = migrations::status(&db.pool).await.unwrap();
        status.iter().filter(|s| s.applied).count()
    };
    migrations::up(&db.pool).await.unwrap();
    assert_eq!(applied().await, all);
    assert_eq!(
        migrations::current(&db.pool).await.unwrap(),
        Some(migrations::expected())
    );
    migrations::down(&db.pool, Some(1)).await.unwrap();
    assert_eq!(applied().await, all - 1);
    migrations::down(&db.pool, None).await.unwrap();
    assert_eq!(applied().await, 0);
    let left: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_sqlx_migrations'",
    )
    .fetch_one(&db.pool)
    .await
    .unwrap();
    assert_eq!(left, 0);
    migrations::up(&db.pool).await.unwrap();
    assert_eq!(applied().await, all);
}

#[tokio::test]
async fn every_question_about_many_rows_has_an_index() {
    let db = Db::new().await;
    for index in [
        "delivery_open_by_courier",
        "delivery_open_by_zone",
        "shift_by_courier",
        "collection_unsettled_by_courier",
        "exception_contested_by_courier",
        "zone_active_by_hub",
        "attempt_by_delivery",
        "hub_grant_by_user",
        "event_by_entity",
        "note_by_entity",
        "exception_by_entity",
        "collection_by_delivery",
        "courier_by_vehicle",
        "shift_ahead_by_vehicle",
        "delivery_finished",
    ] {
        let found: bool = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL")
            .bind(index)
            .fetch_one(&db.pool)
            .await
            .unwrap();
        assert!(found, "{index}");
    }
}
