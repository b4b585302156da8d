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
use std::{io::IsTerminal, process::ExitCode, time::Duration};
use tracing_subscriber::EnvFilter;

/// Work under way on the replica may take this long before the process ends all the same.
const FINISH: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    sync::install_tls_provider();
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let json = cli.json;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(run(cli));
            // A transaction under way is finished first: SQLCipher must not be used while the process ends. The
            // limit is for a read of standard input that nobody ends.
            runtime.shutdown_timeout(FINISH);
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
        Command::Drive(args) => run::drive(&dir, args, output).await,
        Command::Undo { command_id } => run::undo(&dir, command_id, output).await,
        Command::UndoImport { batch, hub } => {
            run::undo_import(&dir, hub.as_deref(), batch, output).await
        }
        Command::Outbox { limit } => run::outbox(&dir, limit, output).await,
    }
}
