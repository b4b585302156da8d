//! A server restored to an earlier state lost work that this console has seen acknowledged: it is sent again.

use crate::{
    error::{ReplicaError, Result},
    identity, meta,
    points::Point,
    send::{self, Requeue},
    store::{Durability, Replica},
};
use domain::id::{ClientId, ScopeId};
use uuid::Uuid;

/// A scope whose history the server keeps only up to a version, and the epoch it goes on in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    pub scope: ScopeId,
    pub epoch: Uuid,
    pub v: i64,
}

impl Replica {
    /// Lets the commands wait again whose effects came after what each scope was restored to, under the fresh client
    /// id `client`; once per scope and epoch. The server knows by its id what it still has. Answers how many.
    pub fn send_again(&self, restored: &[Restored], client: ClientId) -> Result<u64> {
        self.inner.write(Durability::Full, [Point::ResendWritten, Point::ResendCommitted], |tx| {
            let (mut beyond, mut commands) = (Vec::new(), 0);
            for one in restored {
                let name = format!("restored.{}", one.scope);
                if meta::get(tx.conn, &name)?.as_deref() == Some(one.epoch.as_bytes()) {
                    continue;
                }
                meta::set(tx.conn, &name, one.epoch.as_bytes())?;
                commands += tx.conn.query_row(
                    "SELECT count(*) FROM outbox
                     WHERE scope_id = ? AND settled IS NOT NULL AND settled_v > ? AND command IS NOT NULL",
                    (one.scope.0, one.v),
                    |row| row.get::<_, u64>(0),
                )?;
                beyond.push((one.scope, one.v));
            }
            if commands > 0 {
                let mut identity = identity::read(tx.conn)?.ok_or(ReplicaError::NotSignedIn)?;
                identity.client = client;
                identity::write(tx.conn, &identity)?;
                send::number_again(tx, &Requeue::Beyond(beyond))?;
            }
            Ok(commands)
        })
    }
}
