//! Signing in, refreshing, signing out.

use super::{SHORT_TIMEOUT, Transport, failure, written};
use serde::de::DeserializeOwned;
use wire::{
    error::Problem,
    http::{Refresh, SignIn, Tokens},
};

impl Transport {
    /// Fails with `wrong_credentials`, `rate_limited`, `server_unreachable`, `not_a_sync_server`, ….
    pub async fn sign_in(&self, request: &SignIn) -> Result<Tokens, Problem> {
        let url = self.url("api/v1/auth/sign-in")?;
        read(
            self.ask(url, None, written(request)?, SHORT_TIMEOUT)
                .await?,
        )
        .await
    }

    /// New tokens for the refresh token. The old one works until the new one is first used, so that a lost
    /// answer signs nobody out.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Tokens, Problem> {
        let url = self.url("api/v1/auth/refresh")?;
        let request = Refresh {
            refresh_token: refresh_token.to_owned(),
        };
        read(self.post(url, None, &request, SHORT_TIMEOUT).await?).await
    }

    /// Ends the session on the server: its refresh tokens stop working.
    pub async fn sign_out(&self, refresh_token: &str) -> Result<(), Problem> {
        let url = self.url("api/v1/auth/sign-out")?;
        let request = Refresh {
            refresh_token: refresh_token.to_owned(),
        };
        self.post(url, None, &request, SHORT_TIMEOUT)
            .await
            .map(drop)
    }
}

async fn read<T: DeserializeOwned>(answer: reqwest::Response) -> Result<T, Problem> {
    let server = answer.url().clone();
    let bytes = tokio::time::timeout(SHORT_TIMEOUT, answer.bytes())
        .await
        .map_err(|_| failure::silent(&server, SHORT_TIMEOUT))?
        .map_err(|e| failure::interrupted(&e.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|_| failure::not_json(&server))
}
