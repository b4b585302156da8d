//! Shut unless opened: whoever reads for accounts sees nothing until it says for whom, whatever the table; and with a
//! handler's own check removed nothing of another hub.

use crate::{
    fixture::{Org, date, served},
    harness::{Db, PASSWORD, app, now, reading},
    owner::Owner,
};
use domain::{
    entities::Role,
    entity::Table,
    id::{CourierId, HubId, ScopeId},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use sync_server::{
    auth::devices,
    db::{answer, fence, migrations},
    epoch::{self, Cause},
    ids, people,
    positions::{self, Positions},
    seed,
    snapshots::{self, BuildError},
    wake::Wake,
};
use wire::sync::{Cursor, Position};

/// What a table's policy goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Its rows' scope.
    Scope,
    /// Its rows' scope, and their hub where they are archived.
    Hub,
    /// The hub a courier is seen in.
    Place,
    /// The account they are of.
    Account,
    /// The account they are of; administrators see all.
    Administered,
    /// Nobody is answered with it.
    Shut,
}

/// Tables without a policy, and why.
const WITHOUT: [(&str, &str); 1] = [(
    "_sqlx_migrations",
    "made by sqlx before any migration; holds nothing of anybody, and the role may not read it",
)];

fn kind(table: &str) -> Option<Kind> {
    if let Some(synced) = Table::ALL.iter().find(|synced| synced.name() == table) {
        // A grant names a hub, and is in the scope of the account that holds it.
        let of_a_hub = synced
            .columns()
            .iter()
            .any(|column| column.name == "hub_id");
        return Some(match of_a_hub && table != "hub_grant" {
            true => Kind::Hub,
            false => Kind::Scope,
        });
    }
    Some(match table {
        "scope" | "scope_epoch" | "eviction" | "snapshot" => Kind::Scope,
        "courier_position" => Kind::Place,
        "client" | "command_log" => Kind::Account,
        "account" | "device" => Kind::Administered,
        "refresh_token" | "command_failure" | "position_history" | "database_identity" => {
            Kind::Shut
        }
        _ => return None,
    })
}

/// What the policy of a table of this kind says, as Postgres writes it.
fn condition(kind: Kind) -> String {
    let among = "= ANY (( SELECT barq_visible() AS barq_visible)::uuid[])";
    let account = "user_id = ( SELECT barq_account() AS barq_account)";
    let opens = match kind {
        Kind::Scope => format!(" OR (scope_id {among})"),
        Kind::Place => format!(" OR (hub_id {among})"),
        Kind::Hub => format!(
            " OR (scope_id {among}) OR ((scope_id = '00000000-0000-8000-8000-000000000004'::uuid) AND (hub_id {among}))"
        ),
        Kind::Account => format!(" OR ({account})"),
        Kind::Administered => {
            format!(" OR ({account}) OR ( SELECT barq_admin() AS barq_admin)")
        }
        Kind::Shut => return "( SELECT barq_unfenced() AS barq_unfenced)".to_owned(),
    };
    format!("(( SELECT barq_unfenced() AS barq_unfenced){opens})")
}

async fn tables(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

#[tokio::test]
async fn every_table_is_behind_the_policy_of_its_kind() {
    let db = Db::new().await;
    let mut connection = db.pool.acquire().await.unwrap();
    for table in tables(&mut connection).await {
        let without = WITHOUT.iter().any(|(name, _)| *name == table);
        let reads: bool =
            sqlx::query_scalar("SELECT has_any_column_privilege('barq_reader', $1, 'SELECT')")
                .bind(&table)
                .fetch_one(&mut *connection)
                .await
                .unwrap();
        let named = fence::readable().any(|(name, _)| name == table);
        assert_eq!(reads, named, "the role and {table}");
        if without {
            assert!(!reads, "{table}");
            continue;
        }
        let kind = kind(&table).unwrap_or_else(|| panic!("of which kind is {table}?"));
        let (enabled, forced): (bool, bool) =
            sqlx::query_as("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = $1 AND relnamespace = 'public'::regnamespace")
                .bind(&table)
                .fetch_one(&mut *connection)
                .await
                .unwrap();
        assert!(enabled && forced, "{table}: {enabled}, {forced}");
        let policies: Vec<(String, String, String, String, Option<String>)> = sqlx::query_as(
            "SELECT policyname::text, permissive, roles::text, qual, with_check FROM pg_policies
             WHERE tablename = $1 AND schemaname = 'public' AND cmd = 'ALL'",
        )
        .bind(&table)
        .fetch_all(&mut *connection)
        .await
        .unwrap();
        let name = if kind == Kind::Shut { "shut" } else { "fence" };
        let policy = (
            name.to_owned(),
            "PERMISSIVE".to_owned(),
            "{public}".to_owned(),
            condition(kind),
            None,
        );
        assert_eq!(policies, [policy], "{table}");
        assert_eq!(kind != Kind::Shut, named, "{table}");
    }
}

/// Puts at least one row into every table.
async fn fill(pool: &PgPool) {
    let options = seed::Options {
        hubs: 2,
        zones: 4,
        couriers: 12,
        deliveries: 80,
        date: date(),
        day_starts_at_min: 240,
        seed: 3,
        password: PASSWORD.into(),
    };
    let midday = date().0.and_hms_opt(11, 0, 0).unwrap().and_utc();
    let at = domain::units::Millis(midday.timestamp_millis());
    seed::run(pool, &options, at).await.unwrap();
    epoch::notice(pool).await.unwrap();
    epoch::rotate(pool, None, Cause::Restore).await.unwrap();
    let rows = "
        INSERT INTO device (device_id, user_id, name, created_at, last_contact_at)
            SELECT user_id, user_id, 'laptop', 1, 1 FROM account;
        INSERT INTO refresh_token (family, user_id, device_id, current_hash, created_at, expires_at)
            SELECT user_id, user_id, user_id, 'x', 1, 1 FROM account;
        INSERT INTO client (client_id, user_id, device_id, created_at) SELECT user_id, user_id, user_id, 1 FROM account;
        INSERT INTO command_failure SELECT user_id, 'x', 1, 1 FROM account;
        INSERT INTO courier_position (courier_id, hub_id, lon_e7, lat_e7, at) SELECT id, hub_id, 1, 1, 1 FROM courier;
        INSERT INTO position_history SELECT id, 1, hub_id, 1, 1, 1 FROM courier ON CONFLICT DO NOTHING;
        INSERT INTO snapshot SELECT scope_id, scope_id, epoch, v, 1, 1, 1 FROM scope;
        INSERT INTO eviction (scope_id, tbl, pk, v, rev) SELECT scope_id, 'note', scope_id, 1, 1 FROM scope;";
    sqlx::raw_sql(rows).execute(pool).await.unwrap();
    for (table, columns) in [
        ("vehicle", "hub_id"),
        ("note", "hub_id"),
        ("import_batch", "hub_id"),
        ("cash_settlement", "hub_id"),
        ("collection", "hub_id"),
        ("attempt", "hub_id"),
        ("exception", "hub_id"),
    ] {
        copy_in(pool, table, columns).await;
    }
}

/// One row for a synced table that the day left empty, of the first hub, with something in every column.
async fn copy_in(pool: &PgPool, table: &str, hub: &str) {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT column_name::text, data_type::text FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(pool)
    .await
    .unwrap();
    let value = |(name, kind): &(String, String)| match (name.as_str(), kind.as_str()) {
        (name, _) if name == hub || name == "scope_id" => "(SELECT min(id::text)::uuid FROM hub)",
        (_, "uuid") => "gen_random_uuid()",
        (_, "bigint") => "1",
        (_, "boolean") => "true",
        (_, "json") => "'[]'",
        ("row_hash", _) => "decode(repeat('00', 16), 'hex')",
        _ => "'x'",
    };
    let values: Vec<&str> = columns.iter().map(value).collect();
    let sql = format!(
        "INSERT INTO {table} SELECT {} WHERE NOT EXISTS (SELECT FROM {table})",
        values.join(", ")
    );
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(pool)
        .await
        .unwrap();
}

/// How many rows of each table a connection sees; `None` where it may not look.
async fn seen(connection: &mut PgConnection) -> BTreeMap<String, Option<i64>> {
    let mut seen = BTreeMap::new();
    for table in tables(connection).await {
        let named = fence::readable().find(|(name, _)| *name == table);
        let what = named
            .and_then(|(_, columns)| columns.first())
            .unwrap_or(&"*");
        let sql = AssertSqlSafe(format!("SELECT count({what}) FROM public.{table}"));
        let count = sqlx::query_scalar(sql).fetch_one(&mut *connection).await;
        let count = match count {
            Ok(count) => Some(count),
            Err(error) => {
                assert!(
                    error.to_string().contains("permission denied"),
                    "{table}: {error}"
                );
                None
            }
        };
        seen.insert(table, count);
    }
    seen
}

/// A connection as the reading pool opens it.
async fn behind(url: &str) -> PgConnection {
    let mut connection = PgConnection::connect(url).await.unwrap();
    answer::put_behind(&mut connection).await.unwrap();
    connection
}

#[tokio::test]
async fn the_role_sees_nothing_before_it_says_for_whom() {
    let db = Db::new().await;
    fill(&db.pool).await;
    let all = seen(&mut db.pool.acquire().await.unwrap()).await;
    let mut connection = behind(&db.url).await;
    let reads = seen(&mut connection).await;
    for (table, there) in &all {
        assert!(there.unwrap() > 0, "{table} is empty: fill it");
        let readable = fence::readable().any(|(name, _)| name == table);
        assert_eq!(reads[table], readable.then_some(0), "{table}");
    }
    // It does see when it says for whom, and only until the transaction ends.
    let noura = people::find(&db.pool, "noura").await.unwrap().unwrap();
    let mut tx = connection.begin().await.unwrap();
    fence::raise(&mut tx, noura).await.unwrap();
    let deliveries = "SELECT count(*) FROM delivery";
    let hers: i64 = sqlx::query_scalar(deliveries)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert!(hers > 0);
    tx.commit().await.unwrap();
    let after: i64 = sqlx::query_scalar(deliveries)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(after, 0);
    // Nor does it see a column that is nobody's affair, or write.
    for sql in [
        "SELECT password_hash FROM account",
        "DELETE FROM delivery",
        "UPDATE hub_grant SET role = 'admin'",
    ] {
        assert!(
            sqlx::query(sql).execute(&mut connection).await.is_err(),
            "{sql}"
        );
    }
}

#[tokio::test]
async fn the_forced_owner_sees_nothing_before_it_says_for_whom() {
    let db = Db::bare().await;
    let owner = Owner::of(&db).await;
    let pool = owner.pool().await;
    migrations::up(&pool).await.unwrap();
    fill(&pool).await;
    let all = seen(&mut pool.acquire().await.unwrap()).await;
    let mut connection = behind(&owner.url).await;
    for (table, count) in seen(&mut connection).await {
        assert!(all[&table].unwrap() > 0, "{table} is empty: fill it");
        let without = WITHOUT.iter().any(|(name, _)| *name == table);
        assert_eq!(count == Some(0), !without, "{table}: {count:?}");
    }
    let written = sqlx::query("DELETE FROM delivery")
        .execute(&mut connection)
        .await;
    assert!(written.is_err());
    connection.close().await.unwrap();
    // As pg_dump reads when it is told that it may: everything, and by full names.
    let mut backup = PgConnection::connect(&owner.url).await.unwrap();
    let told = "SET barq.fence = 'off'; SELECT set_config('search_path', '', false)";
    sqlx::raw_sql(told).execute(&mut backup).await.unwrap();
    assert_eq!(seen(&mut backup).await, all);
    backup.close().await.unwrap();
    pool.close().await;
    owner.leave(&db).await;
}

#[tokio::test]
async fn a_table_of_a_later_migration_is_unreadable_to_the_role() {
    let db = Db::new().await;
    let later = "CREATE TABLE api_key (secret text); INSERT INTO api_key VALUES ('x')";
    sqlx::raw_sql(later).execute(&db.pool).await.unwrap();
    let refused = async || {
        let mut connection = behind(&db.url).await;
        let read = sqlx::query("SELECT * FROM api_key").execute(&mut connection);
        let error = read.await.unwrap_err().to_string();
        assert!(
            error.contains("permission denied for table api_key"),
            "{error}"
        );
    };
    refused().await;
    // Whoever gave it to the role by hand, or by the default of old: `migrate up` takes it back.
    let given = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO barq_reader;
                 GRANT SELECT, DELETE ON api_key TO barq_reader; GRANT SELECT ON account TO barq_reader;
                 CREATE TABLE reset_token (secret text);";
    sqlx::raw_sql(given).execute(&db.pool).await.unwrap();
    migrations::up(&db.pool).await.unwrap();
    refused().await;
    let more: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
           AND has_table_privilege('barq_reader', oid, 'SELECT') ORDER BY 1",
    )
    .fetch_all(&db.pool)
    .await
    .unwrap();
    let whole: BTreeSet<&str> = fence::readable()
        .filter(|(_, columns)| columns.is_empty())
        .map(|(table, _)| table)
        .collect();
    assert_eq!(more, whole.into_iter().collect::<Vec<_>>());
    sqlx::raw_sql("CREATE TABLE next (secret text)")
        .execute(&db.pool)
        .await
        .unwrap();
    let reads: bool =
        sqlx::query_scalar("SELECT has_table_privilege('barq_reader', 'next', 'SELECT')")
            .fetch_one(&db.pool)
            .await
            .unwrap();
    assert!(!reads, "the default is gone");
}

fn position(courier: CourierId, hub: HubId) -> Position {
    Position {
        courier,
        hub,
        lon_e7: 467_000_000,
        lat_e7: 247_000_000,
        at: now(),
        heading_deg: None,
        speed_kmh: None,
        battery_pct: None,
    }
}

/// What a handler that checks nothing would hand out, of each kind.
#[tokio::test]
async fn without_a_handlers_own_check_nothing_of_another_hub_is_answered() {
    let (server, org) = served().await;
    let (pool, folder) = (&server.db.pool, tempfile::tempdir().unwrap());
    let app = app(&server.db.url, folder.path()).await;
    let noura = people::find(pool, "noura").await.unwrap().unwrap();
    let hind = org
        .person(pool, "hind", &[(org.there, Role::Viewer)], false)
        .await;
    let admin = org.person(pool, "admin", &[], true).await;
    for username in ["noura", "hind", "faisal"] {
        server.console(username).await;
    }
    let foreign = ScopeId::from(org.there);

    // Snapshots: neither made, nor found where one is there, nor told from another's.
    let patience = Duration::from_secs(20);
    let none = snapshots::of(&app, noura, foreign, wire::SCHEMA, patience).await;
    assert!(matches!(none, Err(BuildError::NoScope)), "{none:?}");
    let made = snapshots::of(&app, hind, foreign, wire::SCHEMA, patience).await;
    let made = made.unwrap().expect("in time");
    let none = snapshots::of(&app, noura, foreign, wire::SCHEMA, patience).await;
    assert!(matches!(none, Err(BuildError::NoScope)), "{none:?}");
    for (user, found) in [(noura, false), (hind, true)] {
        let mut answer = app.read.answer(user).await.unwrap();
        let is_of = snapshots::is_of(&mut answer, foreign, made.id).await;
        assert_eq!(is_of.unwrap(), found);
    }

    // Devices: one's own; all of them for an administrator.
    let mut answer = app.read.answer(noura).await.unwrap();
    let hers = devices::list(&mut answer, None).await.unwrap();
    assert!(!hers.is_empty() && hers.iter().all(|device| device.user == noura));
    answer = app.read.answer(admin).await.unwrap();
    assert!(devices::list(&mut answer, None).await.unwrap().len() >= 3);
    assert!(people::is_admin(&mut answer, admin).await.unwrap());

    // Positions.
    let reported = vec![
        position(org.courier, org.here),
        position(org.stranger, org.there),
    ];
    let positions = Positions::default();
    let stored = positions
        .report(pool, &Wake::silent(), reported, now())
        .await;
    stored.unwrap();
    let both = BTreeSet::from([org.here, org.there]);
    answer = app.read.answer(noura).await.unwrap();
    let latest = positions::latest(&mut answer, &both).await.unwrap();
    let couriers: Vec<_> = latest.iter().map(|position| position.courier).collect();
    assert_eq!(couriers, [org.courier]);
    drop(answer);

    // Whether the database is behind a console: of a foreign scope it says nothing.
    let cursor = Cursor {
        scope: foreign,
        epoch: ids::fresh(),
        v: 1_000,
    };
    for (user, expected) in [(noura, false), (hind, true)] {
        let mut answer = app.read.answer(user).await.unwrap();
        let behind = epoch::behind(&mut answer, std::slice::from_ref(&cursor)).await;
        assert_eq!(behind.unwrap(), expected);
    }
}

#[tokio::test]
async fn two_answers_on_one_connection_have_nothing_of_each_other() {
    let db = Db::new().await;
    let org = Org::new(&db.pool).await;
    let hind = org
        .person(&db.pool, "hind", &[(org.there, Role::Viewer)], false)
        .await;
    let noura = people::find(&db.pool, "noura").await.unwrap().unwrap();
    let read = reading(&db.url).await;
    for (user, hub) in [(noura, org.here), (hind, org.there), (noura, org.here)] {
        let mut answer = read.answer(user).await.unwrap();
        let hubs: Vec<uuid::Uuid> = sqlx::query_scalar("SELECT DISTINCT hub_id FROM courier")
            .fetch_all(&mut *answer)
            .await
            .unwrap();
        assert_eq!(hubs, [hub.0]);
    }
}
