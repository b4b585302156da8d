//! What happens on the server without a console: the commands of admins and services, through the rules.

use super::{super::world, Server};
use domain::{
    command::{Command, Other},
    decide::{Actor, Context},
    entities::{Courier, Delivery, DeliveryState, Role},
    entity::{Synced, Table},
    id::*,
    value::Value,
    world::Change,
};

impl Server {
    /// Decides and commits an admin's command; a refusal writes nothing.
    pub fn office(&mut self, id: CommandId, command: &Command) {
        self.carry_out(id, command, false, |_| {});
    }

    fn carry_out(
        &mut self,
        id: CommandId,
        command: &Command,
        service: bool,
        alter: impl FnMut(&mut Change),
    ) {
        let context = Context {
            command: id,
            now: self.now,
            issued_at: self.now,
        };
        let actor = Actor {
            service,
            ..self.actor(world::office())
        };
        if let Ok(mut decision) = self.decide(&actor, &context, command) {
            decision.changes.iter_mut().for_each(alter);
            let mut touched = Vec::new();
            self.take(&mut decision.changes, &mut touched);
            self.commit(&touched, None);
        }
    }

    /// Gives the user a role in the hub, or takes it.
    pub fn grant(&mut self, id: CommandId, user: UserId, hub: HubId, role: Option<Role>) {
        self.office(id, &Command::Other(Other::Grant { user, hub, role }));
    }

    /// Hands a delivery, now and then a courier, over to another hub, with all that goes along.
    pub fn transfer(&mut self, id: CommandId, pick: u32, to: HubId) {
        let chosen = match pick.is_multiple_of(6) {
            true => self.one_of(pick, |c: &Courier| c.hub_id != to, |c| (c.hub_id, c.id.0)),
            false => self.one_of(
                pick,
                |d: &Delivery| is_movable(d, to),
                |d| (d.hub_id, d.id.0),
            ),
        };
        let Some((hub, item)) = chosen else {
            return;
        };
        let command = Command::Other(Other::Transfer {
            hub,
            to_hub: to,
            entity_table: match pick.is_multiple_of(6) {
                true => Table::Courier,
                false => Table::Delivery,
            },
            items: vec![item],
            if_rev: Default::default(),
        });
        self.carry_out(id, &command, false, |change| remark(change, hub, to));
    }

    /// Takes a finished delivery out of its hub.
    pub fn archive(&mut self, id: CommandId, pick: u32) {
        let finished = |d: &Delivery| !d.state.is_open();
        if let Some((hub, item)) = self.one_of(pick, finished, |d| (d.hub_id, d.id)) {
            let items = vec![item];
            let command = Command::Other(Other::Archive { hub, items });
            self.carry_out(id, &command, true, |_| {});
        }
    }

    fn one_of<T: Synced, C>(
        &self,
        pick: u32,
        wanted: impl Fn(&T) -> bool,
        chosen: impl Fn(&T) -> C,
    ) -> Option<C> {
        let found: Vec<&T> = self
            .state
            .world
            .all::<T>()
            .filter(|row| wanted(row))
            .collect();
        let at = (pick as usize).checked_rem(found.len())?;
        Some(chosen(found[at]))
    }
}

fn is_movable(delivery: &Delivery, to: HubId) -> bool {
    matches!(delivery.state, DeliveryState::Draft | DeliveryState::Ready) && delivery.hub_id != to
}

/// What goes to another hub carries that hub's mark from now on, as if somebody had written it there.
fn remark(change: &mut Change, from: HubId, to: HubId) {
    let Change::Put { entity, left, .. } = change else {
        return;
    };
    if left.is_none() {
        return;
    }
    let (from, to) = (world::mark(from), world::mark(to));
    let mut values = entity.values();
    for value in &mut values {
        if let Value::Text(text) | Value::Json(text) = value {
            *text = text.replace(&from, &to);
        }
    }
    if let Ok(marked) = entity.table().parse(values) {
        *entity = marked;
    }
}
