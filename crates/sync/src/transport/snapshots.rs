//! Large scopes as files: the manifest, and chunks one by one.

use super::{BodyReader, SHORT_TIMEOUT, SILENCE_TIMEOUT, Transport, Watched, failure};
use domain::{id::ScopeId, schema};
use snapshot::Manifest;
use std::{sync::Arc, time::Duration};
use wire::error::Problem;

/// The server answers sooner, if only that the snapshot is not made yet.
const MANIFEST_TIMEOUT: Duration = Duration::from_secs(45);
/// A manifest larger than this is refused.
const MAX_MANIFEST_BYTES: usize = 32 << 20;

impl Transport {
    /// The manifest of the scope's snapshot; `None` while the server makes it.
    pub async fn manifest(&self, token: &str, scope: ScopeId) -> Result<Option<Manifest>, Problem> {
        let path = format!("api/v1/sync/snapshots/{scope}?schema={}", schema::own());
        let mut answer = self.get(&path, token, MANIFEST_TIMEOUT).await?;
        if answer.status().as_u16() == 202 {
            return Ok(None);
        }
        let mut body = Vec::new();
        loop {
            let chunk = self
                .link
                .wait(SHORT_TIMEOUT, answer.chunk())
                .await
                .ok_or_else(|| failure::kept(failure::silent(&self.base, SHORT_TIMEOUT)))?
                .map_err(|e| failure::kept(failure::interrupted(&e.to_string())))?;
            let Some(chunk) = chunk else { break };
            self.link.moved();
            body.extend_from_slice(&chunk);
            if body.len() > MAX_MANIFEST_BYTES {
                return Err(failure::unreadable(
                    "The manifest of a snapshot is too large",
                ));
            }
        }
        Manifest::parse(&body)
            .map(Some)
            .map_err(|error| failure::unreadable(&error.to_string()))
    }

    /// The compressed bytes of a chunk, to be read on a thread that may block while they come in.
    pub async fn chunk(
        &self,
        token: &str,
        manifest: &Manifest,
        n: usize,
        watched: Arc<Watched>,
    ) -> Result<impl std::io::Read + Send + 'static + use<>, Problem> {
        let path = format!(
            "api/v1/sync/snapshots/{}/{}/{n}",
            manifest.scope, manifest.id
        );
        let answer = self.get(&path, token, SILENCE_TIMEOUT).await?;
        Ok(BodyReader::spawn(
            answer,
            SILENCE_TIMEOUT,
            watched,
            self.link.clone(),
        ))
    }

    async fn get(
        &self,
        path: &str,
        token: &str,
        patience: Duration,
    ) -> Result<reqwest::Response, Problem> {
        let request = self.http.get(self.url(path)?).bearer_auth(token);
        self.send(request, patience).await.map_err(failure::kept)
    }
}
