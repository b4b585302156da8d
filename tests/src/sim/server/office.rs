//! What happens on the server without a console: an admin's commands, and what stands for `transfer` and `archive`
//! until they are commands of the rules.

use super::{super::world, Server};
use domain::{
    command::{Command, Other},
    decide::Context,
    entities::{Delivery, DeliveryState, Role},
    entity::Table,
    id::*,
    world::Change,
};

impl Server {
    /// Decides and commits an admin's command; a refusal writes nothing.
    pub fn office(&mut self, id: CommandId, command: &Command) {
        let context = Context {
            command: id,
            now: self.now,
            issued_at: self.now,
        };
        let actor = self.actor(world::office());
        if let Ok(mut decision) = self.decide(&actor, &context, command) {
            let mut touched = Vec::new();
            self.take(&mut decision.changes, &mut touched);
            self.commit(&touched, None);
        }
    }

    /// Gives the user a role in the hub, or takes it.
    pub fn grant(&mut self, id: CommandId, user: UserId, hub: HubId, role: Option<Role>) {
        self.office(id, &Command::Other(Other::Grant { user, hub, role }));
    }

    fn deliveries(&self, wanted: impl Fn(&Delivery) -> bool) -> Vec<Delivery> {
        let all = self.state.world.all::<Delivery>();
        all.filter(|d| wanted(d)).cloned().collect()
    }

    fn change(&mut self, change: Change) {
        let mut touched = Vec::new();
        self.take(&mut [change], &mut touched);
        self.commit(&touched, None);
    }

    /// Moves a draft or ready delivery to another hub, in one transaction.
    pub fn transfer(&mut self, pick: u32, to: HubId) {
        let movable = |d: &Delivery| {
            matches!(d.state, DeliveryState::Draft | DeliveryState::Ready) && d.hub_id != to
        };
        let mut found = self.deliveries(movable);
        if found.is_empty() {
            return;
        }
        let mut delivery = found.swap_remove(pick as usize % found.len());
        let left: ScopeId = delivery.hub_id.into();
        delivery.hub_id = to;
        delivery.zone_id = None;
        delivery.courier_id = None;
        delivery.dropoff_name = format!("نورة {}", world::mark(to));
        delivery.instructions = world::mark(to);
        let stored = self.state.world.stored(Table::Delivery, delivery.id.0);
        let rev = stored.ok().flatten().map_or(0, |s| s.rev) + 1;
        self.change(Change::Put {
            entity: delivery.into(),
            rev,
            left: Some(left),
        });
    }

    /// Takes a finished delivery out of its hub.
    pub fn archive(&mut self, pick: u32) {
        let mut found = self.deliveries(|d| !d.state.is_open());
        if found.is_empty() {
            return;
        }
        let delivery = found.swap_remove(pick as usize % found.len());
        self.change(Change::Delete {
            table: Table::Delivery,
            id: delivery.id.0,
            scope: delivery.hub_id.into(),
        });
    }
}
