//! `migrate up|down|status`.

use crate::{
    db::{connect, migrations},
    settings::Database,
};
use clap::{Args as ClapArgs, Subcommand};

#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Apply every migration that is missing
    Up,
    /// Take back the newest migration
    Down {
        /// How many
        #[arg(long, default_value_t = 1, conflicts_with = "all")]
        steps: usize,
        /// All of them: every row is lost
        #[arg(long)]
        all: bool,
    },
    /// Show every migration and whether the database has it
    Status {
        /// As one JSON line
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(args: Args) -> anyhow::Result<()> {
    let pool = connect(&args.database).await?;
    match args.action {
        Action::Up => migrations::up(&pool).await?,
        Action::Down { steps, all } => {
            migrations::down(&pool, (!all).then_some(steps)).await?;
        }
        Action::Status { json } => {
            let status = migrations::status(&pool).await?;
            if json {
                println!("{}", serde_json::to_string(&status)?);
            } else {
                for migration in status {
                    let mark = if migration.applied {
                        "applied"
                    } else {
                        "missing"
                    };
                    println!("{mark}  {}  {}", migration.version, migration.name);
                }
            }
        }
    }
    Ok(())
}
