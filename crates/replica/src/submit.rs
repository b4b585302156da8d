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
    entity::Entity,
    id::{CommandId, ORG_SCOPE},
    units::Millis,
    world::Change,
};
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
    /// was seen. A command of which every item is refused, or that changes nothing, is not queued: its verdicts
    /// come back without an id; one that is refused as a whole is [`ReplicaError::Rejected`].
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
    let position = outbox::append(tx.conn, &entry(order, &decision)?)?;
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

fn entry(order: &Order, decision: &Decision) -> Result<Entry> {
    let scope = order.command.scopes().first().copied().unwrap_or(ORG_SCOPE);
    Ok(Entry {
        position: 0,
        command_id: order.id,
        scope,
        name: order.command.name().to_owned(),
        command: Some(serde_json::to_string(&order.command)?),
        now: order.now,
        issued_at: order.issued_at,
        seq: None,
        acknowledged: false,
        doubtful: false,
        items: u32::try_from(decision.items.len()).unwrap_or(u32::MAX),
        label: label(decision),
        verdicts: serde_json::to_string(&decision.items)?,
        outcome: None,
        settled: None,
    })
}

/// What people call the first item that the command has an effect on.
fn label(decision: &Decision) -> String {
    decision
        .items
        .iter()
        .filter(|i| !matches!(i.verdict, Verdict::Rejected { .. }))
        .find_map(|item| {
            decision.changes.iter().find_map(|change| match change {
                Change::Put { entity, .. } if entity.key() == item.id => called(entity),
                _ => None,
            })
        })
        .unwrap_or_default()
}

/// What people call an entity.
pub(crate) fn called(entity: &Entity) -> Option<String> {
    let either = |ar: &str, en: &str| if en.is_empty() { ar } else { en }.to_owned();
    Some(match entity {
        Entity::Delivery(d) => d.reference.clone(),
        Entity::Courier(c) => either(&c.name_ar, &c.name_en),
        Entity::Zone(z) => either(&z.name_ar, &z.name_en),
        Entity::Merchant(m) => either(&m.name_ar, &m.name_en),
        Entity::Hub(h) => either(&h.name_ar, &h.name_en),
        Entity::Staff(s) => either(&s.name_ar, &s.name_en),
        Entity::Vehicle(v) => v.plate.clone(),
        Entity::Exception(e) => e.label.clone(),
        Entity::ImportBatch(b) => b.file_name.clone(),
        _ => return None,
    })
}
