//! The session: signing in, tokens, signing out. The access token lives in memory, the refresh token where
//! the [`Secrets`](crate::Secrets) keep it.

use super::{Client, Inner, lock};
use crate::{
    engine::Input,
    secrets::{SecretName, Secrets},
    transport::Transport,
};
use domain::id::{ClientId, DeviceId};
use replica::Requeue;
use std::sync::Arc;
use wire::{
    error::{ErrorCode, Problem},
    http::{SignIn, Tokens},
};

/// Where the replica keeps why the server ended the session, for whoever starts the console next.
const ENDED_BY: &str = "session_ended_by";

/// Asks `server` for tokens. Needs no replica: whose replica it is to be is known only from the answer. Hand
/// the tokens to [`Client::accept`].
pub async fn sign_in(
    server: &str,
    username: &str,
    password: &str,
    device: Option<DeviceId>,
    device_name: &str,
) -> Result<Tokens, Problem> {
    let request = SignIn {
        username: username.to_owned(),
        password: password.to_owned(),
        device,
        device_name: device_name.to_owned(),
    };
    Transport::new(server)?.sign_in(&request).await
}

impl Client {
    /// Takes tokens from [`sign_in`]: stores the refresh token, and syncs.
    pub async fn accept(&self, tokens: Tokens) -> Result<(), Problem> {
        let given = tokens.clone();
        self.inner
            .blocking(move |replica| {
                replica.set_meta(ENDED_BY, None).map_err(|e| e.problem())?;
                crate::lease::signed_in(replica, &given)
            })
            .await?;
        self.inner.take(tokens).await?;
        self.inner.reread_lease().await?;
        self.inner.tell(Input::SignedIn { token: true });
        Ok(())
    }

    /// Whether a refresh token is stored.
    pub async fn signed_in(&self) -> Result<bool, Problem> {
        self.inner.has_session().await
    }

    /// Why the server ended the last session, also after a restart; `None` where it did not.
    pub async fn ended_by(&self) -> Option<Problem> {
        let stored = self
            .inner
            .blocking(|replica| replica.meta(ENDED_BY).map_err(|e| e.problem()))
            .await
            .ok()??;
        serde_json::from_slice(&stored).ok()
    }

    /// Ends the session here and, if it can be reached, on the server. Refused with `unsent_commands` while
    /// commands wait, unless `keep_unsent`: they stay sealed in the replica until this user signs in again.
    pub async fn sign_out(&self, keep_unsent: bool) -> Result<(), Problem> {
        let waiting = self.inner.counts().await?.waiting;
        if waiting > 0 && !keep_unsent {
            return Err(Problem::new(ErrorCode::UnsentCommands, "Commands are waiting to be sent").detail(
                format!("{waiting} commands have not reached the server. Sync first, or keep them sealed until you sign in here again."),
            ));
        }
        self.inner.tell(Input::SignedOut);
        *lock(&self.inner.access) = None;
        let stored = self
            .inner
            .secret(|s| s.get(SecretName::RefreshToken))
            .await?;
        self.inner
            .secret(|s| s.delete(SecretName::RefreshToken))
            .await?;
        if let Some(token) = stored
            && let Err(problem) = self.inner.transport.sign_out(&token).await
        {
            tracing::info!(code = %problem.code, "the server was not told of the sign-out");
        }
        Ok(())
    }
}

impl Inner {
    pub(super) async fn has_session(&self) -> Result<bool, Problem> {
        Ok(self
            .secret(|s| s.get(SecretName::RefreshToken))
            .await?
            .is_some())
    }

    /// New tokens for the stored refresh token.
    pub(super) async fn refresh(self: &Arc<Self>) -> Result<(), Problem> {
        let stored = self.secret(|s| s.get(SecretName::RefreshToken)).await?;
        let Some(token) = stored else {
            return Err(Problem::new(ErrorCode::SignedOut, "Nobody is signed in")
                .detail("Your work is kept. Sign in to sync."));
        };
        let tokens = self.transport.refresh(&token).await?;
        self.take(tokens).await
    }

    /// Durable before it is used: the server forgets the old refresh token when the new one is first used.
    async fn take(self: &Arc<Self>, tokens: Tokens) -> Result<(), Problem> {
        let refresh = tokens.refresh_token;
        self.secret(move |s| s.set(SecretName::RefreshToken, &refresh))
            .await?;
        *lock(&self.access) = Some(tokens.access_token);
        self.clock.learn(tokens.server_time);
        self.note_time().await;
        Ok(())
    }

    /// After the server ended the session: the token is of no more use. Replica and outbox stay.
    pub(super) async fn forget_session(&self, problem: &Problem) {
        let why = serde_json::to_vec(problem).unwrap_or_default();
        let noted = self
            .blocking(move |replica| {
                replica
                    .set_meta(ENDED_BY, Some(why.as_slice()))
                    .map_err(|e| e.problem())
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(code = %error.code, because = %problem.code, "why the session ended was not noted");
        }
        let gone = self.secret(|s| s.delete(SecretName::RefreshToken)).await;
        if let Err(error) = gone {
            tracing::warn!(code = %error.code, because = %problem.code, "the refresh token was not deleted");
        }
    }

    /// Takes a fresh client id, renumbering the outbox.
    pub(super) async fn renew_client(&self) -> Result<(), Problem> {
        let id = ClientId(uuid::Uuid::new_v4());
        self.blocking(move |replica| {
            replica
                .new_client(id, &Requeue::Waiting)
                .map_err(|e| e.problem())
        })
        .await
    }

    async fn secret<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Secrets) -> Result<T, crate::SecretError> + Send + 'static,
    ) -> Result<T, Problem> {
        let secrets: Arc<dyn Secrets> = self.secrets.clone();
        tokio::task::spawn_blocking(move || work(&*secrets))
            .await
            .map_err(|e| {
                Problem::new(ErrorCode::NoKeychain, "The keychain call failed")
                    .detail(e.to_string())
            })?
            .map_err(Into::into)
    }
}
