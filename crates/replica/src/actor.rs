//! Who gives commands here: the signed-in user with the rights the server last replicated.

use crate::{
    error::{ReplicaError, Result},
    identity, row,
    store::Replica,
};
use domain::{
    decide::Actor,
    entities::{Grant, Staff},
    entity::{Synced, Table},
};
use rusqlite::Connection;

pub(crate) fn read(conn: &Connection) -> Result<Actor> {
    let identity = identity::read(conn)?.ok_or(ReplicaError::NotSignedIn)?;
    let admin = match row::get(conn, Table::Staff, identity.user.0)? {
        Some(row) => {
            let staff = Staff::from_values(row.values)?;
            staff.admin && staff.active
        }
        None => false,
    };
    let mut grants = std::collections::BTreeMap::new();
    for row in row::select(conn, Table::Grant, "user_id = ?", [identity.user.0])? {
        let grant = Grant::from_values(row.values)?;
        grants.insert(grant.hub_id, grant.role);
    }
    Ok(Actor {
        user: identity.user,
        admin,
        grants,
        service: false,
    })
}

impl Replica {
    /// The signed-in user as [`domain::decide`] sees them.
    pub fn actor(&self) -> Result<Actor> {
        self.inner.read(read)
    }

    /// The signed-in user as others see them; `None` before the first cut.
    pub fn me(&self) -> Result<Option<Staff>> {
        self.inner.read(|conn| {
            let identity = identity::read(conn)?.ok_or(ReplicaError::NotSignedIn)?;
            let row = row::get(conn, Table::Staff, identity.user.0)?;
            Ok(row.map(|row| Staff::from_values(row.values)).transpose()?)
        })
    }
}
