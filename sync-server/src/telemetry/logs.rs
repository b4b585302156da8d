//! Logs: JSON lines for machines, readable ones on a terminal.

use crate::settings::{Environment, LogFormat, Logging};
use tracing_subscriber::{
    EnvFilter, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Begins to log to standard error. `Err` names the setting that cannot be used.
pub fn begin(settings: &Logging) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.filter).map_err(|error| {
        format!(
            "log (BARQ_LOG) is {:?}: {error}; allowed are error, warn, info, debug, trace and directives",
            settings.filter
        )
    })?;
    let json = match (settings.format, settings.environment) {
        (Some(format), _) => format == LogFormat::Json,
        (None, environment) => environment == Environment::Production,
    };
    if json {
        subscriber(filter, std::io::stderr).init();
    } else {
        let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
        tracing_subscriber::registry()
            .with(filter)
            .with(layer)
            .init();
    }
    quiet_panics();
    Ok(())
}

/// The JSON log, to `writer`.
pub fn subscriber<W>(filter: EnvFilter, writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(writer);
    tracing_subscriber::registry().with(filter).with(layer)
}

/// A panic's message may quote what it met; its place never does.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}
