//! The one place where business rules live: what a command does to the world it finds. Pure: the same
//! world, actor, context and command give the same decision on every side.

use crate::{
    command::Command,
    entities::Role,
    id::*,
    rejection::{RejectCode, Rejection},
    units::Millis,
    world::{Change, NotLoaded, World},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    /// May change the organisation: hubs, staff, policies, grants.
    pub admin: bool,
    pub grants: BTreeMap<HubId, Role>,
    /// A service of our own (seed, import shift, archive), not a person.
    pub service: bool,
}

/// What a decision takes from outside the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    pub command: CommandId,
    /// Server time: the receipt time on the server, the estimate stored with the command on a console.
    pub now: Millis,
    /// By the issuer's clock; shown, not trusted.
    pub issued_at: Millis,
}

/// What became of one item of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Applied; `rev` is the item's revision afterwards (an undo names it).
    Applied {
        rev: i64,
    },
    /// It was already so (an import's `already_imported`, an edit to the present value).
    Unchanged,
    Rejected {
        rejection: Rejection,
    },
    /// A report the state forbids: kept as this exception.
    Contested {
        exception: ExceptionId,
    },
    /// An edit that met another's: kept as this exception.
    Conflict {
        exception: ExceptionId,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemVerdict {
    pub id: Uuid,
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// What a command does: rows to write, and a verdict per item. An item that is rejected writes nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub changes: Vec<Change>,
    pub items: Vec<ItemVerdict>,
}

/// Why there is no decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// The command as a whole is refused; nothing is written.
    Rejected(Rejection),
    /// Load these and ask again.
    NotLoaded(NotLoaded),
}

impl From<NotLoaded> for Refusal {
    fn from(needs: NotLoaded) -> Self {
        Self::NotLoaded(needs)
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

/// Decides `command`. All questions an item asks are collected, so that loading takes few rounds.
pub fn decide(
    _world: &World,
    _actor: &Actor,
    _context: &Context,
    _command: &Command,
) -> Result<Decision, Refusal> {
    Err(Rejection::new(RejectCode::UnknownCommand).into())
}
