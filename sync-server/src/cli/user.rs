//! `user add`.

use crate::{
    clock,
    db::connect,
    people::{self, NewPerson},
    settings::Database,
};
use anyhow::{Context, bail};
use clap::{Args as ClapArgs, Subcommand};
use domain::{entities::Role, id::HubId};
use sqlx::PgPool;
use std::io::{IsTerminal, Read};
use uuid::Uuid;

#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Add a person or a program
    Add(Add),
}

#[derive(ClapArgs, Debug)]
struct Add {
    /// What they sign in with
    #[arg(long)]
    username: String,
    /// Their name in Arabic; one of the two names is needed
    #[arg(long, default_value = "")]
    name_ar: String,
    /// Their name in English
    #[arg(long, default_value = "")]
    name_en: String,
    /// Their role in every hub given: viewer, courier, dispatcher, supervisor, admin or service
    #[arg(long, default_value = "dispatcher")]
    role: Role,
    /// A hub they work in, by id or name; several are given one by one or separated by commas
    #[arg(long = "hub", value_delimiter = ',')]
    hubs: Vec<String>,
    /// May change the organisation: hubs, staff, grants, policy
    #[arg(long)]
    admin: bool,
    /// At least 8 characters; safer from the environment, or on standard input
    #[arg(long, env = "BARQ_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

pub async fn run(args: Args) -> anyhow::Result<()> {
    let Action::Add(add) = args.action;
    let pool = connect(&args.database).await?;
    let mut grants = Vec::new();
    for hub in &add.hubs {
        grants.push((find_hub(&pool, hub).await?, add.role));
    }
    let password = match add.password {
        Some(password) => password,
        None => from_stdin()?,
    };
    let person = NewPerson {
        name_en: if add.name_ar.is_empty() && add.name_en.is_empty() {
            add.username.clone()
        } else {
            add.name_en
        },
        username: add.username,
        name_ar: add.name_ar,
        password,
        admin: add.admin,
        grants,
    };
    let user = people::add(&pool, person, clock::now()).await?;
    println!("{user}");
    Ok(())
}

async fn find_hub(pool: &PgPool, text: &str) -> anyhow::Result<HubId> {
    let found: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM hub WHERE id::text = $1 OR lower(name_en) = lower($1) OR name_ar = $1",
    )
    .bind(text.trim())
    .fetch_all(pool)
    .await?;
    match found[..] {
        [id] => Ok(HubId(id)),
        [] => bail!("there is no hub {text:?}; nothing was changed"),
        _ => bail!("several hubs are called {text:?}: give the id; nothing was changed"),
    }
}

fn from_stdin() -> anyhow::Result<String> {
    let mut stdin = std::io::stdin();
    if stdin.is_terminal() {
        bail!("no password: set BARQ_PASSWORD, or send it on standard input");
    }
    let mut text = String::new();
    stdin
        .read_to_string(&mut text)
        .context("the password could not be read")?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
