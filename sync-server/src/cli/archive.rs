//! `archive`.

use crate::{archive, clock, db::connect, settings::Database, wake::Wake};
use clap::Args as ClapArgs;
use serde_json::json;

#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    database: Database,
}

pub async fn run(args: Args) -> anyhow::Result<()> {
    let pool = connect(&args.database).await?;
    let done = archive::once(&pool, &Wake::silent(), clock::now()).await?;
    println!(
        "{}",
        json!({ "archived": done.deliveries, "kept": done.kept })
    );
    Ok(())
}
