//! Starting and stopping: [`launch`] runs the whole server on a listener until it is told to stop, so that tests
//! run the real one on a free port.

use crate::{
    app::{App, Parts},
    archive,
    auth::{access::Keys, lease::Leases, limiter::Limiter, refresh::Chain},
    db, epoch, http, positions,
    settings::Serve,
    snapshots::{self, Snapshots},
    telemetry::figures,
    wake::{self, Wake},
};
use axum::serve::ListenerExt;
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
    let pool = db::connect(&settings.database).await?;
    if settings.migrate {
        db::migrations::up(&pool).await?;
    }
    let (found, expected) = (
        db::migrations::current(&pool).await?,
        db::migrations::expected(),
    );
    // A newer server may have migrated further: what this build needs is still there.
    if found < Some(expected) {
        return Err(LaunchError::Migrations { found, expected });
    }
    epoch::notice(&pool).await?;
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
        pool: pool.clone(),
        settings,
    });
    app.positions.reload(&pool, None).await?;
    let background = tokio::spawn(wake::run(pool.clone(), relay, stop.clone()));
    app.snapshots.shelf().sweep();
    let upkeep = tokio::spawn(snapshots::upkeep(app.clone(), stop.clone()));
    let gathering = tokio::spawn(positions::run(app.clone(), stop.clone()));
    db::fence::report(&pool).await?;
    let archiving = tokio::spawn(archive::run(
        pool.clone(),
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
    pool.close().await;
    tracing::info!("stopped");
    Ok(())
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
