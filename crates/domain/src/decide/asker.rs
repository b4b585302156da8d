//! Who asks, for what, when: what every rule needs to know besides the world. Compares what a command demands
//! ([`crate::rights`]) with what its actor may.

use super::{Actor, Context};
use crate::{
    command::Command,
    entities::{DeliveryState, Event, Role},
    entity::Table,
    id::*,
    name::ActionKind,
    rejection::{RejectCode, Rejection},
    rights::who,
    units::Millis,
    value::Json,
};
use Role::Admin;
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) struct Asker {
    pub user: UserId,
    /// What the actor may act as; a service may act as anybody.
    roles: [Option<Role>; 2],
    anybody: bool,
    pub kind: ActionKind,
    pub command: CommandId,
    pub now: Millis,
    pub issued_at: Millis,
}

impl Asker {
    /// The actor with the rights it has where `command` writes.
    ///
    /// # Errors
    /// `not_granted` without a grant for the hub, whatever is in it; `not_allowed` when the role is too little.
    pub fn authorised(
        actor: &Actor,
        context: &Context,
        command: &Command,
    ) -> Result<Self, Rejection> {
        let kind = command.kind();
        let mut asker = Self::unjudged(actor, context, command);
        asker.roles[0] = actor.admin.then_some(Admin);
        asker.anybody = actor.service;
        if let Some(hub) = command.hub() {
            let granted = actor.grants.get(&hub).copied();
            if granted.is_none() && !actor.service {
                return Err(Rejection::new(RejectCode::NotGranted).with("hub", hub.to_string()));
            }
            asker.roles[1] = granted;
            asker.anybody |= granted == Some(Role::Service);
        } else if kind == ActionKind::UpsertMerchant {
            // An import that meets unknown merchants creates them: whoever may import somewhere.
            asker.roles[1] = actor
                .grants
                .values()
                .copied()
                .find(|role| who(kind).contains(role));
        }
        if let Some(to_hub) = command.to_hub() {
            // Whoever hands over must be of both hubs: with the lesser right of the two.
            asker.receiving(actor, to_hub, kind)?;
        }
        if asker.is_any(who(kind)) {
            Ok(asker)
        } else {
            Err(Rejection::new(RejectCode::NotAllowed)
                .with("action", kind.word())
                .with("who", words(who(kind))))
        }
    }

    /// The right to put something into `to_hub`.
    fn receiving(&self, actor: &Actor, to_hub: HubId, kind: ActionKind) -> Result<(), Rejection> {
        let granted = actor.grants.get(&to_hub).copied();
        if actor.service || granted == Some(Role::Service) {
            return Ok(());
        }
        let Some(role) = granted else {
            return Err(Rejection::new(RejectCode::NotGranted).with("hub", to_hub.to_string()));
        };
        if actor.admin || who(kind).contains(&role) {
            return Ok(());
        }
        Err(Rejection::new(RejectCode::NotAllowed)
            .with("action", kind.word())
            .with("who", words(who(kind))))
    }

    /// The actor as one whose rights do not matter any more: the command was decided.
    pub fn unjudged(actor: &Actor, context: &Context, command: &Command) -> Self {
        Self {
            user: actor.user,
            roles: [None, None],
            anybody: false,
            kind: command.kind(),
            command: context.command,
            now: context.now,
            issued_at: context.issued_at,
        }
    }

    pub fn is_any(&self, roles: &[Role]) -> bool {
        self.anybody || self.roles.iter().flatten().any(|role| roles.contains(role))
    }

    /// An event of this command; it gets its id and part when it is written.
    pub fn event(&self, hub: HubId, table: Table, id: impl Into<Uuid>) -> Event {
        Event {
            id: EventId(Uuid::nil()),
            hub_id: hub,
            entity_table: table,
            entity_id: id.into(),
            action: self.kind.word().into(),
            actor_id: self.user,
            device_at: self.issued_at,
            server_at: self.now,
            from_state: None,
            to_state: None,
            changed: Json(BTreeMap::new()),
            implied: false,
            override_reason: String::new(),
            part: 0,
            command_id: self.command,
        }
    }

    /// An event that leads from one state to another.
    pub fn step(
        &self,
        hub: HubId,
        id: DeliveryId,
        from: impl Into<Option<DeliveryState>>,
        to: impl Into<Option<DeliveryState>>,
    ) -> Event {
        Event {
            from_state: from.into(),
            to_state: to.into(),
            ..self.event(hub, Table::Delivery, id)
        }
    }
}

/// Roles as a list of words for a rejection's params.
pub(super) fn words(roles: &[Role]) -> serde_json::Value {
    roles.iter().map(|role| role.word()).collect()
}
