//! The one place where business rules live: what a command does to the world it finds. Pure: the same
//! world, actor, context and command give the same decision on every side.

mod archive;
mod asker;
mod create;
mod deliveries;
mod draft;
mod edit;
mod exceptions;
mod fleet;
mod guards;
mod history;
mod needs;
mod notes;
mod org;
mod outbox;
mod outcome;
mod problems;
mod reports;
mod row;
mod settle;
mod sight;
mod touched;
mod trail;
mod transfer;
mod zones;

pub use archive::KEPT_MS as ARCHIVE_AFTER_MS;
pub use edit::present;
pub use exceptions::settles;
pub use needs::needs;
pub use outbox::{quarantined_exception, rejected_exceptions};

use crate::{
    command::{Command, MAX_ITEMS, Other},
    entities::{NoteKind, Role},
    entity::Table,
    id::*,
    rejection::{RejectCode, Rejection},
    units::Millis,
    world::{Change, NotLoaded, World},
};
use asker::Asker;
use draft::Draft;
use notes::Remark;
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
    /// What another release says and this one cannot read, as it came. No rule here ever says it.
    #[serde(untagged)]
    Unknown(serde_json::Value),
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

impl ItemVerdict {
    pub fn is_applied(&self) -> bool {
        matches!(self.verdict, Verdict::Applied { .. })
    }

    pub fn is_rejected(&self) -> bool {
        matches!(self.verdict, Verdict::Rejected { .. })
    }

    /// The revision it was applied to.
    pub const fn applied_rev(&self) -> Option<i64> {
        match &self.verdict {
            Verdict::Applied { rev } => Some(*rev),
            Verdict::Unchanged
            | Verdict::Rejected { .. }
            | Verdict::Contested { .. }
            | Verdict::Conflict { .. }
            | Verdict::Unknown(_) => None,
        }
    }

    /// Why it was rejected.
    pub const fn rejection(&self) -> Option<&Rejection> {
        match &self.verdict {
            Verdict::Rejected { rejection } => Some(rejection),
            Verdict::Applied { .. }
            | Verdict::Unchanged
            | Verdict::Contested { .. }
            | Verdict::Conflict { .. }
            | Verdict::Unknown(_) => None,
        }
    }
}

/// Decides `command`. Items are decided in order, each seeing the ones before; one that is rejected writes
/// nothing. All questions the items ask are collected, so that loading takes few rounds; [`needs()`] names
/// most of them beforehand.
///
/// # Errors
/// The whole command is refused when it is malformed, not authorised, empty or too long; nothing is decided
/// while rows are missing.
pub fn decide(
    world: &World,
    actor: &Actor,
    context: &Context,
    command: &Command,
) -> Result<Decision, Refusal> {
    let asker = Asker::authorised(actor, context, command)?;
    sized(command)?;
    world.require_all(needs(command))?;
    let mut draft = Draft::new(world);
    let items = match command {
        Command::Deliveries(command) => deliveries::decide(&mut draft, &asker, command)?,
        Command::Other(other) => others(&mut draft, &asker, other)?,
    };
    Ok(draft.finish(items))
}

fn sized(command: &Command) -> Result<(), Rejection> {
    match command.len() {
        0 => Err(Rejection::new(RejectCode::EmptySelection)),
        n if n > MAX_ITEMS => Err(Rejection::new(RejectCode::TooManyItems)
            .with("items", n)
            .with("max", MAX_ITEMS)),
        _ => {
            match command.named_twice() {
                Some(id) => Err(Rejection::new(RejectCode::MalformedCommand)
                    .with("named_twice", id.to_string())),
                None => Ok(()),
            }
        }
    }
}

fn others(
    draft: &mut Draft<'_>,
    asker: &Asker,
    command: &Other,
) -> Result<Vec<ItemVerdict>, Refusal> {
    match command {
        Other::Create { hub, deliveries } => create::create(draft, asker, *hub, deliveries),
        Other::ImportRows {
            hub,
            import,
            rows,
            problems,
        } => {
            let mut verdicts = create::import_rows(draft, asker, *hub, import, rows)?;
            verdicts.extend(problems::keep(draft, asker, *hub, import, problems)?);
            Ok(verdicts)
        }
        Other::UndoImport { hub, batch, items } => {
            create::undo_import(draft, asker, *hub, *batch, items)
        }
        Other::Edit { hub, edits, if_rev } => edit::decide(draft, asker, *hub, edits, if_rev),
        Other::ResolveContested {
            hub,
            exception,
            accept,
            reason,
        } => exceptions::resolve_contested(draft, asker, *hub, *exception, *accept, reason),
        Other::Claim { hub, items } => exceptions::claim(draft, asker, *hub, items),
        Other::Comment {
            hub,
            exception,
            body,
        } => {
            let comment = Remark {
                kind: NoteKind::Comment,
                body,
                contact: None,
            };
            notes::add(
                draft,
                asker,
                *hub,
                Table::Exception,
                [exception.0],
                &comment,
            )
        }
        Other::Resolve {
            hub,
            items,
            resolution,
            reason,
        } => exceptions::resolve(draft, asker, *hub, items, *resolution, reason),
        Other::Raise {
            hub,
            intended,
            refused,
        } => outbox::raise(draft, asker, *hub, intended, refused),
        Other::AddNote {
            hub,
            entity_table,
            items,
            body,
        } => {
            let note = Remark {
                kind: NoteKind::Note,
                body,
                contact: None,
            };
            notes::add(
                draft,
                asker,
                *hub,
                *entity_table,
                items.iter().copied(),
                &note,
            )
        }
        Other::LogContact {
            hub,
            items,
            who,
            outcome,
        } => {
            let contact = Remark {
                kind: NoteKind::Contact,
                body: "",
                contact: Some((*who, *outcome)),
            };
            let items = items.iter().map(|id| id.0);
            notes::add(draft, asker, *hub, Table::Delivery, items, &contact)
        }
        Other::SettleCash {
            hub,
            courier,
            counted_halalas,
            variance_reason,
        } => settle::settle_cash(
            draft,
            asker,
            *hub,
            *courier,
            *counted_halalas,
            variance_reason,
        ),
        Other::UpsertZone { hub, zones } => zones::upsert(draft, asker, *hub, zones),
        Other::RetireZone { hub, items } => zones::retire(draft, asker, *hub, items),
        Other::UpsertCourier { hub, couriers } => {
            fleet::upsert_couriers(draft, asker, *hub, couriers)
        }
        Other::RetireCourier { hub, items } => fleet::retire_couriers(draft, asker, *hub, items),
        Other::UpsertVehicle { hub, vehicles } => {
            fleet::upsert_vehicles(draft, asker, *hub, vehicles)
        }
        Other::RetireVehicle { hub, items } => fleet::retire_vehicles(draft, asker, *hub, items),
        Other::OpenShift { hub, shifts } => fleet::open_shifts(draft, asker, *hub, shifts),
        Other::CloseShift { hub, items } => fleet::close_shifts(draft, asker, *hub, items),
        Other::Transfer {
            hub,
            to_hub,
            entity_table,
            items,
            if_rev,
        } => {
            let handed = transfer::Handed {
                hub: *hub,
                to: *to_hub,
                if_rev,
            };
            transfer::decide(draft, asker, &handed, *entity_table, items)
        }
        Other::Archive { hub, items } => archive::decide(draft, asker, *hub, items),
        Other::UpsertMerchant { merchants } => org::upsert_merchants(draft, asker, merchants),
        Other::UpsertHub { hubs } => org::upsert_hubs(draft, hubs),
        Other::UpsertStaff { staff } => org::upsert_staff(draft, staff),
        Other::SetPolicy { policy } => org::set_policy(draft, policy),
        Other::Grant { user, hub, role } => org::grant(draft, *user, *hub, *role),
    }
}
