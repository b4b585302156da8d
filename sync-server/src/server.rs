//! Starting and stopping: [`launch`] runs the whole server on a listener until it is told to stop, so that tests
//! run the real one on a free port.

use crate::{
    app::{App, Parts},
    archive,
    auth::{access::Keys, lease::Leases, limiter::Limiter, refresh::Chain},
    db::{
        self, ReadPool,
        fence::{self, FenceError},
    },
    epoch, http, positions,
    settings::Serve,
    snapshots::{self, Snapshots},
    telemetry::figures,
    wake::{self, Wake},
};
use axum::serve::ListenerExt;
use sqlx::PgPool;
use std::{future::Future, net::SocketAddr};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::sync::CancellationToken;

/// Why a server did not start, or broke.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    #[error("the database cannot be used: {0}")]
    Database(#[from] sqlx::Error),
    #[error(
        "the database is at migration {found:?}, this build needs {expected}: run sync-server migrate up"
    )]
    Migrations { found: Option<i64>, expected: i64 },
    #[error("migrating failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("accounts cannot be answered behind row-level security: {0}")]
    Fence(#[source] FenceError),
    #[error("serving failed: {0}")]
    Serve(#[from] std::io::Error),
}

/// Serves on `listener` until `shutdown` completes; then ends event streams, finishes requests within the grace
/// period, and returns.
pub async fn launch(
    settings: Serve,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), LaunchError> {
    let (read, write) = open(&settings).await?;
    epoch::notice(&write).await?;
    let (wake, relay) = Wake::new();
    let stop = CancellationToken::new();
    let grace = settings.shutdown_grace();
    let app = App::new(Parts {
        keys: Keys::new(&settings.token_secret, settings.access_token_secs),
        leases: Leases::new(&settings.token_secret, settings.offline_lease_secs),
        chain: Chain::new(&settings.token_secret, settings.refresh_token_days),
        limiter: Limiter::new(settings.sign_in_failures),
        wake,
        positions: Default::default(),
        deltas: Default::default(),
        snapshots: Snapshots::new(settings.snapshots.folder()),
        suspects: Default::default(),
        metrics: figures::begin(),
        slots: Semaphore::new(settings.max_requests as usize),
        stop: stop.clone(),
        read: read.clone(),
        write: write.clone(),
        settings,
    });
    app.positions.reload(&write, None).await?;
    let background = tokio::spawn(wake::run(write.clone(), relay, stop.clone()));
    app.snapshots.shelf().sweep();
    let upkeep = tokio::spawn(snapshots::upkeep(app.clone(), stop.clone()));
    let gathering = tokio::spawn(positions::run(app.clone(), stop.clone()));
    let archiving = tokio::spawn(archive::run(
        write.clone(),
        app.wake.clone(),
        app.settings.archive_every(),
        stop.clone(),
    ));

    tracing::info!(address = %listener.local_addr()?, version = env!("CARGO_PKG_VERSION"), "listening");
    // Hints and cuts are small: waiting to fill a packet would cost each of them its speed.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let service = http::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let told = stop.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        shutdown.await;
        tracing::info!("stopping: event streams end, requests are finished");
        told.cancel();
    });
    let out_of_time = async {
        stop.cancelled().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        served = server => served?,
        () = out_of_time => tracing::warn!("requests were cut off at the end of the grace period"),
    }
    stop.cancel();
    let _ = tokio::join!(background, gathering, archiving, upkeep);
    tokio::join!(read.close(), write.close());
    tracing::info!("stopped");
    Ok(())
}

/// The pools, of a database that is where this build needs it and in which accounts can be answered.
async fn open(settings: &Serve) -> Result<(ReadPool, PgPool), LaunchError> {
    let write = db::write(&settings.database).await?;
    if settings.migrate {
        db::migrations::up(&write).await?;
    }
    let (found, expected) = (
        db::migrations::current(&write).await?,
        db::migrations::expected(),
    );
    // A newer server may have migrated further: what this build needs is still there.
    if found < Some(expected) {
        return Err(LaunchError::Migrations { found, expected });
    }
    match fence::strength(&mut *write.acquire().await?).await {
        Ok(strength) => fence::report(&strength),
        Err(FenceError::Database(error)) => return Err(error.into()),
        Err(error) => return Err(LaunchError::Fence(error)),
    }
    Ok((db::read(&settings.database).await?, write))
}

/// Completes at Ctrl-C, and on Unix at SIGTERM too.
pub async fn asked_to_stop() {
    let interrupt = async {
        // Without the handler only a kill ends the process; it still serves.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { () = interrupt => {}, () = terminate => {} }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
