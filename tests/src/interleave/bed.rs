//! The databases the plays are played on: one template with the organisation, a copy for each worker, and within a
//! copy the scene's state, put back before every play.

use super::{monitor, org, state::State};
use crate::Database;
use domain::entity::Table;
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::str::FromStr;
use sync_server::db::{self, ReadPool, migrations};

/// At most so many tasks are in a scene.
pub const TASKS: usize = 3;
/// Beside the synced tables; what refers to another goes first.
const OTHERS: [&str; 7] = [
    "scope_epoch",
    "client",
    "scope",
    "eviction",
    "command_log",
    "command_failure",
    "snapshot",
];

/// A database with the organisation, of which beds are copied.
pub struct Template(Database);

impl Template {
    /// Makes it.
    pub async fn new() -> Self {
        let database = Database::create();
        let pool = db::pool()
            .connect(&database.url())
            .await
            .expect("a database");
        migrations::up(&pool).await.expect("the migrations");
        org::make(&pool).await;
        let places = format!(
            "{}{}SELECT empty.keep();",
            keeping("empty"),
            keeping("kept")
        );
        sqlx::raw_sql(AssertSqlSafe(places))
            .execute(&pool)
            .await
            .expect("a place for kept states");
        pool.close().await;
        Self(database)
    }
}

/// Two functions in a schema: one keeps every table's rows, the other puts them back.
fn keeping(schema: &str) -> String {
    let tables: Vec<&str> = OTHERS
        .into_iter()
        .chain(Table::ALL.iter().map(|t| t.name()))
        .collect();
    let mut sql = format!("CREATE SCHEMA {schema};\n");
    let (mut keep, mut forget, mut put) = (String::new(), String::new(), String::new());
    for table in &tables {
        sql += &format!("CREATE TABLE {schema}.{table} (LIKE public.{table});\n");
        keep += &format!(
            "DELETE FROM {schema}.{table}; INSERT INTO {schema}.{table} SELECT * FROM public.{table};\n"
        );
        forget += &format!("DELETE FROM public.{table};\n");
    }
    for table in tables.iter().rev() {
        put += &format!("INSERT INTO public.{table} SELECT * FROM {schema}.{table};\n");
    }
    for (name, body) in [("keep", keep), ("put_back", format!("{forget}{put}"))] {
        sql += &format!(
            "CREATE FUNCTION {schema}.{name}() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n{body}END $$;\n"
        );
    }
    sql
}

/// One worker's database and connections.
pub struct Bed {
    /// Two pools for each task, their connections named after it.
    pub pools: Vec<(ReadPool, PgPool)>,
    /// Nobody's task: setting scenes.
    pub office: PgPool,
    /// Looks at what is committed.
    pub eye: PgConnection,
    /// Looks at who waits for whom.
    pub monitor: PgConnection,
    plays: u32,
    /// Last: dropped when nobody is connected any more.
    _database: Database,
}

async fn pool(options: PgConnectOptions, name: &str) -> PgPool {
    let options = options.application_name(name);
    let pool = few().connect_with(options).await;
    pool.expect("a connection")
}

async fn read_pool(options: PgConnectOptions, name: &str) -> ReadPool {
    let options = options.application_name(name);
    let pool = ReadPool::open(few(), options).await;
    pool.expect("a connection")
}

fn few() -> PgPoolOptions {
    db::pool().max_connections(6).test_before_acquire(false)
}

impl Bed {
    /// A copy of the template.
    pub async fn new(template: &Template) -> Self {
        let database = template.0.copy();
        let url = database.url();
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        let name = name.split('?').next().unwrap_or_default().to_owned();
        let options = PgConnectOptions::from_str(&url).expect("an address");
        let office = pool(options.clone(), "office").await;
        // A deadlock is found sooner, and commits need no disk: neither changes what may happen. Not every login may.
        for setting in ["deadlock_timeout = '20ms'", "synchronous_commit = off"] {
            let sql = format!("ALTER DATABASE {name} SET {setting}");
            let _ = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&office).await;
        }
        office.close().await;
        let mut pools = Vec::new();
        for task in 0..TASKS {
            let name = format!("{}{task}", monitor::NAME);
            let read = read_pool(options.clone(), &name).await;
            pools.push((read, pool(options.clone(), &name).await));
        }
        let eye = PgConnection::connect_with(&options).await;
        let monitor = PgConnection::connect_with(&options).await;
        Self {
            pools,
            office: pool(options, "office").await,
            eye: eye.expect("a connection"),
            monitor: monitor.expect("a connection"),
            plays: 0,
            _database: database,
        }
    }

    /// The organisation as it was made.
    pub async fn clear(&mut self) {
        self.run("SELECT empty.put_back()").await;
    }

    /// Keeps the present state for [`Bed::put_back`].
    pub async fn keep(&mut self) {
        self.run("SELECT kept.keep()").await;
    }

    /// Makes the kept state the present one.
    pub async fn put_back(&mut self) {
        self.run("SELECT kept.put_back()").await;
        self.plays += 1;
        if self.plays.is_multiple_of(256) {
            // Every play leaves as many dead rows as the scene has: queries would become slow.
            self.run("VACUUM").await;
        }
    }

    /// What is committed now.
    pub async fn state(&mut self) -> State {
        State::read(&mut self.eye).await.expect("the state")
    }

    /// Runs a statement.
    pub async fn run(&mut self, sql: &'static str) {
        sqlx::raw_sql(sql)
            .execute(&mut self.eye)
            .await
            .unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}
