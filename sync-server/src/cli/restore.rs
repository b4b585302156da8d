//! `restore`.

use crate::{
    db::connect,
    epoch::{self, Cause},
    settings::Database,
};
use clap::Args as ClapArgs;

#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    database: Database,
}

pub async fn run(args: Args) -> anyhow::Result<()> {
    let pool = connect(&args.database).await?;
    // A server that starts on it need not find out again.
    let noticed = epoch::notice(&pool).await?;
    let scopes = if noticed {
        0
    } else {
        epoch::rotate(&pool, None, Cause::Restore).await?
    };
    println!(
        "{}",
        serde_json::json!({ "restored": true, "noticed_before": noticed, "scopes": scopes })
    );
    Ok(())
}
