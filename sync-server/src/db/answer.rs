//! Reading for accounts. Every connection of a [`ReadPool`] is behind the fence from the moment it is opened and sees
//! no row; an [`Answer`] is a transaction on one, in which what one account may see is seen. There is no other way to
//! the pool's connections, so that nothing is read for nobody.

use super::{
    fence::{self, FenceError, READER, Strength},
    transaction::{begin, begin_snapshot},
};
use crate::seeded::{Bug, broken};
use domain::id::{ScopeId, UserId};
use sqlx::{
    PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    collections::BTreeSet,
    ops::{Deref, DerefMut},
};

/// See the module.
#[derive(Clone, Debug)]
pub struct ReadPool(PgPool);

impl ReadPool {
    /// Opens the pool.
    pub async fn open(pool: PgPoolOptions, options: PgConnectOptions) -> Result<Self, sqlx::Error> {
        let pool = pool
            .after_connect(|connection, _| Box::pin(put_behind(connection)))
            .connect_with(options)
            .await?;
        Ok(Self(pool))
    }

    /// Begins an answer to `user`: reads one state of the whole database, and of it what the account may see.
    pub async fn answer(&self, user: UserId) -> Result<Answer, sqlx::Error> {
        let together = !broken(Bug::CutReadCommitted) && !broken(Bug::SnapshotReadCommitted);
        let mut tx = match together {
            true => begin_snapshot(&self.0).await?,
            false => begin(&self.0).await?,
        };
        let inside = fence::raise(&mut tx, user).await?;
        Ok(Answer { tx, inside })
    }

    /// Whether what is read for accounts can be read at this moment, and whether by the role.
    pub async fn stands(&self) -> Result<bool, sqlx::Error> {
        let mut connection = self.0.acquire().await?;
        fence::touch(&mut connection).await?;
        sqlx::query_scalar("SELECT current_user = $1")
            .bind(READER)
            .fetch_one(&mut *connection)
            .await
    }

    /// Connections, and how many of them are idle.
    pub fn size(&self) -> (u32, usize) {
        (self.0.size(), self.0.num_idle())
    }

    pub async fn close(&self) {
        self.0.close().await;
    }
}

/// Puts a new connection behind the fence for as long as it lives.
pub async fn put_behind(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let strength = fence::strength(connection)
        .await
        .map_err(|error| match error {
            FenceError::Database(error) => error,
            error @ (FenceError::Bypassed(_) | FenceError::Down(_)) => {
                sqlx::Error::Configuration(error.into())
            }
        })?;
    let role = match strength {
        Strength::Role => READER,
        Strength::Forced(_) => "none",
    };
    sqlx::query(
        "SELECT set_config('barq.fence', 'on', false), set_config('default_transaction_read_only', 'on', false),
                set_config('role', $1, false)",
    )
    .bind(role)
    .execute(connection)
    .await?;
    Ok(())
}

/// A transaction that reads what one account may see.
#[derive(Debug)]
pub struct Answer {
    tx: Transaction<'static, Postgres>,
    inside: BTreeSet<ScopeId>,
}

impl Answer {
    /// The scopes the account sees, as Postgres has worked them out.
    pub fn inside(&self) -> &BTreeSet<ScopeId> {
        &self.inside
    }

    /// The transaction, to be ended by whoever takes it, and the scopes.
    pub fn into_parts(self) -> (Transaction<'static, Postgres>, BTreeSet<ScopeId>) {
        (self.tx, self.inside)
    }
}

impl Deref for Answer {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.tx
    }
}

impl DerefMut for Answer {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}
