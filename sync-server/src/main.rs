//! The program `sync-server`.

use clap::Parser;
use std::process::ExitCode;
use sync_server::cli::{Cli, run};

#[tokio::main]
async fn main() -> ExitCode {
    // An error says that a provider is installed already, which is what is wanted.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let cli = Cli::parse();
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sync-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}
