//! Snapshots: made once, of one state, only for those who may see the scope, and gone when they are old.

use crate::{
    fixture::{Org, served_with},
    harness::{Console, Server, answer, start},
};
use domain::{entities::Role, id::ScopeId};
use reqwest::StatusCode;
use snapshot::{Manifest, unpack};
use sqlx::Row;
use std::path::Path;
use wire::sync::{ScopeMode, hex_sum};

async fn large(dir: &Path, changes: u32) -> (Server, Org) {
    let folder = dir.to_owned();
    served_with(move |settings| {
        settings.snapshots.dir = Some(folder);
        settings.snapshots.rows = 5;
        settings.snapshots.changes = changes;
    })
    .await
}

async fn get(console: &Console<'_>, base: &str, path: &str) -> (StatusCode, Vec<u8>) {
    let url = format!("{base}/api/v1/sync/snapshots/{path}");
    let request = console.server.http.get(url).bearer_auth(&console.token);
    let response = request.send().await.unwrap();
    let status = response.status();
    (status, response.bytes().await.unwrap().to_vec())
}

async fn manifest(console: &Console<'_>, base: &str, scope: ScopeId) -> Manifest {
    let (status, body) = get(console, base, &scope.to_string()).await;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    Manifest::parse(&body).unwrap()
}

#[tokio::test]
async fn a_large_scope_is_announced_and_made_once_for_all_who_ask() {
    let dir = tempfile::tempdir().unwrap();
    let (server, org) = large(dir.path(), 1000).await;
    let mut console = server.console("noura").await;
    console.submit(org.create(org.here, &["A-1", "A-2"])).await;
    console.cursors.clear();
    console.snapshots = true;
    let small = console.try_sync(vec![]).await.unwrap();
    assert_eq!(
        small.scope(org.here).mode,
        ScopeMode::Full,
        "few rows come as they are"
    );
    console
        .submit(org.create(org.here, &["A-3", "A-4", "A-5"]))
        .await;
    console.cursors.clear();
    let cut = console.try_sync(vec![]).await.unwrap();
    assert_eq!(cut.scope(org.here).mode, ScopeMode::Snapshot);
    assert!(cut.lines.is_empty(), "nothing of such a cut is applied");
    console.snapshots = false;
    let older = console.try_sync(vec![]).await.unwrap();
    assert_eq!(
        older.scope(org.here).mode,
        ScopeMode::Full,
        "an older console gets rows"
    );

    let scope: ScopeId = org.here.into();
    let many = (0..6).map(|_| manifest(&console, &server.base, scope));
    let many = futures_util::future::join_all(many).await;
    assert!(many.iter().all(|m| *m == many[0]));
    let made: i64 = sqlx::query_scalar("SELECT count(*) FROM snapshot")
        .fetch_one(&server.db.pool)
        .await
        .unwrap();
    assert_eq!(made, 1);
    let row = sqlx::query("SELECT epoch, v, sum FROM scope WHERE scope_id = $1")
        .bind(scope.0)
        .fetch_one(&server.db.pool)
        .await
        .unwrap();
    let sum = sync_server::db::rows::sum_from_bytes(row.get::<&[u8], _>(2));
    let of = (many[0].epoch, many[0].v, many[0].sum.clone());
    assert_eq!(of, (row.get(0), row.get(1), hex_sum(sum)));
    for (n, info) in many[0].chunks.iter().enumerate() {
        let path = format!("{scope}/{}/{n}", many[0].id);
        let (status, body) = get(&console, &server.base, &path).await;
        assert_eq!(status, 200);
        unpack(&*body, info).unwrap();
    }
    // Another server on the same database and folder makes no other one.
    let (base, stop, running) = start(server.settings.clone()).await;
    assert_eq!(manifest(&console, &base, scope).await, many[0]);
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn deliveries_come_in_the_order_they_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    let (server, org) = large(dir.path(), 1000).await;
    let mut console = server.console("noura").await;
    let references: Vec<String> = (0..12).map(|n| format!("A-{n}")).collect();
    let references: Vec<&str> = references.iter().map(String::as_str).collect();
    let mut create = org.create(org.here, &references);
    let given = create["deliveries"].as_array_mut().unwrap();
    for (n, delivery) in given.iter_mut().enumerate() {
        delivery["service_date"] = format!("2031-03-{:02}", 1 + n * 5 % 4).into();
        delivery["promised_at"] = (1_930_000_000_000_i64 + (n as i64 * 7 % 12) * 60_000).into();
    }
    console.submit(create).await;
    let scope: ScopeId = org.here.into();
    let manifest = manifest(&console, &server.base, scope).await;
    let path = format!("{scope}/{}/0", manifest.id);
    let (_, body) = get(&console, &server.base, &path).await;
    let mut chunk = rusqlite::Connection::open_in_memory().unwrap();
    snapshot::open(&mut chunk, &unpack(&*body, &manifest.chunks[0]).unwrap()).unwrap();
    let mut deliveries = chunk
        .prepare("SELECT service_date, promised_at FROM delivery")
        .unwrap();
    let come: Vec<(String, i64)> = deliveries
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(come.len(), 12);
    assert!(come.is_sorted(), "{come:?}");
}

#[tokio::test]
async fn only_who_sees_the_scope_now_gets_anything_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let (server, org) = large(dir.path(), 1000).await;
    let mut noura = server.console("noura").await;
    noura
        .submit(org.create(org.here, &["A-1", "A-2", "A-3"]))
        .await;
    let scope: ScopeId = org.here.into();
    let made = manifest(&noura, &server.base, scope).await;
    org.person(
        &server.db.pool,
        "stranger",
        &[(org.there, Role::Supervisor)],
        false,
    )
    .await;
    org.person(
        &server.db.pool,
        "program",
        &[(org.here, Role::Service)],
        false,
    )
    .await;
    let paths = [scope.to_string(), format!("{scope}/{}/0", made.id)];
    let refused = async |console: &Console<'_>| {
        for path in &paths {
            let (status, body) = get(console, &server.base, path).await;
            assert_eq!(status, 403, "{path}");
            assert!(String::from_utf8_lossy(&body).contains("not_granted"));
        }
    };
    refused(&server.console("stranger").await).await;
    refused(&server.console("program").await).await;
    // Through a scope of one's own nothing of another's is reached.
    let stranger = server.console("stranger").await;
    let through = format!("{}/{}/0", org.there, made.id);
    assert_eq!(get(&stranger, &server.base, &through).await.0, 404);
    let unknown = sync_server::ids::fresh().to_string();
    assert_eq!(get(&stranger, &server.base, &unknown).await.0, 403);
    assert_eq!(get(&noura, &server.base, &paths[1]).await.0, 200);
    org.grant(&server.db.pool, noura.tokens.user, org.here, None)
        .await;
    refused(&noura).await;
    let bare = server
        .http
        .get(server.url("/api/v1/sync/snapshots/x"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer(bare).await.0, 401);
}

#[tokio::test]
async fn an_old_one_is_made_anew_and_only_the_last_two_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (server, org) = large(dir.path(), 1).await;
    let mut console = server.console("noura").await;
    console
        .submit(org.create(org.here, &["A-1", "A-2", "A-3"]))
        .await;
    let scope: ScopeId = org.here.into();
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(manifest(&console, &server.base, scope).await.id);
        for m in 0..2 {
            assert_eq!(manifest(&console, &server.base, scope).await.id, ids[n]);
            console
                .submit(org.note(&format!("{n} {m}"), &["A-1"]))
                .await;
        }
    }
    let mut here: Vec<String> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    here.sort();
    let mut last: Vec<String> = ids[2..].iter().map(ToString::to_string).collect();
    last.sort();
    assert_eq!(here, last);
    // Files that are gone are made again.
    std::fs::remove_dir_all(dir.path().join(ids[3].to_string())).unwrap();
    let again = manifest(&console, &server.base, scope).await;
    assert!(!ids.contains(&again.id));
}

#[tokio::test]
async fn rows_changed_behind_the_servers_back_are_repaired_before_they_are_handed_out() {
    let dir = tempfile::tempdir().unwrap();
    let (server, org) = large(dir.path(), 1000).await;
    let mut console = server.console("noura").await;
    console
        .submit(org.create(org.here, &["A-1", "A-2", "A-3"]))
        .await;
    let before = console.sync(vec![]).await.scope(org.here).to;
    sqlx::query("UPDATE delivery SET dropoff_name = 'by hand' WHERE id = $1")
        .bind(org.delivery("A-2").0)
        .execute(&server.db.pool)
        .await
        .unwrap();
    let made = manifest(&console, &server.base, org.here.into()).await;
    assert_eq!(
        made.v,
        before + 1,
        "the change has a version of its own now"
    );
    let cut = console.sync(vec![]).await;
    assert_eq!(cut.rows().count(), 1);
    assert_eq!(cut.scope(org.here).sum, Some(made.sum));
}
