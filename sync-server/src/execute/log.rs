//! The command log: what became of each command, for ever under its id.

use super::{AttemptError, Principal, Source, incoming::Parsed};
use crate::seeded::{Bug, broken};
use domain::{
    id::{ClientId, CommandId, UserId},
    rejection::{RejectCode, Rejection},
    units::Millis,
};
use sqlx::{PgConnection, Row};
use std::collections::HashMap;
use uuid::Uuid;
use wire::sync::{CommandOutcome, Outcome};

/// What the log knows of a command.
#[derive(Debug)]
pub struct Logged {
    pub client: Option<ClientId>,
    pub seq: i64,
    pub user: UserId,
    pub outcome: Outcome,
}

/// What the log knows of `commands`.
pub async fn known(
    tx: &mut PgConnection,
    commands: &[Parsed],
) -> Result<HashMap<CommandId, Logged>, sqlx::Error> {
    if broken(Bug::DedupeOff) {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = commands.iter().map(|c| c.id.0).collect();
    let rows = sqlx::query(
        "SELECT command_id, client_id, seq, user_id, outcome::text FROM command_log
         WHERE command_id = ANY($1)",
    )
    .bind(&ids)
    .fetch_all(tx)
    .await?;
    rows.iter()
        .map(|row| {
            let logged = Logged {
                client: row.try_get::<Option<Uuid>, _>(1)?.map(ClientId),
                seq: row.try_get(2)?,
                user: UserId(row.try_get(3)?),
                outcome: outcome(row.try_get(4)?)?,
            };
            Ok((CommandId(row.try_get(0)?), logged))
        })
        .collect()
}

fn outcome(text: &str) -> Result<Outcome, sqlx::Error> {
    serde_json::from_str(text).map_err(|e| sqlx::Error::Decode(Box::new(e)))
}

/// What a command that arrives again is told: `Ok(None)` when it is new. A number that was used for another
/// command means that two replicas share one client id.
pub fn again(
    command: &Parsed,
    logged: Option<&Logged>,
    principal: &Principal,
    source: Source,
    last_seq: i64,
) -> Result<Option<Outcome>, AttemptError> {
    let Some(logged) = logged else {
        return match source {
            Source::Client(_) if command.seq <= last_seq && !broken(Bug::NumberUsedTwice) => Err(
                AttemptError::NewClient("the number was used for another command"),
            ),
            Source::Client(_) | Source::Api => Ok(None),
        };
    };
    if logged.user != principal.user {
        // The id is taken; what it stands for is nobody else's business.
        let rejection = Rejection::new(RejectCode::AlreadyExists);
        return Ok(Some(Outcome::Rejected { rejection }));
    }
    match source {
        Source::Client(client) if logged.client == Some(client) && logged.seq != command.seq => {
            Err(AttemptError::NewClient(
                "the command has another number here",
            ))
        }
        Source::Client(_) | Source::Api => Ok(Some(logged.outcome.clone())),
    }
}

/// Writes the outcomes of new commands, and hands those that came again under a new client over to it.
pub async fn write(
    tx: &mut PgConnection,
    principal: &Principal,
    source: Source,
    now: Millis,
    fresh: &[(&Parsed, Outcome)],
    renumbered: &[(CommandId, i64)],
) -> Result<(), sqlx::Error> {
    let client = match source {
        Source::Client(client) => Some(client.0),
        Source::Api => None,
    };
    if !renumbered.is_empty() {
        sqlx::query(
            "UPDATE command_log AS stored SET client_id = $1, seq = given.seq
             FROM unnest($2::uuid[], $3::bigint[]) AS given(id, seq) WHERE command_id = given.id",
        )
        .bind(client)
        .bind(renumbered.iter().map(|(id, _)| id.0).collect::<Vec<_>>())
        .bind(renumbered.iter().map(|(_, seq)| *seq).collect::<Vec<_>>())
        .execute(&mut *tx)
        .await?;
    }
    if fresh.is_empty() {
        return Ok(());
    }
    let outcomes = fresh
        .iter()
        .map(|(_, outcome)| serde_json::to_string(outcome))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| sqlx::Error::Encode(Box::new(e)))?;
    sqlx::query(
        "INSERT INTO command_log
             (command_id, seq, name, outcome, issued_at, client_id, user_id, received_at)
         SELECT id, seq, name, outcome::json, issued_at, $6, $7, $8
         FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
             AS given(id, seq, name, outcome, issued_at)",
    )
    .bind(fresh.iter().map(|(c, _)| c.id.0).collect::<Vec<_>>())
    .bind(fresh.iter().map(|(c, _)| c.seq).collect::<Vec<_>>())
    .bind(fresh.iter().map(|(c, _)| c.name).collect::<Vec<_>>())
    .bind(outcomes)
    .bind(fresh.iter().map(|(c, _)| c.issued_at.0).collect::<Vec<_>>())
    .bind(client)
    .bind(principal.user.0)
    .bind(now.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// The outcomes of a client's commands after `seq`, in order.
pub async fn after(
    tx: &mut PgConnection,
    client: ClientId,
    seq: i64,
) -> Result<Vec<CommandOutcome>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT seq, command_id, outcome::text FROM command_log
         WHERE client_id = $1 AND seq > $2 ORDER BY seq",
    )
    .bind(client.0)
    .bind(seq)
    .fetch_all(tx)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(CommandOutcome {
                seq: row.try_get(0)?,
                command_id: CommandId(row.try_get(1)?),
                outcome: outcome(row.try_get(2)?)?,
            })
        })
        .collect()
}
