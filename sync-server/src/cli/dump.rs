//! `dump`.

use crate::{db::connect, dump::dump, settings::Database};
use clap::Args as ClapArgs;
use domain::id::{HubId, ORG_SCOPE, ScopeId, UserId};
use std::io::BufWriter;

#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    which: Which,
}

#[derive(ClapArgs, Debug)]
#[group(required = true, multiple = false)]
struct Which {
    /// The hub's id
    #[arg(long)]
    hub: Option<HubId>,
    /// What all consoles share
    #[arg(long)]
    org: bool,
    /// What only this user's consoles have, by the user's id
    #[arg(long)]
    user: Option<UserId>,
}

pub async fn run(args: Args) -> anyhow::Result<()> {
    let pool = connect(&args.database).await?;
    let hub = args.which.hub.map(ScopeId::from);
    let user = args.which.user.map(ScopeId::from);
    let scope = hub.or(user).unwrap_or(ORG_SCOPE);
    dump(&pool, scope, &mut BufWriter::new(std::io::stdout().lock())).await?;
    Ok(())
}
