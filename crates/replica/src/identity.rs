//! Whose replica this is: replica, outbox and client id belong to one server, user and device.

use crate::{
    error::{ReplicaError, Result},
    meta,
    points::Point,
    send::{self, Requeue},
    store::{Durability, Replica},
};
use domain::id::{ClientId, DeviceId, UserId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

const IDENTITY: &str = "identity";

/// Who uses this replica, and as which client its commands are numbered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub server_url: String,
    pub user: UserId,
    pub username: String,
    pub device: DeviceId,
    /// Names this replica's stream of commands; see [`Replica::new_client`].
    pub client: ClientId,
}

pub(crate) fn read(conn: &Connection) -> Result<Option<Identity>> {
    match meta::get(conn, IDENTITY)? {
        Some(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        None => Ok(None),
    }
}

pub(crate) fn write(conn: &Connection, identity: &Identity) -> Result<()> {
    meta::set(conn, IDENTITY, &serde_json::to_vec(identity)?)
}

impl Replica {
    /// `None` before the first sign-in.
    pub fn identity(&self) -> Result<Option<Identity>> {
        self.inner.read(read)
    }

    /// Says whose replica this is, durably. Another user's replica is refused ([`ReplicaError::OtherUser`]): its
    /// rows and waiting commands are theirs. Another client id numbers the waiting commands again, as
    /// [`Replica::new_client`] does.
    pub fn set_identity(&self, identity: &Identity) -> Result<()> {
        self.inner.write(
            Durability::Full,
            [Point::OwnerWritten, Point::OwnerCommitted],
            |tx| {
                tx.local = true;
                let known = read(tx.conn)?;
                if let Some(known) = &known
                    && known.user != identity.user
                {
                    return Err(ReplicaError::OtherUser {
                        username: known.username.clone(),
                    });
                }
                write(tx.conn, identity)?;
                match known {
                    Some(known) if known.client != identity.client => {
                        send::number_again(tx, &Requeue::Waiting)
                    }
                    _ => Ok(()),
                }
            },
        )
    }
}
