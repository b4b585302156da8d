//! `serve`.

use crate::{
    server::{asked_to_stop, launch},
    settings::{Environment, Serve},
};
use anyhow::Context;
use tokio::net::TcpListener;

pub async fn run(settings: Serve, environment: Environment) -> anyhow::Result<()> {
    settings.check(environment)?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!(
            "listen (BARQ_LISTEN) is {}: nobody else may listen there",
            settings.listen
        )
    })?;
    // On a line of its own, for whoever started this with port 0.
    println!("listening on http://{}", listener.local_addr()?);
    Ok(launch(settings, listener, asked_to_stop()).await?)
}
