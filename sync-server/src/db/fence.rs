//! The second fence: a transaction that answers an account is shown by Postgres itself only the scopes the account's
//! grants name. What the handlers believe the account may see does not matter to it. Owns what is read for accounts,
//! and what stands behind the fence on a connection; the policies are in the migrations called fence and shut.
//!
//! The scopes are a setting of the transaction, which whoever reads could change: the fence is against code that
//! forgets, not against SQL that somebody else writes.

use domain::{
    entity::Table,
    id::{ScopeId, UserId},
};
use sqlx::{Connection, PgConnection};
use std::{collections::BTreeSet, fmt, sync::LazyLock};
use uuid::Uuid;

/// The role that reads for accounts.
pub const READER: &str = "barq_reader";

/// What is read for accounts beside the synced tables, and which columns where not all are anybody's affair.
const BESIDE: [(&str, &[&str]); 9] = [
    ("scope", &[]),
    ("scope_epoch", &[]),
    ("eviction", &[]),
    ("client", &[]),
    ("command_log", &[]),
    ("courier_position", &[]),
    ("snapshot", &[]),
    ("device", &[]),
    ("account", &["user_id", "username"]),
];

/// Every table that is read for accounts, with the columns that are; none named is all of them.
pub fn readable() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let synced = Table::ALL.iter().map(|table| (table.name(), &[][..]));
    synced.chain(BESIDE)
}

/// Raises the fence around what `user` may see. Answers the scopes inside it.
pub async fn raise(tx: &mut PgConnection, user: UserId) -> Result<BTreeSet<ScopeId>, sqlx::Error> {
    let inside: Vec<Uuid> = sqlx::query_scalar("SELECT barq_fence($1)")
        .bind(user.0)
        .fetch_one(tx)
        .await?;
    Ok(inside.into_iter().map(ScopeId).collect())
}

/// Why a connection cannot read as the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// There is no such role.
    Role { login: String },
    /// The login may not use it.
    Membership { login: String },
    /// It may not read these tables.
    Grants(Vec<String>),
}

impl fmt::Display for Lack {
    /// What is the matter, and the commands that put it right.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role { login } => write!(
                f,
                "there is no role {READER}. To have it, as a superuser: \
                 CREATE ROLE {READER} NOLOGIN; GRANT {READER} TO \"{login}\"; \
                 and then, with this login's DATABASE_URL: sync-server migrate up"
            ),
            Self::Membership { login } => write!(
                f,
                "the login may not use the role {READER}. To let it, as a superuser: GRANT {READER} TO \"{login}\"; \
                 and then, with this login's DATABASE_URL: sync-server migrate up"
            ),
            Self::Grants(tables) => write!(
                f,
                "the role {READER} may not read {}. To let it, with the DATABASE_URL of the tables' owner: \
                 sync-server migrate up",
                tables.join(", ")
            ),
        }
    }
}

/// What stands behind the fence here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Accounts are answered under a role of their own, which can bypass no policy.
    Role,
    /// That role cannot be used: the policies are forced on the tables' owner.
    Forced(Lack),
}

/// Why nothing can be read for accounts.
#[derive(Debug, thiserror::Error)]
pub enum FenceError {
    #[error("this login passes by row-level security, and {0}")]
    Bypassed(Lack),
    #[error(
        "row-level security is not forced on {}. To force it, with the DATABASE_URL of the tables' owner: \
         sync-server migrate up",
        .0.join(", ")
    )]
    Down(Vec<String>),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What stands behind the fence for this login: found out by reading as the role from every table that is read for
/// accounts.
pub async fn strength(connection: &mut PgConnection) -> Result<Strength, FenceError> {
    let down = down(connection).await?;
    if !down.is_empty() {
        return Err(FenceError::Down(down));
    }
    let Some(lack) = lack(connection).await? else {
        return Ok(Strength::Role);
    };
    let bypasses: bool = sqlx::query_scalar(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user",
    )
    .fetch_one(connection)
    .await?;
    match bypasses {
        true => Err(FenceError::Bypassed(lack)),
        false => Ok(Strength::Forced(lack)),
    }
}

/// Reads nothing from every table that is read for accounts: an error where the connection may not read one of them.
pub async fn touch(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    static ALL: LazyLock<&'static str> = LazyLock::new(|| {
        let touches: Vec<_> = readable()
            .map(|(table, columns)| {
                let columns = match columns {
                    [] => "*".to_owned(),
                    some => some.join(", "),
                };
                format!("(SELECT 1 FROM (SELECT {columns} FROM {table}) AS t LIMIT 0)")
            })
            .collect();
        touches.join(" UNION ALL ").leak()
    });
    sqlx::query(*ALL).execute(connection).await?;
    Ok(())
}

/// Which of the tables that are read for accounts are not behind policies that hold for their owner too.
async fn down(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace AND relname = ANY($1)
           AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname",
    )
    .bind(readable().map(|(table, _)| table).collect::<Vec<_>>())
    .fetch_all(connection)
    .await
}

/// Why this login cannot read as the role; `None` where it can.
async fn lack(connection: &mut PgConnection) -> Result<Option<Lack>, sqlx::Error> {
    let mut tx = connection.begin().await?;
    if let Err(error) = sqlx::query("SET LOCAL ROLE barq_reader")
        .execute(&mut *tx)
        .await
    {
        tx.rollback().await?;
        let code = code(&error);
        if !matches!(code.as_deref(), Some("22023" | "42501")) {
            return Err(error);
        }
        let login = sqlx::query_scalar("SELECT session_user::text")
            .fetch_one(connection)
            .await?;
        return Ok(Some(match code.as_deref() {
            Some("22023") => Lack::Role { login },
            _ => Lack::Membership { login },
        }));
    }
    let touched = touch(&mut tx).await;
    tx.rollback().await?;
    match touched {
        Ok(()) => Ok(None),
        // Without the right to use the schema its tables are not found either.
        Err(error) if matches!(code(&error).as_deref(), Some("42501" | "42P01")) => {
            Ok(Some(Lack::Grants(unreadable(connection).await?)))
        }
        Err(error) => Err(error),
    }
}

/// Which of the tables that are read for accounts the role may not read, or the schema they are in.
async fn unreadable(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    let (schema, usable): (String, bool) = sqlx::query_as(
        "SELECT current_schema()::text, has_schema_privilege('barq_reader', current_schema(), 'USAGE')",
    )
    .fetch_one(&mut *connection)
    .await?;
    let mut lacking = Vec::new();
    if !usable {
        lacking.push(format!("the schema {schema}"));
    }
    for (table, columns) in readable() {
        let may: bool = sqlx::query_scalar(
            "SELECT CASE WHEN $2 = '{}'::text[] THEN has_table_privilege('barq_reader', $1, 'SELECT')
                ELSE (SELECT bool_and(has_column_privilege('barq_reader', $1, c, 'SELECT')) FROM unnest($2) AS c) END",
        )
        .bind(table)
        .bind(columns)
        .fetch_one(&mut *connection)
        .await?;
        if !may {
            lacking.push(table.to_owned());
        }
    }
    Ok(lacking)
}

/// The error's SQLSTATE.
pub(super) fn code(error: &sqlx::Error) -> Option<String> {
    let sqlx::Error::Database(db) = error else {
        return None;
    };
    db.code().map(|code| code.into_owned())
}

/// Says in the log what the operator should know.
pub fn report(strength: &Strength) {
    match strength {
        Strength::Role => {
            tracing::info!("accounts are answered as barq_reader, behind row-level security");
        }
        Strength::Forced(lack) => tracing::warn!(
            "accounts are answered behind row-level security that is forced on the tables' owner, for {lack}"
        ),
    }
}
