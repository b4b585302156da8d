//! Adding people: the account to sign in with, and through [`execute`] what the organisation knows of them.

use crate::{
    auth::{AuthError, password},
    execute::{ExecuteError, Incoming, Principal, Source, execute},
    ids,
    wake::Wake,
};
use domain::{
    command::{Command, Other},
    decide::Verdict,
    entities::{Role, Staff},
    id::{CommandId, HubId, UserId},
    units::Millis,
};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;
use wire::sync::{CommandOutcome, Outcome};

/// Acts where no person does: the operator at the server's own command line.
pub const OPERATOR: Principal = Principal {
    user: UserId(Uuid::from_u128(0x0000_0000_0000_8000_8000_0000_0000_0003)),
    device: None,
    service: true,
};

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub username: String,
    pub name_ar: String,
    pub name_en: String,
    pub password: String,
    /// May change the organisation.
    pub admin: bool,
    pub grants: Vec<(HubId, Role)>,
}

/// Why a person was not added.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    #[error("there is an account called {0} already; nothing was changed")]
    Taken(String),
    #[error(
        "the name {0:?} cannot be used: letters, digits, dots, dashes and underscores, 1 to 64"
    )]
    BadName(String),
    #[error(
        "the password is too short: at least {} characters",
        password::MIN_CHARS
    )]
    ShortPassword,
    #[error("refused: {0}")]
    Rejected(String),
    #[error(transparent)]
    Auth(#[from] AuthError),
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Adds a person. The account comes last, so that a run that broke off can be repeated.
pub async fn add(pool: &PgPool, person: NewPerson, now: Millis) -> Result<UserId, PeopleError> {
    let username = person.username.trim().to_lowercase();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if username.is_empty() || username.chars().count() > 64 || !username.chars().all(plain) {
        return Err(PeopleError::BadName(person.username));
    }
    if person.password.chars().count() < password::MIN_CHARS {
        return Err(PeopleError::ShortPassword);
    }
    if find(pool, &username).await?.is_some() {
        return Err(PeopleError::Taken(username));
    }
    // From the name, so that a repeated run meets its own rows.
    let user = UserId(domain::id::hashed("user", &[username.as_bytes()]));
    let staff = Staff {
        id: user,
        name_ar: person.name_ar,
        name_en: person.name_en,
        admin: person.admin,
        active: true,
    };
    let mut commands = vec![Command::Other(Other::UpsertStaff { staff: vec![staff] })];
    commands.extend(person.grants.into_iter().map(|(hub, role)| {
        Command::Other(Other::Grant {
            user,
            hub,
            role: Some(role),
        })
    }));
    let hash = password::hash(person.password).await?;
    run(pool, OPERATOR, &commands, now).await?;
    sqlx::query(
        "INSERT INTO account (user_id, username, password_hash, created_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(user.0)
    .bind(&username)
    .bind(hash)
    .bind(now.0)
    .execute(pool)
    .await?;
    Ok(user)
}

/// The account called `username`.
pub async fn find(pool: &PgPool, username: &str) -> Result<Option<UserId>, sqlx::Error> {
    let id: Option<Uuid> = sqlx::query_scalar("SELECT user_id FROM account WHERE username = $1")
        .bind(username)
        .fetch_optional(pool)
        .await?;
    Ok(id.map(UserId))
}

/// Whether the account is an active administrator of the organisation, as the database has it now.
pub async fn is_admin(answer: &mut PgConnection, user: UserId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM staff WHERE id = $1 AND admin AND active)")
        .bind(user.0)
        .fetch_one(answer)
        .await
}

/// Executes `commands` under fresh ids; an error when any of them, or any item, is not applied or unchanged.
pub async fn run(
    pool: &PgPool,
    principal: Principal,
    commands: &[Command],
    now: Millis,
) -> Result<Vec<CommandOutcome>, PeopleError> {
    let incoming = commands
        .iter()
        .map(|command| {
            Ok(Incoming {
                seq: 0,
                id: CommandId(ids::fresh()),
                issued_at: now,
                command: serde_json::to_value(command)?,
            })
        })
        .collect::<Result<Vec<_>, serde_json::Error>>()
        .map_err(|error| PeopleError::Rejected(error.to_string()))?;
    let executed = execute(pool, &Wake::silent(), principal, Source::Api, incoming, now).await?;
    for (command, outcome) in commands.iter().zip(&executed.outcomes) {
        if let Some(why) = refusal(&outcome.outcome) {
            return Err(PeopleError::Rejected(format!(
                "{}: {why}",
                command.wire_name()
            )));
        }
    }
    Ok(executed.outcomes)
}

/// Why something of a command was not done.
fn refusal(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Rejected { rejection } => Some(rejection.to_string()),
        Outcome::Retry { .. } => Some("the database cannot take it now".to_owned()),
        Outcome::Quarantined { reason } => Some(reason.clone()),
        Outcome::Unknown(said) => Some(said.to_string()),
        Outcome::Applied { items } => items.iter().find_map(|item| match &item.verdict {
            Verdict::Rejected { rejection } => Some(rejection.to_string()),
            Verdict::Contested { .. } => Some("contested".to_owned()),
            Verdict::Conflict { .. } => Some("conflict".to_owned()),
            Verdict::Unknown(said) => Some(said.to_string()),
            Verdict::Applied { .. } | Verdict::Unchanged => None,
        }),
    }
}
