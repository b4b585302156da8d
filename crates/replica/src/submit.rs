//! Giving commands: decided on the live rows, written with their effects in one durable transaction, or refused
//! before anything is queued.

use crate::{
    actor,
    cache::Cache,
    decision::{self, Decided},
    error::{ReplicaError, Result},
    outbox::{self, Entry},
    overlay,
    points::Point,
    seeded::{Bug, broken},
    store::{Durability, Replica, Tx},
    undo,
};
use domain::{
    command::Command,
    decide::{Actor, Context, Decision, Verdict},
    entity::Table,
    id::CommandId,
    label,
    units::Millis,
    world::{Change, World},
};
use std::collections::HashMap;
use uuid::Uuid;
use wire::ipc::Submitted;

/// A command with what the caller injects.
#[derive(Clone, Debug)]
pub struct Order {
    /// Chosen by the caller; giving the same id again does nothing twice.
    pub id: CommandId,
    pub command: Command,
    /// Estimated server time.
    pub now: Millis,
    /// When it was given, as the caller knows the time.
    pub issued_at: Millis,
}

impl Replica {
    /// Gives one command. When this returns a `command_id`, the command survives power loss until its outcome
    /// was seen. What is refused of it here is not queued with it: the verdicts say so, and whoever asked leaves it
    /// on the desk or does not. A command of which every item is refused, or that changes nothing, is not queued:
    /// its verdicts come back without an id; one that is refused as a whole is [`ReplicaError::Rejected`]. Given
    /// again, the answer is about what was queued.
    pub fn submit(
        &self,
        command: &Command,
        id: CommandId,
        now: Millis,
        issued_at: Millis,
    ) -> Result<Submitted> {
        let order = Order {
            id,
            command: command.clone(),
            now,
            issued_at,
        };
        self.submit_many(std::slice::from_ref(&order))?
            .pop()
            .ok_or_else(|| ReplicaError::Unreadable("a submit without an answer".into()))?
    }

    /// Gives many commands in order, in one durable transaction: a refusal stops no other command, and each
    /// answer is as [`Replica::submit`]'s. When the transaction itself fails, none was queued.
    pub fn submit_many(&self, orders: &[Order]) -> Result<Vec<Result<Submitted>>> {
        let durability = match broken(Bug::SubmitNotDurable) {
            true => Durability::Normal,
            false => Durability::Full,
        };
        self.inner.write(
            durability,
            [Point::SubmitWritten, Point::SubmitCommitted],
            |tx| {
                let actor = actor::read(tx.conn)?;
                let mut cache = Cache::new(tx.conn);
                let mut answers = Vec::with_capacity(orders.len());
                for order in orders {
                    match give(tx, &mut cache, &actor, order, true) {
                        Err(ReplicaError::Rejected(why)) => {
                            answers.push(Err(ReplicaError::Rejected(why)));
                        }
                        answer => answers.push(Ok(answer?)),
                    }
                }
                Ok(answers)
            },
        )
    }
}

/// Decides and queues one command within a transaction; remembers how to undo it where `undoable`.
pub(crate) fn give(
    tx: &mut Tx<'_>,
    cache: &mut Cache<'_>,
    actor: &Actor,
    order: &Order,
    undoable: bool,
) -> Result<Submitted> {
    if let Some(known) = outbox::find(tx.conn, order.id)? {
        return Ok(Submitted {
            command_id: Some(order.id),
            items: known.local_verdicts()?,
            undoable: undo::is_undoable(tx.conn, order.id)?,
        });
    }
    let context = Context {
        command: order.id,
        now: order.now,
        issued_at: order.issued_at,
    };
    let Decided {
        verdict,
        reads,
        before,
    } = decision::ask(cache, actor, &context, &order.command)?;
    let decision = verdict?;
    if decision.changes.is_empty() {
        return Ok(Submitted {
            command_id: None,
            items: decision.items,
            undoable: false,
        });
    }
    let kept: Vec<bool> = decision.items.iter().map(|i| !i.is_rejected()).collect();
    if kept.contains(&false) {
        // The rules come to the same without what they refuse, here and on the server.
        let accepted = Order {
            command: order.command.keeping(&kept),
            ..order.clone()
        };
        return Ok(Submitted {
            items: decision.items,
            ..give(tx, cache, actor, &accepted, undoable)?
        });
    }
    let label = label(&order.command, &decision, &before);
    let position = outbox::append(tx.conn, &entry(order, &decision, label)?)?;
    tx.step("submit.appended")?;
    outbox::set_items(tx.conn, position, overlay::items(&decision.items))?;
    overlay::enact(tx, cache, position, &decision, &reads)?;
    tx.step("submit.enacted")?;
    let inverse = if undoable {
        domain::undo::inverse(&order.command, &before, &decision)
    } else {
        Vec::new()
    };
    let undoable = undo::remember(tx.conn, order, position, &inverse, &decision.items)?;
    tx.local = true;
    Ok(Submitted {
        command_id: Some(order.id),
        items: decision.items,
        undoable,
    })
}

fn entry(order: &Order, decision: &Decision, label: String) -> Result<Entry> {
    Ok(Entry {
        position: 0,
        command_id: order.id,
        scope: order.command.scope(),
        name: order.command.name().to_owned(),
        command: Some(serde_json::to_string(&order.command)?),
        now: order.now,
        issued_at: order.issued_at,
        seq: None,
        acknowledged: false,
        doubtful: false,
        items: u32::try_from(decision.items.len()).unwrap_or(u32::MAX),
        label,
        verdicts: serde_json::to_string(&decision.items)?,
        outcome: None,
        settled: None,
    })
}

/// What people call the first item that the command has an effect on.
fn label(command: &Command, decision: &Decision, before: &World) -> String {
    let tables: HashMap<Uuid, Table> = command.items().into_iter().map(|(t, id)| (id, t)).collect();
    let put = |id: Uuid| {
        decision.changes.iter().find_map(|change| match change {
            Change::Put { entity, .. } if entity.key() == id => label::called(entity),
            Change::Put { .. } | Change::Delete { .. } => None,
        })
    };
    let was = |id: Uuid| {
        let stored = before.stored(*tables.get(&id)?, id).ok().flatten();
        Some(label::of_item(command, id, stored.map(|row| &row.entity)))
    };
    decision
        .items
        .iter()
        .filter(|item| item.verdict != Verdict::Unchanged)
        .find_map(|item| put(item.id).or_else(|| was(item.id)))
        .unwrap_or_default()
}
