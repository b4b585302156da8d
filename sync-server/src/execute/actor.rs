//! Who asks, read inside the transaction: a right taken away a moment ago does not work any more.

use super::Principal;
use domain::{decide::Actor, entities::Role, id::HubId};
use sqlx::{PgConnection, Row};

/// The actor with the rights it has now.
pub async fn actor(tx: &mut PgConnection, principal: &Principal) -> Result<Actor, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT NULL::uuid, NULL::text FROM staff WHERE id = $1 AND admin AND active
         UNION ALL SELECT hub_id, role FROM hub_grant WHERE user_id = $1",
    )
    .bind(principal.user.0)
    .fetch_all(tx)
    .await?;
    let mut actor = Actor {
        user: principal.user,
        admin: false,
        grants: Default::default(),
        service: principal.service,
    };
    for row in rows {
        match (
            row.try_get::<Option<uuid::Uuid>, _>(0)?,
            row.try_get::<Option<&str>, _>(1)?,
        ) {
            (None, None) => actor.admin = true,
            (Some(hub), Some(role)) => {
                if let Ok(role) = role.parse::<Role>() {
                    actor.grants.insert(HubId(hub), role);
                }
            }
            (Some(_), None) | (None, Some(_)) => {
                return Err(sqlx::Error::Decode("half a grant".into()));
            }
        }
    }
    Ok(actor)
}
