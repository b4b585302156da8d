//! What the author of a command sees of what it would change, put into the command before it is given.

use crate::{error::Result, row, store::Replica};
use domain::{
    command::{Command, OnDeliveries, Saw},
    entities::Delivery,
    entity::{Synced, Table},
};

impl Replica {
    /// `command` with what its author sees now, where it would overwrite what another person chose. A command that
    /// says so itself stays as it is, and so does one that names revisions: it says more.
    pub fn as_seen(&self, command: Command) -> Result<Command> {
        let Command::Deliveries(on) = command else {
            return Ok(command);
        };
        if !on.action.is_choice() || !on.saw.is_empty() || !on.if_rev.is_empty() {
            return Ok(Command::Deliveries(on));
        }
        let saw = self.inner.read(|conn| {
            let mut saw = std::collections::BTreeMap::new();
            for id in &on.items {
                if let Some(stored) = row::get(conn, Table::Delivery, id.0)? {
                    saw.insert(*id, Saw::of(&Delivery::from_values(stored.values)?));
                }
            }
            Ok(saw)
        })?;
        Ok(Command::Deliveries(OnDeliveries { saw, ..on }))
    }
}
