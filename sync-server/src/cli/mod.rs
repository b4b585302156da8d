//! The command line: subcommands and what they print. Words for operators; the work is done elsewhere.

mod archive;
mod device;
mod dump;
mod migrate;
mod restore;
mod seed;
mod serve;
mod user;

use crate::{settings::Logging, telemetry::logs};
use clap::{Parser, Subcommand};

/// The sync server of BARQ Dispatch.
#[derive(Parser, Debug)]
#[command(name = "sync-server", version, about, long_about = None)]
pub struct Cli {
    #[command(flatten)]
    logging: Logging,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Bring the database's schema to this build's version, take migrations back, or show where it is
    Migrate(migrate::Args),
    /// Say that the database was restored from a backup: run it once, before serving. Consoles that know more than the
    /// backup take the difference anew and send again what it lost of their work
    Restore(restore::Args),
    /// Serve consoles until SIGTERM or Ctrl-C
    Serve(crate::settings::Serve),
    /// Make a day of deliveries in Riyadh, with accounts, for demonstrations and measurements; prints one JSON line
    Seed(seed::Args),
    /// Accounts
    User(user::Args),
    /// Take finished deliveries of thirty days ago out of their hubs' scopes; prints one JSON line
    Archive(archive::Args),
    /// Devices: list them, shut one out, wipe it
    Device(device::Args),
    /// Write every synced row of a hub, or of the organisation, as canonical JSON lines
    Dump(dump::Args),
}

/// Runs the subcommand; the error is for the person at the command line.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    logs::begin(&cli.logging).map_err(anyhow::Error::msg)?;
    match cli.command {
        Command::Migrate(args) => migrate::run(args).await,
        Command::Restore(args) => restore::run(args).await,
        Command::Serve(settings) => serve::run(settings, cli.logging.environment).await,
        Command::Seed(args) => seed::run(args).await,
        Command::User(args) => user::run(args).await,
        Command::Archive(args) => archive::run(args).await,
        Command::Device(args) => device::run(args).await,
        Command::Dump(args) => dump::run(args).await,
    }
}
