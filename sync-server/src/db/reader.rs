//! The reading role and what it may read: made good at every `migrate up`, whatever happened to them since the last
//! one. The role and its rights are not part of a migration, because the role belongs to the whole Postgres server and
//! may come later than the tables, and because a backup that is restored elsewhere leaves both behind.

use super::fence::{READER, code, readable};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Makes the role where it is missing, lets this login use it, and sees to it that it reads what is read for accounts
/// and nothing else, behind forced policies. Making the role and using it may be beyond the login's rights: then it
/// stays as it is.
pub async fn admit(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut tx = connection.begin().await?;
    // Two who grant at once stand in each other's way.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtext('barq reader'))")
        .execute(&mut *tx)
        .await?;
    force(&mut tx).await?;
    if !role(&mut tx).await? {
        return tx.commit().await;
    }
    membership(&mut tx).await?;
    let schema: String = sqlx::query_scalar("SELECT quote_ident(current_schema())")
        .fetch_one(&mut *tx)
        .await?;
    run(
        &mut tx,
        format!("GRANT USAGE ON SCHEMA {schema} TO {READER}"),
    )
    .await?;
    run(
        &mut tx,
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} REVOKE ALL ON TABLES FROM {READER}"),
    )
    .await?;
    for table in beyond(&mut tx).await? {
        run(&mut tx, format!("REVOKE ALL ON {table} FROM {READER}")).await?;
    }
    for (table, columns) in readable() {
        let columns = match columns {
            [] => String::new(),
            some => format!(" ({})", some.join(", ")),
        };
        run(
            &mut tx,
            format!("GRANT SELECT{columns} ON {table} TO {READER}"),
        )
        .await?;
    }
    tx.commit().await
}

/// Policies hold for the tables' owner too: somebody may have followed the hint with which pg_dump takes that away.
async fn force(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT quote_ident(c.relname) FROM pg_class AS c
         WHERE c.relnamespace = current_schema()::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
           AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname IN ('fence', 'shut'))",
    )
    .fetch_all(&mut *tx)
    .await?;
    for table in open {
        let sql =
            format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
        run(tx, sql).await?;
    }
    Ok(())
}

/// Whether there is the role, made now where this login may.
async fn role(tx: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let exists: bool = sqlx::query_scalar("SELECT to_regrole('barq_reader') IS NOT NULL")
        .fetch_one(&mut *tx)
        .await?;
    if exists {
        return Ok(true);
    }
    let sql = format!("CREATE ROLE {READER} NOLOGIN NOSUPERUSER NOBYPASSRLS");
    match attempt(tx, sql).await {
        Ok(()) => Ok(true),
        Err(error) => match code(&error).as_deref() {
            Some("42501") => Ok(false),
            // It belongs to the whole Postgres server: another database's migration has just made it.
            Some("42710" | "23505") => Ok(true),
            _ => Err(error),
        },
    }
}

/// Lets this login use the role, where it may: whoever made the role on Postgres 16 or newer may let itself.
async fn membership(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    let Err(error) = attempt(tx, format!("SET LOCAL ROLE {READER}")).await else {
        return Ok(());
    };
    if code(&error).as_deref() != Some("42501") {
        return Err(error);
    }
    match attempt(tx, format!("GRANT {READER} TO SESSION_USER")).await {
        Err(error) if code(&error).as_deref() != Some("42501") => Err(error),
        _ => Ok(()),
    }
}

/// Tables of which the role has more than is read for accounts.
async fn beyond(tx: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    let (whole, some): (Vec<_>, Vec<_>) = readable().partition(|(_, columns)| columns.is_empty());
    let whole: Vec<&str> = whole.into_iter().map(|(table, _)| table).collect();
    let columns: Vec<String> = some
        .into_iter()
        .flat_map(|(table, columns)| {
            columns
                .iter()
                .map(move |column| format!("{table}.{column}"))
        })
        .collect();
    sqlx::query_scalar(
        "SELECT quote_ident(c.relname) FROM pg_class AS c
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND (EXISTS (SELECT FROM aclexplode(c.relacl) AS given
                        WHERE given.grantee = to_regrole($3)
                          AND (given.privilege_type <> 'SELECT' OR c.relname <> ALL($1)))
                OR EXISTS (SELECT FROM pg_attribute AS a, aclexplode(a.attacl) AS given
                           WHERE a.attrelid = c.oid AND given.grantee = to_regrole($3)
                             AND (given.privilege_type <> 'SELECT' OR c.relname || '.' || a.attname <> ALL($2))))",
    )
    .bind(whole)
    .bind(columns)
    .bind(READER)
    .fetch_all(tx)
    .await
}

/// Runs `sql` in a place of its own, so that the transaction goes on where it is refused, and takes the role back.
async fn attempt(tx: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    let mut place = tx.begin().await?;
    let done = run(&mut place, sql).await;
    match done {
        Ok(()) => {
            run(&mut place, "SET LOCAL ROLE NONE".to_owned()).await?;
            place.commit().await?;
        }
        Err(_) => place.rollback().await?,
    }
    done
}

async fn run(tx: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(tx).await?;
    Ok(())
}
