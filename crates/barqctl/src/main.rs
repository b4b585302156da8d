//! The console without a window: sign in, sync, import, query, submit, watch; for scripts, support and load.
//!
//! Owns the command line, its output and its exit codes; everything it does is the replica's and the sync
//! client's, the same that the desktop shell uses.

mod args;
mod exit;
mod hub;
mod output;
mod run;
mod session;

use args::{Cli, Command};
use clap::Parser;
use exit::Failure;
use output::Output;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    sync::install_tls_provider();
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let json = cli.json;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(run(cli));
            // A read of standard input may still block a thread; nobody waits for it.
            runtime.shutdown_background();
            done
        }
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::from(exit::DONE),
        Err(failure) => failure.report(json),
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let output = Output { json: cli.json };
    let dir = match cli.profile {
        Some(dir) => dir,
        None => sync::Profile::default_dir()?,
    };
    match cli.command {
        Command::SignIn(args) => run::sign_in(&dir, args, output).await,
        Command::SignOut { keep_unsent } => run::sign_out(&dir, keep_unsent, output).await,
        Command::Sync => run::sync(&dir, output).await,
        Command::Status => run::status(&dir, output).await,
        Command::Import(args) => run::import(&dir, args, output).await,
        Command::Query(args) => run::query(&dir, args.what, output).await,
        Command::Preview { command } => run::preview(&dir, &command, output).await,
        Command::Submit(args) => run::submit(&dir, args, output).await,
        Command::Watch(args) => run::watch(&dir, args, output).await,
        Command::Dump(args) => run::dump(&dir, args),
        Command::Undo { command_id } => run::undo(&dir, command_id, output).await,
        Command::Outbox { limit } => run::outbox(&dir, limit, output).await,
    }
}
