//! A Postgres database of its own for each test, on the server that DATABASE_URL names. Without one tests
//! fail; they do not skip.

use sqlx::{
    ConnectOptions, Connection, Row,
    postgres::{PgConnectOptions, PgConnection},
};
use std::str::FromStr;

/// One database; dropped with the value, unless it is kept.
pub struct Database {
    admin: PgConnectOptions,
    name: String,
    kept: bool,
}

impl Database {
    /// Makes an empty one.
    pub fn create() -> Self {
        Self::named("barq_test")
    }

    /// Makes an empty one whose name begins with `prefix`.
    pub fn named(prefix: &str) -> Self {
        let url = std::env::var("DATABASE_URL").expect(
            "DATABASE_URL names the Postgres server the tests may make databases on (cargo xtask test starts one)",
        );
        Self::on(&url, prefix)
    }

    /// Makes an empty one on the Postgres server at `url`.
    pub fn on(url: &str, prefix: &str) -> Self {
        let admin = PgConnectOptions::from_str(url).expect("the address of a Postgres server");
        let database = Self {
            admin,
            name: format!("{prefix}_{}", uuid::Uuid::now_v7().simple()),
            kept: false,
        };
        database.administer(&format!("CREATE DATABASE {}", database.name));
        database
    }

    /// Makes a copy of its own. Nobody may be connected to this one.
    pub fn copy(&self) -> Self {
        let copy = Self {
            admin: self.admin.clone(),
            name: format!(
                "{}_{}",
                self.name,
                uuid::Uuid::now_v7().as_u128() % 1_000_000
            ),
            kept: false,
        };
        self.administer(&format!(
            "CREATE DATABASE {} TEMPLATE {}",
            copy.name, self.name
        ));
        copy
    }

    /// Leaves it in place for good.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.options().to_url_lossy().to_string()
    }

    /// What a query answers, as text, row by row.
    #[track_caller]
    pub fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        wait_for(async {
            let mut connection = PgConnection::connect_with(&self.options())
                .await
                .expect("the database");
            let rows = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
                .fetch_all(&mut connection)
                .await
                .unwrap_or_else(|e| panic!("{sql}: {e}"));
            rows.iter()
                .map(|row| {
                    (0..row.len())
                        .map(|i| {
                            row.try_get::<Option<String>, _>(i)
                                .unwrap_or_else(|e| panic!("{sql}: {e}"))
                        })
                        .collect()
                })
                .collect()
        })
    }

    /// Runs a statement.
    #[track_caller]
    pub fn execute(&self, sql: &str) {
        self.run(self.options(), sql);
    }

    /// Copies it aside, for [`Database::restore`]. Nobody may be connected.
    pub fn back_up(&self) {
        self.administer(&format!(
            "CREATE DATABASE {0}_backup TEMPLATE {0}",
            self.name
        ));
    }

    /// Puts the copy in its place, as restoring a dump does. Nobody may be connected.
    pub fn restore(&self) {
        self.administer(&format!("DROP DATABASE {}", self.name));
        self.administer(&format!(
            "ALTER DATABASE {0}_backup RENAME TO {0}",
            self.name
        ));
    }

    fn options(&self) -> PgConnectOptions {
        self.admin.clone().database(&self.name)
    }

    fn administer(&self, sql: &str) {
        self.run(self.admin.clone(), sql);
    }

    fn run(&self, options: PgConnectOptions, sql: &str) {
        wait_for(async {
            let mut connection = PgConnection::connect_with(&options)
                .await
                .expect("the database server");
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
                .execute(&mut connection)
                .await
                .unwrap_or_else(|e| panic!("{sql}: {e}"));
        });
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if !self.kept && !std::thread::panicking() {
            self.administer(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// Waits on a thread of its own: the caller may be an asynchronous test, whose thread must not wait.
fn wait_for<T: Send>(work: impl Future<Output = T> + Send) -> T {
    let wait = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(work)
    };
    std::thread::scope(|scope| scope.spawn(wait).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
