//! A login of a test's own that owns its database and may not create roles, as on a managed Postgres.

use crate::harness::Db;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use sync_server::{db, ids};

pub struct Owner {
    pub name: String,
    pub url: String,
}

impl Owner {
    pub async fn of(db: &Db) -> Self {
        Self::with(db, "NOCREATEROLE NOBYPASSRLS").await
    }

    /// With other rights.
    pub async fn with(db: &Db, rights: &str) -> Self {
        let name = format!("barq_owner_{}", ids::fresh().simple());
        let database = db.url.rsplit('/').next().unwrap();
        superuser(
            db,
            &format!(
                "CREATE ROLE {name} LOGIN PASSWORD 'plain' {rights};
                 ALTER DATABASE {database} OWNER TO {name}"
            ),
        )
        .await;
        let mut url = reqwest::Url::parse(&db.url).unwrap();
        url.set_username(&name).unwrap();
        url.set_password(Some("plain")).unwrap();
        Self {
            name,
            url: url.to_string(),
        }
    }

    pub async fn pool(&self) -> PgPool {
        let pool = db::pool().max_connections(3).connect(&self.url);
        pool.await.unwrap()
    }

    /// Takes the login away; its database goes with `db`.
    pub async fn leave(self, db: &Db) {
        superuser(
            db,
            &format!(
                "REASSIGN OWNED BY {0} TO CURRENT_USER; DROP OWNED BY {0}; DROP ROLE {0}",
                self.name
            ),
        )
        .await;
    }
}

/// Runs `sql` in the test's database as the login of the tests.
pub async fn superuser(db: &Db, sql: &str) {
    let mut admin = PgConnection::connect(&db.url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(&mut admin)
        .await
        .unwrap();
}
