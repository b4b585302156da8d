//! BARQ Dispatch, the desktop console: windows, tray, keychain, notifications and the IPC's four words around
//! the replica and its sync client. Holds no rule and no query of its own.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod day;
mod diagnostics;
mod files;
mod import_preview;
mod imports;
mod ipc;
mod jobs;
mod keychain;
mod logs;
mod news;
mod notify;
mod running;
mod session;
mod shell;
mod store;
mod tray;
mod windows;

use anyhow::Context;
use clap::Parser;
use shell::Shell;
use std::{path::PathBuf, sync::Arc, time::Duration};
use sync::Profile;
use tauri::{Manager, RunEvent, WindowEvent};

/// At exit, a transaction under way is given this long to end; what waits for the outside (a click on a notification) is
/// left behind. Shorter than whoever opens the profile next waits for it.
const FINISH: Duration = Duration::from_secs(2);

/// BARQ Dispatch, the console for people who run a courier fleet.
#[derive(Debug, Parser)]
#[command(name = "barq-dispatch", version)]
struct Args {
    /// Directory of the profile: its own replica, settings, logs and windows. Default: the system's place for
    /// application data.
    #[arg(long, env = "BARQ_PROFILE")]
    profile: Option<PathBuf>,
    /// Server offered at the first sign-in.
    #[arg(long, env = "BARQ_SERVER", default_value = "")]
    server: String,
}

fn main() {
    let args = Args::parse();
    match run(args) {
        Ok(code) => std::process::exit(code),
        Err(error) => {
            eprintln!("barq-dispatch: {error:#}");
            std::process::exit(1);
        }
    }
}

/// The system or a person ends the program from outside: it goes as if it were quit, and forgets nothing.
async fn end_when_told(app: tauri::AppHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut term) = signal(SignalKind::terminate()) else {
            return;
        };
        term.recv().await;
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    app.exit(0);
}

/// The exit code of the event loop, once everything under way has ended.
fn run(args: Args) -> anyhow::Result<i32> {
    sync::install_tls_provider();
    let dir = match args.profile {
        Some(dir) => dir,
        None => Profile::default_dir()?,
    };
    if running::bring_forward(&dir) {
        eprintln!("barq-dispatch: the console runs already with this profile and comes forward");
        return Ok(0);
    }
    let profile = Profile::open(&dir).inspect_err(|error| notify::not_started(&dir, error))?;
    let logs = profile.logs_dir();
    std::fs::create_dir_all(&logs)
        .with_context(|| format!("the log folder {} cannot be made", logs.display()))?;
    let _guard = logs::start(&logs)?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "console starts");

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the program's threads cannot be started")?;
    tauri::async_runtime::set(runtime.handle().clone());
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            ipc::query,
            ipc::submit,
            ipc::control
        ])
        .setup(move |app| {
            let shell = Arc::new(Shell::new(app.handle().clone(), profile, args.server));
            app.manage(shell.clone());
            tray::create(app.handle(), shell.texts());
            windows::open(app.handle(), shell.places(), "")?;
            let front = shell.clone();
            running::listen(shell.profile().dir(), move || front.show_main());
            tauri::async_runtime::spawn(end_when_told(app.handle().clone()));
            tauri::async_runtime::spawn(async move { shell.resume().await });
            Ok(())
        })
        .on_window_event(|window, event| {
            let shell = window.state::<Arc<Shell>>();
            windows::remember(window, event, shell.places());
            if let WindowEvent::CloseRequested { api, .. } = event
                && window.label() == windows::MAIN
                && shell.settings().close_to_tray
            {
                api.prevent_close();
                let _ = window.hide();
            }
        })
        .build(tauri::generate_context!())
        .context("the window system cannot be used")?;
    let code = app.run_return(|app, event| match event {
        RunEvent::WindowEvent {
            label,
            event: WindowEvent::Destroyed,
            ..
        } if label == windows::MAIN => app.exit(0),
        RunEvent::Exit => {
            if let Some(shell) = app.try_state::<Arc<Shell>>() {
                shell.stop();
            }
        }
        _ => {}
    });
    // A transaction under way is finished first: SQLCipher must not be used while the process ends.
    runtime.shutdown_timeout(FINISH);
    Ok(code)
}
