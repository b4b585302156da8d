//! `device list`, `device revoke`, `device wipe`, `device admit`.

use crate::{auth::devices, clock, db::connect, settings::Database};
use anyhow::bail;
use clap::{Args as ClapArgs, Subcommand};
use domain::id::DeviceId;
use wire::http::DeviceState;

#[derive(ClapArgs, Debug)]
pub struct Args {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Every device, as one JSON object per line, the latest contact first
    List,
    /// Shut a device out: it signs out at its next contact, and keeps its unsent work sealed
    Revoke { device: DeviceId },
    /// Wipe a device: at its next contact it destroys its key, then its files, unsent work included
    Wipe { device: DeviceId },
    /// Let a revoked device in again
    Admit { device: DeviceId },
}

pub async fn run(args: Args) -> anyhow::Result<()> {
    let pool = connect(&args.database).await?;
    let (device, state) = match args.action {
        Action::List => {
            for device in devices::list(&mut *pool.acquire().await?, None).await? {
                println!("{}", serde_json::to_string(&device)?);
            }
            return Ok(());
        }
        Action::Revoke { device } => (device, DeviceState::Revoked),
        Action::Wipe { device } => (device, DeviceState::Wipe),
        Action::Admit { device } => (device, DeviceState::Active),
    };
    if !devices::set_state(&pool, device, state, clock::now()).await? {
        bail!("there is no device {device}; nothing was changed");
    }
    println!("{device} {state}");
    Ok(())
}
