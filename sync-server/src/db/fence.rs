//! The second fence: for the rest of a transaction that answers somebody, Postgres itself shows only the scopes the
//! account's grants name. What the handlers believe the account may see does not matter to it. The policies are in
//! the migration called fence.

use domain::id::{ScopeId, UserId};
use sqlx::{PgConnection, PgPool};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Raises the fence around what `user` may see. Answers the scopes inside it.
pub async fn raise(tx: &mut PgConnection, user: UserId) -> Result<BTreeSet<ScopeId>, sqlx::Error> {
    let inside: Vec<Uuid> = sqlx::query_scalar("SELECT barq_fence($1)")
        .bind(user.0)
        .fetch_one(tx)
        .await?;
    Ok(inside.into_iter().map(ScopeId).collect())
}

/// What stands behind the fence here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Answers are read under a role of their own, which can bypass no policy.
    Role,
    /// The login may not use that role: the policies are forced on the tables' owner.
    Forced,
    /// The login bypasses every policy and may not use the role either: there is no second fence.
    None,
}

/// How strong the fence is for this login.
pub async fn strength(pool: &PgPool) -> Result<Strength, sqlx::Error> {
    let (role, bypasses): (bool, bool) = sqlx::query_as(
        "SELECT coalesce((SELECT pg_has_role(session_user, oid, 'MEMBER') FROM pg_roles
                          WHERE rolname = 'barq_reader'), false),
                (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)",
    )
    .fetch_one(pool)
    .await?;
    Ok(match (role, bypasses) {
        (true, _) => Strength::Role,
        (false, false) => Strength::Forced,
        (false, true) => Strength::None,
    })
}

/// Says in the log what the operator should know.
pub async fn report(pool: &PgPool) -> Result<(), sqlx::Error> {
    match strength(pool).await? {
        Strength::Role => {
            tracing::info!("answers are read as barq_reader, behind row-level security")
        }
        Strength::Forced => tracing::warn!(
            "the login may not use the role barq_reader: row-level security is forced on the tables' owner instead. \
             To have the role: CREATE ROLE barq_reader NOLOGIN; GRANT barq_reader TO this login; then migrate again"
        ),
        Strength::None => tracing::error!(
            "the login bypasses row-level security and may not use the role barq_reader: there is no second fence. \
             GRANT barq_reader TO this login, or use one without BYPASSRLS"
        ),
    }
    Ok(())
}
