//! The reading role: what the log advises works word for word, and granting it or taking it away never leaves a server
//! that says it is ready and answers nobody.

use crate::{
    fixture::Org,
    harness::{Db, Server, answer, start},
    owner::{Owner, superuser},
};
use reqwest::StatusCode;
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use sync_server::db::{
    fence::{self, FenceError, Lack, Strength},
    migrations,
};

const TAKEN: &str = "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM barq_reader;
     REVOKE USAGE ON SCHEMA public FROM barq_reader; REVOKE USAGE ON SCHEMA public FROM PUBLIC";

async fn strength(url: &str) -> Result<Strength, FenceError> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    fence::strength(&mut connection).await
}

/// The statements in an advice that are for a superuser.
fn for_a_superuser(lack: &Lack) -> String {
    let text = lack.to_string();
    let (_, rest) = text.split_once("as a superuser: ").unwrap();
    let (sql, then) = rest.split_once("; and then").unwrap();
    assert!(then.ends_with("sync-server migrate up"), "{text}");
    sql.to_owned()
}

async fn ready(server: &Server) -> (StatusCode, Value) {
    let url = server.url("/health/ready");
    answer(server.http.get(url).send().await.unwrap()).await
}

/// Ready, by this fence, and noura is answered.
async fn serves(server: &Server, fence: &str) {
    let (status, health) = ready(server).await;
    assert_eq!(
        (status.as_u16(), health["checks"]["fence"].as_str()),
        (200, Some(fence)),
        "{health}"
    );
    let cut = server.console("noura").await.sync(vec![]).await;
    assert!(cut.rows().count() > 3);
}

/// A server of an owner who is no superuser, with the organisation; one of its connections reads, so that which one
/// answers is no chance.
async fn owned(rights: &str) -> (Server, Owner) {
    let db = Db::bare().await;
    let owner = Owner::with(&db, rights).await;
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    Org::new(&pool).await;
    pool.close().await;
    let url = owner.url.clone();
    let server = Server::on(db, |settings| {
        settings.database.database_url = url;
        settings.database.connections = 3;
    })
    .await;
    (server, owner)
}

async fn leave(mut server: Server, owner: Owner) {
    server.stop().await;
    owner.leave(&server.db).await;
}

#[tokio::test]
async fn the_advice_followed_word_for_word_gives_the_role_and_breaks_nothing_on_the_way() {
    let (mut server, owner) = owned("NOCREATEROLE").await;
    serves(&server, "forced").await;
    // As where the role came after the tables: it may read nothing.
    superuser(&server.db, TAKEN).await;
    let Ok(Strength::Forced(lack)) = strength(&owner.url).await else {
        panic!("not forced")
    };
    superuser(&server.db, &for_a_superuser(&lack)).await;
    // Between the advice's two halves: the running server goes on, and another one starts.
    serves(&server, "forced").await;
    let Ok(Strength::Forced(Lack::Grants(tables))) = strength(&owner.url).await else {
        panic!("not for its grants")
    };
    let named: Vec<_> = fence::readable().map(|(table, _)| table).collect();
    assert_eq!(tables[0], "the schema public");
    assert_eq!(tables[1..], named);
    server.stop().await;
    server = Server::on_again(server).await;
    serves(&server, "forced").await;
    // The second half.
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    assert_eq!(strength(&owner.url).await.unwrap(), Strength::Role);
    server.stop().await;
    server = Server::on_again(server).await;
    serves(&server, "role").await;
    pool.close().await;
    leave(server, owner).await;
}

#[tokio::test]
async fn a_server_that_cannot_answer_says_that_it_is_not_ready() {
    let (mut server, owner) = owned("NOCREATEROLE").await;
    superuser(&server.db, &format!("GRANT barq_reader TO {}", owner.name)).await;
    server.stop().await;
    server = Server::on_again(server).await;
    serves(&server, "role").await;
    superuser(&server.db, "REVOKE SELECT ON hub FROM barq_reader").await;
    let (status, health) = ready(&server).await;
    assert_eq!(
        (status.as_u16(), health["checks"]["fence"].as_str()),
        (503, Some("failed"))
    );
    // Started anew it answers all the same, and says what is lacking.
    let lacking = Strength::Forced(Lack::Grants(vec!["hub".into()]));
    assert_eq!(strength(&owner.url).await.unwrap(), lacking);
    server.stop().await;
    server = Server::on_again(server).await;
    serves(&server, "forced").await;
    leave(server, owner).await;
}

#[tokio::test]
async fn grants_are_made_good_under_a_running_server() {
    let (mut server, owner) = owned("NOCREATEROLE").await;
    superuser(&server.db, &format!("GRANT barq_reader TO {}", owner.name)).await;
    server.stop().await;
    server = Server::on_again(server).await;
    serves(&server, "role").await;
    superuser(&server.db, "REVOKE SELECT ON courier FROM barq_reader").await;
    assert_eq!(ready(&server).await.0.as_u16(), 503);
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    serves(&server, "role").await;
    pool.close().await;
    leave(server, owner).await;
}

#[tokio::test]
async fn policies_that_no_longer_hold_for_the_owner_stop_the_start_until_they_are_forced_again() {
    let (mut server, owner) = owned("NOCREATEROLE").await;
    server.stop().await;
    // What pg_dump hints at.
    superuser(&server.db, "ALTER TABLE hub NO FORCE ROW LEVEL SECURITY").await;
    let (_, _stop, running) = start(server.settings.clone()).await;
    let error = running.await.unwrap().unwrap_err().to_string();
    assert!(
        error.contains("not forced on hub.") && error.ends_with("sync-server migrate up"),
        "{error}"
    );
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    pool.close().await;
    server = Server::on_again(server).await;
    serves(&server, "forced").await;
    leave(server, owner).await;
}

#[tokio::test]
async fn a_login_that_passes_by_every_policy_does_not_serve_without_the_role() {
    let db = Db::bare().await;
    let owner = Owner::with(&db, "NOCREATEROLE BYPASSRLS").await;
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    let mut settings = sync_server::settings::Serve::defaults(&owner.url);
    settings.database.connections = 4;
    let (_, _stop, running) = start(settings).await;
    let error = running.await.unwrap().unwrap_err().to_string();
    let command = format!("GRANT barq_reader TO \"{}\"", owner.name);
    assert!(error.contains(&command), "{error}");
    superuser(&db, &command).await;
    assert_eq!(strength(&owner.url).await.unwrap(), Strength::Role);
    pool.close().await;
    owner.leave(&db).await;
}

/// On Postgres 16 and newer whoever makes a role may not yet use it.
#[tokio::test]
async fn a_login_that_may_create_roles_has_the_role_after_migrating() {
    let db = Db::bare().await;
    let owner = Owner::with(&db, "CREATEROLE").await;
    superuser(
        &db,
        &format!("GRANT barq_reader TO {} WITH ADMIN OPTION", owner.name),
    )
    .await;
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    assert_eq!(strength(&owner.url).await.unwrap(), Strength::Role);
    pool.close().await;
    owner.leave(&db).await;
}

/// It says nothing of itself, reads as the owner and raises the fence around cuts.
#[tokio::test]
async fn a_server_of_the_release_before_goes_on_beside_this_one() {
    let db = Db::bare().await;
    let owner = Owner::of(&db).await;
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    let org = Org::new(&pool).await;
    let noura = sync_server::people::find(&pool, "noura").await.unwrap();
    let seen = async |expected: &str| {
        let mut tx = pool.begin().await.unwrap();
        let outside: i64 = sqlx::query_scalar("SELECT count(*) FROM courier")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(outside, 2, "it sees all before it raises the fence");
        fence::raise(&mut tx, noura.unwrap()).await.unwrap();
        let inside: Vec<(uuid::Uuid, String)> =
            sqlx::query_as("SELECT hub_id, current_user::text FROM courier")
                .fetch_all(&mut *tx)
                .await
                .unwrap();
        assert_eq!(inside, [(org.here.0, expected.to_owned())]);
    };
    seen(&owner.name).await;
    // Somebody follows the advice's first half: it does not take a role that may read nothing.
    superuser(&db, TAKEN).await;
    superuser(&db, &format!("GRANT barq_reader TO {}", owner.name)).await;
    seen(&owner.name).await;
    migrations::up(&pool).await.unwrap();
    seen("barq_reader").await;
    pool.close().await;
    owner.leave(&db).await;
}
